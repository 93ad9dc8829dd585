"""Fresh databases for tests: each set of plugins is migrated once for each kind of database, and only copied then."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from core.database.migrate import AppModels, upgrade
from core.database.url import Dialect
from linli.testing.postgres import RunningPostgres

_numbers = itertools.count(1)

Fill = Callable[[str], Awaitable[None]]
"""Adds rows to the database at an address."""

_Step = tuple[tuple[AppModels, ...], Fill | None]
"""The tables that there shall be, and what adds rows then."""


class Databases:
    """Makes databases, in a directory and on a server, which is started when the first test needs it."""

    def __init__(self, directory: Path, server: Callable[[], RunningPostgres]) -> None:
        self._directory = directory
        self._server = server
        self._templates: dict[tuple[Dialect, tuple[_Step, ...]], str] = {}

    @asynccontextmanager
    async def empty(self, dialect: Dialect, directory: Path) -> AsyncIterator[str]:
        """The address of an empty database; on SQLite of a file in `directory` that does not exist yet."""
        if dialect is Dialect.SQLITE:
            yield f"sqlite://{directory / 'linli.db'}"
            return
        async with self._server().database(f"linli_{next(_numbers)}") as url:
            yield url

    @asynccontextmanager
    async def migrated(
        self,
        dialect: Dialect,
        apps: Sequence[AppModels],
        directory: Path,
        *,
        core_fill: Fill | None = None,
        fill: Fill | None = None,
    ) -> AsyncIterator[str]:
        """The address of a database with all tables of `apps`, on SQLite of a file in `directory`.

        It has the rows that `core_fill` adds while there are the tables of the first app alone, and those that `fill`
        adds to all of them: each is called once for all tests, and none without either.
        """
        apps = tuple(apps)
        steps: list[_Step] = [(apps[:1], None)]
        if core_fill is not None:
            steps.append((apps[:1], core_fill))
        if len(apps) > 1:
            steps.append((apps, None))
        if fill is not None:
            steps.append((apps, fill))
        template = await self._template(dialect, tuple(steps))
        if dialect is Dialect.SQLITE:
            shutil.copyfile(template, directory / "linli.db")
            yield f"sqlite://{directory / 'linli.db'}"
            return
        async with self._server().database(f"linli_{next(_numbers)}", template=template) as url:
            yield url

    async def _template(self, dialect: Dialect, steps: tuple[_Step, ...]) -> str:
        """A file's path, or a database's name. Each step is taken once for all that begin with it."""
        key = dialect, steps
        if key not in self._templates:
            copied = await self._template(dialect, steps[:-1]) if len(steps) > 1 else None
            make = self._file if dialect is Dialect.SQLITE else self._database
            self._templates[key] = await make(f"linli_template_{next(_numbers)}", copied, *steps[-1])
        return self._templates[key]

    async def _file(self, name: str, copied: str | None, apps: Sequence[AppModels], fill: Fill | None) -> str:
        file = self._directory / f"{name}.db"
        if copied is not None:
            shutil.copyfile(copied, file)
        await _make(f"sqlite://{file}", apps, fill)
        # With a log beside it the file alone would be a part of the database.
        assert not file.with_name(file.name + "-wal").exists()
        return str(file)

    async def _database(self, name: str, copied: str | None, apps: Sequence[AppModels], fill: Fill | None) -> str:
        url = await self._server().create_database(name, template=copied or "template1")
        try:
            await _make(url, apps, fill)
        except BaseException:
            await self._server().drop_database(name)
            raise
        return name


async def _make(url: str, apps: Sequence[AppModels], fill: Fill | None) -> None:
    if fill is None:
        await upgrade(url, apps=apps)
    else:
        await fill(url)
