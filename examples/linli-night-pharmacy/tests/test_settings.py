"""What an administrator may choose."""

from __future__ import annotations

import datetime

import pytest
from linli.services import InputRefused, Problem
from linli.testing import Client, PluginSet, Town, fixed, plugin_set

from linli_night_pharmacy import duties
from linli_night_pharmacy.models import Duty

HOUR = datetime.timedelta(hours=1)


@pytest.fixture(scope="module")
def plugins() -> PluginSet:
    return plugin_set("night_pharmacy", settings={"night_pharmacy": {"longest_hours": 9, "keep_days": 1}})


async def test_duties_may_be_shorter_and_names_forgotten_sooner(
    client: Client, town: Town, evening: datetime.datetime
) -> None:
    def lasting(hours: int) -> duties.NewDuty:
        return duties.NewDuty(
            place_id=town.store.id,
            starts_at=evening,
            ends_at=evening + hours * HOUR,
            pharmacist="演示药师甲",
            phone="028-0000 0001",
            services=[],
        )

    with pytest.raises(InputRefused) as caught:
        await duties.create(lasting(10))
    assert caught.value.problems == (
        Problem("OUT_OF_RANGE", "Lasts 10:00:00, and at most 9 hours are allowed.", ("endsAt",)),
    )
    await duties.create(lasting(9))
    with fixed(evening + 34 * HOUR):
        await duties.retire_old()
    assert await Duty.all().values_list("pharmacist", flat=True) == [None]
