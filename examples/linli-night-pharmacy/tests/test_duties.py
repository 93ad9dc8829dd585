"""How duties are created and cancelled, and what is refused."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from linli.models import Event, PlaceStatus
from linli.testing import Client, Town, fixed

from linli_night_pharmacy.models import Duty

CREATE = """mutation ($input: CreateNightDutyInput!) {
  createNightDuty(input: $input) {
    nightDuty {
      place { name } startsAt endsAt pharmacist phone status version services { nodes { service } }
    }
    userErrors { code field }
  }
}"""
CANCEL = """mutation ($input: CancelNightDutyInput!) {
  cancelNightDuty(input: $input) {
    nightDuty { status cancelledAt cancelReason version }
    userErrors { code field message }
  }
}"""


def night(town: Town, **changes: Any) -> dict[str, Any]:
    given = {
        "placeId": f"pl_{town.store.id}",
        "startsAt": "2026-07-01T21:00:00+08:00",
        "endsAt": "2026-07-02T07:00:00+08:00",
        "pharmacist": "演示药师甲",
        "phone": "028-0000 0001",
        "services": ["PRESCRIPTION", "DELIVERY"],
    }
    return {"input": given | changes}


async def problems(client: Client, given: dict[str, Any], mutation: str = CREATE) -> list[tuple[str, str]]:
    ((_, payload),) = (await client.ask(mutation, given)).items()
    assert payload["nightDuty"] is None
    return [(problem["code"], ".".join(problem["field"])) for problem in payload["userErrors"]]


async def created(client: Client, town: Town, **changes: Any) -> Duty:
    payload = (await client.ask(CREATE, night(town, **changes)))["createNightDuty"]
    assert payload["userErrors"] == []
    found = await Duty.all().order_by("-id").first()
    assert found is not None
    return found


async def test_a_duty_is_created(client: Client, town: Town) -> None:
    editor = client.permitted("night_pharmacy.duties_write")
    assert await editor.ask(CREATE, night(town)) == {
        "createNightDuty": {
            "nightDuty": {
                "place": {"name": "演示便利店"},
                "startsAt": "2026-07-01T13:00:00+00:00",
                "endsAt": "2026-07-01T23:00:00+00:00",
                "pharmacist": "演示药师甲",
                "phone": "028-0000 0001",
                "status": "COMING",
                "version": 1,
                "services": {"nodes": [{"service": "PRESCRIPTION"}, {"service": "DELIVERY"}]},
            },
            "userErrors": [],
        }
    }
    event = await Event.get(name="night_pharmacy.duty_created")
    assert event.payload == {"version": 1, "placeId": f"pl_{town.store.id}"}


async def test_who_may_create_and_cancel(client: Client, town: Town) -> None:
    duty = await created(client, town)
    cancellation = {"input": {"id": f"npd_{duty.id}", "reason": "停电"}}
    for viewer in (client.anonymous, client.permitted("night_pharmacy.reports_read", "places.write")):
        for mutation, given in ((CREATE, night(town)), (CANCEL, cancellation)):
            assert (await viewer.refusal(mutation, given))[0] == "FORBIDDEN"
    assert await Duty.filter(cancelled_at=None).count() == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"endsAt": "2026-07-01T21:00:00+08:00"}, [("ENDS_BEFORE_START", "endsAt")]),
        ({"endsAt": "2026-07-02T13:00:01+08:00"}, [("OUT_OF_RANGE", "endsAt")]),
        ({"startsAt": "2026-07-01T10:00:00+08:00", "endsAt": "2026-07-01T18:00:00+08:00"}, [("IN_THE_PAST", "endsAt")]),
        ({"services": ["ADVICE", "ADVICE"]}, [("DUPLICATE", "services.1")]),
        ({"pharmacist": " ", "phone": "call us"}, [("REQUIRED", "pharmacist"), ("INVALID_FORMAT", "phone")]),
        ({"placeId": "pl_018fd14f-8280-766b-8fee-290742325f9d"}, [("NOT_FOUND", "placeId")]),
    ],
)
async def test_what_is_refused(
    client: Client, town: Town, changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert await problems(client, night(town, **changes)) == expected
    assert not await Duty.exists()
    assert not await Event.filter(name__startswith="night_pharmacy.").exists()


async def test_sixteen_hours_are_allowed(client: Client, town: Town) -> None:
    await created(client, town, endsAt="2026-07-02T13:00:00+08:00")


async def test_a_place_that_has_closed_has_no_duties(client: Client, town: Town) -> None:
    town.store.status = PlaceStatus.CLOSED
    await town.store.save(update_fields=["status"])
    assert await problems(client, night(town)) == [("WRONG_STATE", "placeId")]


async def test_duties_of_one_place_do_not_overlap(client: Client, town: Town) -> None:
    duty = await created(client, town)
    inside = {"startsAt": "2026-07-02T06:00:00+08:00", "endsAt": "2026-07-02T08:00:00+08:00"}
    payload = await client.ask(CREATE.replace("{ code field }", "{ code message }"), night(town, **inside))
    assert payload["createNightDuty"]["userErrors"] == [
        {
            "code": "OVERLAP",
            "message": "Another duty of the place is from 2026-07-01 21:00 to 2026-07-02 07:00. Cancel it first, or "
            "choose other hours.",
        }
    ]
    # Right behind it, elsewhere, and after it was cancelled.
    await created(client, town, startsAt="2026-07-02T07:00:00+08:00", endsAt="2026-07-02T08:00:00+08:00")
    await created(client, town, placeId=f"pl_{town.theatre.id}")
    await client.ask(CANCEL, {"input": {"id": f"npd_{duty.id}", "reason": "停电"}})
    await created(client, town, endsAt="2026-07-02T06:00:00+08:00")


async def test_a_duty_is_cancelled_once(client: Client, town: Town) -> None:
    duty = await created(client, town)
    given = {"input": {"id": f"npd_{duty.id}", "reason": "药师生病", "expectedVersion": 1}}
    assert (await client.ask(CANCEL, given))["cancelNightDuty"] == {
        "nightDuty": {
            "status": "CANCELLED",
            "cancelledAt": "2026-07-01T10:00:00+00:00",
            "cancelReason": "药师生病",
            "version": 2,
        },
        "userErrors": [],
    }
    assert await problems(client, given, CANCEL) == [("CONFLICT", "expectedVersion")]
    del given["input"]["expectedVersion"]
    assert await problems(client, given, CANCEL) == [("WRONG_STATE", "id")]


async def test_what_is_over_is_not_cancelled(client: Client, town: Town, evening: datetime.datetime) -> None:
    duty = await created(client, town)
    given = {"input": {"id": f"npd_{duty.id}", "reason": "停电"}}
    assert await problems(client, {"input": given["input"] | {"reason": " "}}, CANCEL) == [("REQUIRED", "reason")]
    with fixed(evening + datetime.timedelta(hours=13)):
        assert await problems(client, given, CANCEL) == [("WRONG_STATE", "id")]


async def test_a_district_without_the_plugin_has_no_duties(client: Client, town: Town) -> None:
    elsewhere = night(town, placeId=f"pl_{town.library.id}")
    assert await problems(client, elsewhere) == [("MODULE_NOT_ENABLED", "")]
    assert not await Duty.exists()
