"""How much memory the server takes while it answers a million requests of mixed questions.

    python -m benchmarks.memory

On PostgreSQL, one worker. Of a hundred requests sixty are Q1, eighteen Q2, five each of Q3, Q4 and Q5, two Q5 without
its count, and five are documents that were never sent before, so that the caches of documents and plans fill up.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.data import SCALE, prepared
from benchmarks.load import Job
from benchmarks.measure import CONNECTIONS, fill_in_cursors, run_job
from benchmarks.questions import Q1, Q2, Q3, Q4, Q5, Q5_UNCOUNTED, Question, fill_in
from benchmarks.servers import LINLI, Server, running
from core.database.url import Dialect

MIX = ((Q1, 60), (Q2, 18), (Q3, 5), (Q4, 5), (Q5, 5), (Q5_UNCOUNTED, 2))
NEW_DOCUMENTS = 5
SECONDS = 20.0
_SEED = 20240710


def main(
    requests: Annotated[int, typer.Option(min=1, help="How many requests are answered at least.")] = 1_000_000,
    limit: Annotated[float, typer.Option(help="The most MiB that the server may take.")] = 150.0,
) -> None:
    """Print the server's memory as it grows; end with an error if it is more than the limit."""
    with prepared(Dialect.POSTGRES, SCALE) as measured:
        asyncio.run(fill_in(measured))
        with running(LINLI, measured) as server:
            fill_in_cursors([Q5, Q5_UNCOUNTED], server)
            print(f"at rest: {_mebibytes(server):.1f} MiB", flush=True)
            answered = 0
            chance = random.Random(_SEED)
            numbers = iter(range(1, 1 << 62))
            while answered < requests:
                answered += run_job(_job(server, chance, numbers))["all"]
                print(f"after {answered:,} requests: {_mebibytes(server):.1f} MiB", flush=True)
            most = _mebibytes(server, "VmHWM")
    print(f"at most: {most:.1f} MiB of {limit:.0f}")
    if most > limit:
        raise typer.Exit(1)


def _job(server: Server, chance: random.Random, numbers: Iterator[int]) -> Job:
    asked: list[tuple[Question, dict[str, object]]] = []
    for question, share in MIX:
        asked += [(question, chance.choice(question.variables)) for _ in range(share * 10)]
    for _ in range(NEW_DOCUMENTS * 10):
        # Another alias makes another document, and so another plan.
        document = Q3.linli.replace("{ nodes { id name", f"{{ nodes {{ made{next(numbers)}: id name", 1)
        asked.append((Question("new", "a new document", document, ""), chance.choice(Q3.variables)))
    chance.shuffle(asked)
    return {
        "port": server.port,
        "connections": CONNECTIONS,
        "warm_up_seconds": 0.0,
        "seconds": SECONDS,
        "requests": [server.request(question, variables).decode() for question, variables in asked],
        "lengths": [len(server.ask(question, variables)) for question, variables in asked],
    }


def _mebibytes(server: Server, what: str = "VmRSS") -> float:
    for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"the status of the server has no line {what}")


if __name__ == "__main__":
    typer.run(main)
