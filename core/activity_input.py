"""What is said about an activity when it is made or changed, and whether it can be so."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.models import Model

from core import models
from core.models import Activity
from core.models.choices import Audience, HostRole, JoinPolicy
from core.problems import Problems
from core.unset import UNSET, Unset
from core.writing import References

MOST_SEATS = 1_000_000
MOST_HOSTS = 100
MOST_PROGRAMMES = 100


@dataclasses.dataclass(frozen=True)
class NewHost:
    """An organisation that hosts the activity, in a role."""

    organization_id: uuid.UUID
    role: HostRole = HostRole.HOST


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewActivity:
    """What a new activity is made of.

    Instants have an offset. `quarter` (1 to 4) and its `year` come together or not at all. `hosts` is the
    order in which hosts are named; no audience means everybody; a capacity of None means no limit.
    """

    title: str
    area_id: uuid.UUID
    lead_organization_id: uuid.UUID
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    title_en: str | None = None
    summary: str | None = None
    series_id: uuid.UUID | None = None
    year: int | None = None
    quarter: int | None = None
    place_id: uuid.UUID | None = None
    capacity: int | None = None
    waitlist: bool = False
    join_policy: JoinPolicy = JoinPolicy.OPEN
    volunteering: bool = False
    hosts: Sequence[NewHost] = ()
    programme_ids: Sequence[uuid.UUID] = ()
    audiences: Sequence[Audience] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class ActivityChange:
    """What changes about an activity; whatever is UNSET stays. A list replaces the whole list."""

    title: str | Unset = UNSET
    area_id: uuid.UUID | Unset = UNSET
    lead_organization_id: uuid.UUID | Unset = UNSET
    starts_at: datetime.datetime | Unset = UNSET
    ends_at: datetime.datetime | Unset = UNSET
    title_en: str | Unset | None = UNSET
    summary: str | Unset | None = UNSET
    series_id: uuid.UUID | Unset | None = UNSET
    year: int | Unset | None = UNSET
    quarter: int | Unset | None = UNSET
    place_id: uuid.UUID | Unset | None = UNSET
    capacity: int | Unset | None = UNSET
    waitlist: bool | Unset = UNSET
    join_policy: JoinPolicy | Unset = UNSET
    volunteering: bool | Unset = UNSET
    hosts: Sequence[NewHost] | Unset = UNSET
    programme_ids: Sequence[uuid.UUID] | Unset = UNSET
    audiences: Sequence[Audience] | Unset = UNSET


LISTS = ("hosts", "programme_ids", "audiences")
COLUMNS = tuple(field.name for field in dataclasses.fields(NewActivity) if field.name not in LISTS)


async def checked(
    values: Mapping[str, Any],
    given: Mapping[str, Any],
    lists: Mapping[str, Sequence[Any]],
    problems: Problems,
    *,
    seats_taken: int = 0,
) -> dict[str, Any]:
    """All columns of an activity as they will be stored; `given` are those that the input names.

    Raises InputRefused with what was noted in `problems` before, and with every rule that `values` (all
    columns, given or not) and `lists` break.
    """
    stored = dict(values)
    stored["title"] = problems.text(Activity, "title", values["title"], "title")
    for column in ("title_en", "summary"):
        stored[column] = problems.optional_text(Activity, column, values[column], column)
    stored |= checked_times(values, problems)
    if (values["year"] is None) != (values["quarter"] is None):
        missing = "year" if values["year"] is None else "quarter"
        problems.add("INCOMPLETE", "A year and a quarter come together, or neither.", missing)
    problems.within(values["year"], 1900, 2999, "year")
    problems.within(values["quarter"], 1, 4, "quarter")
    problems.within(values["capacity"], 0, MOST_SEATS, "capacity")
    if values["capacity"] is not None and 0 <= values["capacity"] < seats_taken:
        problems.add("BELOW_SEATS_TAKEN", f"{seats_taken} seats are taken already; cancel some first.", "capacity")
    _check_lists(lists, problems)
    references = References()
    for column, model in _REFERENCES.items():
        if column in given:
            references.add(model, values[column], column)
    for position, host in enumerate(lists.get("hosts", ())):
        references.add(models.Organization, host.organization_id, "hosts", position, "organization_id")
    for position, key in enumerate(lists.get("programme_ids", ())):
        references.add(models.Programme, key, "programme_ids", position)
    await references.check(problems)
    problems.refuse()
    return stored


def checked_times(values: Mapping[str, Any], problems: Problems) -> dict[str, datetime.datetime]:
    """`starts_at` and `ends_at` as they are stored, in UTC and whole seconds; nothing if they cannot be."""
    times = {}
    for column in ("starts_at", "ends_at"):
        value = values[column]
        if value.tzinfo is None or value.utcoffset() is None:
            problems.add("NO_OFFSET", "Must be an instant, with an offset from UTC.", column)
        else:
            times[column] = value.astimezone(datetime.UTC).replace(microsecond=0)
    if len(times) < 2:
        return {}
    if times["ends_at"] < times["starts_at"]:
        problems.add("ENDS_BEFORE_START", "Must not be before the start.", "ends_at")
    return times


_REFERENCES: dict[str, type[Model]] = {
    "area_id": models.Area,
    "lead_organization_id": models.Organization,
    "series_id": models.Series,
    "place_id": models.Place,
}


def _check_lists(lists: Mapping[str, Sequence[Any]], problems: Problems) -> None:
    for name, most in (("hosts", MOST_HOSTS), ("programme_ids", MOST_PROGRAMMES)):
        if len(lists.get(name, ())) > most:
            problems.add("TOO_MANY", f"Has {len(lists[name])} items, and at most {most} fit.", name)
    seen: set[uuid.UUID] = set()
    for position, host in enumerate(lists.get("hosts", ())):
        if host.organization_id in seen:
            problems.add("DUPLICATE", "The organisation is named twice.", "hosts", position, "organization_id")
        seen.add(host.organization_id)
