"""Assessments (评估), which are sensitive, and certificates (证书)."""

from __future__ import annotations

from pypika_tortoise.terms import Term

from linli import (
    Connection,
    LanguageArgument,
    Person,
    Private,
    Row,
    auto,
    column,
    computed,
    label,
    many,
    mask_name,
    model_type,
    to_one,
    translated,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentAssessmentPhase, TalentCertificateState
from plugins.pidu_talent.permissions import ASSESSMENTS_READ, CERTIFICATES_READ, MEMBER_NAMES
from plugins.pidu_talent.types.cohorts import TalentEnrollment
from plugins.pidu_talent.types.learning import OWN
from plugins.pidu_talent.types.library import TalentCourseVersion


@model_type(
    models.Assessment,
    tag=tags.ASSESSMENT,
    area="enrollment.cohort.area",
    organization="enrollment.member.organization",
    own=(*OWN, "evaluator"),
    sensitive=True,
    order_by=("assessed_on",),
    requires=ASSESSMENTS_READ,
    group_by=("phase", "enrollment"),
    since="0.1.0",
)
class TalentAssessment:
    """An evaluator's assessment of a member (评估). Seen by the member, by the cohort's trainers, with a permission."""

    enrollment: TalentEnrollment | None = to_one("The member's enrolment (学员).")
    phase: auto = column("Before or after the training (评估阶段).")
    evaluator: Person | None = to_one("Who assessed, for those who may see people (评估人).")
    score: auto = column("The score, 0 to 100 (分数).")
    remark: auto = column("A remark (评语).", orderable=False)
    assessed_on: auto = column("The day (评估日期).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")

    @computed(str, "The phase's label (评估阶段名称).")
    def phase_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.phase, TalentAssessmentPhase, lang)


@model_type(
    models.Certificate,
    tag=tags.CERTIFICATE,
    area="enrollment.cohort.area",
    organization="enrollment.member.organization",
    own="enrollment.member.person",
    order_by=("issued_at",),
    requires=CERTIFICATES_READ,
    group_by=("state",),
    since="0.1.0",
)
class TalentCertificate:
    """A certificate (证书). Its page is `/plugins/pidu_talent/certificates/<code>`: whoever has the code may look."""

    enrollment: TalentEnrollment | None = to_one("The holder's enrolment (学员).")
    code: auto = column(
        "By which it is found and verified; it never changes. Null without the permission `pidu_talent.member_names`, "
        "but for the holder: at its address is a hash of the name, by which names can be tried (证书编号).",
        private=Private(MEMBER_NAMES),
    )
    state: auto = column("Whether it is valid (证书状态).")
    holder_name: auto = column(
        "The holder's name when it was issued; masked without the permission `pidu_talent.member_names` (持有人).",
        private=Private(MEMBER_NAMES, mask_name),
    )
    title: auto = translated("What it certifies (证书名称).")
    title_en: auto = column("The same in English; null where there is none (英文名称).")
    rule_number: auto = column("The version of the rule of completion (结业规则版本号).")
    theory_minutes: auto = column("Minutes of theory (理论分钟数).")
    practicum_minutes: auto = column("Minutes of practicum (实训分钟数).")
    courses: Connection[TalentCertificateCourse] = many("The versions of courses (课程版本).", order_by=("position",))
    issued_at: auto = column("When it was issued (颁发时间).")
    revoked_at: auto = column("Since when it is not valid (失效时间).")
    revoke_reason: auto = column("Why it is not valid (失效原因).", orderable=False)
    replaces: TalentCertificate | None = to_one("The certificate that it replaces (原证书).")
    replaced_by: TalentCertificate | None = to_one("The certificate that replaces it (换发证书).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (证书状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, TalentCertificateState, lang)


@model_type(
    models.CertificateCourse,
    tag=tags.CERTIFICATE_COURSE,
    area="certificate.enrollment.cohort.area",
    order_by=("position",),
    follows="certificate",
    since="0.1.0",
)
class TalentCertificateCourse:
    """A version of a course on a certificate (证书课程). Later versions change nothing about it."""

    certificate: TalentCertificate = to_one("The certificate (证书).")
    course_version: TalentCourseVersion = to_one("The version of the course (课程版本).")
    position: auto = column("Its place on the certificate, from 1 (次序).")
