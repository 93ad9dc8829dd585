"""The demo's libraries: 24 courses, 8 trainers, 30 members; and the studios of the secretaries."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.sample import Rows, local
from plugins.pidu_talent.choices import TalentMemberCategory, TalentSessionKind
from plugins.pidu_talent.models import Course, CourseVersion, Member, MemberCategory, Studio, Trainer
from plugins.pidu_talent.sample.world import BEGINS, World

THEORY = (
    ("基层党建引领社区治理", "Party building in community governance"),
    ("居民议事与民主协商", "Residents' councils and deliberation"),
    ("网格化管理实务", "Grid management in practice"),
    ("社区矛盾调解", "Mediating conflicts in communities"),
    ("社会工作方法与伦理", "Methods and ethics of social work"),
    ("社区财务与项目预算", "Finances and budgets of projects"),
    ("志愿服务组织与激励", "Organising volunteers"),
    ("法治社区与常用法规", "The law in communities"),
    ("社区安全与应急管理", "Safety and emergencies"),
    ("养老与托育服务", "Care for the old and the young"),
    ("乡村振兴与集体经济", "Village economy"),
    ("社区营造理论", "Community building"),
    ("新就业群体服务", "Serving new-employment workers"),
    ("数字社区与数据安全", "Digital communities and data protection"),
    ("公文写作与汇报", "Writing and reporting"),
    ("心理健康与沟通技巧", "Mental health and communication"),
)
PRACTICUM = (
    ("入户走访实训", "Home visits"),
    ("议事会主持实训", "Chairing a council"),
    ("社区活动策划实训", "Planning an activity"),
    ("矛盾调解模拟", "Mediation, simulated"),
    ("项目申报书撰写", "Writing a project proposal"),
    ("社区运营实地走访", "Field visit to community operators"),
    ("应急演练", "Emergency drill"),
    ("资源链接与合作洽谈", "Finding partners"),
)
MENTOR_PLACES = 2
GUESTS = ("示例导师甲", "示例导师乙", "示例导师丙")


@dataclass(frozen=True)
class Library:
    """The keys of the libraries. ``trainers`` have the person, where there is one; ``versions`` are by the course."""

    courses: Sequence[uuid.UUID]
    versions: Mapping[uuid.UUID, uuid.UUID]
    trainers: Sequence[tuple[uuid.UUID, uuid.UUID | None]]
    members: Sequence[uuid.UUID]
    studios: Sequence[uuid.UUID]
    of_kind: Mapping[TalentSessionKind, Sequence[uuid.UUID]]


def add_library(rows: Rows, world: World) -> Library:
    """Add the three libraries and the studios."""
    of_kind: dict[TalentSessionKind, list[uuid.UUID]] = {kind: [] for kind in TalentSessionKind}
    versions: dict[uuid.UUID, uuid.UUID] = {}
    for kind, titles, minutes in (
        (TalentSessionKind.THEORY, THEORY, 120),
        (TalentSessionKind.PRACTICUM, PRACTICUM, 150),
    ):
        for number, (title, title_en) in enumerate(titles, start=1):
            course, version = _add_course(rows, world, kind, number, f"{title}（演示）", f"{title_en} (demo)", minutes)
            of_kind[kind].append(course)
            versions[course] = version
    trainers = _add_trainers(rows, world)
    members = [_add_member(rows, world, number, person) for number, person in enumerate(world.talents, start=1)]
    studios = [
        rows.add(
            Studio,
            str(number),
            place_id=place,
            host_id=trainers[number - 1][0],
            name=name,
            name_en=name_en,
            feed_token=f"demo-studio-{number}",
        )
        for number, (place, name, name_en) in enumerate(world.studios, start=1)
    ]
    courses = [course for found in of_kind.values() for course in found]
    return Library(courses, versions, trainers, members, studios, of_kind)


def _add_course(
    rows: Rows, world: World, kind: TalentSessionKind, number: int, title: str, title_en: str, minutes: int
) -> tuple[uuid.UUID, uuid.UUID]:
    """A course, and its first version, which the sessions taught. The first of each kind has a second one since."""
    code = f"{kind.value[0]}{number:02}"
    revised = number == 1
    shown = f"{title}（修订）" if revised else title
    course = rows.add(
        Course,
        code,
        area_id=world.area,
        code=f"DEMO-{code}",
        title=shown,
        title_en=title_en,
        kind=kind,
        minutes=minutes,
        current_number=2 if revised else 1,
    )
    version = rows.add(
        CourseVersion,
        f"{code}/1",
        course_id=course,
        number=1,
        title=title,
        title_en=title_en,
        summary="演示课程，内容为虚构。",
        kind=kind,
        minutes=minutes,
    )
    if revised:
        rows.add(
            CourseVersion,
            f"{code}/2",
            at=local(datetime.date(2025, 6, 2), 9),
            course_id=course,
            number=2,
            title=shown,
            title_en=title_en,
            summary="演示课程，内容为虚构；已修订。",
            kind=kind,
            minutes=minutes,
        )
    return course, version


def _add_trainers(rows: Rows, world: World) -> list[tuple[uuid.UUID, uuid.UUID | None]]:
    people: list[tuple[uuid.UUID | None, str, str]] = [
        *((key, name, "社区书记（演示）") for key, name in world.secretaries),
        (*world.deputy, "街道党工委副书记（演示岗位）"),
        *((None, name, "治理研究员（演示）") for name in GUESTS),
    ]
    return [
        (
            rows.add(
                Trainer,
                name,
                area_id=world.area,
                person_id=person,
                name=name,
                title=title,
                expertise="社区治理、居民议事（演示）",
                organization_id=world.centre if person is None else None,
                mentor_capacity=MENTOR_PLACES,
                # The last two mentorships go on: see `practice`.
                mentees_count=1 if number in (5, 6) else 0,
            ),
            person,
        )
        for number, (person, name, title) in enumerate(people)
    ]


def _add_member(rows: Rows, world: World, number: int, person: uuid.UUID) -> uuid.UUID:
    member = rows.add(
        Member,
        f"{number:02}",
        person_id=person,
        area_id=world.area,
        name=world.names[person],
        position="社区工作者（演示）",
        joined_on=BEGINS - datetime.timedelta(days=14),
    )
    half = len(world.talents) // 2
    category = TalentMemberCategory.RESERVE_CADRE if number <= half else TalentMemberCategory.SOCIAL_WORK_TALENT
    rows.add(MemberCategory, f"{number:02}", member_id=member, category=category)
    return member
