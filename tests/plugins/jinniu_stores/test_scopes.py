"""Permissions at a scope: of a subdistrict, of the chain, of one store."""

from __future__ import annotations

from typing import Any

import pytest

from core.access import Reach, Viewer, ViewerKind
from core.clock import fixed
from core.models import Person, PersonAudience, Place
from core.models.choices import Audience
from plugins.jinniu_stores import permissions, service_codes
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.choices import ServiceCodeKind
from plugins.jinniu_stores.models import Agreement, Inspection, PartyCheckIn, PartyConsent, Standard, Store
from schema.types.core_roles import CORE_ROLES
from tests.plugins.jinniu_stores.office import NOW, OPENED, REGISTERED, Client, District, a_district, a_store, gid

READ = (
    permissions.INSPECTIONS_READ,
    permissions.CODES_READ,
    permissions.USAGE_READ,
    permissions.AGREEMENTS_READ,
)


class Office:
    """Two stores of the chain in two subdistricts, both suspended and with a code."""

    district: District
    here: Store
    there: Store


@pytest.fixture
async def office(client: Client) -> Office:
    found = Office()
    found.district = await a_district()
    found.here = await a_store(found.district, 1, S.SUSPENDED)
    found.there = await a_store(found.district, 2, S.SUSPENDED, found.district.other)
    with fixed(NOW):
        for store in (found.here, found.there):
            await service_codes.issue(store.id, service_codes.Issue(kind=ServiceCodeKind.GOVERNMENT_SERVICE))
    return found


async def holder(office: Office, scope: str, *names: str) -> Viewer:
    """Somebody with permissions in the first store's subdistrict, at its place, or for the chain."""
    place = await Place.get(jinniu_stores_store__id=office.here.id)
    reach = {
        "area": Reach(areas=frozenset({office.district.subdistrict.id})),
        "place": Reach(places=frozenset({place.id})),
        "chain": Reach(organizations=frozenset({office.district.chain.id})),
    }[scope]
    return Viewer(ViewerKind.PERSON, frozenset(names), dict.fromkeys(names, reach))


@pytest.mark.parametrize(("scope", "seen"), [("area", {1}), ("place", {1}), ("chain", {1, 2})])
async def test_fields_and_rows_that_need_a_permission(
    client: Client, office: Office, scope: str, seen: set[int]
) -> None:
    query = """{
      pioneerStores {
        nodes {
          partnerCode
          inspections { totalCount }
          serviceCodes { nodes { token } }
          statusChanges(where: {status: {eq: SUSPENDED}}) { nodes { reason } }
          use(startsOn: "2024-07-01", endsOn: "2024-07-31") { scans }
        }
      }
      pioneerStoreInspections { totalCount }
    }"""
    answer = await client.ask(query, viewer=await holder(office, scope, *READ))
    assert len(client.reader.statements) == 2
    for number, node in enumerate(answer["pioneerStores"]["nodes"], start=1):
        (code,), (change,) = node.pop("serviceCodes")["nodes"], node.pop("statusChanges")["nodes"]
        shown = number in seen
        assert (code["token"] is not None, change["reason"]) == (shown, "停电" if shown else None)
        assert node == {
            "partnerCode": f"HQ-{number}",
            "inspections": {"totalCount": 1 if shown else 0},
            "use": {"scans": 0} if shown else None,
        }
    assert answer["pioneerStoreInspections"] == {"totalCount": len(seen)}


async def test_use_of_an_area_is_told_in_the_reach_alone(client: Client, office: Office) -> None:
    query = """{ areas(where: {level: {in: [DISTRICT, SUBDISTRICT]}}) {
      nodes { name pioneerStoreUse(startsOn: "2024-07-01", endsOn: "2024-07-31") { scans } } } }"""
    answer = await client.ask(query, viewer=await holder(office, "area", permissions.USAGE_READ))
    told = {node["name"]: node["pioneerStoreUse"] for node in answer["areas"]["nodes"]}
    assert told == {"金牛区": None, "西华街道": {"scans": 0}, "沙河源街道": None}


