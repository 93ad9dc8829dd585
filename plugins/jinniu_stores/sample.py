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
from plugins.jinniu_stores.choices import (
    ElementCondition,
    EligibilityVerdict,
    PioneerStoreStatus,
    ScenarioState,
    StoreInspectionKind,
    TenElement,
)
from plugins.jinniu_stores.models import (
    Agreement,
    Assessment,
    Criteria,
    Finding,
    Inspection,
    InspectionRule,
    Item,
    Obligation,
    Rectification,
    Scenario,
    Signatory,
    Standard,
    StatusChange,
    Store,
    Wave,
)
from plugins.jinniu_stores.sample_services import Around, add_services

S = PioneerStoreStatus
date = datetime.date

STORES = 370
ACTIVE = range(1, 11)
PLANNED = range(11, 26)
FITTING_OUT = range(26, 41)
AWAITING = range(41, 51)
INELIGIBLE = range(281, 331)
UNDECIDED = range(331, 351)
UNASSESSED = range(351, 371)
"""Which of the stores are what, by number; those between are eligible."""

PEOPLE = 8
"""How many people of the demo checked in as party members."""

SIGNED_ON = date(2024, 7, 10)
REGISTERED_ON = date(2024, 5, 6)
STANDARD_FROM = date(2024, 6, 1)
INSPECTED_ON = (date(2024, 7, 5), date(2025, 1, 8), date(2025, 7, 9), date(2026, 1, 14))
LACKING_SINCE = date(2024, 12, 18)
PUBLISHED_ON = date(2026, 6, 30)
BEFORE_A_WAVE = (S.CANDIDATE, S.ELIGIBLE, S.INELIGIBLE)
INSPECT_EVERY = 180
RECTIFY_WITHIN = 14

REASONS = ("门店面积不足，无法设置室内场所（演示）", "临时租约，不具备改造条件（演示）", "电力容量不足（演示）")

FACETS: Mapping[TenElement, Sequence[str]] = {
    TenElement.INDOOR_SPACE: ("for_resting",),
    TenElement.TABLES_AND_CHAIRS: ("for_eating", "for_resting"),
    TenElement.MICROWAVE: ("for_eating",),
    TenElement.WATER_DISPENSER: ("for_eating",),
    TenElement.HEATING_AND_COOLING: ("for_resting",),
    TenElement.PARTY_CHECK_IN_CODE: ("for_services",),
    TenElement.COUNSELLING_CODE: ("for_services",),
    TenElement.GOVERNMENT_SERVICE_CODE: ("for_services",),
}
"""Which elements the facets of service need. The reports do not say; this is an assumption."""


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


@dataclass(frozen=True)
class Measures:
    """What stores are measured by: the keys of the criteria, the standard and its items, and the waves."""

    criteria: uuid.UUID
    standard: uuid.UUID
    items: Mapping[TenElement, uuid.UUID]
    waves: Sequence[uuid.UUID]


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
        if store.status is S.ACTIVE:
            # A store becomes active by its inspection, which comes after it.
            store.status = S.AWAITING_INSPECTION
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
    await Store.filter(id__in=active).update(status=S.ACTIVE)
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
    measures = _add_measures(rows, world)
    _add_agreements(rows, world)
    stores = {number: _add_store(rows, number, place, measures) for number, place in enumerate(world.places, start=1)}
    around = Around(
        area=world.area,
        health=world.organizations["金牛区卫健局"],
        social_work=world.organizations["金牛区委社会工作部"],
        people=world.people,
        picture=world.picture,
        stores={number: (stores[number], world.places[number - 1]) for number in ACTIVE},
    )
    return rows, add_services(rows, around)


def _add_measures(rows: Rows, world: World) -> Measures:
    criteria = rows.add(
        Criteria,
        "1",
        number=1,
        name="门店条件评估标准第一版（演示）",
        description="有可用的室内面积；水电可以改造；租约不短于一年（演示，非原文）。",
        valid_from=REGISTERED_ON,
    )
    standard = rows.add(
        Standard,
        "1",
        number=1,
        name="红十件标准第一版",
        name_en="The Ten Elements, version 1",
        valid_from=STANDARD_FROM,
    )
    items = {
        element: rows.add(
            Item,
            f"1/{element.value}",
            standard_id=standard,
            element=element,
            position=position,
            **_true(FACETS.get(element, ())),
        )
        for position, element in enumerate(TenElement, start=1)
    }
    rows.add(
        InspectionRule,
        "1",
        inspect_every_days=INSPECT_EVERY,
        rectify_within_days=RECTIFY_WITHIN,
        valid_from=STANDARD_FROM,
    )
    plans: Sequence[dict[str, Any]] = (
        {
            "name": "首批示范门店",
            "name_en": "The first demonstration stores",
            "target_count": 10,
            "starts_on": date(2024, 5, 20),
            "due_on": SIGNED_ON,
        },
        {
            "name": "第二批示范门店",
            "name_en": "The second demonstration stores",
            "target_count": 40,
            "starts_on": date(2024, 7, 11),
            "due_on": date(2024, 12, 31),
        },
    )
    waves = [
        rows.add(Wave, str(number), programme_id=world.programme, number=number, **plan)
        for number, plan in enumerate(plans, start=1)
    ]
    return Measures(criteria, standard, items, waves)


