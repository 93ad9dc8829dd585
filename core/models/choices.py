"""The enumerations of the core domain, each value with its Chinese and English label."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """A value stored as text, with a label in each language.

    Members are written as ``NAME = "NAME", "中文", "English"``; the stored text equals the name. A fourth text is why
    clients should not use the value any more, and what to use in its place.
    """

    zh: str
    en: str
    deprecated: str | None

    def __new__(cls, value: str, zh: str = "", en: str = "", deprecated: str | None = None) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh or value
        member.en = en or value
        member.deprecated = deprecated
        return member

    def __str__(self) -> str:
        return str(self.value)


class AreaLevel(Choice):
    """Level of an area: official levels, then grids below the community (总网格 … 专属网格)."""

    CITY = "CITY", "市", "City"
    DISTRICT = "DISTRICT", "区", "District"
    SUBDISTRICT = "SUBDISTRICT", "街道", "Subdistrict"
    COMMUNITY = "COMMUNITY", "社区", "Community"
    VILLAGE = "VILLAGE", "村", "Village"
    GENERAL_GRID = "GENERAL_GRID", "总网格", "General grid"
    ORDINARY_GRID = "ORDINARY_GRID", "一般网格", "Ordinary grid"
    MICRO_GRID = "MICRO_GRID", "微网格", "Micro-grid"
    DEDICATED_GRID = "DEDICATED_GRID", "专属网格", "Dedicated grid"


#: How deep a level stands. A parent's rank is always smaller than its child's, which also keeps the tree acyclic.
AREA_LEVEL_RANKS: dict[AreaLevel, int] = {
    AreaLevel.CITY: 1,
    AreaLevel.DISTRICT: 2,
    AreaLevel.SUBDISTRICT: 3,
    AreaLevel.COMMUNITY: 4,
    AreaLevel.VILLAGE: 4,
    AreaLevel.GENERAL_GRID: 5,
    AreaLevel.ORDINARY_GRID: 6,
    AreaLevel.MICRO_GRID: 7,
    AreaLevel.DEDICATED_GRID: 7,
}


class OrganizationKind(Choice):
    """Kind of an organisation."""

    GOVERNMENT = "GOVERNMENT", "政府部门", "Government body"
    PARTY = "PARTY", "党组织", "Party organisation"
    COMPANY = "COMPANY", "企业", "Company"
    SOCIAL_ORGANIZATION = "SOCIAL_ORGANIZATION", "社会组织", "Social organisation"
    SELF_ORGANIZED_GROUP = "SELF_ORGANIZED_GROUP", "自组织", "Self-organised group"
    VOLUNTEER_TEAM = "VOLUNTEER_TEAM", "志愿队伍", "Volunteer team"
    INSTITUTION = "INSTITUTION", "事业单位", "Public institution"
    RESIDENT_COMMITTEE = "RESIDENT_COMMITTEE", "居(村)民委员会", "Residents' committee"


class OrganizationStatus(Choice):
    """Whether an organisation still works."""

    ACTIVE = "ACTIVE", "正常", "Active"
    DISSOLVED = "DISSOLVED", "已注销", "Dissolved"


class PersonStatus(Choice):
    """State of a person's record; records are retired, never deleted."""

    ACTIVE = "ACTIVE", "正常", "Active"
    RETIRED = "RETIRED", "停用", "Retired"
    PSEUDONYMOUS = "PSEUDONYMOUS", "已匿名", "Pseudonymous"
    """Erased on demand: nothing tells any more who it was."""
    MERGED = "MERGED", "已合并", "Merged"
    """Found to be the same person as another, whose record stands for both."""


#: States of persons whom nobody is shown any more, and to whom nothing new may refer.
GONE_STATES = (PersonStatus.PSEUDONYMOUS, PersonStatus.MERGED)


class Audience(Choice):
    """A group of people that an activity or a benefit is meant for."""

    RESIDENT = "RESIDENT", "居民", "Resident"
    GRID_WORKER = "GRID_WORKER", "网格员", "Grid worker"
    MICRO_GRID_WORKER = "MICRO_GRID_WORKER", "微网格员", "Micro-grid worker"
    NEW_EMPLOYMENT_WORKER = "NEW_EMPLOYMENT_WORKER", "新就业群体", "New-employment worker"
    VOLUNTEER = "VOLUNTEER", "志愿者", "Volunteer"
    PARTY_MEMBER = "PARTY_MEMBER", "党员", "Party member"
    RESERVE_CADRE = "RESERVE_CADRE", "后备干部", "Reserve cadre"
    SOCIAL_WORK_TALENT = "SOCIAL_WORK_TALENT", "社会工作人才", "Social-work talent"
    STORE_STAFF = "STORE_STAFF", "门店员工", "Store staff"


