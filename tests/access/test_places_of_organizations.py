"""Whoever may write the places of an organisation makes places anywhere, and always its own."""

from __future__ import annotations

from typing import Any

from core.models import Place
from linli.models import Organization
from linli.testing import Client, Town

CREATE = """mutation ($area: ID!, $operator: ID) {
  createPlace(input: {name: "演示新店", areaId: $area, operatorId: $operator}) {
    place { operator { name } } userErrors { code field message }
  }
}"""


async def _created(client: Client, town: Town, operator: Organization | None) -> dict[str, Any]:
    given = {"area": f"ar_{town.pitong.id}", "operator": None if operator is None else f"or_{operator.id}"}
    answer: dict[str, Any] = (await client.ask(CREATE, given))["createPlace"]
    return answer


async def test_a_place_that_an_organisation_makes_is_its_own(client: Client, town: Town) -> None:
    other = await Organization.create(kind="COMPANY", name="演示公司", area=town.xihua)
    before = await Place.all().count()
    chain = client.permitted("places.write", organizations=[town.office])
    outside = {
        "code": "NOT_PERMITTED",
        "field": [],
        "message": "What would be written lies outside of where you have the permission 'places.write'.",
    }
    for operator in (None, other):
        assert await _created(chain, town, operator) == {"place": None, "userErrors": [outside]}
    assert await Place.all().count() == before
    made = await _created(chain, town, town.office)
    assert made == {"place": {"operator": {"name": town.office.name}}, "userErrors": []}
