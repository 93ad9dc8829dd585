"""Rows that are not there for a while: deleted in a transaction that is rolled back, without the rules of the database.

Rows that cannot be without one of them go with it; other references to them are null. So the answers are those to
somebody for whom the rows do not exist.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from core.database.connect import transaction
from core.database.reader import TransactionReader
from core.database.url import Dialect
from core.models import SearchDocument
from linli.testing.server import TestServer


class _Undo(Exception):
    """Ends the transaction, so that it is rolled back."""


@asynccontextmanager
async def without(server: TestServer, rows: Sequence[Model]) -> AsyncIterator[None]:
    """The server reads a database without these rows, as long as the block runs. Nothing else is changed.

    Needs the rights of a superuser on PostgreSQL, which tests have.
    """
    connection = server.database.connection
    sqlite = server.database.dialect is Dialect.SQLITE
    reader, before = server.reader, server.reader.behind
    # SQLite ignores it within a transaction.
    if sqlite:
        await connection.execute_script("PRAGMA foreign_keys = OFF")
    try:
        async with transaction() as opened:
            if not sqlite:
                await opened.execute_query("SET LOCAL session_replication_role = replica")
            models = [model for plugin in server.plugins.plugins for model in plugin.model_classes]
            await _Removal(opened, models, sqlite).remove(type(rows[0]), [row.pk for row in rows])
            reader.behind = TransactionReader(opened)
            yield
            raise _Undo
    except _Undo:
        pass
    finally:
        reader.behind = before
        if sqlite:
            await connection.execute_script("PRAGMA foreign_keys = ON")


class _Removal:
    """Removes rows with all that cannot be without them."""

    def __init__(self, connection: BaseDBAsyncClient, models: Iterable[type[Model]], sqlite: bool) -> None:
        self._connection = connection
        self._models = list(models)
        self._sqlite = sqlite

    async def remove(self, model: type[Model], keys: Sequence[Any]) -> None:
        """Remove the rows of a model with these keys."""
        await self._lift_triggers(model)
        await model.filter(pk__in=keys).delete()
        await SearchDocument.filter(subject_id__in=keys).delete()
        for other in self._models:
            for name, field in other._meta.fields_map.items():
                if not isinstance(field, ForeignKeyFieldInstance) or field.related_model is not model:
                    continue
                referring = other.filter(**{f"{name}_id__in": keys})
                if field.null:
                    await self._lift_triggers(other)
                    await referring.update(**{f"{name}_id": None})
                elif found := await referring.values_list(other._meta.pk_attr, flat=True):
                    await self.remove(other, list(found))

    async def _lift_triggers(self, model: type[Model]) -> None:
        """On SQLite triggers go, until the transaction is rolled back; on PostgreSQL they are off already."""
        if not self._sqlite:
            return
        found = await self._connection.execute_query_dict(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [str(model._meta.db_table)]
        )
        for trigger in found:
            await self._connection.execute_query(f'DROP TRIGGER "{trigger["name"]}"')
