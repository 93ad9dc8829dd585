"""Root fields of Query that are declared reads, compiled into plans."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import FieldNode, GraphQLSchema
from pypika_tortoise.terms import Term

from core.access import Viewer
from core.database.url import Dialect
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.roots import Subscription
from schema.declare.rows import Row
from schema.declare.scalars import BOOLEAN
from schema.declare.terms import Composed, RequestValues, RowValues, Slot
from schema.engine.build import Builder, PageLimits
from schema.engine.events import told
from schema.engine.given import Literals
from schema.engine.listed import Listed
from schema.engine.nodes import Branches, Leaf, ListNode, Node, Object, ToOne, Values
from schema.engine.placing import Placing, among
from schema.engine.plan import Plan, is_small, render
from schema.engine.selection import Selections
from schema.engine.statement import Statement, both
from schema.engine.steps import refuse_unless_allowed


@dataclass(frozen=True)
class Question:
    """What a plan is compiled for: an operation's fragments, variables and viewer."""

    selections: Selections
    variables: Mapping[str, Any]
    viewer: Viewer
    language: str


@dataclass
class Compiler:
    """Compiles root fields for one schema and one kind of database."""

    catalog: Catalog
    schema: GraphQLSchema
    dialect: Dialect
    limits: PageLimits
    placing: Placing = Placing.EVERYWHERE

    def within(self, cost: int) -> Compiler:
        """The same compiler with a smaller budget of rows."""
        return replace(self, limits=replace(self.limits, cost=cost))

    def builder(self, question: Question) -> Builder:
        """A builder for one root field's statement."""
        return Builder(
            self.catalog,
            self.schema,
            Statement(self.catalog, self.dialect, question.viewer, question.language, self.placing),
            question.selections,
            Literals(question.variables, self.dialect),
            self.limits,
        )

    def compile(self, nodes: list[FieldNode], question: Question, tag: str | None = None) -> Plan:
        """The plan of a root field. ``tag`` says which type's id `node` was asked for.

        Raises ``GraphQLError`` for whatever the viewer may not ask, and for arguments that make no sense.
        """
        builder = self.builder(question)
        name = nodes[0].name.value
        root = self.catalog.roots.get(name)
        if root is not None:
            target = self.catalog.types[root.type_name]
            node: Node = builder.root(target, nodes, root.filters)
        elif name in self.catalog.root_names:
            target = self.catalog.types[self.catalog.root_names[name].type_name]
            node = self._single(builder, nodes, target, asked=True)
        elif tag is not None:
            node = self._single(builder, nodes, self.catalog.by_tag[tag], asked=False)
        else:
            node = self.catalog.compiled_roots[name].build(builder, nodes)
        return self.plan(builder, node)

    def compile_row(self, nodes: list[FieldNode], question: Question, target: CatalogType) -> Plan:
        """The plan for the row of a `RowValues`, for the payload of a mutation.

        Raises ``GraphQLError`` as `compile` does.
        """
        builder = self.builder(question)
        row = builder.statement.row(target)
        where: list[Term] = [self._is_row(target, row)]
        if (rule := builder.statement.rule_of(target, row)) is not None:
            where.append(rule)
        return self.plan(builder, ToOne(row, where, builder.object(target, row, nodes, 1)))

    def compile_presence(self, question: Question, target: CatalogType, owner: str) -> Plan | None:
        """The plan that gives null for the row of a `RowValues` that is not where the schema is for, or where the
        plugin ``owner`` does not work; None where no row can be so. What the viewer may see does not matter here.
        """
        builder = self.builder(question)
        statement = builder.statement
        row = statement.row(target)
        placed: Term | None = statement.places.criterion(target.placement, target.owner, row)
        if owner != target.owner:
            placed = both(placed, statement.places.works(target.placement, owner, row))
        if placed is None:
            return None
        where: list[Term] = [self._is_row(target, row), placed]
        return self.plan(builder, ToOne(row, where, Object([("id", Leaf(target.id_codec, row.id, False))])))

    def compile_reach(self, question: Question, target: CatalogType, permission: str) -> Plan | None:
        """The plan that tells of the row of a `RowValues` whether the viewer's permission holds there, as ``held``, and
        whether they see it, as ``seen``; null where there is no such row. None where it holds for every row.
        """
        builder = self.builder(question)
        statement = builder.statement
        row = statement.row(target)
        if statement.holds(permission, row) is True:
            return None
        body = Object(
            [
                ("held", Leaf(BOOLEAN, row.where_may(permission), False)),
                ("seen", Leaf(BOOLEAN, statement.sees(target, row), False)),
            ]
        )
        return self.plan(builder, ToOne(row, [self._is_row(target, row)], body))

    def compile_seen(self, question: Question, target: CatalogType) -> Plan | None:
        """The plan that gives the ids of those rows of a `RowValues`, of the ``keys`` there, that the viewer sees,
        wherever they lie; None where that is every row.
        """
        builder = self.builder(question)
        row = builder.statement.row(target)
        rule = builder.statement.rule_of(target, row, anywhere=True)
        if rule is None:
            return None
        keys = Slot(target.id_codec, _keys, self.dialect, array=True)
        return self.plan(builder, Values(row, [among(row.id, keys), rule], target.id_codec, row.id))

    def reaches_none(self, question: Question, target: CatalogType, permission: str) -> bool:
        """Whether the viewer's permission holds for no row of the type, whatever rows there are."""
        statement = self.builder(question).statement
        return statement.holds(permission, statement.row(target)) is False

    def compile_event(self, nodes: list[FieldNode], question: Question, subscription: Subscription) -> Plan:
        """The plan of what a subscription tells of an event: see `schema.engine.events.told`."""
        builder = self.builder(question)
        return self.plan(builder, told(builder, nodes, subscription))

    def compile_nodes(self, nodes: list[FieldNode], question: Question, tags: tuple[str, ...], rows: int) -> Plan:
        """The plan of `nodes` for ids with these tags: one statement, in which the tag of an id chooses the branch."""
        builder = self.builder(question)
        given = builder.arguments(nodes[0], "Query")["ids"]
        listed = Listed(builder.statement, given.get)
        known = [tag for tag in tags if tag in self.catalog.by_tag]
        with builder.at("[]"):
            body = branches(builder, nodes, listed.tag, listed.key, known, rows)
        return self.plan(builder, ListNode(listed, body))

    def plan(self, builder: Builder, node: Node) -> Plan:
        """The plan of the tree that a builder has made."""
        guarded = builder.statement.viewer.epoch is not None
        sql, slots = render(node, self.dialect, guarded=guarded)
        return Plan(sql, slots, builder.cost, is_small(node), builder.sites, guarded, builder.personal)

    def _is_row(self, target: CatalogType, row: Row) -> Term:
        return Composed("{0} = {1}", row.id, Slot(target.id_codec, _key, self.dialect))

    def _single(self, builder: Builder, nodes: list[FieldNode], target: CatalogType, *, asked: bool) -> ToOne:
        if asked:
            refuse_unless_allowed(builder.statement, target)
        row = builder.statement.row(target)
        given = builder.arguments(nodes[0], "Query")["id"]
        where: list[Any] = [Composed("{0} = {1}", row.id, given.term(target.id_codec))]
        if (rule := builder.statement.rule_of(target, row)) is not None:
            where.append(rule)
        return ToOne(row, where, builder.object(target, row, nodes, 1))


def _key(values: RequestValues) -> uuid.UUID:
    assert isinstance(values, RowValues)
    return values.key


def _keys(values: RequestValues) -> Sequence[uuid.UUID]:
    assert isinstance(values, RowValues)
    return values.keys


def branches(builder: Builder, nodes: list[FieldNode], tag: Any, key: Any, tags: list[str], rows: int) -> Branches:
    """An object of one of several types, chosen by the text of its tag."""
    found: dict[str, ToOne] = {}
    for name in tags:
        target = builder.catalog.by_tag[name]
        if not builder.statement.may_ask_for(target):
            continue
        row = builder.statement.row(target)
        where = [row.id == key]
        if (rule := builder.statement.rule_of(target, row)) is not None:
            where.append(rule)
        found[name] = ToOne(row, list(where), builder.object(target, row, nodes, rows))
    return Branches(tag, found)
