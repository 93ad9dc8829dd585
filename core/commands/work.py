"""`linli work`: deliver events and run jobs in a process of its own."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable

from core.commands.migrate import migrated
from core.commands.terminal import run
from core.log import configure_logging
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.work import Handlers, Worker, open_with_handlers

HandlersOf = Callable[[PluginSet], Handlers]
"""Gives the handlers of loaded plugins, which only the assembler can: it knows where subjects of events lie."""


def work_command(handlers_of: HandlersOf) -> Callable[[], None]:
    """The command."""

    def work() -> None:
        """Deliver events to plugins and run jobs, without answering requests (stop: Ctrl+C)."""
        settings, handlers = ready(handlers_of)
        configure_logging(settings.log_level, settings.log_format)
        run(_work(settings, handlers))

    return work


def ready(handlers_of: HandlersOf) -> tuple[Settings, Handlers]:
    """The settings and the handlers of the installed plugins. Raises MigrationError while migrations are pending."""
    settings, plugins = migrated()
    return settings, handlers_of(plugins)


async def _work(settings: Settings, handlers: Handlers) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        open_with_handlers(
            settings.database_url, handlers, readers=1, write_timeout_seconds=settings.statement_timeout_seconds
        ),
        Worker(handlers, settings.work).running(),
    ):
        logging.getLogger("linli.work").info("The worker is at work.")
        await stop.wait()
        logging.getLogger("linli.work").info("The worker ends what it has begun, and stops.")
