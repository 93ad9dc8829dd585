"""What talent training holds of persons: members and what they did, trainers, evaluators, authors."""

from __future__ import annotations

import uuid
from typing import Any

from tortoise.expressions import F
from tortoise.models import Model

from linli import PersonalData, Retention
from linli.services import index_instance, now, today
from plugins.pidu_talent import enrollments, mentorships
from plugins.pidu_talent.choices import TalentExchangeState
from plugins.pidu_talent.models import (
    Assessment,
    Attendance,
    Certificate,
    Enrollment,
    Exchange,
    Member,
    MentorLog,
    Mentorship,
    ProjectMember,
    Session,
    Studio,
    SurveyAnswer,
    Trainer,
)

GONE = "（已删除）"
"""What stands in place of a text that was deleted, where there must be one."""


async def export_member(person_id: uuid.UUID) -> Any:
    """The person in the member pool, their enrolments, and all that hangs on these."""
    member = await Member.get_or_none(person_id=person_id).prefetch_related(
        "categories", "organization", "enrollments__cohort"
    )
    if member is None:
        return None
    return {
        "name": member.name,
        "organization": None if member.organization is None else member.organization.name,
        "position": member.position,
        "joined_on": member.joined_on,
        "left_on": member.left_on,
        "categories": [link.category for link in member.categories],  # type: ignore[attr-defined]  # fetched
        "enrollments": [await _enrollment(row) for row in member.enrollments],  # type: ignore[attr-defined]  # fetched
    }


async def _enrollment(row: Enrollment) -> dict[str, Any]:
    attended = Attendance.filter(enrollment_id=row.id).order_by("id")
    answers = SurveyAnswer.filter(enrollment_id=row.id).order_by("id")
    assessments = Assessment.filter(enrollment_id=row.id).order_by("id")
    mentorships = Mentorship.filter(enrollment_id=row.id).order_by("id")
    logs = MentorLog.filter(mentorship__enrollment_id=row.id).order_by("id")
    projects = ProjectMember.filter(enrollment_id=row.id).order_by("id")
    certificates = Certificate.filter(enrollment_id=row.id).order_by("id")
    return {
        "cohort": row.cohort.name,
        "state": row.state,
        "statement": row.statement,
        "applied_at": row.applied_at,
        "admitted_at": row.admitted_at,
        "active_on": row.active_on,
        "ended_on": row.ended_on,
        "end_reason": row.end_reason,
        "attendance": await attended.values("session__activity__title", "state", "minutes"),
        "survey_answers": await answers.values("topic__title", "importance"),
        "assessments": await assessments.values("phase", "score", "remark", "assessed_on"),
        "mentorships": await mentorships.values(
            "mentor__name", "state", "goal", "proposed_at", "accepted_at", "started_on", "ended_on", "end_reason"
        ),
        "mentor_logs": await logs.values("day", "minutes", "text"),
        "projects": await projects.values("project__title", "project__state", "leads"),
        "certificates": await certificates.values(
            "code", "state", "title", "title_en", "holder_name", "issued_at", "revoked_at", "revoke_reason"
        ),
    }


async def erase_member(person_id: uuid.UUID) -> None:
    """Withdraw the member from what has not ended, and take the name and every text about them away.

    Hours, scores and counts stay, of nobody in particular.
    """
    member = await Member.get_or_none(person_id=person_id)
    if member is None:
        return
    # The name went with that of the person; by what it was, the member can still be found.
    await enrollments.withdraw_all(member.id)
    await _change(Member, {"id": member.id}, position=None, organization_id=None, left_on=member.left_on or today())
    await index_instance(await Member.get(id=member.id))
    own: dict[str, Any] = {"enrollment__member_id": member.id}
    keys = list(await Enrollment.filter(member_id=member.id).values_list("id", flat=True))
    await _change(Enrollment, {"id__in": keys}, statement=None, end_reason=None)
    await _change(Mentorship, {"enrollment_id__in": keys}, goal=None, end_reason=None)
    await _change(Assessment, {"enrollment_id__in": keys}, remark=None)
    logs = list(await MentorLog.filter(mentorship__enrollment_id__in=keys).values_list("id", flat=True))
    await _change(MentorLog, {"id__in": logs}, text=None)
    await _change(Certificate, {"enrollment_id__in": keys}, holder_name=None)
    revoked = list(await Certificate.filter(revoked_at__isnull=False, **own).values_list("id", flat=True))
    await _change(Certificate, {"id__in": revoked}, revoke_reason=GONE)


