"""Sample data: ten kits and four contact points, at places of the core's demo; and the consents that contacts need.

Told by the reports: that there are kits and contact points. Everything else is made up, and says so: what is in a kit,
intervals, lots, teams, sessions, numbers. One kit holds only what has expired, one nothing at all; of one the check is
late. It is written for 1 July 2026, on which the documentation asks, and what is near that day moves with the present.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from linli.models import Area, ConsentText, Organization, Person, Place
from linli.sample import Rows, enable_unless_decided, local
from linli.services import EquipmentCondition, index_instance
from plugins.health_points.appointments import CONSENT
from plugins.health_points.choices import (
    FirstAidKitAccess,
    FirstAidKitAlertKind,
    FirstAidKitStatus,
    MedicineCategory,
    MedicineMovementKind,
    RestockState,
)
from plugins.health_points.models import (
    AccessHours,
    Alert,
    Check,
    Kit,
    KitTemplate,
    Lot,
    MedicineItem,
    Movement,
    Recall,
    Restock,
    RestockLine,
    StatusChange,
    Stock,
    Team,
    TemplateItem,
    ToldCondition,
)
from plugins.health_points.sample_contacts import add_contacts, consent_rows
from plugins.health_points.sample_days import near

date = datetime.date
C = MedicineCategory
M = MedicineMovementKind

LISTED_ON = date(2024, 6, 1)
STOCKED_ON = date(2024, 7, 5)
OPENED_ON = date(2024, 7, 10)
RENEWED_ON = date(2025, 12, 10)
CHECKED_ON = (date(2026, 4, 20), date(2026, 5, 20), date(2026, 6, 20))
LATE_CHECKED_ON = (date(2026, 4, 9), date(2026, 5, 10))
CHECK_EVERY = 31

ITEMS: Sequence[tuple[str, str, str, MedicineCategory, str, str, str, int, bool]] = (
    ("plaster", "创可贴（演示）", "Adhesive plaster (demo)", C.DRESSING, "72 mm × 19 mm", "片", "piece", 50, True),
    ("gauze", "无菌纱布（演示）", "Sterile gauze (demo)", C.DRESSING, "7.5 cm × 7.5 cm", "片", "piece", 20, True),
    ("bandage", "弹性绷带（演示）", "Elastic bandage (demo)", C.DRESSING, "8 cm × 4.5 m", "卷", "roll", 4, False),
    ("wipe", "碘伏棉签（演示）", "Iodophor swab (demo)", C.ANTISEPTIC, "单支", "支", "swab", 30, True),
    ("cooling", "退热贴（演示）", "Cooling patch (demo)", C.OTC_MEDICINE, "5 cm × 12 cm", "贴", "patch", 6, False),
    ("heat", "清凉油（演示）", "Cooling ointment (demo)", C.OTC_MEDICINE, "3 g", "盒", "tin", 5, False),
    ("scissors", "急救剪刀（演示）", "First-aid scissors (demo)", C.INSTRUMENT, "14 cm", "把", "pair", 1, False),
    ("mask", "医用口罩（演示）", "Medical mask (demo)", C.PROTECTION, "独立包装", "只", "mask", 20, False),
)
"""Code, names, category, specification, units, par level, and whether a kit without it is faulty. An assumption."""

STORE = "红旗连锁（演示）{:03}店"
PLACES: Sequence[tuple[str, str, FirstAidKitAccess]] = (
    *((STORE.format(number), "收银台左侧", FirstAidKitAccess.WITH_PLACE) for number in range(1, 6)),
    ("跃进社区党群服务中心（演示）", "服务大厅入口右侧", FirstAidKitAccess.WITH_PLACE),
    ("跃进社区小剧场", "检票口旁", FirstAidKitAccess.WITH_PLACE),
    ("西华演示社区邻里小游园（演示）", "南门立柱外箱", FirstAidKitAccess.ALWAYS),
    ("郫筒演示一社区党群服务中心（演示）", "服务大厅咨询台", FirstAidKitAccess.WITH_PLACE),
    ("郫筒演示一社区书记工作室（演示）", "门厅", FirstAidKitAccess.OWN_HOURS),
)
EXPIRED, EMPTY, LATE = 7, 9, 8
"""Which of the kits, by number from 1, holds only what has expired, which nothing, and whose check is late."""

RECALLED = "YS-RC-01"
"""The number of a lot that was recalled; two kits held it."""


@dataclass(frozen=True)
class World:
    """The rows of the core's demo on which all this stands."""

    jinniu: uuid.UUID
    pidu: uuid.UUID
    places: Mapping[str, uuid.UUID]
    people: Sequence[uuid.UUID]
    health_centre: uuid.UUID
    pitong: uuid.UUID
    areas: Mapping[str, uuid.UUID]


