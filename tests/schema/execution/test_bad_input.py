"""What clients may get wrong: each gets a clear error with a code, or the right answer; never INTERNAL, never SQL."""

from typing import Any

import pytest

from core.database.url import Dialect
from tests.schema.client import Client
from tests.schema.execution.refusing import INPUT, VALIDATION, refused_alike
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("question", "code", "message"),
    [
        ("{", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."),
        ("", "GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected <EOF>."),
        ("\x00", "GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected character: U+0000."),
        ("{ 红旗 }", "GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected character: U+7EA2."),
        ("{ unknown }", VALIDATION, "Cannot query field 'unknown' on type 'Query'."),
        ("{ places { unknown } }", VALIDATION, "Cannot query field 'unknown' on type 'PlaceConnection'."),
        ("{ places { nodes { nam } } }", VALIDATION, "Cannot query field 'nam' on type 'Place'. Did you mean 'name'?"),
        ("{ places }", VALIDATION, "Field 'places' of type 'PlaceConnection!' must have a selection of subfields. "
         "Did you mean 'places { ... }'?"),
        ("{ places { totalCount { x } } }", VALIDATION, "Field 'totalCount' must not have a selection since type 'Int' "
         "has no subfields."),
        ("{ places(unknown: 1) { totalCount } }", VALIDATION, "Unknown argument 'unknown' on field 'Query.places'."),
        ("{ place { id } }", VALIDATION, "Argument 'Query.place(id:)' of type 'ID!' is required, but it was not "
         "provided."),
        ("{ places(where: {unknown: 1}) { totalCount } }", VALIDATION,
         "Expected value of type 'PlaceWhere' not to include unknown field 'unknown', found: { unknown: 1 }."),
        ('{ places(where: {name: {like: "x"}}) { totalCount } }', VALIDATION,
         "Expected value of type 'StringFilter' not to include unknown field 'like', found: { like: \"x\" }."),
        ('{ places(where: {name: "x"}) { totalCount } }', VALIDATION,
         "Expected value of type 'StringFilter' to be an object, found: \"x\"."),
        ("{ places(where: {name: {eq: 5}}) { totalCount } }", VALIDATION,
         "String cannot represent a non string value: 5"),
        ("{ places(where: {alwaysOpen: {eq: 1}}) { totalCount } }", VALIDATION,
         "Boolean cannot represent a non boolean value: 1"),
        ("{ places(where: {kind: {eq: NOPE}}) { totalCount } }", VALIDATION,
         "Value 'NOPE' does not exist in 'PlaceKind' enum."),
        ('{ places(where: {kind: {eq: "STORE"}}) { totalCount } }', VALIDATION,
         "Enum 'PlaceKind' cannot represent non-enum value: \"STORE\". Did you mean the enum value 'STORE'?"),
        ("{ places(where: {name: {in: [null]}}) { totalCount } }", VALIDATION,
         "Expected value of non-null type 'String!' not to be None."),
        ("{ nodes(ids: [null]) { id } }", VALIDATION, "Expected value of non-null type 'ID!' not to be None."),
        ("{ places(orderBy: [{name: UP}]) { totalCount } }", VALIDATION,
         "Value 'UP' does not exist in 'OrderDirection' enum."),
        ("{ places(where: {name: {eq: $s}}) { totalCount } }", VALIDATION, "Variable '$s' is not defined."),
        ("query ($s: String) { places { totalCount } }", VALIDATION, "Variable '$s' is never used."),
        ("query ($s: Int) { places(after: $s) { totalCount } }", VALIDATION,
         "Variable '$s' of type 'Int' used in position expecting type 'String'."),
        ("{ areas @unknown { totalCount } }", VALIDATION, "Unknown directive '@unknown'."),
        ("{ ...F } fragment F on Query { ...F }", VALIDATION, "Cannot spread fragment 'F' within itself."),
        ("{ areas { ...Nothing } }", VALIDATION, "Unknown fragment 'Nothing'."),
        ("{ a: areas { totalCount } a: places { totalCount } }", VALIDATION,
         "Fields 'a' conflict because 'areas' and 'places' are different fields. Use different aliases on the fields "
         "to fetch both if this was intentional."),
        ("{ places(first: 1) { totalCount } places(first: 2) { totalCount } }", VALIDATION,
         "Fields 'places' conflict because they have differing arguments. Use different aliases on the fields to fetch "
         "both if this was intentional."),
    ],
)  # fmt: skip
async def test_questions_that_do_not_fit_the_schema(town: Client, question: str, code: str, message: str) -> None:
    await refused_alike(town, question, None, code, message)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("first: -1", "PAGE_SIZE", "`first` is -1; a page has from 0 to 1000 items"),
        ("last: -1", "PAGE_SIZE", "`last` is -1; a page has from 0 to 1000 items"),
        ("first: 1001", "PAGE_SIZE", "`first` is 1001; a page has from 0 to 1000 items"),
        ("last: 2147483647", "PAGE_SIZE", "`last` is 2147483647; a page has from 0 to 1000 items"),
        ("first: 2147483648", VALIDATION, "Int cannot represent non 32-bit signed integer value: 2147483648"),
        ("first: 1.5", VALIDATION, "Int cannot represent non-integer value: 1.5"),
        ('first: "1"', VALIDATION, "Int cannot represent non-integer value: \"1\""),
        ("first: 1, last: 1", INPUT, "`first` and `last` cannot be combined; ask for one end of the range"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("connection", ["places(%s) { totalCount }", "areas { nodes { places(%s) { nodes { id } } } }"])
async def test_pages(town: Client, connection: str, arguments: str, code: str, message: str) -> None:
    await refused_alike(town, f"{{ {connection % arguments} }}", None, code, message)


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        (-1, "PAGE_SIZE", "`first` is -1; a page has from 0 to 1000 items"),
        (1001, "PAGE_SIZE", "`first` is 1001; a page has from 0 to 1000 items"),
        (
            2**31,
            INPUT,
            f"Variable '$n' has invalid value: Int cannot represent non 32-bit signed integer value: {2**31}",
        ),
        (
            2**63,
            INPUT,
            f"Variable '$n' has invalid value: Int cannot represent non 32-bit signed integer value: {2**63}",
        ),
        (1.5, INPUT, "Variable '$n' has invalid value: Int cannot represent non-integer value: 1.5"),
        ("1", INPUT, "Variable '$n' has invalid value: Int cannot represent non-integer value: '1'"),
        (True, INPUT, "Variable '$n' has invalid value: Int cannot represent non-integer value: True"),
        ([1], INPUT, "Variable '$n' has invalid value: Int cannot represent non-integer value: [1]"),
        ({}, INPUT, "Variable '$n' has invalid value: Int cannot represent non-integer value: {}"),
    ],
)
async def test_pages_as_variables(town: Client, value: Any, code: str, message: str) -> None:
    await refused_alike(town, "query ($n: Int) { places(first: $n) { totalCount } }", {"n": value}, code, message)


