"""What came of the demo's training: mentorships, needs and projects, assessments, certificates, exchanges."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from linli.sample import Rows, local
from plugins.pidu_talent.choices import (
    TalentExchangeState,
    TalentMentorshipState,
    TalentProjectState,
    TalentSessionKind,
    TalentSurveyState,
)
from plugins.pidu_talent.models import (
    Exchange,
    MentorLog,
    Mentorship,
    Objective,
    ObjectiveCourse,
    PressingNeed,
    Project,
    ProjectMember,
    ProjectNeed,
    Survey,
    SurveyAnswer,
    SurveyTopic,
)
from plugins.pidu_talent.sample.learning import (
    LACKING,
    LATE,
    LEFT_ON,
    WITHDRAWN,
    Learning,
)
from plugins.pidu_talent.sample.library import Library
from plugins.pidu_talent.sample.world import World

date = datetime.date

MENTEES = (*range(1, 13), *LACKING, WITHDRAWN)
"""Fifteen of the thirty have a mentor."""

TOPICS = (
    ("居民议事组织", "Organising residents' councils"),
    ("矛盾调解", "Mediation"),
    ("项目策划与申报", "Planning projects"),
    ("应急处置", "Emergencies"),
)
NEEDS = (
    ("老旧楼栋缺少照明", "Old buildings lack lighting"),
    ("骑手没有歇脚的地方", "Riders have nowhere to rest"),
    ("独居老人就餐不便", "Old people alone can hardly get meals"),
    ("放学后孩子无人看护", "Nobody looks after children after school"),
    ("小区停车纠纷多", "Many quarrels about parking"),
    ("垃圾分类点位不足", "Too few places to sort waste"),
)
PROJECTS = (
    ("楼道微光行动", "Light in the stairwells"),
    ("骑手驿站试点", "A stop for riders"),
    ("邻里共享餐桌", "Neighbours' table"),
    ("四点半课堂", "Class at half past four"),
    ("停车议事会", "Council on parking"),
)
STATES = (*[TalentProjectState.REVIEWED] * 4, TalentProjectState.DELIVERED)
TEAM = 6


def add_practice(rows: Rows, world: World, library: Library, learning: Learning) -> None:
    """Add all of it."""
    _add_survey(rows, library, learning)
    _add_mentorships(rows, library, learning)
    _add_projects(rows, world, learning)
    _add_exchanges(rows, world, library, learning)


def _add_survey(rows: Rows, library: Library, learning: Learning) -> None:
    survey = rows.add(
        Survey,
        "1",
        cohort_id=learning.cohort,
        title="训前需求调查（演示）",
        title_en="Needs before the training (demo)",
        state=TalentSurveyState.CLOSED,
    )
    for position, (title, title_en) in enumerate(TOPICS, start=1):
        topic = rows.add(
            SurveyTopic, str(position), survey_id=survey, position=position, title=title, title_en=title_en
        )
        for number, enrollment in enumerate(learning.enrollments, start=1):
            if number == LATE:
                continue
            importance = 2 + (number + position * 2) % 4
            rows.add(
                SurveyAnswer,
                f"{position}/{number:02}",
                topic_id=topic,
                enrollment_id=enrollment,
                importance=importance,
            )
        objective = rows.add(
            Objective,
            str(position),
            cohort_id=learning.cohort,
            position=position,
            title=f"掌握{title}的方法（演示）",
            title_en=f"{title_en}: know how (demo)",
            topic_id=topic,
        )
        theory = library.of_kind[TalentSessionKind.THEORY]
        practicum = library.of_kind[TalentSessionKind.PRACTICUM]
        for course in (theory[position], theory[position + 4], practicum[position]):
            rows.add(ObjectiveCourse, f"{position}/{course}", objective_id=objective, course_id=course)


def _add_mentorships(rows: Rows, library: Library, learning: Learning) -> None:
    begun = date(2024, 9, 2)
    for position, number in enumerate(MENTEES):
        # Those who go on are the last but one and the one before: their mentors have a mentee each.
        mentor = library.trainers[{LACKING[0]: 5, LACKING[1]: 6}.get(number, position % len(library.trainers))][0]
        values: dict[str, Any] = {"state": TalentMentorshipState.COMPLETED, "ended_on": date(2025, 7, 25)}
        if number in LACKING:
            values = {"state": TalentMentorshipState.ACTIVE}
        elif number == WITHDRAWN:
            values = {
                "state": TalentMentorshipState.ENDED,
                "ended_on": LEFT_ON,
                "end_reason": "学员退出 The member withdrew",
            }
        proposed = local(begun - datetime.timedelta(days=7), 10)
        mentorship = rows.add(
            Mentorship,
            f"{number:02}",
            at=proposed,
            enrollment_id=learning.enrollments[number - 1],
            mentor_id=mentor,
            goal="独立组织一次居民议事会（演示）",
            proposed_at=proposed,
            accepted_at=local(begun - datetime.timedelta(days=3), 10),
            started_on=begun,
            **values,
        )
        for log in range(1 + number % 4 if number != WITHDRAWN else 1):
            day = begun + datetime.timedelta(days=30 * log + number)
            rows.add(
                MentorLog,
                f"{number:02}/{log}",
                at=local(day, 17),
                mentorship_id=mentorship,
                day=day,
                minutes=45 + 15 * (number % 3),
                text="一起走访、复盘（演示）。",
            )


def _add_projects(rows: Rows, world: World, learning: Learning) -> None:
    needs = [
        rows.add(
            PressingNeed,
            str(number),
            area_id=world.communities[number % len(world.communities)],
            title=f"{title}（演示）",
            title_en=f"{title_en} (demo)",
            raised_on=date(2024, 8, number),
        )
        for number, (title, title_en) in enumerate(NEEDS, start=1)
    ]
    for number, ((title, title_en), state) in enumerate(zip(PROJECTS, STATES, strict=True), start=1):
        reviewed: dict[str, Any] = {}
        if state is TalentProjectState.REVIEWED:
            reviewed = {
                "review_score": 78 + number * 3,
                "review": "目标清楚，居民参与度高（演示）。",
                "result": "问题得到缓解，居民反馈良好（演示）。",
                "reviewed_on": date(2025, 6, 20),
            }
        project = rows.add(
            Project,
            str(number),
            at=local(date(2024, 11, 4), 10),
            cohort_id=learning.cohort,
            title=f"{title}（演示）",
            title_en=f"{title_en} (demo)",
            plan="调研、议事、试点、总结（演示方案）。",
            state=state,
            deliverable="总结报告和操作手册（演示）",
            delivered_on=date(2025, 6, 6),
            **reviewed,
        )
        rows.add(ProjectNeed, str(number), project_id=project, need_id=needs[number - 1])
        team = learning.enrollments[(number - 1) * TEAM : number * TEAM]
        for position, enrollment in enumerate(team):
            if (number - 1) * TEAM + position + 1 != WITHDRAWN:
                rows.add(
                    ProjectMember,
                    f"{number}/{position}",
                    project_id=project,
                    enrollment_id=enrollment,
                    leads=position == 0,
                )


def _add_exchanges(rows: Rows, world: World, library: Library, learning: Learning) -> None:
    plans: tuple[tuple[int, str, TalentExchangeState, int | None], ...] = (
        (1, "楼道照明怎么筹资？", TalentExchangeState.PUBLISHED, None),
        (2, "我们用了公益金（回复）", TalentExchangeState.PUBLISHED, 0),
        (3, "议事会主持心得", TalentExchangeState.PUBLISHED, None),
        (4, "骑手驿站选址经验", TalentExchangeState.PUBLISHED, None),
        (7, "停车议事会记录", TalentExchangeState.SUBMITTED, None),
        (8, "与培训无关的内容", TalentExchangeState.REJECTED, None),
    )
    keys: list[uuid.UUID] = []
    for position, (number, title, state, answers) in enumerate(plans):
        written = local(date(2024, 12, 2) + datetime.timedelta(days=position), 20)
        moderated: dict[str, Any] = {} if state is TalentExchangeState.SUBMITTED else {"moderated_at": written}
        if state is TalentExchangeState.REJECTED:
            moderated["reason"] = "与培训无关（演示）"
        keys.append(
            rows.add(
                Exchange,
                str(position),
                at=written,
                cohort_id=learning.cohort,
                studio_id=library.studios[position % len(library.studios)],
                answers_id=None if answers is None else keys[answers],
                author_id=world.talents[number - 1],
                title=f"{title}（演示）",
                text="演示内容，均为虚构。",
                state=state,
                submitted_at=written,
                **moderated,
            )
        )
