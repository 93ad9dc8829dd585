"""From a row to the rows behind a to-many field, and whether the viewer may go there."""

from __future__ import annotations

from graphql import GraphQLError

from schema.declare.catalog import CatalogType
from schema.declare.defects import naming, term_of
from schema.declare.fields import ManyField, ValuesField
from schema.declare.relations import Relation, table_of
from schema.declare.rows import Parent, Row
from schema.declare.terms import Composed, SubSelect
from schema.engine.statement import Statement


def refuse_unless_allowed(statement: Statement, target: CatalogType) -> None:
    """Raises the error for a question about a type that needs a permission which the viewer lacks."""
    if not statement.may_ask_for(target):
        raise GraphQLError(
            f"asking for {target.name} needs the permission {target.declaration.requires!r}",
            extensions={"code": "FORBIDDEN"},
        )


def steps_to(
    statement: Statement,
    catalog_type: CatalogType,
    declaration: ManyField,
    row: Row,
    target: CatalogType,
    *,
    counted: bool = False,
) -> tuple[Row, SubSelect]:
    """The visible rows behind a to-many field, as a sub-select that is tied to the row. With ``counted`` also those
    that the viewer may only count.
    """
    other = statement.row(target)
    select = SubSelect(table_of(target.model), other.alias)
    first, _, second = declaration.relation.partition(".")
    relation = statement.relation(catalog_type.model, first)
    reached_by = None
    if second:
        link = statement.relation(relation.target, second)
        links = Row(statement, relation.target)
        tie = SubSelect(table_of(relation.target), links.alias)
        tie.where.append(links.column(relation.target_column) == row.column(relation.source_column))
        select.where.append(
            Composed(
                "{0} IN {1}",
                other.column(link.target_column),
                tie.value("{0}", links.column(link.source_column)),
            )
        )
    else:
        select.where.append(other.column(relation.target_column) == row.column(relation.source_column))
        reached_by = _way_back(statement, target, relation.target_column)
    if second:
        rule = statement.rule_of(target, other)
    else:
        parent = Parent(row, relation)
        rule = statement.rule_of(target, other, reached_by=reached_by, by=relation, parent=parent, counted=counted)
    if rule is not None:
        select.where.append(rule)
    if (works := statement.works(catalog_type, declaration, row)) is not None:
        select.where.append(works)
    return other, select


def steps_to_values(
    statement: Statement, catalog_type: CatalogType, declaration: ValuesField, row: Row
) -> tuple[Row, SubSelect]:
    """The rows behind a list of values that the viewer may see, as a sub-select that is tied to the row."""
    other, select = row.related(declaration.relation.rpartition(".")[0])
    if declaration.rule is not None:
        what = f"the rule of {declaration.name!r}"
        with naming(what, declaration.owner):
            rule = declaration.rule(row, other)
            if rule is not None:
                select.where.append(term_of(rule, what, declaration.owner))
    if (works := statement.works(catalog_type, declaration, row)) is not None:
        select.where.append(works)
    return other, select


def relation_of(statement: Statement, catalog_type: CatalogType, declaration: ManyField) -> Relation | None:
    """The relation of a to-many field that leads to its rows without others between; None where there are."""
    first, _, second = declaration.relation.partition(".")
    return None if second else statement.relation(catalog_type.model, first)


def _way_back(statement: Statement, target: CatalogType, column: str) -> str | None:
    """The relation that a type follows, if it stands on this column: then the parent was looked at already."""
    follows = target.declaration.follows
    if follows is None:
        return None
    return follows if statement.relation(target.model, follows).source_column == column else None