ONE_OF = "exactly one field must be specified, and the value for that field must be non-null."


@pytest.mark.parametrize(
    ("literal", "value", "where", "name"),
    [
        ("[{name: ASC, id: ASC}]", [{"name": "ASC", "id": "ASC"}], " at [0]", "PlaceOrder"),
        ("[{}]", [{}], " at [0]", "PlaceOrder"),
        ("[{name: null}]", [{"name": None}], " at [0].name", "PlaceOrder"),
        ("[{id: ASC}, {area: {}}]", [{"id": "ASC"}, {"area": {}}], " at [1].area", "AreaOrder"),
        ("[{area: {name: ASC, code: ASC}}]", [{"area": {"name": "ASC", "code": "ASC"}}], " at [0].area", "AreaOrder"),
        ("[{area: null}]", [{"area": None}], " at [0].area", "PlaceOrder"),
    ],
)
async def test_exactly_one_key(town: Client, literal: str, value: Any, where: str, name: str) -> None:
    said = f"Within OneOf Input Object type '{name}', {ONE_OF}"
    await refused_alike(town, f"{{ places(orderBy: {literal}) {{ totalCount }} }}", None, VALIDATION, said)
    query = "query ($o: [PlaceOrder!]) { places(orderBy: $o) { totalCount } }"
    await refused_alike(town, query, {"o": value}, INPUT, f"Variable '$o' has invalid value{where}: {said}")


@pytest.mark.parametrize("variables", [{}, {"d": None}])
async def test_exactly_one_key_whose_value_is_a_variable(town: Client, variables: Any) -> None:
    query = "query ($d: OrderDirection) { places(orderBy: [{name: $d}]) { totalCount } }"
    await refused_alike(town, query, variables, INPUT, "PlaceOrder takes exactly one key with a value")


