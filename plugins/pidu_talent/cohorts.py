"""Cohorts: plan, open and close them, and say who trains them.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.models import Programme
from linli.services import (
    UNSET,
    Problems,
    References,
    Unset,
    changed,
    created,
    locked,
    now,
    refuse,
    today,
    writing,
)
from plugins.pidu_talent import tags
from plugins.pidu_talent.choices import HELD, TalentEnrollmentState, TalentMemberCategory
from plugins.pidu_talent.models import (
    Cohort,
    CohortCategory,
    CohortTrainer,
    CompletionRule,
    Enrollment,
    Mentorship,
    TalentProgramme,
    Trainer,
)
from plugins.pidu_talent.models.database_rules import RULES

MOST_SEATS = 10_000

UNDER_WAY = (TalentEnrollmentState.APPLIED, TalentEnrollmentState.ADMITTED, TalentEnrollmentState.ACTIVE)
"""Enrolments that have not ended."""


@dataclass(frozen=True, kw_only=True)
class NewCohort:
    """A cohort within the window of a programme; of no category it admits everybody in the pool."""

    programme_id: uuid.UUID
    rule_id: uuid.UUID
    number: int
    name: str
    capacity: int
    starts_on: datetime.date
    ends_on: datetime.date
    name_en: str | None = None
    apply_until: datetime.date | None = None
    categories: Sequence[TalentMemberCategory] = ()


@dataclass(frozen=True, kw_only=True)
class CohortChange:
    """What changes about a cohort; whatever is UNSET stays. What completes it, and whom it admits, is not among it."""

    name: str | Unset = UNSET
    name_en: str | Unset | None = UNSET
    capacity: int | Unset = UNSET
    starts_on: datetime.date | Unset = UNSET
    ends_on: datetime.date | Unset = UNSET
    apply_until: datetime.date | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class AnotherRule:
    """The version of the rule that the cohort is to have."""

    rule_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class TrainerOfCohort:
    """Who is to work with the cohort."""

    trainer_id: uuid.UUID


async def create(new: NewCohort) -> Cohort:
    """Plan a cohort. OUTSIDE_WINDOW at `endsOn` or `startsOn` unless the programme's window has it in it."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(TalentProgramme, new.programme_id, "programme_id")
        references.add(CompletionRule, new.rule_id, "rule_id")
        problems.within(new.number, 1, 1000, "number")
        problems.within(new.capacity, 1, MOST_SEATS, "capacity")
        if new.ends_on < new.starts_on:
            problems.add("ENDS_BEFORE_START", "Must not end before it starts.", "ends_on")
        cohort = Cohort(
            programme_id=new.programme_id,
            rule_id=new.rule_id,
            number=new.number,
            name=problems.text(Cohort, "name", new.name, "name"),
            name_en=problems.optional_text(Cohort, "name_en", new.name_en, "name_en"),
            capacity=new.capacity,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            apply_until=new.apply_until,
        )
        await references.check(problems)
        problems.refuse()
        programme = await locked(TalentProgramme, new.programme_id, None)
        _check_window(programme, {"starts_on": new.starts_on, "ends_on": new.ends_on}, problems)
        await _check_rule(new.programme_id, new.rule_id, problems)
        problems.refuse()
        cohort.area_id = (await Programme.get(id=programme.programme_id)).area_id  # type: ignore[attr-defined]  # a column
        await created(cohort, "pidu_talent.cohort_created")
        await CohortCategory.bulk_create(
            CohortCategory(cohort_id=cohort.id, category=category) for category in dict.fromkeys(new.categories)
        )
    return cohort


async def update(cohort_id: uuid.UUID, change: CohortChange, *, expected_version: int | None = None) -> Cohort:
    """Change what `change` gives: as after an extension of the programme, or for more seats.

    Raises `linli.services.InputRefused`: WRONG_STATE for a cohort that is closed; OUT_OF_RANGE for fewer seats than are
    taken; ENDS_BEFORE_START; OUTSIDE_WINDOW for a day outside the programme's window, or which leaves a member's first
    day outside the cohort.
    """
    async with writing(RULES):
        cohort = await locked(Cohort, cohort_id, expected_version)
        if cohort.closed_on is not None:
            raise refuse("WRONG_STATE", f"The cohort was closed on {cohort.closed_on}.", "id")
        problems = Problems()
        given = {name: value for name, value in vars(change).items() if value is not UNSET}
        if "name" in given:
            given["name"] = problems.text(Cohort, "name", given["name"], "name")
        if "name_en" in given:
            given["name_en"] = problems.optional_text(Cohort, "name_en", given["name_en"], "name_en")
        if "capacity" in given:
            problems.within(given["capacity"], max(1, cohort.seats_taken), MOST_SEATS, "capacity")
        await _check_days(cohort, given, problems)
        problems.refuse()
        values = {name: value for name, value in given.items() if getattr(cohort, name) != value}
        if values:
            await changed(cohort, values, "pidu_talent.cohort_changed", {"changed": sorted(values)})
    return cohort


