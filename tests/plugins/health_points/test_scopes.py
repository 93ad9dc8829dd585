"""Who has permissions at scattered places asks as deeply as who has them everywhere."""

from __future__ import annotations

import uuid

import pytest

from core.access import PEOPLE_READ, Reach, Viewer, ViewerKind
from core.clock import fixed
from linli.testing import Client
from plugins.health_points import checks
from plugins.health_points.models import Lot
from plugins.health_points.permissions import STOCK_READ
from tests.plugins.health_points.ward import NOW, Ward, gid

QUESTION = """{
  firstAidKitChecks(where: {movements: {some: {change: {lt: 0}}}}) {
    totalCount
    nodes {
      kit { code }
      movements { totalCount nodes { change lot { number stock { item { name } kit { code place { id } } } } } }
    }
  }
}"""


@pytest.mark.parametrize("here", [True, False])
async def test_movements_of_checks_at_two_dozen_scopes(client: Client, ward: Ward, here: bool) -> None:
    lot = await Lot.get(kit_id=ward.kit.id, number="A1")
    with fixed(NOW):
        await checks.record(
            ward.kit.id, checks.NewCheck(seal_intact=True, counts=[checks.CountedLot(lot_id=lot.id, found=7)])
        )
    elsewhere = [uuid.UUID(int=number) for number in range(23)]
    reach = Reach(areas=frozenset([*elsewhere, ward.town.xihua.id] if here else elsewhere))
    permissions = frozenset({STOCK_READ, PEOPLE_READ})
    admin = Viewer(ViewerKind.PERSON, permissions, dict.fromkeys(permissions, reach))
    of = {"item": {"name": ward.plasters.name}, "kit": {"code": "K-1", "place": {"id": gid("pl", ward.town.store.id)}}}
    movement = {"change": -3, "lot": {"number": "A1", "stock": of}}
    nodes = [{"kit": {"code": "K-1"}, "movements": {"totalCount": 1, "nodes": [movement]}}]
    found = nodes if here else []
    asked = await client.seen_by(admin).ask(QUESTION)
    assert asked == {"firstAidKitChecks": {"totalCount": len(found), "nodes": found}}