SENSITIVE_AUDIENCES = (Audience.PARTY_MEMBER,)
"""Which of them few may know somebody to be in."""


class ContactKind(Choice):
    """Kind of a personal contact detail."""

    PHONE = "PHONE", "电话", "Phone"
    ADDRESS = "ADDRESS", "住址", "Address"
    OPENID = "OPENID", "小程序标识", "Mini-program openid"
    EMAIL = "EMAIL", "邮箱", "E-mail"


class AccountLinkState(Choice):
    """What became of the wish to link an account to a person. That it EXPIRED follows from the clock."""

    PENDING = "PENDING", "待确认", "Pending"
    CONFIRMED = "CONFIRMED", "已确认", "Confirmed"
    DECLINED = "DECLINED", "已拒绝", "Declined"
    EXPIRED = "EXPIRED", "已过期", "Expired"


class ConsentChannel(Choice):
    """How a consent was given or recorded."""

    MINI_PROGRAM = "MINI_PROGRAM", "小程序", "Mini-program"
    WEB = "WEB", "网页", "Web page"
    COUNTER = "COUNTER", "现场", "In person"
    PAPER = "PAPER", "纸质", "On paper"
    PHONE = "PHONE", "电话", "By phone"


class MergedRowFate(Choice):
    """What became of a row that referred to a person who was merged into another."""

    MOVED = "MOVED", "已转移", "Moved"
    """It refers to the person who was kept."""
    LEFT = "LEFT", "已保留", "Left"
    """It clashes with a row of the person who was kept, and stays with the one who was merged."""
    CHANGED = "CHANGED", "已变更", "Changed"
    """Its other columns were changed, so that it could be moved."""


class PlaceKind(Choice):
    """What a place is."""

    STORE = "STORE", "门店", "Store"
    THEATRE = "THEATRE", "剧场", "Theatre"
    COMMUNITY_CENTRE = "COMMUNITY_CENTRE", "社区活动中心", "Community centre"
    SERVICE_STATION = "SERVICE_STATION", "服务站", "Service station"
    STUDIO = "STUDIO", "工作室", "Studio"
    CLASSROOM = "CLASSROOM", "教室", "Classroom"
    PARK = "PARK", "公园", "Park"
    CLINIC = "CLINIC", "医疗机构", "Clinic"
    OTHER = "OTHER", "其他", "Other"


class EquipmentCondition(Choice):
    """In which condition equipment at a place is (设备状况)."""

    OK = "OK", "完好", "OK"
    FAULTY = "FAULTY", "故障", "Faulty"
    MISSING = "MISSING", "缺失", "Missing"


class PlaceStatus(Choice):
    """Whether a place is open for use."""

    ACTIVE = "ACTIVE", "正常开放", "Active"
    TEMPORARILY_CLOSED = "TEMPORARILY_CLOSED", "临时关闭", "Temporarily closed"
    CLOSED = "CLOSED", "已关闭", "Closed"


class HoursPurpose(Choice):
    """What a row of hours is about: the service for residents, or trading."""

    SERVICE = "SERVICE", "服务时间", "Service hours"
    TRADING = "TRADING", "营业时间", "Trading hours"


class CalendarDayKind(Choice):
    """Why a date differs from its weekday."""

    PUBLIC_HOLIDAY = "PUBLIC_HOLIDAY", "法定节假日", "Public holiday"
    MAKE_UP_WORKDAY = "MAKE_UP_WORKDAY", "调休上班日", "Make-up working day"


class ProgrammeStatus(Choice):
    """State of a programme."""

    DRAFT = "DRAFT", "草稿", "Draft"
    PUBLISHED = "PUBLISHED", "已发布", "Published"
    CLOSED = "CLOSED", "已结束", "Closed"


