"""How many activities begin in each month, as the public sees them."""

from __future__ import annotations

import pytest

from tests.schema.client import Client

MONTHS = "query ($months: Int, $endsOn: Date) { activityMonths(months: $months, endsOn: $endsOn) { month count } }"


async def test_the_last_twelve_months(office: Client) -> None:
    months = (await office.ask(MONTHS))["activityMonths"]
    assert len(months) == 12
    assert [one["month"] for one in months] == sorted({one["month"] for one in months})
    shown = await office.ask(
        """query ($from: DateTime!, $to: DateTime!) {
          activities(where: {startsAt: {gte: $from, lt: $to}, decision: {in: [PUBLISHED, ARCHIVED]}}) { totalCount }
        }""",
        {"from": f"{months[0]['month']}-01T00:00:00+08:00", "to": "2024-08-01T00:00:00+08:00"},
    )
    assert months[-1]["month"] == "2024-07"
    assert sum(one["count"] for one in months) == shown["activities"]["totalCount"] > 0


async def test_a_month_begins_at_midnight_in_shanghai(office: Client) -> None:
    told = await office.ask(MONTHS, {"months": 2, "endsOn": "2025-01-31"})
    assert [one["month"] for one in told["activityMonths"]] == ["2024-12", "2025-01"]


async def test_administrators_see_no_more(office: Client) -> None:
    assert await office.ask(MONTHS, admin=True) == await office.ask(MONTHS)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"months": 0}, "months: Must be from 1 to 60."),
        ({"months": 61}, "months: Must be from 1 to 60."),
        ({"endsOn": "9999-12-31"}, "endsOn: Must be from 1900-01-01 to 2199-12-31."),
    ],
)
async def test_too_many_months(office: Client, variables: dict[str, object], message: str) -> None:
    assert await office.refusal(MONTHS, variables) == (400, "BAD_USER_INPUT", message)
