"""A database with rows of every type, most of them hidden from somebody: the samples of all plugins, and more."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from core import audit, consents
from core.api_tokens import NewApiToken, NewGrant, create
from core.clock import now, today
from core.consents import NewConsent, NewConsentText
from core.models import (
    Account,
    AccountLinkRequest,
    Activity,
    Area,
    AreaSuccession,
    Media,
    MediaCredit,
    Milestone,
    Person,
    Programme,
    RegisteredOperation,
    Registration,
)
from core.models.choices import ActivityDecision, AreaLevel, ConsentChannel, CreditRole, MediaKind, OperationKind
from core.persons import erasure, merging
from core.plugins.loaded import PluginSet
from core.plugins.sample import load_sample_data
from core.search import index_instance
from tests.paths.unpublished import add_unpublished


@dataclass(frozen=True)
class World:
    """Whom and what the questions are about."""

    resident: Person
    district: Area
    """Where the samples are."""
    elsewhere: Area
    """A district in which there is nothing."""


async def build_world(plugins: PluginSet) -> World:
    """Load the samples into an empty database, and add what they lack. Takes some seconds."""
    await load_sample_data(plugins, lambda name, done, total: None, datetime.date(2026, 7, 1))
    district = await Area.get(slug="jinniu")
    city = await Area.get(level=AreaLevel.CITY)
    elsewhere = await Area.create(level=AreaLevel.DISTRICT, name="演示别区", parent=city, slug="elsewhere")
    registered: Any = await Registration.all().order_by("id").first()
    resident = await Person.get(id=registered.person_id)
    kept, merged, erased = await Person.exclude(id=resident.id).order_by("-id").limit(3)
    # Three words, so that a mask leaves something out.
    await Person.filter(id=kept.id).update(display_name="张三丰")
    await index_instance(await Person.get(id=kept.id))
    await Account.create(issuer="https://id.example.org", subject="resident", person=resident)
    for person, subject in ((resident, "second"), (kept, "another")):
        await AccountLinkRequest.create(
            issuer="https://id.example.org",
            subject=subject,
            person=person,
            asked_by="ADMIN",
            asked_by_person=kept,
            expires_at=datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC),
        )
    await _consents(resident, kept)
    await merging.merge(merging.PersonsToMerge(keep_id=kept.id, merge_id=merged.id, purpose="重复登记"))
    await erasure.erase(erasure.PersonToErase(person_id=erased.id, purpose="本人要求"))
    await audit.record("person.exported", "pe", resident.id, person_id=resident.id, purpose="本人要求")
    grant = NewGrant(permission="people.read", area_id=district.id)
    expires = now() + datetime.timedelta(days=1)
    await create(NewApiToken(name="程序", expires_at=expires, grants=[grant]), {"people.read"})
    await RegisteredOperation.create(
        team="演示组", app="演示端", name="A", kind=OperationKind.QUERY, document="{ __typename }", hash="0" * 64
    )
    await AreaSuccession.create(predecessor=elsewhere, successor=district, takes_effect_on=today())
    await _drafts(district)
    await add_unpublished(district)
    return World(resident, district, elsewhere)


async def _consents(*people: Person) -> None:
    text = await consents.publish_text(NewConsentText(purpose="contact", text="同意联系", valid_from=today()))
    for person in people:
        await consents.record(NewConsent(text_ids=[text.id], channel=ConsentChannel.PAPER, person_id=person.id))


async def _drafts(area: Area) -> None:
    """What is not published, with what follows it."""
    published: Any = await Activity.filter(decision=ActivityDecision.PUBLISHED).order_by("id").first()
    led_by = published.lead_organization_id
    programme = await Programme.create(code="hidden", name="未公布计划", area=area, lead_organization_id=led_by)
    await index_instance(programme)
    await Milestone.create(programme=programme, name="未公布节点", position=1, due_on=today(), target_count=1)
    start = now() + datetime.timedelta(days=10)
    draft = await Activity.create(
        title="未公布活动",
        area=area,
        place_id=published.place_id,
        lead_organization_id=led_by,
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=1),
    )
    await index_instance(draft)
    media = await Media.create(
        kind=MediaKind.IMAGE, url="https://media.example.org/未公布.jpg", title="未公布照片", activity=published
    )
    await MediaCredit.create(media=media, position=1, role=CreditRole.PHOTOGRAPHER, name="某人")