async def load() -> int:
    """Add kits and contact points, enable the plugin in Jinniu and Pidu, and give the number of rows.

    Nothing is added without the core's demo, or beside other data.
    """
    if await MedicineItem.exists() or await Kit.exists() or await Team.exists():
        return 0
    world = await _world()
    if world is None:
        return 0
    added, rows = 0, sample_rows(world)
    parts = [rows]
    # They are the core's, and stay where the plugin was purged; or somebody has published a text of their own.
    if not await ConsentText.exists(purpose=CONSENT):
        parts.append(consent_rows(rows))
    for model, made in chain.from_iterable(parts):
        await model.bulk_create(made, batch_size=500)
        added += len(made)
    for searched in (MedicineItem, Kit, Team):
        for row in await searched.all():
            await index_instance(row)
    for district in (world.jinniu, world.pidu):
        await enable_unless_decided("health_points", district)
    return added


async def _world() -> World | None:
    names = [name for name, _, _ in PLACES]
    places = {place.name: place.id for place in await Place.filter(name__in=names)}
    areas = {area.name: area.id for area in await Area.filter(name__in=["金牛区", "郫都区", "西华街道", "郫筒街道"])}
    people = await Person.filter(display_name__startswith="演示居民").order_by("display_name").limit(80)
    centre = await Organization.get_or_none(name="演示社区卫生服务中心")
    pitong = await Organization.get_or_none(name="郫都区郫筒街道")
    if len(places) != len(names) or len(areas) != 4 or len(people) != 80 or centre is None or pitong is None:
        return None
    return World(areas["金牛区"], areas["郫都区"], places, [one.id for one in people], centre.id, pitong.id, areas)


def sample_rows(world: World) -> Rows:
    """The rows, the same at every call on one day."""
    rows = Rows()
    items = [_add_item(rows, *item[:7]) for item in ITEMS]
    template = _add_template(rows, items)
    recall = rows.add(
        Recall,
        "1",
        at=local(date(2025, 3, 3), 10),
        area_id=world.jinniu,
        item_id=items[3],
        number=RECALLED,
        reason="生产企业主动召回（演示）",
        recalled_at=local(date(2025, 3, 3), 10),
    )
    for number, (name, where, access) in enumerate(PLACES, start=1):
        kit = _add_kit(rows, number, world.places[name], where, access, template)
        _add_checks(rows, number, kit, world)
        stock = _add_stock(rows, number, kit, items, recall)
        if number in (EXPIRED, EMPTY, LATE):
            _add_alerts(rows, number, kit, stock)
        if number == EMPTY:
            _add_restock(rows, kit, stock)
        told = EquipmentCondition.FAULTY if number in (EXPIRED, EMPTY) else EquipmentCondition.OK
        rows.add(
            ToldCondition,
            str(number),
            place_id=world.places[name],
            condition=told,
            told_at=local(near(date(2026, 6, 16)) if number in (EXPIRED, EMPTY) else OPENED_ON, 0, 5),
        )
    add_contacts(
        rows,
        teams=((world.health_centre, world.areas["西华街道"]), (world.pitong, world.areas["郫筒街道"])),
        places=[world.places[PLACES[number][0]] for number in (0, 1, 5, 8)],
        people=world.people,
    )
    return rows


