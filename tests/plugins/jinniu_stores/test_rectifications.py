"""What has to be put right at stores that leave, and come back."""

from __future__ import annotations

from core.clock import fixed
from core.database.connect import Database
from core.equipment import equipment_changed
from core.models import Event
from core.models.choices import EquipmentCondition
from linli import ReportPeriod
from plugins.jinniu_stores import eligibility, equipment, rectifications, stores
from plugins.jinniu_stores.choices import ElementCondition, EligibilityVerdict, TenElement
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Rectification
from plugins.jinniu_stores.reports.inspections import ten_elements
from tests.plugins.jinniu_stores.office import Client, a_district, a_store, at, date, inspect, problems_of

FAULTY = ElementCondition.FAULTY


async def test_what_was_to_be_put_right_ends_when_the_store_leaves(stores_db: Database, client: Client) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    await inspect(store, at(date(2024, 8, 1)), MICROWAVE=FAULTY, BOOK_BASKET=FAULTY)
    open_one = await Rectification.get(finding__item__element=TenElement.MICROWAVE)
    done = rectifications.Completion()
    put_right = await Rectification.get(finding__item__element=TenElement.BOOK_BASKET)
    assert await problems_of(rectifications.complete(put_right.id, done), at(date(2024, 8, 2))) == []
    left, back = date(2024, 9, 1), date(2024, 10, 1)
    with fixed(at(left)):
        await stores.withdraw(store.id, "装修")
    assert await problems_of(rectifications.complete(open_one.id, done), at(left)) == [("WRONG_STATE", "id")]
    # News of the equipment of a store that has left opens nothing.
    with fixed(at(left, 12)):
        event = await equipment_changed(store.place_id, "MICROWAVE", EquipmentCondition.OK)
        await equipment.on_equipment_changed(await Event.get(position=event.position))
        event = await equipment_changed(store.place_id, "WATER_DISPENSER", EquipmentCondition.FAULTY)
        await equipment.on_equipment_changed(await Event.get(position=event.position))

    listed = """{ pioneerStoreRectifications(orderBy: [{createdAt: ASC}]) {
        nodes { finding { item { element } } state dueOn doneOn withdrawnOn }
    } }"""

    async def told() -> list[list[str | None]]:
        answer = await client.ask(listed, now=at(back))
        return sorted(
            [row["finding"]["item"]["element"], row["state"], row["dueOn"], row["doneOn"], row["withdrawnOn"]]
            for row in answer["pioneerStoreRectifications"]["nodes"]
        )

    before = [
        ["BOOK_BASKET", "DONE", "2024-08-15", "2024-08-02", None],
        ["MICROWAVE", "WITHDRAWN", "2024-08-15", None, "2024-09-01"],
    ]
    assert await told() == before

    async def overdue(as_of: date) -> int:
        rows = await ten_elements(ReportPeriod(None, date(2024, 1, 1), date(2024, 12, 31), as_of))
        return sum(row["rectifications_overdue"] for row in rows)

    assert [await overdue(date(2024, 8, 31)), await overdue(left), await overdue(back)] == [1, 0, 0]

    # Found anew after it came back, a fault has the time of a new one.
    with fixed(at(back)):
        await stores.readmit(store.id)
        await eligibility.assess(store.id, eligibility.NewAssessment(verdict=EligibilityVerdict.ELIGIBLE))
        await stores.plan(store.id, district.wave.id)
        await stores.start_fitting_out(store.id)
        await stores.request_inspection(store.id)
    await inspect(store, at(back, 10), MICROWAVE=FAULTY, BOOK_BASKET=FAULTY)
    assert await told() == [
        before[0],
        ["BOOK_BASKET", "OPEN", "2024-10-15", None, None],
        ["MICROWAVE", "OPEN", "2024-10-15", None, None],
        before[1],
    ]
    assert await overdue(back) == 0
