"""Medicine in kits: what expires, what has expired, what is out of stock, which checks are late."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Coalesce, Count, Sum
from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Term
from tortoise.expressions import Q
from tortoise.functions import Sum as SumOf

from linli import Exists, ReportPeriod, literal
from linli.services import counted, counts_in, fetched
from plugins.health_points.models import Lot
from plugins.health_points.reports.queries import after, holds_on, in_service, of_level, one_if

SOON = (30, 60, 90)
"""Days within which lots expire that are told, each counting those before it."""

NO_SUBDISTRICT = "（未分街道）"
TOTAL = "合计"

KIT, STOCK, LOT, MOVEMENT = (Table(f"health_points_{name}") for name in ("kit", "stock", "lot", "movement"))
CHECK, RECALL, PLACE = Table("health_points_check"), Table("health_points_recall"), Table("place")

COUNTS = ("kits", *(f"expiring_{days}" for days in SOON), "expired", "stock_outs", "late_checks")


async def medicine(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each subdistrict that had kits in service on the day, and one for all of them.

    Of lots those are counted of which something was left on the day; of items those of which nothing was usable.
    """
    found = await fetched(statement(period))
    rows: list[dict[str, Any]] = [
        {"area": row["area"] or NO_SUBDISTRICT, **{name: int(row[name]) for name in COUNTS}} for row in found
    ]
    return [*rows, {"area": TOTAL, **{name: sum(row[name] for row in rows) for name in COUNTS}}]


def statement(period: ReportPeriod) -> QueryBuilder:
    """The one statement: kits with what is in them, by subdistrict."""
    day = period.as_of
    stock = _stock(day)
    subdistrict = of_level("SUBDISTRICT").as_("subdistrict")
    late = (
        Query.from_(CHECK)
        .select(literal(1))
        .where((CHECK.kit_id == KIT.id) & holds_on(CHECK.checked_on, CHECK.superseded_on, day))
        .where(CHECK.next_due_on < day)
    )
    return (
        Query.from_(KIT)
        .join(PLACE)
        .on(PLACE.id == KIT.place_id)
        .left_join(subdistrict)
        .on(subdistrict.area_id == PLACE.area_id)
        .left_join(stock)
        .on(stock.kit_id == KIT.id)
        .where(counts_in(period, PLACE.area_id) & Exists(in_service(KIT.id, day)))
        .groupby(subdistrict.name)
        .orderby(subdistrict.name)
        .select(
            subdistrict.name.as_("area"),
            Count("*").as_("kits"),
            *(Coalesce(Sum(stock.field(name)), literal(0)).as_(name) for name in COUNTS[1:-1]),
            Sum(one_if(Exists(late))).as_("late_checks"),
        )
    )


def _stock(day: datetime.date) -> QueryBuilder:
    """By kit: how many of its lots expire and have expired, and of how many items nothing is usable."""
    lots = _lots(day)
    left = lots.quantity > literal(0)
    usable: Criterion = (lots.expires_on >= day) & lots.recalled.isnull()
    by_item = (
        Query.from_(STOCK)
        .left_join(lots)
        .on((lots.stock_id == STOCK.id) & left)
        .groupby(STOCK.id, STOCK.kit_id, STOCK.par_level)
        .select(
            STOCK.kit_id,
            STOCK.par_level,
            *(
                Sum(one_if(usable & (lots.expires_on <= day + datetime.timedelta(days=days)))).as_(f"expiring_{days}")
                for days in SOON
            ),
            Sum(one_if(lots.expires_on < day)).as_("expired"),
            Sum(one_if(usable)).as_("usable"),
        )
        .as_("by_item")
    )
    out: Criterion = (by_item.par_level > literal(0)) & (by_item.usable == literal(0))
    return (
        Query.from_(by_item)
        .groupby(by_item.kit_id)
        .select(
            by_item.kit_id,
            *(Sum(by_item.field(name)).as_(name) for name in COUNTS[1:-2]),
            Sum(one_if(out)).as_("stock_outs"),
        )
        .as_("by_kit")
    )


def _lots(day: datetime.date) -> QueryBuilder:
    """The lots with what was left of them on a day: what there is, less what has moved since."""
    later = (
        Query.from_(MOVEMENT)
        .where(MOVEMENT.moved_on > day)
        .groupby(MOVEMENT.lot_id)
        .select(MOVEMENT.lot_id, Sum(MOVEMENT.change).as_("change"))
        .as_("later")
    )
    left: Term = LOT.quantity - Coalesce(later.change, literal(0))
    return (
        Query.from_(LOT)
        .left_join(later)
        .on(later.lot_id == LOT.id)
        .left_join(RECALL)
        .on(
            (RECALL.id == LOT.recall_id)
            & (RECALL.recalled_at < after(day))
            & (RECALL.lifted_at.isnull() | (RECALL.lifted_at >= after(day)))
        )
        .select(LOT.stock_id, LOT.expires_on, left.as_("quantity"), RECALL.id.as_("recalled"))
        .as_("lots")
    )


async def expiring(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each lot that had expired by the day, or expires within 90 days, and of which something was left."""
    day = period.as_of
    found = await (
        Lot.filter(counted(period, "stock__kit__place__area"))
        .filter(expires_on__lte=day + datetime.timedelta(days=SOON[-1]))
        .annotate(later=SumOf("movements__change", _filter=Q(movements__moved_on__gt=day)))
        .order_by("expires_on", "stock__kit__code", "number")
        .values(
            "number",
            "expires_on",
            "quantity",
            "later",
            place="stock__kit__place__name",
            kit="stock__kit__code",
            item="stock__item__name",
        )
    )
    rows = []
    for row in found:
        quantity = row.pop("quantity") - (row.pop("later") or 0)
        if quantity > 0:
            rows.append({**row, "quantity": quantity, "days_left": (row["expires_on"] - day).days})
    return rows
