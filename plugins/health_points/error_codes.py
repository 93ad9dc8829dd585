"""What mutations of health points say of broken rules, beside what the core's codes say."""

from __future__ import annotations

from linli import ErrorCode

ERROR_CODES = (
    ErrorCode("ALREADY_BOOKED", "同一联络时段已有预约", "Already booked for this session"),
    ErrorCode("CHECK_FAILED", "上次检查未通过，请处理后重新检查", "The last check failed: see to it, and check again"),
    ErrorCode("CONSENT_REQUIRED", "请先征得本人同意", "Consent is needed first"),
    ErrorCode("EXPIRY_DIFFERS", "与该批次已登记的有效期不一致", "Not the expiry that this lot has"),
    ErrorCode("LOT_EXPIRED", "该批次已过期", "This lot has expired"),
    ErrorCode("LOT_RECALLED", "该批次已被召回", "This lot is recalled"),
    ErrorCode("NOTHING_MISSING", "药品齐全，无需补货", "Nothing is missing"),
    ErrorCode("NOTHING_TO_DISCARD", "没有需要清理的药品", "Nothing is to be discarded"),
    ErrorCode("NOT_BEGUN", "预约时段尚未开始", "The appointment has not begun"),
    ErrorCode("NOT_CHECKED", "医药箱尚未检查", "Nobody has checked the kit so far"),
    ErrorCode("NOT_EMPTY", "医药箱内仍有物品", "Something is left in the kit"),
    ErrorCode("NOT_ENOUGH_STOCK", "库存不足", "Not enough in stock"),
    ErrorCode("NOT_LISTED", "不在当前药品目录中", "Not on the medicine list today"),
    ErrorCode("NOT_OFFERED", "该时段不可预约，请选其他时段", "This slot cannot be booked: please choose another"),
    ErrorCode("POINTS_OPEN", "团队仍有开放的联络点", "The team has open contact points"),
    ErrorCode("PRESCRIPTION_REFUSED", "不接受处方药", "Prescription medicine is not accepted"),
    ErrorCode("RESTOCK_OPEN", "该医药箱已有未完成的补货申请", "A request for this kit is open"),
    ErrorCode("SESSIONS_PLANNED", "该日之后仍有已安排的联络时段", "Sessions are planned after that day"),
    ErrorCode("SLOT_TAKEN", "已被他人预约，请选其他时段", "Somebody has booked this slot: please choose another"),
    ErrorCode("STOCK_OUT", "缺少必备药品", "Something essential is missing"),
)
