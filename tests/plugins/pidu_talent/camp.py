"""What tests of talent training begin with: a programme in Pitong, a cohort that is open, people for it."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from core.access import Viewer, ViewerKind
from core.acting import Actor, acting
from core.models.choices import ActivityDecision
from core.problems import InputRefused
from linli.models import Activity, Person, Programme
from linli.services import SHANGHAI
from linli.testing import Town, fixed
from plugins.pidu_talent import cohorts, enrollments, mentorships, pools, programmes, sessions
from plugins.pidu_talent.choices import TalentAttendanceState, TalentMemberCategory, TalentSessionKind
from plugins.pidu_talent.models import (
    Cohort,
    CompletionRule,
    Enrollment,
    Member,
    Mentorship,
    Session,
    TalentProgramme,
    Trainer,
)

THEORY, PRACTICUM = TalentSessionKind
PRESENT = TalentAttendanceState.PRESENT
CADRE, TALENT = TalentMemberCategory
date = datetime.date


def at(day: date, hour: int = 9) -> datetime.datetime:
    """An hour of a day in Asia/Shanghai."""
    return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


BEGINS = date(2024, 8, 1)
ENDS = date(2025, 7, 31)
NOW = at(date(2024, 8, 10))
LATER = at(date(2024, 12, 1))


@dataclass(frozen=True)
class Camp:
    """The rows that every test has. The trainers have a place for one mentee each."""

    town: Town
    programme: TalentProgramme
    rule: CompletionRule
    cohort: Cohort
    trainers: tuple[Trainer, Trainer]
    members: tuple[Member, ...]


async def a_camp(town: Town, *, capacity: int = 3, members: int = 3) -> Camp:
    """A programme with a rule (120 minutes of theory, 60 of practicum) and a cohort for reserve cadres."""
    core = await Programme.create(
        code="elite", name="菁英赋能计划", name_en="Elite", area=town.pitong, lead_organization=town.office
    )
    programme = await programmes.create(
        programmes.NewTalentProgramme(programme_id=core.id, brand="筒创营", brand_en="Tongchuang", starts_on=BEGINS)
    )
    await programmes.publish(programme.id)
    rule = await programmes.set_rule(programme.id, programmes.NewRule(min_theory_minutes=120, min_practicum_minutes=60))
    cohort = await cohorts.create(
        cohorts.NewCohort(
            programme_id=programme.id,
            rule_id=rule.id,
            number=1,
            name="第一期",
            name_en="No. 1",
            capacity=capacity,
            starts_on=BEGINS,
            ends_on=ENDS,
            categories=[CADRE],
        )
    )
    cohort = await cohorts.open_for_applications(cohort.id)
    trainers = []
    for stem in ("甲", "乙"):
        person = await Person.create(display_name=f"示例书记{stem}", area=town.pitong)
        trainer = await pools.add_trainer(
            pools.NewTrainer(area_id=town.pitong.id, person_id=person.id, name=f"示例书记{stem}", mentor_capacity=1)
        )
        await cohorts.add_trainer(cohort.id, cohorts.TrainerOfCohort(trainer_id=trainer.id))
        trainers.append(trainer)
    made = [await a_member(town, number) for number in range(1, members + 1)]
    return Camp(town, programme, rule, await Cohort.get(id=cohort.id), (trainers[0], trainers[1]), tuple(made))


async def a_member(town: Town, number: int, *categories: TalentMemberCategory) -> Member:
    """A person in the pool; a reserve cadre, unless a test says otherwise."""
    person = await Person.create(display_name=f"演示学员{number:03}", area=town.pitong)
    return await pools.add_member(
        pools.NewMember(person_id=person.id, area_id=town.pitong.id, categories=categories or [CADRE])
    )


async def applied(camp: Camp, number: int = 1) -> Enrollment:
    """The enrolment of a member who applied."""
    member = camp.members[number - 1]
    with fixed(NOW):
        return await enrollments.apply(enrollments.Application(cohort_id=camp.cohort.id, member_id=member.id))


async def admitted(camp: Camp, number: int = 1) -> Enrollment:
    """The enrolment of a member who was admitted."""
    row = await applied(camp, number)
    with fixed(NOW):
        return await enrollments.admit(row.id)


async def active(camp: Camp, number: int = 1, on: date = BEGINS) -> Enrollment:
    """The enrolment of a member who learns, from a day on."""
    row = await admitted(camp, number)
    with fixed(NOW):
        return await enrollments.activate(row.id, enrollments.FirstDay(on=on))


async def a_session(camp: Camp, kind: TalentSessionKind, day: date, minutes: int = 120, **options: Any) -> Session:
    """A session in the library, published, that begins at nine."""
    activity = await Activity.create(
        title=f"{kind.zh}课",
        area=camp.town.pitong,
        place=camp.town.library,
        lead_organization=camp.town.office,
        starts_at=at(day),
        ends_at=at(day) + datetime.timedelta(minutes=minutes),
        decision=ActivityDecision.PUBLISHED,
        published_at=at(BEGINS),
    )
    with fixed(LATER):
        return await sessions.create(
            sessions.NewSession(cohort_id=camp.cohort.id, activity_id=activity.id, kind=kind, **options)
        )


async def attend(
    session: Session,
    enrollment: Enrollment,
    state: TalentAttendanceState = PRESENT,
    minutes: int | None = None,
) -> None:
    """Record that a member was there, or was not."""
    entry = sessions.Entry(enrollment_id=enrollment.id, state=state, minutes=minutes)
    with fixed(LATER):
        await sessions.record(session.id, sessions.Roll(entries=[entry]))


async def completed(camp: Camp, number: int = 1) -> Enrollment:
    """The enrolment of a member who attended enough of both, and completed."""
    row = await active(camp, number)
    await attend(await a_session(camp, THEORY, date(2024, 9, 1)), row)
    await attend(await a_session(camp, PRACTICUM, date(2024, 9, 2)), row)
    with fixed(LATER):
        return await enrollments.complete(row.id)


async def asked(camp: Camp, row: Enrollment, trainer: int) -> Mentorship:
    """A request of a member to one of the trainers."""
    new = mentorships.NewMentorship(enrollment_id=row.id, mentor_id=camp.trainers[trainer].id)
    with fixed(NOW):
        return await mentorships.propose(new)


async def problems_of(verb: Awaitable[object], moment: datetime.datetime = NOW) -> list[tuple[str, str]]:
    """The codes and the fields of the problems for which a use case refuses its input, if it does."""
    try:
        with fixed(moment):
            await verb
    except InputRefused as refused:
        return [(problem.code, ".".join(problem.field)) for problem in refused.problems]
    return []


def viewer_of(row: Member | Trainer | Person) -> Viewer:
    """Somebody who signed in, and has no permission."""
    key = row.id if isinstance(row, Person) else row.person_id
    return Viewer(ViewerKind.PERSON, frozenset(), account_id=key, person_id=key)


@contextmanager
def as_person(row: Member | Trainer | Person) -> Iterator[None]:
    """While the block runs, this person acts."""
    with acting(Actor(viewer_of(row))):
        yield


def gid(tag: str, key: uuid.UUID) -> str:
    """A global id."""
    return f"{tag}_{key}"
