"""Whether the operations that plugins show fit the schema: examples for the console, and figures of front pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from graphql import FieldNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, SelectionSetNode, parse, validate

from core.plugins.contributions import Figure
from core.plugins.loaded import LoadedPlugin


def misfits(schema: GraphQLSchema, plugins: Iterable[LoadedPlugin]) -> Iterator[str]:
    """A sentence for each example operation and figure that the schema refuses, with its plugin and the reason.

    A figure's paths lead through the response keys of its query.
    """
    for plugin in plugins:
        for example in plugin.example_operations:
            if reason := _refusal(schema, example.query):
                yield f"the example operation {example.title_en!r} of {plugin.name}: {reason}"
        for figure in plugin.figures:
            if reason := _refusal(schema, figure.query) or _lost_of(figure):
                yield f"the figure {figure.name!r} of {plugin.name}: {reason}"


def _refusal(schema: GraphQLSchema, query: str) -> str | None:
    try:
        errors: Sequence[GraphQLError] = validate(schema, parse(query))
    except GraphQLError as error:
        errors = [error]
    return errors[0].message if errors else None


def _lost_of(figure: Figure) -> str | None:
    paths = [figure.path, *([figure.of] if figure.of else ())]
    for points in (figure.points, figure.marks):
        if points is not None:
            paths += [(*points.path, *points.label), (*points.path, *points.value)]
    return next((lost for path in paths if (lost := _lost(figure.query, path))), None)


def _lost(query: str, path: Sequence[str]) -> str | None:
    operation = next(node for node in parse(query).definitions if isinstance(node, OperationDefinitionNode))
    selection: SelectionSetNode | None = operation.selection_set
    for key in path:
        fields = [node for node in selection.selections if isinstance(node, FieldNode)] if selection else []
        found = next((node for node in fields if (node.alias or node.name).value == key), None)
        if found is None:
            return f"its query has no {key!r} at {'.'.join(path)}"
        selection = found.selection_set
    return None if selection is None else f"at {'.'.join(path)} there is an object, and no number"
