"""The assembled application over a test's database: it knows every viewer of the test, and counts its statements."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from graphql import GraphQLSchema
from starlette.types import Receive, Scope, Send

from app import Server
from core.access import ANONYMOUS, Viewer
from core.database.connect import Database
from core.database.reader import Reader
from core.database.url import Dialect
from core.modules import STATE
from core.plugins.loaded import PluginSet
from core.settings import Settings
from linli.testing.plugins import in_force
from schema.execution.districts import City


class WatchedReader:
    """A reader that notes its statements. Which database it reads changes from test to test."""

    def __init__(self, dialect: Dialect, statements: list[str]) -> None:
        self.dialect = dialect
        self.behind: Reader | None = None
        self.statements = statements

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        """See `Reader.fetch`. What the server asks for itself, once in a second, is not noted."""
        assert self.behind is not None, "no test has its database open"
        if sql != STATE[self.dialect]:
            self.statements.append(sql)
        return await self.behind.fetch(sql, params, small=small)

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        """See `Reader.explain`."""
        assert self.behind is not None, "no test has its database open"
        return await self.behind.explain(sql, params)

    async def close(self) -> None:
        """Nothing to do: whoever opened the database closes it."""


class Cities:
    """The services of each set of plugins, made once in a session for each kind of database, with one schema; and anew
    for other settings.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[int, Dialect, str], tuple[PluginSet, City, WatchedReader]] = {}
        self._schemas: dict[int, GraphQLSchema] = {}

    def of(self, plugins: PluginSet, opened: Database, settings: Settings) -> tuple[City, WatchedReader]:
        """The services, and the reader that they read from, which reads the open database by now."""
        # Where the data lies is another place in each test, and nothing to a city.
        key = id(plugins), opened.dialect, settings.model_dump_json(exclude={"database_url", "data_dir"})
        if key not in self._made:
            reader = WatchedReader(opened.dialect, [])
            city = City(plugins, reader, settings, composed=self._schemas.get(id(plugins)))
            self._made[key] = plugins, city, reader
            self._schemas[id(plugins)] = city.schema
        _, city, reader = self._made[key]
        reader.behind = opened.reader
        city.forget()
        return city, reader


class TestServer(Server):
    """The application, without an operating system's port. Viewers are known by tokens that `token_of` gives."""

    __test__ = False

    def __init__(
        self, plugins: PluginSet, settings: Settings, opened: Database, city: City, reader: WatchedReader
    ) -> None:
        super().__init__(settings, plugins)
        self.plugins = plugins
        self.database = opened
        self.city = city
        self.reader = reader
        self._made: dict[str, Viewer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, for which what was enabled a moment ago is true."""
        self.city.forget()
        await super().__call__(scope, receive, send)

    @property
    def statements(self) -> list[str]:
        """The SQL statements since the list was cleared: of reads, of use cases, and of whatever else uses models.

        Begin and end of a transaction are none, nor is what the server asks for itself.
        """
        return self.reader.statements

    async def viewer_of(self, token: str | None) -> Viewer | None:
        """The viewer to whom `token_of` gave the token; else whoever has it as in the server."""
        return self._made.get(token or "") or await super().viewer_of(token)

    async def remembered_viewer_of(self, token: str | None) -> Viewer | None:
        """See `viewer_of`."""
        return self._made.get(token or "") or await super().remembered_viewer_of(token)

    def token_of(self, viewer: Viewer) -> str | None:
        """What a viewer sends as the bearer token; None for somebody anonymous."""
        if viewer == ANONYMOUS:
            return None
        for token, known in self._made.items():
            if known == viewer:
                return token
        token = f"viewer-{len(self._made)}"
        self._made[token] = viewer
        return token


@asynccontextmanager
async def serving(
    plugins: PluginSet, settings: Settings, opened: Database, cities: Cities
) -> AsyncIterator[TestServer]:
    """The application over an open database, as long as the block runs."""
    with in_force(plugins, settings):
        city, reader = cities.of(plugins, opened, settings)
        server = TestServer(plugins, settings, opened, city, reader)
        # Tortoise tells its statements to this logger, and only while the test has the database open.
        opened.connection.log = _logger(reader.statements)
        async with server.answering(city):
            yield server


def _logger(statements: list[str]) -> logging.Logger:
    class Notes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # With parameters the statement is the first of the message's parts; without, it is the message.
            statements.append(str(record.args[0]) if isinstance(record.args, tuple) and record.args else record.msg)

    logger = logging.Logger("linli.testing.statements", logging.DEBUG)
    logger.addHandler(Notes())
    return logger
