"""Use cases of contact details: set and removed, found by the whole value, and shown in full for a purpose.

The value itself is encrypted (see `core.privacy`), and leaves only by `reveal`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Final

from core.access import CONTACTS_READ, CONTACTS_REVEAL, CONTACTS_WRITE
from core.acting import actor
from core.audit import record
from core.database.connect import transaction
from core.models import AuditEntry, Person, PersonContact
from core.models.choices import GONE_STATES, ContactKind
from core.persons.permitted import person_meant, refuse_gone
from core.plugins.plugin_settings import plugin_settings
from core.privacy import ContactVault, load_vault, mask_contact, normalised
from core.problems import Problems, refuse
from core.settings import Settings
from core.use_limits import count_use
from core.writing import writing

REVEAL: Final = "contacts.reveal"
LOOK_UP: Final = "contacts.lookup"

_LONGEST = 200
_BATCH = 200
_FORMS = {
    ContactKind.PHONE: re.compile(r"\+?\d{5,15}"),
    ContactKind.EMAIL: re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
}


async def set_contact(person_id: uuid.UUID, kind: ContactKind, value: str) -> PersonContact:
    """Make a value the person's only contact detail of its kind.

    Raises InputRefused: NOT_PERMITTED at `personId` where whoever acts may not do it for the person, or there is none
    there; NOT_FOUND or WRONG_STATE at `personId`; REQUIRED, TOO_LONG, INVALID_TEXT or INVALID_FORMAT at `value`.
    """
    text = _value(kind, value)
    vault = _vault()
    async with writing():
        await person_meant(CONTACTS_WRITE, person_id, "person_id", own=False)
        found = await Person.filter(id=person_id).select_for_update(no_key=True).get_or_none()
        person = refuse_gone(found, "person_id")
        await PersonContact.filter(person_id=person_id, kind=kind).delete()
        return await PersonContact.create(
            person=person,
            kind=kind,
            value_encrypted=vault.encrypt(text),
            value_hash=vault.digest(kind, text),
            masked=mask_contact(kind, text),
        )


async def remove_contact(person_id: uuid.UUID, kind: ContactKind) -> list[uuid.UUID]:
    """Remove what there is of a kind, and give the keys. Raises InputRefused: NOT_FOUND at `kind` if there is none."""
    async with writing():
        found = await PersonContact.filter(person_id=person_id, kind=kind).select_for_update()
        if not found:
            raise refuse("NOT_FOUND", "The person has no such contact detail.", "kind")
        keys = [contact.id for contact in found]
        await PersonContact.filter(id__in=keys).delete()
        return keys


async def reveal(person_id: uuid.UUID, kind: ContactKind, purpose: str) -> tuple[PersonContact, str]:
    """A contact detail with its value in full. Who asks, for whom and why is in the audit log.

    Raises InputRefused: REQUIRED, TOO_LONG or INVALID_TEXT at `purpose`; NOT_PERMITTED, NOT_FOUND or WRONG_STATE at
    `personId`, as `set_contact`; NOT_FOUND at `kind`; RATE_LIMITED for somebody who has asked too often within the
    hour; ContactUnreadable for a value that none of the keys decrypts.
    """
    problems = Problems()
    why = problems.text(AuditEntry, "purpose", purpose, "purpose")
    problems.refuse()
    vault = _vault()
    async with writing():
        # First, so that nobody learns beyond their scope who has a contact detail, and who is there.
        await person_meant(CONTACTS_REVEAL, person_id, "person_id", own=False)
        await count_use(REVEAL, plugin_settings(Settings).limits.reveals_per_hour)
        refuse_gone(await Person.get_or_none(id=person_id), "person_id")
        contact = await PersonContact.filter(person_id=person_id, kind=kind).order_by("-id").first()
        if contact is None:
            raise refuse("NOT_FOUND", "The person has no such contact detail.", "kind")
        await record(REVEAL, "pe", person_id, person_id=person_id, purpose=why, details={"kind": kind.value})
        return contact, vault.decrypt(contact.value_encrypted)


async def people_with(kind: ContactKind, value: str) -> list[Person]:
    """Everybody who has this whole value, in whatever spelling; nobody where it is not known.

    Raises InputRefused: what is wrong with `value`; NOT_PERMITTED for somebody who may see contact details at a scope
    only, because an answer about the others would tell that they are there; RATE_LIMITED for somebody who has asked too
    often within the hour.
    """
    viewer = actor().viewer
    if viewer is not None and not viewer.may(CONTACTS_READ):
        raise refuse("NOT_PERMITTED", f"Looking for people needs the permission {CONTACTS_READ!r} everywhere.")
    text = _value(kind, value)
    digest = _vault().digest(kind, text)
    async with writing():
        await count_use(LOOK_UP, plugin_settings(Settings).limits.contact_lookups_per_hour)
        people = Person.filter(contacts__kind=kind, contacts__value_hash=digest).exclude(status__in=GONE_STATES)
        return await people.distinct().order_by("id")


async def renew_keys(vault: ContactVault, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Encrypt everything with the newest key that is not yet, and give how many values that were.

    `progress` is told how many values were looked at, and of how many. Stopped, it goes on where it was when it is run
    again. Raises ContactUnreadable for a value of a lost key; those before it are done.
    """
    total, done, renewed = await PersonContact.all().count(), 0, 0
    last: uuid.UUID | None = None
    while True:
        async with transaction():
            rows = PersonContact.all() if last is None else PersonContact.filter(id__gt=last)
            batch = await rows.order_by("id").limit(_BATCH).select_for_update()
            for contact in batch:
                if vault.is_current(contact.value_encrypted) and contact.masked is not None:
                    continue
                value = vault.decrypt(contact.value_encrypted)
                contact.value_encrypted = vault.encrypt(value)
                contact.masked = mask_contact(contact.kind, value)
                await contact.save(update_fields=["value_encrypted", "masked"])
                renewed += 1
        if not batch:
            return renewed
        last, done = batch[-1].id, done + len(batch)
        progress(done, max(total, done))


def _vault() -> ContactVault:
    return load_vault(plugin_settings(Settings))


def _value(kind: ContactKind, value: str) -> str:
    problems = Problems()
    text = problems.text(PersonContact, "value_encrypted", value, "value")
    if len(text) > _LONGEST:
        problems.add("TOO_LONG", f"Has {len(text)} characters, and at most {_LONGEST} fit.", "value")
    form = _FORMS.get(kind)
    if text and form is not None and form.fullmatch(normalised(kind, text)) is None:
        problems.add("INVALID_FORMAT", f"Is no {kind.en.lower()}.", "value")
    problems.refuse()
    return text
