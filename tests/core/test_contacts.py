"""Contact details: set, masked, found by the whole value, shown for a purpose, and encrypted anew with another key."""

from __future__ import annotations

import asyncio
import datetime
import uuid

import pytest
from cryptography.fernet import Fernet

from core import clock
from core.access import ADMIN, CONTACTS_REVEAL, CONTACTS_WRITE, Reach, Viewer, ViewerKind
from core.acting import Actor, acting
from core.contacts import people_with, remove_contact, renew_keys, reveal, set_contact
from core.database.connect import Database
from core.database.url import Dialect
from core.models import Area, AuditEntry, Person, PersonContact, UseCount
from core.models.choices import AreaLevel, ContactKind, PersonStatus
from core.privacy import ContactUnreadable, ContactVault
from core.problems import InputRefused
from core.settings import Settings
from core.settings_sections import Limits
from tests.support.domain import problems_of

PHONE = "138 0000 0001"
NOBODY = uuid.UUID(int=9)


@pytest.fixture
def server_settings(server_settings: Settings) -> Settings:
    limits = Limits(reveals_per_hour=2, contact_lookups_per_hour=2)
    return server_settings.model_copy(update={"limits": limits})


async def test_set_replaced_and_removed(db: Database) -> None:
    person = await Person.create(display_name="演示居民001")
    await set_contact(person.id, ContactKind.EMAIL, "li@example.cn")
    await set_contact(person.id, ContactKind.PHONE, "13900000002")
    await set_contact(person.id, ContactKind.PHONE, PHONE)
    rows = await PersonContact.all().order_by("kind").values_list("kind", "masked")
    assert rows == [(ContactKind.EMAIL, "l***@example.cn"), (ContactKind.PHONE, "138****0001")]
    assert all("138" not in row.value_encrypted for row in await PersonContact.all())
    await remove_contact(person.id, ContactKind.PHONE)
    assert [contact.kind for contact in await PersonContact.all()] == [ContactKind.EMAIL]
    assert await problems_of(remove_contact(person.id, ContactKind.PHONE)) == [("NOT_FOUND", "kind")]


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (ContactKind.PHONE, "", "REQUIRED"),
        (ContactKind.PHONE, "张三", "INVALID_FORMAT"),
        (ContactKind.EMAIL, "nobody", "INVALID_FORMAT"),
        (ContactKind.ADDRESS, "路" * 201, "TOO_LONG"),
    ],
)
async def test_values_that_are_none(db: Database, kind: ContactKind, value: str, code: str) -> None:
    person = await Person.create(display_name="演示居民001")
    assert await problems_of(set_contact(person.id, kind, value)) == [(code, "value")]
    assert await problems_of(people_with(kind, value)) == [(code, "value")]
    assert await problems_of(set_contact(NOBODY, ContactKind.PHONE, PHONE)) == [("NOT_FOUND", "personId")]
    assert not await PersonContact.exists()


async def test_found_by_the_whole_value_in_any_spelling(db: Database) -> None:
    people = [await Person.create(display_name=f"演示居民{number}") for number in range(3)]
    for person in people[:2]:
        await set_contact(person.id, ContactKind.PHONE, PHONE)
    assert [found.id for found in await people_with(ContactKind.PHONE, "+86 138-0000-0001")] == [
        person.id for person in people[:2]
    ]
    assert await people_with(ContactKind.PHONE, "1380000000") == []


async def test_shown_for_a_purpose_that_is_noted(db: Database) -> None:
    person = await Person.create(display_name="演示居民001")
    contact = await set_contact(person.id, ContactKind.PHONE, PHONE)
    with acting(Actor(ADMIN, "a-request")):
        shown, value = await reveal(person.id, ContactKind.PHONE, " 回访 ")
        assert await problems_of(reveal(person.id, ContactKind.PHONE, " ")) == [("REQUIRED", "purpose")]
        assert await problems_of(reveal(person.id, ContactKind.EMAIL, "回访")) == [("NOT_FOUND", "kind")]
    assert (shown.id, value) == (contact.id, PHONE)
    (entry,) = await AuditEntry.all()
    assert (entry.actor, entry.action, entry.person_id, entry.purpose, entry.details) == (
        "ADMIN",
        "contacts.reveal",
        person.id,
        "回访",
        {"kind": "PHONE"},
    )


