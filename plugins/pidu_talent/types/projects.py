"""Pressing needs (急难愁盼), which are public, and the practice projects (实践项目) that answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Case, Criterion, Term

from linli import (
    Area,
    Connection,
    Derived,
    LanguageArgument,
    Media,
    Place,
    Row,
    Viewer,
    auto,
    column,
    computed,
    label,
    literal,
    many,
    model_type,
    to_one,
    translated,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentNeedState, TalentProjectState
from plugins.pidu_talent.permissions import ENROLLMENTS_READ, PROJECTS_READ
from plugins.pidu_talent.types.cohorts import TalentCohort, TalentEnrollment
from plugins.pidu_talent.types.expressions import DELIVERED, has, is_learner, is_one_of, trains
from plugins.pidu_talent.types.learning import OWN

if TYPE_CHECKING:
    from collections.abc import Callable


def approved_only(row: Row, viewer: Viewer) -> Criterion | None:
    """The public sees projects once they are approved; their team and the cohort's trainers see them before."""
    approved = row.state != literal(TalentProjectState.PROPOSED.value)
    return row.unless_may(PROJECTS_READ, approved | _theirs(row))


def _theirs(project: Row) -> Criterion:
    """Whether the viewer is of the team, or a trainer of the cohort."""
    team = has(project, "team", lambda link: has(link, "enrollment", is_learner))
    return team | has(project, "cohort", trains)


def _assessed(project: Row, term: Term) -> Term:
    """What was said of the team's work, for those whom it concerns."""
    told: Term = Case().when(project.where_may(PROJECTS_READ) | _theirs(project), term)
    return told


@model_type(
    models.PressingNeed,
    tag=tags.NEED,
    area="area",
    place="place",
    order_by=("-raised_on",),
    group_by=("area", "place"),
    since="0.1.0",
)
class TalentNeed:
    """What residents of an area need urgently (急难愁盼), in words that name nobody."""

    area: Area = to_one("The area (区域).")
    place: Place | None = to_one("The place that it is about (场所).")
    title: auto = translated("What is needed (需求).")
    title_en: auto = column("The same in English; null where there is none (英文).")
    description: auto = column("More about it (说明).", orderable=False)
    raised_on: auto = column("When it was raised (提出日期).")
    projects: Connection[TalentProjectNeed] = many("The projects that answer it (实践项目).", order_by=("id",))
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(TalentNeedState, "What is done about it (需求状态).", filterable=True)
    def state(row: Row) -> Derived:
        return _need_state(row)

    @computed(str, "The state's label (需求状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _need_state(row).term(), TalentNeedState, lang)


def _need_state(row: Row) -> Derived:
    def with_project(condition: Callable[[Row], Criterion]) -> Criterion:
        return has(row, "projects", lambda link: has(link, "project", condition))

    delivered = with_project(lambda project: is_one_of(project.state, DELIVERED))
    at_work = with_project(
        lambda project: is_one_of(project.state, (TalentProjectState.APPROVED, TalentProjectState.RUNNING))
    )
    return Derived(
        [
            (TalentNeedState.ANSWERED, delivered),
            (TalentNeedState.IN_HAND, at_work),
            (TalentNeedState.OPEN, literal(1).eq(literal(1))),
        ]
    )


@model_type(
    models.Project,
    tag=tags.PROJECT,
    area="cohort.area",
    order_by=("id",),
    rule=approved_only,
    group_by=("state", "cohort"),
    since="0.1.0",
)
class TalentProject:
    """A practice project of a cohort (实践项目): a team, a deliverable, a review."""

    cohort: TalentCohort | None = to_one("The cohort (班次).")
    title: auto = translated("The title (项目名称).")
    title_en: auto = column("The title in English; null where there is none (英文名称).")
    plan: auto = column("What is to be done (项目方案).", orderable=False)
    state: auto = column("How far it is (项目状态).")
    needs: Connection[TalentProjectNeed] = many("The pressing needs that it answers (对应需求).", order_by=("id",))
    team: Connection[TalentProjectMember] = many(
        "Its team, for those who may see it (团队).", order_by=("-leads", "id")
    )
    deliverable: auto = column("What was delivered (项目成果).", orderable=False)
    deliverable_media: Media | None = to_one("A media item that shows it (成果材料).")
    delivered_on: auto = column("When it was delivered (交付日期).")
    result: auto = column("What has changed for residents (治理成效).", orderable=False)
    reviewed_on: auto = column("When it was reviewed (评审日期).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(
        int | None,
        "The score of the review, 0 to 100, for the team, the cohort's trainers, and with a permission; else null "
        "(评审分数).",
        filterable=True,
        orderable=True,
    )
    def review_score(row: Row) -> Term:
        return _assessed(row, row.review_score)

    @computed(
        str | None,
        "What the review said, for the team, the cohort's trainers, and with a permission; else null (评审意见).",
    )
    def review(row: Row) -> Term:
        return _assessed(row, row.review)

    @computed(str, "The state's label (项目状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, TalentProjectState, lang)


@model_type(
    models.ProjectNeed, tag=tags.PROJECT_NEED, area="need.area", order_by=("id",), follows="project", since="0.1.0"
)
class TalentProjectNeed:
    """A project answers a pressing need (项目对应需求)."""

    project: TalentProject = to_one("The project (实践项目).")
    need: TalentNeed = to_one("The need (急难愁盼).")


@model_type(
    models.ProjectMember,
    tag=tags.PROJECT_MEMBER,
    area="enrollment.cohort.area",
    organization="enrollment.member.organization",
    own=(*OWN, "project.team.enrollment.member.person"),
    order_by=("id",),
    requires=ENROLLMENTS_READ,
    group_by=("project",),
    since="0.1.0",
)
class TalentProjectMember:
    """A member of a project's team (项目成员). Seen by the team, by the cohort's trainers, and with a permission."""

    project: TalentProject | None = to_one("The project (实践项目).")
    enrollment: TalentEnrollment | None = to_one("The member's enrolment (学员).")
    leads: auto = column("Whether the member leads the team (是否负责人).")
