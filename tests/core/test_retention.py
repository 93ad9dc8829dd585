"""What is kept longer than need be, and doing away with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import retention
from core.clock import fixed
from core.errors import SettingsError
from core.models import AuditEntry, Consent, Registration
from core.models.choices import RegistrationState
from core.plugins.plugin_settings import keep_settings, plugin_settings
from core.settings import Settings
from tests.core.persons.rows import a_consent, a_person, an_activity, registered
from tests.support.domain import BEFORE, ENDS

pytestmark = pytest.mark.usefixtures("db")

A_YEAR = timedelta(days=365)


async def rows() -> None:
    person = await a_person()
    for number in range(3):
        activity = await an_activity(f"第{number}场")
        answers = {"过敏": "花生"} if number else None
        await registered(person, activity, RegistrationState.ATTENDED, answers=answers)
    later = BEFORE + timedelta(days=1)
    await a_consent(person, withdrawn_at=later, withdrawn_by="ADMIN")
    await a_consent(person, replaced_at=later + timedelta(days=700))
    await a_consent(person)


async def counts() -> dict[str, int]:
    return {one.rule.name: one.rows for one in await retention.due()}


async def test_rows_are_due_once_their_days_are_over() -> None:
    await rows()
    with fixed(ENDS + A_YEAR):
        assert await counts() == {
            "registration_answers": 0,
            "withdrawn_consents": 0,
            "replaced_consents": 0,
            "account_links": 0,
        }
    with fixed(ENDS + A_YEAR + timedelta(seconds=1)):
        assert await counts() == {
            "registration_answers": 2,
            "withdrawn_consents": 0,
            "replaced_consents": 0,
            "account_links": 0,
        }
    with fixed(ENDS + 4 * A_YEAR):
        assert await counts() == {
            "registration_answers": 2,
            "withdrawn_consents": 1,
            "replaced_consents": 0,
            "account_links": 0,
        }


async def test_what_is_due_goes_and_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_BATCH", 1)
    await rows()
    seen: list[tuple[str, int, int]] = []
    with fixed(ENDS + 4 * A_YEAR):
        done = await retention.apply(lambda *step: seen.append(step))
        assert [(one.rule.name, one.rows) for one in done] == [
            ("registration_answers", 2),
            ("withdrawn_consents", 1),
            ("replaced_consents", 0),
            ("account_links", 0),
        ]
        assert [one.rows for one in await retention.apply()] == [0, 0, 0, 0]
    assert seen == [("registration_answers", 1, 2), ("registration_answers", 2, 2), ("withdrawn_consents", 1, 1)]
    assert sorted([(one.answers, one.version) for one in await Registration.all()], key=lambda row: row[1]) == [
        (None, 1),
        (None, 2),
        (None, 2),
    ]
    assert await Consent.filter(withdrawn_at__isnull=True).count() == await Consent.all().count() == 2


async def test_settings_change_the_days() -> None:
    await rows()
    kept = plugin_settings(Settings)
    try:
        keep_settings([Settings(retention_days=("registration_answers=30",))])
        with fixed(ENDS + timedelta(days=31)):
            assert (await counts())["registration_answers"] == 2
        keep_settings([Settings(retention_days=("answers=30",))])
        with pytest.raises(SettingsError) as caught:
            await retention.due()
    finally:
        keep_settings([kept])
    assert caught.value.message == (
        "retention_days: nobody has the rule answers. "
        "There are: registration_answers, withdrawn_consents, replaced_consents, account_links."
    )


async def test_what_was_done_before_an_interruption_is_in_the_audit_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_BATCH", 1)
    await rows()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with fixed(ENDS + 4 * A_YEAR), pytest.raises(KeyboardInterrupt):
        await retention.apply(interrupted)
    assert await Registration.filter(answers__isnull=False).count() == 1
    assert await AuditEntry.all().values_list("action", "details") == [
        ("retention.applied", {"rule": "registration_answers", "days": 365, "rows": 1})
    ]
