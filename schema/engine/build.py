"""From a selection to what a statement computes: the tree of `schema.engine.nodes`."""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, parse
from pypika_tortoise.terms import Criterion, Term
from strawberry.utils.str_converters import to_camel_case

from schema.declare.catalog import Catalog, CatalogType, codec_of_annotation, codec_of_argument, strip_optional
from schema.declare.fields import (
    ColumnField,
    Composite,
    ComputedField,
    Derived,
    FieldDeclaration,
    ManyField,
    PythonField,
    ToOneField,
    TranslatedField,
    ValuesField,
    arguments_of,
)
from schema.declare.languages import Language, in_language
from schema.declare.private import Private
from schema.declare.rows import Parent, Row
from schema.declare.scalars import bad_input
from schema.declare.terms import Composed
from schema.engine.computed import computed_of
from schema.engine.counting import counts_unseen
from schema.engine.filters import own_criterion, where_criterion
from schema.engine.given import Given, Literals
from schema.engine.groups import groups_of
from schema.engine.nodes import (
    ConnectionNode,
    CursorLeaf,
    Items,
    Leaf,
    Literal,
    Node,
    Object,
    OrderKey,
    PageInfo,
    ToOne,
    TotalCount,
    Values,
)
from schema.engine.orders import CursorReader, beyond, order_keys
from schema.engine.personal import PersonalSite, tell_whose
from schema.engine.placing import absent_unless, only_where
from schema.engine.python_fields import PythonSite
from schema.engine.selection import Selected, Selections
from schema.engine.statement import Statement, both
from schema.engine.steps import refuse_unless_allowed, relation_of, steps_to, steps_to_values
from schema.names import NODE_INTERFACE, type_names


@dataclass(frozen=True)
class PageLimits:
    """How large pages are, and how deep conditions nest. ``cost`` bounds the rows that one root field may touch, and
    ``plugin_seconds`` how long a function of a plugin may take for it.
    """

    default: int
    largest: int
    cost: int
    filter_depth: int
    plugin_seconds: float = 30.0


