"""What is to come: a training that takes applications, with its first sessions, which moves with the present.

Nothing of it is told; it is made up, and says so. The training that is told had its year.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.models import Activity, ActivityDecision, ActivityHost, Programme, ProgrammeStatus
from linli.sample import Rows, local, moved_on
from plugins.pidu_talent.choices import TalentMemberCategory, TalentSessionKind
from plugins.pidu_talent.models import Cohort, CohortCategory, CohortTrainer, CompletionRule, Session, TalentProgramme
from plugins.pidu_talent.sample.library import Library
from plugins.pidu_talent.sample.world import World

date = datetime.date

CODE = "demo-coming-training"
WRITTEN_FOR = date(2026, 7, 1)
OPENED_ON = date(2026, 6, 24)
APPLY_UNTIL = date(2026, 7, 31)
BEGINS = date(2026, 8, 10)
SESSIONS = (
    (date(2026, 8, 12), TalentSessionKind.THEORY, "社区治理入门（演示）", "Community governance, a beginning (demo)"),
    (date(2026, 8, 19), TalentSessionKind.THEORY, "居民议事会怎么开（演示）", "How a residents' council meets (demo)"),
    (date(2026, 8, 29), TalentSessionKind.PRACTICUM, "入户走访实训（演示）", "Home visits, in practice (demo)"),
)


@dataclass(frozen=True)
class Plan:
    """When it is, and the keys of the programme and of the activities of the core."""

    begins: date
    ends: date
    apply_until: date
    opened: datetime.datetime
    programme: uuid.UUID
    activities: Sequence[uuid.UUID]


def add_to_core(rows: Rows, world: World) -> Plan:
    """Add the programme and the activities on which it stands, before anything that refers to them."""
    moved = moved_on(WRITTEN_FOR, whole_weeks=True)
    begins = BEGINS + moved
    ends = begins + datetime.timedelta(days=364)
    opened = local(OPENED_ON + moved_on(WRITTEN_FOR), 9)
    programme = rows.add(
        Programme,
        CODE,
        code=CODE,
        name="社区治理人才续训班（演示）",
        name_en="Governance training, continued (demo)",
        description="演示数据，内容为虚构。",
        area_id=world.area,
        lead_organization_id=world.centre,
        starts_on=begins,
        ends_on=ends,
        status=ProgrammeStatus.PUBLISHED,
        published_at=opened,
    )
    activities = []
    for number, (day, _, title, title_en) in enumerate(SESSIONS):
        label = f"{CODE}/{day + moved}"
        place, _, _ = world.studios[number]
        activity = rows.add(
            Activity,
            label,
            title=title,
            title_en=title_en,
            summary="演示数据，内容为虚构。",
            place_id=place,
            area_id=world.communities[number],
            lead_organization_id=world.centre,
            starts_at=local(day + moved, 14),
            ends_at=local(day + moved, 16),
            capacity=30,
            decision=ActivityDecision.PUBLISHED,
            published_at=opened,
        )
        rows.add(ActivityHost, label, activity_id=activity, organization_id=world.centre, position=1)
        activities.append(activity)
    return Plan(begins, ends, APPLY_UNTIL + moved, opened, programme, activities)


def add_coming(rows: Rows, world: World, library: Library, plan: Plan) -> None:
    """Add the training over it: a cohort that is open to everybody in the pool, with its rule and its sessions."""
    talent = rows.add(
        TalentProgramme,
        "2",
        programme_id=plan.programme,
        brand="续训班（演示）",
        brand_en="Training, continued (demo)",
        starts_on=plan.begins,
        ends_on=plan.ends,
    )
    rule = rows.add(
        CompletionRule,
        "2",
        programme_id=talent,
        number=1,
        min_theory_minutes=240,
        min_practicum_minutes=120,
        min_attendance_percent=60,
        needs_project=False,
        needs_assessments=False,
    )
    cohort = rows.add(
        Cohort,
        "2",
        programme_id=talent,
        area_id=world.area,
        rule_id=rule,
        number=1,
        name="续训班第一期（演示）",
        name_en="Training continued, no. 1 (demo)",
        capacity=30,
        starts_on=plan.begins,
        ends_on=plan.ends,
        apply_until=plan.apply_until,
        opened_at=plan.opened,
    )
    for category in TalentMemberCategory:
        rows.add(CohortCategory, f"2/{category.value}", cohort_id=cohort, category=category)
    for number, (trainer, _) in enumerate(library.trainers):
        rows.add(CohortTrainer, f"2/{number}", cohort_id=cohort, trainer_id=trainer)
    for number, ((_, kind, _, _), activity) in enumerate(zip(SESSIONS, plan.activities, strict=True)):
        rows.add(
            Session,
            f"{CODE}/{number}",
            activity_id=activity,
            cohort_id=cohort,
            kind=kind,
            minutes=120,
            course_version_id=library.versions[library.of_kind[kind][number]],
            trainer_id=library.trainers[number][0],
        )