class SeriesCadence(Choice):
    """How often a series has an edition."""

    QUARTERLY = "QUARTERLY", "每季度", "Quarterly"
    MONTHLY = "MONTHLY", "每月", "Monthly"
    WEEKLY = "WEEKLY", "每周", "Weekly"
    IRREGULAR = "IRREGULAR", "不定期", "Irregular"


class ActivityDecision(Choice):
    """The decided state of an activity, as stored. ONGOING and FINISHED follow from the clock and are never stored."""

    DRAFT = "DRAFT", "草稿", "Draft"
    IN_REVIEW = "IN_REVIEW", "审核中", "In review"
    PUBLISHED = "PUBLISHED", "已发布", "Published"
    POSTPONED = "POSTPONED", "已延期", "Postponed"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"
    ARCHIVED = "ARCHIVED", "已归档", "Archived"


class ActivityStatus(Choice):
    """The shown state of an activity: the decided one and, for a published activity, what the clock makes of it."""

    DRAFT = "DRAFT", "草稿", "Draft"
    IN_REVIEW = "IN_REVIEW", "审核中", "In review"
    PUBLISHED = "PUBLISHED", "即将开始", "Published"
    POSTPONED = "POSTPONED", "已延期", "Postponed"
    ONGOING = "ONGOING", "进行中", "Ongoing"
    FINISHED = "FINISHED", "已结束", "Finished"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"
    ARCHIVED = "ARCHIVED", "已归档", "Archived"


class JoinPolicy(Choice):
    """How people join an activity."""

    OPEN = "OPEN", "自由报名", "Open"
    APPROVAL = "APPROVAL", "需审核", "By approval"
    INVITE = "INVITE", "仅限邀请", "By invitation"


class HostRole(Choice):
    """The part that an organisation plays as a host (主办 / 协办 / 承办 / 支持)."""

    HOST = "HOST", "主办", "Host"
    CO_ORGANIZER = "CO_ORGANIZER", "协办", "Co-organiser"
    IMPLEMENTER = "IMPLEMENTER", "承办", "Implementer"
    SUPPORTER = "SUPPORTER", "支持", "Supporter"


class RegistrationState(Choice):
    """State of a registration for an activity."""

    PENDING = "PENDING", "待确认", "Pending"
    CONFIRMED = "CONFIRMED", "已确认", "Confirmed"
    WAITLISTED = "WAITLISTED", "候补中", "Waitlisted"
    REJECTED = "REJECTED", "未通过", "Rejected"
    OFFERED = "OFFERED", "候补待确认", "Offered"
    EXPIRED = "EXPIRED", "已过期", "Expired"
    ATTENDED = "ATTENDED", "已到场", "Attended"
    NO_SHOW = "NO_SHOW", "未到场", "No show"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"


#: States in which a registration holds seats: their party sizes never exceed the activity's capacity.
SEAT_HOLDING_STATES = (RegistrationState.CONFIRMED, RegistrationState.OFFERED, RegistrationState.ATTENDED)


class MediaKind(Choice):
    """Kind of a media item."""

    IMAGE = "IMAGE", "图片", "Image"
    VIDEO = "VIDEO", "视频", "Video"
    ARTICLE = "ARTICLE", "报道", "Article"
    DOCUMENT = "DOCUMENT", "文件", "Document"


class CreditRole(Choice):
    """What a credited person or body did for a media item (记者 / 供图 …)."""

    REPORTER = "REPORTER", "记者", "Reporter"
    PHOTOGRAPHER = "PHOTOGRAPHER", "摄影", "Photographer"
    PICTURE_PROVIDER = "PICTURE_PROVIDER", "供图", "Picture provider"
    EDITOR = "EDITOR", "编辑", "Editor"


class OperationKind(Choice):
    """Kind of a GraphQL operation."""

    QUERY = "QUERY", "查询", "Query"
    MUTATION = "MUTATION", "变更", "Mutation"
    SUBSCRIPTION = "SUBSCRIPTION", "订阅", "Subscription"


class JobOutcome(Choice):
    """How the last run of a job ended."""

    RUNNING = "RUNNING", "运行中", "Running"
    SUCCEEDED = "SUCCEEDED", "成功", "Succeeded"
    FAILED = "FAILED", "失败", "Failed"
    INTERRUPTED = "INTERRUPTED", "已中断", "Interrupted"
