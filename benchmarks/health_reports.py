"""What the reports on health points take over 10,000 kits with 500,000 movements, beside statements written by hand.

    python -m benchmarks.health_reports

Each report is run in turns with its statement written by hand, on one connection of PostgreSQL, and must give the same
figures. Ends with an error if a target is missed: the median, the share of the speed of the other, one statement.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Mapping, Sequence
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
SUBDISTRICTS, COMMUNITIES, PLACES, KITS = 48, 480, 5_000, 10_000

Run = Callable[[ReportPeriod], Awaitable[Sequence[Mapping[str, Any]]]]

#: A key from a number, which grows with it, in a table of its own.
_KEY = "lpad(to_hex({table}), 8, '0')::text || '-0000-7000-8000-' || lpad(to_hex({number}), 12, '0')"


def _key(table: int, number: str) -> str:
    return f"({_KEY.format(table=table, number=f'({number})::bigint')})::uuid"


CITY, DISTRICT, SUBDISTRICT, COMMUNITY, PLACE, ITEM, TEMPLATE, KIT, STOCK, LOT, MOVEMENT, OTHER = range(1, 13)

ROWS = (
    f"INSERT INTO area (id, level, name, code, version, created_at, updated_at) "
    f"VALUES ({_key(CITY, '1')}, 'CITY', '城市', NULL, 1, now(), now())",
    f"INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at) "
    f"VALUES ({_key(DISTRICT, '1')}, 'DISTRICT', '区', {_key(CITY, '1')}, 1, now(), now())",
    f"INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at) "
    f"SELECT {_key(SUBDISTRICT, 'n')}, 'SUBDISTRICT', '街道' || n, {_key(DISTRICT, '1')}, 1, now(), now() "
    f"FROM generate_series(1, {SUBDISTRICTS}) n",
    f"INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at) "
    f"SELECT {_key(COMMUNITY, 'n')}, 'COMMUNITY', '社区' || n, {_key(SUBDISTRICT, f'1 + n % {SUBDISTRICTS}')}, 1, now(), now() "
    f"FROM generate_series(1, {COMMUNITIES}) n",
    f"INSERT INTO place (id, name, kind, area_id, status, always_open, version, created_at, updated_at) "
    f"SELECT {_key(PLACE, 'n')}, '场所' || n, 'STORE', {_key(COMMUNITY, f'1 + n % {COMMUNITIES}')}, 'ACTIVE', true, 1, now(), now() "
    f"FROM generate_series(1, {PLACES}) n",
    f"INSERT INTO health_points_medicine_item (id, code, name, category, unit, valid_from, version, created_at, updated_at) "
    f"SELECT {_key(ITEM, 'n')}, 'i' || n, '物品' || n, 'DRESSING', '片', '2024-01-01', 1, now(), now() "
    f"FROM generate_series(1, 8) n",
    f"INSERT INTO health_points_kit_template (id, code, number, name, check_every_days, valid_from, version, created_at, updated_at) "
    f"VALUES ({_key(TEMPLATE, '1')}, 's', 1, '标准', 30, '2024-01-01', 1, now(), now())",
    f"INSERT INTO health_points_kit (id, place_id, template_id, code, name, precise_location, access, status, version, "
    f"created_at, updated_at) SELECT {_key(KIT, 'n')}, {_key(PLACE, f'1 + n % {PLACES}')}, {_key(TEMPLATE, '1')}, 'K' || n, '箱', "
    f"'门口', 'WITH_PLACE', 'IN_SERVICE', 1, now(), now() FROM generate_series(1, {KITS}) n",
    f"INSERT INTO health_points_status_change (id, kit_id, position, status, effective_on, created_at) "
    f"SELECT {_key(OTHER, 'n')}, {_key(KIT, 'n')}, 1, 'IN_SERVICE', '2024-07-10', now() FROM generate_series(1, {KITS}) n",
    f"INSERT INTO health_points_check (id, kit_id, checked_at, checked_on, superseded_on, next_due_on, seal_intact, created_at) "
    f"SELECT {_key(OTHER, 'k * 100 + n')}, {_key(KIT, 'k')}, '2026-01-05'::date + 30 * n, '2026-01-05'::date + 30 * n, "
    f"CASE WHEN n < 5 THEN '2026-01-05'::date + 30 * (n + 1) END, '2026-01-05'::date + 30 * n + 20 + k % 20, true, now() "
    f"FROM generate_series(1, {KITS}) k, generate_series(0, 5) n",
    f"INSERT INTO health_points_stock (id, kit_id, item_id, position, par_level, essential) "
    f"SELECT {_key(STOCK, 'k * 8 + n - 1')}, {_key(KIT, 'k')}, {_key(ITEM, 'n')}, n, 10, n < 3 "
    f"FROM generate_series(1, {KITS}) k, generate_series(1, 8) n",
    # Three lots for every other item, two for the others: a fifth of them used up, some expired.
    f"INSERT INTO health_points_lot (id, stock_id, number, expires_on, quantity, recalled, created_at) "
    f"SELECT {_key(LOT, 's * 4 + n')}, {_key(STOCK, 's')}, 'L' || n, '2026-05-01'::date + (s * 7 + n * 131) % 700, "
    f"0, false, now() FROM generate_series(8, {KITS} * 8 + 7) s, generate_series(1, 2 + 0) n "
    f"UNION ALL SELECT {_key(LOT, 's * 4 + 3')}, {_key(STOCK, 's')}, 'L3', '2026-06-01'::date + s % 500, 0, false, now() "
    f"FROM generate_series(8, {KITS} * 8 + 7, 8) s",
    f"INSERT INTO health_points_movement (id, lot_id, kind, change, moved_at, moved_on, created_at) "
    f"SELECT {_key(MOVEMENT, 'row_number() OVER (ORDER BY lot.id, n)')}, lot.id, CASE WHEN n = 0 THEN 'RECEIVED' ELSE 'USED' END, "
    f"CASE WHEN n = 0 THEN 10 ELSE -(1 + n % 4) END, '2025-10-01'::date + n * 90, '2025-10-01'::date + n * 90, now() "
    f"FROM health_points_lot lot, generate_series(0, 2) n",
    f"INSERT INTO organization (id, kind, name, status, version, created_at, updated_at) "
    f"VALUES ({_key(OTHER, '1')}, 'GOVERNMENT', '中心', 'ACTIVE', 1, now(), now())",
    f"INSERT INTO health_points_team (id, organization_id, area_id, name, version, created_at, updated_at) "
    f"VALUES ({_key(OTHER, '1')}, {_key(OTHER, '1')}, {_key(DISTRICT, '1')}, '团队', 1, now(), now())",
    f"INSERT INTO health_points_contact_point (id, team_id, place_id, needs_confirmation, opened_on, version, created_at, updated_at) "
    f"SELECT {_key(OTHER, 'n')}, {_key(OTHER, '1')}, {_key(PLACE, 'n')}, false, '2024-07-10', 1, now(), now() "
    f"FROM generate_series(1, 500) n",
    f"INSERT INTO health_points_contact_session (id, contact_point_id, day, starts_at, ends_at, held_at, walk_ins, version, "
    f"created_at, updated_at) SELECT {_key(OTHER, 'p * 100 + n')}, {_key(OTHER, 'p')}, '2026-01-01'::date + 7 * n, "
    f"'2026-01-01'::date + 7 * n, '2026-01-01'::date + 7 * n + 1, '2026-01-01'::date + 7 * n + 1, n % 9, 1, now(), now() "
    f"FROM generate_series(1, 500) p, generate_series(0, 25) n",
    f"INSERT INTO health_points_slot (id, session_id, starts_at, ends_at, blocked, version) "
    f"SELECT {_key(OTHER, '(p * 100 + n) * 10 + s')}, {_key(OTHER, 'p * 100 + n')}, "
    f"'2026-01-01'::timestamptz + interval '7 days' * n + interval '15 minutes' * s, "
    f"'2026-01-01'::timestamptz + interval '7 days' * n + interval '15 minutes' * (s + 1), false, 1 "
    f"FROM generate_series(1, 500) p, generate_series(0, 25) n, generate_series(0, 7) s",
    f"INSERT INTO health_points_appointment (id, slot_id, status, booked_at, ended_at, by_team, version, created_at, updated_at) "
    f"SELECT slot.id, slot.id, CASE WHEN random() < 0.1 THEN 'NOSHOW' ELSE 'FULFILLED' END, slot.starts_at - interval '3 days', "
    f"slot.ends_at, false, 1, now(), now() FROM health_points_slot slot WHERE random() < 0.7",
    f"INSERT INTO health_points_callback (id, contact_point_id, preferred, state, attempts, requested_at, requested_on, ended_at, "
    f"minutes_to_call, version, created_at, updated_at) SELECT {_key(OTHER, 'p * 100 + n')}, {_key(OTHER, 'p')}, 'ANY', 'CALLED', 1, "
    f"'2026-01-01'::date + n * 3, '2026-01-01'::date + n * 3, '2026-01-01'::date + n * 3 + 1, 30 + n, 1, now(), now() "
    f"FROM generate_series(1, 500) p, generate_series(0, 50) n",
    "UPDATE health_points_lot lot SET quantity = (SELECT sum(change) FROM health_points_movement m WHERE m.lot_id = lot.id)",
)
"""The rows, by statements: triggers are off while they run, but for those of areas."""

TRIGGERS = "ALTER TABLE health_points_movement {} TRIGGER health_points_movement_moves"

BY_HAND: Mapping[str, str] = {
    "medicine": """
