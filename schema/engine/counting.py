"""Whether a connection counts rows that the viewer does not see: see `schema.declare.aggregates.Aggregates`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphql import FieldNode, GraphQLError
from strawberry.utils.str_converters import to_camel_case

from schema.declare.aggregates import Aggregates
from schema.declare.catalog import CatalogType
from schema.declare.fields import ColumnField, ComputedField, IdOf, ToOneField
from schema.declare.relations import Relation
from schema.engine.given import Given
from schema.engine.statement import Statement
from schema.names import type_names

if TYPE_CHECKING:
    from schema.engine.build import Builder

_COUNTS = frozenset({"totalCount", "groups"})
_ROWS = frozenset({"nodes", "edges", "pageInfo"})


def counts_unseen(
    builder: Builder,
    target: CatalogType,
    arguments: Mapping[str, Given],
    nodes: list[FieldNode],
    *,
    back: Relation | None = None,
    narrowed: bool = False,
) -> bool:
    """Whether the connection at ``nodes`` counts what the viewer may count and not see.

    ``back`` is the relation by which it is reached from the row that it stands below; ``narrowed`` says that it stands
    where no count is told, whatever is asked. Somebody who sees some of the rows is then told of these alone, as is
    whoever asks for more than the type's aggregates say. Raises ``GraphQLError`` where somebody who sees none does.
    """
    declared, viewer = target.declaration.aggregates, builder.statement.viewer
    requires = target.declaration.requires
    if declared is None or requires is None or viewer.may(requires) or not viewer.may_somewhere(declared.permission):
        return False
    asked = list(builder.selections.under(nodes, type_names(target.name).connection).values())
    names = {each[0].name.value for each in asked}
    sees_some = builder.statement.may_ask_for(target)
    if not names & _COUNTS or (names & _ROWS and not sees_some):
        return False
    told = not narrowed and _is_told(builder, target, declared, arguments, asked, back)
    if not told and not sees_some:
        raise GraphQLError(_refusal(target, declared), extensions={"code": "FORBIDDEN"})
    return told


def _is_told(
    builder: Builder,
    target: CatalogType,
    declared: Aggregates,
    arguments: Mapping[str, Given],
    asked: list[list[FieldNode]],
    back: Relation | None,
) -> bool:
    fields = frozenset(_in_graphql(path) for path in declared.where)
    if back is not None and not any(
        name in fields
        for name, field in target.fields.items()
        if isinstance(field, ToOneField)
        and builder.statement.relation(target.model, field.relation).source_column == back.target_column
    ):
        return False
    where = arguments.get("where")
    if where is not None and where.value is not None and not _is_one_of(builder.statement, target, where, fields, ""):
        return False
    groups = frozenset(map(to_camel_case, declared.by))
    for nodes in asked:
        if nodes[0].name.value == "groups":
            by = builder.arguments(nodes[0], type_names(target.name).connection)["by"].value
            if not groups.issuperset(item.value for item in by):
                return False
    return True


def _is_one_of(
    statement: Statement, catalog_type: CatalogType, given: Given, fields: frozenset[str], before: str
) -> bool:
    """Whether conditions compare fields of these paths alone, each with one value."""
    for key in given.names():
        part = given.child(key)
        if part is None or part.value is None:
            return False
        if key == "id":
            good = before in fields and _equals(part)
        elif (own := catalog_type.filters.get(key)) is not None:
            good = before in fields and isinstance(own.input, IdOf)
        else:
            path, field = f"{before}.{key}" if before else key, catalog_type.fields.get(key)
            if isinstance(field, ToOneField):
                good = _is_one_of(statement, statement.catalog.target(catalog_type, field), part, fields, path)
            else:
                good = path in fields and isinstance(field, ColumnField | ComputedField) and _equals(part)
        if not good:
            return False
    return True


def _equals(given: Given) -> bool:
    return given.names() == ["eq"] and given.value["eq"] is not None


def _in_graphql(path: str) -> str:
    return ".".join(map(to_camel_case, path.split(".")))


def _refusal(target: CatalogType, declared: Aggregates) -> str:
    by = ", ".join(map(to_camel_case, declared.by)) or "nothing"
    where = ", ".join(map(_in_graphql, declared.where)) or "nothing"
    return (
        f"with the permission {declared.permission!r} one may count {target.name} by {by}, where one compares {where} "
        f"with one value; other counts need the permission {target.declaration.requires!r}"
    )
