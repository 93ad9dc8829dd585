"""Persons and what the core holds of them, for tests of what is done with whole records."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

from core.access import Reach, Viewer, ViewerKind
from core.acting import Actor, acting
from core.models import (
    Account,
    AccountLinkRequest,
    Activity,
    Area,
    Consent,
    ConsentText,
    Organization,
    Person,
    PersonAudience,
    PersonContact,
    Registration,
    RoleAssignment,
)
from core.models.choices import (
    ActivityDecision,
    Audience,
    ConsentChannel,
    ContactKind,
    RegistrationState,
)
from core.plugins.plugin_settings import plugin_settings
from core.privacy import load_vault
from core.search import index_instance
from core.settings import Settings
from tests.support.domain import BEFORE, ENDS, STARTS, an_area, an_organization


async def a_person(name: str = "演示居民", area: Area | None = None) -> Person:
    person = await Person.create(display_name=name, area=area)
    await index_instance(person)
    return person


async def an_activity(title: str = "邻里节", **fields: Any) -> Activity:
    return await Activity.create(
        title=title,
        area=await Area.first() or await an_area(),
        lead_organization=await Organization.first() or await an_organization(),
        starts_at=STARTS,
        ends_at=ENDS,
        decision=ActivityDecision.PUBLISHED,
        published_at=BEFORE,
        **fields,
    )


async def registered(person: Person, activity: Activity, state: RegistrationState, **fields: Any) -> Registration:
    return await Registration.create(person=person, activity=activity, state=state, **fields)


async def a_contact(person: Person, value: str = "10000000001") -> PersonContact:
    vault = load_vault(plugin_settings(Settings))
    return await PersonContact.create(
        person=person,
        kind=ContactKind.PHONE,
        value_encrypted=vault.encrypt(value),
        value_hash=vault.digest(ContactKind.PHONE, value),
    )


async def a_consent(person: Person, purpose: str = "contact", **fields: Any) -> Consent:
    text = await ConsentText.get_or_none(purpose=purpose)
    if text is None:
        text = await ConsentText.create(purpose=purpose, number=1, text="我同意", valid_from=date(2024, 1, 1))
    values = {"channel": ConsentChannel.PAPER, "given_at": BEFORE, "recorded_by": "ADMIN", **fields}
    return await Consent.create(person=person, text=text, purpose=purpose, **values)


async def a_full_person(name: str = "演示居民") -> Person:
    """A person of whom the core holds something of everything."""
    person = await a_person(name, await Area.first() or await an_area())
    await PersonAudience.create(person=person, audience=Audience.RESIDENT)
    await PersonAudience.create(person=person, audience=Audience.PARTY_MEMBER)
    await a_contact(person)
    await Account.create(issuer="https://id.example.org", subject=f"openid-{name}", person=person)
    await AccountLinkRequest.create(
        issuer="https://id.example.org",
        subject=f"second-{name}",
        person=person,
        asked_by="ADMIN",
        expires_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    await RoleAssignment.create(person=person, role="grid_worker", area=person.area, valid_from=date(2024, 1, 1))
    await registered(
        person, await an_activity(capacity=10), RegistrationState.ATTENDED, party_size=2, answers={"过敏": "花生"}
    )
    await a_consent(person)
    return person


def somebody(
    person: Person | None = None, permissions: Iterable[str] = (), reach: Reach | None = None
) -> AbstractContextManager[None]:
    """Act as the account of a person, or of nobody, with permissions everywhere or where they reach."""
    reaches = {} if reach is None else dict.fromkeys(permissions, reach)
    viewer = Viewer(ViewerKind.PERSON, frozenset(permissions), reaches, person_id=person.id if person else None)
    return acting(Actor(viewer))
