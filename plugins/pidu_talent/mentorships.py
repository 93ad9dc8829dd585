"""Mentorships (导师帮带制): ask, accept within the capacity, begin, log, end.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing. The
enrolment is locked before the mentor's count is changed, so that of two mentors who accept at once one is the first.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from tortoise.expressions import F

from linli.services import Problems, changed, created, locked, now, refuse, today, writing
from plugins.pidu_talent import tags
from plugins.pidu_talent.acting import past_day, require
from plugins.pidu_talent.choices import HELD, TalentEnrollmentState
from plugins.pidu_talent.choices import TalentMentorshipState as S
from plugins.pidu_talent.models import Cohort, CohortTrainer, Enrollment, Member, MentorLog, Mentorship, Trainer
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import MENTORING_WRITE

LEARNING = (TalentEnrollmentState.ADMITTED, TalentEnrollmentState.ACTIVE)
"""Who may have a mentor."""


@dataclass(frozen=True, kw_only=True)
class NewMentorship:
    """Which member asks which mentor, and for what."""

    enrollment_id: uuid.UUID
    mentor_id: uuid.UUID
    goal: str | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NewLog:
    """What mentor and mentee did, on which day, and how long."""

    day: datetime.date
    minutes: int
    text: str


async def propose(new: NewMentorship) -> Mentorship:
    """Ask a mentor of the cohort: as the member, or for them with the permission.

    WRONG_STATE for a member who does not learn, or has a mentor; NOT_ALLOWED for who is no mentor of the cohort;
    DUPLICATE for a request that there is. That a mentor has no place now does not hinder asking.
    """
    async with writing(RULES):
        found = await Enrollment.get_or_none(id=new.enrollment_id).select_related("cohort", "member")
        if found is None:
            raise refuse("NOT_FOUND", "There is no such row.", "enrollment_id")
        await require(MENTORING_WRITE, found.cohort.area_id, found.member.person_id, field="enrollment_id")
        enrollment = await locked(Enrollment, new.enrollment_id, None)
        problems = Problems()
        if enrollment.state not in LEARNING:
            problems.add("WRONG_STATE", f"The enrolment is {enrollment.state.value}.", "enrollment_id")
        if await Mentorship.exists(enrollment_id=enrollment.id, state__in=HELD):
            problems.add("WRONG_STATE", "The member has a mentor already.", "enrollment_id")
        mentors = Trainer.filter(cohorts__cohort_id=enrollment.cohort_id, retired_on=None, mentor_capacity__gt=0)
        if not await mentors.filter(id=new.mentor_id).exists():
            problems.add("NOT_ALLOWED", "Is no mentor of the cohort.", "mentor_id")
        row = Mentorship(
            enrollment_id=enrollment.id,
            mentor_id=new.mentor_id,
            goal=problems.optional_text(Mentorship, "goal", new.goal, "goal"),
        )
        problems.refuse()
        await created(row, "pidu_talent.mentorship_proposed", tag=tags.MENTORSHIP)
    return row


async def accept(mentorship_id: uuid.UUID, *, expected_version: int | None = None) -> Mentorship:
    """Accept a request: as the mentor, or for them with the permission. The mentee's other requests are cancelled.

    MENTOR_FULL beyond the mentor's capacity; WRONG_STATE for a request that was decided on.
    """
    async with writing(RULES):
        row = await _locked(mentorship_id, expected_version)
        await _require_mentor(row)
        _require_state(row, "accepted", S.PROPOSED)
        await _require_assigned(row)
        taken = await Trainer.filter(id=row.mentor_id, mentees_count__lt=F("mentor_capacity")).update(
            mentees_count=F("mentees_count") + 1, version=F("version") + 1, updated_at=now()
        )
        if not taken:
            raise refuse("MENTOR_FULL", "The mentor has no place for another mentee.", "id")
        await _move(row, S.ACCEPTED, "accepted", accepted_at=now())
        others = Mentorship.filter(enrollment_id=row.enrollment_id, state=S.PROPOSED)
        for other in await others.order_by("id").select_for_update(no_key=True):
            reason = "已有其他导师先行接受 Another mentor accepted first"
            await _move(other, S.DECLINED, "superseded", ended_on=today(), end_reason=reason, superseded_by_id=row.id)
    return row


async def decline(mentorship_id: uuid.UUID, given: Refusal, *, expected_version: int | None = None) -> Mentorship:
    """Decline a request: as the mentor or, taking it back, as the mentee, or with the permission."""
    async with writing(RULES):
        row = await _locked(mentorship_id, expected_version)
        await _require_one_of_the_two(row)
        _require_state(row, "declined", S.PROPOSED)
        await _move(row, S.DECLINED, "declined", ended_on=today(), end_reason=_reason(given))
    return row


async def start(mentorship_id: uuid.UUID, *, expected_version: int | None = None) -> Mentorship:
    """Begin an accepted mentorship: as the mentor, or for them with the permission."""
    async with writing(RULES):
        row = await _locked(mentorship_id, expected_version)
        await _require_mentor(row)
        _require_state(row, "started", S.ACCEPTED)
        await _move(row, S.ACTIVE, "started", started_on=today())
    return row


async def log(mentorship_id: uuid.UUID, new: NewLog, *, expected_version: int | None = None) -> MentorLog:
    """Note what mentor and mentee did: as the mentor, or for them with the permission. WRONG_STATE unless ACTIVE."""
    async with writing(RULES):
        row = await _locked(mentorship_id, expected_version)
        await _require_mentor(row)
        _require_state(row, "logged", S.ACTIVE)
        problems = Problems()
        day = past_day(new.day, problems, "day")
        if row.started_on is not None and day < row.started_on:
            problems.add("TOO_EARLY", f"The mentorship began on {row.started_on}.", "day")
        problems.within(new.minutes, 1, 1440, "minutes")
        entry = MentorLog(
            mentorship_id=row.id, day=day, minutes=new.minutes, text=problems.text(MentorLog, "text", new.text, "text")
        )
        problems.refuse()
        await created(entry, "pidu_talent.mentor_logged", tag=tags.MENTOR_LOG)
    return entry


async def complete(mentorship_id: uuid.UUID, *, expected_version: int | None = None) -> Mentorship:
    """Note that an active mentorship achieved its goal: as the mentor, or with the permission. The place is free."""
    async with writing(RULES):
        row = await _locked(mentorship_id, expected_version)
        await _require_mentor(row)
        _require_state(row, "completed", S.ACTIVE)
        await _leave(row, S.COMPLETED, "completed", None)
    return row


async def end(mentorship_id: uuid.UUID, given: Refusal, *, expected_version: int | None = None) -> Mentorship:
    """End a mentorship early: as the mentor or the mentee, or with the permission. The place is free again."""
    async with writing(RULES):
        row = await _locked(mentorship_id, expected_version)
        await _require_one_of_the_two(row)
        _require_state(row, "ended", *HELD)
        await _leave(row, S.ENDED, "ended", _reason(given))
    return row


async def finish_all(enrollment_id: uuid.UUID) -> None:
    """Complete the active mentorship of a locked enrolment whose member completes, and cancel what had not begun."""
    for row in await _open_ones(enrollment_id):
        if row.state is S.ACTIVE:
            await _leave(row, S.COMPLETED, "completed", None)
        else:
            await _cancel(row, "学员已结业 The member has completed")


async def end_all(enrollment_id: uuid.UUID, reason: str) -> None:
    """End what a locked enrolment has of mentorships and requests."""
    for row in await _open_ones(enrollment_id):
        await _cancel(row, reason)


async def end_of_mentor(mentor_id: uuid.UUID, reason: str) -> None:
    """End what a mentor has of mentorships and requests, in the caller's transaction: the mentees may ask others."""
    keys = await Mentorship.filter(mentor_id=mentor_id, state__in=(S.PROPOSED, *HELD)).order_by("id").values_list("id")
    for (key,) in keys:
        row = await _locked(key, None)
        if row.state in (S.PROPOSED, *HELD):
            await _cancel(row, reason)


