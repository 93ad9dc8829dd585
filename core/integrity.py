"""Rules that the database holds, in the words of problems: for what races past the checks of a use case.

PostgreSQL names the broken constraint, SQLite a check by its name and a unique index by its columns. So
checks are known by name, and unique keys and references by table and columns.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from asyncpg.exceptions import (
    CheckViolationError,
    ForeignKeyViolationError,
    IntegrityConstraintViolationError,
    UniqueViolationError,
)
from tortoise.exceptions import IntegrityError

from core.problems import Problem, field_path


class Rule(NamedTuple):
    """How the breach of a rule is told: code, message, and the input's field as Python spells it."""

    code: str
    message: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Rules:
    """Rules of somebody's tables: checks by the constraint's name, unique keys by table and columns."""

    checks: Mapping[str, Rule] = field(default_factory=dict)
    unique: Mapping[tuple[str, frozenset[str]], Rule] = field(default_factory=dict)


CHECKS: dict[str, Rule] = {
    "activity_ends_after_start": Rule("ENDS_BEFORE_START", "Must not end before it starts.", ("ends_at",)),
    "activity_quarter_has_its_year": Rule("INCOMPLETE", "A quarter needs its year.", ("quarter",)),
    "activity_quarter_range": Rule("OUT_OF_RANGE", "Must be from 1 to 4.", ("quarter",)),
    "activity_capacity_not_negative": Rule("OUT_OF_RANGE", "Must not be negative.", ("capacity",)),
    "activity_within_capacity": Rule(
        "NO_SEATS_LEFT", "The seats taken would exceed the activity's capacity.", ("capacity",)
    ),
    "programme_period": Rule("ENDS_BEFORE_START", "Must not end before it starts.", ("ends_on",)),
    "area_levels_in_order": Rule("WRONG_LEVEL", "The parent must be of a higher level than the area.", ("parent_id",)),
    "area_parent_unless_city": Rule(
        "WRONG_LEVEL", "A city has no parent, and every other area has one.", ("parent_id",)
    ),
    "area_slug_of_districts_only": Rule("NOT_ALLOWED", "Only districts have a name in addresses.", ("slug",)),
    "area_not_its_own_parent": Rule("CYCLE", "An area cannot be its own parent.", ("parent_id",)),
    "organization_not_its_own_parent": Rule("CYCLE", "An organisation cannot be its own parent.", ("parent_id",)),
    "organization_credit_code_length": Rule(
        "INVALID_FORMAT", "Must have 18 characters.", ("unified_social_credit_code",)
    ),
    "person_is_there": Rule("NOT_FOUND", "There is no such person any more.", ("person_id",)),
    "place_location_complete": Rule("INCOMPLETE", "A location needs a latitude and a longitude.", ("location",)),
    "place_latitude_range": Rule("OUT_OF_RANGE", "Must be from -90 to 90.", ("location", "latitude")),
    "place_longitude_range": Rule("OUT_OF_RANGE", "Must be from -180 to 180.", ("location", "longitude")),
    "registration_party_size_positive": Rule("OUT_OF_RANGE", "Must be at least 1.", ("party_size",)),
}
"""By the name of the constraint."""

