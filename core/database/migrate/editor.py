"""What both databases' schema editors have in common, beyond Tortoise's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from tortoise.fields.base import Field
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_editor.data import ModelSqlData
from tortoise.models import Model

from core.database.migrate.state import SchemaState
from core.errors import MigrationError


class ExactEditor(BaseSchemaEditor):
    """Makes a changed schema equal to a fresh one, where Tortoise's editors leave differences.

    - ``Meta.constraints`` are part of CREATE TABLE, where Tortoise forgets them.
    - Indexes name columns, also when the model names a foreign key by its field.
    - A relation with ``db_constraint=False`` is a column without a foreign key, in a table that is created.
    - Comments stay in the code: the database has none.

    ``source`` and ``target`` are the states before and after the operation that runs; going back,
    ``source`` is the one with the operation's effect.
    """

    source: SchemaState
    target: SchemaState

    def models(self, model: type[Model]) -> tuple[type[Model], type[Model]]:
        """The model before and after the operation."""
        label, name = str(model._meta.app), model.__name__
        return self.source.apps.get_model(label, name), self.target.apps.get_model(label, name)

    async def settle_names(self, source: type[Model], target: type[Model], renamed: Mapping[str, str]) -> None:
        """After the rename of a table or a column, give indexes and constraints the names of a fresh table.

        ``source`` is the model before, ``target`` the one after; ``renamed`` maps old columns to new ones.
        """
        raise NotImplementedError

    def _names_of(self, model: type[Model]) -> dict[tuple[str, tuple[str, ...]], str]:
        """The names that Tortoise makes from a table and columns, by kind (``idx``, ``uid``) and columns."""
        groups: list[tuple[str, list[str]]] = [
            ("idx", [column]) for column, field in columns_of(model).items() if field.index and not field.pk
        ]
        for index in model._meta.indexes:
            if not isinstance(index, Index):
                groups.append(("idx", self._resolve_fields_to_columns(model, tuple(index))))
            elif not index.name:
                groups.append(("idx", self._resolve_fields_to_columns(model, index.field_names)))
        groups += [
            ("uid", self._resolve_fields_to_columns(model, tuple(group))) for group in model._meta.unique_together
        ]
        return {(kind, tuple(columns)): self._generate_index_name(kind, model, columns) for kind, columns in groups}

    def _get_table_comment_sql(self, table: str, comment: str) -> str:
        return ""

    def _get_column_comment_sql(self, table: str, column: str, comment: str) -> str:
        return ""

    async def _alter_column_comment(self, model: type[Model], old_field: Field[Any], new_field: Field[Any]) -> None:
        return None

    def _escape_default_value(self, default: object) -> str:
        # Tortoise escapes a quote with a backslash, which neither database reads so.
        match default:
            case None:
                return "NULL"
            case bool():
                return str(int(default)) if self.DIALECT == "sqlite" else str(default).upper()
            case int() | float() | Decimal():
                return str(default)
            case _:
                quoted = str(default).replace("'", "''")
                return f"'{quoted}'"

    def _resolve_fields_to_columns(self, model: type[Model], field_names: tuple[str, ...] | list[str]) -> list[str]:
        return [column_of(model, name) for name in field_names]

    def _index_name_for_model(self, model: type[Model], index: Index) -> str:
        if index.name:
            return index.name
        index.resolve_expressions(model)
        return self._generate_index_name("idx", model, self._resolve_fields_to_columns(model, index.field_names))

    def _get_index_sql(
        self,
        model: type[Model],
        field_names: Sequence[str],
        safe: bool = False,
        index_name: str | None = None,
        index_type: str | None = None,
        extra: str | None = None,
    ) -> str:
        columns = self._resolve_fields_to_columns(model, list(field_names))
        return super()._get_index_sql(model, columns, safe, index_name, index_type, extra)

    def _get_fk_field_definition(self, model: type[Model], key_field_name: str) -> str:
        key_field = model._meta.fields_map[key_field_name]
        if cast(ForeignKeyFieldInstance[Any], key_field.reference).db_constraint:
            return super()._get_fk_field_definition(model, key_field_name)
        return self._get_field_sql(
            db_field=model._meta.fields_db_projection[key_field_name],
            field_type=key_field.get_for_dialect(self.DIALECT, "SQL_TYPE"),
            nullable=key_field.null,
            unique=key_field.unique,
            is_pk=key_field.pk,
            comment="",
        )

    def _get_model_sql_data(self, model: type[Model]) -> ModelSqlData:
        self._creating = model
        data = super()._get_model_sql_data(model)
        conditional = [
            self.conditional_unique_sql(model, constraint)
            for constraint in model._meta.constraints
            if isinstance(constraint, UniqueConstraint) and constraint.condition
        ]
        data.table_sql = "\n".join([data.table_sql, *(f"{statement};" for statement in conditional)])
        return data

    def _get_inner_statements(self) -> list[str]:
        inner: list[str] = []
        for constraint in self._creating._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                inner.append(self.CHECK_CONSTRAINT_CREATE_TEMPLATE.format(name=constraint.name, check=constraint.check))
            elif not constraint.condition:
                columns = self._resolve_fields_to_columns(self._creating, constraint.fields)
                name = constraint.name or self._get_unique_constraint_name(self._creating, columns)
                inner.append(
                    self.UNIQUE_CONSTRAINT_CREATE_TEMPLATE.format(
                        index_name=name, fields=", ".join(map(self.quote, columns))
                    )
                )
        return inner

    def conditional_unique_sql(self, model: type[Model], constraint: UniqueConstraint) -> str:
        """The partial unique index that a conditional unique constraint is."""
        columns = self._resolve_fields_to_columns(model, constraint.fields)
        name = constraint.name or self._get_unique_constraint_name(model, columns)
        return (
            f'CREATE UNIQUE INDEX "{name}" ON {self.quote(model._meta.db_table)} '
            f"({', '.join(map(self.quote, columns))}) WHERE {constraint.condition}"
        )


def backing_field(model: type[Model], field: Field[Any]) -> Field[Any]:
    """The field that holds the column: the field itself, or the ``…_id`` behind a foreign key."""
    if isinstance(field, ForeignKeyFieldInstance):
        return model._meta.fields_map[field.source_field or f"{field.model_field_name}_id"]
    return field


def column_of(model: type[Model], name: str) -> str:
    """The column of a field, named by the field, by the ``…_id`` behind it, or by the column itself."""
    field = model._meta.fields_map.get(name)
    if field is None:
        return name
    backing = backing_field(model, field)
    return backing.source_field or backing.model_field_name


def columns_of(model: type[Model]) -> dict[str, Field[Any]]:
    """The columns of a model's table in their order, each with the field that holds it."""
    return {column: model._meta.fields_map[name] for name, column in model._meta.fields_db_projection.items()}


def fill_value(model: type[Model], field: Field[Any]) -> Any:
    """What existing rows get in a column that must not be NULL: the field's default as the database stores
    it.

    None without a default; then the column can only come to a table without rows. Raises MigrationError for a
    unique column whose default is computed, since every row would get the same value.
    """
    default = field.default
    if default is None:
        return None
    if callable(default):
        if field.unique:
            raise MigrationError(
                f"{model.__name__}.{field.model_field_name} is unique and its default is computed, so "
                "existing rows cannot get it. Add it as nullable, fill it with RunStatements, then alter it."
            )
        default = default()
    return field.to_db_value(default, model)
