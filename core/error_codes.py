"""The codes of broken rules that the core declares, and what a code says in the language of the reader.

Codes that several plugins need are here too, whether or not the core itself refuses with them.
"""

from __future__ import annotations

from core.contributed import contributed
from core.plugins.contributions import ErrorCode
from core.problems import Problem

CORE_ERROR_CODES = (
    ErrorCode("BELOW_SEATS_TAKEN", "名额不能少于已占用的人数", "Fewer seats than are taken"),
    ErrorCode("CONFLICT", "内容已被他人修改，请刷新后重试", "Somebody else has changed this: reload it and try again"),
    ErrorCode("CYCLE", "不能归属于自己或自己的下级", "Cannot be placed below itself"),
    ErrorCode("DATES_PASSED", "原定日期已过，请先设置新的日期", "The dates have passed: set new ones first"),
    ErrorCode("DUPLICATE", "已存在，请勿重复", "Is there already"),
    ErrorCode("ENDS_BEFORE_START", "结束时间须晚于开始时间", "Must end after it starts"),
    ErrorCode("INCOMPLETE", "填写不完整", "Incomplete"),
    ErrorCode("INVALID_FORMAT", "格式不正确", "Wrong format"),
    ErrorCode("INVALID_OPERATION", "操作语句无效", "Not a valid operation"),
    ErrorCode("INVALID_TEXT", "含有无法保存的字符", "Has characters that cannot be stored"),
    ErrorCode("IN_THE_FUTURE", "时间未到", "Is still to come"),
    ErrorCode("IN_THE_PAST", "时间已过", "Is over"),
    ErrorCode("MODULES_NEEDED", "请先启用所需的模块", "Enable the modules that it needs first"),
    ErrorCode("MODULES_STAND_ON_IT", "其他模块依赖此模块", "Other modules need this one"),
    ErrorCode("MODULE_NOT_ENABLED", "所在区未启用此模块", "The district has not enabled this module"),
    ErrorCode(
        "MODULE_PURGED",
        "此模块已清除，请联系管理员重新安装",
        "This module was purged: ask the administrator to install it again",
    ),
    ErrorCode("NOT_ALLOWED", "此处不可填写", "Not allowed here"),
    ErrorCode("NOT_FOUND", "未找到，或您无权查看", "Not found, or not visible to you"),
    ErrorCode("NOT_INSTALLED", "此模块未安装", "This module is not installed"),
    ErrorCode("NOT_LATER", "须晚于原有的时间", "Must be later than what it replaces"),
    ErrorCode("NOT_OPEN", "当前未开放", "Not open at this time"),
    ErrorCode("NOT_PERMITTED", "您没有此权限", "You are not permitted to do this"),
    ErrorCode("NO_OFFSET", "时间缺少时区", "The time lacks its offset"),
    ErrorCode("NO_SEATS_LEFT", "人数已满", "No seats are left"),
    ErrorCode("OUTSIDE_DISTRICT", "不在本区范围内", "Outside of this district"),
    ErrorCode("OUT_OF_RANGE", "超出允许的范围", "Out of range"),
    ErrorCode("OVERLAP", "与已有的安排重叠", "Overlaps with another"),
    ErrorCode("PLACE_CLOSED", "该场所已永久关闭", "The place has closed for good"),
    ErrorCode("RATE_LIMITED", "操作过于频繁，请稍后再试", "Too often: please try again later"),
    ErrorCode("REQUIRED", "必填", "Required"),
    ErrorCode("SEPARATE_CONSENT", "涉及敏感信息，须单独征得同意", "Sensitive: consent must be asked for by itself"),
    ErrorCode(
        "TEXT_OUTDATED",
        "同意书已更新，请阅读新版后重新确认",
        "The consent text has changed: please read the new one and agree again",
    ),
    ErrorCode("TOO_DEEP", "上级层数过多", "Too many levels"),
    ErrorCode("TOO_EARLY", "为时过早，请改选日期", "Too early: please choose another date"),
    ErrorCode("TOO_LONG", "字数过多", "Too long"),
    ErrorCode("TOO_MANY", "数量过多", "Too many"),
    ErrorCode("UNKNOWN_ROLE", "没有此角色", "There is no such role"),
    ErrorCode("WOULD_BREAK", "已登记的操作正在使用此模块", "Registered operations use this module"),
    ErrorCode("WRONG_LEVEL", "区域级别不符", "Wrong level of area"),
    ErrorCode("WRONG_STATE", "当前状态下不能进行此操作", "Not possible in the present state"),
)


def label_of(problem: Problem, language: str) -> str:
    """What the code of a problem says, in ``ZH`` or ``EN``; the problem's message where nobody declared the code."""
    declared = contributed().error_codes.get(problem.code)
    if declared is None:
        return problem.message
    return declared.title_zh if language == "ZH" else declared.title_en