async def test_no_more_often_than_allowed_within_an_hour(db: Database) -> None:
    person = await Person.create(display_name="演示居民001")
    await set_contact(person.id, ContactKind.PHONE, PHONE)
    hour = datetime.datetime(2024, 7, 10, 1, 59, tzinfo=datetime.UTC)
    other = Viewer(ViewerKind.PERSON, frozenset({CONTACTS_REVEAL}), account_id=uuid.UUID(int=4))
    with clock.fixed(hour):
        with acting(Actor(ADMIN)):
            for _ in range(2):
                await reveal(person.id, ContactKind.PHONE, "回访")
                await people_with(ContactKind.PHONE, PHONE)
            assert await problems_of(reveal(person.id, ContactKind.PHONE, "回访")) == [("RATE_LIMITED", "")]
            assert await problems_of(people_with(ContactKind.PHONE, PHONE)) == [("RATE_LIMITED", "")]
        with acting(Actor(other)):
            await reveal(person.id, ContactKind.PHONE, "回访")
    with clock.fixed(hour + datetime.timedelta(minutes=1)), acting(Actor(ADMIN)):
        await reveal(person.id, ContactKind.PHONE, "回访")
    with clock.fixed(hour + datetime.timedelta(days=2)), acting(Actor(ADMIN)):
        await reveal(person.id, ContactKind.PHONE, "回访")
    # Of the one who asked again, what is long past is forgotten.
    assert await UseCount.filter(actor="ADMIN", use="contacts.reveal").count() == 1


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_ten_at_once_are_counted_together(db: Database) -> None:
    person = await Person.create(display_name="演示居民001")
    await set_contact(person.id, ContactKind.PHONE, PHONE)

    async def once() -> bool:
        try:
            with acting(Actor(ADMIN)):
                await reveal(person.id, ContactKind.PHONE, "回访")
        except InputRefused:
            return False
        return True

    with clock.fixed(datetime.datetime(2024, 7, 10, 1, 0, tzinfo=datetime.UTC)):
        assert sum(await asyncio.gather(*(once() for _ in range(10)))) == 2
    assert await AuditEntry.all().count() == 2


async def test_encrypted_anew_with_the_newest_key(db: Database) -> None:
    old, new, hashed = (Fernet.generate_key().decode() for _ in range(3))
    before, after = ContactVault([old], hashed), ContactVault([new, old], hashed)
    for number in range(3):
        person = await Person.create(display_name=f"演示居民{number}")
        text = f"1380000000{number}"
        await PersonContact.create(
            person=person,
            kind=ContactKind.PHONE,
            # One is done already, as by a run that was stopped.
            value_encrypted=(after if number == 0 else before).encrypt(text),
            value_hash=before.digest(ContactKind.PHONE, text),
            masked="138****0000" if number == 0 else None,
        )
    seen: list[tuple[int, int]] = []
    assert await renew_keys(after, lambda done, total: seen.append((done, total))) == 2
    assert seen == [(3, 3)]
    alone = ContactVault([new], hashed)
    rows = await PersonContact.all().order_by("id")
    assert [alone.decrypt(row.value_encrypted) for row in rows] == [f"1380000000{number}" for number in range(3)]
    assert [row.masked for row in rows] == [f"138****000{number}" for number in range(3)]
    assert await renew_keys(after) == 0
    with pytest.raises(ContactUnreadable, match="cannot be decrypted with any of the 1 keys"):
        await renew_keys(ContactVault([Fernet.generate_key().decode()], hashed))


async def test_nothing_is_told_of_people_beyond_the_scope(db: Database) -> None:
    city = await Area.create(level=AreaLevel.CITY, name="成都市")
    here = await Area.create(level=AreaLevel.DISTRICT, name="金牛区", parent=city)
    near, far = [await Person.create(display_name="演示居民", area=area) for area in (here, city)]
    for person in (near, far):
        await set_contact(person.id, ContactKind.PHONE, PHONE)
    permissions = [CONTACTS_REVEAL, CONTACTS_WRITE]
    reaches = dict.fromkeys(permissions, Reach(areas=frozenset({here.id})))
    with acting(Actor(Viewer(ViewerKind.PERSON, frozenset(permissions), reaches, uuid.uuid4()))):
        # In the same words, whether they have such a detail, have none, or are nobody.
        for person_id, kind in ((far.id, ContactKind.PHONE), (far.id, ContactKind.EMAIL), (NOBODY, ContactKind.PHONE)):
            assert await problems_of(reveal(person_id, kind, "回访")) == [("NOT_PERMITTED", "personId")]
            assert await problems_of(set_contact(person_id, ContactKind.PHONE, PHONE)) == [
                ("NOT_PERMITTED", "personId")
            ]
        _, value = await reveal(near.id, ContactKind.PHONE, "回访")
    assert value == PHONE


async def test_somebody_who_is_not_shown_any_more_has_none(db: Database) -> None:
    """As a redirect has, whose detail the one who was kept had too."""
    kept, gone = [await Person.create(display_name="演示居民") for _ in range(2)]
    for person in (kept, gone):
        await set_contact(person.id, ContactKind.PHONE, PHONE)
    await Person.filter(id=gone.id).update(status=PersonStatus.MERGED, merged_into_id=kept.id)
    assert [person.id for person in await people_with(ContactKind.PHONE, PHONE)] == [kept.id]
    assert await problems_of(reveal(gone.id, ContactKind.PHONE, "回访")) == [("WRONG_STATE", "personId")]
    assert await problems_of(set_contact(gone.id, ContactKind.PHONE, PHONE)) == [("WRONG_STATE", "personId")]
