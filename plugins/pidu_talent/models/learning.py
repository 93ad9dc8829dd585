"""Sessions (培训课次), which are activities of the core, and attendance (出勤) in minutes."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.pidu_talent.choices import TalentAttendanceState, TalentSessionKind


class Session(Model):
    """An activity is a session of a cohort. ``minutes`` are what somebody is credited who is there all the time."""

    id = key()
    activity = reference("Activity", related_name="pidu_talent_session", unique=True)
    activity_id: uuid.UUID
    cohort = reference("pidu_talent.Cohort", related_name="sessions")
    cohort_id: uuid.UUID
    kind = fields.CharEnumField(TalentSessionKind, max_length=32)
    minutes = fields.IntField()
    course_version = reference("pidu_talent.CourseVersion", related_name="sessions", null=True)
    course_version_id: uuid.UUID | None
    trainer = reference("pidu_talent.Trainer", related_name="sessions", null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_session"
        indexes = (("cohort_id", "id"), ("course_version_id",), ("trainer_id",))
        constraints = (CheckConstraint(check="minutes >= 1", name="pidu_talent_session_minutes"),)


class Attendance(Model):
    """Whether a member was at a session, and for how many minutes."""

    id = key()
    session = reference("pidu_talent.Session", related_name="attendances")
    session_id: uuid.UUID
    enrollment = reference("pidu_talent.Enrollment", related_name="attendances")
    enrollment_id: uuid.UUID
    state = fields.CharEnumField(TalentAttendanceState, max_length=32)
    minutes = fields.IntField(default=0)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_attendance"
        unique_together = (("session", "enrollment"),)
        indexes = (("enrollment_id", "session_id"),)
        constraints = (
            CheckConstraint(
                check="minutes >= 0 AND (minutes > 0) = (state IN ('PRESENT', 'LATE'))",
                name="pidu_talent_attendance_minutes",
            ),
        )
