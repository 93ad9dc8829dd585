"""What the database holds, whoever writes; and what happens when two write at once."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

import pytest
from linli.models import Event
from linli.services import InputRefused
from linli.testing import Client, Dialect, Town
from tortoise.exceptions import IntegrityError

from linli_night_pharmacy import duties
from linli_night_pharmacy.choices import NightService
from linli_night_pharmacy.models import Duty, DutyService

HOUR = datetime.timedelta(hours=1)


def row(town: Town, begins: datetime.datetime, hours: float, **columns: Any) -> Duty:
    named = {"pharmacist": "演示药师甲", "phone": "028-0000 0001"}
    return Duty(place_id=town.store.id, starts_at=begins, ends_at=begins + hours * HOUR, **named | columns)


async def test_rows_that_it_refuses(client: Client, town: Town, evening: datetime.datetime) -> None:
    await row(town, evening, 10).save()
    tomorrow = evening + 24 * HOUR
    for wrong in (
        row(town, evening + 9 * HOUR, 2),
        row(town, evening - HOUR, 12),
        row(town, tomorrow, 0),
        row(town, tomorrow, 16.001),
        row(town, tomorrow, 8, cancelled_at=evening),
        row(town, tomorrow, 8, pharmacist=None),
        row(town, tomorrow, 8, retired_at=evening),
    ):
        with pytest.raises(IntegrityError, match="night_pharmacy_duty_"):
            await wrong.save()
    assert await Duty.all().count() == 1
    await row(town, evening + 10 * HOUR, 16).save()


async def test_rows_that_it_refuses_to_change(client: Client, town: Town, evening: datetime.datetime) -> None:
    duty, cancelled = row(town, evening, 10), row(town, evening, 10, cancelled_at=evening, cancel_reason="停电")
    await duty.save()
    await cancelled.save()
    changes: tuple[dict[str, Any], ...] = (
        {"cancelled_at": None, "cancel_reason": None},
        {"ends_at": evening + 17 * HOUR},
        {"ends_at": evening},
    )
    for values in changes:
        with pytest.raises(IntegrityError, match="night_pharmacy_duty_"):
            await Duty.filter(id=cancelled.id).update(**values)
    await Duty.filter(id=duty.id).update(ends_at=evening + 16 * HOUR)


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_of_many_at_once_one_gets_the_night(client: Client, town: Town, evening: datetime.datetime) -> None:
    """By the use case, and by rows that are written past it."""
    new = duties.NewDuty(
        place_id=town.store.id,
        starts_at=evening + HOUR,
        ends_at=evening + 9 * HOUR,
        pharmacist="演示药师甲",
        phone="028-0000 0001",
        services=[NightService.ADVICE],
    )
    attempts = [duties.create(new) for _ in range(6)]
    past = [row(town, evening + number * HOUR, 9).save() for number in range(6)]
    results = await asyncio.gather(*attempts, *past, return_exceptions=True)
    refused = [result for result in results if isinstance(result, InputRefused | IntegrityError)]
    assert len(refused) == 11, results
    assert {problem.code for one in refused if isinstance(one, InputRefused) for problem in one.problems} <= {"OVERLAP"}
    assert await Duty.all().count() == 1
    assert await DutyService.all().count() == await Event.filter(name="night_pharmacy.duty_created").count()
