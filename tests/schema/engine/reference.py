"""A plain executor of the declarations: graphql-core, field by field, over rows in memory.

Nothing of the engine is used here but the declarations themselves. It is slow and says twice what the engine says
once; that is its use.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import repeat
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    execute_sync,
    print_schema,
)
from strawberry.utils.str_converters import to_camel_case

from core.models import SearchDocument
from core.search import SUBJECTS
from schema.declare.catalog import CatalogType
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    FieldDeclaration,
    ManyField,
    PythonField,
    ToOneField,
    TranslatedField,
    ValuesField,
)
from tests.schema.engine import finds
from tests.schema.engine.conditions import holds
from tests.schema.engine.expressions import FILTERS, in_language
from tests.schema.engine.memory import MASKS, Row, World
from tests.schema.engine.ordering import Order
from tests.schema.engine.pages import Connection, Cursors, Edge, Item, connection
from tests.schema.engine.values import parse, ranked, wire


@cache
def _from_text(schema: GraphQLSchema) -> GraphQLSchema:
    """A schema from its text: enumerations are their names, scalars what they are on the wire, no resolvers."""
    made = build_schema(print_schema(schema))
    _keep_floats_as_they_are(made)
    return made


class Reference:
    """Executes documents over a world. ``default_page`` and ``largest_page`` are the server's settings."""

    def __init__(self, schema: GraphQLSchema, default_page: int, largest_page: int) -> None:
        self.schema = _from_text(schema)
        self.default_page = default_page
        self.largest_page = largest_page

    def execute(
        self,
        world: World,
        document: DocumentNode,
        variables: Mapping[str, Any],
        operation_name: str | None,
        cursors: Cursors,
    ) -> dict[str, Any]:
        """The ``data`` of the answer. Raises what went wrong: a valid question has no errors."""
        resolvers = _Resolvers(world, cursors, self.default_page, self.largest_page)
        result = execute_sync(
            self.schema,
            document,
            field_resolver=resolvers.resolve,
            type_resolver=lambda value, info, abstract: value.type.name,
            variable_values=dict(variables),
            operation_name=operation_name,
        )
        for error in result.errors or ():
            raise AssertionError(f"the reference cannot answer: {error}") from error
        assert result.data is not None
        return result.data


def _keep_floats_as_they_are(schema: GraphQLSchema) -> None:
    """graphql-core would forget which numbers are approximate."""
    as_is = GraphQLScalarType("Number", serialize=lambda value: value)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for field in kind.fields.values():
                if str(field.type) == "Float":
                    field.type = as_is
                elif str(field.type) == "Float!":
                    field.type = GraphQLNonNull(as_is)


