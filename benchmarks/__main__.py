"""`python -m benchmarks`: see README.md."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import Annotated

import typer

from benchmarks.data import SCALE, Measured, prepared, times
from benchmarks.measure import Figures, compare, fill_in_cursors, measure, ratios
from benchmarks.questions import QUESTIONS, Question, fill_in
from benchmarks.servers import LIMIT, LINLI, USUAL, running
from benchmarks.targets import verdicts
from core.database.url import Dialect

cli = typer.Typer(pretty_exceptions_enable=False, add_completion=False)


@cli.command()
def main(
    database: Annotated[list[Dialect] | None, typer.Option(help="Only these databases.")] = None,
    question: Annotated[list[str] | None, typer.Option(help="Only these questions, say Q3.")] = None,
    server: Annotated[list[str] | None, typer.Option(help="Only these servers: linli, limit, usual.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each server has its turn.")] = 5,
    seconds: Annotated[float, typer.Option(min=0.2, help="How long a turn is.")] = 3.0,
    scale: Annotated[int, typer.Option(min=1, help="Measure on so many times the rows.")] = 1,
) -> None:
    """Measure Linli beside the limit and beside the usual way; an error if a target is missed."""
    asked = [one for one in QUESTIONS if not question or one.name in question]
    names = server or [LINLI, LIMIT, USUAL]
    reached = True
    for dialect in database or list(Dialect):
        with prepared(dialect, times(scale) if scale > 1 else SCALE) as measured:
            found = _measure(measured, asked, names, rounds, seconds)
        lines, good = verdicts(dialect, ratios(found))
        print("\n".join(lines), flush=True)
        reached = reached and good
    if not reached:
        raise typer.Exit(1)


def _measure(
    measured: Measured, questions: list[Question], names: list[str], rounds: int, seconds: float
) -> list[Figures]:
    asyncio.run(fill_in(measured))
    with ExitStack() as stack:
        servers = [stack.enter_context(running(name, measured)) for name in names]
        fill_in_cursors(questions, servers[0])
        compare(questions, servers)
        return measure(questions, servers, measured, rounds=rounds, seconds=seconds)


if __name__ == "__main__":
    cli()
