"""The core's own contribution to the schema, in the same form as a plugin's."""

from __future__ import annotations

from schema.declare.roots import Part, RootConnection, Subscription
from schema.types.account_mutations import ACCOUNT_MUTATIONS
from schema.types.activities import Activity, ActivityHost, Registration
from schema.types.activity_months import ACTIVITY_MONTHS, ActivityMonth
from schema.types.activity_mutations import ACTIVITY_MUTATIONS
from schema.types.area_mutations import AREA_MUTATIONS
from schema.types.areas import Area, AreaSuccession
from schema.types.audit import AuditEntry
from schema.types.consents import (
    CONSENT_MUTATIONS,
    CONSENT_PURPOSES,
    Consent,
    ConsentPurpose,
    ConsentText,
)
from schema.types.contact_mutations import CONTACT_MUTATIONS
from schema.types.media import Media, MediaCredit
from schema.types.organization_mutations import ORGANIZATION_MUTATIONS
from schema.types.organizations import Organization
from schema.types.people import Account, AccountLinkRequest, Person, PersonContact, RoleAssignment
from schema.types.people_mutations import PEOPLE_MUTATIONS
from schema.types.person_records import (
    PERSON_EXPORT,
    PERSON_MUTATIONS,
    PersonErasure,
    PersonExport,
    PersonMerge,
    PersonMergeRow,
)
from schema.types.place_mutations import PLACE_MUTATIONS
from schema.types.places import (
    CalendarDay,
    Location,
    Place,
    PlaceAmenity,
    PlaceDesignation,
    ServiceException,
    ServiceHours,
)
from schema.types.programme_mutations import PROGRAMME_MUTATIONS
from schema.types.programmes import Milestone, Programme, Series
from schema.types.role_mutations import ROLE_MUTATIONS
from schema.types.search import SEARCH
from schema.types.viewer import VIEWER, VIEWER_VALUES

CORE = Part(
    owner="core",
    types=(
        Area,
        AreaSuccession,
        Organization,
        Place,
        PlaceAmenity,
        PlaceDesignation,
        ServiceHours,
        ServiceException,
        CalendarDay,
        Person,
        PersonContact,
        Account,
        AccountLinkRequest,
        RoleAssignment,
        ConsentText,
        Consent,
        PersonErasure,
        PersonMerge,
        PersonMergeRow,
        Programme,
        Series,
        Milestone,
        Activity,
        ActivityHost,
        Registration,
        Media,
        MediaCredit,
        AuditEntry,
    ),
    values=(Location, ConsentPurpose, PersonExport, ActivityMonth, *VIEWER_VALUES),
    roots=(
        RootConnection("areas", "area", "Area", "All areas (区域)."),
        RootConnection(
            "areaSuccessions", "areaSuccession", "AreaSuccession", "All splits and mergers of areas (区域变更)."
        ),
        RootConnection("organizations", "organization", "Organization", "All organisations (组织)."),
        RootConnection("places", "place", "Place", "All places (场所).", filters=("near", "openAt")),
        RootConnection("placeAmenities", "placeAmenity", "PlaceAmenity", "The amenities of all places (便民设施)."),
        RootConnection(
            "placeDesignations", "placeDesignation", "PlaceDesignation", "The designations of all places (称号)."
        ),
        RootConnection("serviceHours", "serviceHoursItem", "ServiceHours", "The hours of all places (服务时间)."),
        RootConnection(
            "serviceExceptions",
            "serviceException",
            "ServiceException",
            "The dates on which places keep other hours (例外日期).",
        ),
        RootConnection("people", "person", "Person", "All people (人员). Needs a permission."),
        RootConnection(
            "personContacts",
            "personContact",
            "PersonContact",
            "The contact details of all people, masked (联系方式). Needs a permission.",
        ),
        RootConnection("accounts", "account", "Account", "All accounts (账号). Needs a permission."),
        RootConnection(
            "accountLinkRequests",
            "accountLinkRequest",
            "AccountLinkRequest",
            "The accounts that somebody asked to link (账号关联申请): to you; to others, with a permission.",
        ),
        RootConnection(
            "roleAssignments",
            "roleAssignment",
            "RoleAssignment",
            "All assignments of roles (任职). Needs a permission.",
        ),
        RootConnection("consentTexts", "consentText", "ConsentText", "All texts to which people agree (同意书)."),
        RootConnection(
            "consents", "consent", "Consent", "To what people agreed (同意记录): your own; all, with a permission."
        ),
        RootConnection(
            "personErasures",
            "personErasure",
            "PersonErasure",
            "Who was erased and when (个人信息删除): your own; all, with a permission.",
        ),
        RootConnection(
            "personMerges", "personMerge", "PersonMerge", "All merges of persons (人员合并). Needs a permission."
        ),
        RootConnection(
            "personMergeRows",
            "personMergeRow",
            "PersonMergeRow",
            "What became of the rows of all merged persons (合并明细). Needs a permission.",
        ),
        RootConnection("programmes", "programme", "Programme", "All programmes (计划)."),
        RootConnection("series", "seriesItem", "Series", "All series (系列)."),
        RootConnection("milestones", "milestone", "Milestone", "All milestones (里程碑)."),
        RootConnection("activities", "activity", "Activity", "All activities that you may see (活动)."),
        RootConnection(
            "activityHosts", "activityHost", "ActivityHost", "The hosts of all activities that you may see (主办方)."
        ),
        RootConnection(
            "registrations", "registration", "Registration", "All registrations (报名). Needs a permission."
        ),
        RootConnection("media", "mediaItem", "Media", "All media that you may see (媒体)."),
        RootConnection(
            "mediaCredits", "mediaCredit", "MediaCredit", "The credits of all media that you may see (署名)."
        ),
        RootConnection(
            "auditEntries",
            "auditEntry",
            "AuditEntry",
            "The audit log (审计日志), the newest entries first: all of it with the permission `audit.read`; for a "
            "person what concerns them, and what they did.",
        ),
        RootConnection(
            "calendarDays",
            "calendarDay",
            "CalendarDay",
            "Public holidays and make-up working days (节假日与调休).",
        ),
    ),
    compiled_roots=(SEARCH,),
    called_roots=(VIEWER, CONSENT_PURPOSES, PERSON_EXPORT, ACTIVITY_MONTHS),
    mutations=(
        *ACTIVITY_MUTATIONS,
        *PLACE_MUTATIONS,
        *ORGANIZATION_MUTATIONS,
        *PROGRAMME_MUTATIONS,
        *AREA_MUTATIONS,
        *PEOPLE_MUTATIONS,
        *ROLE_MUTATIONS,
        *ACCOUNT_MUTATIONS,
        *CONTACT_MUTATIONS,
        *CONSENT_MUTATIONS,
        *PERSON_MUTATIONS,
    ),
    subscriptions=(
        Subscription(
            "activityChanged",
            "Tells of every change to activities that you may see, as soon as it is committed (活动变更).",
            ("activity.*",),
            "activity",
            "Activity",
        ),
        Subscription(
            "placeChanged",
            "Tells of every change to places, as soon as it is committed (场所变更).",
            ("place.*",),
            "place",
            "Place",
        ),
    ),
    models=("core.models",),
)
