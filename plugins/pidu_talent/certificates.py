"""Certificates: issue, revoke and reissue them. What one certifies is frozen when it is issued.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

from linli.services import Problems, changed, created, locked, now, refuse, writing
from plugins.pidu_talent import tags
from plugins.pidu_talent.choices import CAME, TalentEnrollmentState, TalentSessionKind
from plugins.pidu_talent.choices import TalentCertificateState as S
from plugins.pidu_talent.completion import minutes_of
from plugins.pidu_talent.models import Attendance, Certificate, CertificateCourse, Enrollment
from plugins.pidu_talent.models.database_rules import RULES

CODE_BYTES = 16
"""128 random bits, 22 characters: nobody guesses one."""


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """Why a certificate is not valid any more. The public is told that, and not why."""

    reason: str


async def issue(enrollment_id: uuid.UUID, *, expected_version: int | None = None) -> Certificate:
    """Certify that a member completed. WRONG_STATE for who has not; DUPLICATE while there is a valid certificate."""
    async with writing(RULES):
        enrollment = await locked(Enrollment, enrollment_id, expected_version)
        if enrollment.state is not TalentEnrollmentState.COMPLETED:
            raise refuse("WRONG_STATE", f"An enrolment that is {enrollment.state.value} is not certified.", "id")
        if await Certificate.exists(enrollment_id=enrollment.id, state=S.ISSUED):
            raise refuse("DUPLICATE", "The member has a valid certificate already.", "id")
        return await _issue(enrollment, None)


async def revoke(certificate_id: uuid.UUID, given: Revocation, *, expected_version: int | None = None) -> Certificate:
    """Revoke a valid certificate. It keeps its address, which says so from now on."""
    async with writing(RULES):
        row = await _valid(certificate_id, expected_version)
        await _end(row, S.REVOKED, "revoked", given)
    return row


async def reissue(certificate_id: uuid.UUID, given: Revocation, *, expected_version: int | None = None) -> Certificate:
    """Replace a valid certificate by another, say after a change of name, and give that; the old one says so."""
    async with writing(RULES):
        row = await _valid(certificate_id, expected_version)
        await _end(row, S.REISSUED, "reissued", given)
        enrollment = await locked(Enrollment, row.enrollment_id, None)
        return await _issue(enrollment, row.id)


async def _valid(certificate_id: uuid.UUID, expected_version: int | None) -> Certificate:
    found = await Certificate.get_or_none(id=certificate_id)
    if found is None:
        raise refuse("NOT_FOUND", "There is no such row.", "id")
    # The enrolment first, as whoever issues does.
    await locked(Enrollment, found.enrollment_id, None)
    row = await locked(Certificate, certificate_id, expected_version)
    if row.state is not S.ISSUED:
        raise refuse("WRONG_STATE", f"The certificate is {row.state.value}.", "id")
    return row


async def _end(row: Certificate, state: S, done: str, given: Revocation) -> None:
    problems = Problems()
    reason = problems.text(Certificate, "revoke_reason", given.reason, "reason")
    problems.refuse()
    values = {"state": state, "revoked_at": now(), "revoke_reason": reason}
    await changed(row, values, f"pidu_talent.certificate_{done}", tag=tags.CERTIFICATE)


async def _issue(enrollment: Enrollment, replaces_id: uuid.UUID | None) -> Certificate:
    await enrollment.fetch_related("member", "cohort__rule", "cohort__programme__programme")
    cohort = enrollment.cohort
    talent = cohort.programme
    programme = talent.programme
    english = [programme.name_en, talent.brand_en, cohort.name_en]
    minutes = await minutes_of(enrollment)
    row = Certificate(
        enrollment_id=enrollment.id,
        code=secrets.token_urlsafe(CODE_BYTES),
        salt=secrets.token_urlsafe(CODE_BYTES),
        holder_name=enrollment.member.name,
        title=f"{programme.name}（{talent.brand}）{cohort.name}结业证书"[:300],
        title_en=f"Certificate of {english[0]} ({english[1]}), {english[2]}"[:300] if all(english) else None,
        rule_number=cohort.rule.number,
        theory_minutes=minutes[TalentSessionKind.THEORY],
        practicum_minutes=minutes[TalentSessionKind.PRACTICUM],
        replaces_id=replaces_id,
    )
    await created(row, "pidu_talent.certificate_issued", tag=tags.CERTIFICATE)
    attended = Attendance.filter(enrollment_id=enrollment.id, state__in=CAME)
    versions = await (
        attended.filter(session__course_version_id__isnull=False)
        .order_by("session__activity__starts_at", "id")
        .values_list("session__course_version_id", flat=True)
    )
    await CertificateCourse.bulk_create(
        CertificateCourse(certificate_id=row.id, course_version_id=key, position=position)
        for position, key in enumerate(dict.fromkeys(versions), start=1)
    )
    return row
