"""How far stores cover the district, and how the roll-out went on."""

from __future__ import annotations

import calendar
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tortoise.expressions import Subquery

from linli import ReportPeriod
from linli.models import Milestone
from linli.services import counted
from plugins.jinniu_stores.choices import COUNTED_AS_ELIGIBLE, PioneerStoreStatus
from plugins.jinniu_stores.models import StatusChange, Wave
from plugins.jinniu_stores.periods import on

S = PioneerStoreStatus


async def coverage(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each subdistrict that has stores, and one for all of them together, as of the day."""
    around = "store__place__area__ancestor_links__ancestor"
    held = await (
        StatusChange.filter(counted(period, "store__place__area"))
        .filter(on(period.as_of, "effective_on", "ended_on"))
        .exclude(status=S.WITHDRAWN)
        .values_list("id", "status", f"{around}__level", f"{around}__name")
    )
    # A row for each area around a store, of which one at most is a subdistrict.
    names = {change: name for change, _, level, name in held if level == "SUBDISTRICT"}
    by_name: dict[str, Counter[S]] = {}
    for change, status in {(change, status) for change, status, _, _ in held}:
        by_name.setdefault(names.get(change, ""), Counter())[status] += 1
    rows = [_row(name or "（未分街道）", found) for name, found in sorted(by_name.items())]
    return [*rows, _row("合计", sum(by_name.values(), Counter()))]


async def rollout(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for the last day of each month of the period, and for each milestone due in it; none after `as_of`."""
    spans = await (
        StatusChange.filter(counted(period, "store__place__area"))
        .filter(effective_on__lte=period.ends_on)
        .values_list("status", "effective_on", "ended_on")
    )
    milestones = await Milestone.filter(
        programme_id__in=Subquery(Wave.all().values("programme_id")),
        due_on__gte=period.starts_on,
        due_on__lte=min(period.ends_on, period.as_of),
    ).order_by("due_on", "position")
    rows: list[dict[str, Any]] = []
    for day in _month_ends(period.starts_on, min(period.ends_on, period.as_of)):
        rows.append({**_on_day(spans, day), "milestone": None, "target": None, "reached": None})
    for milestone in milestones:
        told = _on_day(spans, milestone.due_on)
        target: int | None = milestone.target_count
        reached = target is not None and told["active"] >= target
        if target is None:
            assert milestone.target_percent is not None, "held by the core: a count or a percentage"
            reached = told["ratio"] is not None and told["ratio"] * 100 >= float(milestone.target_percent)
        rows.append({**told, "milestone": milestone.name, "target": target, "reached": reached})
    return sorted(rows, key=lambda row: (row["day"], row["milestone"] is not None))


def ratio(part: int, whole: int) -> float | None:
    """The share of a part, to four digits; None where the whole is nothing."""
    return round(part / whole, 4) if whole else None


def _row(name: str, found: Counter[S]) -> dict[str, Any]:
    active, eligible = found[S.ACTIVE], sum(found[status] for status in COUNTED_AS_ELIGIBLE)
    return {
        "area": name,
        "active": active,
        "eligible": eligible,
        "registered": found.total(),
        "ratio": ratio(active, eligible),
        "ratio_of_total": ratio(active, found.total()),
    }


def _on_day(spans: Iterable[tuple[S, datetime.date, datetime.date | None]], day: datetime.date) -> dict[str, Any]:
    held = Counter(status for status, start, end in spans if start <= day and (end is None or end > day))
    active, eligible = held[S.ACTIVE], sum(held[status] for status in COUNTED_AS_ELIGIBLE)
    return {"day": day, "active": active, "eligible": eligible, "ratio": ratio(active, eligible)}


def _month_ends(start: datetime.date, end: datetime.date) -> list[datetime.date]:
    found: list[datetime.date] = []
    year, month = start.year, start.month
    while (day := datetime.date(year, month, calendar.monthrange(year, month)[1])) <= end:
        found.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