async def test_orders_of_too_many_keys_and_of_what_cannot_be_measured(town: Client) -> None:
    query = "query ($o: [PlaceOrder!]) { places(orderBy: $o) { totalCount } }"
    assert await town.ask(query, {"o": [{"name": "ASC"}] * 8}) == {"places": {"totalCount": 5}}
    await refused_alike(
        town, query, {"o": [{"name": "ASC"}] * 9}, INPUT, "`orderBy` has 9 keys; at most 8 are possible"
    )
    message = "ordering by distance needs a point to measure from: add the argument `near`"
    await refused_alike(town, query, {"o": [{"distance": "ASC"}]}, INPUT, message)
    await refused_alike(
        town, "{ activities(orderBy: [{place: {distance: ASC}}]) { totalCount } }", None, INPUT, message
    )


TOO_DEEP = "the conditions in `where` are nested too deeply; write fewer levels"


def nested(levels: int, kind: str) -> Any:
    """A condition on organisations of so many levels."""
    condition: Any = {"name": {"eq": "红旗连锁"}}
    for _ in range(levels - 1):
        if kind == "not":
            condition = {"not": condition}
        elif kind == "or":
            condition = {"or": [condition]}
        elif kind == "parent":
            condition = {"parent": condition}
        else:
            condition = {"children": {kind: condition}}
    return condition


@pytest.mark.parametrize("kind", ["not", "or", "parent", "some", "every", "none"])
async def test_conditions_that_nest_too_deeply(town: Client, kind: str) -> None:
    query = "query ($w: OrganizationWhere) { organizations(where: $w) { totalCount } }"
    for levels in (7, 8, 15):
        await refused_alike(town, query, {"w": nested(levels, kind)}, "FILTER_TOO_DEEP", TOO_DEEP)
    assert (await town.ask(query, {"w": nested(6, kind)}))["organizations"]["totalCount"] >= 0


COSTLY = "the question may touch more rows than the limit (page sizes multiply); ask for smaller pages or fewer levels"


@pytest.mark.parametrize(
    "question",
    [
        "areas(first: 1000) { nodes { children(first: 1000) { nodes { name } } } }",
        "areas(last: 1000) { edges { node { children(last: 1000) { edges { node { name } } } } } }",
        "areas { nodes { " + "children { nodes { " * 4 + "id" + " } }" * 4 + " } }",
        "activities(first: 1000) { nodes { hosts(first: 500) { nodes { role } } } }",
        f'nodes(ids: ["{gid("ar", 1)}"]) {{ ... on Area {{ children(first: 1000) {{ nodes {{ '
        "children(first: 1000) { totalCount nodes { id } } } } } }",
        'search(text: "x", first: 1000) { nodes { ... on Area { places(first: 1000) { nodes { name } } } } }',
    ],
)
async def test_questions_that_may_cost_too_much(town: Client, question: str) -> None:
    await refused_alike(town, f"{{ {question} }}", None, "TOO_COSTLY", COSTLY)


async def test_questions_that_are_too_large(town: Client) -> None:
    deep = "areas { nodes { " + "parent { " * 18 + "id" + " }" * 18 + " } }"
    said = "is 21 levels of fields deep; at most 20 are allowed. Ask for the inner levels by themselves."
    await refused_alike(
        town, f"{{ {deep} }}", None, "QUERY_TOO_DEEP", f"The operation, its fragments spread out, {said}"
    )
    aliases = " ".join(f"a{number}: name" for number in range(101))
    said = "has 101 aliased fields; at most 100 are allowed. Ask in several requests."
    await refused_alike(
        town, f"{{ areas {{ nodes {{ {aliases} }} }} }}", None, "TOO_MANY_ALIASES",
        f"The operation, its fragments spread out, {said}",
    )  # fmt: skip


LONG = "红" * 300_000


@pytest.mark.parametrize(
    ("declared", "question", "code"),
    [
        ("Int", "places(first: $v) { totalCount }", INPUT),
        ("ID!", "place(id: $v) { id }", "INVALID_ID"),
        ("ID!", "node(id: $v) { id }", "INVALID_ID"),
        ("[ID!]!", "nodes(ids: $v) { id }", "INVALID_ID"),
        ("String", "places(after: $v) { nodes { id } }", "INVALID_CURSOR"),
        ("DateTime", "places(openAt: $v) { totalCount }", INPUT),
        ("Date", "places(where: {lastVerifiedOn: {eq: $v}}) { totalCount }", INPUT),
        ("BigInt", "media(where: {byteSize: {eq: $v}}) { totalCount }", INPUT),
        ("Decimal", "milestones(where: {targetPercent: {eq: $v}}) { totalCount }", INPUT),
        ("PlaceKind", "places(where: {kind: {eq: $v}}) { totalCount }", INPUT),
        ("PlaceWhere", "places(where: $v) { totalCount }", INPUT),
        ("String!", "search(text: $v) { totalCount }", "INVALID_TEXT"),
        ("Boolean!", "places { totalCount @skip(if: $v) }", INPUT),
    ],
)
async def test_a_megabyte_where_it_does_not_belong(town: Client, declared: str, question: str, code: str) -> None:
    status, said, message = await town.refusal(f"query ($v: {declared}) {{ {question} }}", {"v": LONG})
    assert (status, said) == (400, code)
    assert len(message) <= 500


