"""What types declare as expressions for the database, stated a second time in Python."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from core import models
from core.access import AUDIT_READ
from core.clock import SHANGHAI
from core.geo import Crs, Point, distance_m, from_wgs84, to_wgs84
from core.models import choices
from core.models.choices import Choice
from core.opening_hours import format_opening_hours, is_open
from tests.schema.engine.memory import Row, World
from tests.schema.engine.values import Approximate, parse

Arguments = Mapping[str, Any]
Expression = Callable[[World, Row, Arguments], Any]


def in_language(world: World, row: Row, column: str, arguments: Arguments) -> Any:
    """The text of a translated field: of the argument's language, else of the request's."""
    english = row[f"{column}_en"]
    return english if _language(world, arguments) == "EN" and english is not None else row[column]


def label(column: str, enumeration: type[Choice]) -> Expression:
    """The label of a column's value."""

    def labelled(world: World, row: Row, arguments: Arguments) -> str:
        choice = enumeration(row[column])
        return choice.en if _language(world, arguments) == "EN" else choice.zh

    return labelled


def _language(world: World, arguments: Arguments) -> str:
    return str(arguments.get("lang") or world.language)


def _status(world: World, row: Row, arguments: Arguments) -> str:
    if row["decision"] != "PUBLISHED":
        return str(row["decision"])
    if row["starts_at"] > world.now:
        return "PUBLISHED"
    return "ONGOING" if row["ends_at"] > world.now else "FINISHED"


def _status_label(world: World, row: Row, arguments: Arguments) -> str:
    status = choices.ActivityStatus(_status(world, row, arguments))
    return status.en if _language(world, arguments) == "EN" else status.zh


def _link_state(world: World, row: Row, arguments: Arguments) -> str:
    expired = row["state"] == "PENDING" and row["expires_at"] <= world.now
    return "EXPIRED" if expired else str(row["state"])


def _link_state_label(world: World, row: Row, arguments: Arguments) -> str:
    state = choices.AccountLinkState(_link_state(world, row, arguments))
    return state.en if _language(world, arguments) == "EN" else state.zh


def _location(world: World, row: Row, arguments: Arguments) -> dict[str, float] | None:
    if row["latitude"] is None:
        return None
    crs = Crs(arguments.get("crs") or "WGS84")
    if crs is Crs.WGS84:
        return {"latitude": row["latitude"], "longitude": row["longitude"]}
    point = from_wgs84(row["latitude"], row["longitude"], crs)
    return {"latitude": Approximate(point.latitude), "longitude": Approximate(point.longitude)}


def _metres(row: Row, origin: Arguments) -> float | None:
    if row["latitude"] is None:
        return None
    point = to_wgs84(origin["latitude"], origin["longitude"], Crs(origin["crs"]))
    return distance_m(point, Point(row["latitude"], row["longitude"]))


def _distance(world: World, row: Row, arguments: Arguments) -> float | None:
    metres = _metres(row, arguments["origin"])
    return None if metres is None else Approximate(metres)


def _serves_at(world: World, row: Row, instant: datetime.datetime) -> bool:
    instances = world.tables.instances
    return is_open(
        instances[models.Place][row["id"]],
        [hours for hours in instances[models.ServiceHours].values() if hours.place_id == row["id"]],
        [rule for rule in instances[models.ServiceException].values() if rule.place_id == row["id"]],
        instances[models.CalendarDay].values(),
        instant,
    )


def _is_open(world: World, row: Row, arguments: Arguments) -> bool:
    return _serves_at(world, row, parse("DateTime", arguments.get("at")) or world.now)


def _opening_hours(world: World, row: Row, arguments: Arguments) -> str | None:
    hours = world.tables.instances[models.ServiceHours].values()
    return format_opening_hours(
        sorted((one for one in hours if one.place_id == row["id"]), key=lambda h: (h.day, h.opens_minute)),
        always_open=row["always_open"],
    )


def _global_id(tag: str, key: uuid.UUID | None) -> str | None:
    return None if key is None else f"{tag}_{key}"


def _current_text(world: World, row: Row, arguments: Arguments) -> bool:
    asked = arguments.get("on")
    day = world.now.astimezone(SHANGHAI).date() if asked is None else datetime.date.fromisoformat(asked)
    texts = [
        text
        for text in world.tables.rows[models.ConsentText].values()
        if text["purpose"] == row["purpose"] and text["valid_from"] <= day
    ]
    return bool(texts) and max(texts, key=lambda text: text["valid_from"])["id"] == row["id"]


