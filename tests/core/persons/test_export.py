"""Everything that is held of a person, as JSON."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from core import contributed as contributions
from core.access import PERSONS_EXPORT
from core.clock import fixed
from core.contributed import Contributed, contributed
from core.persons import merging
from core.persons.erasure import PersonToErase, begin
from core.persons.export import export
from core.persons.merging import PersonsToMerge
from core.plugins.contributions import PersonalData
from core.plugins.failures import PluginDefect
from core.settings_sections import Limits
from tests.core.persons.rows import a_full_person, a_person, somebody
from tests.support.domain import ENDS, problems_of

pytestmark = pytest.mark.usefixtures("db")


async def test_no_more_often_than_allowed_within_an_hour() -> None:
    person = await a_person()
    with fixed(ENDS):
        with somebody(person):
            for _ in range(Limits().exports_per_hour):
                await export(None, "本人申请")
            assert await problems_of(export(None, "本人申请")) == [("RATE_LIMITED", "")]
        # The platform itself is not limited.
        await export(person.id, "本人申请")


async def test_everything_that_is_held_is_told() -> None:
    with fixed(ENDS):
        person = await a_full_person("张三丰")
        found = await export(person.id, "本人申请")

    assert (found["person"], found["purpose"], found["merged"]) == (f"pe_{person.id}", "本人申请", [])
    assert found["taken_at"] == "2024-07-10T03:00:00+00:00"
    data = found["data"]
    assert list(data) == [
        *("person", "contacts", "accounts", "account_links", "role_assignments", "registrations", "consents")
    ]
    assert data["person"]["display_name"] == "张三丰"
    assert data["person"]["audiences"] == ["PARTY_MEMBER", "RESIDENT"]
    assert [(one["kind"], one["value"]) for one in data["contacts"]] == [("PHONE", "10000000001")]
    assert [(one["issuer"], one["subject"]) for one in data["accounts"]] == [
        ("https://id.example.org", "openid-张三丰")
    ]
    assert [(one["subject"], one["state"]) for one in data["account_links"]] == [("second-张三丰", "PENDING")]
    assert [(one["role"], one["scope"], one["valid_to"]) for one in data["role_assignments"]] == [
        ("grid_worker", "成都市", None)
    ]
    assert [(one["activity"], one["state"], one["party_size"], one["answers"]) for one in data["registrations"]] == [
        ("邻里节", "ATTENDED", 2, {"过敏": "花生"})
    ]
    assert [(one["purpose"], one["text"], one["withdrawn_at"]) for one in data["consents"]] == [
        ("contact", "我同意", None)
    ]


async def test_what_stayed_with_a_merged_record_is_told_too() -> None:
    kept, merged = await a_full_person("甲"), await a_full_person("乙")
    await merging.merge(PersonsToMerge(keep_id=kept.id, merge_id=merged.id, purpose="同一人"))
    found = await export(kept.id, "本人申请")
    (other,) = found["merged"]
    assert other["person"] == f"pe_{merged.id}"
    # The same phone number could not be moved: it was there.
    assert [one["value"] for one in other["data"]["contacts"]] == ["10000000001"]
    assert len(found["data"]["accounts"]) == 2


async def test_who_may_export_whom() -> None:
    person, other = await a_person(), await a_person()
    with somebody(other):
        assert (await export(None, "想看看"))["person"] == f"pe_{other.id}"
        assert await problems_of(export(person.id, "想看看")) == [("NOT_PERMITTED", "personId")]
        assert await problems_of(export(None, " ")) == [("REQUIRED", "purpose")]
    with somebody(None, [PERSONS_EXPORT]):
        await export(person.id, "代为申请")
    await begin(PersonToErase(person_id=other.id, purpose="申请"))
    assert await problems_of(export(other.id, "申请")) == [("NOT_FOUND", "personId")]


async def test_what_is_no_json_is_the_contributors_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    async def held(_: uuid.UUID) -> Any:
        return {1, 2}

    async def erase(_: uuid.UUID) -> None: ...

    known = contributed()
    data = {"kits.loans": PersonalData("kits.loans", "甲", "A", held, erase)}
    monkeypatch.setattr(contributions, "_current", Contributed(known.purposes, data, known.retention))
    person = await a_person()
    with pytest.raises(PluginDefect, match=r"The export of the personal data 'kits\.loans' gave what is no JSON"):
        await export(person.id, "本人申请")
