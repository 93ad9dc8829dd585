"""Conditions as deep as the settings permit by default can be asked on SQLite too, whatever they lead through."""

from __future__ import annotations

from functools import cache

import pytest
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse

from core.access import ANONYMOUS, Viewer
from core.database.url import Dialect
from core.settings import Settings
from schema.declare.catalog import Catalog
from schema.engine.build import PageLimits
from schema.engine.compiler import Compiler, Question
from schema.engine.placing import Placing
from schema.engine.plan import Plan
from schema.engine.selection import Selections
from tests.schema.composed import schema_of
from tests.schema.engine.plugins import PLUGINS

LEVELS = Settings().limits.filter_depth

#: Root fields, and relations to go through in turn.
WAYS = {
    "to-one": ("areas", ["parent: {%s}"]),
    "to-many": ("areas", ["children: {some: {%s}}"]),
    "negated": ("areas", ["children: {none: {%s}}", "parent: {%s}"]),
    "or": ("areas", ['or: [{%s}, {name: {eq: "x"}}]', "parent: {%s}"]),
    "through links": ("activities", ["programmes: {some: {%s}}", "activities: {every: {%s}}"]),
    "followed": ("places", ["activities: {some: {%s}}", "hosts: {some: {%s}}", "organization: {%s}",
                            "operatedPlaces: {every: {%s}}"]),
    "a plugin's": ("lamps", ["place: {%s}", "lamps: {every: {%s}}"]),
    "another's": ("places", ["pioneerStore: {%s}", "place: {%s}"]),
    "another's rules": ("pioneerStores", ["inspections: {some: {%s}}", "findings: {some: {%s}}", "inspection: {%s}",
                                          "store: {%s}"]),
}  # fmt: skip


@cache
def catalog() -> Catalog:
    """The core with three plugins."""
    return Catalog(PLUGINS.parts())


@cache
def compiler(placing: Placing) -> Compiler:
    """What the server has with the default settings, on SQLite."""
    limits = Settings().limits
    pages = PageLimits(limits.page_default, limits.page_max, limits.cost, limits.filter_depth)
    return Compiler(catalog(), schema_of(PLUGINS.parts()), Dialect.SQLITE, pages, placing)


def compiled(way: str, relations: int, placing: Placing, viewer: Viewer) -> Plan:
    root, steps = WAYS[way]
    # Not the id alone, for which no row has to be looked at.
    where = "id: {ne: null}, and: []"
    for index in reversed(range(relations)):
        where = steps[index % len(steps)] % where
    text = f"{{ {root}(where: {{{where}}}) {{ totalCount nodes {{ id }} pageInfo {{ endCursor }} }} }}"
    (operation,) = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    (field,) = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    return compiler(placing).compile([field], Question(Selections({}, {}), {}, viewer, "ZH"))


@pytest.mark.parametrize("placing", list(Placing))
@pytest.mark.parametrize("way", WAYS)
def test_the_deepest_conditions_are_no_deeper_than_sqlite_takes(way: str, placing: Placing) -> None:
    public = way != "another's rules"
    for viewer in (ANONYMOUS, PLUGINS.administrator) if public else (PLUGINS.administrator,):
        assert compiled(way, LEVELS - 1, placing, viewer).sql


def test_one_level_more_is_refused() -> None:
    with pytest.raises(GraphQLError) as caught:
        compiled("to-one", LEVELS, Placing.EVERYWHERE, ANONYMOUS)
    assert caught.value.extensions == {"code": "FILTER_TOO_DEEP"}