async def _check_days(cohort: Cohort, given: Mapping[str, Any], problems: Problems) -> None:
    """Note what is wrong with the days that a cohort is to have."""
    days = {name: given[name] for name in ("starts_on", "ends_on") if name in given}
    first, last = days.get("starts_on", cohort.starts_on), days.get("ends_on", cohort.ends_on)
    if last < first:
        problems.add("ENDS_BEFORE_START", "Must not end before it starts.", "ends_on")
    if not days or last < first:
        return
    # Locked, so that the window stays while the cohort moves.
    _check_window(await locked(TalentProgramme, cohort.programme_id, None), days, problems)
    outside = {"starts_on": {"active_on__lt": first}, "ends_on": {"active_on__gt": last}}
    for name in days:
        if await Enrollment.exists(cohort_id=cohort.id, **outside[name]):
            problems.add("OUTSIDE_WINDOW", "The first day of a member would lie outside the cohort.", name)


async def set_rule(cohort_id: uuid.UUID, given: AnotherRule, *, expected_version: int | None = None) -> Cohort:
    """Give a planned cohort another version of the rule. WRONG_STATE once it is open: members rely on it."""
    async with writing(RULES):
        cohort = await locked(Cohort, cohort_id, expected_version)
        if cohort.opened_at is not None:
            raise refuse("WRONG_STATE", "The cohort has been opened, and keeps its rule of completion.", "id")
        problems, references = Problems(), References()
        references.add(CompletionRule, given.rule_id, "rule_id")
        await references.check(problems)
        problems.refuse()
        await _check_rule(cohort.programme_id, given.rule_id, problems)
        problems.refuse()
        await changed(cohort, {"rule_id": given.rule_id}, "pidu_talent.cohort_changed")
    return cohort


async def open_for_applications(cohort_id: uuid.UUID, *, expected_version: int | None = None) -> Cohort:
    """Open a planned cohort: from now on it is public and keeps its rule. WRONG_STATE for one that was opened."""
    async with writing(RULES):
        cohort = await locked(Cohort, cohort_id, expected_version)
        if cohort.opened_at is not None:
            raise refuse("WRONG_STATE", "The cohort has been opened already.", "id")
        await changed(cohort, {"opened_at": now()}, "pidu_talent.cohort_opened")
    return cohort


async def close(cohort_id: uuid.UUID, *, expected_version: int | None = None) -> Cohort:
    """Close a cohort. WRONG_STATE before it was opened, and while enrolments have not ended: decide on them first."""
    async with writing(RULES):
        cohort = await locked(Cohort, cohort_id, expected_version)
        if cohort.opened_at is None or cohort.closed_on is not None:
            raise refuse("WRONG_STATE", "Only a cohort that is open can be closed.", "id")
        open_ones = await Enrollment.filter(cohort_id=cohort.id, state__in=UNDER_WAY).count()
        if open_ones:
            raise refuse("WRONG_STATE", f"{open_ones} enrolments have not ended.", "id")
        await changed(cohort, {"closed_on": today()}, "pidu_talent.cohort_closed")
    return cohort


async def add_trainer(
    cohort_id: uuid.UUID, given: TrainerOfCohort, *, expected_version: int | None = None
) -> CohortTrainer:
    """Let a trainer or mentor work with a cohort, and see its members. WRONG_STATE for one who left the pool."""
    async with writing(RULES):
        cohort = await locked(Cohort, cohort_id, expected_version)
        problems, references = Problems(), References()
        references.add(Trainer, given.trainer_id, "trainer_id")
        await references.check(problems)
        problems.refuse()
        if not await Trainer.exists(id=given.trainer_id, retired_on=None):
            raise refuse("WRONG_STATE", "The trainer has left the pool.", "trainer_id")
        row = CohortTrainer(cohort_id=cohort.id, trainer_id=given.trainer_id)
        await created(row, "pidu_talent.trainer_assigned", tag=tags.COHORT_TRAINER)
    return row


async def remove_trainer(link_id: uuid.UUID, *, expected_version: int | None = None) -> list[uuid.UUID]:
    """Let a trainer work with a cohort no more, and give the key of what was removed: it ends what they see of it.

    WRONG_STATE while the trainer has mentees in the cohort.
    """
    async with writing(RULES):
        found = await CohortTrainer.get_or_none(id=link_id)
        if found is None:
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        # The cohort first, as everybody does who locks several rows.
        cohort = await locked(Cohort, found.cohort_id, None)
        row = await locked(CohortTrainer, link_id, expected_version)
        trainer_id = row.trainer_id  # type: ignore[attr-defined]  # a column
        mentees = Mentorship.filter(mentor_id=trainer_id, enrollment__cohort_id=row.cohort_id, state__in=HELD)
        if await mentees.exists():
            raise refuse("WRONG_STATE", "The mentor has mentees in the cohort; end that first.", "id")
        await row.delete()
        await changed(cohort, {}, "pidu_talent.cohort_changed")
    return [link_id]


def _check_window(programme: TalentProgramme, days: Mapping[str, datetime.date], problems: Problems) -> None:
    for name, day in days.items():
        if not programme.starts_on <= day <= programme.ends_on:
            problems.add(
                "OUTSIDE_WINDOW", f"The programme runs from {programme.starts_on} to {programme.ends_on}.", name
            )


async def _check_rule(programme_id: uuid.UUID, rule_id: uuid.UUID, problems: Problems) -> None:
    if not await CompletionRule.exists(id=rule_id, programme_id=programme_id):
        problems.add("NOT_ALLOWED", "The rule is of another programme.", "rule_id")