@dataclass
class Builder:
    """Compiles the selections of one root field into one statement's tree."""

    catalog: Catalog
    schema: GraphQLSchema
    statement: Statement
    selections: Selections
    literals: Literals
    limits: PageLimits
    cost: int = 0
    sites: list[PythonSite] = field(default_factory=list)
    personal: list[PersonalSite] = field(default_factory=list)
    _paths: list[str] = field(default_factory=list)

    # -- objects

    def object(self, catalog_type: CatalogType, row: Row, nodes: list[FieldNode], rows: int) -> Object:
        """The object of a row for the selections below ``nodes``; ``rows`` is how many there may be at most."""
        selected = self.selections.under(nodes, catalog_type.name, NODE_INTERFACE)
        return self.object_of(catalog_type, row, selected, rows)

    def object_of(self, catalog_type: CatalogType, row: Row, selected: Selected, rows: int) -> Object:
        """`object` for selections that were collected already."""
        self.charge(rows)
        found = Object()
        private: dict[str, Private] = {}
        id_at: int | None = None
        for key, nodes in selected.items():
            name = nodes[0].name.value
            if name == "__typename":
                found.fields.append((key, Literal(catalog_type.name)))
            elif name == "id":
                id_at = len(found.fields)
                found.fields.append((key, Leaf(catalog_type.id_codec, row.id, False)))
            else:
                declaration = catalog_type.fields[name]
                if declaration.private is not None:
                    private[name] = declaration.private
                if isinstance(declaration, PythonField):
                    self._python(catalog_type, declaration, row, key, nodes, found, rows)
                else:
                    with self.at(key):
                        found.fields.append((key, self._field(catalog_type, declaration, row, nodes, rows)))
        if private:
            tell_whose(self.statement, catalog_type, row, private, found, id_at, self.personal)
        return found

    def _field(
        self,
        catalog_type: CatalogType,
        declaration: FieldDeclaration,
        row: Row,
        nodes: list[FieldNode],
        rows: int,
    ) -> Node:
        works = self.statement.works(catalog_type, declaration, row)
        if isinstance(declaration, ColumnField):
            _, codec, nullable = self.catalog.column(catalog_type, declaration.attribute)
            if isinstance(declaration, TranslatedField):
                text = in_language(row, declaration.attribute, self._language(catalog_type, nodes[0]))
            else:
                text = getattr(row, declaration.attribute)
            withheld = works is not None or self._withheld(row, declaration.private)
            return Leaf(codec, only_where(works, text), nullable or withheld)
        if isinstance(declaration, ToOneField):
            return self._to_one(catalog_type, declaration, row, nodes, rows)
        if isinstance(declaration, ManyField):
            return self._many(catalog_type, declaration, row, nodes, rows)
        if isinstance(declaration, ValuesField):
            attribute = declaration.relation.rpartition(".")[2]
            self.charge(rows)
            other, select = steps_to_values(self.statement, catalog_type, declaration, row)
            codec = self.catalog.model_column(other.model, attribute)[1]
            return Values(other, select.where, codec, getattr(other, attribute))
        assert isinstance(declaration, ComputedField)
        return self._computed(catalog_type, declaration, row, nodes)

    def _many(
        self, catalog_type: CatalogType, declaration: ManyField, row: Row, nodes: list[FieldNode], rows: int
    ) -> ConnectionNode:
        target = self.catalog.target(catalog_type, declaration)
        arguments = self.arguments(nodes[0], catalog_type.name)
        relation = relation_of(self.statement, catalog_type, declaration)
        counted = counts_unseen(self, target, arguments, nodes, back=relation, narrowed=relation is None)
        other, select = steps_to(self.statement, catalog_type, declaration, row, target, counted=counted)
        parent = None if relation is None else Parent(row, relation)
        shown = self.statement.seen(target, other, parent) if counted else None
        default = declaration.order_by or target.declaration.order_by
        return self.connection(target, other, select.where, arguments, nodes, default, rows, shown=shown)

    def root(self, target: CatalogType, nodes: list[FieldNode], filters: tuple[str, ...]) -> ConnectionNode:
        """The connection of a root field. ``filters`` are the arguments that stand beside ``where``."""
        arguments = self.arguments(nodes[0], "Query")
        narrowed = any(name in arguments and arguments[name].value is not None for name in filters)
        counted = counts_unseen(self, target, arguments, nodes, narrowed=narrowed)
        row = self.statement.row(target)
        rule = self.statement.rule_of(target, row, counted=counted)
        link: list[Term] = [] if rule is None else [rule]
        shown = self.statement.seen(target, row) if counted else None
        default = target.declaration.order_by
        return self.connection(target, row, link, arguments, nodes, default, 1, filters, shown=shown)

    def _to_one(
        self, catalog_type: CatalogType, declaration: ToOneField, row: Row, nodes: list[FieldNode], rows: int
    ) -> ToOne:
        target = self.catalog.target(catalog_type, declaration)
        refuse_unless_allowed(self.statement, target)
        relation = self.catalog.relations.get(catalog_type.model, declaration.relation)
        other = self.statement.row(target)
        where: list[Term] = [other.column(relation.target_column) == row.column(relation.source_column)]
        if (rule := self.statement.rule_of(target, other, by=relation)) is not None:
            where.append(rule)
        if (works := self.statement.works(catalog_type, declaration, row)) is not None:
            where.append(works)
        return ToOne(other, where, self.object(target, other, nodes, rows))

    def _computed(
        self, catalog_type: CatalogType, declaration: ComputedField, row: Row, nodes: list[FieldNode]
    ) -> Node:
        result = computed_of(declaration, row, **self._values_for(catalog_type, declaration, nodes[0]))
        works = self.statement.works(catalog_type, declaration, row)
        private = declaration.private
        if isinstance(result, Composite):
            if private is not None:
                works = both(works, self.statement.privacy.where_seen(row, private))
            return self._value_object(declaration, result, nodes, works)
        codec, nullable = codec_of_annotation(declaration.returns)
        term = result.term() if isinstance(result, Derived) else result
        if private is not None:
            term = self.statement.privacy.masked(row, private, Composed("({0})", term))
        return Leaf(codec, only_where(works, term), nullable or works is not None or self._withheld(row, private))

    def _withheld(self, row: Row, private: Private | None) -> bool:
        """Whether a field may be null for being private."""
        return private is not None and self.statement.privacy.may_see(row, private) is not True

    def _language(self, catalog_type: CatalogType, node: FieldNode) -> Language | None:
        """The argument ``lang`` of a translated field."""
        given = self.arguments(node, catalog_type.name).get("lang")
        return None if given is None or given.value is None else Language(given.value)

    def _value_object(
        self, declaration: ComputedField, result: Composite, nodes: list[FieldNode], works: Criterion | None
    ) -> Object:
        value = strip_optional(declaration.returns)[0].__linli_value__
        by_name = {to_camel_case(name): (name, hint) for name, (hint, _) in value.fields.items()}
        found = Object(absent=absent_unless(works, result.absent))
        for key, field_nodes in self.selections.under(nodes, value.name).items():
            name = field_nodes[0].name.value
            if name == "__typename":
                found.fields.append((key, Literal(value.name)))
                continue
            python_name, hint = by_name[name]
            codec, nullable = codec_of_annotation(hint)
            found.fields.append((key, Leaf(codec, result.attributes[python_name], nullable)))
        return found

    def _values_for(self, catalog_type: CatalogType, declaration: Any, node: FieldNode) -> dict[str, Any]:
        """The arguments of a declared function: values where the text depends on them, `Given` otherwise."""
        given = self.arguments(node, catalog_type.name)
        found: dict[str, Any] = {}
        for argument in arguments_of(declaration.function):
            part = given.get(to_camel_case(argument.name))
            if part is not None and part.value is not None:
                part.codec = codec_of_argument(argument.annotation)
                found[argument.name] = part.value if _decides(part.value) else part
        return found

    # -- Python fields

    def _python(
        self,
        catalog_type: CatalogType,
        declaration: PythonField,
        row: Row,
        key: str,
        nodes: list[FieldNode],
        found: Object,
        rows: int,
    ) -> None:
        found.fields.append((key, Literal(None)))
        # Neither a name that a client can write, nor that of another type's field under the same key.
        hidden = f"{key} of {catalog_type.name}"
        needs = parse("{" + declaration.needs + "}").definitions[0]
        inner = Selections({}, {})
        selected = inner.of([needs.selection_set], catalog_type.name)  # type: ignore[attr-defined]  # an operation
        outer, limits = self.selections, self.limits
        # What a declaration needs was written with the code: the largest page is a limit for clients only.
        self.selections, self.limits = inner, replace(limits, largest=sys.maxsize)
        try:
            with self.at(hidden):
                needed = self.object_of(catalog_type, row, selected, rows)
            needed.absent = absent_unless(self.statement.works(catalog_type, declaration, row), needed.absent)
            found.fields.append((hidden, needed))
        finally:
            self.selections, self.limits = outer, limits
        given = self.arguments(nodes[0], catalog_type.name)
        self.sites.append(PythonSite(tuple(self._paths), key, hidden, declaration, given, self.limits.plugin_seconds))

    # -- connections

    def connection(
        self,
        target: CatalogType,
        row: Row,
        link: list[Term],
        arguments: Mapping[str, Given],
        nodes: list[FieldNode],
        default_order: tuple[str, ...],
        rows: int,
        root_filters: tuple[str, ...] = (),
        *,
        shown: Term | None = None,
    ) -> ConnectionNode:
        """A page of rows of a type. ``link`` holds what ties them to their parent, and their rule; ``shown`` is which
        of them the viewer sees, where the others count.
        """
        if shown is None:
            refuse_unless_allowed(self.statement, target)
        where: list[Term] = []
        for name in root_filters:
            part = arguments.get(name)
            if part is not None and part.value is not None:
                where.append(own_criterion(self.statement, target.filters[name], row, part))
        given_where = arguments.get("where")
        if given_where is not None and given_where.value is not None:
            criterion = where_criterion(self.statement, target, row, given_where, self.limits.filter_depth)
            if criterion is not None:
                where.append(criterion)
        keys, signature = order_keys(
            self.statement, target, row, arguments.get("orderBy"), default_order, _order_context(arguments)
        )
        node = self.page(row, link, where, keys, signature, arguments)
        node.shown = shown
        names = type_names(target.name)
        for key, field_nodes in self.selections.under(nodes, names.connection).items():
            with self.at(key):
                node.fields.append((key, self._connection_field(target, node, field_nodes, rows * max(node.limit, 1))))
        return node

    def page(
        self,
        row: Row,
        link: list[Term],
        where: list[Term],
        keys: list[OrderKey],
        signature: str,
        arguments: Mapping[str, Given],
    ) -> ConnectionNode:
        """A connection without its fields yet, bounded by ``first``, ``after``, ``last`` and ``before``."""
        limit, backwards = self._page_size(arguments)
        node = ConnectionNode(row, link, where, keys, signature, limit, backwards, filtered=bool(where))
        for name, following in (("after", True), ("before", False)):
            part = arguments.get(name)
            if part is not None and part.value is not None:
                reader = CursorReader(part, keys, signature)
                node.after.append(partial(beyond, reader=reader, following=following, dialect=self.statement.dialect))
                node.paged_from = node.paged_from or following is not backwards
        return node

    def page_info(self, nodes: list[FieldNode]) -> PageInfo:
        """The fields asked for of a page info."""
        selected = self.selections.under(nodes, "PageInfo")
        return PageInfo([(key, field_nodes[0].name.value) for key, field_nodes in selected.items()])

    @contextmanager
    def at(self, *steps: str) -> Iterator[None]:
        """Remembers where in the answer the builder is, for Python fields: response keys, ``[]`` for items."""
        self._paths.extend(steps)
        try:
            yield
        finally:
            del self._paths[len(self._paths) - len(steps) :]

    def _connection_field(self, target: CatalogType, node: ConnectionNode, nodes: list[FieldNode], rows: int) -> Node:
        names = type_names(target.name)
        match nodes[0].name.value:
            case "__typename":
                return Literal(names.connection)
            case "nodes":
                with self.at("[]"):
                    return Items(self.object(target, node.row, nodes, rows))
            case "edges":
                body = Object()
                for key, field_nodes in self.selections.under(nodes, names.edge).items():
                    name = field_nodes[0].name.value
                    if name == "__typename":
                        body.fields.append((key, Literal(names.edge)))
                    elif name == "cursor":
                        body.fields.append((key, CursorLeaf()))
                    else:
                        with self.at("[]", key):
                            body.fields.append((key, self.object(target, node.row, field_nodes, rows)))
                return Items(body)
            case "pageInfo":
                return self.page_info(nodes)
            case "totalCount":
                return TotalCount()
            case _:
                return groups_of(self, target, node, nodes)

    # -- arguments and limits

    def arguments(self, node: FieldNode, type_name: str) -> dict[str, Given]:
        """The arguments given to a field, by name; those absent have no entry."""
        definition = self.schema.type_map[type_name]
        assert isinstance(definition, GraphQLObjectType)
        declared = definition.fields[node.name.value].args
        nodes = {argument.name.value: argument.value for argument in node.arguments or ()}
        found: dict[str, Given] = {}
        for name, argument in declared.items():
            given = self.literals.given(nodes[name], argument.type) if name in nodes else None
            if given is None:
                given = self.literals.default(argument)
            if given is None:
                continue
            if given.value is None and isinstance(argument.type, GraphQLNonNull):
                # Validation permits a variable with a default here, and null can still be sent for it.
                raise bad_input(f"`{name}` of `{node.name.value}` must not be null")
            found[name] = given
        return found

    def _page_size(self, arguments: Mapping[str, Given]) -> tuple[int, bool]:
        first, last = arguments.get("first"), arguments.get("last")
        forwards = first is not None and first.value is not None
        backwards = last is not None and last.value is not None
        if forwards and backwards:
            raise bad_input("`first` and `last` cannot be combined; ask for one end of the range")
        if backwards:
            return self.size(last, "last"), True
        return (self.size(first, "first") if forwards else self.limits.default), False

    def size(self, given: Given | None, name: str) -> int:
        """How many items an argument such as ``first`` asks for. Raises GraphQLError beyond the limit."""
        assert given is not None
        size = int(given.value)
        if not 0 <= size <= self.limits.largest:
            raise GraphQLError(
                f"`{name}` is {size}; a page has from 0 to {self.limits.largest} items",
                extensions={"code": "PAGE_SIZE"},
            )
        return size

    def charge(self, rows: int) -> None:
        """Count rows that may be touched. Raises ``GraphQLError`` when they are more than the limit."""
        self.cost += rows
        if self.cost > self.limits.cost:
            raise too_costly()


def too_costly() -> GraphQLError:
    """The error for a question that may touch more rows than the limit."""
    return GraphQLError(
        "the question may touch more rows than the limit (page sizes multiply); ask for smaller pages or fewer levels",
        extensions={"code": "TOO_COSTLY"},
    )


def _order_context(arguments: Mapping[str, Given]) -> dict[str, Given]:
    """The arguments for orders that measure from one: those of the field, and those of ``where`` behind them."""
    where = arguments.get("where")
    found = {}
    if where is not None and where.value is not None:
        for key in where.names():
            part = where.child(key)
            if part is not None and part.value is not None:
                found[key] = part
    found.update({name: given for name, given in arguments.items() if given.value is not None})
    return found


def _decides(value: Any) -> bool:
    return isinstance(value, bool | enum.Enum)
