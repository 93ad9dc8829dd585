"""Sessions (课次), seen where their activities are, and attendance (出勤), which few see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Term

from linli import (
    Activity,
    Connection,
    LanguageArgument,
    Row,
    auto,
    column,
    computed,
    label,
    many,
    model_type,
    to_one,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentAttendanceState, TalentSessionKind
from plugins.pidu_talent.permissions import ENROLLMENTS_READ
from plugins.pidu_talent.types.cohorts import TalentCohort, TalentEnrollment
from plugins.pidu_talent.types.library import TalentCourseVersion, TalentTrainer

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN: Sequence[str] = ("enrollment.member.person", "enrollment.cohort.trainers.trainer.person")
"""Of what hangs on an enrolment: the member's own, and the trainers' of the cohort."""


@model_type(
    models.Session,
    tag=tags.SESSION,
    area="activity.area",
    organization="activity.lead_organization",
    place="activity.place",
    order_by=("id",),
    follows="activity",
    group_by=("kind", "cohort", "trainer"),
    since="0.1.0",
)
class TalentSession:
    """An activity that is a session of a cohort (课次). Its time and place are those of the activity."""

    activity: Activity = to_one("The activity (活动).")
    cohort: TalentCohort | None = to_one("The cohort (班次).")
    kind: auto = column("Theory or practicum (培训形式).")
    minutes: auto = column("What somebody is credited who is there all the time, in minutes (计入分钟数).")
    course_version: TalentCourseVersion | None = to_one("The version of the course that is taught (课程版本).")
    trainer: TalentTrainer | None = to_one("Who teaches (授课人).")
    attendances: Connection[TalentAttendance] = many(
        "Who was there, for those who may see it (出勤).", order_by=("id",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The kind's label (培训形式名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, TalentSessionKind, lang)


@model_type(
    models.Attendance,
    tag=tags.ATTENDANCE,
    area="enrollment.cohort.area",
    organization="enrollment.member.organization",
    own=OWN,
    order_by=("id",),
    requires=ENROLLMENTS_READ,
    group_by=("state", "session"),
    since="0.1.0",
)
class TalentAttendance:
    """Whether a member was at a session (出勤). Seen by the member, by the cohort's trainers, and with a permission."""

    session: TalentSession | None = to_one("The session (课次).")
    enrollment: TalentEnrollment = to_one("The member's enrolment (学员).")
    state: auto = column("Whether the member came (出勤状态).")
    minutes: auto = column("For how long, in minutes (分钟数).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (出勤状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, TalentAttendanceState, lang)
