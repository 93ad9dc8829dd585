"""The roster of a chain as a CSV file: all its duties are created, or none.

The first line names the columns ``place,starts_at,ends_at,pharmacist,phone,services``. A place is given by its id
(``pl_…``), a time as 2026-07-01 21:00, in Asia/Shanghai unless it has an offset, and services by the names that GraphQL
has for them, with spaces between them.
"""

from __future__ import annotations

import csv
import datetime
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from linli.models import Place
from linli.services import SHANGHAI, InputRefused, LinliError, Problem, works_at, writing

from linli_night_pharmacy import duties
from linli_night_pharmacy.choices import NightService
from linli_night_pharmacy.names import NAME
from linli_night_pharmacy.rules import RULES

T = TypeVar("T")

COLUMNS = ("place", "starts_at", "ends_at", "pharmacist", "phone", "services")


class RosterUnreadable(LinliError):
    """A file is no roster at all."""

    code = "NIGHT_PHARMACY_ROSTER_UNREADABLE"


async def load(file: Path) -> int:
    """Create all duties of a roster, in one transaction; gives their number.

    Raises RosterUnreadable, and InputRefused with the problems of all lines: the field of each begins with the line.
    """
    lines = list(_lines(file))
    problems: list[Problem] = []
    async with writing(RULES):
        for number, line in lines:
            try:
                new = _new_duty(line)
                await _refuse_where_not_enabled(new.place_id)
                await duties.create(new)
            except InputRefused as refused:
                problems += [Problem(one.code, one.message, (f"line {number}", *one.field)) for one in refused.problems]
        if problems:
            raise InputRefused(problems)
    return len(lines)


def _lines(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        # Spreadsheets put a mark in front, which is not a part of the first column's name.
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, strict=True)
            if reader.fieldnames is None or sorted(reader.fieldnames) != sorted(COLUMNS):
                raise RosterUnreadable(
                    f"{file}: the first line is {','.join(reader.fieldnames or ()) or 'missing'}, and must name the "
                    f"columns {','.join(COLUMNS)}."
                )
            for line in reader:
                if None in line or None in line.values():
                    raise RosterUnreadable(
                        f"{file}, line {reader.line_num}: it does not have {len(COLUMNS)} fields. Put quotes around "
                        "fields with a comma."
                    )
                yield reader.line_num, line
    except UnicodeDecodeError as error:
        raise RosterUnreadable(f"{file} is not in UTF-8. Save it as “CSV UTF-8”.") from error
    except (csv.Error, OSError) as error:
        raise RosterUnreadable(f"{file} cannot be read: {error}.") from error


def _new_duty(line: Mapping[str, str]) -> duties.NewDuty:
    problems: list[Problem] = []

    def read(column: str, convert: Callable[[str], T], expected: str) -> T | None:
        try:
            return convert(line[column].strip())
        except ValueError:
            problems.append(Problem("INVALID_FORMAT", f"{line[column]!r} is not {expected}.", (column,)))
            return None

    place_id = read("place", _place_id, "the id of a place, such as pl_018fd14f-…")
    starts_at = read("starts_at", _instant, "a time, such as 2026-07-01 21:00")
    ends_at = read("ends_at", _instant, "a time, such as 2026-07-02 07:00")
    services = read("services", _services, f"a list of {', '.join(service.value for service in NightService)}")
    if place_id is None or starts_at is None or ends_at is None or services is None:
        raise InputRefused(problems)
    return duties.NewDuty(
        place_id=place_id,
        starts_at=starts_at,
        ends_at=ends_at,
        pharmacist=line["pharmacist"],
        phone=line["phone"],
        services=services,
    )


def _place_id(text: str) -> uuid.UUID:
    if not text.startswith("pl_"):
        raise ValueError(text)
    return uuid.UUID(text.removeprefix("pl_"))


def _services(text: str) -> list[NightService]:
    return [NightService(name) for name in text.split()]


def _instant(text: str) -> datetime.datetime:
    instant = datetime.datetime.fromisoformat(text.strip())
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=SHANGHAI)


async def _refuse_where_not_enabled(place_id: uuid.UUID) -> None:
    """GraphQL refuses such writes by itself; a command asks."""
    for area_id, name in await Place.filter(id=place_id).values_list("area_id", "name"):
        if not await works_at(NAME, area_id):
            message = f"The district of {name} has not enabled {NAME}."
            raise InputRefused([Problem("MODULE_NOT_ENABLED", message, ("place",))])
