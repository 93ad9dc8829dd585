"""What commands of plugins need: the database of the settings, open, with the handlers of all plugins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from core.commands.terminal import run
from core.commands.work import HandlersOf, ready
from core.settings import Settings
from core.work import Handlers, open_with_handlers

T = TypeVar("T")


def run_with_database(context: typer.Context, work: Callable[[], Awaitable[T]]) -> T:
    """Run the work of a plugin's command over the database, and give what it gives.

    Models and use cases work in it as in a mutation, with the handlers of events that run in the transaction; handlers
    after the commit are called by whichever worker runs. ``context`` is that of the command, which gets it by a
    parameter of the type `typer.Context`. Raises MigrationError while migrations are pending, and what the work raises:
    a `LinliError`, InputRefused included, ends the command with its message and exit code 1.
    """
    handlers_of: HandlersOf | None = context.find_root().obj
    if handlers_of is None:
        raise RuntimeError(f"{context.command_path} was not started by the command linli, which knows the handlers")
    settings, handlers = ready(handlers_of)
    return run(_work(settings, handlers, work))


async def _work(settings: Settings, handlers: Handlers, work: Callable[[], Awaitable[T]]) -> T:
    async with open_with_handlers(settings.database_url, handlers):
        return await work()
