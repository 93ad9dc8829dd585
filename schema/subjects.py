"""In which area the subject of an event lies, as the types declare it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import groupby

from pypika_tortoise.terms import Term
from tortoise import Tortoise

from core.access import ANONYMOUS
from core.database.connect import CONNECTION
from core.database.url import Dialect
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.relations import Relation, table_of
from schema.declare.rows import Row
from schema.declare.scalars import UuidCodec
from schema.declare.terms import Composed, SlotList, SubSelect, context_for
from schema.engine.statement import Statement

_KEY = {Dialect.POSTGRES: "{0} = $1::uuid", Dialect.SQLITE: "{0} = ?1"}


class SubjectAreas:
    """Finds the area of a row. Implements `core.work.AreaOf`.

    ``catalog`` gives what is declared; it is called once, by `prepare` or when the first area is looked for.
    """

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        self._make_catalog = catalog
        self._statements: dict[tuple[str, Dialect], str] = {}

    @cached_property
    def _catalog(self) -> Catalog:
        return self._make_catalog()

    def prepare(self) -> None:
        """Look through the declarations at once, for a process in which others would wait for it later.

        Raises DeclarationError for parts that do not fit together.
        """
        assert self._catalog is not None

    async def __call__(self, tag: str, key: uuid.UUID) -> uuid.UUID | None:
        """The key of the row's area, read in the caller's transaction, if there is one.

        None for a row that belongs to no area, that is not there any more, or whose type nobody declares.
        """
        found = self._catalog.by_tag.get(tag)
        if found is None or not found.placement.paths:
            return None
        connection = Tortoise.get_connection(CONNECTION)
        dialect = Dialect(connection.capabilities.dialect)
        sql = self._statements.get((tag, dialect))
        if sql is None:
            sql = self._statements[tag, dialect] = self._statement(found, dialect)
        rows = await connection.execute_query_dict(sql, [UuidCodec(tag).bind(key, dialect)])
        area = rows[0]["area"] if rows else None
        return None if area is None else uuid.UUID(str(area))

    def _statement(self, found: CatalogType, dialect: Dialect) -> str:
        scope = Statement(self._catalog, dialect, ANONYMOUS, "ZH")
        row = scope.row(found)
        text = SubSelect(table_of(row.model), row.alias, [Composed(_KEY[dialect], row.id)]).value(
            "{0}", _area(scope, row, found.placement.paths)
        )
        return f"SELECT {text.get_sql(context_for(dialect, SlotList(dialect)))} AS area"


def _area(scope: Statement, row: Row, paths: Sequence[tuple[Relation, ...]]) -> Term:
    """The key of the row's area, by the first path whose first reference is there (as in `schema.engine.placing`)."""
    if not paths[0]:
        return row.id
    found: Term | None = None
    for relation, same in reversed([(first, list(same)) for first, same in groupby(paths, lambda path: path[0])]):
        source = row.column(relation.source_column)
        tails = [path[1:] for path in same]
        area: Term = source
        if tails[0]:
            other = Row(scope, relation.target)
            tie = other.column(relation.target_column) == source
            area = SubSelect(table_of(relation.target), other.alias, [tie]).value("{0}", _area(scope, other, tails))
        if found is None or not relation.nullable:
            found = area
        else:
            found = Composed("CASE WHEN {0} IS NULL THEN {1} ELSE {2} END", source, found, area)
    assert found is not None
    return found
