"""Consents: by purpose and text, given, replaced and withdrawn, never lost."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from core import consents
from core.access import CONSENTS_WRITE, Reach, Viewer, ViewerKind
from core.acting import Actor, acting
from core.clock import SHANGHAI, fixed, today
from core.consents import NewConsent, NewConsentText, has_consented
from core.contributed import contributed
from core.models import Area, Consent, ConsentText, Event, Person
from core.models.choices import AreaLevel, ConsentChannel, PersonStatus
from tests.support.domain import NOWHERE, an_area, problems_of

pytestmark = pytest.mark.usefixtures("db")

NOW = datetime.datetime(2024, 7, 10, 9, 0, tzinfo=SHANGHAI)
DAY = NOW.date()


def day(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)


async def a_text(purpose: str = "contact", valid_from: datetime.date = DAY) -> ConsentText:
    return await consents.publish_text(NewConsentText(purpose=purpose, text="我同意", valid_from=valid_from))


async def a_person(**fields: object) -> Person:
    person = Person(display_name="演示居民001", **fields)
    await person.save()
    return person


def agreement(person: Person, *texts: ConsentText, at: datetime.datetime | None = None) -> NewConsent:
    return NewConsent(
        person_id=person.id,
        text_ids=[text.id for text in texts],
        channel=ConsentChannel.COUNTER,
        given_at=at,
    )


def somebody(
    person: Person | None = None, permissions: Iterable[str] = (), reach: Reach | None = None
) -> AbstractContextManager[None]:
    reaches = {} if reach is None else dict.fromkeys(permissions, reach)
    viewer = Viewer(ViewerKind.PERSON, frozenset(permissions), reaches, person_id=person.id if person else None)
    return acting(Actor(viewer))


async def test_a_consent_is_recorded_with_its_text_and_told_without_a_name() -> None:
    with fixed(NOW):
        text, person = await a_text(), await a_person()
        (consent,) = await consents.record(agreement(person, text))

    stored = await Consent.get(id=consent.id)
    assert (stored.purpose, stored.channel, stored.recorded_by) == ("contact", ConsentChannel.COUNTER, "PLATFORM")
    assert stored.given_at == NOW
    assert await has_consented(person.id, "contact")
    assert not await has_consented(person.id, "publicity")
    told = await Event.all().order_by("position").values_list("name", "subject_id", "payload")
    assert told == [
        ("consent_text.published", text.id, {"version": 1}),
        ("consent.recorded", consent.id, {"version": 1}),
    ]


async def test_the_same_text_twice_changes_nothing_and_a_newer_one_replaces_it() -> None:
    with fixed(NOW):
        person, text = await a_person(), await a_text()
        (first,) = await consents.record(agreement(person, text))
        assert [one.id for one in await consents.record(agreement(person, text))] == [first.id]
        newer = await a_text(valid_from=DAY + day(1))
        assert newer.number == 2
    with fixed(NOW + day(1)):
        (second,) = await consents.record(agreement(person, newer))
        assert await has_consented(person.id, "contact")
    before, after = await Consent.all().order_by("given_at")
    assert (before.replaced_at, before.withdrawn_at, before.version) == (NOW + day(1), None, 2)
    assert after.id == second.id
    assert consents.is_open(after)


async def test_who_withdraws_has_not_consented_and_the_history_stays() -> None:
    with fixed(NOW):
        person, text = await a_person(), await a_text()
        (first,) = await consents.record(agreement(person, text))
        withdrawn = await consents.withdraw(first.id, expected_version=1)
        assert (withdrawn.withdrawn_at, withdrawn.withdrawn_by, withdrawn.version) == (NOW, "PLATFORM", 2)
        assert not await has_consented(person.id, "contact")
        assert await problems_of(consents.withdraw(first.id)) == [("WRONG_STATE", "id")]
        assert await problems_of(consents.withdraw(first.id, expected_version=1)) == [("CONFLICT", "expectedVersion")]
        # What came in on paper from before the withdrawal does not undo it.
        assert await problems_of(
            consents.record(agreement(person, text, at=NOW - day(0) - datetime.timedelta(hours=1)))
        ) == [("NOT_LATER", "textIds.0")]
        await consents.record(agreement(person, text))
        assert await has_consented(person.id, "contact")
    assert await Consent.all().count() == 2


async def test_a_sensitive_purpose_needs_a_consent_of_its_own() -> None:
    assert contributed().purposes["minor"].sensitive
    with fixed(NOW):
        person = await a_person()
        contact, minor, publicity = [await a_text(purpose) for purpose in ("contact", "minor", "publicity")]
        assert await problems_of(consents.record(agreement(person, contact, minor))) == [
            ("SEPARATE_CONSENT", "textIds.1")
        ]
        assert await Consent.all().count() == 0
        await consents.record(agreement(person, contact, publicity))
        await consents.record(agreement(person, minor))
    assert sorted([one.purpose for one in await Consent.all()]) == ["contact", "minor", "publicity"]


async def test_only_the_text_of_the_day_can_be_agreed_to() -> None:
    with fixed(NOW):
        person, first = await a_person(), await a_text()
        second = await a_text(valid_from=DAY + day(2))
        assert await problems_of(consents.record(agreement(person, second))) == [("TEXT_OUTDATED", "textIds.0")]
    with fixed(NOW + day(3)):
        assert await problems_of(consents.record(agreement(person, first))) == [("TEXT_OUTDATED", "textIds.0")]
        # On paper, while the first text was valid.
        await consents.record(agreement(person, first, at=NOW + day(1)))
        await consents.record(agreement(person, second))
    assert await Consent.filter(replaced_at__isnull=True).values_list("text_id", flat=True) == [second.id]


async def test_what_is_wrong_with_a_consent_is_told() -> None:
    with fixed(NOW):
        person, text = await a_person(), await a_text()
        erased = await a_person(status=PersonStatus.PSEUDONYMOUS)

        async def refused(**changed: object) -> list[tuple[str, str]]:
            given: dict[str, Any] = {
                "person_id": person.id,
                "text_ids": [text.id],
                "channel": ConsentChannel.WEB,
                **changed,
            }
            return await problems_of(consents.record(NewConsent(**given)))

        assert await refused(person_id=None) == [("REQUIRED", "personId")]
        assert await refused(person_id=NOWHERE) == [("NOT_FOUND", "personId")]
        assert await refused(person_id=erased.id) == [("NOT_FOUND", "personId")]
        assert await refused(text_ids=[]) == [("REQUIRED", "textIds")]
        assert await refused(text_ids=[text.id, NOWHERE]) == [("NOT_FOUND", "textIds.1")]
        assert await refused(text_ids=[text.id, text.id]) == [("DUPLICATE", "textIds.1")]
        assert await refused(given_at=NOW + day(1)) == [("OUT_OF_RANGE", "givenAt")]
        assert await refused(given_at=NOW.replace(tzinfo=None)) == [("NO_OFFSET", "givenAt")]
    assert await Consent.all().count() == 0


async def test_what_is_wrong_with_a_text_is_told() -> None:
    with fixed(NOW):
        await a_text(valid_from=DAY + day(5))

        async def refused(**changed: object) -> list[tuple[str, str]]:
            given: dict[str, Any] = {"purpose": "contact", "text": "我同意", "valid_from": DAY + day(6), **changed}
            return await problems_of(consents.publish_text(NewConsentText(**given)))

        assert await refused(purpose="unknown") == [("NOT_FOUND", "purpose")]
        assert await refused(text=" ") == [("REQUIRED", "text")]
        assert await refused(valid_from=today() - day(1)) == [("OUT_OF_RANGE", "validFrom"), ("NOT_LATER", "validFrom")]
        assert await refused(valid_from=DAY + day(5)) == [("NOT_LATER", "validFrom")]


async def test_everybody_for_oneself_and_for_others_by_permission() -> None:
    with fixed(NOW):
        city = await an_area()
        there = await Area.create(level=AreaLevel.DISTRICT, name="金牛区", parent=city)
        elsewhere = await Area.create(level=AreaLevel.DISTRICT, name="郫都区", parent=city)
        mine, other = await a_person(area=there), await a_person(area=elsewhere)
        text = await a_text()
        with somebody(mine):
            (own,) = await consents.record(NewConsent(text_ids=[text.id], channel=ConsentChannel.WEB))
            assert own.person_id == mine.id  # type: ignore[attr-defined]  # Tortoise adds it
            assert await problems_of(consents.record(agreement(other, text))) == [("NOT_PERMITTED", "personId")]
            # In the same words, whether there is such a person or not.
            nobody = Person(id=NOWHERE)
            assert await problems_of(consents.record(agreement(nobody, text))) == [("NOT_PERMITTED", "personId")]
        with somebody():
            assert await problems_of(consents.withdraw(own.id)) == [("NOT_FOUND", "id")]
            # Not that it has another version, either.
            assert await problems_of(consents.withdraw(own.id, expected_version=7)) == [("NOT_FOUND", "id")]
        with somebody(None, [CONSENTS_WRITE], Reach(areas=frozenset({there.id}))):
            assert await problems_of(consents.record(agreement(other, text))) == [("NOT_PERMITTED", "personId")]
            await consents.withdraw(own.id)
            await consents.record(agreement(mine, text))
        with somebody(None, [CONSENTS_WRITE]):
            await consents.record(agreement(other, text))
    assert await Consent.filter(withdrawn_at__isnull=True).count() == 2


async def test_of_many_at_once_one_consent_is_open() -> None:
    with fixed(NOW):
        person, text = await a_person(), await a_text()
        found = await asyncio.gather(*(consents.record(agreement(person, text)) for _ in range(8)))
    assert len({one.id for (one,) in found}) == 1
    assert await Consent.all().count() == 1
