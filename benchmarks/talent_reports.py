"""What the reports on talent training take over 2,000 members with 200,000 attendances, beside statements by hand.

    python -m benchmarks.talent_reports

Each report is run in turns with its statement written by hand, on one connection of PostgreSQL, and must tell of the
same cohorts. Ends with an error if a target is missed: the median, the share of the speed of the other, one statement.
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
from core.clock import SHANGHAI
from core.database.connect import CONNECTION, database
from core.database.migrate import upgrade
from core.plugins.contributions import ReportPeriod
from core.plugins.loading import load_plugins
from core.settings import Settings
from linli.testing.postgres import postgres_server
from plugins.pidu_talent.reports.achievement import change, completion
from plugins.pidu_talent.reports.learning import attendance, hours
from plugins.pidu_talent.reports.mentoring import mentoring

PERIOD = ReportPeriod(None, datetime.date(2025, 8, 1), datetime.date(2026, 7, 31), datetime.date(2026, 7, 31))
HERE = Path(__file__).parent
Run = Callable[[ReportPeriod], Awaitable[Sequence[Mapping[str, Any]]]]

REPORTS: Mapping[str, Run] = {
    "hours": hours,
    "attendance": attendance,
    "mentoring": mentoring,
    "change": change,
    "completion": completion,
}


def _by_hand() -> dict[str, str]:
    """The statements written by hand, by the names of the reports."""
    parts = (HERE / "talent_by_hand.sql").read_text(encoding="utf-8").split("-- report: ")[1:]
    return {name.strip(): sql for name, _, sql in (part.partition("\n") for part in parts)}


def _instant(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


async def _measure(rounds: int) -> bool:
    connection: Any = Tortoise.get_connection(CONNECTION)
    statements, good = _by_hand(), True
    values = [_instant(PERIOD.starts_on), _instant(PERIOD.ends_on + datetime.timedelta(days=1))]
    for name, report in REPORTS.items():

        async def ours(report: Run = report) -> Sequence[Mapping[str, Any]]:
            return await report(PERIOD)

        async def by_hand(sql: str = statements[name]) -> Sequence[Mapping[str, Any]]:
            _, rows = await connection.execute_query(sql, values)
            return [dict(row) for row in rows]

        told, expected = await ours(), await by_hand()
        assert sorted(row["cohort"] for row in told) == sorted(row["cohort"] for row in expected), name
        taken: dict[str, list[float]] = {"report": [], "by hand": []}
        for number in range(rounds):
            turns: list[tuple[str, Callable[[], Awaitable[Any]]]] = [("report", ours), ("by hand", by_hand)]
            for who, run in turns if number % 2 else reversed(turns):
                started = perf_counter()
                await run()
                taken[who].append((perf_counter() - started) * 1000)
        mine, theirs = median(taken["report"]), median(taken["by hand"])
        reached = mine <= REPORT_MILLISECONDS and theirs / mine >= REPORT_SHARE
        good = good and reached
        print(
            f"pidu_talent.{name}: {mine:.0f} ms (at most {REPORT_MILLISECONDS}), {theirs / mine:.2f} of the speed of "
            f"the statement by hand with {theirs:.0f} ms (at least {REPORT_SHARE}), {len(told)} rows: "
            f"{'reached' if reached else 'MISSED'}",
            flush=True,
        )
    return good


async def _run(url: str, rounds: int) -> bool:
    plugins = load_plugins(Settings()).only(["pidu_talent"])
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules, shared=False):
        script = (HERE / "talent_rows.sql").read_text(encoding="utf-8")
        await Tortoise.get_connection(CONNECTION).execute_script(script)
        return await _measure(rounds)


def main(rounds: Annotated[int, typer.Option(min=1, help="How often each has its turn.")] = 7) -> None:
    """Print the median of each report, and its share of the speed of a statement by hand; an error if it misses."""
    with postgres_server(POSTGRES_SETTINGS) as server:
        asyncio.run(server.create_database("linli"))
        if not asyncio.run(_run(server.url("linli"), rounds)):
            raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
