"""Enrolments: apply, admit, begin, and end by completion, withdrawal or failure.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing. Whoever
locks several rows locks the cohort first, then the enrolment, then what hangs on it.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.services import Problems, changed, created, locked, now, refuse, today, writing
from plugins.pidu_talent import completion, mentorships, tags
from plugins.pidu_talent.acting import require
from plugins.pidu_talent.choices import TalentAttendanceState
from plugins.pidu_talent.choices import TalentEnrollmentState as S
from plugins.pidu_talent.cohorts import UNDER_WAY
from plugins.pidu_talent.learning_days import day_of
from plugins.pidu_talent.models import (
    Attendance,
    Cohort,
    CohortCategory,
    Enrollment,
    Member,
    MemberCategory,
    Session,
)
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import ADMIT


@dataclass(frozen=True, kw_only=True)
class Application:
    """Which member applies to which cohort, and what they say."""

    cohort_id: uuid.UUID
    member_id: uuid.UUID
    statement: str | None = None


@dataclass(frozen=True, kw_only=True)
class FirstDay:
    """The first day of a member; the cohort's, or today if that is later."""

    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Why an enrolment ends."""

    reason: str


async def apply(application: Application) -> Enrollment:
    """Apply to a cohort: as the member, or for them with the permission.

    NOT_OPEN for a cohort that takes no applications today; NOT_ELIGIBLE for a member of none of its categories, or who
    left the pool; DUPLICATE for an application that there is.
    """
    async with writing(RULES):
        cohort = await Cohort.get_or_none(id=application.cohort_id)
        member = await Member.get_or_none(id=application.member_id)
        if cohort is None or cohort.opened_at is None:
            raise refuse("NOT_FOUND", "There is no such row.", "cohort_id")
        if member is None:
            raise refuse("NOT_FOUND", "There is no such row.", "member_id")
        await require(ADMIT, cohort.area_id, member.person_id, field="member_id")
        problems = Problems()
        last = cohort.apply_until or cohort.ends_on
        if cohort.closed_on is not None or today() > last:
            problems.add("NOT_OPEN", f"The cohort takes no applications; the last day was {last}.", "cohort_id")
        if not await _eligible(cohort, member):
            problems.add("NOT_ELIGIBLE", "The cohort does not admit members of these categories.", "member_id")
        enrollment = Enrollment(
            cohort_id=cohort.id,
            member_id=member.id,
            statement=problems.optional_text(Enrollment, "statement", application.statement, "statement"),
        )
        problems.refuse()
        await created(enrollment, "pidu_talent.enrollment_applied", tag=tags.ENROLLMENT)
    return enrollment


async def admit(enrollment_id: uuid.UUID, *, expected_version: int | None = None) -> Enrollment:
    """Admit a member who applied. NO_SEATS_LEFT if all seats are taken; the database holds that, too."""
    async with writing(RULES):
        cohort, row = await locked_with_cohort(enrollment_id, expected_version)
        _require(row, "admitted", S.APPLIED)
        _require_open(cohort)
        if cohort.seats_taken >= cohort.capacity:
            raise refuse("NO_SEATS_LEFT", f"All {cohort.capacity} seats of the cohort are taken.", "id")
        await changed(cohort, {"seats_taken": cohort.seats_taken + 1}, "pidu_talent.cohort_changed")
        await _move(row, S.ADMITTED, "admitted", admitted_at=now())
    return row


async def activate(enrollment_id: uuid.UUID, given: FirstDay, *, expected_version: int | None = None) -> Enrollment:
    """Let an admitted member begin. Sessions before the first day are NOT_APPLICABLE to them, and never ABSENT."""
    async with writing(RULES):
        cohort, row = await locked_with_cohort(enrollment_id, expected_version)
        _require(row, "activated", S.ADMITTED)
        _require_open(cohort)
        day = max(cohort.starts_on, today()) if given.on is None else given.on
        if not cohort.starts_on <= day <= cohort.ends_on:
            raise refuse("OUTSIDE_WINDOW", f"The cohort runs from {cohort.starts_on} to {cohort.ends_on}.", "on")
        earlier = [
            session.id
            for session in await Session.filter(cohort_id=cohort.id).select_related("activity")
            if day_of(session) < day
        ]
        await Attendance.bulk_create(
            Attendance(session_id=key, enrollment_id=row.id, state=TalentAttendanceState.NOT_APPLICABLE)
            for key in earlier
        )
        await _move(row, S.ACTIVE, "activated", active_on=day)
    return row


async def complete(enrollment_id: uuid.UUID, *, expected_version: int | None = None) -> Enrollment:
    """Let an active member complete. NOT_COMPLETE, once for each part of the cohort's rule that is not met."""
    async with writing(RULES):
        cohort, row = await locked_with_cohort(enrollment_id, expected_version)
        _require(row, "completed", S.ACTIVE)
        problems = Problems()
        for lack in await completion.lacks(row, cohort):
            problems.add("NOT_COMPLETE", lack, "id")
        problems.refuse()
        await mentorships.finish_all(row.id)
        await _move(row, S.COMPLETED, "completed", ended_on=today())
    return row


