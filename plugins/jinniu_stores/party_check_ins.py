"""Party check-in (党员报到): scan, consent, record. That somebody is a member is sensitive.

A check-in is kept only with the text to which the person agreed. Who withdraws the consent is not named any more; the
row stays, so that counts do not change.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.models import Person
from linli.services import Problems, References, changed, created, locked, now, own_person, refuse, today, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import ServiceCodeKind
from plugins.jinniu_stores.models import PartyCheckIn, PartyConsent
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import follow, valid_on
from plugins.jinniu_stores.service_codes import valid_code


@dataclass(frozen=True, kw_only=True)
class NewPartyConsent:
    """A new version of the text to which people agree."""

    number: int
    text: str
    valid_from: datetime.date
    text_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewPartyCheckIn:
    """Who checks in by the code of a store, and the version of the text that they were shown and agreed to."""

    token: str
    person_id: uuid.UUID
    consent_id: uuid.UUID
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Nothing more is needed than the check-in."""


async def publish_consent(new: NewPartyConsent) -> PartyConsent:
    """Publish a version of the text. Check-ins keep the version to which people agreed."""
    async with writing(RULES):
        problems = Problems()
        problems.within(new.number, 1, 10_000, "number")
        consent = PartyConsent(
            number=new.number,
            text=problems.text(PartyConsent, "text", new.text, "text"),
            text_en=problems.optional_text(PartyConsent, "text_en", new.text_en, "text_en"),
            valid_from=new.valid_from,
        )
        problems.refuse()
        await follow(PartyConsent, new.valid_from, problems)
        await created(consent, "jinniu_stores.party_consent_published", tag=tags.PARTY_CONSENT)
    return consent


async def record(new: NewPartyCheckIn) -> PartyCheckIn:
    """Record that a person checked in at the store of a code today. A second time on a day changes nothing.

    Raises `linli.services.InputRefused`: what `service_codes.valid_code` raises; REQUIRED at `agreed` without consent;
    CONSENT_OUTDATED for another version of the text than today's.
    """
    async with writing(RULES):
        code = await valid_code(new.token, ServiceCodeKind.PARTY_CHECK_IN)
        problems, references = Problems(), References()
        references.add(Person, new.person_id, "person_id")
        if not new.agreed:
            problems.add("REQUIRED", "Without consent nothing is recorded.", "agreed")
        consent = await valid_on(PartyConsent, today())
        if consent is None or consent.id != new.consent_id:
            problems.add("CONSENT_OUTDATED", "Show the text that is valid today, and ask again.", "consent_id")
        await references.check(problems)
        problems.refuse()
        # Two taps at once: the second waits for the person's row, and then finds the check-in.
        await Person.filter(id=new.person_id).select_for_update(no_key=True).get()
        known = await PartyCheckIn.get_or_none(store_id=code.store_id, person_id=new.person_id, day=today())
        if known is not None:
            return known
        check_in = PartyCheckIn(store_id=code.store_id, person_id=new.person_id, consent_id=new.consent_id, day=today())
        # The event names the row, and nobody.
        await created(check_in, "jinniu_stores.party_check_in_recorded", tag=tags.PARTY_CHECK_IN)
    return check_in


async def withdraw_consent(check_in_id: uuid.UUID, *, expected_version: int | None = None) -> PartyCheckIn:
    """Forget whose check-in it was. Raises `linli.services.InputRefused`: WRONG_STATE if that was done already."""
    async with writing(RULES):
        row = await locked(PartyCheckIn, check_in_id, expected_version)
        if row.withdrawn_at is not None:
            raise refuse("WRONG_STATE", "The consent was withdrawn already.", "id")
        values = {"person_id": None, "withdrawn_at": now()}
        await changed(row, values, "jinniu_stores.party_consent_withdrawn", tag=tags.PARTY_CHECK_IN)
    return row


async def withdraw_own_consent(check_in_id: uuid.UUID, *, expected_version: int | None = None) -> PartyCheckIn:
    """Withdraw the consent to one's own check-in. NOT_FOUND for that of somebody else, as for one that is not there."""
    person_id = own_person()
    async with writing(RULES):
        if not await PartyCheckIn.exists(id=check_in_id, person_id=person_id):
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        return await withdraw_consent(check_in_id, expected_version=expected_version)
