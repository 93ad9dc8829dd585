"""Programmes, and series of activities: create, change, publish and close them. Each verb is one transaction.

Every verb raises `core.problems.InputRefused` with all problems that it found, and has then changed nothing. They
update the search, and emit `programme.created`, `programme.updated`, `programme.published` and `programme.closed`,
`series.created` and `series.updated`.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any

from core.clock import now
from core.models import Area, Organization, Programme, Series
from core.models.choices import ProgrammeStatus, SeriesCadence
from core.problems import Problems, refuse
from core.unset import UNSET, Unset
from core.writing import References, changed, created, locked, writing

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewProgramme:
    """What a new programme is made of. `code` never changes; nor do its area and who leads it, who have a say in it."""

    code: str
    name: str
    area_id: uuid.UUID
    lead_organization_id: uuid.UUID
    name_en: str | None = None
    description: str | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProgrammeChange:
    """What changes about a programme; whatever is UNSET stays."""

    name: str | Unset = UNSET
    name_en: str | Unset | None = UNSET
    description: str | Unset | None = UNSET
    starts_on: datetime.date | Unset | None = UNSET
    ends_on: datetime.date | Unset | None = UNSET


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewSeries:
    """What a new series is made of. `code`, its area and its programme stay."""

    code: str
    name: str
    area_id: uuid.UUID
    name_en: str | None = None
    description: str | None = None
    cadence: SeriesCadence = SeriesCadence.IRREGULAR
    programme_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class SeriesChange:
    """What changes about a series; whatever is UNSET stays."""

    name: str | Unset = UNSET
    name_en: str | Unset | None = UNSET
    description: str | Unset | None = UNSET
    cadence: SeriesCadence | Unset = UNSET


async def create(new: NewProgramme) -> Programme:
    """A new programme, which is a draft. DUPLICATE for a code that another has."""
    async with writing():
        problems, references = Problems(), References()
        columns = _checked(Programme, dataclasses.asdict(new), problems)
        _check_period(new.starts_on, new.ends_on, problems)
        references.add(Area, new.area_id, "area_id")
        references.add(Organization, new.lead_organization_id, "lead_organization_id")
        await references.check(problems)
        problems.refuse()
        programme = Programme(**columns)
        await created(programme, "programme.created")
    return programme


async def update(programme_id: uuid.UUID, change: ProgrammeChange, *, expected_version: int | None = None) -> Programme:
    """Change what `change` gives. A change that changes nothing stores nothing: the version stays."""
    async with writing():
        programme = await locked(Programme, programme_id, expected_version)
        problems = Problems()
        columns = _checked(Programme, _given(change), problems)
        _check_period(
            columns.get("starts_on", programme.starts_on), columns.get("ends_on", programme.ends_on), problems
        )
        problems.refuse()
        await _store(programme, columns, "programme.updated")
    return programme


async def publish(programme_id: uuid.UUID, *, expected_version: int | None = None) -> Programme:
    """Show a draft to everybody. WRONG_STATE for a programme that is none."""
    return await _move(
        programme_id, ProgrammeStatus.DRAFT, ProgrammeStatus.PUBLISHED, expected_version, published_at=now()
    )


async def close(programme_id: uuid.UUID, *, expected_version: int | None = None) -> Programme:
    """Say that a published programme is over; it stays public. WRONG_STATE for one that is not published."""
    return await _move(programme_id, ProgrammeStatus.PUBLISHED, ProgrammeStatus.CLOSED, expected_version)


async def create_series(new: NewSeries) -> Series:
    """A new series. DUPLICATE for a code that another has."""
    async with writing():
        problems, references = Problems(), References()
        columns = _checked(Series, dataclasses.asdict(new), problems)
        references.add(Area, new.area_id, "area_id")
        references.add(Programme, new.programme_id, "programme_id")
        await references.check(problems)
        problems.refuse()
        series = Series(**columns)
        await created(series, "series.created")
    return series


async def update_series(series_id: uuid.UUID, change: SeriesChange, *, expected_version: int | None = None) -> Series:
    """Change what `change` gives. A change that changes nothing stores nothing: the version stays."""
    async with writing():
        series = await locked(Series, series_id, expected_version)
        problems = Problems()
        columns = _checked(Series, _given(change), problems)
        problems.refuse()
        await _store(series, columns, "series.updated")
    return series


async def _move(
    programme_id: uuid.UUID,
    before: ProgrammeStatus,
    after: ProgrammeStatus,
    expected_version: int | None,
    **values: object,
) -> Programme:
    async with writing():
        programme = await locked(Programme, programme_id, expected_version)
        if programme.status is not before:
            raise refuse("WRONG_STATE", f"The programme is {programme.status.value}, and must be {before.value}.", "id")
        await changed(programme, {"status": after, **values}, f"programme.{after.value.lower()}")
    return programme


async def _store(row: Programme | Series, columns: Mapping[str, Any], event: str) -> None:
    values = {name: value for name, value in columns.items() if getattr(row, name) != value}
    if values:
        await changed(row, values, event, {"changed": sorted(values)})


def _given(change: ProgrammeChange | SeriesChange) -> dict[str, Any]:
    return {name: value for name, value in vars(change).items() if value is not UNSET}


def _checked(model: type[Programme | Series], given: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    columns = dict(given)
    if "code" in given:
        columns["code"] = problems.text(model, "code", given["code"], "code")
        if columns["code"] and _CODE.fullmatch(columns["code"]) is None:
            problems.add("INVALID_FORMAT", "Must be small letters and digits, with hyphens between them.", "code")
    if "name" in given:
        columns["name"] = problems.text(model, "name", given["name"], "name")
    for column in ("name_en", "description"):
        if column in given:
            columns[column] = problems.optional_text(model, column, given[column], column)
    return columns


def _check_period(starts_on: datetime.date | None, ends_on: datetime.date | None, problems: Problems) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        problems.add("ENDS_BEFORE_START", "Must not end before it starts.", "ends_on")
