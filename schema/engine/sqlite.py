"""The SQLite renderer: ``json_object`` and ``json_group_array`` in correlated sub-selects.

A page is a sub-select of row ids with its order and limit; the rows are joined back to it, so that the objects are
built inside the aggregate and are never parsed again.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from core.database.url import Dialect
from schema.declare.relations import table_of
from schema.engine.nodes import (
    Branches,
    ConnectionNode,
    CursorLeaf,
    Groups,
    Items,
    Leaf,
    ListNode,
    Literal,
    Node,
    Object,
    PageInfo,
    ToOne,
    TotalCount,
    Values,
)
from schema.engine.render import COUNT_OF_MATCHING, Renderer, filters_twice, looks_ahead, shows_cursors

#: ``json_object`` takes at most 127 arguments.
_KEYS = 60


_NO_ROOM = ("parser stack overflow", "too large", "too many", "too complex")


@cache
def keeps_subtypes() -> bool:
    """Whether this SQLite hands JSON through sub-selects as JSON; newer versions escape it as text."""
    connection = sqlite3.connect(":memory:")
    try:
        found = connection.execute("SELECT json_object('a', (SELECT json_object('b', x) FROM (SELECT 1 AS x)))")
        return bool(found.fetchone()[0] == '{"a":{"b":1}}')
    finally:
        connection.close()


def can_be_parsed(sql: str) -> bool:
    """Whether this SQLite's parser has room for the statement, which nesting may exhaust.

    Names are looked up after parsing: without a table the error tells that the parser was content.
    """
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"EXPLAIN {sql}")
    except sqlite3.OperationalError as error:
        return not any(text in str(error) for text in _NO_ROOM)
    except sqlite3.ProgrammingError:
        # Parameters are missing, which is noticed last.
        return True
    finally:
        connection.close()
    return True


class SqliteRenderer(Renderer):
    """Renders one root field's tree for SQLite."""

    dialect = Dialect.SQLITE

    def statement(self, node: Node) -> str:
        """The whole statement: one row, one text column."""
        if isinstance(node, ConnectionNode) and filters_twice(node):
            # The filter is evaluated once, for the page and for the total.
            page = f"SELECT r FROM matching{self.page_of_matching(node)}"
            text = self._connection(node, page, COUNT_OF_MATCHING)
            matching = self.matching(node, f'"{node.row.alias}".rowid AS r')
            return f"WITH {matching} {self.select(text)}"
        return self.select(self.value(node))

    def value(self, node: Node) -> str:
        """A node as an expression that ``json_object`` takes for JSON."""
        match node:
            case Literal():
                return literal(node.value)
            case Leaf():
                return node.codec.json(self.sql(node.term), self.dialect)
            case Object():
                text = self._object([(key, self.value(part)) for key, part in node.fields])
                return text if node.absent is None else f"json(CASE WHEN NOT ({self.sql(node.absent)}) THEN {text} END)"
            case ToOne():
                return self.sub_select(f"SELECT {self.value(node.body)} FROM {self._from(node)}")
            case Values():
                return self._values(node)
            case ConnectionNode():
                return self.connection(node)
            case Branches():
                cases = " ".join(f"WHEN '{tag}' THEN {self.value(part)}" for tag, part in node.branches.items())
                return f"json(CASE {self.sql(node.tag)} {cases} END)" if cases else "NULL"
            case ListNode():
                source = f"({node.source.select(self.sql)}) {node.source.alias}"
                return self.sub_select(f"SELECT json_group_array({self.value(node.body)}) FROM {source}")
            case _:
                raise AssertionError(f"{type(node).__name__} stands outside of a connection")

    def sub_select(self, select: str) -> str:
        """A sub-select whose value is JSON."""
        return f"({select})" if keeps_subtypes() else f"json(({select}))"

    def _from(self, node: ToOne | Values) -> str:
        return f'"{table_of(node.row.model)}" "{node.row.alias}"{self.condition(node.where)}'

    def _object(self, fields: list[tuple[str, str]]) -> str:
        if len(fields) <= _KEYS:
            pairs = ", ".join(f"'{key}', {value}" for key, value in fields)
            return f"json_object({pairs})"
        chunks = [self._object(fields[i : i + _KEYS]) for i in range(0, len(fields), _KEYS)]
        inner = " || ',' || ".join(f"substr({chunk}, 2, length({chunk}) - 2)" for chunk in chunks)
        return f"json('{{' || {inner} || '}}')"

    def _values(self, node: Values) -> str:
        term = self.sql(node.term)
        rows = f"SELECT {term} AS v FROM {self._from(node)} ORDER BY {node.codec.sortable(term, self.dialect)} LIMIT -1"
        return self.sub_select(f"SELECT json_group_array({node.codec.json('v', self.dialect)}) FROM ({rows})")

    # -- connections

    def connection(self, node: ConnectionNode) -> str:
        """A connection's object."""
        return self._connection(node)

    def _connection(self, node: ConnectionNode, page: str | None = None, total: str | None = None) -> str:
        """``page`` selects the ids ``r`` of the rows, and ``total`` counts them all, where the table is not asked."""
        fields: list[tuple[str, str]] = []
        ahead, cursors = looks_ahead(node), shows_cursors(node)
        rows_needed = ahead or cursors
        for key, part in node.fields:
            match part:
                case Items():
                    rows_needed = True
                    fields.append((key, self._aggregate(node, part.body)))
                case PageInfo():
                    fields.append((key, self._page_info(node, part)))
                case TotalCount():
                    fields.append((key, total or self.total(node)))
                case Groups():
                    fields.append((key, self.groups(node, part)))
                case _:
                    assert isinstance(part, Literal)
                    fields.append((key, literal(part.value)))
        text = self._object(fields)
        return self.sub_select(f"SELECT {text} FROM {self._page(node, page)}") if rows_needed else text

    def _page(self, node: ConnectionNode, rows: str | None) -> str:
        """FROM: the page's row ids in their order, and the rows joined back to them."""
        alias = node.row.alias
        if rows is None:
            conditions = self.condition([*node.page_conditions, *(after(node.order) for after in node.after)])
            rows = (
                f'SELECT "{alias}".rowid AS r FROM {self.table(node)}{conditions}'
                f"{self.order(node.order, backwards=node.backwards)} LIMIT {node.limit + looks_ahead(node)}"
            )
        if self.numbered(node):
            rows = f"SELECT r, row_number() OVER () AS rn, count(*) OVER () AS cnt FROM ({rows})"
        if node.backwards:
            rows = f"SELECT * FROM ({rows}) ORDER BY rn DESC LIMIT -1"
        page = f"p_{alias}"
        return f'({rows}) {page} CROSS JOIN {self.table(node)} ON "{alias}".rowid = {page}.r'

    def numbered(self, node: ConnectionNode) -> bool:
        """Whether the page's rows carry their number and how many there are."""
        return looks_ahead(node) or shows_cursors(node) or node.backwards

    def _aggregate(self, node: ConnectionNode, body: Object | Branches) -> str:
        only = f" FILTER (WHERE p_{node.row.alias}.rn <= {node.limit})" if self.numbered(node) else ""
        return f"json_group_array({self.item(node, body)}){only}"

    def item(self, node: ConnectionNode, body: Object | Branches) -> str:
        """One node or edge of a page."""
        if isinstance(body, Branches):
            return self.value(body)
        return self._object(
            [
                (key, self.cursor(node) if isinstance(part, CursorLeaf) else self.value(part))
                for key, part in body.fields
            ]
        )

    def cursor(self, node: ConnectionNode) -> str:
        """The cursor of a row as text."""
        parts = ", ".join(key.codec.cursor(self.sql(key.term), self.dialect) for key in node.order)
        return f"('{node.signature}:' || json_array({parts}))"

    def _page_info(self, node: ConnectionNode, info: PageInfo) -> str:
        # Only where it is shown: its parameters must not be counted where it is not in the statement.
        cursor = self.cursor(node) if shows_cursors(node) else "NULL"
        return self.page_info(node, info, f"p_{node.row.alias}", cursor)

    def page_info(self, node: ConnectionNode, info: PageInfo, page: str, cursor: str) -> str:
        """The page info from the rows of ``page``, which carry ``rn`` and ``cnt``."""
        fields: list[tuple[str, str]] = []
        farthest = f"max({cursor}) FILTER (WHERE {page}.rn = min({page}.cnt, {node.limit}))"
        nearest = f"max({cursor}) FILTER (WHERE {page}.rn = 1 AND {node.limit} > 0)"
        for key, name in info.fields:
            match name:
                case "hasNextPage" | "hasPreviousPage":
                    if (name == "hasPreviousPage") is node.backwards:
                        more = f"iif(coalesce(max({page}.cnt), 0) > {node.limit}, 'true', 'false')"
                        fields.append((key, f"json({more})"))
                    else:
                        fields.append((key, literal(node.paged_from)))
                case "startCursor" | "endCursor":
                    fields.append((key, farthest if (name == "startCursor") is node.backwards else nearest))
                case _:
                    fields.append((key, literal("PageInfo")))
        return self._object(fields)

    def groups(self, node: ConnectionNode, groups: Groups) -> str:
        """The counts by the groups' keys."""
        keys = ", ".join(f"{self.sql(term)} AS {name}" for name, term, _ in groups.keys)
        numbers = ", ".join(str(index + 1) for index in range(len(groups.keys)))
        order = ", ".join(f"{codec.sortable(name, self.dialect)} NULLS LAST" for name, _, codec in groups.keys)
        counted = (
            f"SELECT {keys}, {self.count(node)} AS n FROM {self.table(node)}{self.condition(node.conditions)} "
            f"GROUP BY {numbers}{self.having(node)} ORDER BY n DESC, {order} LIMIT {groups.limit}"
        )
        body = self.value(groups.body)
        return self.sub_select(f"SELECT json_group_array({body}) FROM ({counted}) {groups.alias}")


def literal(value: str | bool | None) -> str:
    """A constant as ``json_object`` takes it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "json('true')" if value else "json('false')"
    return "'" + value.replace("'", "''") + "'"
