"""Whoever may write activities for a host of one takes it over from nobody, and does not see who registered for it."""

from __future__ import annotations

from typing import Any

import pytest

from core.models import ActivityHost, Registration
from linli.models import Activity, Organization
from linli.testing import Client, Town

UPDATE = """mutation ($input: UpdateActivityInput!) {
  updateActivity(input: $input) { activity { title } userErrors { code field } }
}"""
CREATE = """mutation ($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { title } userErrors { code field } }
}"""
REGISTRATIONS = "{ registrations { totalCount } }"


async def _company(town: Town) -> Organization:
    company = await Organization.create(name="演示公司", kind="COMPANY", area=town.pitong)
    await ActivityHost.create(activity=town.festival, organization=company, role="SUPPORTER", position=1)
    await Registration.create(activity=town.festival, person=town.resident)
    return company


async def _changed(client: Client, town: Town, **values: str) -> Any:
    given = {"input": {"id": f"at_{town.festival.id}", **values}}
    return (await client.ask(UPDATE, given))["updateActivity"]


def _refused(field: str) -> dict[str, Any]:
    return {"activity": None, "userErrors": [{"code": "NOT_PERMITTED", "field": [field]}]}


async def test_a_host_does_not_become_the_lead_and_see_who_registered(client: Client, town: Town) -> None:
    company = await _company(town)
    host = client.permitted("activities.write", "registrations.read", organizations=[company])
    assert await host.ask(REGISTRATIONS) == {"registrations": {"totalCount": 0}}
    for name, value in (
        ("leadOrganizationId", f"or_{company.id}"),
        ("areaId", f"ar_{town.pitong.id}"),
        ("placeId", f"pl_{town.library.id}"),
    ):
        assert await _changed(host, town, **{name: value}) == _refused(name)
    assert await host.ask(REGISTRATIONS) == {"registrations": {"totalCount": 0}}
    row = await Activity.get(id=town.festival.id)
    assert (row.lead_organization_id, row.version) == (town.office.id, 1)  # type: ignore[attr-defined]  # the column
    # What it says of the activity is its own to change.
    done = {"activity": {"title": "演示邻里节（联办）"}, "userErrors": []}
    assert await _changed(host, town, title="演示邻里节（联办）", areaId=f"ar_{town.xihua.id}") == done


@pytest.mark.parametrize(("name", "is_done"), [("placeId", True), ("areaId", False), ("leadOrganizationId", False)])
async def test_the_lead_chooses_the_venue_and_the_area_the_rest(
    client: Client, town: Town, name: str, is_done: bool
) -> None:
    company = await _company(town)
    values = {
        "placeId": f"pl_{town.library.id}",
        "areaId": f"ar_{town.pitong.id}",
        "leadOrganizationId": f"or_{company.id}",
    }
    given = {name: values[name]}
    lead = client.permitted("activities.write", organizations=[town.office])
    one = client.permitted("activities.write", areas=[town.xihua])
    both = client.permitted("activities.write", areas=[town.xihua, town.pitong])
    if name == "areaId":
        assert await _changed(one, town, **given) == _refused(name)
    assert await _changed(lead, town, **given) == (
        {"activity": {"title": "演示邻里节"}, "userErrors": []} if is_done else _refused(name)
    )
    assert await _changed(both, town, **given) == {"activity": {"title": "演示邻里节"}, "userErrors": []}


async def test_nobody_makes_an_activity_as_a_host_alone(client: Client, town: Town) -> None:
    company = await _company(town)
    host = client.permitted("activities.write", "drafts.read", organizations=[company])
    given = {
        "title": "演示义诊",
        "areaId": f"ar_{town.xihua.id}",
        "leadOrganizationId": f"or_{town.office.id}",
        "startsAt": "2024-10-11T09:00:00+08:00",
        "endsAt": "2024-10-11T11:00:00+08:00",
        "hosts": [{"organizationId": f"or_{company.id}"}],
    }
    before = await Activity.all().count()
    assert (await host.ask(CREATE, {"input": given}))["createActivity"] == _refused("leadOrganizationId")
    assert await Activity.all().count() == before
    made = await host.ask(CREATE, {"input": {**given, "leadOrganizationId": f"or_{company.id}"}})
    assert made["createActivity"] == {"activity": {"title": "演示义诊"}, "userErrors": []}
