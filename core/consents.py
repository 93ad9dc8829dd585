"""Consents: to what people agreed, by purpose and text. Given, replaced by newer ones, withdrawn; never deleted here.

Each verb is one transaction, raises `core.problems.InputRefused` with the problems that it found, and has then changed
nothing. They emit `consent_text.published`, `consent.recorded` and `consent.withdrawn`, which name rows and nobody.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.access import CONSENTS_WRITE
from core.acting import actor
from core.clock import SHANGHAI, now, today
from core.contributed import contributed
from core.models import Consent, ConsentText, Person
from core.models.choices import ConsentChannel
from core.persons.permitted import permitted, person_meant, refuse_gone
from core.plugins.contributions import ConsentPurpose
from core.problems import Problems, refuse
from core.writing import changed, created, locked, writing

CORE_PURPOSES = (
    ConsentPurpose("contact", "联系与通知", "Being contacted about activities and services"),
    ConsentPurpose("publicity", "姓名与肖像公开", "Being named or shown in public"),
    ConsentPurpose("minor", "儿童个人信息", "Data of a child under 14, with a guardian's consent", sensitive=True),
)
"""What the core asks for; plugins add theirs."""

TAG = "cn"
"""Starts the global ids of consents."""
TEXT_TAG = "ct"
"""Starts the global ids of texts."""


@dataclass(frozen=True, kw_only=True)
class NewConsentText:
    """The next text for a purpose, valid from a day until the one after it is."""

    purpose: str
    text: str
    valid_from: datetime.date
    text_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewConsent:
    """Who agreed to which texts; nobody named: whoever acts. `given_at` is for what is recorded later."""

    text_ids: Sequence[uuid.UUID]
    channel: ConsentChannel
    person_id: uuid.UUID | None = None
    given_at: datetime.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Nothing more is needed than the consent."""


async def publish_text(new: NewConsentText) -> ConsentText:
    """Publish the next text for a purpose. Consents keep the text to which people agreed."""
    async with writing():
        problems = Problems()
        if new.purpose not in contributed().purposes:
            known = ", ".join(contributed().purposes)
            problems.add("NOT_FOUND", f"There is no such purpose. There are: {known}.", "purpose")
        text = problems.text(ConsentText, "text", new.text, "text")
        text_en = problems.optional_text(ConsentText, "text_en", new.text_en, "text_en")
        last = await ConsentText.filter(purpose=new.purpose).order_by("-number").first()
        if new.valid_from < today():
            problems.add("OUT_OF_RANGE", "Must not have begun: people agreed to what was valid then.", "valid_from")
        if last is not None and new.valid_from <= last.valid_from:
            problems.add("NOT_LATER", f"The text before it is valid from {last.valid_from}.", "valid_from")
        problems.refuse()
        row = ConsentText(
            purpose=new.purpose,
            number=1 if last is None else last.number + 1,
            text=text,
            text_en=text_en,
            valid_from=new.valid_from,
        )
        await created(row, "consent_text.published", tag=TEXT_TAG)
    return row


async def record(new: NewConsent) -> list[Consent]:
    """Record that a person agreed to texts, each of another purpose; the consents in the order of the texts.

    A consent to an earlier text of the same purpose is replaced. One to the same text that is open already stays as it
    is. Raises InputRefused, beside what `person_meant` raises: NOT_FOUND; DUPLICATE for two texts of a purpose;
    SEPARATE_CONSENT for a sensitive purpose among others; TEXT_OUTDATED for a text that was not valid on the day;
    OUT_OF_RANGE for an instant to come; NOT_LATER for one before the last word of the person on the purpose.
    """
    async with writing():
        person_id = await person_meant(CONSENTS_WRITE, new.person_id, "person_id")
        # Two at once: the second waits for the person's row, and then finds the consent.
        person = await Person.filter(id=person_id).select_for_update(no_key=True).get_or_none()
        refuse_gone(person, "person_id")
        given_at = _instant(new.given_at)
        texts = await _checked_texts(new.text_ids, given_at)
        return [
            await _agreed(person_id, text, new.channel, given_at, ("text_ids", index))
            for index, text in enumerate(texts)
        ]


