"""The core domain as Tortoise models: people, places and activities, with areas, organisations and roles."""

from __future__ import annotations

from core.models.access import AccessEpoch, ApiToken, ApiTokenGrant
from core.models.account import Account, AccountLinkRequest, RoleAssignment
from core.models.activity import Activity, ActivityAudience, ActivityHost, ActivityProgramme, Registration
from core.models.area import Area, AreaAncestor, AreaSuccession
from core.models.audit import AuditEntry, AuditEntryPerson, AuditHead, UseCount
from core.models.consent import Consent, ConsentText
from core.models.event import Event, EventCursor, SetAsideEvent
from core.models.idempotency import IdempotencyKey
from core.models.media import Media, MediaCredit
from core.models.module import PluginEnablement, PurgedPlugin
from core.models.operation import RegisteredOperation
from core.models.organization import Organization
from core.models.person import Person, PersonAudience, PersonContact
from core.models.personal_data import PersonErasure, PersonErasureStep, PersonMerge, PersonMergeRow
from core.models.place import (
    CalendarDay,
    Place,
    PlaceAmenity,
    PlaceDesignation,
    ServiceException,
    ServiceHours,
)
from core.models.programme import Milestone, Programme, Series
from core.models.search import SearchDocument
from core.models.work import JobRun, Lease

__all__ = [
    "AccessEpoch",
    "Account",
    "AccountLinkRequest",
    "Activity",
    "ActivityAudience",
    "ActivityHost",
    "ActivityProgramme",
    "ApiToken",
    "ApiTokenGrant",
    "Area",
    "AreaAncestor",
    "AreaSuccession",
    "AuditEntry",
    "AuditEntryPerson",
    "AuditHead",
    "CalendarDay",
    "Consent",
    "ConsentText",
    "Event",
    "EventCursor",
    "IdempotencyKey",
    "JobRun",
    "Lease",
    "Media",
    "MediaCredit",
    "Milestone",
    "Organization",
    "Person",
    "PersonAudience",
    "PersonContact",
    "PersonErasure",
    "PersonErasureStep",
    "PersonMerge",
    "PersonMergeRow",
    "Place",
    "PlaceAmenity",
    "PlaceDesignation",
    "PluginEnablement",
    "Programme",
    "PurgedPlugin",
    "RegisteredOperation",
    "Registration",
    "RoleAssignment",
    "SearchDocument",
    "Series",
    "ServiceException",
    "ServiceHours",
    "SetAsideEvent",
    "UseCount",
]
