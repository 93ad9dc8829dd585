"""Fields that store a value in the one form in which both databases read, compare and print it."""

from __future__ import annotations

import datetime
from typing import Any

from tortoise import fields

from core.clock import now
from core.ids import new_id


class InstantField(fields.DatetimeField[datetime.datetime]):
    """An instant in UTC with a precision of whole seconds.

    PostgreSQL keeps a TIMESTAMPTZ. SQLite keeps the text ``2024-07-10T01:00:00+00:00``, which is also the form on
    the wire, so that text order is time order and nothing is converted when it is read.
    """

    class _db_sqlite:
        SQL_TYPE = "VARCHAR(25)"

    def to_db_value(self, value: Any, instance: Any) -> Any:
        """The value as the database takes it.

        Raises ``ValueError`` for a value without a time zone: a local time is never guessed.
        """
        if value is None:
            return None
        if not isinstance(value, datetime.datetime) or value.tzinfo is None:
            raise ValueError(f"{self.model_field_name}: expected a datetime with a time zone, got {value!r}")
        instant = value.astimezone(datetime.UTC).replace(microsecond=0)
        if _is_sqlite(self.model):
            return instant.isoformat()
        return instant


class CreatedField(InstantField):
    """The instant at which the row was made; set once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", now)
        super().__init__(**kwargs)


def _is_sqlite(model: Any) -> bool:
    # Asked of the model, for an update of many rows has no instance.
    connection = model._meta.db
    return bool(connection.capabilities.dialect == "sqlite")


def key(**kwargs: Any) -> Any:
    """The primary key of every core table: a UUIDv7, so that keys grow with time."""
    return fields.UUIDField(primary_key=True, default=new_id, **kwargs)


def reference(to: str, *, related_name: str, null: bool = False, owned: bool = False, unique: bool = False) -> Any:
    """A foreign key to ``core.<to>``, or to ``to`` itself where that is written ``app.Model``.

    A row that is owned by its target goes with it; everything else holds its target back (RESTRICT), because core
    rows are retired, never deleted. If ``unique``, the target has at most one such row, and ``related_name`` leads
    to one and not to many.
    """
    # Tortoise makes the column of a foreign key unique only if it is a field of its own kind.
    kind = fields.OneToOneField if unique else fields.ForeignKeyField
    return kind(  # type: ignore[call-overload]  # Tortoise overloads on the literal
        to if "." in to else f"core.{to}",
        related_name=related_name,
        null=null,
        on_delete=fields.CASCADE if owned else fields.RESTRICT,
    )
