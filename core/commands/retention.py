"""`linli retention`: what is kept longer than need be, and, with `--apply`, doing away with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from core.commands.terminal import Progress, messages, output, progress_bar, run
from core.commands.work import HandlersOf, ready
from core.retention import Due, apply, due
from core.settings import Settings
from core.work import Handlers, open_with_handlers


def retention_command(handlers_of: HandlersOf) -> Callable[..., None]:
    """The command."""

    def retention(
        really: Annotated[bool, typer.Option("--apply", help="Delete or change what is due.")] = False,
    ) -> None:
        """Show by each rule how many rows were kept for longer than need be; nothing is changed without --apply."""
        settings, handlers = ready(handlers_of)
        if not really:
            output().print(_table(run(_due(settings, handlers)), "Due"))
            messages().print("Nothing was changed; --apply does it.")
            return
        with progress_bar("Applying") as progress:
            done = run(_apply(settings, handlers, progress))
        output().print(_table(done, "Done"))

    return retention


async def _due(settings: Settings, handlers: Handlers) -> list[Due]:
    async with open_with_handlers(settings.database_url, handlers, readers=1):
        return await due()


async def _apply(settings: Settings, handlers: Handlers, progress: Progress) -> list[Due]:
    async with open_with_handlers(settings.database_url, handlers, readers=1):
        return await apply(progress)


def _table(found: Sequence[Due], counted: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Rule", "Title", "Days", "What happens", counted):
        table.add_column(heading, overflow="fold")
    for one in found:
        changes = "clears " + ", ".join(one.rule.becomes) if one.rule.becomes else "deletes"
        title = f"{one.rule.title_zh} {one.rule.title_en}"
        table.add_row(*map(escape, (one.rule.name, title, str(one.days), changes, f"{one.rows:,}")))
    return table
