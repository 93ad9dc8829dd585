"""What tests of health points begin with: the medicine list, kits, a team with a contact point, and whoever asks."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Awaitable
from dataclasses import dataclass

from core.access import Viewer, ViewerKind
from core.acting import Actor, acting
from core.clock import SHANGHAI, fixed, now
from core.models import Consent, ConsentText, Organization, Person, Place
from core.models.choices import ConsentChannel, OrganizationKind
from core.problems import InputRefused
from linli.testing import Client, Town
from plugins.health_points import checks, kits, medicine, sessions, stock, teams
from plugins.health_points.appointments import CONSENT
from plugins.health_points.choices import FirstAidKitAccess, MedicineCategory
from plugins.health_points.models import ContactPoint, ContactSession, Kit, KitTemplate, Lot, MedicineItem, Slot, Team

date = datetime.date


def at(day: date, hour: int = 9, minute: int = 0) -> datetime.datetime:
    """A time of a day in Asia/Shanghai."""
    return datetime.datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


TODAY = date(2024, 7, 10)
NOW = at(TODAY)
"""The instant at which tests begin, unless they say otherwise."""
LAST_DAY = date(2024, 8, 1)
"""On which the first lot in the kit expires."""


@dataclass(frozen=True)
class Ward:
    """The rows that every test has. Of plasters the kit should hold 10, of wipes 5; without plasters it is faulty."""

    town: Town
    plasters: MedicineItem
    wipes: MedicineItem
    template: KitTemplate
    kit: Kit
    team: Team
    point: ContactPoint


async def a_ward(town: Town) -> Ward:
    """A kit in service at the store, which is always open, with 10 plasters and 5 wipes; a contact point there."""
    await Place.filter(id=town.store.id).update(always_open=True, latitude=30.71, longitude=104.01)
    with fixed(NOW):
        plasters = await an_item("plaster", "创可贴")
        wipes = await an_item("wipe", "消毒湿巾", MedicineCategory.ANTISEPTIC)
        template = await medicine.publish_template(a_template(plasters, wipes))
        kit = await a_kit(town.store, template, "K-1")
        await stock_up(kit, plasters, "A1", LAST_DAY, 10)
        await stock_up(kit, wipes, "B1", date(2026, 1, 1), 5)
        await checks.record(kit.id, checks.NewCheck(seal_intact=True, celsius=20))
        kit = await kits.put_into_service(kit.id)
        clinic = await Organization.create(name="社区卫生服务中心", kind=OrganizationKind.GOVERNMENT, area=town.xihua)
        team = await teams.create(teams.NewTeam(organization_id=clinic.id, area_id=town.xihua.id, name="跃进团队"))
        point = await teams.open_point(teams.NewContactPoint(team_id=team.id, place_id=town.store.id))
    return Ward(town, plasters, wipes, template, kit, team, point)


async def an_item(code: str, name: str, category: MedicineCategory = MedicineCategory.DRESSING) -> MedicineItem:
    return await medicine.add_item(medicine.NewMedicineItem(code=code, name=name, category=category, unit="片"))


def a_template(plasters: MedicineItem, wipes: MedicineItem, number: int = 1) -> medicine.NewTemplate:
    """A template by which kits are checked every 30 days."""
    return medicine.NewTemplate(
        code="standard",
        number=number,
        name="标准配置",
        check_every_days=30,
        valid_from=TODAY + datetime.timedelta(days=number - 1),
        max_celsius=30,
        items=[
            medicine.NewTemplateItem(item_id=plasters.id, par_level=10, essential=True),
            medicine.NewTemplateItem(item_id=wipes.id, par_level=5),
        ],
    )


async def a_kit(
    place: Place, template: KitTemplate, code: str, access: FirstAidKitAccess = FirstAidKitAccess.WITH_PLACE
) -> Kit:
    """A kit that is planned."""
    new = kits.NewKit(
        place_id=place.id, template_id=template.id, code=code, name="急救箱", precise_location="收银台旁", access=access
    )
    return await kits.plan(new)


async def a_served_kit(ward: Ward, place: Place, code: str, access: FirstAidKitAccess) -> Kit:
    """A kit in service with a plaster in it."""
    with fixed(NOW):
        kit = await a_kit(place, ward.template, code, access)
        await stock_up(kit, ward.plasters, "A1", LAST_DAY, 1)
        await checks.record(kit.id, checks.NewCheck(seal_intact=True))
        return await kits.put_into_service(kit.id)


async def stock_up(kit: Kit, item: MedicineItem, number: str, expires_on: date, quantity: int) -> Lot:
    """Receive a lot."""
    line = stock.NewLot(item_id=item.id, number=number, expires_on=expires_on, quantity=quantity)
    await stock.receive(kit.id, stock.Receipt(lots=[line]))
    return await Lot.get(kit_id=kit.id, number=number)


async def a_session(ward: Ward, starts_at: datetime.datetime | None = None, minutes: int | None = 30) -> ContactSession:
    """A session of two hours tomorrow, of four slots."""
    begins = starts_at or at(TODAY + datetime.timedelta(days=1), 14)
    return await sessions.plan(
        sessions.NewSession(
            contact_point_id=ward.point.id,
            starts_at=begins,
            ends_at=begins + datetime.timedelta(hours=2),
            slot_minutes=minutes,
        )
    )


async def slots_of(session: ContactSession) -> list[Slot]:
    return list(await Slot.filter(session_id=session.id).order_by("starts_at"))


async def a_person(name: str = "演示居民101", *, agreed: bool = True) -> Person:
    """Somebody, who has agreed to be kept as a health contact unless a test says otherwise."""
    person = await Person.create(display_name=name)
    if agreed:
        text, _ = await ConsentText.get_or_create(
            purpose=CONSENT, number=1, defaults={"text": "我同意", "valid_from": TODAY}
        )
        await Consent.create(
            person=person,
            text=text,
            purpose=CONSENT,
            channel=ConsentChannel.WEB,
            given_at=now(),
            recorded_by="PLATFORM",
        )
    return person


def signed_in(person: Person) -> Viewer:
    """Somebody who has signed in, and has no permissions."""
    return Viewer(ViewerKind.PERSON, frozenset(), person_id=person.id)


async def own(person: Person, verb: Awaitable[object]) -> list[tuple[str, str]]:
    """`problems_of` for what somebody does for themselves."""
    with acting(Actor(signed_in(person))):
        return await problems_of(verb)


async def problems_of(verb: Awaitable[object], moment: datetime.datetime = NOW) -> list[tuple[str, str]]:
    """The codes and the fields of the problems for which a use case refuses its input, if it does."""
    try:
        with fixed(moment):
            await verb
    except InputRefused as refused:
        return [(problem.code, ".".join(problem.field)) for problem in refused.problems]
    return []


async def quantities(kit: Kit) -> dict[str, int]:
    """How much there is of each lot."""
    found = await Lot.filter(kit_id=kit.id).order_by("number").values_list("number", "quantity")
    return {str(number): quantity for number, quantity in found}


async def asked(client: Client, moment: datetime.datetime, query: str, **variables: object) -> object:
    """The data of an answer at a moment."""
    with fixed(moment):
        return await client.ask(query, variables)


def gid(tag: str, key: uuid.UUID) -> str:
    """A global id."""
    return f"{tag}_{key}"