def _details(world: World, row: Row, _: Mapping[str, Any]) -> Any:
    """Whoever is one of several people whom an entry concerns does not learn of the others."""
    person = world.viewer.person_id
    own = person is not None and person in (row["person_id"], row["actor_person_id"])
    return row["details"] if own or world.holds(AUDIT_READ, models.AuditEntry, row) else None


#: Computed fields and Python fields, by type and name.
FIELDS: dict[tuple[str, str], Expression] = {
    ("AccountLinkRequest", "state"): _link_state,
    ("AccountLinkRequest", "stateLabel"): _link_state_label,
    ("Activity", "joinPolicyLabel"): label("join_policy", choices.JoinPolicy),
    ("Activity", "status"): _status,
    ("Activity", "statusLabel"): _status_label,
    ("ActivityHost", "roleLabel"): label("role", choices.HostRole),
    ("Area", "levelLabel"): label("level", choices.AreaLevel),
    ("AuditEntry", "actorPersonId"): lambda _, row, __: _global_id("pe", row["actor_person_id"]),
    ("AuditEntry", "details"): _details,
    ("AuditEntry", "personId"): lambda _, row, __: _global_id("pe", row["person_id"]),
    ("AuditEntry", "subjectId"): lambda _, row, __: _global_id(row["subject_type"], row["subject_id"]),
    ("CalendarDay", "kindLabel"): label("kind", choices.CalendarDayKind),
    ("Consent", "channelLabel"): label("channel", choices.ConsentChannel),
    ("Consent", "current"): lambda _, row, __: row["withdrawn_at"] is None and row["replaced_at"] is None,
    ("ConsentText", "current"): _current_text,
    ("Media", "kindLabel"): label("kind", choices.MediaKind),
    ("MediaCredit", "roleLabel"): label("role", choices.CreditRole),
    ("Organization", "kindLabel"): label("kind", choices.OrganizationKind),
    ("Organization", "statusLabel"): label("status", choices.OrganizationStatus),
    ("Person", "statusLabel"): label("status", choices.PersonStatus),
    ("PersonContact", "kindLabel"): label("kind", choices.ContactKind),
    ("PersonMerge", "mergedId"): lambda _, row, __: f"pe_{row['merged_id']}",
    ("Place", "distance"): _distance,
    ("Place", "isOpen"): _is_open,
    ("Place", "kindLabel"): label("kind", choices.PlaceKind),
    ("Place", "location"): _location,
    ("Place", "openingHours"): _opening_hours,
    ("Place", "statusLabel"): label("status", choices.PlaceStatus),
    ("Programme", "statusLabel"): label("status", choices.ProgrammeStatus),
    ("Registration", "stateLabel"): label("state", choices.RegistrationState),
    ("Series", "cadenceLabel"): label("cadence", choices.SeriesCadence),
    ("ServiceHours", "purposeLabel"): label("purpose", choices.HoursPurpose),
}


def _near(world: World, row: Row, circle: Arguments) -> bool:
    metres = _metres(row, circle)
    return metres is not None and metres <= circle["radius"]


def within(world: World, key: uuid.UUID | None, wanted: uuid.UUID) -> bool:
    """Whether an area is another, or lies in it."""
    while key is not None and key != wanted:
        key = world.tables.rows[models.Area][key]["parent_id"]
    return key is not None


def _within(world: World, row: Row, area: str) -> bool:
    return within(world, row["id"], parse("ID", area))


def _open_at(world: World, row: Row, instant: str) -> bool:
    return _serves_at(world, row, parse("DateTime", instant))


def _stands_for(world: World, row: Row, person: str) -> bool:
    key = parse("ID", person)
    other = world.tables.rows[models.Person].get(key)
    return row["id"] == key or (other is not None and other["merged_into_id"] == row["id"])


#: Filters of a type's own, by type and name.
FILTERS: dict[tuple[str, str], Callable[[World, Row, Any], bool]] = {
    ("Area", "within"): _within,
    ("AuditEntry", "by"): lambda _, row, person: row["actor_person_id"] == parse("ID", person),
    ("AuditEntry", "concerning"): lambda _, row, person: row["person_id"] == parse("ID", person),
    ("AuditEntry", "subject"): lambda _, row, subject: _global_id(row["subject_type"], row["subject_id"]) == subject,
    ("Person", "standsFor"): _stands_for,
    ("Place", "near"): _near,
    ("Place", "openAt"): _open_at,
}


def _distance_order(world: World, row: Row, arguments: Arguments) -> float | None:
    # As the engine documents it: the argument of the field itself, else the circle in `where`.
    circle = arguments.get("near") or (arguments.get("where") or {})["near"]
    return _metres(row, circle)


#: Orders of a type's own, by type and name.
ORDERS: dict[tuple[str, str], Expression] = {("Place", "distance"): _distance_order}
