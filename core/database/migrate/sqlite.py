"""The schema editor for SQLite, which changes a table by rebuilding it without losing anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from tortoise.fields.base import Field
from tortoise.fields.relational import ManyToManyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.models import Model

from core.database.migrate.editor import ExactEditor, backing_field, column_of
from core.database.migrate.rebuild import Rebuild
from core.database.migrate.session import SqliteSession
from core.database.migrate.statements import split_script


class SqliteEditor(ExactEditor, SqliteSchemaEditor):
    """Tortoise's editor, whose changes of a table are a `Rebuild` from the model as it then is."""

    #: The tables that this migration rebuilt.
    rebuilt: set[str]

    def __init__(self, session: SqliteSession) -> None:
        super().__init__(session)
        self.rebuilt = set()

    async def _run_sql(self, sql: str) -> None:
        # Tortoise splits at every semicolon, also within a trigger.
        await self.client.execute_script(sql)

    async def add_field(self, model: type[Model], field_name: str) -> None:
        """Add a column with its index; existing rows get the field's default where NULL is not allowed."""
        field = model._meta.fields_map[field_name]
        if isinstance(field, ManyToManyFieldInstance):
            await super().add_field(model, field_name)
            return
        backing = backing_field(model, field)
        if not backing.null or backing.unique or backing.has_db_default():
            await self._rebuild(model)
            return
        await super().add_field(model, field_name)
        if backing.index:
            await self.add_index(model, Index(fields=(column_of(model, field_name),)))

    async def remove_field(self, model: type[Model], field: Field[Any]) -> None:
        """Remove a column, with the indexes and constraints that Tortoise made for it."""
        if isinstance(field, ManyToManyFieldInstance):
            await super().remove_field(model, field)
            return
        await self._rebuild(model)

    async def _alter_field(self, model: type[Model], old_field: Field[Any], new_field: Field[Any]) -> None:
        old_column = old_field.source_field or old_field.model_field_name
        new_column = new_field.source_field or new_field.model_field_name
        await self._rebuild(model, {old_column: new_column})

    async def add_constraint(self, model: type[Model], constraint: UniqueConstraint | CheckConstraint) -> None:
        """Add a constraint; existing rows have to keep it."""
        if isinstance(constraint, UniqueConstraint) and constraint.condition:
            await self._run_sql(self.conditional_unique_sql(model, constraint))
            return
        await self._rebuild(model)

    async def remove_constraint(self, model: type[Model], constraint: UniqueConstraint | CheckConstraint) -> None:
        """Remove a constraint."""
        if isinstance(constraint, UniqueConstraint) and constraint.condition:
            columns = self._resolve_fields_to_columns(model, constraint.fields)
            name = constraint.name or self._get_unique_constraint_name(model, columns)
            await self._run_sql(f'DROP INDEX "{name}"')
            return
        await self._rebuild(model)

    async def rename_constraint(
        self,
        model: type[Model],
        old_constraint: UniqueConstraint | CheckConstraint,
        new_constraint: UniqueConstraint | CheckConstraint,
    ) -> None:
        """Rename a constraint."""
        if isinstance(old_constraint, UniqueConstraint) and old_constraint.condition:
            await self.remove_constraint(model, old_constraint)
            await self.add_constraint(model, new_constraint)
            return
        await self._rebuild(model)

    async def settle_names(self, source: type[Model], target: type[Model], renamed: Mapping[str, str]) -> None:
        """See `ExactEditor`."""
        old, new = self._names_of(source), self._names_of(target)
        if set(old.values()) != set(new.values()):
            await self._rebuild_into(source, target, {}, settled=renamed)

    async def _rebuild(self, model: type[Model], renamed: Mapping[str, str] | None = None) -> None:
        source, target = self.models(model)
        await self._rebuild_into(source, target, renamed or {}, settled={})

    async def _rebuild_into(
        self,
        source: type[Model],
        target: type[Model],
        renamed: Mapping[str, str],
        *,
        settled: Mapping[str, str],
    ) -> None:
        await Rebuild(
            session=cast(SqliteSession, self.client),
            source=source,
            target=target,
            renamed=renamed,
            settled=settled,
            old_statements=self._statements(source),
            new_statements=self._statements(target),
        ).run()
        self.rebuilt.add(target._meta.db_table)

    def _statements(self, model: type[Model]) -> list[str]:
        """The statement that creates a model's table, then those of its indexes."""
        return list(split_script(self._get_model_sql_data(model).table_sql))