def _add_item(
    rows: Rows, code: str, name: str, name_en: str, category: MedicineCategory, size: str, unit: str, unit_en: str
) -> uuid.UUID:
    return rows.add(
        MedicineItem,
        code,
        code=f"demo-{code}",
        name=name,
        name_en=name_en,
        category=category,
        specification=size,
        unit=unit,
        unit_en=unit_en,
        valid_from=LISTED_ON,
    )


def _add_template(rows: Rows, items: Sequence[uuid.UUID]) -> uuid.UUID:
    template = rows.add(
        KitTemplate,
        "1",
        code="demo-standard",
        number=1,
        name="应急医药箱标准配置第一版（演示）",
        name_en="Standard first-aid kit, version 1 (demo)",
        check_every_days=CHECK_EVERY,
        min_celsius=0,
        max_celsius=30,
        max_humidity=75,
        valid_from=LISTED_ON,
    )
    for position, (key, item) in enumerate(zip(items, ITEMS, strict=True), start=1):
        rows.add(
            TemplateItem,
            f"1/{position}",
            template_id=template,
            item_id=key,
            position=position,
            par_level=item[7],
            essential=item[8],
        )
    return template


def _add_kit(
    rows: Rows, number: int, place: uuid.UUID, where: str, access: FirstAidKitAccess, template: uuid.UUID
) -> uuid.UUID:
    kit = rows.add(
        Kit,
        str(number),
        place_id=place,
        template_id=template,
        code=f"DEMO-K{number:02}",
        name=f"应急医药箱{number:02}（演示）",
        name_en=f"First-aid kit {number:02} (demo)",
        precise_location=where,
        access=access,
        status=FirstAidKitStatus.IN_SERVICE,
    )
    if access is FirstAidKitAccess.OWN_HOURS:
        for day in range(1, 9):
            rows.add(AccessHours, f"{number}/{day}", kit_id=kit, day=day, opens_minute=480, closes_minute=1320)
    for position, (status, begins, ends) in enumerate(
        (
            (FirstAidKitStatus.PLANNED, LISTED_ON, OPENED_ON),
            (FirstAidKitStatus.IN_SERVICE, OPENED_ON, None),
        ),
        start=1,
    ):
        rows.add(
            StatusChange,
            f"{number}/{position}",
            kit_id=kit,
            position=position,
            status=status,
            effective_on=begins,
            ended_on=ends,
        )
    return kit


def _add_checks(rows: Rows, number: int, kit: uuid.UUID, world: World) -> None:
    days = [near(day) for day in (LATE_CHECKED_ON if number == LATE else CHECKED_ON)]
    following = [*days[1:], None]
    for index, day in enumerate(days):
        at = local(day, 10)
        rows.add(
            Check,
            f"{number}/{index}",
            at=at,
            kit_id=kit,
            checked_at=at,
            checked_on=day,
            superseded_on=following[index],
            next_due_on=day + datetime.timedelta(days=CHECK_EVERY),
            checker_id=world.people[number],
            celsius=18 + number % 8,
            humidity=55,
            storage_ok=True,
            seal_intact=True,
        )


