"""Example operations and figures of plugins, against the schema that they are shown with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.plugins.loading import load_plugins
from core.settings import Settings
from linli import ExampleOperation, Figure, FigurePoints
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from schema.examples import misfits
from schema.execution.districts import city_parts
from tests.plugins.making import KITS, load, plugin


def said(*found: Any) -> list[str]:
    plugins = load(*found)
    return list(misfits(graphql_schema(compose(Catalog(plugins.parts()))), plugins.plugins))


def test_those_that_fit() -> None:
    assert said(KITS) == []


def test_those_of_the_installed_plugins() -> None:
    plugins = load_plugins(Settings())
    assert list(misfits(graphql_schema(compose(Catalog(city_parts(plugins)))), plugins.plugins)) == []


def figure(query: str, *path: str) -> Figure:
    return Figure("odd.figure", "数", "Number", query, path)


TOTAL = figure("{ places { totalCount } }", "places", "totalCount")


def test_those_that_do_not_fit() -> None:
    found = plugin(
        "odd",
        linli_example_operations=[
            ExampleOperation("一", "Unknown", "{ kits { totalCount } }"),
            ExampleOperation("二", "Unfinished", "{ places "),
        ],
        linli_figures=[
            figure("{ places { total: totalCount } }", "places", "totalCount"),
            figure("{ places { totalCount } }", "places"),
            replace(TOTAL, of=("places", "all")),
            replace(TOTAL, points=FigurePoints(("places", "groups"), ("kind",), ("count",))),
            replace(TOTAL, marks=FigurePoints(("places",), ("totalCount",), ("number",))),
        ],
    )
    plugins = load(plugin("odd", linli_example_operations=found.linli_example_operations()))
    schema = graphql_schema(compose(Catalog(plugins.parts())))
    unknown, unfinished = misfits(schema, plugins.plugins)
    assert unknown.startswith("the example operation 'Unknown' of odd: Cannot query field 'kits' on type 'Query'.")
    assert unfinished == "the example operation 'Unfinished' of odd: Syntax Error: Expected Name, found <EOF>."
    for wrong, reason in zip(
        found.linli_figures(),
        [
            "its query has no 'totalCount' at places.totalCount",
            "at places there is an object, and no number",
            "its query has no 'all' at places.all",
            "its query has no 'groups' at places.groups.kind",
            "its query has no 'number' at places.number",
        ],
        strict=True,
    ):
        assert said(plugin("odd", linli_figures=[wrong])) == [f"the figure 'odd.figure' of odd: {reason}"]
