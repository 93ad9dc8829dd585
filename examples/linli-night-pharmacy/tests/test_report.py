"""The report counts nights and hours, as they were known on a day."""

from __future__ import annotations

import datetime
from typing import Any

from linli.testing import Client, Town, fixed

from linli_night_pharmacy import duties

DAY = datetime.timedelta(days=1)
NIGHTS = """query ($from: Date!, $to: Date!, $asOf: Date) {
  nightPharmacyNights(startsOn: $from, endsOn: $to, asOf: $asOf) { rows { place nights hours cancelled } }
}"""


async def told(client: Client, first: str, last: str, as_of: str, *, district: str | None = None) -> Any:
    data = await client.ask(NIGHTS, {"from": first, "to": last, "asOf": as_of}, district=district)
    return data["nightPharmacyNights"]["rows"]


async def test_nights_hours_and_what_was_cancelled(client: Client, town: Town, evening: datetime.datetime) -> None:
    reader = client.permitted("night_pharmacy.reports_read")
    for number in range(3):
        new = duties.NewDuty(
            place_id=town.store.id,
            starts_at=evening + number * DAY,
            ends_at=evening + number * DAY + datetime.timedelta(hours=7, minutes=30),
            pharmacist="演示药师甲",
            phone="028-0000 0001",
            services=[],
        )
        duty = await duties.create(new)
    with fixed(evening + 2 * DAY):
        await duties.cancel(duty.id, "停电")
    with fixed(evening + 10 * DAY):
        row = {"place": "演示便利店", "nights": 2, "hours": 15.0, "cancelled": 1}
        assert await told(reader, "2026-07-01", "2026-07-03", "2026-07-05") == [row]
        assert await told(reader, "2026-07-01", "2026-07-03", "2026-07-05", district="jinniu") == [row]
        # Both ends belong to the period; what begins after the day of the report is not known yet.
        one = {"place": "演示便利店", "nights": 1, "hours": 7.5, "cancelled": 0}
        assert await told(reader, "2026-07-02", "2026-07-02", "2026-07-05") == [one]
        assert await told(reader, "2026-07-02", "2026-07-03", "2026-07-02") == [one]
        assert await told(reader, "2026-07-04", "2026-07-05", "2026-07-05") == []


async def test_who_may_read_it(client: Client, town: Town) -> None:
    given = {"from": "2026-07-01", "to": "2026-07-01"}
    for viewer in (client.anonymous, client.permitted("night_pharmacy.duties_write")):
        assert (await viewer.refusal(NIGHTS, given))[0] == "FORBIDDEN"
