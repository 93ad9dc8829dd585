"""What the demo's members achieved: assessments before and after, and certificates."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from linli.sample import Rows, local
from plugins.pidu_talent.choices import TalentAssessmentPhase, TalentCertificateState, TalentSessionKind
from plugins.pidu_talent.models import Assessment, Attendance, Certificate, CertificateCourse
from plugins.pidu_talent.sample.learning import COMPLETED, COMPLETED_ON, FAILED, LACKING, Learning
from plugins.pidu_talent.sample.library import Library
from plugins.pidu_talent.sample.world import BEGINS, World

date = datetime.date

REVOKED, REISSUED = 5, 6


def add_assessments(rows: Rows, library: Library, learning: Learning) -> None:
    """Two evaluators assess before and after; after it, those who completed."""
    evaluators = [person for _, person in library.trainers[:2]]
    phases = (
        (TalentAssessmentPhase.BEFORE, date(2024, 8, 8), (*COMPLETED, *LACKING, FAILED)),
        (TalentAssessmentPhase.AFTER, date(2025, 7, 28), tuple(COMPLETED)),
    )
    for phase, day, numbers in phases:
        for number in numbers:
            for position, evaluator in enumerate(evaluators):
                score = 52 + (number * 5 + position * 3) % 17
                if phase is TalentAssessmentPhase.AFTER:
                    score += 9 + (number * 3 + position) % 11
                rows.add(
                    Assessment,
                    f"{phase.value}/{number:02}/{position}",
                    at=local(max(day, BEGINS), 16),
                    enrollment_id=learning.enrollments[number - 1],
                    phase=phase,
                    evaluator_id=evaluator,
                    score=score,
                    remark="演示评语。",
                    assessed_on=day,
                )


def add_certificates(rows: Rows, world: World, learning: Learning) -> None:
    """Everybody who completed has one; one of them was revoked, and one replaced."""
    for number in COMPLETED:
        ending: dict[str, Any] = {}
        if number in (REVOKED, REISSUED):
            revoked = number == REVOKED
            ending = {
                "state": TalentCertificateState.REVOKED if revoked else TalentCertificateState.REISSUED,
                "revoked_at": local(date(2025, 9, 1), 10),
                "revoke_reason": "信息有误（演示）" if revoked else "姓名更正（演示）",
            }
        first = _add_certificate(rows, world, learning, number, number, COMPLETED_ON, **ending)
        if number == REISSUED:
            again = max(COMPLETED) + 1
            _add_certificate(rows, world, learning, number, again, date(2025, 9, 1), replaces_id=first)


def _add_certificate(
    rows: Rows, world: World, learning: Learning, number: int, label: int, day: date, **values: Any
) -> uuid.UUID:
    enrollment = learning.enrollments[number - 1]
    minutes = dict.fromkeys(TalentSessionKind, 0)
    kinds = {session.key: session.kind for session in learning.sessions}
    for row in rows.of[Attendance]:
        assert isinstance(row, Attendance)
        if row.enrollment_id == enrollment:
            minutes[kinds[row.session_id]] += row.minutes
    issued = local(day, 10)
    key = rows.add(
        Certificate,
        f"{label:04}",
        at=issued,
        enrollment_id=enrollment,
        code=f"DEMO-{label:04}",
        salt=f"demo-salt-{label:04}",
        holder_name=world.names[world.talents[number - 1]],
        title="菁英赋能计划（筒创营）第一期结业证书（演示）",
        title_en="Certificate of the Elite Empowerment Programme, Tongchuang Camp no. 1 (demo)",
        rule_number=1,
        theory_minutes=minutes[TalentSessionKind.THEORY],
        practicum_minutes=minutes[TalentSessionKind.PRACTICUM],
        issued_at=issued,
        **values,
    )
    versions = dict.fromkeys(session.version for session in learning.attended[number - 1])
    for position, version in enumerate(versions, start=1):
        rows.add(
            CertificateCourse,
            f"{label:04}/{position:02}",
            at=issued,
            certificate_id=key,
            course_version_id=version,
            position=position,
        )
    return key
