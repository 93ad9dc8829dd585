"""The SQLite renderer for deep questions: common table expressions side by side in place of nested sub-selects.

SQLite's parser has a stack of fixed depth, which a handful of nested connections exhausts. Here every set of rows
gets two expressions: ``k…`` finds the rows for all their parents at once, top down; ``j…`` builds their JSON, bottom
up. Nothing is nested, so the depth of a question does not matter. Each set is read for all parents together, with a
window in place of a limit, which costs more than the nested form where parents have many more rows than a page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graphql import GraphQLError

from schema.declare.relations import table_of
from schema.declare.scalars import FLOAT
from schema.declare.terms import Slot
from schema.engine.nodes import (
    Branches,
    ConnectionNode,
    Groups,
    Items,
    Leaf,
    ListNode,
    Literal,
    Node,
    PageInfo,
    ToOne,
    TotalCount,
)
from schema.engine.render import looks_ahead, shows_cursors
from schema.engine.sqlite import SqliteRenderer, literal

#: SQLite joins 64 tables; two are the rows and their ids.
_MOST_JOINS = 62

#: From this length on an expression is built by itself.
_LONG = 500


@dataclass
class _Rows:
    """A set of rows: the expression with their ids, and how to join the rows themselves."""

    keys: str
    table: str
    alias: str
    id_column: str = "rowid"
    joins: list[str] = field(default_factory=list)

    @property
    def joined(self) -> str:
        """The rows, joined to their ids ``k``, and the JSON of what hangs from them.

        Raises ``GraphQLError`` for more of that than SQLite joins, which takes dozens of aliases in a deep question.
        """
        if len(self.joins) > _MOST_JOINS:
            raise GraphQLError(
                f"an object of the question has {len(self.joins)} relations and computed numbers, and SQLite takes "
                f"{_MOST_JOINS} in a question of this size; ask in several requests",
                extensions={"code": "TOO_MANY_FIELDS"},
            )
        rows = f'{self.keys} k CROSS JOIN {self.table} "{self.alias}" ON "{self.alias}".{self.id_column} = k.r'
        return rows + "".join(f' LEFT JOIN {name} ON {name}.p = "{self.alias}".{self.id_column}' for name in self.joins)

    @property
    def once(self) -> str:
        """Each row once, to look for what hangs from it."""
        return (
            f'(SELECT DISTINCT r FROM {self.keys}) k CROSS JOIN {self.table} "{self.alias}" '
            f'ON "{self.alias}".{self.id_column} = k.r'
        )


class FlatSqliteRenderer(SqliteRenderer):
    """Renders one root field's tree for SQLite without nesting."""

    def __init__(self, epoch: Slot | None = None) -> None:
        super().__init__(epoch)
        self._keys: list[str] = []
        self._json: list[str] = []
        self._rows: _Rows | None = None
        self._count = 0

    def statement(self, node: Node) -> str:
        """The whole statement: one row, one text column."""
        root = _Rows("root_k", "root_t", "root", "r")
        self._keys.append("root_k(r) AS MATERIALIZED (SELECT 0)")
        self._keys.append("root_t(r) AS MATERIALIZED (SELECT 0)")
        self._rows = root
        value = self.value(node)
        return f"WITH {', '.join(self._keys + self._json)} {self.select(value, root.joined)}"

    def value(self, node: Node) -> str:
        """A node as an expression over the set of rows at hand; what hangs from them is added beside."""
        match node:
            case ToOne():
                return f"json({self._to_one(node)}.v)"
            case ConnectionNode():
                return self.connection(node)
            case ListNode():
                return self._listed(node)
            case Leaf() if node.codec is FLOAT:
                return self._number(node)
            case Branches():
                cases = " ".join(f"WHEN '{tag}' THEN {self.value(part)}" for tag, part in node.branches.items())
                return f"json(CASE {self.sql(node.tag)} {cases} END)" if cases else "NULL"
            case _:
                return super().value(node)

    def _name(self) -> str:
        self._count += 1
        return str(self._count)

    def _to_one(self, node: ToOne) -> str:
        parent, number = self._at_hand(), self._name()
        rows = _Rows(f"k{number}", f'"{table_of(node.row.model)}"', node.row.alias)
        self._keys.append(
            f'k{number}(p, r) AS MATERIALIZED (SELECT k.r, "{rows.alias}".rowid FROM {parent.once} '
            f'CROSS JOIN {rows.table} "{rows.alias}"{self.condition(node.where)})'
        )
        body = self._over(rows, node.body)
        self._json.append(f"j{number}(p, v) AS MATERIALIZED (SELECT k.p, {body} FROM {rows.joined})")
        parent.joins.append(f"j{number}")
        return f"j{number}"

    def _number(self, node: Leaf) -> str:
        """A computed number. The formula of a coordinate system takes half of the parser's room by itself."""
        text = super().value(node)
        if len(text) < _LONG:
            return text
        parent, number = self._at_hand(), self._name()
        self._json.append(
            f'j{number}(p, v) AS MATERIALIZED (SELECT "{parent.alias}".{parent.id_column}, {text} FROM {parent.once})'
        )
        parent.joins.append(f"j{number}")
        return f"json(j{number}.v)"

    def _over(self, rows: _Rows, body: Node) -> str:
        outer, self._rows = self._rows, rows
        try:
            return self.value(body)
        finally:
            self._rows = outer

    def _at_hand(self) -> _Rows:
        assert self._rows is not None
        return self._rows

    def connection(self, node: ConnectionNode) -> str:
        """A connection's object: the page from the expression beside, counts where they stand."""
        fields: list[tuple[str, str]] = []
        needs_rows = looks_ahead(node) or shows_cursors(node) or any(isinstance(p, Items) for _, p in node.fields)
        items = [part for _, part in node.fields if isinstance(part, Items)]
        name = self._page_of(node, items) if needs_rows else ""
        for key, part in node.fields:
            match part:
                case Items():
                    fields.append((key, f"json(coalesce({name}.a{items.index(part)}, '[]'))"))
                case PageInfo():
                    fields.append((key, self._info(node, part, name)))
                case TotalCount():
                    fields.append((key, self.total(node)))
                case Literal():
                    fields.append((key, literal(part.value)))
                case Groups():
                    fields.append((key, self.groups(node, part)))
        return self._object(fields)

    def groups(self, node: ConnectionNode, groups: Groups) -> str:
        """The counts by the groups' keys, which are rows of an expression of their own."""
        parent, number = self._at_hand(), self._name()
        keys = ", ".join(f"{self.sql(term)} AS {name}" for name, term, _ in groups.keys)
        positions = ", ".join(str(index + 1) for index in range(len(groups.keys) + 1))
        order = ", ".join(f"{codec.sortable(name, self.dialect)} NULLS LAST" for name, _, codec in groups.keys)
        counted = (
            f"SELECT k.r AS p, {keys}, {self.count(node)} AS n FROM {parent.once} CROSS JOIN {self.table(node)}"
            f"{self.condition(node.conditions)} GROUP BY {positions}{self.having(node)}"
        )
        self._keys.append(
            f"s{number} AS MATERIALIZED (SELECT row_number() OVER () AS r, "
            f"row_number() OVER (PARTITION BY p ORDER BY n DESC, {order}) AS rn, * FROM ({counted}))"
        )
        self._keys.append(f"k{number}(p, r) AS MATERIALIZED (SELECT p, r FROM s{number} WHERE rn <= {groups.limit})")
        rows = _Rows(f"k{number}", f"s{number}", groups.alias, "r")
        body = self._over(rows, groups.body)
        items = f'SELECT k.p AS p, {body} AS x FROM {rows.joined} ORDER BY k.p, "{groups.alias}".rn LIMIT -1'
        self._json.append(
            f"j{number}(p, v) AS MATERIALIZED (SELECT p, json_group_array(json(x)) FROM ({items}) GROUP BY p)"
        )
        parent.joins.append(f"j{number}")
        return f"json(coalesce(j{number}.v, '[]'))"

    def _page_of(self, node: ConnectionNode, items: list[Items]) -> str:
        parent, number = self._at_hand(), self._name()
        alias = node.row.alias
        rows = _Rows(f"k{number}", f'"{table_of(node.row.model)}"', alias)
        conditions = self.condition([*node.page_conditions, *(after(node.order) for after in node.after)])
        order = self.order(node.order, backwards=node.backwards)
        limit = node.limit + looks_ahead(node)
        ranked = (
            f'SELECT k.r AS p, "{alias}".rowid AS r, row_number() OVER (PARTITION BY k.r{order}) AS rn, '
            f"count(*) OVER (PARTITION BY k.r) AS cnt FROM {parent.once} CROSS JOIN {self.table(node)}{conditions}"
        )
        self._keys.append(
            f"k{number}(p, r, rn, cnt) AS MATERIALIZED (SELECT p, r, rn, cnt FROM ({ranked}) WHERE rn <= {limit})"
        )
        bodies = [self._body(rows, node, part) for part in items]
        columns = [f"{body} AS x{index}" for index, body in enumerate(bodies)]
        columns.append(f"{self.cursor(node) if shows_cursors(node) else 'NULL'} AS c")
        direction = " DESC" if node.backwards else ""
        # The sorter is stable, so that the items of a group stay in the order of the inner select.
        source = (
            f"SELECT k.p AS p, k.rn AS rn, k.cnt AS cnt, {', '.join(columns)} FROM {rows.joined} "
            f"ORDER BY k.p, k.rn{direction} LIMIT -1"
        )
        arrays = [f"json_group_array(json(x{index})) FILTER (WHERE rn <= {node.limit})" for index in range(len(items))]
        ends = [
            f"max(c) FILTER (WHERE rn = 1 AND {node.limit} > 0)",
            f"max(c) FILTER (WHERE rn = min(cnt, {node.limit}))",
        ]
        names = ["p", "cnt", "nearest", "farthest", *(f"a{index}" for index in range(len(items)))]
        self._json.append(
            f"j{number}({', '.join(names)}) AS MATERIALIZED "
            f"(SELECT p, max(cnt), {', '.join([*ends, *arrays])} FROM ({source}) GROUP BY p)"
        )
        parent.joins.append(f"j{number}")
        return f"j{number}"

    def _body(self, rows: _Rows, node: ConnectionNode, part: Items) -> str:
        outer, self._rows = self._rows, rows
        try:
            return self.item(node, part.body)
        finally:
            self._rows = outer

    def _info(self, node: ConnectionNode, info: PageInfo, name: str) -> str:
        fields: list[tuple[str, str]] = []
        for key, wanted in info.fields:
            match wanted:
                case "hasNextPage" | "hasPreviousPage":
                    if (wanted == "hasPreviousPage") is node.backwards:
                        more = f"iif(coalesce({name}.cnt, 0) > {node.limit}, 'true', 'false')"
                        fields.append((key, f"json({more})"))
                    else:
                        fields.append((key, literal(node.paged_from)))
                case "startCursor" | "endCursor":
                    end = "farthest" if (wanted == "startCursor") is node.backwards else "nearest"
                    fields.append((key, f"{name}.{end}"))
                case _:
                    fields.append((key, literal("PageInfo")))
        return self._object(fields)

    def _listed(self, node: ListNode) -> str:
        parent, number = self._at_hand(), self._name()
        source = node.source
        self._keys.append(
            f"s{number} AS MATERIALIZED (SELECT row_number() OVER () AS r, * FROM ({source.select(self.sql)}))"
        )
        self._keys.append(f"k{number}(p, r) AS MATERIALIZED (SELECT 0, r FROM s{number})")
        rows = _Rows(f"k{number}", f"s{number}", source.alias, "r")
        body = self._over(rows, node.body)
        items = f"SELECT {body} AS x FROM {rows.joined} ORDER BY k.r LIMIT -1"
        self._json.append(f"j{number}(p, v) AS MATERIALIZED (SELECT 0, json_group_array(json(x)) FROM ({items}))")
        parent.joins.append(f"j{number}")
        return f"json(j{number}.v)"
