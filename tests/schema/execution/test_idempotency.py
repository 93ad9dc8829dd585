"""Mutations that are sent again under their key: done once, refused with another input, forgotten after a day."""

from __future__ import annotations

import asyncio
import contextvars
import datetime
from typing import Any

import pytest

from core.database.url import Dialect
from core.models import Event, IdempotencyKey, Place
from schema.declare.catalog import Catalog, DeclarationError
from schema.declare.inputs import InputType
from schema.declare.roots import Mutation, Part
from schema.types.activity_mutations import Nothing
from schema.types.core_part import CORE
from tests.schema.client import Client
from tests.schema.town import NOW, gid

CREATE = """mutation ($input: CreatePlaceInput!) { createPlace(input: $input) {
  place { id name version } userErrors { code message field } } }"""


def new(**more: Any) -> dict[str, Any]:
    return {"name": "新店", "areaId": gid("ar", 3), "idempotencyKey": "a-key", **more}


async def create(office: Client, value: dict[str, Any]) -> Any:
    return (await office.ask(CREATE, {"input": value}, admin=True))["createPlace"]


async def test_the_same_input_again_gives_the_row_as_it_is_now(office: Client) -> None:
    first = await create(office, new())
    assert first["userErrors"] == []
    rename = "mutation ($i: UpdatePlaceInput!) { updatePlace(input: $i) { userErrors { code } } }"
    await office.ask(rename, {"i": {"id": first["place"]["id"], "name": "改名"}}, admin=True)

    # In another order, and written into the document.
    query = f"""mutation {{ createPlace(input: {{idempotencyKey: "a-key", areaId: "{gid("ar", 3)}", name: "新店"}}) {{
      place {{ id name version }} userErrors {{ code }} }} }}"""
    again = (await office.ask(query, admin=True))["createPlace"]

    assert again == {"place": {"id": first["place"]["id"], "name": "改名", "version": 2}, "userErrors": []}
    assert await Place.filter(name__in=["新店", "改名"]).count() == 1
    assert await Event.filter(name="place.created").count() == 1


async def test_another_input_under_the_same_key_is_a_conflict(office: Client) -> None:
    await create(office, new())

    other = await create(office, new(address="一号"))

    assert other["place"] is None
    assert other["userErrors"] == [
        {
            "code": "CONFLICT",
            "message": "The key was used with another input. Take a new key for each change, and the same one only to "
            "send the same change again.",
            "field": ["idempotencyKey"],
        }
    ]
    assert await Place.filter(name="新店").count() == 1


async def test_keys_of_other_mutations_and_no_keys_stand_apart(office: Client) -> None:
    await create(office, new())
    query = """mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) {
      organization { name } userErrors { code } } }"""
    value = {"name": "新店", "kind": "COMPANY", "idempotencyKey": "a-key"}
    made = await office.ask(query, {"input": value}, admin=True)
    assert made["createOrganization"] == {"organization": {"name": "新店"}, "userErrors": []}
    for _ in range(2):
        await create(office, new(idempotencyKey=None))
    assert await Place.filter(name="新店").count() == 3


async def test_what_was_refused_leaves_its_key_free(office: Client) -> None:
    refused = await create(office, new(name=" "))
    assert [error["code"] for error in refused["userErrors"]] == ["REQUIRED"]
    assert await IdempotencyKey.all().count() == 0
    assert (await create(office, new()))["place"]["name"] == "新店"


@pytest.mark.parametrize(("key", "code"), [(" ", "REQUIRED"), ("x" * 101, "TOO_LONG")])
async def test_keys_that_are_no_good(office: Client, key: str, code: str) -> None:
    found = await create(office, new(idempotencyKey=key))
    assert [(error["code"], error["field"]) for error in found["userErrors"]] == [(code, ["idempotencyKey"])]
    assert await Place.filter(name="新店").count() == 0


async def test_ten_at_once_write_one_row(office: Client) -> None:
    found = await asyncio.gather(*(create(office, new()) for _ in range(10)))
    assert len({payload["place"]["id"] for payload in found}) == 1
    assert all(payload["userErrors"] == [] for payload in found)
    assert await Place.filter(name="新店").count() == 1


async def test_a_key_is_forgotten_after_a_day(office: Client) -> None:
    first = await create(office, new())
    await create(office, new(idempotencyKey="another"))
    day = datetime.timedelta(hours=24, seconds=1)
    await IdempotencyKey.all().update(created_at=NOW - day)

    second = await create(office, new(address="一号"))

    assert second["place"]["id"] != first["place"]["id"]
    assert [row.key for row in await IdempotencyKey.all()] == ["a-key"]
    # And from now on it stands for the second.
    assert (await create(office, new(address="一号")))["place"]["id"] == second["place"]["id"]


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_a_key_that_another_transaction_forgets_meanwhile_is_claimed_anew(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await create(office, new())
    await IdempotencyKey.all().update(created_at=NOW - datetime.timedelta(hours=24, seconds=1))
    bulk_create = IdempotencyKey.bulk_create
    forgotten: list[int] = []

    async def and_then_it_goes(rows: Any, **options: Any) -> None:
        await bulk_create(rows, **options)
        if not forgotten:
            # In a context of its own it is no part of the transaction that is claiming.
            forget = asyncio.create_task(_delete_keys(), context=contextvars.Context())
            forgotten.append(await forget)

    monkeypatch.setattr(IdempotencyKey, "bulk_create", and_then_it_goes)

    second = await create(office, new(address="一号"))

    assert forgotten == [1]
    assert second["userErrors"] == []
    assert second["place"]["id"] != first["place"]["id"]
    # And from now on it stands for the second.
    assert (await create(office, new(address="一号")))["place"]["id"] == second["place"]["id"]


async def _delete_keys() -> int:
    return await IdempotencyKey.all().delete()


def test_everybody_may_not_share_the_keys_of_a_mutation() -> None:
    async def nothing(_: Any) -> Any:
        raise AssertionError

    given = InputType("OpenInput", "Nothing.", Nothing, {})
    mutation = Mutation("open", "It.", given, "place", "Place", nothing, None, idempotent=True)
    with pytest.raises(DeclarationError) as caught:
        Catalog([CORE, Part(owner="extra", mutations=(mutation,))])
    assert caught.value.message == (
        "the mutation 'open' of 'extra' is idempotent and requires no permission; whoever comes without a token would "
        "share their keys with all others: name the permission that it requires, or let it take no key"
    )


def test_mutations_that_share_an_input_agree_on_its_key() -> None:
    async def nothing(_: Any) -> Any:
        raise AssertionError

    shared = InputType("SharedInput", "Nothing.", Nothing, {})
    one, two = (
        Mutation(name, "It.", shared, "place", "Place", nothing, "places.write", idempotent=name == "one")
        for name in ("one", "two")
    )
    with pytest.raises(DeclarationError) as caught:
        Catalog([CORE, Part(owner="extra", mutations=(one, two))])
    assert caught.value.message == (
        "the mutations 'one' of 'extra' and 'two' of 'extra' share the input SharedInput, and only one of them is "
        "idempotent; give each its own"
    )
