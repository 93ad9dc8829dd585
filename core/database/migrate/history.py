"""Which migrations a database has: Tortoise's own table of history."""

from __future__ import annotations

from functools import cache

from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.models import Model

from core.database.migrate.session import Session
from core.database.url import Dialect

TABLE = "tortoise_migrations"

_EXISTS = {
    Dialect.SQLITE: f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{TABLE}'",
    Dialect.POSTGRES: f"SELECT 1 WHERE to_regclass('{TABLE}') IS NOT NULL",
}


@cache
def _model() -> type[Model]:
    # Tortoise makes one for each recorder, and reads the source file for the comments in it.
    return MigrationRecorder(None, table_name=TABLE).model


class History(MigrationRecorder):
    """Tortoise's recorder, which unlike the original never takes a failed query for an empty history."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, table_name=TABLE)
        self._session = session

    def _make_model(self, table_name: str) -> type[Model]:
        return _model()

    async def exists(self) -> bool:
        """Whether the table is there; it comes with the first migration."""
        return bool(await self._session.rows(_EXISTS[self._session.dialect]))

    async def applied_migrations(self) -> list[MigrationKey]:
        """The migrations that the database has, in the order in which it got them."""
        if not await self.exists():
            return []
        rows = await self._session.rows(f"SELECT app, name FROM {TABLE} ORDER BY id")
        return [MigrationKey(app_label=app, name=name) for app, name in rows]
