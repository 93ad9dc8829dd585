"""Agreements: drafts, signatures, ends, and evidence of obligations."""

from __future__ import annotations

import dataclasses
import datetime

from core.clock import fixed
from core.database.connect import Database
from core.models import Organization
from core.models.choices import OrganizationKind
from plugins.jinniu_stores import agreements
from plugins.jinniu_stores.models import Agreement, Obligation
from tests.plugins.jinniu_stores.office import (
    NOW,
    OPENED,
    Client,
    District,
    a_district,
    an_activity,
    at,
    date,
    problems_of,
)

SIGNING = agreements.Signing(signed_on=OPENED, effective_on=date(2024, 7, 15), expires_on=date(2025, 7, 14))


async def a_draft() -> tuple[District, Agreement]:
    district = await a_district()
    department = await Organization.create(name="社会工作部", kind=OrganizationKind.GOVERNMENT)
    new = agreements.NewAgreement(
        area_id=district.district.id,
        code="2024-1",
        title="战略合作协议",
        signatory_ids=[department.id, district.chain.id],
        obligations=[
            agreements.NewObligation(owner_id=district.chain.id, title="建成10个门店", target_count=10, due_on=OPENED),
            agreements.NewObligation(owner_id=department.id, title="宣传"),
        ],
    )
    with fixed(NOW):
        return district, await agreements.create(new)


async def test_the_life_of_an_agreement(stores_db: Database, client: Client) -> None:
    district, draft = await a_draft()
    festival = await an_activity(district)
    question = """{ pioneerStoreAgreements { nodes { code state signingActivity { title }
  signatories { nodes { position organization { name } } } } } }"""
    states = ("DRAFT", "SIGNED", "EFFECTIVE", "EXPIRED", "TERMINATED")
    counted = [f"{it}: pioneerStoreAgreements(where: {{state: {{eq: {it}}}}}) {{ totalCount }}" for it in states]
    filtered = f"{{ {' '.join(counted)} }}"

    async def state(day: date) -> str:
        (node,) = (await client.ask(question, now=at(day)))["pioneerStoreAgreements"]["nodes"]
        counts = {key: value["totalCount"] for key, value in (await client.ask(filtered, now=at(day))).items()}
        assert {key for key, count in counts.items() if count} == {node["state"]}
        return str(node["state"])

    assert await state(OPENED) == "DRAFT"
    assert await client.ask(question, admin=False) == {"pioneerStoreAgreements": {"nodes": []}}
    signing = dataclasses.replace(SIGNING, signing_activity_id=festival.id)
    assert await problems_of(agreements.sign(draft.id, signing, expected_version=1)) == []
    assert await problems_of(agreements.sign(draft.id, signing)) == [("WRONG_STATE", "id")]
    assert [await state(date(*day)) for day in ((2024, 7, 10), (2024, 7, 15), (2025, 7, 14), (2025, 7, 15))] == [
        "SIGNED",
        "EFFECTIVE",
        "EFFECTIVE",
        "EXPIRED",
    ]
    assert await client.ask(question, admin=False) == {
        "pioneerStoreAgreements": {
            "nodes": [
                {
                    "code": "2024-1",
                    "state": "SIGNED",
                    "signingActivity": {"title": "邻里节"},
                    "signatories": {
                        "nodes": [
                            {"position": 1, "organization": {"name": "社会工作部"}},
                            {"position": 2, "organization": {"name": "红旗连锁"}},
                        ]
                    },
                }
            ]
        }
    }
    august = date(2024, 8, 1)
    assert await problems_of(agreements.terminate(draft.id, " "), at(august)) == [("REQUIRED", "reason")]
    assert await problems_of(agreements.terminate(draft.id, "另签"), at(august)) == []
    assert [await state(date(2024, 7, 31)), await state(august)] == ["EFFECTIVE", "TERMINATED"]


async def test_obligations(stores_db: Database, client: Client) -> None:
    _, draft = await a_draft()
    first = await Obligation.get(agreement_id=draft.id, position=1)
    question = "{ pioneerStoreObligations(orderBy: [{position: ASC}]) { nodes { title state owner { name } } } }"
    next_day = at(OPENED + datetime.timedelta(days=1))

    async def states(moment: datetime.datetime) -> list[str]:
        answer = await client.ask(question, now=moment)
        return [node["state"] for node in answer["pioneerStoreObligations"]["nodes"]]

    assert [await states(NOW), await states(next_day)] == [["OPEN", "OPEN"], ["LATE", "OPEN"]]
    assert await problems_of(agreements.meet(first.id, agreements.Evidence())) == [("REQUIRED", "evidence")]
    assert await problems_of(agreements.meet(first.id, agreements.Evidence(evidence="10个门店开业"))) == []
    assert await states(next_day) == ["MET", "OPEN"]
    again = agreements.meet(first.id, agreements.Evidence(evidence="再次"))
    assert await problems_of(again) == [("WRONG_STATE", "id")]
    code, _ = await client.refusal(question, admin=False)
    assert code == "FORBIDDEN"


async def test_what_no_agreement_can_be(stores_db: Database) -> None:
    district, draft = await a_draft()
    chain = district.chain.id
    alone = agreements.NewAgreement(area_id=chain, code=" ", title="协议", signatory_ids=[chain])
    assert await problems_of(agreements.create(alone)) == [
        ("REQUIRED", "code"),
        ("TOO_FEW", "signatoryIds"),
        ("NOT_FOUND", "areaId"),
    ]
    twice = agreements.NewAgreement(
        area_id=district.district.id, code="2024-2", title="协议", signatory_ids=[chain, chain]
    )
    assert await problems_of(agreements.create(twice)) == [("DUPLICATE", "signatoryIds.1")]
    backwards = agreements.Signing(
        signed_on=OPENED + datetime.timedelta(days=1), effective_on=OPENED, expires_on=date(2024, 7, 1)
    )
    assert await problems_of(agreements.sign(draft.id, backwards)) == [
        ("IN_THE_FUTURE", "signedOn"),
        ("ENDS_BEFORE_START", "effectiveOn"),
        ("ENDS_BEFORE_START", "expiresOn"),
    ]
    assert await problems_of(agreements.terminate(draft.id, "不签了")) == [("WRONG_STATE", "id")]
