"""Who brings whom into the member pool, and what another organisation of a member changes about who sees them."""

from __future__ import annotations

import itertools
from typing import Any

from core.models import AuditEntry, Organization, Person
from core.models.choices import OrganizationKind
from linli.testing import Client
from plugins.pidu_talent.models import Member
from plugins.pidu_talent.permissions import MEMBERS_READ, MEMBERS_WRITE
from tests.plugins.pidu_talent.camp import Camp, gid

ADD = """mutation ($input: AddTalentMemberInput!) {
  addTalentMember(input: $input) { member { name } userErrors { code field } }
}"""
MOVE = """mutation ($id: ID!, $organization: ID) {
  updateTalentMember(input: {id: $id, organizationId: $organization}) {
    member { organization { name } } userErrors { code field }
  }
}"""
SEEN = "{ talentMembers { totalCount } }"
OFFICE = ("people.read", "people.names", MEMBERS_READ, MEMBERS_WRITE)
BEYOND = [{"code": "NOT_PERMITTED", "field": ["organizationId"]}]


async def added(client: Client, camp: Camp, person: Person, **values: Any) -> Any:
    """The user errors of adding somebody to the pool of Pitong."""
    given = {
        "personId": gid("pe", person.id),
        "areaId": gid("ar", camp.town.pitong.id),
        "categories": ["RESERVE_CADRE"],
    }
    return (await client.ask(ADD, {"input": {**given, **values}}))["addTalentMember"]["userErrors"]


async def moved(client: Client, member: Member, organization: Organization | None) -> Any:
    """The user errors of giving a member another organisation."""
    given = {"id": gid("tme", member.id), "organization": organization and gid("or", organization.id)}
    return (await client.ask(MOVE, given))["updateTalentMember"]["userErrors"]


async def test_who_adds_somebody_may_know_their_name(camp: Camp, client: Client) -> None:
    pitong, pidu = camp.town.pitong, camp.town.pidu
    neighbour = await Person.create(display_name="演示居民101", area=pitong)
    nowhere = await Person.create(display_name="演示居民102")
    here = client.permitted(*OFFICE, areas=[pitong])
    # Of another district, or of no area: not seen, and refused as if not there.
    for stranger in (camp.town.resident, nowhere):
        assert await added(here, camp, stranger) == [{"code": "NOT_FOUND", "field": ["personId"]}]
    # Seen with a masked name: in the pool it would be shown in full.
    masked = client.permitted("people.read", MEMBERS_READ, MEMBERS_WRITE, "pidu_talent.member_names", areas=[pidu])
    assert await added(masked, camp, neighbour) == [{"code": "NOT_PERMITTED", "field": ["personId"]}]
    unseeing = client.permitted(MEMBERS_READ, MEMBERS_WRITE, areas=[pitong])
    assert await added(unseeing, camp, neighbour) == [{"code": "NOT_FOUND", "field": ["personId"]}]
    without = client.permitted("people.read", "people.names", areas=[pitong])
    assert (await without.refusal(ADD, {"input": {"personId": "pe_x", "areaId": "x", "categories": []}}))[
        0
    ] == "FORBIDDEN"
    assert await Member.filter(person_id__in=[neighbour.id, nowhere.id, camp.town.resident.id]).count() == 0
    assert await added(here, camp, neighbour) == []
    assert await added(client, camp, nowhere) == []


async def test_a_member_of_an_organisation_is_added_by_who_may_there(camp: Camp, client: Client) -> None:
    person = await Person.create(display_name="演示居民101", area=camp.town.pitong)
    here = client.permitted(*OFFICE, areas=[camp.town.pitong])
    # The office is registered in Jinniu.
    away = gid("or", camp.town.office.id)
    assert await added(here, camp, person, organizationId=away) == BEYOND
    assert await Member.filter(person_id=person.id).count() == 0
    committee = await Organization.create(kind=OrganizationKind.GOVERNMENT, name="村委会", area=camp.town.pitong)
    assert await added(here, camp, person, organizationId=gid("or", committee.id)) == []


async def test_another_organisation_changes_who_sees_a_member(camp: Camp, client: Client) -> None:
    office, member = camp.town.office, camp.members[0]
    committee = await Organization.create(kind=OrganizationKind.GOVERNMENT, name="村委会", area=camp.town.pitong)
    here = client.permitted(*OFFICE, areas=[camp.town.pitong])
    there = client.permitted(*OFFICE, organizations=[office])
    readers = [client.permitted(MEMBERS_READ, organizations=[one]) for one in (committee, office)]

    async def seen() -> list[int]:
        return [(await reader.ask(SEEN))["talentMembers"]["totalCount"] for reader in readers]

    assert await seen() == [0, 0]
    assert await moved(here, member, committee) == []
    assert await seen() == [1, 0]
    # Neither side moves a member to the other alone.
    assert await moved(here, member, office) == BEYOND
    assert await moved(there, member, office) == [{"code": "NOT_FOUND", "field": ["id"]}]
    assert await seen() == [1, 0]
    assert await moved(client, member, office) == []
    assert await seen() == [0, 1]
    for who, where in ((here, None), (here, committee), (there, committee)):
        assert await moved(who, member, where) == BEYOND
    assert await seen() == [0, 1]
    # What stays is not moved.
    assert await moved(here, member, office) == []
    # The office cannot let go of a member who would then be beyond it.
    assert await moved(there, member, None) == [{"code": "NOT_PERMITTED", "field": []}]
    assert await moved(client, member, None) == []
    assert await seen() == [0, 0]
    noted = AuditEntry.filter(action="pidu_talent.member_moved").order_by("number")
    at = [None, gid("or", committee.id), gid("or", office.id), None]
    assert await noted.values_list("person_id", "subject_id", "details") == [
        (member.person_id, member.id, {"from": before, "to": after}) for before, after in itertools.pairwise(at)
    ]