SELECT s.name AS area, count(*) AS kits,
    coalesce(sum(x.e30), 0) AS expiring_30, coalesce(sum(x.e60), 0) AS expiring_60, coalesce(sum(x.e90), 0) AS expiring_90,
    coalesce(sum(x.expired), 0) AS expired, coalesce(sum(x.out), 0) AS stock_outs,
    count(*) FILTER (WHERE EXISTS (SELECT 1 FROM health_points_check c WHERE c.kit_id = k.id AND c.checked_on <= $1
        AND (c.superseded_on IS NULL OR c.superseded_on > $1) AND c.next_due_on < $1)) AS late_checks
FROM health_points_kit k
JOIN place p ON p.id = k.place_id
LEFT JOIN (SELECT l.area_id, a.name FROM area_ancestor l JOIN area a ON a.id = l.ancestor_id WHERE a.level = 'SUBDISTRICT') s
    ON s.area_id = p.area_id
LEFT JOIN (
    SELECT i.kit_id, sum(i.e30) AS e30, sum(i.e60) AS e60, sum(i.e90) AS e90, sum(i.expired) AS expired,
        count(*) FILTER (WHERE i.par_level > 0 AND i.usable = 0) AS out
    FROM (
        SELECT t.kit_id, t.par_level,
            count(*) FILTER (WHERE l.usable AND l.expires_on <= $1 + 30) AS e30,
            count(*) FILTER (WHERE l.usable AND l.expires_on <= $1 + 60) AS e60,
            count(*) FILTER (WHERE l.usable AND l.expires_on <= $1 + 90) AS e90,
            count(*) FILTER (WHERE l.expires_on < $1) AS expired,
            count(*) FILTER (WHERE l.usable) AS usable
        FROM health_points_stock t
        LEFT JOIN (
            SELECT o.stock_id, o.expires_on, o.expires_on >= $1 AND r.id IS NULL AS usable
            FROM health_points_lot o
            LEFT JOIN (SELECT lot_id, sum(change) AS change FROM health_points_movement WHERE moved_on > $1 GROUP BY lot_id) m
                ON m.lot_id = o.id
            LEFT JOIN health_points_recall r ON r.id = o.recall_id AND r.recalled_at < $1 + 1
                AND (r.lifted_at IS NULL OR r.lifted_at >= $1 + 1)
            WHERE o.quantity - coalesce(m.change, 0) > 0
        ) l ON l.stock_id = t.id
        GROUP BY t.id, t.kit_id, t.par_level
    ) i GROUP BY i.kit_id
) x ON x.kit_id = k.id
WHERE EXISTS (SELECT 1 FROM health_points_status_change c WHERE c.kit_id = k.id AND c.status = 'IN_SERVICE'
    AND c.effective_on <= $1 AND (c.ended_on IS NULL OR c.ended_on > $1))
