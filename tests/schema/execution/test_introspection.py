"""Questions about the schema: those of tools are answered, larger ones refused, and no neighbour waits for them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from graphql import build_client_schema, get_introspection_query, print_schema
from graphql import execute_sync as execute

from schema.execution import introspection
from schema.execution.introspection import IntrospectionAnswers
from tests.schema.client import Client

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALL_OPTIONS: dict[str, Any] = {
    "specified_by_url": True,
    "directive_is_repeatable": True,
    "schema_description": True,
    "input_value_deprecation": True,
    "one_of": True,
}


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads on which graphql-core was asked."""
    found: list[str] = []

    def counting(*arguments: Any, **options: Any) -> Any:
        found.append(threading.current_thread().name)
        return execute(*arguments, **options)

    monkeypatch.setattr(introspection, "execute_sync", counting)
    return found


@pytest.mark.parametrize("options", [{}, {"descriptions": False}, ALL_OPTIONS], ids=["default", "short", "all"])
async def test_the_standard_introspection_query_is_answered(town: Client, options: dict[str, Any]) -> None:
    data = await town.ask(get_introspection_query(**options))
    assert "type Place implements Node" in print_schema(build_client_schema(data))


@pytest.mark.parametrize(
    "query",
    [
        # What people ask by hand: the fields of a type with the fields, values and arguments there.
        '{ __type(name: "Place") { fields { name type { kind name fields { name } enumValues { name } } } } }',
        '{ __type(name: "Mutation") { fields { args { type { ofType { inputFields { name } } } } } } }',
        "{ __schema { queryType { fields { args { type { inputFields { name } } } } } } }",
        '{ a: __type(name: "Place") { title: name } b: __type(name: "Area") { name } c: __type(name: "ID") { name } }',
        "{ __schema { types { name } } ...More } fragment More on Query { __schema { types { kind } } }",
    ],
)
async def test_smaller_questions_are_answered(town: Client, query: str) -> None:
    assert None not in (await town.ask(query)).values()


NESTED = (
    "INTROSPECTION_TOO_DEEP",
    "`{}` lies below more lists of the schema than in the standard introspection query; ask for the inner type by "
    "itself, with __type",
)


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{ __schema { types { fields { type { fields { name } } } } } }", NESTED[0], NESTED[1].format("fields")),
        (
            "{ __schema { types { inputFields { type { ...Inner } } } } } "
            "fragment Inner on __Type { ofType { enumValues { name } } }",
            NESTED[0],
            NESTED[1].format("enumValues"),
        ),
        (
            "{ __schema { types { fields { args { type { inputFields { name } } } } } } }",
            NESTED[0],
            NESTED[1].format("inputFields"),
        ),
        (
            '{ __type(name: "Node") { possibleTypes { fields { type { enumValues { name } } } } } }',
            NESTED[0],
            NESTED[1].format("enumValues"),
        ),
        (
            "{ __schema { types { fields { a: type { name } b: type { name } } } } }",
            "TOO_MANY_ALIASES",
            "asking about the schema, name `type` once in each selection",
        ),
        (
            "{ __schema { types { name } more: types { name } } }",
            "TOO_MANY_ALIASES",
            "asking about the schema, name `types` once in each selection",
        ),
        (
            "{ a: __schema { description } b: __schema { description } }",
            "TOO_MANY_ROOT_FIELDS",
            "an operation asks for __schema at most once; send several requests",
        ),
        (
            "{ " + " ".join(f'{key}: __type(name: "Place") {{ name }}' for key in "abcd") + " }",
            "TOO_MANY_ROOT_FIELDS",
            "an operation asks for __type at most 3 times; send several requests",
        ),
    ],
)
async def test_larger_ones_are_refused(town: Client, executed: list[str], query: str, code: str, message: str) -> None:
    assert await town.refusal(query) == (400, code, message)
    assert executed == []


async def test_a_refusal_names_the_place(town: Client) -> None:
    reply = await town.send("{ areas { totalCount } a: __schema { types { fields { type { fields { name } } } } } }")
    (error,) = reply.json["errors"]
    assert (error["path"], error["locations"]) == (["a"], [{"line": 1, "column": 24}])


async def test_a_neighbour_is_answered_meanwhile(town: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, answered = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(*arguments: Any, **options: Any) -> Any:
        loop.call_soon_threadsafe(begun.set)
        # On the event loop nobody could be answered before this gives up.
        assert answered.wait(timeout=20)
        return execute(*arguments, **options)

    monkeypatch.setattr(introspection, "execute_sync", slow)
    asking = asyncio.create_task(town.ask(f"# {town.dialect}\n{get_introspection_query(type_depth=7)}"))
    await begun.wait()
    assert await town.ask("{ areas { totalCount } }") == {"areas": {"totalCount": 5}}
    assert not asking.done()
    answered.set()
    assert list(await asking) == ["__schema"]


async def test_it_is_computed_once_for_each_document_and_value(town: Client, executed: list[str]) -> None:
    query = """query Twice($name: String!, $kind: Boolean = false, $id: ID!) {
      __type(name: $name) { ...Type } place(id: $id) { id } }
      fragment Type on __Type { name kind @include(if: $kind) }"""
    asked: list[dict[str, Any]] = [{"name": "Place"}, {"name": "Area"}, {"name": "Place", "kind": True}]
    for _ in range(2):
        given = [{**variables, "id": f"pl_00000000-0000-0000-0000-00000000000{n}"} for n, variables in enumerate(asked)]
        found = [(await town.ask(query, variables))["__type"] for variables in given]
        assert found == [{"name": "Place"}, {"name": "Area"}, {"name": "Place", "kind": "OBJECT"}]
    assert len(executed) == 3


async def test_who_asks_the_same_meanwhile_gets_the_same_answer(town: Client, executed: list[str]) -> None:
    query = '{ together: __type(name: "Place") { name } }'
    found = await asyncio.gather(*(town.ask(query) for _ in range(5)))
    assert found == [{"together": {"name": "Place"}}] * 5
    assert len(executed) == 1


async def test_answers_push_out_no_plans(town: Client) -> None:
    query = "{ areas { nodes { name } } }"
    await town.ask(query)
    plans: Any = town.service._plans
    before = plans._bytes
    for number in range(10):
        await town.ask(f"# {number}\n{get_introspection_query()}")
    # The documents count; their answers of a quarter of a megabyte each do not.
    assert plans._bytes - before < 2_000_000
    assert any(key[0].document.text == query for key in plans._plans)


async def test_a_value_that_does_not_fit_is_refused(town: Client) -> None:
    query = 'query ($name: String = "Place") { __type(name: $name) { name } }'
    assert await town.ask(query) == {"__type": {"name": "Place"}}
    status, code, message = await town.refusal(query, {"name": None})
    assert (status, code) == (400, "BAD_USER_INPUT")
    assert message == (
        "Argument 'name' has invalid value: Expected variable '$name' provided to non-null type 'String!' "
        "not to be None."
    )


async def test_kept_answers_stay_within_their_bytes() -> None:
    answers = IntrospectionAnswers(max_bytes=800)
    computed: list[str] = []

    async def ask(key: str, size: int) -> bytes:
        def compute() -> bytes:
            computed.append(key)
            return b"x" * size

        return await answers.get(key, 100, compute)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert await ask(key, 200) == b"x" * 200
    assert computed == ["a", "b", "c", "b"]
    for _ in range(2):
        await ask("too large", 1_000)
    assert computed[4:] == ["too large", "too large"]
    assert await ask("b", 200) == b"x" * 200
    assert len(computed) == 6
