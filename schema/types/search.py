"""`search`: everything whose name matches, in Chinese or in pinyin, whatever its type."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Any

import strawberry
from graphql import FieldNode, GraphQLError
from pypika_tortoise.functions import Length
from pypika_tortoise.terms import Criterion, Term

from core.database.url import Dialect
from core.errors import InvalidText
from core.models import SearchDocument
from core.search import LONGEST_QUERY, SUBJECTS, parse_query
from schema.compose.fields import field_argument, list_of, object_field, optional_of
from schema.compose.shared import Node, PageInfo
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.errors import DeclarationError
from schema.declare.languages import literal
from schema.declare.relations import table_of
from schema.declare.roots import CompiledRoot
from schema.declare.rows import Row
from schema.declare.scalars import BIG_INT, INT, STRING
from schema.declare.terms import Composed, SubSelect
from schema.engine.build import Builder
from schema.engine.compiler import branches
from schema.engine.given import Given
from schema.engine.nodes import (
    Branches,
    CursorLeaf,
    Items,
    Literal,
    Object,
    OrderKey,
    TotalCount,
)
from schema.engine.nodes import (
    Node as TreeNode,
)
from schema.engine.orders import signature_of
from schema.engine.statement import Statement, both
from schema.engine.steps import refuse_unless_allowed
from schema.names import constant_name

SEARCHABLE_TYPE = "SearchableType"
_LABELS = {
    "Area": "Areas (区域).",
    "Organization": "Organisations (组织).",
    "Person": "People (人员).",
    "Place": "Places (场所).",
    "Programme": "Programmes (计划).",
    "Series": "Series (系列).",
    "Activity": "Activities (活动).",
}


def searchable(catalog: Catalog) -> dict[str, str]:
    """The types of a schema that can be searched for, and the tags of their ids.

    Raises ``DeclarationError`` where a plugin says one tag for its type and another for its search.
    """
    found: dict[str, str] = {}
    for model, (tag, _) in SUBJECTS.items():
        declared = catalog.by_model.get(model)
        if declared is None:
            continue
        if declared.tag != tag:
            raise DeclarationError(
                f"the type {declared.name} of {declared.declaration.owner!r} has the tag {declared.tag!r}, and "
                f"linli_search_subjects says {tag!r}; write the same tag in both"
            )
        found[declared.name] = tag
    return found


def _searchable_type(composer: Any) -> Any:
    """The enumeration of the types that a schema can search for."""
    if SEARCHABLE_TYPE not in composer.inputs:
        types = composer.catalog.types
        names = list(searchable(composer.catalog))
        members = {constant_name(name): name for name in names}
        made = enum.Enum(SEARCHABLE_TYPE, members)  # type: ignore[misc]  # members are known at run time only
        made.__doc__ = None
        composer.inputs[SEARCHABLE_TYPE] = strawberry.enum(
            made, name=SEARCHABLE_TYPE, description="A type whose names can be searched."
        )
        for value in composer.inputs[SEARCHABLE_TYPE].__strawberry_definition__.values:
            name = made[value.name].value
            value.description = _LABELS.get(name) or types[name].declaration.description.splitlines()[0]
    return composer.inputs[SEARCHABLE_TYPE]


def _define(composer: Any) -> Any:
    edge = composer.object(
        "SearchEdge",
        "A find and its cursor (Relay).",
        lambda: [
            object_field("cursor", str, "The place of this find in the results, opaque."),
            object_field("node", Node, "The find."),
        ],
    )
    connection = composer.object(
        "SearchConnection",
        "A page of finds (Relay).",
        lambda: [
            object_field("edges", list_of(edge), "The finds of the page with their cursors."),
            object_field("nodes", list_of(Node), "The finds of the page."),
            object_field("pageInfo", PageInfo, "Where the page lies."),
            object_field("totalCount", optional_of(int, True), "How many finds there are on all pages."),
        ],
    )
    found = object_field(
        "search",
        connection,
        "What has this text in its name (搜索): Chinese from one character on, pinyin in full (hongqi) or by "
        "initials (hq). The shortest names come first.",
    )
    found.arguments = [
        field_argument("text", str, f"The text, up to {LONGEST_QUERY} characters."),
        field_argument(
            "types", optional_of(list_of(_searchable_type(composer)), True), "Only these types; by default all."
        ),
        field_argument("first", optional_of(int, True), "How many finds from the start of the range."),
        field_argument("after", optional_of(str, True), "Only finds after this cursor."),
        field_argument("last", optional_of(int, True), "How many finds from the end of the range."),
        field_argument("before", optional_of(str, True), "Only finds before this cursor."),
    ]
    return found


def _build(builder: Builder, nodes: list[FieldNode]) -> TreeNode:
    arguments = builder.arguments(nodes[0], "Query")
    given_types = arguments.get("types")
    known = searchable(builder.statement.catalog)
    wanted: Sequence[str] = list(known)
    if given_types is not None and given_types.value is not None:
        wanted = [choice.value for choice in dict.fromkeys(given_types.value)]
    row = Row(builder.statement, SearchDocument)
    asked = given_types is not None and given_types.value is not None
    visible = _visible(builder, row, {name: known[name] for name in wanted}, asked=asked)
    conditions = [_matches(row, arguments["text"]), visible]
    length = OrderKey(Length(row.tokens), INT, False, False, False)
    keys = [length, OrderKey(row.id, BIG_INT, False, False, False)]
    tags = [known[name] for name in wanted]
    connection = builder.page(row, [], conditions, keys, signature_of(["search"]), arguments)

    def item(item_nodes: list[FieldNode]) -> Branches:
        rows = max(connection.limit, 1)
        return branches(builder, item_nodes, row.subject_type, row.subject_id, tags, rows)

    for key, field_nodes in builder.selections.under(nodes, "SearchConnection").items():
        with builder.at(key):
            connection.fields.append((key, _field(builder, field_nodes, item)))
    return connection


def _field(builder: Builder, nodes: list[FieldNode], item: Any) -> TreeNode:
    match nodes[0].name.value:
        case "__typename":
            return Literal("SearchConnection")
        case "nodes":
            with builder.at("[]"):
                return Items(item(nodes))
        case "edges":
            body = Object()
            for key, field_nodes in builder.selections.under(nodes, "SearchEdge").items():
                name = field_nodes[0].name.value
                if name == "__typename":
                    body.fields.append((key, Literal("SearchEdge")))
                else:
                    with builder.at("[]", key):
                        body.fields.append((key, CursorLeaf() if name == "cursor" else item(field_nodes)))
            return Items(body)
        case "pageInfo":
            return builder.page_info(nodes)
        case _:
            return TotalCount()


def _matches(row: Row, text: Given) -> Term:
    postgres = row.dialect is Dialect.POSTGRES
    query = text.term(STRING, lambda value: _parsed(value, postgres=postgres))
    if postgres:
        return Composed("{0} @@ {1}::tsquery", row.column("tokens_vector"), query)
    # The index is asked first and by itself: a join would let SQLite scan the documents instead.
    return Composed("{0} IN (SELECT rowid FROM search_index WHERE search_index MATCH {1})", row.id, query)


def _parsed(text: str, *, postgres: bool) -> str:
    try:
        query = parse_query(text, "text")
    except InvalidText as error:
        raise GraphQLError(error.message, extensions={"code": error.code}) from error
    return query.postgres if postgres else query.sqlite


def _visible(builder: Builder, row: Row, wanted: Mapping[str, str], *, asked: bool) -> Term:
    """Only documents of rows that the viewer sees: each type by its own rule; and only by names that they see.

    ``asked`` says that the types were named: then those that the viewer may not ask for are refused, and those whose
    names the viewer never sees.
    """
    statement = builder.statement
    alternatives: list[Term] = []
    for name, tag in wanted.items():
        target = statement.catalog.types[name]
        if asked:
            refuse_unless_allowed(statement, target)
        elif not statement.may_ask_for(target):
            continue
        of_type: Term = row.subject_type == literal(tag)
        other = statement.row(target)
        rule = both(statement.rule_of(target, other), _names_seen(statement, target, other, asked=asked))
        if rule is not None:
            select = SubSelect(table_of(target.model), other.alias, [other.id == row.subject_id, rule])
            of_type = Composed("{0} AND {1}", of_type, select.exists())
        alternatives.append(of_type)
    if not alternatives:
        return Composed("1 = 0")
    return Composed(" OR ".join(f"({{{index}}})" for index in range(len(alternatives))), *alternatives)


def _names_seen(statement: Statement, target: CatalogType, row: Row, *, asked: bool) -> Criterion | None:
    """Where the viewer sees in full what a type is searched by; None where that is everywhere."""
    criterion: Criterion | None = None
    for attribute in SUBJECTS[target.model][1]:
        private = target.private(attribute)
        if private is None:
            continue
        if asked:
            statement.privacy.refuse_hidden(target, attribute, private)
        criterion = both(criterion, statement.privacy.where_seen(row, private))
    return criterion


SEARCH = CompiledRoot("search", _define, _build, (SEARCHABLE_TYPE, "SearchEdge", "SearchConnection"))