async def test_drafts_of_agreements_at_the_scope(client: Client, office: Office) -> None:
    for area in (office.district.subdistrict, office.district.other):
        await Agreement.create(area=area, code=area.name, title=area.name)
    query = "{ pioneerStoreAgreements { totalCount nodes { code } } }"
    for viewer, codes in ((await holder(office, "area", *READ), ["西华街道"]), (None, [])):
        answer = await client.ask(query, viewer=viewer, admin=False)
        assert [node["code"] for node in answer["pioneerStoreAgreements"]["nodes"]] == codes
        assert answer["pioneerStoreAgreements"]["totalCount"] == len(codes)


RESUME = """mutation ($id: ID!) { resumePioneerStore(input: {id: $id}) {
  pioneerStore { status } userErrors { code field } } }"""


async def test_the_staff_of_a_store_changes_that_one(client: Client, office: Office) -> None:
    viewer = await holder(office, "place", permissions.APPROVE)
    refused = await client.ask(RESUME, id=gid("jst", office.there.id), viewer=viewer)
    assert refused["resumePioneerStore"] == {
        "pioneerStore": None,
        "userErrors": [{"code": "NOT_PERMITTED", "field": ["id"]}],
    }
    done = await client.ask(RESUME, id=gid("jst", office.here.id), viewer=viewer)
    assert done["resumePioneerStore"] == {"pioneerStore": {"status": "ACTIVE"}, "userErrors": []}


async def test_a_coordinator_approves_in_their_area_and_publishes_nothing(client: Client, office: Office) -> None:
    (coordinator,) = [role for role in permissions.ROLES if role.name == "jinniu_stores.coordinator"]
    viewer = await holder(office, "area", *coordinator.permissions)
    for store, codes in ((office.there, ["NOT_PERMITTED"]), (office.here, [])):
        answer = await client.ask(RESUME, id=gid("jst", store.id), viewer=viewer)
        assert [error["code"] for error in answer["resumePioneerStore"]["userErrors"]] == codes
    publish = 'mutation { publishPioneerStoreScenario(input: {id: "jsc_x"}) { userErrors { code } } }'
    code, message = await client.refusal(publish, viewer=viewer)
    assert (code, "'jinniu_stores.scenarios_publish'" in message) == ("FORBIDDEN", True)


async def test_an_officer_sees_who_is_a_party_member_where_they_see_people(client: Client, office: Office) -> None:
    person = await Person.create(display_name="演示居民009", area=office.district.subdistrict)
    await PersonAudience.create(person=person, audience=Audience.PARTY_MEMBER)
    roles = {role.name: role.permissions for role in (*permissions.ROLES, *CORE_ROLES)}
    officer = roles["jinniu_stores.party_officer"]
    question = f'{{ person(id: "{gid("pe", person.id)}") {{ audiences }} }}'
    for names, seen in (
        ((*officer, "people.read"), ["PARTY_MEMBER"]),
        (roles["area_admin"], []),
        ((*roles["jinniu_stores.administrator"], "people.read"), []),
    ):
        viewer = await holder(office, "area", *names)
        assert await client.ask(question, viewer=viewer) == {"person": {"audiences": seen}}
    assert (await client.refusal(question, viewer=await holder(office, "area", *officer)))[0] == "FORBIDDEN"
    assert [name for name, held in roles.items() if "people.sensitive" in held] == ["jinniu_stores.party_officer"]


async def test_an_inspection_is_recorded_at_the_scope(client: Client, office: Office) -> None:
    record = """mutation ($id: ID!, $findings: [PioneerStoreFindingInput!]!) {
      recordPioneerStoreInspection(input: {id: $id, findings: $findings}) { userErrors { code } } }"""
    elements = await Standard.get(number=1).prefetch_related("items")
    findings = [{"element": item.element.value, "result": "OK"} for item in elements.items]  # type: ignore[attr-defined]  # prefetched
    viewer = await holder(office, "area", permissions.INSPECT)
    for store, codes in ((office.there, ["NOT_PERMITTED"]), (office.here, [])):
        before = await Inspection.all().count()
        answer = await client.ask(record, id=gid("jst", store.id), findings=findings, viewer=viewer)
        errors = answer["recordPioneerStoreInspection"]["userErrors"]
        assert [error["code"] for error in errors] == codes
        assert await Inspection.all().count() - before == (0 if codes else 1)


