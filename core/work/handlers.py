"""The handlers of events of the loaded plugins: which want an event, and those that run in its transaction."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from asyncpg.exceptions import QueryCanceledError

from core.database.connect import Database, database
from core.errors import DatabaseUnavailable, StatementTimeout
from core.events import reacting
from core.models import Event
from core.modules import CORE, works_at
from core.plugins.contributions import Delivery, EventHandler
from core.plugins.failures import PluginDefect
from core.plugins.loaded import PluginSet
from core.problems import InputRefused

AreaOf = Callable[[str, uuid.UUID], Awaitable[uuid.UUID | None]]
"""Gives the area that the row of a tag and key lies in, as it is at the time. None if it lies in none: it is city-wide,
or not there any more, or of no type that is known."""

LONGEST_CHAIN: Final = 16
"""How many handlers may run within one another, each upon an event that the one before emitted."""

_NOT_THE_HANDLERS: Final = (InputRefused, DatabaseUnavailable, StatementTimeout, QueryCanceledError)

_chain: ContextVar[tuple[str, ...]] = ContextVar("linli_handlers_running", default=())


class HandlerFailed(PluginDefect):
    """A handler of events raised what it must not raise. Names plugin, handler and event; the cause says the rest.

    No `LinliError`: to a client it is a defect, which is masked and logged.
    """


@dataclass(frozen=True)
class Handler:
    """A function of a plugin, with all that it is declared for."""

    plugin: str
    declared: tuple[EventHandler, ...]

    @property
    def name(self) -> str:
        """The plugin's name and the handler's: what its progress is kept under."""
        return f"{self.plugin}.{self.declared[0].known_as}"

    @property
    def function(self) -> Callable[[Event], Awaitable[None]]:
        """What is called with each event."""
        return self.declared[0].function

    @property
    def delivery(self) -> Delivery:
        """When it runs."""
        return self.declared[0].delivery

    def wants(self, event: str) -> bool:
        """Whether it is declared for events of this name."""
        return any(
            event.startswith(pattern[:-1]) if pattern.endswith("*") else event == pattern
            for pattern in (one.event for one in self.declared)
        )

    def __str__(self) -> str:
        function: Any = self.function
        return f"{self.name} ({function.__module__}.{function.__qualname__})"


class Handlers:
    """The handlers of all loaded plugins, in their order."""

    def __init__(self, plugins: PluginSet, area_of: AreaOf) -> None:
        self.plugins = plugins
        self._area_of = area_of
        self._in_transaction = handlers_of(plugins, Delivery.IN_TRANSACTION)
        self.consumers = handlers_of(plugins, Delivery.AFTER_COMMIT)
        """Those that run after the commit, by their names."""

    async def concerns(self, handler: Handler, event: Event) -> bool:
        """Whether the handler is for the event: by its name, and because its plugin works where the subject lies."""
        if not handler.wants(event.name):
            return False
        if handler.plugin == CORE:
            return True
        return await works_at(handler.plugin, await self._area_of(event.subject_type, event.subject_id))

    async def react(self, event: Event) -> None:
        """Run the handlers that belong into the event's transaction, one after the other.

        Raises InputRefused as a handler raised it, for the client to see; HandlerFailed for whatever else, and for
        handlers that cause one another without end. The caller's transaction must then be undone.
        """
        for handler in self._in_transaction.values():
            if await self.concerns(handler, event):
                chain = (*_chain.get(), f"{handler.name} upon {event.name}")
                if len(chain) > LONGEST_CHAIN:
                    raise HandlerFailed(
                        f"Handlers of events cause one another without end: {' → '.join(chain)}. "
                        "One of them must not emit, or not each time."
                    )
                token = _chain.set(chain)
                try:
                    await handler.function(event)
                except (HandlerFailed, *_NOT_THE_HANDLERS):
                    raise
                except Exception as error:
                    raise HandlerFailed(
                        f"The handler {handler} failed upon {event.name} of {event.subject_type}_{event.subject_id}, "
                        f"and the change was undone: {type(error).__name__}: {error}"
                    ) from error
                finally:
                    _chain.reset(token)


@asynccontextmanager
async def open_with_handlers(url: str, handlers: Handlers, **options: Any) -> AsyncIterator[Database]:
    """`core.database.connect.database` with the models of the loaded plugins, and with their handlers at work.

    ``options`` are its further arguments.
    """
    async with database(url, apps=handlers.plugins.model_modules, **options) as opened:
        with reacting(opened, handlers.react):
            yield opened


def handlers_of(plugins: PluginSet, delivery: Delivery) -> Mapping[str, Handler]:
    """The handlers of all plugins that run then, by their names, in the order of the plugins."""
    together: dict[tuple[str, str], list[EventHandler]] = {}
    for plugin in plugins.plugins:
        for one in plugin.event_handlers:
            if one.delivery is delivery:
                together.setdefault((plugin.name, one.known_as), []).append(one)
    found = [Handler(plugin, tuple(same)) for (plugin, _), same in together.items()]
    return {handler.name: handler for handler in found}