async def _open_ones(enrollment_id: uuid.UUID) -> list[Mentorship]:
    rows = Mentorship.filter(enrollment_id=enrollment_id, state__in=(S.PROPOSED, *HELD))
    return await rows.order_by("id").select_for_update(no_key=True)


async def _cancel(row: Mentorship, reason: str) -> None:
    if row.state is S.PROPOSED:
        await _move(row, S.DECLINED, "declined", ended_on=today(), end_reason=reason)
    else:
        await _leave(row, S.ENDED, "ended", reason)


async def _leave(row: Mentorship, state: S, done: str, reason: str | None) -> None:
    await Trainer.filter(id=row.mentor_id).update(
        mentees_count=F("mentees_count") - 1, version=F("version") + 1, updated_at=now()
    )
    await _move(row, state, done, ended_on=today(), end_reason=reason)


async def _locked(mentorship_id: uuid.UUID, expected_version: int | None) -> Mentorship:
    found = await Mentorship.get_or_none(id=mentorship_id)
    if found is None:
        raise refuse("NOT_FOUND", "There is no such row.", "id")
    await locked(Enrollment, found.enrollment_id, None)
    return await locked(Mentorship, mentorship_id, expected_version)


async def _require_mentor(row: Mentorship) -> None:
    mentor = await Trainer.get(id=row.mentor_id)
    await require(MENTORING_WRITE, await _area_of(row), mentor.person_id)


async def _require_one_of_the_two(row: Mentorship) -> None:
    mentor = await Trainer.get(id=row.mentor_id)
    mentee = await Member.get(enrollments__id=row.enrollment_id)
    await require(MENTORING_WRITE, await _area_of(row), mentor.person_id, mentee.person_id)


async def _area_of(row: Mentorship) -> uuid.UUID:
    return (await Cohort.get(enrollments__id=row.enrollment_id)).area_id


async def _require_assigned(row: Mentorship) -> None:
    """The mentor works with the cohort, and goes on to do so until the transaction ends."""
    links = CohortTrainer.filter(trainer_id=row.mentor_id, cohort__enrollments__id=row.enrollment_id)
    keys = await links.values_list("id", flat=True)
    if not await CohortTrainer.filter(id__in=keys).select_for_update(no_key=True):
        raise refuse("NOT_ALLOWED", "The mentor does not work with the cohort any more.", "id")


def _require_state(row: Mentorship, done: str, *states: S) -> None:
    if row.state not in states:
        raise refuse("WRONG_STATE", f"A mentorship that is {row.state.value} cannot be {done}.", "id")


def _reason(given: Refusal) -> str:
    problems = Problems()
    reason = problems.text(Mentorship, "end_reason", given.reason, "reason")
    problems.refuse()
    return reason


async def _move(row: Mentorship, state: S, done: str, **values: object) -> None:
    await changed(row, {"state": state, **values}, f"pidu_talent.mentorship_{done}", tag=tags.MENTORSHIP)
