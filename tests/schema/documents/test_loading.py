"""Which documents are taken, and with which errors others are refused; hostile ones first of all.

Each hostile document here takes seconds to centuries without the limits: that a test ends is part of it.
"""

import gc
from collections.abc import Callable

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInt,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_introspection_query,
)

from schema.documents import Document, DocumentError, Limits
from schema.documents.loading import load_document
from tests.schema.documents.schemas import SCHEMA


def load(text: str, limits: Limits | None = None) -> Document:
    return load_document(SCHEMA, text, limits or Limits())


def refusal(text: str, limits: Limits | None = None) -> list[tuple[str, str]]:
    """The code and the message of each error."""
    with pytest.raises(DocumentError) as caught:
        load(text, limits)
    errors = caught.value.errors
    assert caught.value.message == errors[0].message
    assert all(error.extensions for error in errors)
    return [((error.extensions or {})["code"], error.message) for error in errors]


def codes(text: str, limits: Limits | None = None) -> set[str]:
    return {code for code, _ in refusal(text, limits)}


def doubling(levels: int, spread: str = "...F{0} ...F{0}", first: str = "{{ a {{ ...F{0} }} }}") -> str:
    """Fragments that each spread the one before twice."""
    parts = [first.format(levels), "fragment F0 on A { n }"]
    parts += [f"fragment F{level} on A {{ {spread.format(level - 1)} }}" for level in range(1, levels + 1)]
    return " ".join(parts)


NESTED = "a {{ ...F{0} }} b {{ ...F{0} }}"


def tree(levels: int, width: int) -> str:
    inner = "n"
    for _ in range(levels):
        inner = f"a {{ {inner} }} " * width
    return f"{{ {inner} }}"


def many(text: str, count: int) -> str:
    """`text` with numbers for {}, many times."""
    return " ".join(text.format(index) for index in range(count))


def open_and_close(opening: str, closing: str, levels: int, inner: str = "") -> str:
    return opening * levels + inner + closing * levels


HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "doubling 16": (lambda: doubling(16), "TOO_MANY_FIELDS"),
    "doubling 25": (lambda: doubling(25), "TOO_MANY_FIELDS"),
    "doubling 500": (lambda: doubling(500), "TOO_MANY_FIELDS"),
    "doubling below fields": (lambda: doubling(15, NESTED), "TOO_MANY_FIELDS"),
    "doubling aliases": (lambda: doubling(10, "x: n ...F{0} ...F{0}"), "TOO_MANY_ALIASES"),
    "doubling directives": (
        lambda: doubling(10, "...F{0} @skip(if: true) ...F{0}"),
        "TOO_MANY_DIRECTIVES",
    ),
    "one field often": (lambda: "{ a { " + "n " * 4000 + "} }", "TOO_MANY_FIELDS"),
    "one field often with fields": (lambda: "{ " + "a { n } " * 900 + "}", "DOCUMENT_TOO_COMPLEX"),
    "one field often with arguments": (
        lambda: "{ a { " + "args(x: 1) { n } " * 900 + "} }",
        "DOCUMENT_TOO_COMPLEX",
    ),
    "one field often in inline fragments": (
        lambda: "{ a { " + "... on A { n } " * 1500 + "} }",
        "DOCUMENT_TOO_COMPLEX",
    ),
    "binary tree of one field": (lambda: tree(9, 2), "DOCUMENT_TOO_COMPLEX"),
    "ternary tree of one field": (lambda: tree(5, 3), "DOCUMENT_TOO_COMPLEX"),
    "conflicting aliases": (lambda: "{ a { " + "x: n x: m " * 500 + "} }", "TOO_MANY_ALIASES"),
    "conflicts": (lambda: "{ a { " + "n: m n " * 90 + "} }", "GRAPHQL_VALIDATION_FAILED"),
    "many spreads": (
        lambda: "{ a { " + many("...F{}", 900) + " } } " + many("fragment F{} on A {{ n }}", 900),
        "DOCUMENT_TOO_COMPLEX",
    ),
    "long chain": (
        lambda: "{ a { ...F0 } } " + many("fragment F{0} on A {{ ...G{0} }}", 1000),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "cycle": (
        lambda: "{ a { ...F } } fragment F on A { a { ...G } } fragment G on A { ...F }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "unused fragments": (
        lambda: "{ n } " + many("fragment F{} on A {{ n }}", 1300),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "unused doubling": (lambda: doubling(200, first="{{ n }}"), "DOCUMENT_TOO_COMPLEX"),
    "unused chain": (
        lambda: "{ n } " + " ".join(f"fragment F{i} on A {{ a {{ ...F{i + 1} }} }}" for i in range(900)),
        "DOCUMENT_TOO_COMPLEX",
    ),
    "unknown fields": (lambda: "{ a { " + many("zzz{}", 1900) + " } }", "GRAPHQL_VALIDATION_FAILED"),
    "unknown arguments": (lambda: "{ s(" + many("zzz{}: 1", 1900) + ") }", "GRAPHQL_VALIDATION_FAILED"),
    "unknown input fields": (
        lambda: "{ s(x: {" + many("zzz{}: 1", 1900) + "}) }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "many values": (lambda: "{ s(l: [" + "1 " * 3000 + "]) }", "TOO_MANY_VALUES"),
    "variables in many places": (
        lambda: "query ($x: Int) { a { " + "args(x: $x) { n } " * 900 + "} }",
        "DOCUMENT_TOO_COMPLEX",
    ),
    "unused variables": (
        lambda: "query (" + many("$v{}: Int", 2000) + ") { n }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "operations": (lambda: many("query Q{} {{ n }}", 21), "TOO_MANY_OPERATIONS"),
    "operations that share fragments": (
        lambda: many("query Q{} {{ ...F }}", 20) + "fragment F on Query { " + "a { n } " * 900 + "}",
        "DOCUMENT_TOO_COMPLEX",
    ),
    "root fields": (lambda: "{ " + many("x{}: n", 31) + " }", "TOO_MANY_ROOT_FIELDS"),
    "aliases": (lambda: "{ a { " + many("x{}: n", 101) + " } }", "TOO_MANY_ALIASES"),
    "directives": (lambda: "{ n" + " @skip(if: true)" * 201 + " }", "TOO_MANY_DIRECTIVES"),
    "tokens": (lambda: "{ " + "n " * 10_000 + "}", "TOO_MANY_TOKENS"),
    "comments": (lambda: "{ n }" + "#\n" * 50_000, "TOO_MANY_TOKENS"),
    "length": (lambda: "{ n }" + " " * 200_000, "DOCUMENT_TOO_LONG"),
    "a long string": (lambda: '{ s(x: "' + "a" * 190_000 + '") }', "GRAPHQL_VALIDATION_FAILED"),
    "a long block string": (lambda: '{ s(x: """' + "\n  a" * 40_000 + '""") }', "GRAPHQL_VALIDATION_FAILED"),
    "a long name": (lambda: "{ " + "n" * 190_000 + " }", "GRAPHQL_VALIDATION_FAILED"),
    "deep selections": (lambda: open_and_close("{ a ", "}", 150, "{ n }"), "QUERY_TOO_DEEP"),
    "very deep selections": (lambda: open_and_close("{a", "}", 3000, "{n}"), "QUERY_TOO_DEEP"),
    "deep inline fragments": (
        lambda: "{ a { " + open_and_close("... { ", "} ", 3000, "n ") + "} }",
        "QUERY_TOO_DEEP",
    ),
    "deep lists": (lambda: "{ s(l: " + open_and_close("[", "]", 150) + ") }", "VALUE_TOO_DEEP"),
    "very deep lists": (lambda: "{ s(l: " + open_and_close("[", "]", 4000) + ") }", "QUERY_TOO_DEEP"),
    "deep objects": (lambda: "{ s(x: " + open_and_close("{i: ", "}", 150, "1") + ") }", "VALUE_TOO_DEEP"),
    "very deep objects": (
        lambda: "{ s(x: " + open_and_close("{i:", "}", 3000, "1") + ") }",
        "QUERY_TOO_DEEP",
    ),
    "deep defaults": (
        lambda: "query ($x: I = " + open_and_close("{i: ", "}", 150, "{}") + ") { s(x: $x) }",
        "VALUE_TOO_DEEP",
    ),
    "deep types": (
        lambda: "query ($x: " + open_and_close("[", "]", 150, "Int") + ") { s(l: $x) }",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "very deep types": (
        lambda: "query ($x: " + open_and_close("[", "]", 4000, "Int") + ") { s(l: $x) }",
        "QUERY_TOO_DEEP",
    ),
    "introspection in circles": (
        lambda: (
            "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
        ),
        "GRAPHQL_VALIDATION_FAILED",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_documents(case: str) -> None:
    make, code = HOSTILE[case]
    errors = refusal(make())
    assert code in {found for found, _ in errors}
    assert len(errors) <= 11
    assert all(len(message) <= 500 for _, message in errors)


@pytest.mark.parametrize("levels", [200, 2000])
def test_recursion_in_the_parser_is_an_error_at_any_depth(levels: int) -> None:
    assert refusal(open_and_close("{a", "}", levels, "{n}")) == [
        ("QUERY_TOO_DEEP", "The document is nested too deeply to be parsed.")
    ]


EACH_LIMIT = {
    "tokens": (Limits(tokens=3), "{ n }", "{ n m }", "TOO_MANY_TOKENS"),
    "comments are tokens": (Limits(tokens=4), "{ n }#", "{ n }##\n#", "TOO_MANY_TOKENS"),
    "characters": (Limits(characters=5), "{ n }", "{ n } ", "DOCUMENT_TOO_LONG"),
    "depth": (Limits(depth=2), "{ a { n } }", "{ a { a { n } } }", "QUERY_TOO_DEEP"),
    "depth through fragments": (
        Limits(depth=2),
        "{ ... { ...F } } fragment F on Query { a { n } }",
        "{ a { ...F } } fragment F on A { a { n } }",
        "QUERY_TOO_DEEP",
    ),
    "fields": (Limits(fields=2), "{ n m }", "{ n a { n } }", "TOO_MANY_FIELDS"),
    "aliases": (Limits(aliases=1), "{ n x: n }", "{ y: n x: n }", "TOO_MANY_ALIASES"),
    "root fields": (
        Limits(root_fields=2),
        "{ n n x: m __typename ...F } fragment F on Query { n }",
        "{ n x: n ...F } fragment F on Query { m }",
        "TOO_MANY_ROOT_FIELDS",
    ),
    "directives": (
        Limits(directives=1),
        "{ n @skip(if: true) }",
        "{ n @skip(if: true) @include(if: true) }",
        "TOO_MANY_DIRECTIVES",
    ),
    "values": (Limits(values=2), "{ s(l: [1]) }", "{ s(l: [1], b: true) }", "TOO_MANY_VALUES"),
    "value depth": (Limits(value_depth=1), "{ s(x: {j: 1}) }", "{ s(x: {l: []}) }", "VALUE_TOO_DEEP"),
    "operations": (Limits(operations=1), "{ n }", "query A { n } query B { n }", "TOO_MANY_OPERATIONS"),
}


@pytest.mark.parametrize("case", EACH_LIMIT)
def test_each_limit_permits_as_many_as_it_says(case: str) -> None:
    limits, permitted, refused, code = EACH_LIMIT[case]
    load(permitted, limits)
    load(refused)
    assert codes(refused, limits) == {code}


def test_what_refusals_say() -> None:
    limits = Limits(depth=1, fields=2, operations=2)
    assert refusal("query Deep { a { n } } query Q { n }", limits) == [
        (
            "QUERY_TOO_DEEP",
            "Operation 'Deep', its fragments spread out, is 2 levels of fields deep; at most 1 are allowed. "
            "Ask for the inner levels by themselves.",
        )
    ]
    assert refusal("{ a { n m } }", limits) == [
        (
            "QUERY_TOO_DEEP",
            "The operation, its fragments spread out, is 2 levels of fields deep; at most 1 are allowed. "
            "Ask for the inner levels by themselves.",
        ),
        (
            "TOO_MANY_FIELDS",
            "The operation, its fragments spread out, has 3 fields; at most 2 are allowed. Ask in several requests.",
        ),
    ]
    assert refusal(doubling(30)) == [
        (
            "TOO_MANY_FIELDS",
            "The operation, its fragments spread out, has more than 999,999 fields; at most 2,000 are "
            "allowed. Ask in several requests.",
        )
    ]
    assert refusal("query A { n } query B { n } query C { n }", limits) == [
        (
            "TOO_MANY_OPERATIONS",
            "The document has 3 operations; at most 2 are allowed. Ask in several requests.",
        )
    ]
    assert refusal("{ n m }", Limits(tokens=3)) == [
        (
            "TOO_MANY_TOKENS",
            "The document holds more than 3 tokens, which is the most allowed. Ask for less, or in several requests.",
        )
    ]
    assert refusal("{ n }", Limits(characters=2)) == [
        (
            "DOCUMENT_TOO_LONG",
            "The document is 5 characters long; at most 2 are allowed. Pass long values in variables.",
        )
    ]


@pytest.mark.parametrize(
    ("text", "code", "message", "location"),
    [
        ("", "GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected <EOF>.", (1, 1)),
        ("{\n  n", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>.", (2, 4)),
        ("{ a { } }", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found '}'.", (1, 7)),
        ("{ n } \0", "GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected character: U+0000.", (1, 7)),
        (
            "{ a { nn } }",
            "GRAPHQL_VALIDATION_FAILED",
            "Cannot query field 'nn' on type 'A'. Did you mean 'n'?",
            (1, 7),
        ),
        (
            "{ s(l: [x]) }",
            "GRAPHQL_VALIDATION_FAILED",
            "Int cannot represent non-integer value: x",
            (1, 9),
        ),
    ],
)
def test_ordinary_mistakes(text: str, code: str, message: str, location: tuple[int, int]) -> None:
    with pytest.raises(DocumentError) as caught:
        load(text)
    [error] = caught.value.errors
    assert error.formatted == {
        "message": message,
        "locations": [{"line": location[0], "column": location[1]}],
        "extensions": {"code": code},
    }


def test_validation_stops_after_ten_errors() -> None:
    errors = refusal("{ a { " + many("zzz{}", 50) + " } }")
    assert [message for _, message in errors] == [
        *(f"Cannot query field 'zzz{index}' on type 'A'." for index in range(10)),
        "Too many validation errors, error limit reached. Validation aborted.",
    ]
    assert {code for code, _ in errors} == {"GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("options", [{}, {"input_value_deprecation": True, "one_of": True}])
def test_introspection_is_within_the_limits(options: dict[str, bool]) -> None:
    assert list(load(get_introspection_query(**options)).operations) == ["IntrospectionQuery"]


def test_large_queries_of_real_clients_are_within_the_limits() -> None:
    """Sixty components on one page, each with a fragment of its own, all asking for much the same."""
    text = "query Page { a { " + many("...F{}", 60) + " } } "
    text += many("fragment F{} on A {{ id n m a {{ id n }} args(x: 1) {{ id }} }}", 60)
    assert len(load(text).fragments) == 60


def test_a_document_leaves_no_work_to_the_collector() -> None:
    text = "query P { a { n } } # comment\nfragment F on A { n } query Q($x: I = {j: 1}) { s(x: $x) a { ...F } }"
    load(text)
    gc.collect()
    gc.disable()
    try:
        document = load(text)
        gc.collect()  # what validation left
        del document
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_literal_that_a_scalar_refuses_is_no_defect() -> None:
    def refused(value: object) -> object:
        raise ValueError(f"{value!r} is no moment")

    moment = GraphQLArgument(GraphQLScalarType("Moment", parse_value=refused))
    schema = GraphQLSchema(GraphQLObjectType("Query", {"at": GraphQLField(GraphQLInt, {"moment": moment})}))
    with pytest.raises(DocumentError) as caught:
        load_document(schema, '{ at(moment: "soon") }', Limits())
    (error,) = caught.value.errors
    assert error.formatted == {
        "message": "Expected value of type 'Moment', but encountered error ''soon' is no moment'; found: \"soon\".",
        "locations": [{"line": 1, "column": 14}],
        "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
    }
    assert error.original_error is None