GROUP BY s.name ORDER BY s.name""",
    "expiring": """
SELECT p.name AS place, k.code AS kit, i.name AS item, l.number, l.expires_on, l.quantity - coalesce(m.change, 0) AS quantity
FROM health_points_lot l
JOIN health_points_stock t ON t.id = l.stock_id
JOIN health_points_kit k ON k.id = t.kit_id
JOIN place p ON p.id = k.place_id
JOIN health_points_medicine_item i ON i.id = t.item_id
LEFT JOIN (SELECT lot_id, sum(change) AS change FROM health_points_movement WHERE moved_on > $1 GROUP BY lot_id) m
    ON m.lot_id = l.id
WHERE l.expires_on <= $1 + 90 AND l.quantity - coalesce(m.change, 0) > 0
ORDER BY l.expires_on, k.code, l.number""",
    "contact_points": """
SELECT p.name AS place, t.name AS team, coalesce(s.held, 0) AS sessions_held, coalesce(s.walk_ins, 0) AS walk_ins,
    coalesce(x.slots, 0) AS slots, coalesce(x.booked, 0) AS booked, coalesce(x.no_shows, 0) AS no_shows,
    coalesce(c.callbacks, 0) AS callbacks, coalesce(c.called, 0) AS called, c.minutes AS minutes_to_call
FROM health_points_contact_point q
JOIN place p ON p.id = q.place_id JOIN health_points_team t ON t.id = q.team_id
LEFT JOIN (SELECT contact_point_id, count(*) AS held, sum(walk_ins) AS walk_ins FROM health_points_contact_session
    WHERE day BETWEEN $2 AND $3 AND held_at < $1 + 1 GROUP BY 1) s ON s.contact_point_id = q.id
