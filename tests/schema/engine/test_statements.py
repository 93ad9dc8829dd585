"""One statement for each root field, whatever is asked for below it."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import pytest

from core.access import ADMIN, ANONYMOUS
from core.database.reader import Reader
from core.database.url import Dialect
from core.ids import encode
from schema.engine.statement import Statement
from schema.execution.service import Service
from schema.types.core_part import CORE
from tests.schema.engine import data
from tests.schema.engine.database import Loaded, ask
from tests.schema.engine.python_parts import CALLS


class CountingReader:
    """Passes statements on and keeps them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.statements: list[str] = []

    @property
    def dialect(self) -> Dialect:
        """That of the reader behind."""
        return self._reader.dialect

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        """One statement."""
        self.statements.append(sql)
        return await self._reader.fetch(sql, params, small=small)

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        """See `Reader.explain`."""
        return await self._reader.explain(sql, params)

    async def close(self) -> None:
        """Nothing: the reader belongs to somebody else."""


PLACE = encode("pl", data.key("place", 0))
AREA = encode("ar", data.key("area", 0))
ACTIVITY = encode("at", data.key("activity", 1))

DEEP = """areas { nodes { children { nodes { places { nodes { activities { edges { node { hosts { nodes {
  organization { parent { area { name } } ledActivities { totalCount nodes { title } }
  } } } } } } } } } } } }"""

QUESTIONS = {
    "a page": (1, "{ places { nodes { name } } }"),
    "edges, page info and total": (
        1,
        "{ places(where: {kind: {ne: PARK}}) { totalCount edges { cursor } pageInfo { endCursor hasNextPage } } }",
    ),
    "only a total": (1, "{ places { totalCount } }"),
    "two totals of one connection": (1, "{ places { totalCount again: totalCount } }"),
    "groups and what they lead to": (
        1,
        "{ activities { groups(by: [AREA, DECISION]) { count area { name places { totalCount } } } totalCount } }",
    ),
    "one row": (1, f'{{ place(id: "{PLACE}") {{ name area {{ parent {{ name }} }} }} }}'),
    "no row": (1, f'{{ place(id: "{PLACE[:-4]}0000") {{ name }} }}'),
    "a node": (1, f'{{ node(id: "{PLACE}") {{ id ... on Place {{ area {{ name }} }} }} }}'),
    "nodes of three types": (
        1,
        f'{{ nodes(ids: ["{PLACE}", "{AREA}", "{ACTIVITY}", "{PLACE}"]) {{ id __typename ... on Place {{ name }} '
        "... on Area { children { totalCount nodes { name } } } ... on Activity { hosts { nodes { role } } } } }",
    ),
    "no nodes": (1, "{ nodes(ids: []) { id } }"),
    "deep": (1, f"{{ {DEEP} }}"),
    "filters, orders and a circle": (
        1,
        "{ places(near: {latitude: 30.7, longitude: 104.05, radius: 9000},"
        " orderBy: [{distance: ASC}, {area: {name: ASC}}],"
        " where: {area: {parent: {level: {eq: DISTRICT}}}, activities: {some: {hosts: {every: {role: {ne: HOST}}}}}})"
        " { nodes { name distance(origin: {latitude: 30, longitude: 104}) } } }",
    ),
    "Python fields": (1, "{ places { nodes { loud framed held openingHours area { places { nodes { loud } } } } } }"),
    "a Python field in groups and nodes": (
        2,
        f'{{ nodes(ids: ["{PLACE}"]) {{ ... on Place {{ loud }} }} '
        "activities { groups(by: [PLACE]) { place { loud } } } }",
    ),
    "three root fields": (3, f"{{ a: places {{ totalCount }} b: places {{ totalCount }} {DEEP} }}"),
    "the same key twice": (1, "{ places { nodes { name } } places { totalCount } ... { places { nodes { id } } } }"),
    "a fragment at the root": (
        1,
        "{ ...F } fragment F on Query { places { nodes { ...P } } } fragment P on Place { id }",
    ),
    "a root field that is skipped": (1, "{ places @skip(if: true) { totalCount } areas { totalCount } }"),
    "nothing but the schema": (0, '{ __typename __schema { queryType { name } } __type(name: "Place") { name } }'),
    "a node of no type": (0, f'{{ node(id: "zz{PLACE[2:]}") {{ id }} }}'),
}


@pytest.fixture(scope="module")
def reader(filled: Loaded) -> CountingReader:
    """Counts what goes to the database."""
    return CountingReader(filled.reader)


@pytest.fixture(scope="module")
def service(filled: Loaded, reader: CountingReader) -> Service:
    """A service that reads through it."""
    return filled.service([CORE, CALLS], reader)


@pytest.mark.parametrize("name", QUESTIONS)
def test_one_statement_for_each_root_field(filled: Loaded, service: Service, reader: CountingReader, name: str) -> None:
    expected, query = QUESTIONS[name]

    for _ in range(2):  # The second time the plan comes from the cache.
        reader.statements.clear()
        answer = filled.run(ask(service, ADMIN, query))

        assert "errors" not in answer, answer
        assert len(reader.statements) == expected


def test_a_plan_is_the_same_statement_for_other_values(
    filled: Loaded, service: Service, reader: CountingReader
) -> None:
    query = """query ($name: String, $after: String, $ids: [ID!]) {
      places(first: 2, after: $after, where: {name: {contains: $name}, id: {notIn: $ids}}) {
        nodes { name } pageInfo { endCursor } } }"""
    reader.statements.clear()

    first = filled.run(ask(service, ADMIN, query, {"name": "家", "after": None, "ids": []}))
    cursor = first["data"]["places"]["pageInfo"]["endCursor"]
    assert cursor is not None
    for name, ids in (("旗", []), ("a' OR 1=1 --", [PLACE]), ("", [PLACE, PLACE])):
        filled.run(ask(service, ADMIN, query, {"name": name, "after": cursor, "ids": ids}))

    assert len(reader.statements) == 4
    assert len(set(reader.statements)) == 2, "one for the first page, one for those after a cursor"
    assert not any("家" in sql or "OR 1=1" in sql for sql in reader.statements)


def test_plans_keep_nothing_of_what_their_statements_were_made_from(filled: Loaded, reader: CountingReader) -> None:
    def trees() -> int:
        gc.collect()
        return sum(type(one) is Statement for one in gc.get_objects())

    before = trees()
    service = filled.service([CORE, CALLS], reader)
    for _, query in QUESTIONS.values():
        filled.run(ask(service, ADMIN, query))
    page = "query ($after: String) { places(first: 1, after: $after) { pageInfo { endCursor } } }"
    first = filled.run(ask(service, ADMIN, page))
    after = first["data"]["places"]["pageInfo"]["endCursor"]
    assert "errors" not in filled.run(ask(service, ADMIN, page, {"after": after}))
    assert trees() == before


def test_a_refused_question_asks_the_database_nothing(filled: Loaded, service: Service, reader: CountingReader) -> None:
    reader.statements.clear()

    answer = filled.run(ask(service, ANONYMOUS, "{ places { totalCount } people { totalCount } }"))

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert reader.statements == []