@dataclass
class _Resolvers:
    world: World
    cursors: Cursors
    default_page: int
    largest_page: int

    def resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        """The value of a field of any object."""
        name = info.field_name
        match source:
            case None:
                return self._root(name, arguments)
            case Item():
                return self._field(source, name, arguments)
            case Connection():
                return self._of_connection(source, name, arguments)
            case Edge():
                return source.cursor if name == "cursor" else source.node
            case _:
                return source[name]

    def _root(self, name: str, arguments: Mapping[str, Any]) -> Any:
        catalog = self.world.catalog
        if name == "search":
            return self._search(arguments)
        if name == "nodes":
            return [self._node(value) for value in arguments["ids"]]
        if name == "node" or name not in catalog.roots:
            return self._node(arguments["id"])
        root = catalog.roots[name]
        target = catalog.types[root.type_name]
        rows = self.world.all(target.model)
        for filter_name in root.filters:
            value = arguments.get(filter_name)
            if value is not None:
                own = FILTERS[target.name, filter_name]
                rows = [row for row in rows if own(self.world, row, value)]
        return self._connection(target, rows, target.declaration.order_by, arguments)

    def _search(self, arguments: Mapping[str, Any]) -> Connection:
        kinds = finds.searched(self.world.catalog, arguments.get("types"))
        found = {}
        for document in self.world.tables.rows[SearchDocument].values():
            target = kinds.get(document["subject_type"])
            if target is not None and finds.matches(document["tokens"], arguments["text"]):
                subject = self.world.find(target.model, document["subject_id"])
                if subject is not None and self._shows_names(target, subject):
                    found[document["id"]] = Item(target, subject)
        documents = [self.world.tables.rows[SearchDocument][key] for key in found]
        return self._page(documents, lambda document: found[document["id"]], finds.ORDER, arguments)

    def _shows_names(self, target: CatalogType, row: Row) -> bool:
        """Whether the viewer sees in full what a row is found by."""
        names = map(to_camel_case, SUBJECTS[target.model][1])
        return all(self.world.in_full(target, target.fields[name], row) for name in names if name in target.fields)

    def _node(self, identifier: str) -> Item | None:
        target = self.world.catalog.by_tag.get(identifier.rpartition("_")[0])
        if target is None:
            return None
        return self._item(target, self.world.find(target.model, parse("ID", identifier)))

    @staticmethod
    def _item(target: CatalogType, row: Row | None) -> Item | None:
        return None if row is None else Item(target, row)

    def _field(self, item: Item, name: str, arguments: Mapping[str, Any]) -> Any:
        if name == "id":
            return f"{item.type.tag}_{item.row['id']}"
        catalog, model = self.world.catalog, item.type.model
        declaration: FieldDeclaration = item.type.fields[name]
        works = self.world.works(item.type, declaration, item.row)
        if not works and not isinstance(declaration, ManyField | ValuesField):
            return None
        if isinstance(declaration, ColumnField):
            column = catalog.column(item.type, declaration.attribute)[0]
            if isinstance(declaration, TranslatedField):
                return in_language(self.world, item.row, column, arguments)
            value = item.row[column]
            if not self.world.in_full(item.type, declaration, item.row):
                value = MASKS[item.type.name, name](value)
            return wire(model, declaration.attribute, value)
        if isinstance(declaration, ToOneField):
            other = self.world.one(model, item.row, declaration.relation)
            return self._item(catalog.target(item.type, declaration), other)
        if isinstance(declaration, ManyField):
            target = catalog.target(item.type, declaration)
            rows = self.world.behind(model, item.row, declaration.relation) if works else []
            return self._connection(target, rows, declaration.order_by or target.declaration.order_by, arguments)
        if isinstance(declaration, ValuesField):
            relation, _, attribute = declaration.relation.rpartition(".")
            rows = self.world.behind(model, item.row, relation) if works else []
            codec = catalog.model_column(catalog.relations.get(model, relation).target, attribute)[1]
            return sorted((row[attribute] for row in rows), key=partial(ranked, codec))
        assert isinstance(declaration, ComputedField | PythonField)
        found = self.world.expressions[item.type.name, name](self.world, item.row, arguments)
        return found.isoformat() if isinstance(found, datetime.date) else found

    def _connection(
        self,
        target: CatalogType,
        rows: Sequence[Row],
        default_order: Sequence[str],
        arguments: Mapping[str, Any],
    ) -> Connection:
        where = arguments.get("where")
        matching = [row for row in rows if where is None or holds(self.world, target, row, where)]
        order = Order.asked(self.world, target, arguments.get("orderBy"), default_order, arguments)
        return self._page(matching, partial(Item, target), order, arguments)

    def _page(
        self, rows: Sequence[Row], item: Callable[[Row], Item], order: Order, arguments: Mapping[str, Any]
    ) -> Connection:
        return connection(rows, item, order, arguments, self.cursors, self.default_page)

    def _of_connection(self, connection: Connection, name: str, arguments: Mapping[str, Any]) -> Any:
        match name:
            case "nodes" | "edges":
                return getattr(connection, name)
            case "pageInfo":
                return connection.info
            case "totalCount":
                return len(connection.matching)
            case _:
                return self._groups(connection, arguments["by"], arguments.get("first"))

    def _groups(self, connection: Connection, by: Sequence[str], first: int | None) -> list[dict[str, Any]]:
        names = list(dict.fromkeys(to_camel_case(name.lower()) for name in by))
        counts: dict[tuple[Any, ...], int] = {}
        shown: dict[tuple[Any, ...], dict[str, Any]] = {}
        ranks: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for item in map(connection.item, connection.matching):
            values = {name: self._field(item, name, {}) for name in names}
            key = tuple(v.row["id"] if isinstance(v, Item) else v for v in values.values())
            counts[key] = counts.get(key, 0) + 1
            ranks[key] = tuple(map(self._rank, repeat(item.type), names, key))
            # What is not counted by is null.
            shown[key] = {**dict.fromkeys(map(to_camel_case, item.type.declaration.group_by)), **values}
        ordered = sorted(counts, key=lambda key: (-counts[key], [(v is None, v or 0) for v in ranks[key]]))
        size = self.largest_page if first is None else first
        return [{**shown[key], "count": counts[key]} for key in ordered[:size]]

    def _rank(self, kind: CatalogType, name: str, value: Any) -> Any:
        declaration = kind.fields[name]
        if not isinstance(declaration, ColumnField):
            return value
        return ranked(self.world.catalog.column(kind, declaration.attribute)[1], value)
