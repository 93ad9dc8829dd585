"""What changes between two schemas, who brought it, and whom it hurts."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from graphql import build_schema, parse

from schema.compose import compose
from schema.compose.city import CitySchemas
from schema.credits import Credits
from schema.declare.catalog import Catalog
from schema.differences import Difference, Severity, differences, hurting
from schema.operations.uses import coordinates_of
from tests.districts.plugins import PLUGINS

OLD = build_schema('''
interface Shown { name: String }
interface Kept { name: String }
"""A kit. From kits 0.1.0."""
type Kit implements Shown & Kept { name: String state: State check(day: Int, times: Int = 1): Int any: Any }
enum State { READY EXPIRED }
union Any = Kit | Place
type Place { name: String }
type Gone { name: String }
input Given { name: String note: String }
type Query {
  """All kits. From kits 0.1.0."""
  kits(given: Given): [Kit] @deprecated(reason: "Use places.")
  place(state: State): Place
  gone: Gone
}
directive @live(every: Int) repeatable on FIELD | QUERY
''')
NEW = build_schema('''
interface Shown { name: String }
interface Kept { name: String }
"""A kit. From kits 0.2.0."""
type Kit implements Shown {
  name: String! state: State check(day: String, times: Int = 2, hour: Int!): Int any: Any size: Int
}
enum State { READY SPENT }
union Any = Place | Lamp
type Place implements Kept { name: Int }
type Lamp { name: String }
input Given { name: String! size: Int depth: Int! }
type Query {
  place(state: State, first: Int): Place @deprecated(reason: "Use node.")
  kit: Kit
}
directive @live(often: Int!) on FIELD
directive @new on FIELD
''')


def told(found: Iterable[Difference], severity: Severity) -> list[tuple[str, str, str]]:
    return [(each.kind, each.coordinate, each.owner) for each in found if each.severity is severity]


def test_every_change_has_its_place_and_owner() -> None:
    found = differences(OLD, NEW)
    assert told(found, Severity.BREAKING) == [
        ("DIRECTIVE_LOCATION_REMOVED", "@live", "core"),
        ("DIRECTIVE_REPEATABLE_REMOVED", "@live", "core"),
        ("DIRECTIVE_ARG_REMOVED", "@live(every:)", "core"),
        ("REQUIRED_DIRECTIVE_ARG_ADDED", "@live(often:)", "core"),
        ("TYPE_REMOVED_FROM_UNION", "Any", "kits"),
        ("REQUIRED_INPUT_FIELD_ADDED", "Given.depth", "core"),
        ("FIELD_CHANGED_KIND", "Given.name", "core"),
        ("FIELD_REMOVED", "Given.note", "kits"),
        ("TYPE_REMOVED", "Gone", "core"),
        ("IMPLEMENTED_INTERFACE_REMOVED", "Kit", "kits"),
        ("ARG_CHANGED_KIND", "Kit.check(day:)", "kits"),
        ("REQUIRED_ARG_ADDED", "Kit.check(hour:)", "kits"),
        ("FIELD_CHANGED_KIND", "Place.name", "core"),
        ("FIELD_REMOVED", "Query.gone", "core"),
        ("FIELD_REMOVED", "Query.kits", "kits"),
        ("VALUE_REMOVED_FROM_ENUM", "State.EXPIRED", "core"),
    ]
    assert told(found, Severity.DANGEROUS) == [
        ("TYPE_ADDED_TO_UNION", "Any", "kits"),
        ("OPTIONAL_INPUT_FIELD_ADDED", "Given.size", "core"),
        ("ARG_DEFAULT_VALUE_CHANGE", "Kit.check(times:)", "kits"),
        ("IMPLEMENTED_INTERFACE_ADDED", "Place", "core"),
        ("OPTIONAL_ARG_ADDED", "Query.place(first:)", "core"),
        ("VALUE_ADDED_TO_ENUM", "State.SPENT", "core"),
    ]
    assert {each.coordinate: each.deprecated for each in found if each.deprecated} == {"Query.kits": "Use places."}
    assert ("DEPRECATED", "Query.place", "core") in told(found, Severity.SAFE)
    assert ("UNDEPRECATED", "Query.place", "core") in told(differences(NEW, OLD), Severity.SAFE)
    assert differences(OLD, OLD) == []


@pytest.mark.parametrize(
    ("document", "coordinates"),
    [
        ("{ place { __typename } }", []),
        ("{ place { name } }", ["Place.name"]),
        (
            "query A($given: Given) { kits(given: $given) { name } }",
            ["Given.depth", "Given.name", "Given.note", "Kit", "Query.kits"],
        ),
        ("{ place(state: EXPIRED) { __typename } }", ["State.EXPIRED"]),
        ("{ place(state: READY) { __typename } }", []),
        (
            "{ kits { state check(times: 1) } }",
            ["Kit", "Kit.check(hour:)", "Query.kits", "State.EXPIRED"],
        ),
    ],
)
def test_only_what_an_operation_uses_hurts_it(document: str, coordinates: list[str]) -> None:
    found = hurting(differences(OLD, NEW), {"map/web A": coordinates_of(parse(document), OLD)})
    hurts = [each for each in found if each.severity is Severity.BREAKING]
    assert [each.coordinate for each in hurts] == coordinates
    assert {each.hurts for each in hurts} <= {("map/web A",)}


def test_credits_agree_with_the_composed_schema() -> None:
    catalog = Catalog(PLUGINS.parts())
    credits = Credits(build_schema(compose(catalog).as_str()))
    owner_of = CitySchemas(PLUGINS, []).owner_of
    fields = [(name, field) for name, found in catalog.types.items() for field in found.fields]
    assert [
        (each, credits.of(".".join(each))) for each in fields if credits.of(".".join(each)) != owner_of(*each)
    ] == []
    for generated in ("LampConnection", "LampEdge.node", "LampWhere.code", "CreateLampInput", "CreateLampPayload"):
        assert credits.of(generated) == "lamps", generated
    assert credits.of("DutyConnection.nodes") == "duties"
    assert credits.of("PlaceConnection.nodes") == credits.of("PageInfo") == credits.of("Nothing.here") == "core"
    assert credits.owners == {"core", "lamps", "duties"}
