"""Open subscriptions of somebody whose rights end (edge case 33)."""

from __future__ import annotations

from core import places
from core.clock import now, today
from core.models import Account, Person, RoleAssignment
from core.place_input import PlaceChange
from linli.testing import Client, Town
from tests.access.conftest import account_of
from tests.access.issuer import signed
from tests.schema.http.streams import subscribed

PLACES = "subscription { placeChanged { place { name } } }"


async def test_they_end_before_anything_else_is_told(client: Client, town: Town) -> None:
    await account_of(town.resident)
    await RoleAssignment.create(person=town.resident, role="area_admin", area=town.xihua, valid_from=today())
    async with subscribed(client.server, PLACES, token=signed()) as alice:
        await places.update(town.theatre.id, PlaceChange(name="一号剧场"))
        assert (await alice.told())["placeChanged"] == {"place": {"name": "一号剧场"}}
        # Somebody else's rights are nothing to her.
        await RoleAssignment.create(
            person=await Person.create(display_name="演示居民002"),
            role="auditor",
            area=town.city,
            valid_from=today(),
        )
        await places.update(town.theatre.id, PlaceChange(name="二号剧场"))
        assert (await alice.told())["placeChanged"] == {"place": {"name": "二号剧场"}}
        await RoleAssignment.filter(person_id=town.resident.id).delete()
        await places.update(town.theatre.id, PlaceChange(name="三号剧场"))
        assert (await alice.end())[0] == "PERMISSIONS_CHANGED"
    async with subscribed(client.server, PLACES, token=signed()) as alice:
        await Account.all().update(disabled_at=now())
        await places.update(town.theatre.id, PlaceChange(name="四号剧场"))
        assert (await alice.end())[0] == "UNAUTHENTICATED"
