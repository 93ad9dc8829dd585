"""Plugins that are handlers and jobs and nothing else, and what they have seen."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from core import modules
from core.database.connect import Database
from core.events import reacting
from core.models import Event
from core.plugins.contributions import Delivery, EventHandler, Job, Manifest
from core.plugins.loaded import LoadedPlugin, PluginSet
from core.settings_sections import Work
from core.work import Handlers

ONE = uuid.UUID("01900000-0000-7000-8000-000000000001")
SETTINGS = Work(attempts=3)


def loaded(name: str, *declared: EventHandler | Job) -> LoadedPlugin:
    """A plugin with these handlers and jobs, as the host would have loaded it."""
    return LoadedPlugin(
        Manifest(name, "测试", "Test", "1.0"),
        distribution=f"linli-{name}",
        version="1.0",
        built_in=False,
        event_handlers=tuple(one for one in declared if isinstance(one, EventHandler)),
        jobs=tuple(one for one in declared if isinstance(one, Job)),
    )


async def nowhere(tag: str, key: uuid.UUID) -> uuid.UUID | None:
    """Every subject is city-wide."""
    return None


async def enabled_somewhere(plugin: str, area_id: uuid.UUID | None) -> bool:
    """`works_at` where some district has every plugin, so that handlers hear of subjects that lie in no area."""
    return area_id is None or await modules.works_at(plugin, area_id)


def areas(known: Mapping[uuid.UUID, uuid.UUID]) -> Callable[[str, uuid.UUID], Awaitable[uuid.UUID | None]]:
    """The areas of these subjects."""

    async def area_of(tag: str, key: uuid.UUID) -> uuid.UUID | None:
        return known.get(key)

    return area_of


def handlers(*plugins: LoadedPlugin, area_of: Callable[..., Awaitable[uuid.UUID | None]] = nowhere) -> Handlers:
    """The handlers of plugins."""
    return Handlers(PluginSet(plugins), area_of)


@asynccontextmanager
async def at_work(db: Database, *plugins: LoadedPlugin) -> AsyncIterator[Handlers]:
    """A database in which the events of the block reach the plugins' handlers."""
    found = handlers(*plugins)
    with reacting(db, found.react):
        yield found


class Seen:
    """A handler that keeps the names of the events it got, and raises where it is told to."""

    def __init__(self, *failing: str, error: Exception | None = None) -> None:
        self.names: list[str] = []
        self.failing = set(failing)
        self.error = error or ValueError("broken")

    def after_commit(self, event: str = "*", name: str = "see") -> EventHandler:
        """As a consumer."""
        return EventHandler(event, self._function(), Delivery.AFTER_COMMIT, name)

    def in_transaction(self, event: str = "*", name: str = "see") -> EventHandler:
        """As a handler in the transaction."""
        return EventHandler(event, self._function(), Delivery.IN_TRANSACTION, name)

    def _function(self) -> Callable[[Event], Awaitable[None]]:
        async def see(event: Event) -> None:
            self.names.append(event.name)
            if event.name in self.failing:
                raise self.error

        return see


def daily(name: str, function: Callable[[], Awaitable[None]], **every: int) -> Job:
    """A job, by default of every day."""
    return Job(name, datetime.timedelta(**(every or {"days": 1})), function)
