"""Service codes, where they lead, and how often they are used."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from core import modules
from core.clock import fixed
from core.database.connect import Database, database
from core.models import Area, AuditEntry
from core.plugins.loaded import PluginSet
from core.settings import Settings
from plugins.jinniu_stores import catalogue, service_codes, stores
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.choices import ServiceCodeKind, ServiceItemMode
from plugins.jinniu_stores.models import ScanEvent, ServiceCode, ServiceItem, ServiceTap, Store
from plugins.jinniu_stores.settings import StoreSettings
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from tests.plugins.jinniu_stores.office import (
    NOW,
    OPENED,
    Client,
    District,
    a_district,
    a_store,
    at,
    date,
    gid,
    problems_of,
)
from tests.schema.composed import Assembled

K = ServiceCodeKind
GRACE_OVER = at(date(2024, 7, 24))


async def a_code(store: Store, kind: ServiceCodeKind = K.GOVERNMENT_SERVICE) -> ServiceCode:
    with fixed(NOW):
        return await service_codes.issue(store.id, service_codes.Issue(kind=kind))


async def an_item(district: District, **values: Any) -> ServiceItem:
    new = {
        "area_id": district.district.id,
        "code": "residence",
        "name": "居住证",
        "mode": ServiceItemMode.APPLY,
        "deep_link": "https://service.demo.invalid/residence",
        **values,
    }
    with fixed(NOW):
        return await catalogue.add_item(catalogue.NewServiceItem(**new))


SCAN = """mutation ($token: String!) {
  scanPioneerStoreServiceCode(input: {token: $token}) {
    serviceCode { kind kindLabel token valid store { place { name } } }
    userErrors { code field message }
  }
}"""


async def scan(client: Client, token: str, moment: datetime.datetime = NOW) -> Any:
    """What somebody without a token of the API is told."""
    answer = (await client.ask(SCAN, token=token, admin=False, now=moment))["scanPioneerStoreServiceCode"]
    if answer["serviceCode"] is None:
        return [(error["code"], error["field"]) for error in answer["userErrors"]]
    assert answer["userErrors"] == []
    return answer["serviceCode"]


async def test_anybody_scans_and_nobody_is_noted(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    code = await a_code(store, K.COUNSELLING)
    assert len(code.token) <= 32
    told = {
        "kind": "COUNSELLING",
        "kindLabel": "心理咨询码",
        "token": None,
        "valid": True,
        "store": {"place": {"name": "红旗1店"}},
    }
    assert await scan(client, code.token) == told
    assert await scan(client, code.token) == told
    assert await scan(client, code.token, at(date(2024, 7, 11))) == told
    assert await scan(client, "unknown") == [("NOT_FOUND", ["token"])]
    assert await ScanEvent.all().order_by("day").values_list("code_id", "day", "times") == [
        (code.id, OPENED, 2),
        (code.id, date(2024, 7, 11), 1),
    ]
    # The counter alone has it: the log would tell where somebody was, and strangers could fill it.
    who = await client.ask(SCAN, token=code.token)
    assert who["scanPioneerStoreServiceCode"]["userErrors"] == []
    assert await AuditEntry.all().count() == 0


async def test_nobody_turns_the_counters_of_a_code(stores_db: Database, client: Client) -> None:
    district = await a_district()
    code, other = [await a_code(await a_store(district, number, S.ACTIVE)) for number in (1, 2)]
    most = StoreSettings().scans_per_minute
    for _ in range(most):
        assert (await scan(client, code.token))["valid"] is True
    assert await scan(client, code.token) == [("RATE_LIMITED", [])]
    assert await ScanEvent.get(code=code).values_list("times") == (most,)
    # Another code, somebody else, and the next minute are counted for themselves.
    assert (await scan(client, other.token))["valid"] is True
    assert (await client.ask(SCAN, token=code.token))["scanPioneerStoreServiceCode"]["userErrors"] == []
    assert (await scan(client, code.token, NOW + datetime.timedelta(minutes=1)))["valid"] is True


async def test_a_rotated_code_is_valid_for_days_of_grace(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    old = await a_code(store)
    rotate = """mutation ($id: ID!, $days: Int) {
  rotatePioneerStoreServiceCode(input: {id: $id, graceDays: $days}) {
    serviceCode { id token expiresAt }
    userErrors { code field }
  }
}"""
    answer = (await client.ask(rotate, id=gid("jco", old.id)))["rotatePioneerStoreServiceCode"]
    new = await ServiceCode.get(expires_at=None)
    assert answer == {
        "serviceCode": {"id": gid("jco", new.id), "token": new.token, "expiresAt": None},
        "userErrors": [],
    }
    assert new.token != old.token
    before = GRACE_OVER - datetime.timedelta(seconds=1)
    assert (await scan(client, old.token, before))["kind"] == "GOVERNMENT_SERVICE"
    assert await scan(client, old.token, GRACE_OVER) == [("CODE_EXPIRED", ["token"])]
    assert (await scan(client, new.token, GRACE_OVER))["valid"] is True
    codes = "{ pioneerStoreServiceCodes { totalCount nodes { token valid } } }"
    assert (await client.ask(codes, now=GRACE_OVER))["pioneerStoreServiceCodes"]["totalCount"] == 2
    assert await client.ask(codes, now=GRACE_OVER, admin=False) == {
        "pioneerStoreServiceCodes": {"totalCount": 1, "nodes": [{"token": None, "valid": True}]}
    }

    # At once, for a token that was passed around.
    await client.ask(rotate, id=gid("jco", new.id), days=0, now=GRACE_OVER)
    assert await scan(client, new.token, GRACE_OVER) == [("CODE_EXPIRED", ["token"])]
    again = (await client.ask(rotate, id=gid("jco", new.id)))["rotatePioneerStoreServiceCode"]
    assert again == {"serviceCode": None, "userErrors": [{"code": "WRONG_STATE", "field": ["id"]}]}
    last = await ServiceCode.get(expires_at=None)
    too_long = (await client.ask(rotate, id=gid("jco", last.id), days=400))["rotatePioneerStoreServiceCode"]
    assert too_long["userErrors"] == [{"code": "OUT_OF_RANGE", "field": ["graceDays"]}]


async def test_codes_are_issued_once_and_end_with_the_store(stores_db: Database, client: Client) -> None:
    district = await a_district()
    store, candidate = await a_store(district, 1, S.ACTIVE), await a_store(district, 2)
    code = await a_code(store)
    new = service_codes.Issue(kind=K.GOVERNMENT_SERVICE)
    assert await problems_of(service_codes.issue(store.id, new)) == [("DUPLICATE", "kind")]
    assert await problems_of(service_codes.issue(candidate.id, new)) == [("WRONG_STATE", "id")]
    with fixed(NOW):
        await stores.withdraw(store.id, "关店")
    assert await scan(client, code.token) == [("CODE_EXPIRED", ["token"])]
    answer = await client.ask("{ pioneerStoreServiceCodes { totalCount } }", admin=False)
    assert answer == {"pioneerStoreServiceCodes": {"totalCount": 0}}


def test_tokens_can_be_neither_filtered_nor_ordered(plugins: PluginSet) -> None:
    types: Any = graphql_schema(compose(Catalog(plugins.parts()))).type_map
    for name in ("PioneerStoreServiceCodeWhere", "PioneerStoreServiceCodeOrder"):
        assert "kind" in types[name].fields
        assert "token" not in types[name].fields


async def test_the_catalogue_of_a_store(stores_db: Database, client: Client) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    far = await a_store(district, 2, S.ACTIVE, district.other)
    here = await an_item(district)
    await an_item(district, code="elsewhere", area_id=district.other.id)
    ended = await an_item(district, code="ended", valid_from=date(2024, 6, 1))
    with fixed(NOW):
        await catalogue.end_item(ended.id, catalogue.LastDay(on=date(2024, 7, 9)))
    catalogue_of = """query ($store: ID!) {
  pioneerStoreServiceItems(forStore: $store, where: {offered: {eq: true}}) { nodes { code name modeLabel deepLink } }
}"""
    residence = {
        "code": "residence",
        "name": "居住证",
        "modeLabel": "办理",
        "deepLink": "https://service.demo.invalid/residence",
    }
    answer = await client.ask(catalogue_of, store=gid("jst", store.id), admin=False)
    assert answer == {"pioneerStoreServiceItems": {"nodes": [residence]}}
    assert len(client.reader.statements) == 1
    answer = await client.ask(catalogue_of, store=gid("jst", far.id), admin=False)
    assert [node["code"] for node in answer["pioneerStoreServiceItems"]["nodes"]] == ["elsewhere", "residence"]

    code, counselling = await a_code(store), await a_code(store, K.COUNSELLING)
    opened = """mutation ($item: ID!, $token: String!) {
  openPioneerStoreServiceItem(input: {itemId: $item, token: $token}) {
    serviceItem { deepLink }
    userErrors { code field }
  }
}"""

    async def tap(item: ServiceItem, token: str) -> Any:
        answer = await client.ask(opened, item=gid("jsi", item.id), token=token, admin=False)
        return answer["openPioneerStoreServiceItem"]

    for _ in range(2):
        assert await tap(here, code.token) == {
            "serviceItem": {"deepLink": "https://service.demo.invalid/residence"},
            "userErrors": [],
        }
    elsewhere = await ServiceItem.get(code="elsewhere")
    for item in (elsewhere, ended):
        assert (await tap(item, code.token))["userErrors"] == [{"code": "NOT_FOUND", "field": ["itemId"]}]
    assert (await tap(here, counselling.token))["userErrors"] == [{"code": "NOT_FOUND", "field": ["token"]}]
    assert await ServiceTap.all().values_list("item_id", "store_id", "day", "times") == [(here.id, store.id, OPENED, 2)]


async def test_counts_of_use_need_a_permission(stores_db: Database, client: Client) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    code = await a_code(store)
    for day in (OPENED, OPENED, date(2024, 7, 11)):
        await scan(client, code.token, at(day))
    question = """query ($id: ID!) {
  pioneerStore(id: $id) { use(startsOn: "2024-07-10", endsOn: "2024-07-10") { scans serviceTaps partyCheckIns } }
  areas(where: {name: {in: ["西华街道", "沙河源街道"]}}, orderBy: [{name: DESC}]) {
    nodes { pioneerStoreUse(startsOn: "2024-07-01", endsOn: "2024-07-31") { scans } }
  }
}"""
    assert await client.ask(question, id=gid("jst", store.id)) == {
        "pioneerStore": {"use": {"scans": 2, "serviceTaps": 0, "partyCheckIns": None}},
        "areas": {"nodes": [{"pioneerStoreUse": {"scans": 3}}, {"pioneerStoreUse": {"scans": 0}}]},
    }
    assert len(client.reader.statements) == 2
    assert await client.ask(question, id=gid("jst", store.id), admin=False) == {
        "pioneerStore": {"use": None},
        "areas": {"nodes": [{"pioneerStoreUse": None}, {"pioneerStoreUse": None}]},
    }
    for field in ("pioneerStoreScanEvents", "pioneerStoreServiceTaps"):
        code_, _ = await client.refusal(f"{{ {field} {{ totalCount }} }}", admin=False)
        assert code_ == "FORBIDDEN"


async def test_counselling_is_a_hand_off(stores_db: Database, client: Client) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)

    def service(**values: Any) -> catalogue.NewCounsellingService:
        return catalogue.NewCounsellingService(
            area_id=district.district.id, provider_id=district.chain.id, name="热线", **values
        )

    assert await problems_of(catalogue.add_counselling(service())) == [("REQUIRED", "phone")]
    link = "javascript:alert(1)"
    assert await problems_of(catalogue.add_counselling(service(link=link))) == [("INVALID_FORMAT", "link")]
    assert await problems_of(catalogue.add_counselling(service(phone="10000000099", hours="9:00–21:00"))) == []
    question = """query ($store: ID!) {
  pioneerStoreCounsellingServices(forStore: $store) { nodes { name phone link hours provider { name } offered } }
}"""
    told = {
        "name": "热线",
        "phone": "10000000099",
        "link": None,
        "hours": "9:00–21:00",
        "provider": {"name": "红旗连锁"},
        "offered": True,
    }
    answer = await client.ask(question, store=gid("jst", store.id), admin=False)
    assert answer == {"pioneerStoreCounsellingServices": {"nodes": [told]}}


async def test_items_are_checked(stores_db: Database) -> None:
    district = await a_district()
    item = await an_item(district)
    values: dict[str, Any] = {"area_id": district.district.id, "name": "x", "mode": ServiceItemMode.CONSULT}
    plain = catalogue.NewServiceItem(code="residence", deep_link="http://service.demo.invalid/", **values)
    assert await problems_of(catalogue.add_item(plain)) == [("INVALID_FORMAT", "deepLink")]
    twice = catalogue.NewServiceItem(code="residence", deep_link="weixin://dl/business/?t=1", **values)
    assert await problems_of(catalogue.add_item(twice)) == [("DUPLICATE", "code")]
    early = catalogue.LastDay(on=date(2024, 7, 1))
    assert await problems_of(catalogue.end_item(item.id, early)) == [("ENDS_BEFORE_START", "validTo")]
    assert await problems_of(catalogue.end_item(item.id, catalogue.LastDay())) == []
    assert await problems_of(catalogue.end_item(item.id, catalogue.LastDay())) == [("WRONG_STATE", "id")]


@pytest.fixture
async def printed(
    stores_url: str, plugins: PluginSet, tmp_path: Path
) -> AsyncIterator[tuple[httpx.AsyncClient, ServiceCode, ServiceCode]]:
    """The server, a valid code and an expired one, of a store in a district that has enabled the plugin."""
    async with database(stores_url, apps=plugins.model_modules):
        district = await a_district()
        old = await a_code(await a_store(district, 1, S.ACTIVE))
        with fixed(NOW):
            new = await service_codes.rotate(old.id, service_codes.Rotation(grace_days=0))
        await modules.enable("jinniu_stores", district.district.id, {one.name: one.manifest for one in plugins.plugins})
    settings = Settings(database_url=stores_url, data_dir=tmp_path, admin_token=SecretStr("the-token-of-the-tests"))
    app = Assembled(settings, plugins)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        yield client, new, old


async def test_pictures_of_valid_codes_alone(printed: tuple[httpx.AsyncClient, ServiceCode, ServiceCode]) -> None:
    client, new, old = printed
    address = "/plugins/jinniu_stores/codes"
    svg = await client.get(f"{address}/{new.token}.svg")
    assert (svg.status_code, svg.headers["content-type"], svg.headers["cache-control"]) == (
        200,
        "image/svg+xml",
        "no-store",
    )
    assert svg.text.startswith("<?xml")
    assert "<svg" in svg.text
    png = await client.get(f"{address}/{new.token}.png")
    assert (png.headers["content-type"], png.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    for name in (f"{old.token}.svg", "unknown.svg", f"{new.token}.pdf", f"{new.token}.svg.svg"):
        reply = await client.get(f"{address}/{name}")
        assert (reply.status_code, reply.text) == (404, "There is no such code, or it is not valid any more.\n"), name
    district = await Area.get(code="510106")
    await modules.disable("jinniu_stores", district.pk, {})
    assert (await client.get(f"{address}/{new.token}.svg")).status_code == 404


def test_what_a_picture_says(plugins: PluginSet, monkeypatch: pytest.MonkeyPatch) -> None:
    code = ServiceCode(token="abc")
    assert service_codes.says(code) == "abc"
    mine = StoreSettings(scan_url="https://linli.demo.invalid/s?c={token}")
    monkeypatch.setattr(service_codes, "plugin_settings", lambda _: mine)
    assert service_codes.says(code) == "https://linli.demo.invalid/s?c=abc"
    with pytest.raises(ValueError, match="where the token of the code goes"):
        StoreSettings(scan_url="https://linli.demo.invalid/")
