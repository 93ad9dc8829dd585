"""Mentorships (导师帮带) and their logs."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.pidu_talent.choices import TalentMentorshipState


class Mentorship(Model):
    """A member asks a mentor, who accepts or declines. A member has one mentor at a time in a cohort."""

    id = key()
    enrollment = reference("pidu_talent.Enrollment", related_name="mentorships")
    enrollment_id: uuid.UUID
    mentor = reference("pidu_talent.Trainer", related_name="mentorships")
    mentor_id: uuid.UUID
    state = fields.CharEnumField(TalentMentorshipState, max_length=32, default=TalentMentorshipState.PROPOSED)
    goal = fields.CharField(max_length=500, null=True)
    proposed_at = CreatedField()
    accepted_at: datetime.datetime | None = InstantField(null=True)
    started_on = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)
    end_reason = fields.CharField(max_length=500, null=True)
    superseded_by = reference("pidu_talent.Mentorship", related_name="superseded", null=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_mentorship"
        indexes = (("mentor_id", "state"), ("enrollment_id", "id"), ("superseded_by_id",))
        constraints = (
            UniqueConstraint(
                fields=("enrollment_id",),
                name="pidu_talent_mentorship_one_held",
                condition="state IN ('ACCEPTED', 'ACTIVE')",
            ),
            UniqueConstraint(
                fields=("enrollment_id", "mentor_id"),
                name="pidu_talent_mentorship_one_request",
                condition="state = 'PROPOSED'",
            ),
            CheckConstraint(
                check="state IN ('PROPOSED', 'DECLINED') OR accepted_at IS NOT NULL",
                name="pidu_talent_mentorship_accepted_first",
            ),
            CheckConstraint(
                check="(state IN ('COMPLETED', 'ENDED', 'DECLINED')) = (ended_on IS NOT NULL)",
                name="pidu_talent_mentorship_ended_has_day",
            ),
        )


class MentorLog(Model):
    """What mentor and mentee did on a day. It is added to, and not changed; erasure takes the text away."""

    id = key()
    mentorship = reference("pidu_talent.Mentorship", related_name="logs")
    mentorship_id: uuid.UUID
    day = fields.DateField()
    minutes = fields.IntField()
    text = fields.TextField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_mentor_log"
        indexes = (("mentorship_id", "day"), ("day", "id"))
        constraints = (CheckConstraint(check="minutes BETWEEN 1 AND 1440", name="pidu_talent_mentor_log_minutes"),)