@pytest.mark.parametrize("operator", ["eq", "contains", "startsWith", "endsWith", "in", "notIn"])
async def test_a_megabyte_to_compare_with(town: Client, operator: str) -> None:
    kind = "[String!]" if operator in ("in", "notIn") else "String"
    query = f"query ($v: {kind}) {{ places(where: {{name: {{{operator}: $v}}}}) {{ totalCount }} }}"
    assert await town.ask(query, {"v": LONG}) == {"places": {"totalCount": 5 if operator == "notIn" else 0}}


async def test_very_long_lists(town: Client) -> None:
    data = await town.ask(
        """query ($names: [String!], $ids: [ID!], $kinds: [PlaceKind!], $by: [PlaceGroupBy!]!,
            $types: [SearchableType!]) {
          names: places(where: {name: {in: $names}}) { totalCount }
          ids: places(where: {id: {notIn: $ids}}) { totalCount }
          kinds: places(where: {kind: {in: $kinds}}) { totalCount }
          groups: places { groups(by: $by, first: 1) { count } }
          types: search(text: "红旗", types: $types) { totalCount } }""",
        {
            "names": [f"店{number}" for number in range(20_000)],
            "ids": [gid("pl", number) for number in range(2, 10_000)],
            "kinds": ["STORE"] * 5_000,
            "by": ["KIND"] * 5_000,
            "types": ["PLACE"] * 5_000,
        },
    )
    assert data == {
        "names": {"totalCount": 0},
        "ids": {"totalCount": 1},
        "kinds": {"totalCount": 3},
        "groups": {"groups": [{"count": 3}]},
        "types": {"totalCount": 3},
    }


async def test_variables_beside_the_question(town: Client) -> None:
    # What is not declared is left out of account (GraphQL, section 6.1.2).
    assert await town.ask("{ areas { totalCount } }", {"unknown": [1], "名": None}) == {"areas": {"totalCount": 5}}


@pytest.mark.parametrize("kind", ["or", "and"])
async def test_as_many_conditions_as_there_may_be_and_one_more(town: Client, kind: str) -> None:
    query = "query ($w: OrganizationWhere) { organizations(where: $w) { totalCount nodes { name } } }"
    simple = {"name": {"eq" if kind == "or" else "ne": "红旗连锁"}}
    related = {"children": {"none" if kind == "and" else "some": {"parent": {"area": {"within": gid("ar", 9)}}}}}
    # The list itself is a condition too.
    for conditions in ([simple] * 499, [related, simple] * 99):
        data = await town.ask(query, {"w": {kind: conditions}})
        assert data["organizations"]["totalCount"] == (1 if kind == "or" else 3)
    said = "`where` has more than 500 conditions; compare with many values by `in`, or ask several times"
    await refused_alike(town, query, {"w": {kind: [simple] * 500}}, "FILTER_TOO_LARGE", said)
    await refused_alike(town, query, {"w": {kind: [simple] * 20_000}}, "FILTER_TOO_LARGE", said)


async def test_more_formulas_in_one_object_than_a_database_joins(town: Client) -> None:
    def question(count: int) -> str:
        parts = (
            f"d{n}: distance(origin: {{latitude: {n}, longitude: 1}}) "
            f"l{n}: location(crs: BD09) {{ latitude longitude }}"
            for n in range(count)
        )
        return f"{{ places(first: 1, orderBy: [{{id: ASC}}]) {{ nodes {{ {' '.join(parts)} }} }} }}"

    (node,) = (await town.ask(question(20)))["places"]["nodes"]
    assert (len(node), None in node.values()) == (40, False)
    if town.dialect is Dialect.POSTGRES:
        (node,) = (await town.ask(question(45)))["places"]["nodes"]
        assert (len(node), None in node.values()) == (90, False)
        return
    said = (
        "an object of the question has 135 relations and computed numbers, and SQLite takes 62 in a question of this "
        "size; ask in several requests"
    )
    await refused_alike(town, question(45), None, "TOO_MANY_FIELDS", said)
