"""What holds when several people act at once, on PostgreSQL, where they really do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from core.clock import fixed
from core.models import Event
from core.problems import InputRefused
from linli.testing import Dialect
from plugins.health_points import appointments, kits, recalls, restocking, sessions, stock
from plugins.health_points.choices import DoctorAppointmentStatus, FirstAidKitAccess
from plugins.health_points.kits import Reason
from plugins.health_points.models import Appointment, Lot, Movement, Recall, Restock, Slot
from tests.plugins.health_points.ward import (
    LAST_DAY,
    NOW,
    Ward,
    a_person,
    a_served_kit,
    a_session,
    quantities,
    slots_of,
)

pytestmark = pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)


def codes(outcomes: Iterable[Any]) -> Counter[str]:
    """How often each code was refused; other errors are raised."""
    found: Counter[str] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, InputRefused):
            found[outcome.problems[0].code] += 1
        elif isinstance(outcome, BaseException):
            raise outcome
    return found


async def test_two_bookings_of_one_slot(ward: Ward) -> None:
    """Edge case 25."""
    with fixed(NOW):
        slots = await slots_of(await a_session(ward))
        people = [await a_person(f"演示居民1{number:02}") for number in range(6)]
        for slot in slots:
            outcomes = await asyncio.gather(
                *(
                    appointments.book(appointments.BookingFor(slot_id=slot.id, person_id=person.id))
                    for person in people
                ),
                return_exceptions=True,
            )
            refused = codes(outcomes)
            assert sum(refused.values()) == 5
            assert set(refused) <= {"SLOT_TAKEN", "ALREADY_BOOKED"}
        assert await Appointment.all().count() == 4
        (row,) = await Appointment.filter(slot_id=slots[0].id)
        outcomes = await asyncio.gather(
            *(appointments.conclude(row.id, DoctorAppointmentStatus.CANCELLED) for _ in range(4)),
            return_exceptions=True,
        )
        assert codes(outcomes) == {"WRONG_STATE": 3}
        again = appointments.BookingFor(slot_id=slots[0].id, person_id=people[-1].id)
        if await Appointment.filter(person_id=people[-1].id).exclude(status="CANCELLED").exists():
            again = appointments.BookingFor(slot_id=slots[0].id, person_id=people[-2].id)
        await Appointment.filter(person_id=again.person_id).exclude(slot_id=slots[0].id).delete()
        await appointments.book(again)


async def test_a_booking_beside_the_cancelling_of_its_session(ward: Ward) -> None:
    with fixed(NOW):
        person = await a_person()
        for number in range(6):
            session = await a_session(ward, minutes=60)
            slot, _ = await slots_of(session)
            outcomes = await asyncio.gather(
                sessions.cancel(session.id, Reason(reason="停诊")),
                appointments.book(appointments.BookingFor(slot_id=slot.id, person_id=person.id)),
                return_exceptions=True,
            )
            assert set(codes(outcomes)) <= {"NOT_OFFERED"}, number
            statuses = await Appointment.filter(slot_id=slot.id).values_list("status", flat=True)
            assert set(statuses) <= {DoctorAppointmentStatus.CANCELLED}
            await Appointment.all().delete()
            await Slot.filter(session_id=session.id).delete()
            await session.delete()


async def test_nobody_takes_what_is_not_there(ward: Ward) -> None:
    with fixed(NOW):
        use = stock.Use(item_id=ward.plasters.id, quantity=3)
        outcomes = await asyncio.gather(*(stock.report_use(ward.kit.id, use) for _ in range(8)), return_exceptions=True)
    assert codes(outcomes) == {"NOT_ENOUGH_STOCK": 5}
    assert (await quantities(ward.kit))["A1"] == 1
    assert await Movement.filter(kind="USED").count() == 3


async def test_stock_to_and_fro_waits_for_nobody_forever(ward: Ward) -> None:
    other = await a_served_kit(ward, ward.town.theatre, "K-2", FirstAidKitAccess.ALWAYS)
    with fixed(NOW):
        there = stock.Transfer(to_kit_id=other.id, item_id=ward.plasters.id, quantity=1)
        back = stock.Transfer(to_kit_id=ward.kit.id, item_id=ward.plasters.id, quantity=1)
        outcomes = await asyncio.gather(
            *(stock.transfer(ward.kit.id, there) for _ in range(5)),
            *(stock.transfer(other.id, back) for _ in range(5)),
            return_exceptions=True,
        )
    assert set(codes(outcomes)) <= {"NOT_ENOUGH_STOCK"}
    assert (await quantities(ward.kit))["A1"] + (await quantities(other))["A1"] == 11


async def test_nothing_of_a_recalled_lot_slips_in(ward: Ward) -> None:
    line = stock.NewLot(item_id=ward.plasters.id, number="A9", expires_on=LAST_DAY, quantity=1)
    with fixed(NOW):
        for number in range(5):
            outcomes = await asyncio.gather(
                stock.receive(ward.kit.id, stock.Receipt(lots=[line])),
                recalls.recall(
                    recalls.NewRecall(area_id=ward.town.jinniu.id, item_id=ward.plasters.id, number="A9", reason="召回")
                ),
                stock.report_use(ward.kit.id, stock.Use(item_id=ward.plasters.id)),
                return_exceptions=True,
            )
            assert set(codes(outcomes)) <= {"LOT_RECALLED"}, number
            assert await Lot.filter(number="A9", recalled=False).count() == 0
            (recall,) = await Recall.filter(lifted_at=None)
            await recalls.lift(recall.id)


async def test_two_kits_of_a_place_that_fail_at_once(ward: Ward) -> None:
    other = await a_served_kit(ward, ward.town.store, "K-2", FirstAidKitAccess.ALWAYS)
    with fixed(NOW):
        reason = Reason(reason="检修")
        await asyncio.gather(kits.take_out_of_service(ward.kit.id, reason), kits.take_out_of_service(other.id, reason))
    told = Event.filter(name="place.equipment_changed", subject_id=ward.town.store.id)
    assert [one.payload["condition"] for one in await told.order_by("position")] == ["OK", "FAULTY"]


async def test_one_request_for_restocking(ward: Ward) -> None:
    with fixed(NOW):
        wanted = [restocking.WantedItem(item_id=ward.plasters.id, quantity=1)]
        outcomes = await asyncio.gather(
            *(restocking.request(ward.kit.id, restocking.NewRestock(items=wanted)) for _ in range(5)),
            return_exceptions=True,
        )
    assert codes(outcomes) == {"RESTOCK_OPEN": 4}
    assert await Restock.all().count() == 1
