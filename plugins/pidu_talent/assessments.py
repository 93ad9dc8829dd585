"""Assessments of members, before and after the training, by several evaluators. They are sensitive."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.models import Person
from linli.services import (
    UNSET,
    Problems,
    References,
    Unset,
    acting_person,
    changed,
    created,
    locked,
    permitted_at,
    refuse,
    writing,
)
from plugins.pidu_talent import tags
from plugins.pidu_talent.acting import past_day, trainers_of
from plugins.pidu_talent.choices import TalentAssessmentPhase, TalentEnrollmentState
from plugins.pidu_talent.models import Assessment, Enrollment
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import ASSESSMENTS_WRITE

ASSESSED = (TalentEnrollmentState.ADMITTED, TalentEnrollmentState.ACTIVE)
"""Who is assessed: whoever has ended is not, so that what was decided by it stays."""


@dataclass(frozen=True, kw_only=True)
class NewAssessment:
    """What an evaluator found: whoever acts, unless somebody else is named, for which a permission is needed."""

    enrollment_id: uuid.UUID
    phase: TalentAssessmentPhase
    score: int
    remark: str | None = None
    evaluator_id: uuid.UUID | None = None
    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What an evaluator found after all; whatever is UNSET stays."""

    score: int | Unset = UNSET
    remark: str | Unset | None = UNSET


async def record(new: NewAssessment) -> Assessment:
    """Record an assessment: as a trainer of the cohort, as the member (a self-assessment), or with the permission.

    Raises `linli.services.InputRefused`: NOT_FOUND, also for who may not assess the member; REQUIRED at `evaluatorId`
    for a program that names none; WRONG_STATE for an enrolment that has ended or not begun; DUPLICATE for a second one
    by an evaluator in a phase; OUT_OF_RANGE.
    """
    async with writing(RULES):
        found = await Enrollment.get_or_none(id=new.enrollment_id).select_related("cohort", "member")
        if found is None:
            raise refuse("NOT_FOUND", "There is no such row.", "enrollment_id")
        person = acting_person()
        evaluator = new.evaluator_id or person
        if evaluator is None:
            raise refuse("REQUIRED", "Say who assessed: you are not signed in as a person.", "evaluator_id")
        enrollment = await _assessable(found, evaluator, "enrollment_id")
        problems, references = Problems(), References()
        references.add(Person, evaluator, "evaluator_id")
        problems.within(new.score, 0, 100, "score")
        row = Assessment(
            enrollment_id=enrollment.id,
            phase=new.phase,
            evaluator_id=evaluator,
            score=new.score,
            remark=problems.optional_text(Assessment, "remark", new.remark, "remark"),
            assessed_on=past_day(new.on, problems, "on"),
        )
        await references.check(problems)
        problems.refuse()
        await created(row, "pidu_talent.assessment_recorded", tag=tags.ASSESSMENT)
    return row


async def correct(
    assessment_id: uuid.UUID, correction: Correction, *, expected_version: int | None = None
) -> Assessment:
    """Correct an assessment: as whoever recorded it for themselves, or with the permission.

    Raises `linli.services.InputRefused`: NOT_FOUND, also for everybody else; WRONG_STATE once the enrolment has ended:
    what was decided by it stays; OUT_OF_RANGE.
    """
    async with writing(RULES):
        there = await Assessment.get_or_none(id=assessment_id)
        if there is None:
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        found = await Enrollment.get(id=there.enrollment_id).select_related("cohort", "member")
        await _assessable(found, there.evaluator_id, "id")
        row = await locked(Assessment, assessment_id, expected_version)
        problems = Problems()
        given = {name: value for name, value in vars(correction).items() if value is not UNSET}
        problems.within(given.get("score"), 0, 100, "score")
        if "remark" in given:
            given["remark"] = problems.optional_text(Assessment, "remark", given["remark"], "remark")
        problems.refuse()
        values = {name: value for name, value in given.items() if getattr(row, name) != value}
        if values:
            told = {"changed": sorted(values)}
            await changed(row, values, "pidu_talent.assessment_corrected", told, tag=tags.ASSESSMENT)
    return row


async def _assessable(found: Enrollment, evaluator: uuid.UUID, field: str) -> Enrollment:
    """The enrolment, locked, whose cohort and member are loaded, if whoever acts may say what an evaluator found."""
    person = acting_person()
    evaluators = {found.member.person_id, *await trainers_of(found.cohort_id)}
    mine = person is not None and person == evaluator and person in evaluators
    if not mine and not await permitted_at(ASSESSMENTS_WRITE, area_id=found.cohort.area_id):
        raise refuse("NOT_FOUND", "There is no such row.", field)
    enrollment = await locked(Enrollment, found.id, None)
    if enrollment.state not in ASSESSED:
        raise refuse("WRONG_STATE", f"The enrolment is {enrollment.state.value}.", field)
    return enrollment
