"""The permission for a private field, beside the one that the row needs: where this one implies it, and where not."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.access import PEOPLE_NAMES, PEOPLE_READ, REGISTRATIONS_READ, Reach, Viewer, ViewerKind
from core.clock import today
from core.covers import covers_of
from core.database.connect import transaction
from core.database.reader import TransactionReader
from core.models import Account, AuditEntry, Person, Registration, RoleAssignment
from core.rights import Known, epoch_of, known_account
from core.search import index_instance
from linli.testing import Client, Town
from linli.testing.town import build_town

MASKED = "演**"
OTHER_FINDS = 6
"""How much else of the town has 演示 in its name, and is seen by everybody."""
day = datetime.timedelta(days=1)

TOLD = """{
  people(orderBy: [{id: ASC}]) { nodes { displayName } }
  registrations(orderBy: [{id: ASC}]) { nodes { person { displayName registrations { totalCount } } } }
  found: people(where: {displayName: {startsWith: "演示"}}) { totalCount nodes { displayName } }
  others: people(where: {not: {displayName: {startsWith: "演示"}}}) { totalCount }
  ordered: people(orderBy: [{displayName: DESC}, {id: ASC}]) { nodes { displayName } }
  through: registrations(orderBy: [{person: {displayName: ASC}}, {id: ASC}]) { nodes { person { displayName } } }
  groups: people { groups(by: [AREA]) { count area { people { nodes { displayName } } } } }
  search(text: "演示") { totalCount }
}"""
"""Names on each path on which a statement may take for granted that the row is seen."""


@dataclass(frozen=True)
class Neighbours:
    """One person each in Xihua, which is in Jinniu, and in Pitong, which is in Pidu, and one of no area; in the order
    of their ids. Each has a registration, in the same order.
    """

    town: Town
    people: list[Person]


@pytest.fixture
async def neighbours(client: Client) -> Neighbours:
    """They are the only people."""
    town = await build_town()
    await Person.filter(id=town.resident.id).delete()
    names, areas = ("演示甲", "演示乙", "演示丙"), (town.xihua, town.pitong, None)
    found = [await Person.create(display_name=name, area=area) for name, area in zip(names, areas, strict=True)]
    for person in found:
        await index_instance(person)
        await Registration.create(activity=town.festival, person=person)
    return Neighbours(town, found)


REACHES = {
    "the same": ("jinniu", "jinniu", {0}, {0}),
    "the same two": ("jinniu pidu", "jinniu pidu", {0, 1}, {0, 1}),
    "names at one more": ("jinniu", "jinniu pidu", {0}, {0, 1}),
    "names at one less": ("jinniu pidu", "jinniu", {0, 1}, {0}),
    "names elsewhere": ("jinniu", "pidu", {0}, {1}),
    "names everywhere": ("pidu", None, {1}, {0, 1, 2}),
    "people everywhere": (None, "pidu", {0, 1, 2}, {1}),
    "names below": ("jinniu", "xihua", {0}, {0}),
}
"""Where people are seen and where their names are; for whom the one permission holds, and for whom the other."""


async def test_names_are_seen_where_the_permission_holds_and_of_oneself(client: Client, neighbours: Neighbours) -> None:
    for case in REACHES:
        for oneself, remembered in ((None, False), (None, True), (0, False), (2, True)):
            await _check(client, neighbours, case, oneself, remembered=remembered)


async def _check(client: Client, neighbours: Neighbours, case: str, oneself: int | None, *, remembered: bool) -> None:
    *where, seen, named = REACHES[case]
    viewer = await _at(neighbours, dict(zip((PEOPLE_READ, PEOPLE_NAMES), where, strict=True)), oneself, remembered)
    before = await AuditEntry.all().count()
    answer = await client.seen_by(viewer).ask(TOLD)
    own = set() if oneself is None else {oneself}
    seen = seen | own
    permitted = named & seen
    full = permitted | own
    shown = [person.display_name if number in full else MASKED for number, person in enumerate(neighbours.people)]
    names = sorted(shown[number] for number in full)
    hidden = [MASKED] * len(seen - full)
    about = f"{case}, {oneself}, {remembered}"
    assert _names(answer["people"]) == [shown[number] for number in sorted(seen)], about
    of_all = [name if number in seen else None for number, name in enumerate(shown)]
    assert _names_behind(answer["registrations"]) == of_all, about
    assert answer["found"] == {"totalCount": len(full), "nodes": [{"displayName": name} for name in names]}, about
    assert answer["others"] == {"totalCount": len(seen - full)}, about
    assert _names(answer["ordered"]) == names[::-1] + hidden, about
    assert _names_behind(answer["through"])[: len(full)] == names, about
    by_area = [
        name for group in answer["groups"]["groups"] if group["area"] for name in _names(group["area"]["people"])
    ]
    assert sorted(by_area) == sorted(shown[number] for number in seen - {2}), about
    assert answer["search"] == {"totalCount": len(full) + OTHER_FINDS}, about
    await client.server.city.reads.flush()
    entries = await AuditEntry.all().order_by("number").offset(before)
    noted = {name for entry in entries for name in entry.details["ids"]}
    assert noted == {f"pe_{neighbours.people[number].id}" for number in permitted}, about


def _names(connection: Any) -> list[str]:
    return [node["displayName"] for node in connection["nodes"]]


def _names_behind(registrations: Any) -> list[str | None]:
    return [node["person"] and node["person"]["displayName"] for node in registrations["nodes"]]


async def _at(neighbours: Neighbours, where: dict[str, str | None], oneself: int | None, remembered: bool) -> Viewer:
    """Somebody with permissions at areas of the town by name; if ``remembered``, with what the areas amount to."""
    reaches = {
        name: Reach(areas=frozenset(getattr(neighbours.town, area).id for area in areas.split()))
        for name, areas in where.items()
        if areas is not None
    }
    person = None if oneself is None else neighbours.people[oneself].id
    viewer = Viewer(
        ViewerKind.PERSON,
        frozenset({*where, REGISTRATIONS_READ}),
        reaches,
        account_id=uuid.UUID(int=1),
        person_id=person,
    )
    if not remembered:
        return viewer
    async with transaction() as connection:
        reader = TransactionReader(connection)
        epoch = await epoch_of(reader)
        return replace(viewer, epoch=epoch, covers=await covers_of(reader, reaches.values(), epoch))


@pytest.mark.parametrize("query", ["{ people { nodes { displayName } } }", "{ people { nodes { id displayName } } }"])
async def test_what_the_row_needed_is_not_asked_again_for_the_field(
    client: Client, neighbours: Neighbours, query: str
) -> None:
    async def looks(people: str, names: str, oneself: int | None = None) -> int:
        viewer = await _at(neighbours, {PEOPLE_READ: people, PEOPLE_NAMES: names}, oneself, False)
        asking = client.seen_by(viewer)
        await asking.ask(query)
        return asking.statements[-1].count('"area_ancestor"')

    assert await looks("jinniu", "jinniu") == 1
    assert await looks("jinniu", "jinniu pidu") == 1
    # Whether one sees oneself by the permission is asked, of oneself alone.
    assert await looks("jinniu", "jinniu", 0) == 2
    # Else it is asked for the order, for the name, and to know whose it is.
    assert await looks("jinniu pidu", "jinniu") == 4


async def test_roles_at_scopes_and_for_a_time(client: Client, neighbours: Neighbours) -> None:
    town, (one, two, _) = neighbours.town, neighbours.people
    officer = await Person.create(display_name="演示干部")
    await Account.create(issuer="https://id.example.org", subject="officer", person=officer)
    held = [
        await RoleAssignment.create(person=officer, role=role, area=area, valid_from=today() - day * 9, valid_to=to)
        for role, area, to in (
            ("area_admin", town.jinniu, None),
            ("grid_worker", town.pidu, None),
            ("area_admin", town.pidu, today() - day),
        )
    ]
    question = (
        "query ($ids: [ID!]!) { people(where: {id: {in: $ids}}, orderBy: [{id: ASC}]) { nodes { displayName } } }"
    )

    async def names() -> list[str]:
        async with transaction() as connection:
            known = await known_account(TransactionReader(connection), "https://id.example.org", "officer")
        assert isinstance(known, Known)
        found = await client.seen_by(known.viewer).ask(question, {"ids": [f"pe_{one.id}", f"pe_{two.id}"]})
        return _names(found["people"])

    assert await names() == ["演示甲", MASKED]
    await RoleAssignment.filter(id=held[2].id).update(valid_to=today())
    assert await names() == ["演示甲", "演示乙"]
    await RoleAssignment.filter(id=held[0].id).update(valid_to=today() - day)
    assert await names() == ["演示乙"]
