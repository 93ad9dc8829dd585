"""Talent programmes: begin, publish and extend them; their series, their partners, and rules of completion.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import calendar
import datetime
import uuid
from dataclasses import dataclass

from linli.models import Organization, Programme, ProgrammeStatus, Series
from linli.services import Problems, References, changed, created, locked, now, plugin_settings, refuse, writing
from plugins.pidu_talent import tags
from plugins.pidu_talent.acting import past_day
from plugins.pidu_talent.choices import TalentSeriesKind
from plugins.pidu_talent.models import CompletionRule, Extension, Partner, ProgrammeSeries, TalentProgramme
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.settings import TalentSettings

MOST_MINUTES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class NewTalentProgramme:
    """Which programme is a talent programme; the window has the length that the setting allows, if no end is given."""

    programme_id: uuid.UUID
    brand: str
    starts_on: datetime.date
    brand_en: str | None = None
    ends_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewExtension:
    """Until when the window is extended, and why."""

    ends_on: datetime.date
    reason: str


@dataclass(frozen=True, kw_only=True)
class NewSeries:
    """A series that belongs to the programme."""

    series_id: uuid.UUID
    kind: TalentSeriesKind


@dataclass(frozen=True, kw_only=True)
class NewPartner:
    """A partner, and what is done together; without a first day it is only planned."""

    organization_id: uuid.UUID
    collaboration: str
    collaboration_en: str | None = None
    starts_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class PartnerDay:
    """A day; today by default."""

    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """A version of what it takes to complete."""

    min_theory_minutes: int
    min_practicum_minutes: int
    min_attendance_percent: int = 0
    min_mentor_logs: int = 0
    needs_project: bool = False
    needs_assessments: bool = False


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """Nothing more is needed than the row."""


async def create(new: NewTalentProgramme) -> TalentProgramme:
    """Make a programme of the core a talent programme.

    OUT_OF_RANGE at `endsOn` for a window that is longer than the setting ``programme_months`` says: extend it, so that
    it is known that and why it was extended.
    """
    months = plugin_settings(TalentSettings).programme_months
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Programme, new.programme_id, "programme_id")
        longest = _last_day(new.starts_on, months)
        ends_on = longest if new.ends_on is None else new.ends_on
        if ends_on < new.starts_on:
            problems.add("ENDS_BEFORE_START", "Must not end before it starts.", "ends_on")
        if ends_on > longest:
            problems.add(
                "OUT_OF_RANGE", f"The window has {months} months at most, until {longest}; extend it later.", "ends_on"
            )
        row = TalentProgramme(
            programme_id=new.programme_id,
            brand=problems.text(TalentProgramme, "brand", new.brand, "brand"),
            brand_en=problems.optional_text(TalentProgramme, "brand_en", new.brand_en, "brand_en"),
            starts_on=new.starts_on,
            ends_on=ends_on,
        )
        await references.check(problems)
        problems.refuse()
        await created(row, "pidu_talent.programme_created", tag=tags.PROGRAMME)
        await _align(row)
    return row


async def publish(programme_id: uuid.UUID, *, expected_version: int | None = None) -> TalentProgramme:
    """Publish the programme, and with it all that is seen with it. WRONG_STATE for one that is published."""
    async with writing(RULES):
        row = await locked(TalentProgramme, programme_id, expected_version)
        programme = await locked(Programme, row.programme_id, None)
        if programme.status is not ProgrammeStatus.DRAFT:
            raise refuse("WRONG_STATE", f"The programme is {programme.status.value}.", "id")
        published = {"status": ProgrammeStatus.PUBLISHED, "published_at": now()}
        await changed(programme, published, "programme.published")
        await changed(row, {}, "pidu_talent.programme_published", tag=tags.PROGRAMME)
    return row


async def extend(
    programme_id: uuid.UUID, extension: NewExtension, *, expected_version: int | None = None
) -> TalentProgramme:
    """Extend the window, and note it for good. NOT_LATER unless the new last day is later than the present one."""
    async with writing(RULES):
        row = await locked(TalentProgramme, programme_id, expected_version)
        problems = Problems()
        reason = problems.text(Extension, "reason", extension.reason, "reason")
        if extension.ends_on <= row.ends_on:
            problems.add("NOT_LATER", f"Must be later than {row.ends_on}, the present last day.", "ends_on")
        problems.refuse()
        await Extension.create(
            programme=row,
            position=await Extension.filter(programme_id=row.id).count() + 1,
            previous_ends_on=row.ends_on,
            ends_on=extension.ends_on,
            reason=reason,
        )
        await changed(row, {"ends_on": extension.ends_on}, "pidu_talent.programme_extended", tag=tags.PROGRAMME)
        await _align(row)
    return row


async def add_series(
    programme_id: uuid.UUID, new: NewSeries, *, expected_version: int | None = None
) -> ProgrammeSeries:
    """Let a series of the core belong to the programme."""
    async with writing(RULES):
        programme = await locked(TalentProgramme, programme_id, expected_version)
        problems, references = Problems(), References()
        references.add(Series, new.series_id, "series_id")
        await references.check(problems)
        problems.refuse()
        row = ProgrammeSeries(programme=programme, series_id=new.series_id, kind=new.kind)
        await created(row, "pidu_talent.series_added", tag=tags.SERIES)
    return row


async def add_partner(programme_id: uuid.UUID, new: NewPartner, *, expected_version: int | None = None) -> Partner:
    """Note an organisation that works with the programme, or plans to."""
    async with writing(RULES):
        programme = await locked(TalentProgramme, programme_id, expected_version)
        problems, references = Problems(), References()
        references.add(Organization, new.organization_id, "organization_id")
        row = Partner(
            programme=programme,
            organization_id=new.organization_id,
            collaboration=problems.text(Partner, "collaboration", new.collaboration, "collaboration"),
            collaboration_en=problems.optional_text(
                Partner, "collaboration_en", new.collaboration_en, "collaboration_en"
            ),
            starts_on=new.starts_on,
        )
        await references.check(problems)
        problems.refuse()
        await created(row, "pidu_talent.partner_added", tag=tags.PARTNER)
    return row


async def start_partner(partner_id: uuid.UUID, given: PartnerDay, *, expected_version: int | None = None) -> Partner:
    """Note that what was planned with a partner has begun. WRONG_STATE if it began or ended before."""
    async with writing(RULES):
        row = await locked(Partner, partner_id, expected_version)
        if row.starts_on is not None or row.ended_on is not None:
            raise refuse("WRONG_STATE", "The collaboration is not only planned.", "id")
        problems = Problems()
        day = past_day(given.on, problems, "on")
        problems.refuse()
        await changed(row, {"starts_on": day}, "pidu_talent.partner_started", tag=tags.PARTNER)
    return row


async def end_partner(partner_id: uuid.UUID, given: PartnerDay, *, expected_version: int | None = None) -> Partner:
    """Note the last day of a collaboration. WRONG_STATE if it ended before."""
    async with writing(RULES):
        row = await locked(Partner, partner_id, expected_version)
        if row.ended_on is not None:
            raise refuse("WRONG_STATE", f"The collaboration ended on {row.ended_on}.", "id")
        problems = Problems()
        day = past_day(given.on, problems, "on")
        if row.starts_on is not None and day < row.starts_on:
            problems.add("ENDS_BEFORE_START", f"It began on {row.starts_on}.", "on")
        problems.refuse()
        await changed(row, {"ended_on": day}, "pidu_talent.partner_ended", tag=tags.PARTNER)
    return row


async def set_rule(programme_id: uuid.UUID, new: NewRule, *, expected_version: int | None = None) -> CompletionRule:
    """Set another version of what it takes to complete. Cohorts keep the one that they have."""
    async with writing(RULES):
        programme = await locked(TalentProgramme, programme_id, expected_version)
        problems = Problems()
        # Theory without practicum never completes, and the other way round.
        problems.within(new.min_theory_minutes, 1, MOST_MINUTES, "min_theory_minutes")
        problems.within(new.min_practicum_minutes, 1, MOST_MINUTES, "min_practicum_minutes")
        problems.within(new.min_attendance_percent, 0, 100, "min_attendance_percent")
        problems.within(new.min_mentor_logs, 0, 1000, "min_mentor_logs")
        problems.refuse()
        row = CompletionRule(
            programme=programme,
            number=await CompletionRule.filter(programme_id=programme.id).count() + 1,
            min_theory_minutes=new.min_theory_minutes,
            min_practicum_minutes=new.min_practicum_minutes,
            min_attendance_percent=new.min_attendance_percent,
            min_mentor_logs=new.min_mentor_logs,
            needs_project=new.needs_project,
            needs_assessments=new.needs_assessments,
        )
        await created(row, "pidu_talent.rule_set", tag=tags.RULE)
    return row


async def keep_window(programme_id: uuid.UUID) -> None:
    """Let a programme of the core show the window of its talent programme again, if it is one."""
    async with writing(RULES):
        found = await TalentProgramme.get_or_none(programme_id=programme_id)
        if found is not None:
            await _align(await locked(TalentProgramme, found.id, None))


async def _align(row: TalentProgramme) -> None:
    """Let the programme of the core show the same window."""
    programme = await locked(Programme, row.programme_id, None)
    window = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    values = {name: day for name, day in window.items() if getattr(programme, name) != day}
    if values:
        await changed(programme, values, "programme.updated", {"changed": sorted(values)})


def _last_day(first: datetime.date, months: int) -> datetime.date:
    """The last day of a window of whole months."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    same = min(first.day, calendar.monthrange(year, month)[1])
    return datetime.date(year, month, same) - datetime.timedelta(days=1)
