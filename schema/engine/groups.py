"""What counts the rows of a connection by their columns and relations: its field of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import FieldNode
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Field, Term

from schema.declare.catalog import CatalogType
from schema.declare.fields import ColumnField, ToOneField
from schema.declare.relations import table_of
from schema.declare.rows import Row
from schema.declare.scalars import INT, bad_input
from schema.declare.terms import SubSelect
from schema.engine.nodes import ConnectionNode, Groups, Leaf, Literal, Node, Object, ToOne
from schema.engine.placing import only_where
from schema.engine.steps import refuse_unless_allowed
from schema.names import type_names

if TYPE_CHECKING:
    from schema.engine.build import Builder


def groups_of(builder: Builder, target: CatalogType, connection: ConnectionNode, nodes: list[FieldNode]) -> Groups:
    """How many rows of a connection there are for each value of what ``by`` names.

    Raises GraphQLError if ``by`` names nothing or what the viewer may not compare, and for a page that is too large.
    """
    names = type_names(target.name)
    arguments = builder.arguments(nodes[0], names.connection)
    first = arguments.get("first")
    limit = builder.size(first, "first") if first is not None and first.value is not None else builder.limits.largest
    builder.charge(limit)
    alias = builder.statement.alias()
    groups = Groups(alias, [], Object(), limit)
    columns: dict[str, str] = {}
    for item in arguments["by"].value:
        if item.value in columns:
            continue
        columns[item.value] = f"k{len(columns)}"
        groups.keys.append((columns[item.value], *_key(builder, target, connection.row, item.value)))
    if not columns:
        raise bad_input("`by` names nothing to count by")
    for key, field_nodes in builder.selections.under(nodes, names.group).items():
        name = field_nodes[0].name.value
        if name == "__typename":
            groups.body.fields.append((key, Literal(names.group)))
        elif name == "count":
            groups.body.fields.append((key, Leaf(INT, Field("n", table=_alias(alias)), False)))
        elif name not in columns:
            groups.body.fields.append((key, Literal(None)))
        else:
            column = Field(columns[name], table=_alias(alias))
            with builder.at("[]", key):
                groups.body.fields.append((key, _value(builder, target, name, column, field_nodes, limit)))
    return groups


def _key(builder: Builder, target: CatalogType, row: Row, name: str) -> tuple[Term, Any]:
    declaration = target.fields[name]
    if isinstance(declaration, ColumnField):
        column, codec, _ = builder.catalog.column(target, declaration.attribute)
        return only_where(builder.statement.compared(target, declaration, row), row.column(column)), codec
    assert isinstance(declaration, ToOneField)
    other_type = builder.catalog.target(target, declaration)
    refuse_unless_allowed(builder.statement, other_type)
    relation = builder.catalog.relations.get(target.model, declaration.relation)
    source = row.column(relation.source_column)
    other = builder.statement.row(other_type)
    rule = builder.statement.rule_of(other_type, other, by=relation)
    if rule is None:
        return source, other_type.id_codec
    select = SubSelect(table_of(other_type.model), other.alias, [other.column(relation.target_column) == source, rule])
    return select.value("{0}", other.column(relation.target_column)), other_type.id_codec


def _value(builder: Builder, target: CatalogType, name: str, column: Field, nodes: list[FieldNode], rows: int) -> Node:
    declaration = target.fields[name]
    if isinstance(declaration, ColumnField):
        _, codec, _ = builder.catalog.column(target, declaration.attribute)
        return Leaf(codec, column, True)
    assert isinstance(declaration, ToOneField)
    other_type = builder.catalog.target(target, declaration)
    other = builder.statement.row(other_type)
    relation = builder.catalog.relations.get(target.model, declaration.relation)
    where: list[Term] = [other.id == column]
    if (rule := builder.statement.rule_of(other_type, other, by=relation)) is not None:
        where.append(rule)
    return ToOne(other, where, builder.object(other_type, other, nodes, rows))


def _alias(name: str) -> Any:
    return Table(name, alias=name)
