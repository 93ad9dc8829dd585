"""Sample data: the registry of the chain's 370 stores in Jinniu, on the places of the core's demo.

Told by the reports: the number of stores, the two agreements of 10 July 2024, the first ten stores on that day, the
target of 50 by the end of 2024, the names of the Ten Elements. Everything else is made up: who signed what beside
the chain, criteria, rules, dates, verdicts and findings. As the demo is told, 10 stores are active, 40 in progress,
250 eligible or still candidates after an assessment, 50 ineligible, and 20 not assessed.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.models import (
    Activity,
    Area,
    Media,
    MediaCredit,
    MediaKind,
    Organization,
    Person,
    Place,
    PlaceKind,
    Programme,
)
from linli.sample import Rows, enable_unless_decided, local
from linli.services import index_instance
from plugins.jinniu_stores import scenario_figures
from plugins.jinniu_stores.choices import PioneerStoreStatus, ScenarioState
from plugins.jinniu_stores.models import Agreement, Criteria, Obligation, Scenario, Signatory, Standard, Store
from plugins.jinniu_stores.sample_services import Around, add_services
from plugins.jinniu_stores.sample_stores import ACTIVE, SIGNED_ON, add_measures, add_store

STORES = 370
PEOPLE = 8
"""How many people of the demo checked in as party members."""
PUBLISHED_ON = datetime.date(2026, 6, 30)


@dataclass(frozen=True)
class World:
    """The rows of the core's demo on which the registry stands."""

    places: Sequence[uuid.UUID]
    area: uuid.UUID
    programme: uuid.UUID
    festival: uuid.UUID
    picture: uuid.UUID
    people: Sequence[uuid.UUID]
    organizations: Mapping[str, uuid.UUID]


async def load() -> int:
    """Add the registry, enable the plugin in Jinniu, and give the number of rows.

    Nothing is added without the core's demo, or beside other data: whatever the registry holds already, be it the
    demo's or somebody's own, is left as it is.
    """
    if await Store.exists() or await Standard.exists() or await Criteria.exists() or await Agreement.exists():
        return 0
    world = await _world()
    if world is None:
        return 0
    rows, report = sample_rows(world)
    active = []
    for store in rows.of[Store]:
        assert isinstance(store, Store)
        if store.status is PioneerStoreStatus.ACTIVE:
            # A store becomes active by its inspection, which comes after it.
            store.status = PioneerStoreStatus.AWAITING_INSPECTION
            active.append(store.id)
    added = 0
    for model, made in rows:
        there: set[object] = set()
        if model in (Media, MediaCredit):
            # Rows of the core: they are there still when the plugin is installed again after a purge.
            there = set(await model.filter(id__in=[row.pk for row in made]).values_list("id", flat=True))
        missing = [row for row in made if row.pk not in there]
        await model.bulk_create(missing, batch_size=500)
        added += len(missing)
    await Store.filter(id__in=active).update(status=PioneerStoreStatus.ACTIVE)
    await _publish(report)
    # Otherwise nobody would see it.
    await enable_unless_decided("jinniu_stores", world.area)
    return added


async def _publish(report: uuid.UUID) -> None:
    """Freeze the figures of the report that is in review, and publish it: it may not change once it is."""
    scenario = await Scenario.get(id=report)
    await scenario_figures.freeze(scenario, scenario.ends_on)
    scenario.state, scenario.published_at = ScenarioState.PUBLISHED, local(PUBLISHED_ON, 10)
    await scenario.save(update_fields=["state", "published_at"])
    for row in await Scenario.all():
        await index_instance(row)


async def _world() -> World | None:
    stores = Place.filter(kind=PlaceKind.STORE, name__startswith="红旗连锁（演示）").order_by("name")
    places = [place.id for place in await stores]
    area = await Area.get_or_none(code="510106")
    programme = await Programme.get_or_none(code="pioneer-stores")
    festival = await Activity.filter(title="2024年第三季度邻里节").first()
    picture = await Media.filter(activity=festival, kind=MediaKind.IMAGE, consent_recorded=True).first()
    people = await Person.filter(display_name__startswith="演示居民").order_by("display_name").limit(PEOPLE)
    names = ("金牛区委社会工作部", "金牛区卫健局", "红旗连锁")
    found = {row.name: row.id for row in await Organization.filter(name__in=names)}
    if len(places) != STORES or area is None or programme is None or festival is None or len(found) != len(names):
        return None
    if picture is None or len(people) != PEOPLE:
        return None
    return World(places, area.id, programme.id, festival.id, picture.id, [person.id for person in people], found)


def sample_rows(world: World) -> tuple[Rows, uuid.UUID]:
    """The rows of the registry, the same at every call, and the key of the report that is to be published."""
    rows = Rows()
    measures = add_measures(rows, world.programme)
    _add_agreements(rows, world)
    stores = {number: add_store(rows, number, place, measures) for number, place in enumerate(world.places, start=1)}
    around = Around(
        area=world.area,
        health=world.organizations["金牛区卫健局"],
        social_work=world.organizations["金牛区委社会工作部"],
        people=world.people,
        picture=world.picture,
        stores={number: (stores[number], world.places[number - 1]) for number in ACTIVE},
    )
    return rows, add_services(rows, around)


def _add_agreements(rows: Rows, world: World) -> None:
    chain = world.organizations["红旗连锁"]
    plans: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
        (
            "social-work",
            "金牛区委社会工作部",
            "“微网实格”战略合作协议（演示标题）",
            "Agreement on grid governance (demo title)",
            ("设置微网实格标识", "建立积分兑换机制", "首批建成10个示范门店", "2024年底建成50个示范门店"),
        ),
        (
            "health",
            "金牛区卫健局",
            "健康服务战略合作协议（演示标题）",
            "Agreement on health services (demo title)",
            ("设立应急医药箱", "设立家庭医生联络点"),
        ),
    )
    terms: Mapping[str, Mapping[str, Any]] = {
        "首批建成10个示范门店": {
            "target_count": 10,
            "due_on": SIGNED_ON,
            "met_on": SIGNED_ON,
            "evidence": "首批10个示范门店于2024年7月10日投入运行",
        },
        "2024年底建成50个示范门店": {"target_count": 50, "due_on": datetime.date(2024, 12, 31)},
    }
    for code, government, title, title_en, obligations in plans:
        agreement = rows.add(
            Agreement,
            code,
            area_id=world.area,
            code=f"demo-{code}",
            title=title,
            title_en=title_en,
            signing_activity_id=world.festival,
            signed_on=SIGNED_ON,
            effective_on=SIGNED_ON,
        )
        for position, party in enumerate((world.organizations[government], chain), start=1):
            rows.add(Signatory, f"{code}/{position}", agreement_id=agreement, organization_id=party, position=position)
        for position, text in enumerate(obligations, start=1):
            rows.add(
                Obligation,
                f"{code}/{position}",
                agreement_id=agreement,
                position=position,
                owner_id=chain,
                title=text,
                **terms.get(text, {}),
            )
