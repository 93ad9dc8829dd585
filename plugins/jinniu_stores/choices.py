"""The enumerations of pioneer stores, each value with its Chinese and English label."""

from __future__ import annotations

from linli import Choice


class PioneerStoreStatus(Choice):
    """Where a store stands in its life cycle (门店状态)."""

    CANDIDATE = "CANDIDATE", "候选", "Candidate"
    ELIGIBLE = "ELIGIBLE", "有条件", "Eligible"
    INELIGIBLE = "INELIGIBLE", "无条件", "Ineligible"
    PLANNED = "PLANNED", "已计划", "Planned"
    FITTING_OUT = "FITTING_OUT", "改造中", "Fitting out"
    AWAITING_INSPECTION = "AWAITING_INSPECTION", "待验收", "Awaiting inspection"
    ACTIVE = "ACTIVE", "示范运行", "Active"
    SUSPENDED = "SUSPENDED", "暂停", "Suspended"
    WITHDRAWN = "WITHDRAWN", "退出", "Withdrawn"


COUNTED_AS_ELIGIBLE = (
    PioneerStoreStatus.ELIGIBLE,
    PioneerStoreStatus.PLANNED,
    PioneerStoreStatus.FITTING_OUT,
    PioneerStoreStatus.AWAITING_INSPECTION,
    PioneerStoreStatus.ACTIVE,
    PioneerStoreStatus.SUSPENDED,
)
"""The denominator of coverage: stores that were found eligible, however far they have come since."""

IN_PROGRESS = (
    PioneerStoreStatus.PLANNED,
    PioneerStoreStatus.FITTING_OUT,
    PioneerStoreStatus.AWAITING_INSPECTION,
)
"""Between the plan and the opening."""


class EligibilityVerdict(Choice):
    """What an assessment found (评估结论)."""

    ELIGIBLE = "ELIGIBLE", "有条件", "Eligible"
    INELIGIBLE = "INELIGIBLE", "无条件", "Ineligible"
    UNDECIDED = "UNDECIDED", "待定", "Undecided"


class TenElement(Choice):
    """One of the Ten Elements (红十件)."""

    INDOOR_SPACE = "INDOOR_SPACE", "室内场所", "Indoor space"
    TABLES_AND_CHAIRS = "TABLES_AND_CHAIRS", "桌椅", "Tables and chairs"
    MICROWAVE = "MICROWAVE", "微波炉", "Microwave oven"
    WATER_DISPENSER = "WATER_DISPENSER", "饮水柜", "Water dispenser"
    FIRST_AID_KIT = "FIRST_AID_KIT", "应急医药箱", "First-aid kit"
    HEATING_AND_COOLING = "HEATING_AND_COOLING", "冷暖电器", "Heating and cooling"
    BOOK_BASKET = "BOOK_BASKET", "图书篮子", "Book basket"
    PARTY_CHECK_IN_CODE = "PARTY_CHECK_IN_CODE", "党员报到码", "Party check-in code"
    COUNSELLING_CODE = "COUNSELLING_CODE", "心理咨询码", "Counselling code"
    GOVERNMENT_SERVICE_CODE = "GOVERNMENT_SERVICE_CODE", "政务服务码", "Government service code"


class ElementCondition(Choice):
    """In which condition an element is (状况)."""

    OK = "OK", "完好", "OK"
    FAULTY = "FAULTY", "故障", "Faulty"
    MISSING = "MISSING", "缺失", "Missing"


class StoreInspectionKind(Choice):
    """Who looked (检查方式). Only an official inspection decides about a store."""

    OFFICIAL = "OFFICIAL", "正式检查", "Official inspection"
    SELF_CHECK = "SELF_CHECK", "门店自查", "Self-check by the store"


class RectificationState(Choice):
    """How far a rectification is (整改状态); it follows from its dates."""

    OPEN = "OPEN", "待整改", "Open"
    OVERDUE = "OVERDUE", "已逾期", "Overdue"
    DONE = "DONE", "已完成", "Done"
    WITHDRAWN = "WITHDRAWN", "已撤销", "Withdrawn: the store left"


class StoreAgreementState(Choice):
    """How far an agreement is (协议状态); it follows from its dates."""

    DRAFT = "DRAFT", "草案", "Draft"
    SIGNED = "SIGNED", "已签署", "Signed"
    EFFECTIVE = "EFFECTIVE", "生效", "Effective"
    EXPIRED = "EXPIRED", "到期", "Expired"
    TERMINATED = "TERMINATED", "终止", "Terminated"


class StoreObligationState(Choice):
    """How far an obligation is (义务状态); it follows from its dates."""

    OPEN = "OPEN", "履行中", "Open"
    LATE = "LATE", "逾期", "Late"
    MET = "MET", "已履行", "Met"


class SignageCondition(Choice):
    """In which condition the sign is (标识状况)."""

    OK = "OK", "完好", "OK"
    DAMAGED = "DAMAGED", "破损", "Damaged"
    MISSING = "MISSING", "缺失", "Missing"


class ServiceCodeKind(Choice):
    """What a printed code is for (服务码类型): one of the Ten Elements."""

    PARTY_CHECK_IN = "PARTY_CHECK_IN", "党员报到码", "Party check-in code"
    COUNSELLING = "COUNSELLING", "心理咨询码", "Counselling code"
    GOVERNMENT_SERVICE = "GOVERNMENT_SERVICE", "政务服务码", "Government service code"


class ServiceItemMode(Choice):
    """What can be done about a government service (服务方式)."""

    CONSULT = "CONSULT", "咨询", "Ask about it"
    APPLY = "APPLY", "办理", "Apply for it"


class ScenarioState(Choice):
    """How far a scenario report is (报告状态)."""

    DRAFT = "DRAFT", "草稿", "Draft"
    IN_REVIEW = "IN_REVIEW", "审核中", "In review"
    PUBLISHED = "PUBLISHED", "已发布", "Published"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"


class ScenarioFigureKind(Choice):
    """What a figure of a scenario report counts (指标). Only reports on an area have the first four."""

    ACTIVE_STORES = "ACTIVE_STORES", "示范运行门店数", "Active stores"
    ELIGIBLE_STORES = "ELIGIBLE_STORES", "有条件门店数", "Eligible stores"
    REGISTERED_STORES = "REGISTERED_STORES", "登记门店数", "Registered stores"
    COVERAGE = "COVERAGE", "覆盖率", "Coverage: active ÷ eligible"
    SCANS = "SCANS", "服务码扫码次数", "Scans of service codes"
    SERVICE_TAPS = "SERVICE_TAPS", "政务服务打开次数", "Government services opened"
