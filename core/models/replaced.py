"""The models to whose rows nobody may refer, because the core deletes them, or replaces them by others."""

from __future__ import annotations

from tortoise.models import Model

from core.models.access import AccessEpoch, ApiTokenGrant
from core.models.activity import ActivityAudience, ActivityHost, ActivityProgramme
from core.models.area import AreaAncestor
from core.models.event import Event, EventCursor, SetAsideEvent
from core.models.idempotency import IdempotencyKey
from core.models.module import PluginEnablement, PurgedPlugin
from core.models.operation import RegisteredOperation
from core.models.person import PersonAudience, PersonContact
from core.models.place import PlaceAmenity, ServiceException, ServiceHours
from core.models.search import SearchDocument
from core.models.work import JobRun, Lease

REPLACED: dict[type[Model], str | None] = {
    AccessEpoch: None,
    ActivityAudience: "Activity",
    ActivityHost: "Activity",
    ActivityProgramme: "Activity",
    ApiTokenGrant: "ApiToken",
    AreaAncestor: "Area",
    Event: None,
    EventCursor: None,
    IdempotencyKey: None,
    JobRun: None,
    Lease: None,
    PersonAudience: "Person",
    PersonContact: "Person",
    PlaceAmenity: "Place",
    PluginEnablement: None,
    PurgedPlugin: None,
    RegisteredOperation: None,
    SearchDocument: None,
    ServiceException: "Place",
    ServiceHours: "Place",
    SetAsideEvent: None,
}
"""Each with the model to refer to in its place, where there is one.

A reference that holds such a row back would break the use case that replaces it, for good: all that writes an
activity's hosts deletes the old ones.
"""