async def export_trainer(person_id: uuid.UUID) -> Any:
    """The person in the trainer pool, and what they do there; of mentees no names."""
    trainer = await Trainer.get_or_none(person_id=person_id).prefetch_related("cohorts__cohort", "organization")
    if trainer is None:
        return None
    sessions = Session.filter(trainer_id=trainer.id).order_by("id")
    mentorships = Mentorship.filter(mentor_id=trainer.id).order_by("id")
    logs = MentorLog.filter(mentorship__mentor_id=trainer.id).order_by("id")
    return {
        "name": trainer.name,
        "name_en": trainer.name_en,
        "title": trainer.title,
        "title_en": trainer.title_en,
        "expertise": trainer.expertise,
        "organization": None if trainer.organization is None else trainer.organization.name,
        "mentor_capacity": trainer.mentor_capacity,
        "cohorts": [link.cohort.name for link in trainer.cohorts],  # type: ignore[attr-defined]  # fetched
        "sessions": await sessions.values("activity__title", "activity__starts_at", "kind", "minutes"),
        "studios": await Studio.filter(host_id=trainer.id).order_by("id").values("name"),
        "mentorships": await mentorships.values("state", "accepted_at", "started_on", "ended_on"),
        "mentor_logs": await logs.values("day", "minutes", "text"),
    }


async def erase_trainer(person_id: uuid.UUID) -> None:
    """Take the name and what is said of the trainer away, and let them leave the pool, their cohorts and studios.

    Their mentees may ask somebody else.
    """
    trainer = await Trainer.get_or_none(person_id=person_id).prefetch_related("cohorts")
    if trainer is None:
        return
    await mentorships.end_of_mentor(trainer.id, "导师已离开 The mentor has left")
    await _change(Studio, {"host_id": trainer.id}, host_id=None)
    await _change(
        Trainer,
        {"id": trainer.id},
        name=GONE,
        name_en=None,
        title=None,
        title_en=None,
        expertise=None,
        organization_id=None,
        retired_on=trainer.retired_on or today(),
    )
    for link in trainer.cohorts:  # type: ignore[attr-defined]  # fetched
        await link.delete()
    await index_instance(await Trainer.get(id=trainer.id))


async def export_writings(person_id: uuid.UUID) -> Any:
    """What the person wrote: assessments of others, and exchanges."""
    assessments = Assessment.filter(evaluator_id=person_id).order_by("id")
    exchanges = Exchange.filter(author_id=person_id).order_by("id")
    return {
        "assessments": await assessments.values("phase", "score", "remark", "assessed_on"),
        "exchanges": await exchanges.values("title", "text", "state", "submitted_at", "reason"),
    }


async def erase_writings(person_id: uuid.UUID) -> None:
    """Take the texts away, and show the exchanges no more. Scores stay: of the erased person nothing else is known."""
    await _change(Assessment, {"evaluator_id": person_id}, remark=None)
    await _change(
        Exchange,
        {"author_id": person_id},
        title=GONE,
        text=GONE,
        reason=None,
        state=TalentExchangeState.WITHDRAWN,
    )


async def _change(model: type[Model], which: dict[str, Any], **values: Any) -> None:
    """Change columns of rows, with their versions."""
    await model.filter(**which).update(**values, version=F("version") + 1, updated_at=now())


PERSONAL_DATA = (
    PersonalData("pidu_talent.member", "学员档案", "As a member of training", export_member, erase_member),
    PersonalData("pidu_talent.trainer", "师资档案", "As a trainer", export_trainer, erase_trainer),
    PersonalData("pidu_talent.writings", "评语和交流", "Assessments and exchanges", export_writings, erase_writings),
)

_HIDDEN_EXCHANGES = {
    "state__in": [TalentExchangeState.REJECTED, TalentExchangeState.WITHDRAWN],
    "text__not": GONE,
}

RETENTION = (
    Retention(
        "pidu_talent.statements",
        "报名说明",
        "What members wrote when applying",
        Enrollment,
        "ended_on",
        365,
        becomes={"statement": None},
    ),
    Retention(
        "pidu_talent.mentor_logs",
        "帮带记录内容",
        "What mentors noted",
        MentorLog,
        "day",
        3 * 365,
        becomes={"text": None},
    ),
    Retention(
        "pidu_talent.remarks",
        "评语",
        "Remarks of assessments",
        Assessment,
        "assessed_on",
        3 * 365,
        becomes={"remark": None},
    ),
    Retention(
        "pidu_talent.exchanges",
        "未展示的交流",
        "Exchanges that are not shown",
        Exchange,
        "updated_at",
        365,
        where=_HIDDEN_EXCHANGES,
        becomes={"title": GONE, "text": GONE},
    ),
)
