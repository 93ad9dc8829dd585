"""Reports of a plugin beside the same questions written by hand: each in turns with its statement, on PostgreSQL.

Both must give the same answers. In a statement by hand `:as_of`, `:starts_on` and `:ends_on` are the days of the
question, `:begins` is the instant at which the period begins, `:known` that at which the day as of which is over, and
`:over` that at which the first of both is over.
"""

from __future__ import annotations

import asyncio
import datetime
import gc
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from httpx import ASGITransport, AsyncClient
from tortoise import Tortoise

from app import create_app
from benchmarks.data import POSTGRES_SETTINGS
from benchmarks.targets import REPORT_MILLISECONDS, REPORT_SHARE
from core.clock import SHANGHAI, fixed
from core.database.connect import CONNECTION, database
from core.database.migrate import upgrade
from core.plugins.contributions import ReportPeriod
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.settings import Settings
from linli.testing.postgres import postgres_server

Rows = Sequence[Mapping[str, Any]]

_HERE = Path(__file__).parent
_NAMED = re.compile(r"(?<!:):(as_of|starts_on|ends_on|begins|over|known)\b")
_INSTANTS = ("begins", "over", "known")
_TOKEN = "benchmark"  # a token of this run
_ROUNDED = 0.0001
"""What rounding on one way and on the other may differ by."""


@dataclass(frozen=True)
class MeasuredReports:
    """Reports of a plugin, asked about a period at noon of a day.

    Their rows are made by `<files>_rows.sql`, and the statements by hand are in `<files>_by_hand.sql`.
    """

    plugin: str
    files: str
    today: datetime.date
    asked: Sequence[tuple[str, Callable[[ReportPeriod], Awaitable[Rows]], ReportPeriod]]
    earlier: frozenset[ReportPeriod] = frozenset()
    """Of the periods those that are told as of an earlier day, which takes as long as much has changed since: held to
    the speed of the statement by hand alone."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """Questions of GraphQL beside them, each about a page of the same rows."""


def measure(measured: MeasuredReports, rounds: int) -> bool:
    """Print the median of each report, and its share of the speed of the statement by hand; whether all is reached."""
    with postgres_server(POSTGRES_SETTINGS) as server:
        asyncio.run(server.create_database("linli"))
        return asyncio.run(_run(measured, server.url("linli"), rounds))


async def _run(measured: MeasuredReports, url: str, rounds: int) -> bool:
    plugins = load_plugins(Settings()).only([measured.plugin])
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules, shared=False):
        connection = Tortoise.get_connection(CONNECTION)
        await connection.execute_script((_HERE / f"{measured.files}_rows.sql").read_text(encoding="utf-8"))
        # As a server in use leaves the tables: it looks at them, and notes what everybody sees of them.
        await connection.execute_script("VACUUM ANALYZE")
        noon = datetime.datetime.combine(measured.today, datetime.time(12), SHANGHAI)
        statements, good = _by_hand(measured.files), True
        # As the server does.
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        with fixed(noon):
            for name, report, period in measured.asked:
                most = None if period in measured.earlier else REPORT_MILLISECONDS
                good &= await _compare(f"{measured.plugin}.{name}", report, statements[name], period, rounds, most)
    return await _pages(measured, url, plugins, rounds) and good


async def _pages(measured: MeasuredReports, url: str, plugins: PluginSet, rounds: int) -> bool:
    good, work = True, {"in_server": False}
    with TemporaryDirectory() as directory:
        given = {"database_url": url, "data_dir": directory, "admin_token": _TOKEN, "work": work}
        app = create_app(Settings.model_validate(given), plugins)
        async with app.router.lifespan_context(app), AsyncClient(transport=ASGITransport(app)) as client:
            for name, query in measured.pages.items():
                taken = []
                for _ in range(rounds):
                    started = perf_counter()
                    answer = await client.post(
                        "http://linli/graphql", json={"query": query}, headers={"Authorization": f"Bearer {_TOKEN}"}
                    )
                    taken.append((perf_counter() - started) * 1000)
                    assert "errors" not in answer.json(), answer.text
                mine = median(taken)
                good &= mine <= REPORT_MILLISECONDS
                reached = "reached" if mine <= REPORT_MILLISECONDS else "MISSED"
                print(f"{name}: {mine:.0f} ms (at most {REPORT_MILLISECONDS}): {reached}", flush=True)
    return good


async def _compare(
    name: str,
    report: Callable[[ReportPeriod], Awaitable[Rows]],
    statement: str,
    period: ReportPeriod,
    rounds: int,
    most: int | None,
) -> bool:
    connection: Any = Tortoise.get_connection(CONNECTION)
    sql, values = _bound(statement, period)

    async def ours() -> Rows:
        return await report(period)

    async def by_hand() -> Rows:
        rows: Rows = await connection.execute_query_dict(sql, values)
        return rows

    told, expected = await ours(), await by_hand()
    assert len(told) == len(expected), (name, len(told), len(expected))
    for row, other in zip(told, expected, strict=True):
        assert _same(row, other), (name, row, other)
    taken: dict[str, list[float]] = {"report": [], "by hand": []}
    for number in range(rounds):
        turns: list[tuple[str, Callable[[], Awaitable[Rows]]]] = [("report", ours), ("by hand", by_hand)]
        for who, run in turns if number % 2 else reversed(turns):
            started = perf_counter()
            await run()
            taken[who].append((perf_counter() - started) * 1000)
    mine, theirs = median(taken["report"]), median(taken["by hand"])
    reached = (most is None or mine <= most) and theirs / mine >= REPORT_SHARE
    aim = "" if most is None else f" (at most {most})"
    print(
        f"{name} as of {period.as_of}: {mine:.0f} ms{aim}, {theirs / mine:.2f} of the speed of the statement by hand "
        f"with {theirs:.0f} ms (at least {REPORT_SHARE}), {len(told)} rows: "
        f"{'reached' if reached else 'MISSED'}",
        flush=True,
    )
    return reached


def _by_hand(files: str) -> dict[str, str]:
    """The statements written by hand, by the names of the reports."""
    parts = (_HERE / f"{files}_by_hand.sql").read_text(encoding="utf-8").split("-- report: ")[1:]
    return {name.strip(): sql for name, _, sql in (part.partition("\n") for part in parts)}


def _bound(statement: str, period: ReportPeriod) -> tuple[str, list[datetime.date]]:
    """A statement with the parameters of PostgreSQL, and their values."""
    one_day = datetime.timedelta(days=1)
    days: Mapping[str, datetime.date] = {
        "as_of": period.as_of,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "begins": period.starts_on,
        "over": min(period.ends_on, period.as_of) + one_day,
        "known": period.as_of + one_day,
    }
    used: list[str] = []

    def parameter(found: re.Match[str]) -> str:
        name = found[1]
        if name not in used:
            used.append(name)
        return f"${used.index(name) + 1}::{'timestamptz' if name in _INSTANTS else 'date'}"

    sql = _NAMED.sub(parameter, statement)
    midnight = datetime.time(tzinfo=SHANGHAI)
    return sql, [datetime.datetime.combine(days[n], midnight) if n in _INSTANTS else days[n] for n in used]


def _same(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows have the same columns with the same values, but for how numbers with decimals are rounded."""
    return row.keys() == other.keys() and all(
        abs(value - float(other[name])) <= _ROUNDED
        if isinstance(value, float) and other[name] is not None
        else value == other[name]
        for name, value in row.items()
    )
