"""What all commands share: how they print, show progress and fail."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer
import uvloop
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from typer.core import TyperGroup

from core.errors import LinliError

T = TypeVar("T")


def output() -> Console:
    """The console of a command's result, made when it is needed: tests put another stream in its place."""
    return Console(highlight=False)


def messages() -> Console:
    """The console of everything beside the result: progress, warnings, errors."""
    return Console(stderr=True, highlight=False)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end, on the same event loop as the server."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


class Commands(TyperGroup):
    """A group of commands in which an expected error is a sentence and exit code 1, not a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except LinliError as error:
            messages().print(f"[bold red]Error:[/] {escape(error.message)}", soft_wrap=True)
            raise typer.Exit(1) from error


Progress = Callable[[str, int, int], None]
"""What long work calls as it goes on: what is being done, how many steps are done, and of how many."""


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A bar on the terminal while the block runs; without a terminal nothing but the result is printed."""
    console = messages()
    with Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(title, total=None)

        def progress(step: str, done: int, total: int) -> None:
            bar.update(task, description=f"{title}: {step}" if step else title, completed=done, total=total)

        yield progress
