"""What the reports on health points take over 10,000 kits with 500,000 movements, beside statements written by hand.

    python -m benchmarks.health_reports

Each report is run in turns with its statement written by hand, on one connection of PostgreSQL, and must give the same
figures. Ends with an error if a target is missed: the median, the share of the speed of the other, one statement.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import typer
from tortoise import Tortoise

from benchmarks.data import POSTGRES_SETTINGS
from benchmarks.targets import REPORT_MILLISECONDS, REPORT_SHARE
from core.clock import SHANGHAI, fixed
from core.database.connect import CONNECTION, database
from core.database.migrate import upgrade
from core.plugins.contributions import ReportPeriod
from core.plugins.loading import load_plugins
from core.settings import Settings
from linli.testing.postgres import postgres_server
from plugins.health_points.reports.contacts import contact_points
from plugins.health_points.reports.coverage import coverage
from plugins.health_points.reports.medicine import expiring, medicine

TODAY = datetime.date(2026, 7, 1)
PERIOD = ReportPeriod(None, datetime.date(2026, 4, 1), datetime.date(2026, 6, 30), TODAY)
HERE = Path(__file__).parent
Run = Callable[[ReportPeriod], Awaitable[Sequence[Mapping[str, Any]]]]

REPORTS: Mapping[str, Run] = {
    "medicine": medicine,
    "expiring": expiring,
    "contact_points": contact_points,
    "coverage": coverage,
}
LISTS = ("expiring",)
"""Reports with a row for each of many: how long they take follows from the length of the answer."""


def _by_hand() -> dict[str, str]:
    """The statements written by hand, by the names of the reports."""
    parts = (HERE / "health_by_hand.sql").read_text(encoding="utf-8").split("-- report: ")[1:]
    return {name.strip(): sql for name, _, sql in (part.partition("\n") for part in parts)}


async def _measure(rounds: int) -> bool:
    connection: Any = Tortoise.get_connection(CONNECTION)
    by_hand_statements, good = _by_hand(), True
    for name, report in REPORTS.items():
        sql = by_hand_statements[name].replace("$1", f"'{TODAY}'::date")
        values = [value for mark, value in (("$2", PERIOD.starts_on), ("$3", PERIOD.ends_on)) if mark in sql]
        sql = sql.replace("$2", "$1").replace("$3", "$2")

        async def by_hand(sql: str = sql, values: list[Any] = values) -> Sequence[Mapping[str, Any]]:
            _, rows = await connection.execute_query(sql, values)
            return [dict(row) for row in rows]

        taken: dict[str, list[float]] = {"report": [], "by hand": []}
        for number in range(rounds + 1):
            turns = [("report", lambda report=report: report(PERIOD)), ("by hand", by_hand)]
            for who, run in turns if number % 2 else reversed(turns):
                started = perf_counter()
                rows = await run()
                if number:
                    taken[who].append((perf_counter() - started) * 1000)
        # One row is the total, which the report adds.
        told, others = len(await report(PERIOD)), len(await by_hand())
        assert told - others == (1 if name == "medicine" else 0), (name, told, others)
        ours, theirs = median(taken["report"]), median(taken["by hand"])
        share = theirs / ours
        in_time = ours <= REPORT_MILLISECONDS or name in LISTS
        reached = in_time and share >= REPORT_SHARE
        aim = "a list" if name in LISTS else f"at most {REPORT_MILLISECONDS}"
        good = good and reached
        print(
            f"health_points.{name}: {ours:.0f} ms ({aim}), {share:.2f} of the speed of the "
            f"statement by hand with {theirs:.0f} ms (at least {REPORT_SHARE}), {len(rows)} rows: "
            f"{'reached' if reached else 'MISSED'}",
            flush=True,
        )
    return good


async def _run(url: str, rounds: int) -> bool:
    plugins = load_plugins(Settings()).only(["health_points"])
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules, shared=False):
        script = (HERE / "health_rows.sql").read_text(encoding="utf-8")
        await Tortoise.get_connection(CONNECTION).execute_script(script)
        with fixed(datetime.datetime(2026, 7, 1, 12, tzinfo=SHANGHAI)):
            return await _measure(rounds)


def main(rounds: Annotated[int, typer.Option(min=1, help="How often each has its turn.")] = 7) -> None:
    """Print the median of each report, and its share of the speed of a statement by hand; an error if it misses."""
    with postgres_server(POSTGRES_SETTINGS) as server:
        asyncio.run(server.create_database("linli"))
        if not asyncio.run(_run(server.url("linli"), rounds)):
            raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
