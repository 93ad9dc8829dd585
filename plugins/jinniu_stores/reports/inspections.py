"""What inspections found of each of the Ten Elements, and which stores wait for one too long."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from linli import ReportPeriod
from linli.services import SHANGHAI
from plugins.jinniu_stores.choices import ElementCondition, PioneerStoreStatus, StoreInspectionKind, TenElement
from plugins.jinniu_stores.models import Finding, Inspection, Rectification, StatusChange
from plugins.jinniu_stores.periods import day_of, on
from plugins.jinniu_stores.reports.coverage import in_area, ratio


async def ten_elements(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each element: what the official inspections of the period saw, and what is overdue as of the day."""
    seen = await (
        Finding.filter(in_area(period, "inspection__store__place__area__ancestor_links"))
        .filter(
            inspection__kind=StoreInspectionKind.OFFICIAL,
            inspection__inspected_at__gte=midnight(period.starts_on),
            inspection__inspected_at__lt=after(period.ends_on),
        )
        .values_list("item__element", "result")
    )
    late = await (
        Rectification.filter(in_area(period, "finding__inspection__store__place__area__ancestor_links"))
        .filter(due_on__lt=period.as_of, finding__inspection__inspected_at__lt=after(period.as_of))
        .values_list("finding__item__element", "done_on")
    )
    found = Counter((TenElement(element), ElementCondition(result)) for element, result in seen)
    overdue = Counter(TenElement(element) for element, done in late if done is None or done > period.as_of)
    rows = []
    for element in TenElement:
        counts = {condition: found[element, condition] for condition in ElementCondition}
        inspected = sum(counts.values())
        rows.append(
            {
                "element": element.value,
                "inspected": inspected,
                "ok": counts[ElementCondition.OK],
                "faulty": counts[ElementCondition.FAULTY],
                "missing": counts[ElementCondition.MISSING],
                "pass_rate": ratio(counts[ElementCondition.OK], inspected),
                "rectifications_overdue": overdue[element],
            }
        )
    return rows


async def overdue_inspections(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each store that was active on the day and whose next inspection was due before it, longest first."""
    active = await (
        StatusChange.filter(in_area(period, "store__place__area__ancestor_links"))
        .filter(on(period.as_of, "effective_on", "ended_on"), status=PioneerStoreStatus.ACTIVE)
        .values_list("store_id", flat=True)
    )
    inspections = await (
        Inspection.filter(
            store_id__in=list(active), kind=StoreInspectionKind.OFFICIAL, inspected_at__lt=after(period.as_of)
        )
        .order_by("inspected_at", "id")
        .values_list("store_id", "store__partner_code", "store__place__name", "inspected_at", "next_due_on")
    )
    # The last one of a store stays.
    last = {store: (code, place, at, due) for store, code, place, at, due in inspections}
    rows = [
        {
            "partner_code": code,
            "place": place,
            "inspected_on": day_of(at),
            "due_on": due,
            "days_overdue": (period.as_of - due).days,
        }
        for code, place, at, due in last.values()
        if due is not None and due < period.as_of
    ]
    return sorted(rows, key=lambda row: (row["due_on"], row["partner_code"]))


def midnight(day: datetime.date) -> datetime.datetime:
    """The instant at which a day begins in Asia/Shanghai."""
    return datetime.datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def after(day: datetime.date) -> datetime.datetime:
    """The instant at which a day is over in Asia/Shanghai."""
    return midnight(day + datetime.timedelta(days=1))
