"""The PostgreSQL renderer: the answer is text, put together with ``||`` and ``string_agg`` in correlated sub-selects.

This shape was the fastest of those tried (docs/engine.md has the numbers). A null would null the whole object, so
whatever can be null is wrapped in ``coalesce(…, 'null')``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from core.database.url import Dialect
from schema.declare.relations import table_of
from schema.declare.scalars import BIG_INT, DATE, DECIMAL, EnumCodec, UuidCodec
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
from schema.engine.render import COUNT_OF_MATCHING, Renderer, filters_twice, key_names, looks_ahead, shows_cursors

#: A piece of the text to build: (True, JSON text) or (False, SQL expression).
Piece = tuple[bool, str]

_CHAIN = 50


class PostgresRenderer(Renderer):
    """Renders one root field's tree for PostgreSQL."""

    dialect = Dialect.POSTGRES

    def statement(self, node: Node) -> str:
        """The whole statement: one row, one text column."""
        if isinstance(node, ConnectionNode):
            return self._root_connection(node)
        return self.select(self._join(self._pieces(node)))

    # -- pieces

    def _pieces(self, node: Node) -> list[Piece]:
        match node:
            case Literal():
                return [(True, _json(node.value))]
            case Leaf():
                return self._leaf(node)
            case Object():
                if node.absent is None:
                    return self._object(node)
                text = self._join(self._object(node))
                return [(False, f"CASE WHEN {self.sql(node.absent)} THEN 'null' ELSE {text} END")]
            case ToOne():
                text = self._join(self._pieces(node.body))
                table = f'"{table_of(node.row.model)}" "{node.row.alias}"'
                return [(False, f"coalesce((SELECT {text} FROM {table}{self.condition(node.where)}), 'null')")]
            case Values():
                return [(False, self._values(node))]
            case ConnectionNode():
                return [(False, self._connection(node))]
            case Branches():
                return [(False, self._branches(node))]
            case ListNode():
                rows = (
                    f"SELECT {self._branches(node.body)} AS j FROM ({node.source.select(self.sql)}) {node.source.alias}"
                )
                return [
                    (True, "["),
                    (False, f"(SELECT coalesce(string_agg(l.j, ','), '') FROM ({rows}) l)"),
                    (True, "]"),
                ]
            case _:
                raise AssertionError(f"{type(node).__name__} stands outside of a connection")

    def _leaf(self, leaf: Leaf) -> list[Piece]:
        sql = self.sql(leaf.term)
        codec = leaf.codec
        if leaf.nullable:
            return [(False, f"coalesce({codec.json(sql, self.dialect)}, 'null')")]
        if isinstance(codec, UuidCodec):
            return [(True, "\t" * leaf.tabs + f'"{codec.tag}_'), (False, f"{sql}::text"), (True, '"')]
        if isinstance(codec, EnumCodec):
            return [(True, '"'), (False, f"({sql})"), (True, '"')]
        if codec in (DATE, DECIMAL, BIG_INT):
            return [(True, '"'), (False, f"({sql})::text"), (True, '"')]
        return [(False, codec.json(sql, self.dialect))]

    def _object(self, node: Object) -> list[Piece]:
        pieces: list[Piece] = []
        for index, (key, value) in enumerate(node.fields):
            pieces.append((True, f'{"," if index else "{"}"{key}":'))
            pieces += self._pieces(value)
        pieces.append((True, "}" if node.fields else "{}"))
        return pieces

    def _values(self, node: Values) -> str:
        term = self.sql(node.term)
        value = node.codec.json(term, self.dialect)
        order = node.codec.sortable(term, self.dialect)
        table = f'"{table_of(node.row.model)}" "{node.row.alias}"'
        return (
            f"(SELECT '[' || coalesce(string_agg({value}, ',' ORDER BY {order}), '') || ']' "
            f"FROM {table}{self.condition(node.where)})"
        )

    def _branches(self, node: Branches) -> str:
        cases = " ".join(
            f"WHEN '{tag}' THEN {self._join(self._pieces(branch))}" for tag, branch in node.branches.items()
        )
        return f"(CASE {self.sql(node.tag)} {cases} ELSE 'null' END)" if cases else "'null'"

    def _join(self, pieces: list[Piece]) -> str:
        """The pieces as one text expression; neighbouring constants become one."""
        merged: list[Piece] = []
        for constant, text in pieces:
            if constant and merged and merged[-1][0]:
                merged[-1] = (True, merged[-1][1] + text)
            else:
                merged.append((constant, text))
        parts = [_quote(text) if constant else text for constant, text in merged]
        # A chain of thousands of operators would exhaust PostgreSQL's stack: groups keep it shallow.
        while len(parts) > _CHAIN:
            parts = [f"({' || '.join(parts[i : i + _CHAIN])})" for i in range(0, len(parts), _CHAIN)]
        return " || ".join(parts) if len(parts) > 1 else f"({parts[0]})"

    # -- connections

    def _root_connection(self, node: ConnectionNode) -> str:
        if not filters_twice(node):
            return self.select(self._connection(node))
        # The filter is evaluated once, for the page and for the total: see the generic-plan trap in docs/engine.md.
        alias = node.row.alias
        names = key_names(node)
        inner = f"SELECT * FROM matching{self.page_of_matching(node)}"
        order = self.order(node.order, backwards=node.backwards, names=self.compared(node, [f"p.{n}" for n in names]))
        source = f'({inner}) p JOIN "{table_of(node.row.model)}" "{alias}" ON "{alias}"."id" = p.{names[-1]}', order
        body = self._page(node, lambda: source, total=COUNT_OF_MATCHING)
        return f"WITH {self.matching(node)} {self.select(body)}"

    def _connection(self, node: ConnectionNode) -> str:
        def source() -> tuple[str, str]:
            conditions = self.condition([*node.page_conditions, *(after(node.order) for after in node.after)])
            order = self.order(node.order, backwards=node.backwards)
            return f"{self.table(node)}{conditions}", f"{order} LIMIT {node.limit + looks_ahead(node)}"

        return self._page(node, source, total=None)

    def _page(self, node: ConnectionNode, source: Callable[[], tuple[str, str]], total: str | None) -> str:
        """The connection's object; ``source`` is what follows FROM up to the order, and the order with its limit.

        It is rendered only where rows are needed: PostgreSQL refuses parameters that no text mentions.
        """
        columns: list[str] = []
        pieces: list[Piece] = []
        ahead, cursors = looks_ahead(node), shows_cursors(node)
        numbered = ahead or cursors or node.backwards
        for index, (key, part) in enumerate(node.fields):
            pieces.append((True, f'{"," if index else "{"}"{key}":'))
            match part:
                case Items():
                    name = f"j{len(columns)}"
                    columns.append(f"{self._join(self._item(node, part.body))} AS {name}")
                    pieces += [(True, "["), (False, self._aggregate(node, name, numbered)), (True, "]")]
                case PageInfo():
                    pieces += self._page_info(node, part)
                case TotalCount():
                    count = f"({total or self.total(node)})::text"
                    pieces.append((False, count if node.shown is None else f"coalesce({count}, 'null')"))
                case Groups():
                    pieces.append((False, self._groups(node, part)))
                case Literal():
                    pieces.append((True, _json(part.value)))
                case _:
                    raise AssertionError(type(part).__name__)
        pieces.append((True, "}" if node.fields else "{}"))
        if cursors:
            columns.append(f"{self._cursor(node)} AS c")
        text = self._join(pieces)
        if not columns and not ahead:
            return f"({text})"
        rows = f"SELECT {', '.join(columns) or '1'} FROM {''.join(source())}"
        if numbered:
            rows = f"SELECT s.*, row_number() OVER () AS rn, count(*) OVER () AS cnt FROM ({rows}) s"
        return f"(SELECT {text} FROM ({rows}) s)"

    def _item(self, node: ConnectionNode, body: Object | Branches) -> list[Piece]:
        if isinstance(body, Branches):
            return self._pieces(body)
        pieces: list[Piece] = []
        for index, (key, part) in enumerate(body.fields):
            pieces.append((True, f'{"," if index else "{"}"{key}":'))
            pieces += [(False, self._cursor(node))] if isinstance(part, CursorLeaf) else self._pieces(part)
        pieces.append((True, "}" if body.fields else "{}"))
        return pieces

    def _aggregate(self, node: ConnectionNode, name: str, numbered: bool) -> str:
        order = " ORDER BY s.rn DESC" if node.backwards else ""
        only = f" FILTER (WHERE s.rn <= {node.limit})" if numbered else ""
        return f"coalesce(string_agg(s.{name}, ','{order}){only}, '')"

    def _cursor(self, node: ConnectionNode) -> str:
        """The cursor of a row as a JSON string."""
        parts = []
        for key in node.order:
            text = key.codec.cursor(self.sql(key.term), self.dialect)
            parts.append(f"coalesce({text}, 'null')" if key.nullable else text)
        joined = " || ',' || ".join(parts)
        return f"to_json('{node.signature}:[' || {joined} || ']')::text"

    def _page_info(self, node: ConnectionNode, info: PageInfo) -> list[Piece]:
        pieces: list[Piece] = []
        more = f"(coalesce(max(s.cnt), 0) > {node.limit})::text"
        farthest = f"max(s.c) FILTER (WHERE s.rn = least(s.cnt, {node.limit}))"
        nearest = f"max(s.c) FILTER (WHERE s.rn = 1 AND {node.limit} > 0)"
        for index, (key, name) in enumerate(info.fields):
            pieces.append((True, f'{"," if index else "{"}"{key}":'))
            match name:
                case "hasNextPage" | "hasPreviousPage":
                    if (name == "hasPreviousPage") is node.backwards:
                        pieces.append((False, more))
                    else:
                        pieces.append((True, "true" if node.paged_from else "false"))
                case "startCursor" | "endCursor":
                    chosen = farthest if (name == "startCursor") is node.backwards else nearest
                    pieces.append((False, f"coalesce({chosen}, 'null')"))
                case _:
                    pieces.append((True, '"PageInfo"'))
        pieces.append((True, "}" if info.fields else "{}"))
        return pieces

    def _groups(self, node: ConnectionNode, groups: Groups) -> str:
        keys = ", ".join(f"{self.sql(term)} AS {name}" for name, term, _ in groups.keys)
        numbers = ", ".join(str(index + 1) for index in range(len(groups.keys)))
        order = ", ".join(
            f"{codec.sortable(f'{groups.alias}.{name}', self.dialect)} NULLS LAST" for name, _, codec in groups.keys
        )
        counted = (
            f"SELECT {keys}, {self.count(node)} AS n FROM {self.table(node)}{self.condition(node.conditions)} "
            f"GROUP BY {numbers}{self.having(node)}"
        )
        body = self._join(self._object(groups.body))
        sorted_by = f"{groups.alias}.n DESC, {order}"
        rows = f"SELECT {body} AS j FROM ({counted}) {groups.alias} ORDER BY {sorted_by} LIMIT {groups.limit}"
        return f"(SELECT '[' || coalesce(string_agg(g.j, ','), '') || ']' FROM ({rows}) g)"


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _json(value: str | bool | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    assert re.fullmatch(r"[\w ]*", value), "constants are names"
    return f'"{value}"'
