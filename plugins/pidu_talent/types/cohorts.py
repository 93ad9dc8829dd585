"""Cohorts (班次), which are public once they are open; their trainers; and enrolments, which few see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Area,
    Composite,
    Connection,
    Derived,
    LanguageArgument,
    Row,
    Viewer,
    auto,
    column,
    computed,
    described,
    label,
    literal,
    many,
    model_type,
    to_one,
    translated,
    value_type,
    values,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentCohortState, TalentEnrollmentState, TalentMemberCategory
from plugins.pidu_talent.permissions import ENROLLMENTS_READ, PROGRAMMES_WRITE
from plugins.pidu_talent.types import expressions
from plugins.pidu_talent.types.library import TalentMember, TalentTrainer
from plugins.pidu_talent.types.programmes import TalentCompletionRule, TalentProgramme

if TYPE_CHECKING:
    from plugins.pidu_talent.types.achievements import TalentAssessment, TalentCertificate
    from plugins.pidu_talent.types.learning import TalentAttendance, TalentSession
    from plugins.pidu_talent.types.mentoring import TalentMentorship
    from plugins.pidu_talent.types.needs import TalentObjective, TalentSurvey
    from plugins.pidu_talent.types.platform import TalentExchange
    from plugins.pidu_talent.types.projects import TalentProject, TalentProjectMember


def opened_only(row: Row, viewer: Viewer) -> Criterion | None:
    """The public does not see cohorts that are being planned; their trainers do."""
    return row.unless_may(PROGRAMMES_WRITE, row.opened_at.notnull() | expressions.trains(row))


@model_type(
    models.Cohort,
    tag=tags.COHORT,
    area="area",
    organization="programme.programme.lead_organization",
    order_by=("starts_on",),
    rule=opened_only,
    group_by=("programme", "area"),
    since="0.1.0",
)
class TalentCohort:
    """A cohort of a programme (班次)."""

    programme: TalentProgramme = to_one("The programme (人才计划).")
    area: Area = to_one("The area for which it is (区域).")
    rule: TalentCompletionRule = to_one("What it takes to complete; it stays once the cohort is open (结业规则).")
    number: auto = column("Its number in the programme, from 1 (期数).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    categories: list[TalentMemberCategory] = values(
        "The categories of members that it admits (招收类别).", relation="categories.category"
    )
    capacity: auto = column("How many members it admits (名额).")
    seats_taken: auto = column("How many were admitted and have not withdrawn (已录取人数).")
    starts_on: auto = column("The first day (开班日期).")
    ends_on: auto = column("The last day (结班日期).")
    apply_until: auto = column("The last day to apply; null for until it ends (报名截止日期).")
    opened_at: auto = column("When it was opened for applications (开放报名时间).")
    closed_on: auto = column("The day on which it was closed (结班日期).")
    trainers: Connection[TalentCohortTrainer] = many("Its trainers and mentors (师资).", order_by=("id",))
    enrollments: Connection[TalentEnrollment] = many(
        "Its enrolments, those you may see (学员).", order_by=("applied_at",)
    )
    sessions: Connection[TalentSession] = many("Its sessions (课次).", order_by=("id",))
    surveys: Connection[TalentSurvey] = many("Its needs surveys (需求调查).", order_by=("id",))
    objectives: Connection[TalentObjective] = many("What its members are to learn (培训目标).", order_by=("position",))
    projects: Connection[TalentProject] = many("Its practice projects (实践项目).", order_by=("id",))
    exchanges: Connection[TalentExchange] = many("Its exchanges (交流).", order_by=("-submitted_at",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(int, "How many seats are free (剩余名额).", filterable=True, orderable=True)
    def seats_free(row: Row) -> Term:
        free: Term = row.capacity - row.seats_taken
        return free

    @computed(TalentCohortState, "How far it is, by its dates (班次状态).", filterable=True, orderable=True)
    def state(row: Row) -> Derived:
        return _state(row)

    @computed(str, "The state's label (班次状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _state(row).term(), TalentCohortState, lang)


def _state(row: Row) -> Derived:
    opened = row.opened_at.notnull() & row.closed_on.isnull()
    return Derived(
        [
            (TalentCohortState.CLOSED, row.closed_on.notnull()),
            (TalentCohortState.PLANNED, row.opened_at.isnull()),
            (TalentCohortState.OPEN, opened & (row.starts_on > row.today)),
            (TalentCohortState.RUNNING, opened & (row.starts_on <= row.today)),
        ],
        exclusive=True,
    )


@model_type(
    models.CohortTrainer,
    tag=tags.COHORT_TRAINER,
    area="cohort.area",
    organization="trainer.organization",
    order_by=("id",),
    follows="cohort",
    group_by=("cohort", "trainer"),
    since="0.1.0",
)
class TalentCohortTrainer:
    """A trainer or mentor works with a cohort, and sees its members (班次师资)."""

    cohort: TalentCohort = to_one("The cohort (班次).")
    trainer: TalentTrainer | None = to_one("The trainer (师资).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("Since when.")


@value_type
class TalentProgress:
    """What a member has achieved in a cohort, and what of it is what the rule asks for (学习进度)."""

    theory_minutes: int = described("Minutes of theory attended (理论分钟数).")
    practicum_minutes: int = described("Minutes of practicum attended (实训分钟数).")
    sessions_attended: int = described("Sessions attended, late or not (出勤次数).")
    sessions_expected: int = described("Sessions expected: neither excused nor before the enrolment (应到次数).")
    attendance_rate: float | None = described("Attended ÷ expected, 0 to 1; null where none was expected (出勤率).")
    mentor_logs: int = described("Logs of mentoring (帮带记录数).")
    projects_delivered: int = described("Practice projects that have delivered (已交付项目数).")
    score_before: float | None = described(
        "The mean of those scores before that you may see; null without any (训前评分)."
    )
    score_after: float | None = described(
        "The mean of those scores after that you may see; null without any (训后评分)."
    )
    score_change: float | None = described("After − before; null unless there are both (评分变化).")
    theory_met: bool = described("Whether there is enough theory (理论达标).")
    practicum_met: bool = described("Whether there is enough practicum (实训达标).")
    attendance_met: bool = described("Whether attendance is high enough (出勤达标).")
    mentoring_met: bool = described("Whether there are enough logs of mentoring (帮带达标).")
    project_met: bool = described("Whether a project was delivered, if one is asked for (项目达标).")
    assessments_met: bool = described("Whether there are both assessments, if they are asked for (评估达标).")
    complete: bool = described("Whether all of it is what the rule asks for (可结业).")


@model_type(
    models.Enrollment,
    tag=tags.ENROLLMENT,
    area="cohort.area",
    organization="member.organization",
    own=("member.person", "cohort.trainers.trainer.person"),
    order_by=("applied_at",),
    requires=ENROLLMENTS_READ,
    group_by=("state", "cohort"),
    since="0.1.0",
)
class TalentEnrollment:
    """A member's way through a cohort (学员). Seen by the member, by the cohort's trainers, and with a permission."""

    cohort: TalentCohort = to_one("The cohort (班次).")
    member: TalentMember | None = to_one("The member, for those who may see members (成员).")
    state: auto = column("Where it stands (学员状态).")
    statement: auto = column("What the member wrote when applying (报名说明).", orderable=False)
    applied_at: auto = column("When the member applied (报名时间).")
    admitted_at: auto = column("When the member was admitted (录取时间).")
    active_on: auto = column("The first day; sessions before it are not applicable (入班日期).")
    ended_on: auto = column("The day on which it ended (结束日期).")
    end_reason: auto = column("Why the member withdrew or failed (结束原因).", orderable=False)
    attendances: Connection[TalentAttendance] = many("The member's attendance (出勤).", order_by=("id",))
    mentorships: Connection[TalentMentorship] = many("The member's mentorships (导师帮带).", order_by=("proposed_at",))
    projects: Connection[TalentProjectMember] = many(
        "The projects of which the member is (实践项目).", order_by=("id",)
    )
    assessments: Connection[TalentAssessment] = many("Assessments of the member (评估).", order_by=("assessed_on",))
    certificates: Connection[TalentCertificate] = many("The member's certificates (证书).", order_by=("issued_at",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (学员状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, TalentEnrollmentState, lang)

    @computed(TalentProgress, "What the member has achieved, beside what the rule asks for (学习进度).")
    def progress(row: Row) -> Composite:
        return Composite(expressions.progress(row))

    @computed(
        bool,
        "Whether all that the rule asks for is there, whether or not somebody decided so (可结业).",
        filterable=True,
    )
    def ready(row: Row) -> Criterion:
        complete: Term = expressions.progress(row)["complete"]
        active: Criterion = row.state == literal(TalentEnrollmentState.ACTIVE.value)
        return active & complete
