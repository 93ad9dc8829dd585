"""Whether the cost of a question grows with the tables: the same questions on one and on twenty times the rows.

    python -m benchmarks.growth

Two servers over two databases, which are asked in turns within one run.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from copy import deepcopy
from typing import Annotated

import typer

from benchmarks.data import SCALE, prepared, times
from benchmarks.measure import fill_in_cursors, in_turns, job_for
from benchmarks.questions import Q1, Q2, Q3, Q4, Q5_UNCOUNTED, fill_in
from benchmarks.servers import LINLI, running
from benchmarks.targets import GROWTH
from core.database.url import Dialect

#: Without Q5's count of all that matches, which is more where there is more.
_QUESTIONS = (Q1, Q2, Q3, Q4, Q5_UNCOUNTED)
_FACTOR = 20


def main(
    database: Annotated[Dialect, typer.Option(help="On this database.")] = Dialect.POSTGRES,
    rounds: Annotated[int, typer.Option(min=1, help="How often each server has its turn.")] = 5,
    seconds: Annotated[float, typer.Option(min=0.2, help="How long a turn is.")] = 3.0,
) -> None:
    """Print for each question how many times as much it costs on twenty times the rows; an error if it is too much."""
    with ExitStack() as stack:
        contestants = []
        for scale in (SCALE, times(_FACTOR)):
            measured = stack.enter_context(prepared(database, scale))
            asyncio.run(fill_in(measured))
            questions = deepcopy(_QUESTIONS)
            server = stack.enter_context(running(LINLI, measured))
            fill_in_cursors(questions, server)
            contestants.append((server, questions))
        good = True
        for number, question in enumerate(_QUESTIONS):
            jobs = [job_for(questions[number], server, seconds) for server, questions in contestants]
            # So many rows are not all in memory at first.
            few, many = in_turns(jobs, rounds, first_warm_up=4.0)
            cost = few / many
            good = good and cost <= GROWTH
            print(
                f"{database.value} {question.name}: {few:,.0f}/s and {many:,.0f}/s, costs "
                f"{cost:.2f} times as much on {_FACTOR} times the rows (at most {GROWTH})",
                flush=True,
            )
    if not good:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