UNIQUE: dict[tuple[str, frozenset[str]], Rule] = {
    ("area", frozenset({"code"})): Rule("DUPLICATE", "Another area has this code.", ("code",)),
    ("area", frozenset({"slug"})): Rule("DUPLICATE", "Another district has this name.", ("slug",)),
    ("plugin_enablement", frozenset({"area_id", "plugin"})): Rule(
        "DUPLICATE", "Somebody has just changed this module in the district; try again.", ("plugin",)
    ),
    ("registered_operation", frozenset({"team", "app", "name", "area_id"})): Rule(
        "DUPLICATE", "The app has an operation of this name at this address already.", ("name",)
    ),
    ("registered_operation", frozenset({"team", "app", "name"})): Rule(
        "DUPLICATE", "The app has an operation of this name at this address already.", ("name",)
    ),
    ("programme", frozenset({"code"})): Rule("DUPLICATE", "Another programme has this code.", ("code",)),
    ("series", frozenset({"code"})): Rule("DUPLICATE", "Another series has this code.", ("code",)),
    ("organization", frozenset({"unified_social_credit_code"})): Rule(
        "DUPLICATE", "Another organisation has this code.", ("unified_social_credit_code",)
    ),
    ("registration", frozenset({"activity_id", "person_id"})): Rule(
        "DUPLICATE", "The person is registered for this activity already.", ("person_id",)
    ),
    ("consent", frozenset({"person_id", "purpose"})): Rule(
        "CONFLICT", "Somebody has just recorded a consent of the person for this purpose; try again.", ("person_id",)
    ),
    ("account_link_request", frozenset({"issuer", "subject"})): Rule(
        "WRONG_STATE", "Somebody has just asked for this account; look at that request.", ("subject",)
    ),
    ("consent_text", frozenset({"purpose", "number"})): Rule(
        "CONFLICT", "Somebody has just published a text of this purpose; look at it, and try again.", ("purpose",)
    ),
    ("consent_text", frozenset({"purpose", "valid_from"})): Rule(
        "DUPLICATE", "There is a text of this purpose that is valid from this day.", ("valid_from",)
    ),
    ("activity_host", frozenset({"activity_id", "organization_id"})): Rule(
        "DUPLICATE", "An organisation is named twice among the hosts.", ("hosts",)
    ),
    ("place_amenity", frozenset({"place_id", "code"})): Rule("DUPLICATE", "An amenity is named twice.", ("amenities",)),
    ("service_hours", frozenset({"place_id", "purpose", "day", "opens_minute"})): Rule(
        "OVERLAP", "Two hours of a day open at the same minute.", ("service_hours",)
    ),
    ("service_exception", frozenset({"place_id", "date"})): Rule(
        "DUPLICATE", "A date is closed twice.", ("service_exceptions",)
    ),
    ("service_exception", frozenset({"place_id", "date", "opens_minute"})): Rule(
        "OVERLAP", "Two exceptions of a date open at the same minute.", ("service_exceptions",)
    ),
}
"""By table and columns."""

_KEY = re.compile(r"\(([^)=]+)\)=\(")
_SQLITE_CHECK = "CHECK constraint failed: "
_SQLITE_UNIQUE = "UNIQUE constraint failed: "
_SQLITE_REFERENCE = "FOREIGN KEY constraint failed"


CORE_RULES = Rules(CHECKS, UNIQUE)
"""The rules of the core's tables."""


def problem_of(error: IntegrityError, own: Rules = CORE_RULES) -> Problem | None:
    """What the database refused, as a problem; None if it is no rule of the domain: then it is a defect.

    `own` are the rules of a plugin, which count beside the core's.
    """
    cause: object = error.args[0] if error.args else error.__cause__
    for rules in (CORE_RULES, own):
        problem = None
        if isinstance(cause, IntegrityConstraintViolationError):
            problem = _postgres(cause, rules)
        elif isinstance(cause, sqlite3.IntegrityError):
            problem = _sqlite(str(cause), rules)
        if problem is not None:
            return problem
    return None


def _postgres(error: IntegrityConstraintViolationError, rules: Rules) -> Problem | None:
    found = _KEY.search(getattr(error, "detail", None) or "")
    columns = frozenset(part.strip() for part in found[1].split(",")) if found else frozenset()
    if isinstance(error, CheckViolationError):
        return _told(rules.checks.get(getattr(error, "constraint_name", None) or ""))
    if isinstance(error, UniqueViolationError):
        return _told(rules.unique.get((getattr(error, "table_name", None) or "", columns)))
    if isinstance(error, ForeignKeyViolationError) and columns != {"id"}:
        return _told(Rule("NOT_FOUND", "Refers to a row that does not exist any more.", tuple(columns)))
    return None


def _sqlite(message: str, rules: Rules) -> Problem | None:
    if message.startswith(_SQLITE_CHECK):
        return _told(rules.checks.get(message.removeprefix(_SQLITE_CHECK)))
    if message.startswith(_SQLITE_UNIQUE):
        names = [name.split(".", 1) for name in message.removeprefix(_SQLITE_UNIQUE).split(", ")]
        return _told(rules.unique.get((names[0][0], frozenset(name[-1] for name in names))))
    if message.startswith(_SQLITE_REFERENCE):
        return _told(Rule("NOT_FOUND", "Refers to a row that does not exist any more."))
    return None


def _told(rule: Rule | None) -> Problem | None:
    return None if rule is None else Problem(rule.code, rule.message, field_path(rule.path))
