"""Mentorships (导师帮带) and their logs: for the two, for the trainers of the cohort, and with a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Term

from linli import (
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
from plugins.pidu_talent.choices import TalentMentorshipState
from plugins.pidu_talent.permissions import MENTORING_READ
from plugins.pidu_talent.types.cohorts import TalentEnrollment
from plugins.pidu_talent.types.library import TalentTrainer

if TYPE_CHECKING:
    from collections.abc import Sequence

_TWO: Sequence[str] = ("enrollment.member.person", "mentor.person")


@model_type(
    models.Mentorship,
    tag=tags.MENTORSHIP,
    area="enrollment.cohort.area",
    organization="enrollment.member.organization",
    own=(*_TWO, "enrollment.cohort.trainers.trainer.person"),
    order_by=("proposed_at",),
    requires=MENTORING_READ,
    group_by=("state", "mentor"),
    since="0.1.0",
)
class TalentMentorship:
    """A member asks a mentor, and the mentor helps (导师帮带)."""

    enrollment: TalentEnrollment | None = to_one("The mentee's enrolment (学员).")
    mentor: TalentTrainer | None = to_one("The mentor (导师).")
    state: auto = column("How far it is (帮带状态).")
    goal: auto = column("What it is to achieve (帮带目标).", orderable=False)
    proposed_at: auto = column("When the mentee asked (申请时间).")
    accepted_at: auto = column("When the mentor accepted (接受时间).")
    started_on: auto = column("The first day (开始日期).")
    ended_on: auto = column("The day on which it ended, or was declined (结束日期).")
    end_reason: auto = column("Why it ended or was declined (原因).", orderable=False)
    superseded_by: TalentMentorship | None = to_one(
        "The mentorship that was accepted first, for which this request was cancelled (先行接受的帮带)."
    )
    logs: Connection[TalentMentorLog] = many("What they did (帮带记录).", order_by=("day",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (帮带状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, TalentMentorshipState, lang)

    @computed(int, "Minutes of mentoring in all (帮带总分钟数).", orderable=True)
    def minutes(row: Row) -> Term:
        return row.sum("logs", "minutes")


@model_type(
    models.MentorLog,
    tag=tags.MENTOR_LOG,
    area="mentorship.enrollment.cohort.area",
    organization="mentorship.enrollment.member.organization",
    own=tuple(f"mentorship.{path}" for path in _TWO),
    order_by=("day",),
    requires=MENTORING_READ,
    group_by=("mentorship",),
    since="0.1.0",
)
class TalentMentorLog:
    """What mentor and mentee did on a day (帮带记录). Only the two see it, and who has the permission."""

    mentorship: TalentMentorship = to_one("The mentorship (导师帮带).")
    day: auto = column("The day (日期).")
    minutes: auto = column("How long, in minutes (分钟数).")
    text: auto = column("What they did (内容).", orderable=False)
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When it was noted.")
