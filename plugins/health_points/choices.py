"""The enumerations of health points, each value with its Chinese and English label."""

from __future__ import annotations

from collections.abc import Mapping

from linli import Choice


class FirstAidKitStatus(Choice):
    """Where a kit stands in its life cycle (医药箱状态)."""

    PLANNED = "PLANNED", "已计划", "Planned"
    IN_SERVICE = "IN_SERVICE", "使用中", "In service"
    OUT_OF_SERVICE = "OUT_OF_SERVICE", "暂停使用", "Out of service"
    RETIRED = "RETIRED", "已撤除", "Retired"


class FirstAidKitAccess(Choice):
    """When a kit can be reached (取用方式)."""

    WITH_PLACE = "WITH_PLACE", "随场所开放", "While the place serves, and within the kit's own hours if it has any"
    OWN_HOURS = "OWN_HOURS", "按箱体时间", "By the kit's own hours alone, as from the street"
    ALWAYS = "ALWAYS", "全天可取", "At all hours, as from the street"


class MedicineCategory(Choice):
    """What an item of the medicine list is (物品类别)."""

    DRESSING = "DRESSING", "敷料包扎", "Dressing"
    ANTISEPTIC = "ANTISEPTIC", "消毒用品", "Antiseptic"
    OTC_MEDICINE = "OTC_MEDICINE", "非处方药", "Over-the-counter medicine"
    INSTRUMENT = "INSTRUMENT", "器械", "Instrument"
    PROTECTION = "PROTECTION", "防护用品", "Protection"
    OTHER = "OTHER", "其他", "Other"
    PRESCRIPTION_MEDICINE = "PRESCRIPTION_MEDICINE", "处方药（不得入箱）", "Prescription medicine: always refused"


class MedicineMovementKind(Choice):
    """Why stock grew or shrank (出入库类型)."""

    RECEIVED = "RECEIVED", "入库", "Received"
    USED = "USED", "取用", "Used"
    DISCARDED = "DISCARDED", "报废", "Discarded"
    COUNTED = "COUNTED", "盘点差异", "Counted otherwise"
    WITHDRAWN = "WITHDRAWN", "召回撤出", "Withdrawn after a recall"
    MOVED_OUT = "MOVED_OUT", "调出", "Moved to another kit"
    MOVED_IN = "MOVED_IN", "调入", "Moved from another kit"


class FirstAidKitAlertKind(Choice):
    """To what somebody should see about a kit (预警类型)."""

    STOCK_OUT = "STOCK_OUT", "缺货", "Out of usable stock"
    LOW_STOCK = "LOW_STOCK", "低于标准量", "Less than the par level"
    EXPIRING = "EXPIRING", "即将过期", "Expires soon"
    EXPIRED = "EXPIRED", "已过期", "Expired"
    RECALLED = "RECALLED", "已召回", "Recalled"
    CHECK_LATE = "CHECK_LATE", "检查逾期", "Check is late"
    SEAL_BROKEN = "SEAL_BROKEN", "封条破损", "Seal was broken at the last check"
    STORAGE_UNFIT = "STORAGE_UNFIT", "储存条件不符", "Stored outside the limits of its template at the last check"


class RestockState(Choice):
    """How far a request for restocking is (补货状态)."""

    REQUESTED = "REQUESTED", "已申请", "Requested"
    APPROVED = "APPROVED", "已批准", "Approved"
    DISPATCHED = "DISPATCHED", "已发出", "Dispatched"
    RECEIVED = "RECEIVED", "已收货", "Received"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"


class DoctorFunction(Choice):
    """What somebody does in a family doctor team (团队职能)."""

    DOCTOR = "DOCTOR", "家庭医生", "Family doctor"
    NURSE = "NURSE", "护士", "Nurse"
    PUBLIC_HEALTH = "PUBLIC_HEALTH", "公卫人员", "Public-health worker"
    ASSISTANT = "ASSISTANT", "助理", "Assistant"


class DoctorSessionState(Choice):
    """How far a session at a contact point is (联络时段状态); it follows from its times and what was noted."""

    PLANNED = "PLANNED", "已安排", "Planned"
    ONGOING = "ONGOING", "进行中", "Ongoing"
    UNCONFIRMED = "UNCONFIRMED", "待确认", "Over, and not confirmed as held"
    HELD = "HELD", "已开展", "Held"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"


class DoctorSlotStatus(Choice):
    """Whether a slot can be booked (号源状态), as FHIR's SlotStatus; it follows from its appointments."""

    FREE = "FREE", "可预约", "Free"
    BUSY = "BUSY", "已约", "Busy"
    BUSY_TENTATIVE = "BUSY_TENTATIVE", "待确认", "Busy, tentatively"
    BUSY_UNAVAILABLE = "BUSY_UNAVAILABLE", "不可约", "Busy: unavailable"


class DoctorAppointmentStatus(Choice):
    """How far an appointment is (预约状态), as FHIR's AppointmentStatus."""

    PENDING = "PENDING", "待确认", "Pending"
    BOOKED = "BOOKED", "已预约", "Booked"
    ARRIVED = "ARRIVED", "已到场", "Arrived"
    FULFILLED = "FULFILLED", "已完成", "Fulfilled"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"
    NOSHOW = "NOSHOW", "未到场", "No-show"


FHIR_CODES: Mapping[Choice, str] = {
    **{status: status.value.lower() for status in DoctorAppointmentStatus},
    **{status: status.value.lower().replace("_", "-") for status in DoctorSlotStatus},
}
"""The codes of FHIR for statuses of appointments and slots."""


class CallbackState(Choice):
    """How far a request for a call is (回电状态)."""

    OPEN = "OPEN", "待回电", "Open"
    CALLED = "CALLED", "已回电", "Called back"
    UNREACHED = "UNREACHED", "未接通", "Not reached"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"


class CallbackTime(Choice):
    """When somebody would like to be called (期望回电时段)."""

    ANY = "ANY", "均可", "At any time"
    MORNING = "MORNING", "上午", "In the morning"
    AFTERNOON = "AFTERNOON", "下午", "In the afternoon"
    EVENING = "EVENING", "晚间", "In the evening"


class SigningState(Choice):
    """How far an intent to sign up with a family doctor is (签约意向状态)."""

    OPEN = "OPEN", "待联系", "Open"
    CONTACTED = "CONTACTED", "已联系", "Contacted"
    SIGNED = "SIGNED", "已签约", "Signed up"
    DECLINED = "DECLINED", "未签约", "Not signed up"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"
