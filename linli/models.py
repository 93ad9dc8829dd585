"""Models of the core and what a plugin's own models are made with.

A plugin's keys are `key()`, its references to the core `reference("Place", related_name="<plugin>_…")`: they hold the
core's row back (RESTRICT), because core rows are retired, never deleted.
"""

from core.models import (
    Activity,
    ActivityHost,
    Area,
    AreaAncestor,
    Consent,
    ConsentText,
    Event,
    Media,
    MediaCredit,
    Milestone,
    Organization,
    Person,
    Place,
    PlaceDesignation,
    Programme,
    Registration,
    RoleAssignment,
    Series,
    ServiceException,
    ServiceHours,
)
from core.models.choices import (
    ActivityDecision,
    Choice,
    ConsentChannel,
    CreditRole,
    MediaKind,
    PlaceKind,
    PlaceStatus,
    ProgrammeStatus,
)
from core.models.fields import CreatedField, InstantField, key, reference

__all__ = [
    "Activity",
    "ActivityDecision",
    "ActivityHost",
    "Area",
    "AreaAncestor",
    "Choice",
    "Consent",
    "ConsentChannel",
    "ConsentText",
    "CreatedField",
    "CreditRole",
    "Event",
    "InstantField",
    "Media",
    "MediaCredit",
    "MediaKind",
    "Milestone",
    "Organization",
    "Person",
    "Place",
    "PlaceDesignation",
    "PlaceKind",
    "PlaceStatus",
    "Programme",
    "ProgrammeStatus",
    "Registration",
    "RoleAssignment",
    "Series",
    "ServiceException",
    "ServiceHours",
    "key",
    "reference",
]
