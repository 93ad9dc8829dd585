"""Whoever adds a type, or a field to a type about people, says who may see it: here, if nowhere else.

A type that everybody may ask for stands in `PUBLIC`. Of types about people each field of personal data is private, or
it stands in `SEEN_WITH_THE_ROW`, because whoever sees the row may see it.
"""

from __future__ import annotations

from core.models import Person
from linli.testing import plugin_set
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import ColumnField, ComputedField, PythonField, ValuesField
from schema.execution.districts import city_parts

CATALOG = Catalog(city_parts(plugin_set("jinniu_stores")))

PUBLIC = {
    *("Area", "AreaSuccession", "CalendarDay", "ConsentText", "Organization", "Place", "PlaceAmenity"),
    *("PlaceDesignation", "Series", "ServiceException", "ServiceHours"),
}
"""Types without a rule of rows and without a permission: everybody sees every row."""

SEEN_WITH_THE_ROW = {
    "Account": {"createdAt", "disabledAt", "issuer"},
    "Consent": {
        *("channel", "channelLabel", "createdAt", "current", "givenAt", "purpose"),
        *("recordedBy", "replacedAt", "updatedAt", "version", "withdrawnAt"),
    },
    "PersonErasure": {"finishedAt", "purpose", "requestedAt", "requestedBy", "steps", "updatedAt", "version"},
    "Person": {"audiences", "createdAt", "status", "statusLabel", "updatedAt", "version"},
    "PersonContact": {"createdAt", "kind", "kindLabel", "masked"},
    "Registration": {"partySize", "registeredAt", "state", "stateLabel", "updatedAt", "version"},
    "RoleAssignment": {"endedAt", "role", "validFrom", "validTo", "version"},
}
"""Of types about people, the fields that are not private."""


def _about_people(found: CatalogType) -> bool:
    relation = CATALOG.relations.of(found.model).get("person")
    return found.model is Person or (relation is not None and not relation.back and relation.target is Person)


def test_a_type_without_a_rule_is_public_on_purpose() -> None:
    assert {name for name, found in CATALOG.types.items() if not found.restricted and found.owner == "core"} == PUBLIC


def test_a_field_about_a_person_is_private_or_seen_on_purpose() -> None:
    shown = {
        found.name: {
            name
            for name, field in found.fields.items()
            if isinstance(field, ColumnField | ComputedField | PythonField | ValuesField) and field.private is None
        }
        for found in CATALOG.types.values()
        if _about_people(found) and found.owner == "core"
    }
    assert shown == SEEN_WITH_THE_ROW


def test_who_sees_a_type_about_people_needs_a_permission() -> None:
    open_to_all = [found.name for found in CATALOG.types.values() if _about_people(found) and not found.restricted]
    assert open_to_all == []
