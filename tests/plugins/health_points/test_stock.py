"""Stock of kits: first expired first out, expiry at midnight, recalls, checks, restocking, and what follows from it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from core.clock import fixed
from core.models import Event
from linli.testing import Client, Dialect
from plugins.health_points import checks, condition, kits, medicine, recalls, restocking, stock
from plugins.health_points.choices import FirstAidKitAccess, FirstAidKitStatus, MedicineCategory
from plugins.health_points.models import Alert, Check, Kit, Lot, MedicineItem, Movement, Restock, RestockLine, Stock
from tests.plugins.health_points.ward import (
    LAST_DAY,
    NOW,
    TODAY,
    Ward,
    a_kit,
    a_served_kit,
    a_template,
    an_item,
    asked,
    at,
    date,
    gid,
    problems_of,
    quantities,
    stock_up,
)

KIT = """query ($id: ID!) { firstAidKit(id: $id) {
  ready stockOuts accessible stock { nodes { item { name } available stockOut usable expired missing } }
} }"""


def use(item: MedicineItem, quantity: int = 1) -> stock.Use:
    return stock.Use(item_id=item.id, quantity=quantity)


async def conditions() -> list[str]:
    """What was told of the equipment, in its order."""
    return [one.payload["condition"] for one in await Event.filter(name="place.equipment_changed").order_by("position")]


async def open_alerts(kit: Kit) -> list[str]:
    return sorted(alert.kind.value for alert in await Alert.filter(kit_id=kit.id, cleared_at=None))


async def test_first_expired_first_out(ward: Ward) -> None:
    with fixed(NOW):
        await stock_up(ward.kit, ward.plasters, "A2", date(2024, 7, 20), 4)
        await stock.report_use(ward.kit.id, use(ward.plasters, 6))
        assert await quantities(ward.kit) == {"A1": 8, "A2": 0, "B1": 5}
    refused = stock.report_use(ward.kit.id, use(ward.plasters, 9))
    assert await problems_of(refused) == [("NOT_ENOUGH_STOCK", "quantity")]
    assert await quantities(ward.kit) == {"A1": 8, "A2": 0, "B1": 5}
    assert await problems_of(stock.report_use(ward.kit.id, use(ward.plasters, 0))) == [("OUT_OF_RANGE", "quantity")]
    told = await Movement.filter(kind="USED").order_by("id").values_list("lot__number", "change", "moved_on")
    assert told == [("A2", -4, TODAY), ("A1", -2, TODAY)]


async def test_a_lot_that_expires_today_is_usable_until_midnight(client: Client, ward: Ward) -> None:
    """Edge cases 14 and 15: usable until midnight in Asia/Shanghai; then a stock-out, though there is stock."""
    key = gid("hki", ward.kit.id)
    last: Any = await asked(client, at(LAST_DAY, 23, 59), KIT, id=key)
    first = last["firstAidKit"]["stock"]["nodes"][0]
    assert first == {
        "item": {"name": "创可贴"},
        "available": True,
        "stockOut": False,
        "usable": 10,
        "expired": 0,
        "missing": 0,
    }
    assert (last["firstAidKit"]["ready"], last["firstAidKit"]["stockOuts"]) == (True, 0)
    after: Any = await asked(client, at(LAST_DAY + datetime.timedelta(days=1), 0), KIT, id=key)
    assert after["firstAidKit"]["stock"]["nodes"][0] == {
        "item": {"name": "创可贴"},
        "available": False,
        "stockOut": True,
        "usable": 0,
        "expired": 10,
        "missing": 10,
    }
    assert (after["firstAidKit"]["ready"], after["firstAidKit"]["stockOuts"]) == (False, 1)
    for moment, code in ((at(LAST_DAY, 23, 59), []), (at(date(2024, 8, 2), 0), [("NOT_ENOUGH_STOCK", "quantity")])):
        assert await problems_of(stock.report_use(ward.kit.id, use(ward.plasters)), moment) == code


async def test_the_day_turns_a_kit_faulty_and_alerts_tell_of_it(ward: Ward) -> None:
    assert await conditions() == ["OK"]
    assert await open_alerts(ward.kit) == ["EXPIRING"]
    with fixed(at(date(2024, 8, 2), 0)):
        await condition.review_all()
        await condition.review_all()
    assert await conditions() == ["OK", "FAULTY"]
    assert await open_alerts(ward.kit) == ["EXPIRED", "STOCK_OUT"]
    told = await Event.filter(name="place.equipment_alert").order_by("-position").limit(2)
    assert {one.payload["alert"] for one in told} == {"EXPIRED", "STOCK_OUT"}
    assert {one.payload["about"]["kitId"] for one in told} == {gid("hki", ward.kit.id)}
    with fixed(at(date(2024, 8, 3))):
        await stock.discard(ward.kit.id, stock.Discard(reason="过期"))
        await stock_up(ward.kit, ward.plasters, "A3", date(2026, 8, 1), 10)
    assert await conditions() == ["OK", "FAULTY", "OK"]
    assert await open_alerts(ward.kit) == []
    assert await quantities(ward.kit) == {"A1": 0, "A3": 10, "B1": 5}
    # The check is due after 30 days, and late the day after.
    for day, late in ((date(2024, 8, 9), []), (date(2024, 8, 10), ["CHECK_LATE"])):
        with fixed(at(day)):
            await condition.review_all()
        assert await open_alerts(ward.kit) == late


async def test_alerts_tell_as_many_days_before_as_the_setting_says(ward: Ward) -> None:
    """As many as the report counts: 30 days before, and not one less."""
    with fixed(NOW):
        old = stock.DiscardedLot(lot_id=(await Lot.get(number="A1")).id)
        await stock.discard(ward.kit.id, stock.Discard(reason="更换", lots=[old]))
        await stock_up(ward.kit, ward.plasters, "A2", date(2024, 9, 9), 10)
    for day, told in ((date(2024, 8, 9), []), (date(2024, 8, 10), ["CHECK_LATE", "EXPIRING"])):
        with fixed(at(day)):
            await condition.review_all()
        assert await open_alerts(ward.kit) == told


async def test_a_check_that_finds_the_seal_broken_or_the_store_too_warm(ward: Ward) -> None:
    with fixed(NOW):
        await checks.record(ward.kit.id, checks.NewCheck(seal_intact=False, celsius=31))
    assert await open_alerts(ward.kit) == ["EXPIRING", "SEAL_BROKEN", "STORAGE_UNFIT"]
    with fixed(NOW):
        await kits.take_out_of_service(ward.kit.id, kits.Reason(reason="封条破损"))
    assert await problems_of(kits.put_into_service(ward.kit.id)) == [("CHECK_FAILED", "id")]
    with fixed(NOW):
        await checks.record(ward.kit.id, checks.NewCheck(seal_intact=True, celsius=30))
        assert (await kits.put_into_service(ward.kit.id)).status is FirstAidKitStatus.IN_SERVICE
    assert await open_alerts(ward.kit) == ["EXPIRING"]


async def test_what_may_not_come_into_a_kit(ward: Ward) -> None:
    def receipt(**values: Any) -> stock.Receipt:
        line = {"item_id": ward.plasters.id, "number": "C1", "expires_on": date(2025, 1, 1), "quantity": 1, **values}
        return stock.Receipt(lots=[stock.NewLot(**line)])

    async def refused(**values: Any) -> list[tuple[str, str]]:
        return await problems_of(stock.receive(ward.kit.id, receipt(**values)))

    with fixed(NOW):
        other = await an_item("scissors", "剪刀", MedicineCategory.INSTRUMENT)
    assert await refused(expires_on=date(2024, 7, 9)) == [("LOT_EXPIRED", "lots.0.expiresOn")]
    assert await refused(expires_on=TODAY) == []
    assert await refused(number="A1") == [("EXPIRY_DIFFERS", "lots.0.expiresOn")]
    assert await refused(item_id=other.id) == [("NOT_ALLOWED", "lots.0.itemId")]
    assert await refused(quantity=0, number=" ") == [("REQUIRED", "lots.0.number"), ("OUT_OF_RANGE", "lots.0.quantity")]
    assert await problems_of(stock.receive(ward.kit.id, stock.Receipt(lots=[]))) == [("REQUIRED", "lots")]
    early = medicine.end_item(ward.plasters.id, medicine.LastDay(on=date(2024, 7, 9)))
    assert await problems_of(early) == [("ENDS_BEFORE_START", "on")]
    with fixed(at(date(2024, 7, 11))):
        await medicine.end_item(ward.plasters.id, medicine.LastDay(on=TODAY))
        received = stock.receive(ward.kit.id, receipt())
        assert await problems_of(received, at(date(2024, 7, 11))) == [("NOT_LISTED", "lots.0.itemId")]


async def test_prescription_medicine_is_refused(ward: Ward) -> None:
    new = medicine.NewMedicineItem(code="rx", name="头孢", category=MedicineCategory.PRESCRIPTION_MEDICINE, unit="盒")
    assert await problems_of(medicine.add_item(new)) == [("PRESCRIPTION_REFUSED", "category")]
    with pytest.raises(IntegrityError, match="health_points_medicine_item_no_prescription"):
        await MedicineItem.create(
            code="rx", name="头孢", category=MedicineCategory.PRESCRIPTION_MEDICINE, unit="盒", valid_from=TODAY
        )


async def test_movements_are_only_ever_added(ward: Ward) -> None:
    for change in (
        Movement.all().update(change=1),
        Movement.all().delete(),
        Lot.all().update(number="X"),
        Stock.all().update(item_id=ward.wipes.id),
    ):
        with pytest.raises(IntegrityError, match="_unchanging"):
            await change
    lot = await Lot.get(number="A1")
    with pytest.raises(IntegrityError, match="health_points_lot_not_below_zero"):
        await Movement.create(kit_id=lot.kit_id, lot=lot, kind="USED", change=-11, moved_at=NOW, moved_on=TODAY)
    assert (await Lot.get(number="A1")).quantity == 10


async def test_lots_and_movements_are_of_the_kit_of_their_stock(ward: Ward) -> None:
    other = await a_served_kit(ward, ward.town.theatre, "K-2", FirstAidKitAccess.ALWAYS)
    lot = await Lot.get(kit_id=ward.kit.id, number="A1")
    with pytest.raises(IntegrityError, match="health_points_movement_of_its_kit"):
        await Movement.create(kit_id=other.id, lot=lot, kind="USED", change=-1, moved_at=NOW, moved_on=TODAY)
    with pytest.raises(IntegrityError, match="health_points_lot_of_its_kit"):
        await Lot.create(kit_id=other.id, stock_id=lot.stock_id, number="A9", expires_on=LAST_DAY)
    with pytest.raises(IntegrityError, match=r"health_points_lot_(unchanging|of_its_kit)"):
        await Lot.filter(id=lot.id).update(kit_id=other.id)
    assert (await Lot.get(id=lot.id)).quantity == 10
    assert await Movement.filter(kit_id=other.id).values_list("kind", "change") == [("RECEIVED", 1)]


async def test_a_recall_finds_every_kit_that_holds_or_held_the_lot(client: Client, ward: Ward) -> None:
    """Edge case 16."""
    other = await a_served_kit(ward, ward.town.theatre, "K-2", FirstAidKitAccess.ALWAYS)
    far = await a_served_kit(ward, ward.town.library, "K-3", FirstAidKitAccess.ALWAYS)
    with fixed(NOW):
        await stock.report_use(other.id, use(ward.plasters))
        new = recalls.NewRecall(
            area_id=ward.town.jinniu.id, item_id=ward.plasters.id, number="A1", reason="药监部门通报"
        )
        recall = await recalls.recall(new)
    question = """query ($id: ID!) { medicineRecall(id: $id) {
      open number lots(orderBy: [{quantity: DESC}]) { nodes { quantity recalled usable stock { kit { code } } } }
    } }"""
    found: Any = await asked(client, NOW, question, id=gid("hrc", recall.id))
    assert found["medicineRecall"] == {
        "open": True,
        "number": "A1",
        "lots": {
            "nodes": [
                {"quantity": 10, "recalled": True, "usable": False, "stock": {"kit": {"code": "K-1"}}},
                {"quantity": 0, "recalled": True, "usable": False, "stock": {"kit": {"code": "K-2"}}},
            ]
        },
    }
    # Pidu is another district.
    assert await quantities(far) == {"A1": 1}
    assert not (await Lot.get(kit_id=far.id)).recalled
    assert await open_alerts(ward.kit) == ["RECALLED", "STOCK_OUT"]
    assert await problems_of(recalls.recall(new)) == [("DUPLICATE", "number")]
    again = stock.NewLot(item_id=ward.plasters.id, number="A1", expires_on=LAST_DAY, quantity=1)
    assert await problems_of(stock.receive(other.id, stock.Receipt(lots=[again]))) == [
        ("LOT_RECALLED", "lots.0.number")
    ]
    assert await problems_of(stock.report_use(ward.kit.id, use(ward.plasters))) == [("NOT_ENOUGH_STOCK", "quantity")]
    with fixed(NOW):
        city = await recalls.recall(
            recalls.NewRecall(area_id=ward.town.city.id, item_id=ward.plasters.id, number="A1", reason="全市")
        )
        await recalls.lift(recall.id)
        assert {lot.recall_id for lot in await Lot.filter(recalled=True)} == {city.id}
        await recalls.lift(city.id)
        assert await Lot.filter(recalled=True).count() == 0
        await stock.discard(ward.kit.id, stock.Discard(reason="停用", lots=[await discarded("A1", 3)]))
    assert await quantities(ward.kit) == {"A1": 7, "B1": 5}
    assert await problems_of(recalls.lift(city.id)) == [("WRONG_STATE", "id")]


async def discarded(number: str, quantity: int | None = None) -> stock.DiscardedLot:
    lot = await Lot.get(number=number, kit__code="K-1")
    return stock.DiscardedLot(lot_id=lot.id, quantity=quantity)


async def test_what_is_discarded(ward: Ward) -> None:
    def throw(*lots: stock.DiscardedLot) -> Any:
        return stock.discard(ward.kit.id, stock.Discard(reason="破损", lots=lots))

    line = await discarded("A1", 2)
    assert await problems_of(throw()) == [("NOTHING_TO_DISCARD", "lots")]
    assert await problems_of(throw(line, line)) == [("DUPLICATE", "lots.1.lotId")]
    assert await problems_of(throw(await discarded("A1", 11))) == [("OUT_OF_RANGE", "lots.0.quantity")]
    assert await problems_of(throw(line, await discarded("B1"))) == []
    assert await quantities(ward.kit) == {"A1": 8, "B1": 0}
    assert await problems_of(throw(await discarded("B1"))) == [("NOT_FOUND", "lots.0.lotId")]


async def test_stock_moves_from_kit_to_kit(client: Client, ward: Ward) -> None:
    other = await a_served_kit(ward, ward.town.theatre, "K-2", FirstAidKitAccess.ALWAYS)
    move = """mutation ($input: MoveMedicineInput!) { moveMedicine(input: $input) {
      firstAidKits { code } userErrors { code field }
    } }"""
    given = {
        "id": gid("hki", ward.kit.id),
        "toKitId": gid("hki", other.id),
        "itemId": gid("hmi", ward.plasters.id),
        "quantity": 4,
    }
    done: Any = await asked(client, NOW, move, input=given)
    assert done["moveMedicine"] == {"firstAidKits": [{"code": "K-1"}, {"code": "K-2"}], "userErrors": []}
    assert (await quantities(ward.kit), await quantities(other)) == ({"A1": 6, "B1": 5}, {"A1": 5})
    assert await Movement.filter(kind__in=["MOVED_OUT", "MOVED_IN"]).order_by("change").values_list(
        "change", "note"
    ) == [(-4, "K-2"), (4, "K-1")]
    # Whoever may do it at one place may not put anything into the kits of another.
    keeper = client.permitted("health_points.stock_write", "health_points.stock_read", places=[ward.town.store])
    refused: Any = await asked(keeper, NOW, move, input=given)
    assert [error["code"] for error in refused["moveMedicine"]["userErrors"]] == ["NOT_PERMITTED"]
    same = stock.transfer(ward.kit.id, stock.Transfer(to_kit_id=ward.kit.id, item_id=ward.plasters.id, quantity=1))
    assert await problems_of(same) == [("NOT_ALLOWED", "toKitId")]


async def test_a_check_books_what_was_counted(ward: Ward) -> None:
    lots = {lot.number: lot.id for lot in await Lot.all()}
    counts = [checks.CountedLot(lot_id=lots["A1"], found=7), checks.CountedLot(lot_id=lots["B1"], found=5)]
    with fixed(at(date(2024, 7, 20))):
        await checks.record(ward.kit.id, checks.NewCheck(seal_intact=False, celsius=31, humidity=50, counts=counts))
    assert await quantities(ward.kit) == {"A1": 7, "B1": 5}
    rows = await Check.filter(kit_id=ward.kit.id).order_by("checked_at")
    assert [(row.superseded_on, row.next_due_on, row.storage_ok) for row in rows] == [
        (date(2024, 7, 20), date(2024, 8, 9), True),
        (None, date(2024, 8, 19), False),
    ]
    assert await Movement.filter(check_made_id=rows[1].id).values_list("kind", "change") == [("COUNTED", -3)]
    assert await open_alerts(ward.kit) == ["EXPIRING", "LOW_STOCK", "SEAL_BROKEN", "STORAGE_UNFIT"]
    twice = checks.NewCheck(seal_intact=True, counts=[counts[0], counts[0]])
    assert await problems_of(checks.record(ward.kit.id, twice)) == [("DUPLICATE", "counts.1.lotId")]


async def test_restocking(ward: Ward) -> None:
    nothing = restocking.request(ward.kit.id, restocking.NewRestock())
    assert await problems_of(nothing) == [("NOTHING_MISSING", "items")]
    with fixed(NOW):
        await stock.report_use(ward.kit.id, use(ward.plasters, 3))
        request = await restocking.request(ward.kit.id, restocking.NewRestock())
    (line,) = await RestockLine.filter(restock_id=request.id).prefetch_related("stock__item")
    assert (line.stock.item.code, line.quantity) == ("plaster", 3)
    assert await problems_of(restocking.request(ward.kit.id, restocking.NewRestock())) == [("RESTOCK_OPEN", "id")]
    lots = [stock.NewLot(item_id=ward.plasters.id, number="A4", expires_on=date(2026, 1, 1), quantity=2)]
    receipt = stock.Receipt(lots=lots)
    assert await problems_of(restocking.receive(request.id, receipt)) == [("WRONG_STATE", "id")]
    assert await problems_of(restocking.dispatch(request.id)) == [("WRONG_STATE", "id")]
    with fixed(NOW):
        await restocking.approve(request.id)
        await restocking.dispatch(request.id)
        await restocking.receive(request.id, receipt)
    assert await quantities(ward.kit) == {"A1": 7, "A4": 2, "B1": 5}
    assert (await RestockLine.get(id=line.id)).received == 2
    assert (await Restock.get(id=request.id)).state == "RECEIVED"
    assert (await Movement.get(restock_id=request.id)).change == 2
    over = restocking.cancel(request.id, kits.Reason(reason="重复"))
    assert await problems_of(over) == [("WRONG_STATE", "id")]
    with fixed(NOW):
        again = await restocking.request(ward.kit.id, restocking.NewRestock())
        await restocking.cancel(again.id, kits.Reason(reason="重复"))
        assert (await restocking.request(ward.kit.id, restocking.NewRestock())).state == "REQUESTED"


async def test_the_life_of_a_kit(ward: Ward) -> None:
    with fixed(NOW):
        kit = await a_kit(ward.town.theatre, ward.template, "K-2")
    assert await problems_of(kits.put_into_service(kit.id)) == [("NOT_CHECKED", "id")]
    with fixed(NOW):
        await checks.record(kit.id, checks.NewCheck(seal_intact=True))
        await stock_up(kit, ward.wipes, "B2", date(2026, 1, 1), 5)
    assert await problems_of(kits.put_into_service(kit.id)) == [("STOCK_OUT", "id")]
    with fixed(NOW):
        await stock_up(kit, ward.plasters, "A2", date(2026, 1, 1), 1)
        await kits.put_into_service(kit.id)
        await kits.take_out_of_service(kit.id, kits.Reason(reason="装修"))
    reason = kits.Reason(reason="搬迁")
    assert await problems_of(kits.take_out_of_service(kit.id, reason)) == [("WRONG_STATE", "id")]
    assert await problems_of(kits.retire(kit.id, reason)) == [("NOT_EMPTY", "id")]
    with fixed(NOW):
        await stock.discard(
            kit.id,
            stock.Discard(
                reason="搬迁",
                lots=[stock.DiscardedLot(lot_id=lot.id) for lot in await Lot.filter(kit_id=kit.id)],
            ),
        )
        assert (await kits.retire(kit.id, reason)).status is FirstAidKitStatus.RETIRED
    of_place = Event.filter(name="place.equipment_changed", subject_id=ward.town.theatre.id)
    assert [one.payload["condition"] for one in await of_place.order_by("position")] == ["OK", "FAULTY", "MISSING"]
    assert await open_alerts(kit) == []


async def par_levels(kit: Kit) -> list[int]:
    return [row.par_level for row in await Stock.filter(kit_id=kit.id).order_by("position")]


async def test_another_template_brings_other_par_levels(ward: Ward) -> None:
    with fixed(NOW):
        new = a_template(ward.plasters, ward.wipes, 2)
        only = medicine.NewTemplate(**{**vars(new), "items": [*new.items[:1]]})
        second = await medicine.publish_template(only)
        # The kit keeps its template until somebody gives it the other.
        assert await par_levels(ward.kit) == [10, 5]
        await kits.update(ward.kit.id, kits.KitChange(template_id=second.id, name="一号箱"))
    assert await par_levels(ward.kit) == [10, 0]
    assert (await Kit.get(id=ward.kit.id)).name == "一号箱"
    assert await problems_of(medicine.publish_template(only)) == [("NOT_LATER", "validFrom")]
    unlisted = medicine.NewTemplate(**{**vars(only), "items": [], "number": 3, "valid_from": date(2024, 8, 1)})
    assert await problems_of(medicine.publish_template(unlisted)) == [("REQUIRED", "items")]


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_use_is_reported_once_by_those_who_may_see_no_stock(client: Client, ward: Ward) -> None:
    report = """mutation ($input: ReportFirstAidKitUseInput!) { reportFirstAidKitUse(input: $input) {
      firstAidKit { code stock { nodes { available usable } } } userErrors { code message }
    } }"""
    given = {"id": gid("hki", ward.kit.id), "itemId": gid("hmi", ward.plasters.id), "idempotencyKey": "tap-1"}
    worker = client.in_role("health_points.grid_worker", areas=[ward.town.xihua])
    for _ in range(2):
        done: Any = await asked(worker, NOW, report, input=given)
        assert done["reportFirstAidKitUse"] == {
            "firstAidKit": {
                "code": "K-1",
                "stock": {"nodes": [{"available": True, "usable": None}, {"available": True, "usable": None}]},
            },
            "userErrors": [],
        }
    assert await quantities(ward.kit) == {"A1": 9, "B1": 5}
    elsewhere = client.in_role("health_points.grid_worker", areas=[ward.town.pitong])
    refused: Any = await asked(elsewhere, NOW, report, input={**given, "idempotencyKey": "tap-2"})
    assert [error["code"] for error in refused["reportFirstAidKitUse"]["userErrors"]] == ["NOT_PERMITTED"]