def _true(columns: Sequence[str]) -> dict[str, Any]:
    return dict.fromkeys(columns, True)


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
        "2024年底建成50个示范门店": {"target_count": 50, "due_on": date(2024, 12, 31)},
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


def _add_store(rows: Rows, number: int, place: uuid.UUID, measures: Measures) -> uuid.UUID:
    label = f"{number:03}"
    statuses = _statuses(number)
    wave = None if number > AWAITING[-1] else measures.waves[0 if number in ACTIVE else 1]
    lacks = number in AWAITING and number % 2 == 1
    store = rows.add(
        Store,
        label,
        place_id=place,
        partner_code=f"DEMO-{label}",
        wave_id=wave,
        status=statuses[-1][0],
        lacking_since=LACKING_SINCE if lacks else None,
    )
    following = [day for _, day in statuses[1:]]
    for position, (status, day) in enumerate(statuses, start=1):
        rows.add(
            StatusChange,
            f"{label}/{position}",
            store_id=store,
            position=position,
            status=status,
            wave_id=None if status in BEFORE_A_WAVE else wave,
            effective_on=day,
            ended_on=following[position - 1] if position <= len(following) else None,
        )
    if number not in UNASSESSED:
        _add_assessment(rows, number, store, measures)
    if number in ACTIVE:
        for round_number, day in enumerate(INSPECTED_ON):
            faulty = TenElement.MICROWAVE if (round_number, number) == (1, 7) else None
            _add_inspection(rows, f"{label}/{round_number}", store, day, measures, faulty, day == INSPECTED_ON[-1])
    elif lacks:
        # These were inspected, and lack one of ten: they cannot be opened.
        _add_inspection(rows, f"{label}/0", store, LACKING_SINCE, measures, list(TenElement)[number % 10], True)
    return store


def _assessed_on(number: int) -> date:
    return date(2024, 5, 8) + datetime.timedelta(days=number % 45)


def _statuses(number: int) -> list[tuple[PioneerStoreStatus, date]]:
    found = [(S.CANDIDATE, REGISTERED_ON)]
    if number in UNDECIDED or number in UNASSESSED:
        return found
    if number in INELIGIBLE:
        return [*found, (S.INELIGIBLE, _assessed_on(number))]
    first = number in ACTIVE
    found.append((S.ELIGIBLE, date(2024, 5, 8) if first else _assessed_on(number)))
    if number > AWAITING[-1]:
        return found
    days = (date(2024, 5, 20), date(2024, 5, 27), date(2024, 6, 24), SIGNED_ON)
    if not first:
        days = (date(2024, 8, 5), date(2024, 9, 2), date(2024, 11, 25), SIGNED_ON)
    steps = (S.PLANNED, S.FITTING_OUT, S.AWAITING_INSPECTION, S.ACTIVE)
    reached = 4 if first else 1 if number in PLANNED else 2 if number in FITTING_OUT else 3
    return [*found, *list(zip(steps, days, strict=True))[:reached]]


def _add_assessment(rows: Rows, number: int, store: uuid.UUID, measures: Measures) -> None:
    verdict, reasons = EligibilityVerdict.ELIGIBLE, None
    if number in INELIGIBLE:
        verdict, reasons = EligibilityVerdict.INELIGIBLE, REASONS[number % len(REASONS)]
    elif number in UNDECIDED:
        verdict, reasons = EligibilityVerdict.UNDECIDED, "待现场复核（演示）"
    rows.add(
        Assessment,
        f"{number:03}/1",
        store_id=store,
        criteria_id=measures.criteria,
        position=1,
        verdict=verdict,
        reasons=reasons,
        assessed_on=date(2024, 5, 8) if number in ACTIVE else _assessed_on(number),
    )


def _add_inspection(
    rows: Rows,
    label: str,
    store: uuid.UUID,
    day: date,
    measures: Measures,
    faulty: TenElement | None,
    latest: bool,
) -> None:
    at = local(day, 10)
    inspection = rows.add(
        Inspection,
        label,
        at=at,
        store_id=store,
        standard_id=measures.standard,
        kind=StoreInspectionKind.OFFICIAL,
        inspected_at=at,
        next_due_on=day + datetime.timedelta(days=INSPECT_EVERY),
        is_latest=latest,
    )
    for element, item in measures.items.items():
        condition = ElementCondition.FAULTY if element is faulty else ElementCondition.OK
        finding = rows.add(
            Finding,
            f"{label}/{element.value}",
            at=at,
            inspection_id=inspection,
            item_id=item,
            result=condition,
            condition=condition,
            condition_since=at,
        )
        if element is faulty:
            due = day + datetime.timedelta(days=RECTIFY_WITHIN)
            done = None if latest else due - datetime.timedelta(days=2)
            rows.add(Rectification, label, at=at, finding_id=finding, due_on=due, done_on=done)
