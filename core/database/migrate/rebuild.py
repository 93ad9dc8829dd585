"""Rebuild a SQLite table in another shape: https://www.sqlite.org/lang_altertable.html, section 7.

SQLite changes few things of an existing table in place. For the rest a table of the new shape is filled
from the old one and takes its name. What Tortoise's own rebuild loses is kept here: referring rows (foreign
keys are off, see `session`), row ids, the counter of AUTOINCREMENT, indexes and triggers that are not the
model's, constraints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import OperationalError
from tortoise.fields.base import Field
from tortoise.models import Model

from core.database.migrate.editor import columns_of, fill_value
from core.database.migrate.session import SqliteSession
from core.database.migrate.statements import created_by
from core.errors import MigrationError

_ATTACHED = """
    SELECT type, name, sql FROM sqlite_master
    WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name
"""
_TABLES = """
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name
"""

_COUNTED_AT_ONCE = 500
"""SQLite: a statement has at most 2000 columns, unless it was built otherwise."""


@dataclass
class Rebuild:
    """One rebuild: the table of the model ``source`` becomes that of ``target``.

    ``renamed`` maps columns of the old table to columns of the new one; where a rename already happened in
    the database, ``settled`` says which columns of ``source`` have which name by now. ``old_statements`` and
    ``new_statements`` create the two tables and the indexes that are the model's own.
    """

    session: SqliteSession
    source: type[Model]
    target: type[Model]
    renamed: Mapping[str, str]
    settled: Mapping[str, str]
    old_statements: Sequence[str]
    new_statements: Sequence[str]

    async def run(self) -> None:
        """Rebuild the table within the open transaction.

        Raises MigrationError when a row would be lost, or when an index or a trigger cannot come back
        because it needs a column that is gone; Tortoise's errors for values that the new shape refuses.
        """
        table = self.target._meta.db_table
        new_table = f"new__{table}"
        create = self.new_statements[0]
        opening = f'CREATE TABLE "{table}"'
        assert create.startswith(opening), create
        execute = self.session.execute_query

        rows_before = await self._row_counts()
        attached = await self.session.rows(_ATTACHED, [table])
        counter = await self._counter(table)
        await execute(f'CREATE TABLE "{new_table}"{create.removeprefix(opening)}')
        await self._copy(table, new_table)
        await execute(f'DROP TABLE "{table}"')
        # Otherwise the rename looks at triggers elsewhere that name the table, which is not there at this
        # moment.
        await execute("PRAGMA legacy_alter_table = ON")
        await execute(f'ALTER TABLE "{new_table}" RENAME TO "{table}"')
        await execute("PRAGMA legacy_alter_table = OFF")
        if counter is not None:
            await execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", [counter, table])
        for statement in self.new_statements[1:]:
            await execute(statement)
        await self._restore(table, attached)
        rows_after = await self._row_counts()
        if rows_after != rows_before:
            changed = ", ".join(
                f"{name} had {rows_before.get(name)} rows and has {rows_after.get(name)}"
                for name in sorted(rows_before.keys() | rows_after.keys())
                if rows_before.get(name) != rows_after.get(name)
            )
            raise MigrationError(f"The rebuild of {table} changed the number of rows: {changed}")

    async def _row_counts(self) -> dict[str, int]:
        names = [name for (name,) in await self.session.rows(_TABLES)]
        counts: dict[str, int] = {}
        for start in range(0, len(names), _COUNTED_AT_ONCE):
            some = names[start : start + _COUNTED_AT_ONCE]
            selected = ", ".join(f'(SELECT count(*) FROM "{name}")' for name in some)
            counts.update(zip(some, (await self.session.rows(f"SELECT {selected}"))[0], strict=True))
        return counts

    async def _counter(self, table: str) -> int | None:
        if not await self.session.rows("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"):
            return None
        found = await self.session.rows("SELECT seq FROM sqlite_sequence WHERE name = ?", [table])
        return found[0][0] if found else None

    async def _copy(self, table: str, new_table: str) -> None:
        old_columns = {self.settled.get(column, column): field for column, field in columns_of(self.source).items()}
        old_names = {new: old for old, new in self.renamed.items()}
        into: list[str] = []
        values: list[str] = []
        parameters: list[Any] = []
        for column, field in columns_of(self.target).items():
            old_name = old_names.get(column, column)
            old_field = old_columns.get(old_name)
            if field.generated and not field.pk:
                continue
            if old_field is None:
                value = None if field.null or field.has_db_default() else fill_value(self.target, field)
                if value is not None:
                    into.append(column)
                    values.append("?")
                    parameters.append(value)
                continue
            into.append(column)
            value = fill_value(self.target, field) if old_field.null and not field.null else None
            if value is None:
                values.append(f'"{old_name}"')
            else:
                values.append(f'coalesce("{old_name}", ?)')
                parameters.append(value)
        if not self._rowid_is_a_column() and "rowid" not in into:
            # Full-text tables may point to a row by its id.
            into.append("rowid")
            values.append("rowid")
        names = ", ".join(f'"{column}"' if column != "rowid" else column for column in into)
        await self.session.execute_query(
            f'INSERT INTO "{new_table}" ({names}) SELECT {", ".join(values)} FROM "{table}" ORDER BY rowid',
            parameters,
        )

    def _rowid_is_a_column(self) -> bool:
        key: Field[Any] = self.target._meta.pk
        return str(key.get_for_dialect("sqlite", "SQL_TYPE")).upper() == "INTEGER" or key.generated

    async def _restore(self, table: str, attached: Sequence[tuple[str, str, str]]) -> None:
        own_before = {made.name for made in map(created_by, self.old_statements) if made is not None}
        present = {name for _, name, _ in await self.session.rows(_ATTACHED, [table])}
        for kind, name, sql in attached:
            if name in own_before or name in present:
                continue
            try:
                await self.session.execute_query(sql)
            except OperationalError as error:
                raise MigrationError(
                    f"The {kind} {name} cannot come back after the rebuild of {table}: {error}. "
                    "Drop it in the same migration before the column goes (DropObjects, RemoveIndex), "
                    "and add it again if it is still wanted."
                ) from error
