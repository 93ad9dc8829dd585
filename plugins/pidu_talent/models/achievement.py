"""Assessments (评估) by several evaluators, and certificates (证书)."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.pidu_talent.choices import TalentAssessmentPhase, TalentCertificateState


class Assessment(Model):
    """An evaluator's assessment of a member, before or after the training: a score from 0 to 100."""

    id = key()
    enrollment = reference("pidu_talent.Enrollment", related_name="assessments")
    enrollment_id: uuid.UUID
    phase = fields.CharEnumField(TalentAssessmentPhase, max_length=32)
    evaluator = reference("Person", related_name="pidu_talent_assessments")
    evaluator_id: uuid.UUID
    score = fields.SmallIntField()
    remark = fields.TextField(null=True)
    assessed_on = fields.DateField()
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_assessment"
        unique_together = (("enrollment", "phase", "evaluator"),)
        indexes = (("evaluator_id",), ("assessed_on", "id"))
        constraints = (CheckConstraint(check="score BETWEEN 0 AND 100", name="pidu_talent_assessment_score"),)


class Certificate(Model):
    """A certificate, with what it certifies frozen. By ``code`` it is found as long as the platform is there.

    ``salt`` makes the hash of the holder's name in the credential, by which a verifier can check a name.
    """

    id = key()
    enrollment = reference("pidu_talent.Enrollment", related_name="certificates")
    enrollment_id: uuid.UUID
    code = fields.CharField(max_length=32, unique=True)
    salt = fields.CharField(max_length=32)
    state = fields.CharEnumField(TalentCertificateState, max_length=32, default=TalentCertificateState.ISSUED)
    holder_name = fields.CharField(max_length=100, null=True)
    title = fields.CharField(max_length=300)
    title_en = fields.CharField(max_length=300, null=True)
    rule_number = fields.SmallIntField()
    theory_minutes = fields.IntField()
    practicum_minutes = fields.IntField()
    issued_at: datetime.datetime = CreatedField()
    revoked_at: datetime.datetime | None = InstantField(null=True)
    revoke_reason = fields.CharField(max_length=500, null=True)
    replaces = reference("pidu_talent.Certificate", related_name="replaced_by", null=True, unique=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_certificate"
        indexes = (("enrollment_id", "id"), ("issued_at", "id"))
        constraints = (
            UniqueConstraint(
                fields=("enrollment_id",), name="pidu_talent_certificate_one_valid", condition="state = 'ISSUED'"
            ),
            CheckConstraint(
                check="(state = 'ISSUED') = (revoked_at IS NULL)", name="pidu_talent_certificate_revoked_has_time"
            ),
            CheckConstraint(
                check="(revoked_at IS NULL) = (revoke_reason IS NULL)", name="pidu_talent_certificate_has_reason"
            ),
        )


class CertificateCourse(Model):
    """A version of a course that a certificate names."""

    id = key()
    certificate = reference("pidu_talent.Certificate", related_name="courses", owned=True)
    course_version = reference("pidu_talent.CourseVersion", related_name="certificates")
    position = fields.SmallIntField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_certificate_course"
        unique_together = (("certificate", "position"), ("certificate", "course_version"))
        indexes = (("course_version_id",),)
