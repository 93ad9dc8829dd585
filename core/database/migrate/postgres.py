"""The schema editor for PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any, cast

from tortoise.fields.base import Field
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.schema_editor.asyncpg import AsyncpgSchemaEditor
from tortoise.models import Model

from core.database.migrate.editor import ExactEditor, backing_field, column_of, fill_value

_FOREIGN_KEYS_OF = """
    SELECT conname FROM pg_constraint
    WHERE contype = 'f' AND conrelid = to_regclass($1) AND conkey = ARRAY[(
        SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2)]
"""
_CONSTRAINTS_OF = """
    SELECT con.conname, con.contype::text, ARRAY(
        SELECT att.attname::text FROM unnest(con.conkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute AS att ON att.attrelid = con.conrelid AND att.attnum = k.number ORDER BY k.place)
    FROM pg_constraint AS con WHERE con.conrelid = to_regclass($1) AND con.contype IN ('p', 'u', 'f')
"""
_SUFFIXES = {"u": "key", "f": "fkey"}
_NAME_LIMIT = 63


class PostgresEditor(ExactEditor, AsyncpgSchemaEditor):
    """Tortoise's editor, which drops nothing by CASCADE and leaves no difference to a fresh table."""

    # What still depends on a table or a column has to be dropped on purpose.
    DELETE_TABLE_TEMPLATE = "DROP TABLE {table}"
    DELETE_FIELD_TEMPLATE = 'ALTER TABLE {table} DROP COLUMN "{column}"'

    async def add_field(self, model: type[Model], field_name: str) -> None:
        """Add a column with its index; existing rows get the field's default where NULL is not allowed."""
        field = model._meta.fields_map[field_name]
        if isinstance(field, ManyToManyFieldInstance):
            await super().add_field(model, field_name)
            return
        backing = backing_field(model, field)
        column = column_of(model, field_name)
        required = not (backing.null or backing.has_db_default() or backing.generated)
        if required:
            backing.null = True
            try:
                await super().add_field(model, field_name)
            finally:
                backing.null = False
            await self._require(model, column, backing)
        else:
            await super().add_field(model, field_name)
        if backing.index and not backing.unique:
            await self.add_index(model, Index(fields=(column,)))

    async def _require(self, model: type[Model], column: str, field: Field[Any]) -> None:
        table = self.quote(model._meta.db_table)
        await self._fill(model, column, field)
        await self._run_sql(f"ALTER TABLE {table} ALTER COLUMN {self.quote(column)} SET NOT NULL")

    async def _fill(self, model: type[Model], column: str, field: Field[Any]) -> None:
        value = fill_value(model, field)
        if value is not None:
            table, name = self.quote(model._meta.db_table), self.quote(column)
            await self.client.execute_query(f"UPDATE {table} SET {name} = $1 WHERE {name} IS NULL", [value])

    async def _alter_field(self, model: type[Model], old_field: Field[Any], new_field: Field[Any]) -> None:
        column = old_field.source_field or old_field.model_field_name
        if old_field.null and not new_field.null:
            await self._fill(model, column, new_field)
        adds_unique = new_field.unique and not old_field.unique
        if adds_unique:
            # Tortoise would give it a name that CREATE TABLE does not give.
            new_field = copy(new_field)
            new_field.unique = False
        await super()._alter_field(model, old_field, new_field)
        if adds_unique:
            column = new_field.source_field or new_field.model_field_name
            await self._run_sql(f"ALTER TABLE {self.quote(model._meta.db_table)} ADD UNIQUE ({self.quote(column)})")

    async def alter_field(self, old_model: type[Model], new_model: type[Model], field_name: str) -> None:
        """Change a column, and the foreign key on it where its target or its ON DELETE changes."""
        await super().alter_field(old_model, new_model, field_name)
        old, new = old_model._meta.fields_map[field_name], new_model._meta.fields_map[field_name]
        if not (isinstance(old, ForeignKeyFieldInstance) and isinstance(new, ForeignKeyFieldInstance)):
            return
        if (old.on_delete, old.related_model._meta.db_table) == (
            new.on_delete,
            new.related_model._meta.db_table,
        ):
            return
        table, column = new_model._meta.db_table, column_of(new_model, field_name)
        session = cast(Any, self.client)
        for (name,) in await session.rows(_FOREIGN_KEYS_OF, [self.quote(table), column]):
            await self._run_sql(self.DELETE_FK_TEMPLATE.format(table=self.quote(table), name=name))
        to_table = new.related_model._meta.db_table
        to_column = new.to_field_instance.source_field or new.to_field_instance.model_field_name
        await self._run_sql(
            f"ALTER TABLE {self.quote(table)} ADD FOREIGN KEY ({self.quote(column)}) "
            f"REFERENCES {self.quote(to_table)} ({self.quote(to_column)}) ON DELETE {new.on_delete}"
        )

    async def settle_names(self, source: type[Model], target: type[Model], renamed: Mapping[str, str]) -> None:
        """See `ExactEditor`; the sequence of a serial key is renamed as well."""
        old_table, table = source._meta.db_table, target._meta.db_table
        session = cast(Any, self.client)
        constraints = await session.rows(_CONSTRAINTS_OF, [self.quote(table)])
        present = {name for name, _, _ in constraints}
        new_names = self._names_of(target)
        wanted = {
            old: new_names[kind, tuple(renamed.get(column, column) for column in columns)]
            for (kind, columns), old in self._names_of(source).items()
        }
        back = {new: old for old, new in renamed.items()}
        for _name, kind, columns in constraints:
            if kind == "p":
                wanted[f"{old_table}_pkey"] = f"{table}_pkey"
                continue
            old_columns = [back.get(column, column) for column in columns]
            old = "_".join([old_table, *old_columns, _SUFFIXES[kind]])
            # Names beyond the limit are cut by rules of their own; such a constraint keeps its old name.
            if old in present and len(old) <= _NAME_LIMIT:
                wanted[old] = "_".join([table, *columns, _SUFFIXES[kind]])[:_NAME_LIMIT]
        for old, new in wanted.items():
            if old == new:
                continue
            if old in present:
                await self._run_sql(
                    self.RENAME_CONSTRAINT_TEMPLATE.format(table=self.quote(table), old_name=old, new_name=new)
                )
            elif not old.endswith("_pkey"):
                await self._run_sql(f'ALTER INDEX "{old}" RENAME TO "{new}"')
        old_key, new_key = source._meta.db_pk_column, target._meta.db_pk_column
        if target._meta.pk.generated and (old_table, old_key) != (table, new_key):
            await self._run_sql(f'ALTER SEQUENCE "{old_table}_{old_key}_seq" RENAME TO "{table}_{new_key}_seq"')
