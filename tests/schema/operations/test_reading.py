"""Texts become single operations, and what is wrong with them is told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from graphql import Source, build_schema

from core.models.choices import OperationKind
from schema.documents import Limits
from schema.operations.files import UnreadableFile, pools_of, schema_of
from schema.operations.reading import OperationsRefused, ReadOperation, check_operations, read_operations

SCHEMA = build_schema("""
type Query { places: [Place!]! }
type Mutation { open(id: ID!): Place }
type Place { id: ID! name: String! operator: Place }
""")
PLACES = """
# What the map shows.
query Places { places { ...Pin   operator { ...Pin } } }
mutation Open($id: ID!) { open(id: $id) { id } }
fragment Unused on Place { id }
fragment Pin on Place { id, ...Name }
"""
NAME = "fragment Name on Place { name }"


def read(*texts: str) -> dict[str, ReadOperation]:
    sources = [Source(text, f"{index}.graphql") for index, text in enumerate(texts)]
    return {found.text.name: found for found in read_operations([sources])}


def refused(*texts: str) -> list[str]:
    with pytest.raises(OperationsRefused) as caught:
        check_operations(read(*texts).values(), SCHEMA, Limits(depth=2, tokens=40))
    return [str(problem) for problem in caught.value.problems]


def test_an_operation_comes_with_the_fragments_that_it_uses() -> None:
    found = read(PLACES, NAME)
    assert found["Places"].text.document == (
        "query Places {\n  places {\n    ...Pin\n    operator {\n      ...Pin\n    }\n  }\n}\n\n"
        "fragment Name on Place {\n  name\n}\n\nfragment Pin on Place {\n  id\n  ...Name\n}\n"
    )
    assert found["Open"].text.document == "mutation Open($id: ID!) {\n  open(id: $id) {\n    id\n  }\n}\n"
    assert [found[name].text.kind for name in ("Places", "Open")] == [OperationKind.QUERY, OperationKind.MUTATION]


def test_spaces_comments_and_the_order_of_fragments_do_not_count() -> None:
    other = "fragment Pin on Place{id ...Name} query Places{places{...Pin operator{...Pin}}}"
    assert read(NAME, other)["Places"].text.hash == read(PLACES, NAME)["Places"].text.hash


def test_each_problem_is_told_with_file_line_and_column() -> None:
    assert refused("query A {\n  places { nme }\n}", "{ places { id } }", "query B { places {") == [
        "2.graphql:1:19: Syntax Error: Expected Name, found <EOF>.",
        "1.graphql:1:1: this operation has no name; give it one, by which it is known",
    ]
    assert refused("query A {\n  places { ...F ...Gone }\n}", "fragment F on Place {\n nme }") == [
        "0.graphql:2:20: A: Unknown fragment 'Gone'.",
        "1.graphql:2:2: A: Cannot query field 'nme' on type 'Place'. Did you mean 'name'?",
    ]
    assert refused("query A { places { operator { id } } }") == [
        "0.graphql:1:1: A: Operation 'A', its fragments spread out, is 3 levels of fields deep; at most 2 are allowed. "
        "Ask for the inner levels by themselves."
    ]
    assert refused(f"query A {{ places {{ {'id ' * 40} }} }}")[0].startswith(
        "0.graphql: A: The document holds more than 40 tokens"
    )


def test_names_are_distinct_unless_the_text_is_the_same() -> None:
    assert list(read("query A { places { id } }", "query  A { places { id } }")) == ["A"]
    assert refused("query A { places { id } }", "query A { places { name } }") == [
        "1.graphql:1:1: A: there is another operation of this name in 0.graphql"
    ]
    assert refused(f"query A {{ places {{ ...Name }} }} {NAME}", "\nfragment Name on Place { id }") == [
        "1.graphql:2:1: there is another fragment Name in 0.graphql"
    ]


def test_what_holds_no_operations_is_refused() -> None:
    assert refused("type Query { a: Int }") == [
        "0.graphql:1:1: this is neither an operation nor a fragment; give files of operations"
    ]
    assert refused(NAME, " ") == ["0.graphql, 1.graphql: there is no operation in it"]
    assert refused(f"query {'A' * 201} {{ places {{ id }} }}")[0].endswith(": a name has at most 200 characters")


def test_files_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "src" / ".cache").mkdir(parents=True)
    (tmp_path / "src" / "node_modules").mkdir()
    for path, text in {
        "src/places.graphql": PLACES,
        "src/name.gql": NAME,
        "src/.cache/old.graphql": "query Old { places { id } }",
        "src/node_modules/theirs.graphql": "query Theirs { places { id } }",
        "src/notes.txt": "no GraphQL",
        "map.json": json.dumps({"x1": "query Mapped { places { id } }", "x2": "query Wrong {"}),
    }.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    pools = pools_of([tmp_path / "src"])
    assert sorted(found.text.name for found in read_operations(pools)) == ["Open", "Places"]
    with pytest.raises(OperationsRefused) as caught:
        read_operations(pools_of([tmp_path / "map.json"]))
    assert str(caught.value.problems[0]) == f"{tmp_path}/map.json[x2]:1:14: Syntax Error: Expected Name, found <EOF>."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.graphql", None, "cannot be read: No such file or directory."),
        ("empty", "", "has no files that end in .graphql or .gql."),
        ("a.graphql", b"\xff", "is not text in UTF-8 (invalid start byte at byte 0)."),
        ("a.json", b"{", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)."),
        (
            "a.json",
            b"[1]",
            'is no map of persisted documents; write {"id": "query Name { … }", …}, texts by their ids.',
        ),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: bytes | str | None, message: str) -> None:
    path = tmp_path / name
    if content == "":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        pools_of([path])
    assert caught.value.message == f"{path} {message}"


@pytest.mark.parametrize("text", ["type Query {", "type Query { a: Nope }", "query A { a }"])
def test_a_file_that_is_no_schema(text: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        schema_of(text, "new.graphql")
    assert caught.value.message.startswith("new.graphql is no GraphQL schema: ")
