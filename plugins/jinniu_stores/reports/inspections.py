"""What inspections found of each of the Ten Elements, and which stores wait for one too long."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count

from linli import ReportPeriod
from linli.services import SHANGHAI, counted
from plugins.jinniu_stores.choices import ElementCondition, PioneerStoreStatus, StoreInspectionKind, TenElement
from plugins.jinniu_stores.models import Finding, Inspection
from plugins.jinniu_stores.periods import day_of, on
from plugins.jinniu_stores.reports.coverage import ratio


async def ten_elements(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each element: what the official inspections of the period saw, and what is overdue as of the day."""
    seen = Q(
        inspection__kind=StoreInspectionKind.OFFICIAL,
        inspection__inspected_at__gte=midnight(period.starts_on),
        inspection__inspected_at__lt=after(period.ends_on),
    )
    late = (
        Q(rectifications__due_on__lt=period.as_of, inspection__inspected_at__lt=after(period.as_of))
        & (Q(rectifications__done_on__isnull=True) | Q(rectifications__done_on__gt=period.as_of))
        & (Q(rectifications__withdrawn_on__isnull=True) | Q(rectifications__withdrawn_on__gt=period.as_of))
    )
    # A finding may have been put right several times: each is counted once.
    found = await (
        Finding.filter(counted(period, "inspection__store__place__area"))
        .filter(inspection__inspected_at__lt=after(max(period.ends_on, period.as_of)))
        .annotate(
            overdue=Count("rectifications__id", distinct=True, _filter=late),
            **{
                condition.value: Count("id", distinct=True, _filter=seen & Q(result=condition))
                for condition in ElementCondition
            },
        )
        .group_by("item__element")
        .values("item__element", "overdue", *(condition.value for condition in ElementCondition))
    )
    by_element = {TenElement(row["item__element"]): row for row in found}
    return [_element(element, by_element.get(element, {})) for element in TenElement]


def _element(element: TenElement, found: Mapping[str, Any]) -> dict[str, Any]:
    counts = {condition: found.get(condition.value, 0) for condition in ElementCondition}
    inspected = sum(counts.values())
    return {
        "element": element,
        "inspected": inspected,
        "ok": counts[ElementCondition.OK],
        "faulty": counts[ElementCondition.FAULTY],
        "missing": counts[ElementCondition.MISSING],
        "pass_rate": ratio(counts[ElementCondition.OK], inspected),
        "rectifications_overdue": found.get("overdue", 0),
    }


async def overdue_inspections(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each store that was active on the day and whose next inspection was due before it, longest first."""
    inspections = await (
        Inspection.filter(counted(period, "store__place__area"))
        .filter(
            on(period.as_of, "store__status_changes__effective_on", "store__status_changes__ended_on"),
            store__status_changes__status=PioneerStoreStatus.ACTIVE,
            kind=StoreInspectionKind.OFFICIAL,
            inspected_at__lt=after(period.as_of),
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
