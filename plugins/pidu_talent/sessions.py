"""Sessions: make an activity of the core one, and record who was there.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.models import Activity, ActivityDecision
from linli.services import Problems, References, changed, created, locked, now, refuse, writing
from plugins.pidu_talent import tags
from plugins.pidu_talent.acting import require, trainers_of
from plugins.pidu_talent.choices import CAME, TalentSessionKind
from plugins.pidu_talent.choices import TalentAttendanceState as A
from plugins.pidu_talent.choices import TalentEnrollmentState as S
from plugins.pidu_talent.learning_days import day_of
from plugins.pidu_talent.models import Attendance, Cohort, CohortTrainer, CourseVersion, Enrollment, Session, Trainer
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import SESSIONS_WRITE

MOST_ENTRIES = 1000


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """An activity that is a session of a cohort; it credits the whole length of the activity, unless less is said."""

    cohort_id: uuid.UUID
    activity_id: uuid.UUID
    kind: TalentSessionKind
    minutes: int | None = None
    course_version_id: uuid.UUID | None = None
    trainer_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Whether a member was there; PRESENT for all the time unless minutes are given, LATE needs them."""

    enrollment_id: uuid.UUID
    state: A
    minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Roll:
    """Who was there. With `rest_absent`, whoever is not named and has nothing recorded was absent."""

    entries: Sequence[Entry] = ()
    rest_absent: bool = False


async def create(new: NewSession) -> Session:
    """Make an activity a session. WRONG_STATE for one that is cancelled; NOT_ALLOWED for a trainer of others."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Cohort, new.cohort_id, "cohort_id")
        references.add(Activity, new.activity_id, "activity_id")
        references.add(CourseVersion, new.course_version_id, "course_version_id")
        references.add(Trainer, new.trainer_id, "trainer_id")
        await references.check(problems)
        problems.refuse()
        activity = await Activity.get(id=new.activity_id)
        if activity.decision is ActivityDecision.CANCELLED:
            problems.add("WRONG_STATE", "The activity is cancelled.", "activity_id")
        length = int((activity.ends_at - activity.starts_at).total_seconds()) // 60
        problems.within(length if new.minutes is None else new.minutes, 1, length, "minutes")
        if new.trainer_id is not None and not await CohortTrainer.exists(
            cohort_id=new.cohort_id, trainer_id=new.trainer_id
        ):
            problems.add("NOT_ALLOWED", "The trainer does not work with the cohort.", "trainer_id")
        problems.refuse()
        cohort = await locked(Cohort, new.cohort_id, None)
        # The row lies where the activity does; the cohort may be another's.
        await require(SESSIONS_WRITE, cohort.area_id, field="cohort_id")
        if cohort.closed_on is not None:
            raise refuse("WRONG_STATE", "The cohort is closed.", "cohort_id")
        session = Session(
            cohort_id=new.cohort_id,
            activity_id=new.activity_id,
            kind=new.kind,
            minutes=length if new.minutes is None else new.minutes,
            course_version_id=new.course_version_id,
            trainer_id=new.trainer_id,
        )
        await created(session, "pidu_talent.session_created", tag=tags.SESSION)
    return session


async def record(session_id: uuid.UUID, roll: Roll, *, expected_version: int | None = None) -> Session:
    """Record who was at a session, or correct it: as a trainer of the cohort, or with the permission.

    IN_THE_FUTURE before it begins. At an entry: NOT_ALLOWED for a member who is not active, or of another cohort, and
    for NOT_APPLICABLE where it is; BEFORE_ENROLLMENT for anything else before the member's first day; OUT_OF_RANGE.
    """
    async with writing(RULES):
        session = await locked(Session, session_id, expected_version)
        await session.fetch_related("activity", "cohort")
        await require(SESSIONS_WRITE, session.cohort.area_id, *await trainers_of(session.cohort_id))
        if session.activity.starts_at > now():
            raise refuse("IN_THE_FUTURE", "The session has not begun.", "id")
        if session.activity.decision is ActivityDecision.CANCELLED:
            raise refuse("WRONG_STATE", "The activity is cancelled.", "id")
        active = Enrollment.filter(cohort_id=session.cohort_id, state=S.ACTIVE)
        members = {row.id: row for row in await active.order_by("id").select_for_update(no_key=True)}
        known = {row.enrollment_id: row for row in await Attendance.filter(session_id=session.id)}
        wanted = _checked(session, roll, members)
        if roll.rest_absent:
            rest = [row for key, row in members.items() if key not in wanted and key not in known]
            wanted |= {row.id: (_missing(session, row), 0) for row in rest}
        await _store(session, wanted, known)
        await changed(session, {}, "pidu_talent.attendance_recorded", tag=tags.SESSION)
    return session


def _checked(session: Session, roll: Roll, members: Mapping[uuid.UUID, Enrollment]) -> dict[uuid.UUID, tuple[A, int]]:
    problems = Problems()
    if len(roll.entries) > MOST_ENTRIES:
        problems.add("TOO_MANY", f"Has {len(roll.entries)} entries, and at most {MOST_ENTRIES} fit.", "entries")
        problems.refuse()
    wanted: dict[uuid.UUID, tuple[A, int]] = {}
    for index, entry in enumerate(roll.entries):
        at = ("entries", index)
        row = members.get(entry.enrollment_id)
        if row is None:
            problems.add("NOT_ALLOWED", "Is no active member of the cohort.", *at, "enrollment_id")
            continue
        if entry.enrollment_id in wanted:
            problems.add("DUPLICATE", "The member is named twice.", *at, "enrollment_id")
        applicable = _missing(session, row) is A.ABSENT
        if applicable and entry.state is A.NOT_APPLICABLE:
            problems.add("NOT_ALLOWED", "The member was in the cohort by then; say EXCUSED.", *at, "state")
        if not applicable and entry.state is not A.NOT_APPLICABLE:
            problems.add("BEFORE_ENROLLMENT", f"The member began on {row.active_on}, after this session.", *at, "state")
        wanted[entry.enrollment_id] = (entry.state, _minutes(session, entry, problems, index))
    problems.refuse()
    return wanted


def _missing(session: Session, enrollment: Enrollment) -> A:
    """What is recorded of an active member who was not there."""
    first = enrollment.active_on
    assert first is not None, "held by the database: who is active has a first day"
    return A.NOT_APPLICABLE if day_of(session) < first else A.ABSENT


def _minutes(session: Session, entry: Entry, problems: Problems, index: int) -> int:
    if entry.state not in CAME:
        if entry.minutes:
            problems.add("NOT_ALLOWED", "Who was not there has no minutes.", "entries", index, "minutes")
        return 0
    if entry.minutes is None and entry.state is A.LATE:
        problems.add("REQUIRED", "Say for how many minutes.", "entries", index, "minutes")
    problems.within(entry.minutes, 1, session.minutes, "entries", index, "minutes")
    return session.minutes if entry.minutes is None else entry.minutes


async def _store(
    session: Session, wanted: Mapping[uuid.UUID, tuple[A, int]], known: Mapping[uuid.UUID, Attendance]
) -> None:
    fresh = []
    for key, (state, minutes) in wanted.items():
        row = known.get(key)
        if row is None:
            fresh.append(Attendance(session_id=session.id, enrollment_id=key, state=state, minutes=minutes))
        elif (row.state, row.minutes) != (state, minutes):
            row.state, row.minutes, row.version, row.updated_at = state, minutes, row.version + 1, now()
            await row.save(update_fields=["state", "minutes", "version", "updated_at"])
    await Attendance.bulk_create(fresh)