async def test_a_store_is_registered_at_the_scope(client: Client, office: Office) -> None:
    register = """mutation ($place: ID!) { registerPioneerStore(input: {placeId: $place, partnerCode: "HQ-9"}) {
      pioneerStore { status } userErrors { code } } }"""
    viewer = await holder(office, "area", permissions.STORES_WRITE)
    elsewhere = await Place.create(name="新店", area=office.district.other)
    here = await Place.create(name="新店", area=office.district.subdistrict)
    refused = await client.ask(register, place=gid("pl", elsewhere.id), viewer=viewer)
    assert refused["registerPioneerStore"]["userErrors"] == [{"code": "NOT_PERMITTED"}]
    assert not await Store.exists(partner_code="HQ-9")
    done = await client.ask(register, place=gid("pl", here.id), viewer=viewer)
    assert done["registerPioneerStore"] == {"pioneerStore": {"status": "CANDIDATE"}, "userErrors": []}


@pytest.mark.parametrize("scope", ["area", "place", "chain"])
async def test_what_is_of_the_whole_city_needs_its_permission_everywhere(
    client: Client, office: Office, scope: str
) -> None:
    rule = """mutation { setPioneerStoreInspectionRule(
      input: {inspectEveryDays: 1, rectifyWithinDays: 1, validFrom: "2024-08-01"}
    ) { rule { id } userErrors { code message } } }"""
    viewer = await holder(office, scope, permissions.STANDARDS_WRITE)
    assert (await client.ask(rule, viewer=viewer))["setPioneerStoreInspectionRule"] == {
        "rule": None,
        "userErrors": [
            {
                "code": "NOT_PERMITTED",
                "message": "Rows of PioneerStoreInspectionRule lie outside of whatever scope you have the permission "
                "'jinniu_stores.standards_write' for. setPioneerStoreInspectionRule needs it everywhere.",
            }
        ],
    }
    done = await client.ask(rule, may={permissions.STANDARDS_WRITE})
    assert done["setPioneerStoreInspectionRule"]["userErrors"] == []


async def test_a_party_member_sees_their_own_check_ins(client: Client, office: Office) -> None:
    people = [await Person.create(display_name=f"演示居民00{number}") for number in (1, 2)]
    consent = await PartyConsent.create(number=1, text="同意", valid_from=REGISTERED)
    rows = [
        await PartyCheckIn.create(store=office.here, person=person, consent=consent, day=OPENED) for person in people
    ]
    query = "{ pioneerStorePartyCheckIns { totalCount nodes { id person { displayName } } } }"
    for person, row in zip(people, rows, strict=True):
        viewer = Viewer(ViewerKind.PERSON, frozenset(), person_id=person.id)
        answer: Any = await client.ask(query, viewer=viewer)
        node = {"id": gid("jpi", row.id), "person": {"displayName": person.display_name}}
        assert answer["pioneerStorePartyCheckIns"] == {"totalCount": 1, "nodes": [node]}
    code, _ = await client.refusal(query, admin=False)
    assert code == "FORBIDDEN"


async def test_the_chain_has_left_a_place_when_another_operates_it(client: Client, office: Office) -> None:
    viewer = await holder(office, "chain", permissions.INSPECTIONS_READ)
    await Place.filter(jinniu_stores_store__id=office.there.id).update(operator_id=None)
    assert await client.ask("{ pioneerStoreInspections { totalCount } }", viewer=viewer) == {
        "pioneerStoreInspections": {"totalCount": 1}
    }
