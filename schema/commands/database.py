"""The database for commands of plugins."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from core.commands.terminal import run
from core.commands.work import ready
from core.work import open_with_handlers
from schema.handlers import handlers_of

T = TypeVar("T")


def run_with_database(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run ``work`` to its end in the database of the installation, for a plugin's command; gives what it gives.

    Models, use cases and events work in it as in the server: handlers of events run in the transaction, or are left to
    a worker. Raises MigrationError while migrations are pending, and DatabaseUnavailable.
    """
    settings, handlers = ready(handlers_of)

    async def within() -> T:
        async with open_with_handlers(settings.database_url, handlers):
            return await work()

    return run(within())