async def withdraw(consent_id: uuid.UUID, *, expected_version: int | None = None) -> Consent:
    """Withdraw a consent, from now on. Raises InputRefused: WRONG_STATE for one that is not open."""
    async with writing():
        row = await locked(Consent, consent_id, None)
        # Before the version is compared: a CONFLICT would tell strangers that the consent is there.
        if not await permitted(CONSENTS_WRITE, row.person_id, own=True):  # type: ignore[attr-defined]  # Tortoise adds it
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        row = await locked(Consent, consent_id, expected_version)
        if not is_open(row):
            raise refuse("WRONG_STATE", "The consent was withdrawn or replaced already.", "id")
        await changed(row, withdrawal(), "consent.withdrawn", tag=TAG)
    return row


async def has_consented(person_id: uuid.UUID, purpose: str) -> bool:
    """Whether a person agreed to a purpose, to whichever text, and has not withdrawn it."""
    return await Consent.filter(
        person_id=person_id, purpose=purpose, withdrawn_at__isnull=True, replaced_at__isnull=True
    ).exists()


def is_open(consent: Consent) -> bool:
    """Whether it was neither withdrawn nor replaced."""
    return consent.withdrawn_at is None and consent.replaced_at is None


def withdrawal() -> Mapping[str, object]:
    """The values of a consent's columns once it is withdrawn by whoever acts."""
    return {"withdrawn_at": now(), "withdrawn_by": actor().name}


def _instant(given: datetime.datetime | None) -> datetime.datetime:
    if given is None:
        return now()
    if given.tzinfo is None or given.utcoffset() is None:
        raise refuse("NO_OFFSET", "Must be an instant, with an offset from UTC.", "given_at")
    if given > now():
        raise refuse("OUT_OF_RANGE", "Must not be later than now.", "given_at")
    return given.astimezone(datetime.UTC).replace(microsecond=0)


async def _checked_texts(keys: Sequence[uuid.UUID], given_at: datetime.datetime) -> list[ConsentText]:
    problems, purposes = Problems(), contributed().purposes
    if not keys:
        problems.add("REQUIRED", "Name at least one text.", "text_ids")
    found = {text.id: text for text in await ConsentText.filter(id__in=list(keys))}
    day = given_at.astimezone(SHANGHAI).date()
    seen: set[str] = set()
    texts = []
    for index, key in enumerate(keys):
        where, text = ("text_ids", index), found.get(key)
        if text is None or text.purpose not in purposes:
            problems.add("NOT_FOUND", "There is no such text, or nobody asks for its purpose any more.", *where)
            continue
        if text.purpose in seen:
            problems.add("DUPLICATE", f"Another of the texts is about {text.purpose!r} too.", *where)
        seen.add(text.purpose)
        if purposes[text.purpose].sensitive and len(keys) > 1:
            problems.add(
                "SEPARATE_CONSENT",
                f"{text.purpose!r} is sensitive: ask for this consent by itself, and record it by itself.",
                *where,
            )
        if await _valid_on(text.purpose, day) != text.id:
            problems.add("TEXT_OUTDATED", f"Was not valid on {day}. Show the text that is, and ask again.", *where)
        texts.append(text)
    problems.refuse()
    return texts


async def _valid_on(purpose: str, day: datetime.date) -> uuid.UUID | None:
    text = await ConsentText.filter(purpose=purpose, valid_from__lte=day).order_by("-valid_from").first()
    return None if text is None else text.id


async def _agreed(
    person_id: uuid.UUID,
    text: ConsentText,
    channel: ConsentChannel,
    given_at: datetime.datetime,
    path: tuple[str | int, ...],
) -> Consent:
    said = await Consent.filter(person_id=person_id, purpose=text.purpose)
    before = next((consent for consent in said if is_open(consent)), None)
    if before is not None and before.text_id == text.id:  # type: ignore[attr-defined]  # Tortoise adds it
        return before
    last = max((consent.withdrawn_at or consent.given_at for consent in said), default=given_at)
    if given_at < last:
        raise refuse("NOT_LATER", f"The person said something else about {text.purpose!r} later.", *path)
    if before is not None:
        before.replaced_at, before.version, before.updated_at = given_at, before.version + 1, now()
        await before.save(update_fields=["replaced_at", "version", "updated_at"])
    row = Consent(
        person_id=person_id,
        text=text,
        purpose=text.purpose,
        channel=channel,
        given_at=given_at,
        recorded_by=actor().name,
    )
    await created(row, "consent.recorded", tag=TAG)
    return row
