"""Whether a certificate is valid, for anybody who has its code: without a permission, and without a list of them."""

from __future__ import annotations

import datetime
from typing import Any

from pypika_tortoise.terms import Criterion, Term

from linli import Composite, LanguageArgument, Row, described, label, value_type
from plugins.pidu_talent.choices import TalentCertificateState
from plugins.pidu_talent.models import Certificate
from plugins.pidu_talent.types.expressions import has


@value_type
class TalentCertificateVerification:
    """What everybody who has the code of a certificate may know of it (证书核验结果)."""

    state: TalentCertificateState = described("Whether it is valid (证书状态).")
    state_label: str = described("The state's label (证书状态名称).")
    holder: str | None = described("The holder's name, masked as `张**`; null once the holder was erased (持有人).")
    title: str = described("What it certifies (证书名称).")
    title_en: str | None = described("The same in English; null where there is none (英文名称).")
    theory_minutes: int = described("Minutes of theory (理论分钟数).")
    practicum_minutes: int = described("Minutes of practicum (实训分钟数).")
    issued_at: datetime.datetime = described("When it was issued (颁发时间).")
    revoked_at: datetime.datetime | None = described("Since when it is not valid; null while it is (失效时间).")


def verification(programme: Row, code: Any, lang: LanguageArgument) -> Composite:
    """What is told of the certificate with a code; absent unless the programme issued it."""

    def column(name: str) -> Term:
        found, rows = _with_code(programme, code)
        value: Term = rows.value("{0}", getattr(found, name))
        return value

    names = ("title", "title_en", "theory_minutes", "practicum_minutes", "issued_at", "revoked_at")
    return Composite(
        {
            "state": column("state"),
            "state_label": label(programme, column("state"), TalentCertificateState, lang),
            "holder": _masked(programme, code),
            **{name: column(name) for name in names},
        },
        absent=issued_by(programme, code).negate(),
    )


def issued_by(programme: Row, code: Any) -> Criterion:
    """Whether a programme issued the certificate with a code."""
    found: Criterion = _with_code(programme, code)[1].exists()
    return found


def _masked(programme: Row, code: Any) -> Term:
    """The name as `张**`, for those too who may see names: the same for everybody who verifies."""
    found, rows = _with_code(programme, code)
    name: Term = rows.value("(substr(trim({0}), 1, 1) || '**')", found.column("holder_name"))
    return name


def _with_code(programme: Row, code: Any) -> Any:
    def of_programme(enrollment: Row) -> Criterion:
        return has(enrollment, "cohort", lambda cohort: cohort.programme_id.eq(programme.id))

    return programme.rows_of(
        Certificate,
        # Whoever verifies has the code, which the list of certificates may keep from them.
        lambda found: (found.column("code") == code.term()) & has(found, "enrollment", of_programme),
        visible=False,
    )