async def withdraw(enrollment_id: uuid.UUID, ending: Ending, *, expected_version: int | None = None) -> Enrollment:
    """Withdraw: as the member, or for them with the permission. The seat is free again."""
    async with writing(RULES):
        cohort, row = await locked_with_cohort(enrollment_id, expected_version)
        await require(ADMIT, cohort.area_id, (await Member.get(id=row.member_id)).person_id)
        _require(row, "withdrawn", *UNDER_WAY)
        await _withdraw(cohort, row, _reason(ending))
    return row


async def withdraw_all(member_id: uuid.UUID) -> None:
    """Withdraw a member from all that has not ended, without a reason, in the caller's transaction."""
    keys = await Enrollment.filter(member_id=member_id, state__in=UNDER_WAY).order_by("cohort_id").values_list("id")
    for (key,) in keys:
        cohort, row = await locked_with_cohort(key, None)
        if row.state in UNDER_WAY:
            await _withdraw(cohort, row, None)


async def _withdraw(cohort: Cohort, row: Enrollment, reason: str | None) -> None:
    if row.state is not S.APPLIED:
        await changed(cohort, {"seats_taken": cohort.seats_taken - 1}, "pidu_talent.cohort_changed")
    await mentorships.end_all(row.id, "学员退出 The member withdrew")
    await _move(row, S.WITHDRAWN, "withdrawn", ended_on=today(), end_reason=reason)


async def fail(enrollment_id: uuid.UUID, ending: Ending, *, expected_version: int | None = None) -> Enrollment:
    """Note that an active member does not complete, and why. The seat stays taken."""
    async with writing(RULES):
        _, row = await locked_with_cohort(enrollment_id, expected_version)
        _require(row, "failed", S.ACTIVE)
        reason = _reason(ending)
        await mentorships.end_all(row.id, "学员未结业 The member did not complete")
        await _move(row, S.FAILED, "failed", ended_on=today(), end_reason=reason)
    return row


async def locked_with_cohort(enrollment_id: uuid.UUID, expected_version: int | None) -> tuple[Cohort, Enrollment]:
    """An enrolment and its cohort, both locked. Raises NOT_FOUND and CONFLICT as `linli.services.locked` does."""
    found = await Enrollment.get_or_none(id=enrollment_id)
    if found is None:
        raise refuse("NOT_FOUND", "There is no such row.", "id")
    cohort = await locked(Cohort, found.cohort_id, None)
    return cohort, await locked(Enrollment, enrollment_id, expected_version)


async def _eligible(cohort: Cohort, member: Member) -> bool:
    if member.left_on is not None:
        return False
    asked = set(await CohortCategory.filter(cohort_id=cohort.id).values_list("category", flat=True))
    has = set(await MemberCategory.filter(member_id=member.id).values_list("category", flat=True))
    return not asked or bool(asked & has)


def _require(row: Enrollment, done: str, *states: S) -> None:
    if row.state not in states:
        raise refuse("WRONG_STATE", f"An enrolment that is {row.state.value} cannot be {done}.", "id")


def _require_open(cohort: Cohort) -> None:
    if cohort.closed_on is not None:
        raise refuse("WRONG_STATE", "The cohort is closed.", "id")


def _reason(ending: Ending) -> str:
    problems = Problems()
    reason = problems.text(Enrollment, "end_reason", ending.reason, "reason")
    problems.refuse()
    return reason


async def _move(row: Enrollment, state: S, done: str, **values: object) -> None:
    await changed(row, {"state": state, **values}, f"pidu_talent.enrollment_{done}", tag=tags.ENROLLMENT)