def _add_stock(
    rows: Rows, number: int, kit: uuid.UUID, items: Sequence[uuid.UUID], recall: uuid.UUID
) -> list[uuid.UUID]:
    found = []
    for position, (key, item) in enumerate(zip(items, ITEMS, strict=True), start=1):
        label, par = f"{number}/{position}", item[7]
        stock = rows.add(
            Stock,
            label,
            kit_id=kit,
            item_id=key,
            position=position,
            par_level=par,
            essential=item[8],
        )
        found.append(stock)
        held = position == 4 and number <= 2
        old = rows.add(
            Lot,
            f"{label}/a",
            at=local(STOCKED_ON, 9),
            kit_id=kit,
            stock_id=stock,
            number=RECALLED if held else f"YS-{position:02}-24{number:02}",
            expires_on=near(date(2026, 6, 15)),
            recall_id=recall if held else None,
            recalled=held,
        )
        _move(rows, f"{label}/1", kit, old, M.RECEIVED, par, STOCKED_ON)
        if number == EXPIRED:
            continue
        if held:
            _move(rows, f"{label}/2", kit, old, M.WITHDRAWN, -par, date(2025, 3, 4))
        else:
            used = 1 + (number + position) % 3 if par > 1 else 0
            if used:
                _move(rows, f"{label}/2", kit, old, M.USED, -used, near(date(2025, 8, 1 + number)))
            _move(rows, f"{label}/3", kit, old, M.DISCARDED, used - par, near(RENEWED_ON))
        new = rows.add(
            Lot,
            f"{label}/b",
            at=local(near(RENEWED_ON), 9),
            kit_id=kit,
            stock_id=stock,
            number=f"YS-{position:02}-25{number:02}",
            expires_on=_expiry(number, position),
        )
        _move(rows, f"{label}/4", kit, new, M.RECEIVED, par, near(RENEWED_ON))
        if number == EMPTY:
            _move(rows, f"{label}/5", kit, new, M.USED, -par, near(date(2026, 6, 15)))
        elif par > 4:
            _move(rows, f"{label}/5", kit, new, M.USED, -(1 + (number * position) % 3), near(date(2026, 5, 1 + number)))
    return found


def _expiry(number: int, position: int) -> date:
    """Some of the lots expire within 30, 60 and 90 days of the present, most of them later."""
    soon = {(1, 5): date(2026, 7, 20), (2, 4): date(2026, 8, 15), (3, 6): date(2026, 9, 10), (6, 1): date(2026, 7, 1)}
    return near(soon.get((number, position), date(2027, 6 + position % 6, 28)))


def _move(
    rows: Rows, label: str, kit: uuid.UUID, lot: uuid.UUID, kind: MedicineMovementKind, change: int, day: date
) -> None:
    at = local(day, 9)
    rows.add(Movement, label, at=at, kit_id=kit, lot_id=lot, kind=kind, change=change, moved_at=at, moved_on=day)


def _add_alerts(rows: Rows, number: int, kit: uuid.UUID, stock: Sequence[uuid.UUID]) -> None:
    def add(kind: FirstAidKitAlertKind, day: date, **about: Any) -> None:
        (key,) = about.values() or ("",)
        rows.add(
            Alert,
            f"{number}/{kind.value}/{key}",
            kit_id=kit,
            kind=kind,
            raised_at=local(near(day), 0, 5),
            about=str(key),
            **about,
        )

    if number == LATE:
        add(FirstAidKitAlertKind.CHECK_LATE, date(2026, 6, 11))
        return
    for position, item in enumerate(stock, start=1):
        add(FirstAidKitAlertKind.STOCK_OUT, date(2026, 6, 16), stock_id=item)
        if number == EXPIRED:
            lots = [row for row in rows.of[Lot] if isinstance(row, Lot) and row.stock_id == item]
            add(FirstAidKitAlertKind.EXPIRED, date(2026, 6, 16), lot_id=lots[0].id)
            assert len(lots) == 1, position


def _add_restock(rows: Rows, kit: uuid.UUID, stock: Sequence[uuid.UUID]) -> None:
    at = local(near(date(2026, 6, 16)), 15)
    restock = rows.add(
        Restock,
        "1",
        at=at,
        kit_id=kit,
        state=RestockState.APPROVED,
        requested_at=at,
        approved_at=local(near(date(2026, 6, 17)), 9),
    )
    for position, (key, item) in enumerate(zip(stock, ITEMS, strict=True), start=1):
        rows.add(RestockLine, str(position), at=at, restock_id=restock, stock_id=key, quantity=item[7])
