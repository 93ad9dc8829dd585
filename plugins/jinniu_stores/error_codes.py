"""What mutations of pioneer stores say of broken rules, beside what the core's codes say."""

from __future__ import annotations

from linli import ErrorCode

ERROR_CODES = (
    ErrorCode("BEFORE_LAST_CHANGE", "早于门店当前状态的开始日期", "Before the store's present status began"),
    ErrorCode("CODE_EXPIRED", "服务码已失效", "The code is no longer valid"),
    ErrorCode(
        "CONSENT_OUTDATED",
        "同意书已更新，请阅读新版后重新确认",
        "The consent text has changed: please read the new one and agree again",
    ),
    ErrorCode("NOT_INSPECTED", "门店尚无有效的正式检查", "The store has no official inspection that counts"),
    ErrorCode("NOT_TEN_OF_TEN", "红十件尚未全部达标", "Not all of the Ten Elements are OK"),
    ErrorCode("NO_CONSENT", "使用照片须先取得同意", "The picture needs recorded consent"),
    ErrorCode("NO_CREDIT", "请注明照片署名", "Say who is credited for the picture"),
    ErrorCode("NO_CRITERIA", "当日没有有效的评估标准", "No criteria are valid on that day"),
    ErrorCode("NO_STANDARD", "当日没有有效的红十件标准", "No standard is valid on that day"),
    ErrorCode(
        "OUTDATED_STANDARD",
        "检查所用的标准已更新，请重新检查",
        "Inspected by a standard that is not current: inspect it again",
    ),
    ErrorCode("TOO_FEW", "数量不足", "Too few"),
)