LEFT JOIN (SELECT e.contact_point_id, count(DISTINCT o.id) AS slots, count(DISTINCT o.id) FILTER (WHERE a.id IS NOT NULL) AS booked,
        count(*) FILTER (WHERE a.status = 'NOSHOW' AND a.ended_at < $1 + 1) AS no_shows
    FROM health_points_slot o JOIN health_points_contact_session e ON e.id = o.session_id
    LEFT JOIN health_points_appointment a ON a.slot_id = o.id AND a.booked_at < $1 + 1
        AND (a.status <> 'CANCELLED' OR a.ended_at >= $1 + 1)
    WHERE e.day BETWEEN $2 AND $3 AND NOT o.blocked AND (e.cancelled_at IS NULL OR e.cancelled_at >= $1 + 1)
    GROUP BY 1) x ON x.contact_point_id = q.id
LEFT JOIN (SELECT contact_point_id, count(*) AS callbacks, count(*) FILTER (WHERE minutes_to_call IS NOT NULL AND ended_at < $1 + 1)
        AS called, avg(minutes_to_call) FILTER (WHERE ended_at < $1 + 1) AS minutes
    FROM health_points_callback WHERE requested_on BETWEEN $2 AND $3 GROUP BY 1) c ON c.contact_point_id = q.id
WHERE q.opened_on <= $3 AND (q.closed_on IS NULL OR q.closed_on >= $2)
ORDER BY p.name, t.name""",
    "coverage": """
SELECT s.name AS subdistrict, a.name AS community, coalesce(k.n, 0) AS kits, coalesce(q.n, 0) AS contact_points,
    coalesce(u.uses, 0) AS uses, coalesce(u.units, 0) AS units_used, coalesce(e.n, 0) AS sessions_held
FROM area a
LEFT JOIN area s ON s.id = a.parent_id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_kit k JOIN place p ON p.id = k.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE EXISTS (SELECT 1 FROM health_points_status_change c WHERE c.kit_id = k.id AND c.status = 'IN_SERVICE'
        AND c.effective_on <= $1 AND (c.ended_on IS NULL OR c.ended_on > $1)) GROUP BY 1) k ON k.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_contact_point q JOIN place p ON p.id = q.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE q.opened_on <= $1 AND (q.closed_on IS NULL OR q.closed_on >= $1) GROUP BY 1) q ON q.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, sum(m.uses) AS uses, sum(m.units) AS units FROM (
        SELECT t.kit_id, count(*) AS uses, -sum(m.change) AS units FROM health_points_movement m
        JOIN health_points_lot o ON o.id = m.lot_id JOIN health_points_stock t ON t.id = o.stock_id
        WHERE m.kind = 'USED' AND m.moved_on BETWEEN $2 AND $3 GROUP BY t.kit_id) m
    JOIN health_points_kit k ON k.id = m.kit_id JOIN place p ON p.id = k.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id GROUP BY 1) u ON u.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_contact_session e
    JOIN health_points_contact_point q ON q.id = e.contact_point_id JOIN place p ON p.id = q.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE e.held_at < $1 + 1 AND e.day BETWEEN $2 AND $3 GROUP BY 1) e ON e.ancestor_id = a.id
WHERE a.level IN ('COMMUNITY', 'VILLAGE')
ORDER BY s.name, a.name, a.id""",
}
"""The same questions as somebody would write them who knows the tables: as of $1, from $2 to $3."""

REPORTS: Mapping[str, Run] = {
    "medicine": medicine,
    "expiring": expiring,
    "contact_points": contact_points,
    "coverage": coverage,
}


async def _load(connection: Any) -> None:
    await connection.execute_script(TRIGGERS.format("DISABLE"))
    for statement in ROWS:
        await connection.execute_script(statement)
    await connection.execute_script(TRIGGERS.format("ENABLE"))
    await connection.execute_script("ANALYZE")


async def _measure(rounds: int) -> bool:
    connection: Any = Tortoise.get_connection(CONNECTION)
    good = True
    for name, report in REPORTS.items():
        sql = BY_HAND[name].replace("$1", f"'{TODAY}'::date")
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
        reached = ours <= REPORT_MILLISECONDS and share >= REPORT_SHARE
        good = good and reached
        print(
            f"health_points.{name}: {ours:.0f} ms (at most {REPORT_MILLISECONDS}), {share:.2f} of the speed of the "
            f"statement by hand with {theirs:.0f} ms (at least {REPORT_SHARE}), {len(rows)} rows: "
            f"{'reached' if reached else 'MISSED'}",
            flush=True,
        )
    return good


async def _run(url: str, rounds: int) -> bool:
    plugins = load_plugins(Settings()).only(["health_points"])
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules, shared=False):
        await _load(Tortoise.get_connection(CONNECTION))
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
