"""Medicine in kits: what expires, what has expired, what is out of stock, which checks are late."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Coalesce, Count, Sum
from pypika_tortoise.queries import AliasedQuery, Query, QueryBuilder, Selectable, Table
from pypika_tortoise.terms import Criterion, Not, Term

from linli import Exists, ReportPeriod, literal
from linli.services import count_where, counts_in, fetched, in_order, today
from plugins.health_points.reports.queries import after, holds_on, in_service, of_level

SOON = (30, 60, 90)
"""Days within which lots expire that are told, each counting those before it."""

NO_SUBDISTRICT = "（未分街道）"
TOTAL = "合计"

KIT, STOCK, LOT, MOVEMENT = (Table(f"health_points_{name}") for name in ("kit", "stock", "lot", "movement"))
CHECK, RECALL, ITEM = (Table(f"health_points_{name}") for name in ("check", "recall", "medicine_item"))
PLACE = Table("place")

EXPIRING = tuple(f"expiring_{days}" for days in SOON)
COUNTS = ("kits", *EXPIRING, "expired", "stock_outs", "late_checks")

FEWEST_KITS = 5
"""How many kits there must be in a district for everybody to be told of the lots in them."""


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
    left = _lots(day)
    # Where something has moved since, what was left of the lots is worked out once for both.
    past = isinstance(left, QueryBuilder)
    lots = AliasedQuery("lots") if past else left
    of_lots, of_items = _of_lots(lots, day), _of_items(lots, day)
    subdistrict = of_level("SUBDISTRICT").as_("subdistrict")
    late = (
        Query.from_(CHECK)
        .where(holds_on(CHECK.checked_on, CHECK.superseded_on, day) & (CHECK.next_due_on < day))
        .groupby(CHECK.kit_id)
        .select(CHECK.kit_id)
        .as_("late")
    )
    query = (
        Query.from_(KIT)
        .join(PLACE)
        .on(PLACE.id == KIT.place_id)
        .left_join(subdistrict)
        .on(subdistrict.area_id == PLACE.area_id)
        .left_join(of_lots)
        .on(of_lots.kit_id == KIT.id)
        .left_join(of_items)
        .on(of_items.kit_id == KIT.id)
        .left_join(late)
        .on(late.kit_id == KIT.id)
        .where(counts_in(period, PLACE.area_id) & Exists(in_service(KIT.id, day)))
        .groupby(subdistrict.name)
        .orderby(subdistrict.name)
        .select(
            subdistrict.name.as_("area"),
            Count("*").as_("kits"),
            *(Coalesce(Sum(of_lots.field(name)), literal(0)).as_(name) for name in COUNTS[1:-2]),
            Coalesce(Sum(of_items.stock_outs), literal(0)).as_("stock_outs"),
            Count(late.kit_id).as_("late_checks"),
        )
    )
    return query.with_(left, "lots") if past else query


def _of_lots(lots: Selectable, day: datetime.date) -> QueryBuilder:
    """By kit: how many of its lots expire soon and have expired. Only those are looked at."""
    usable: Criterion = (lots.expires_on >= day) & _not_recalled(lots.recall_id, day)
    return (
        Query.from_(lots)
        .where((lots.expires_on <= day + datetime.timedelta(days=SOON[-1])) & (lots.quantity > literal(0)))
        .groupby(lots.kit_id)
        .select(
            lots.kit_id,
            *(
                count_where((lots.expires_on <= day + datetime.timedelta(days=days)) & usable).as_(f"expiring_{days}")
                for days in SOON
            ),
            count_where(lots.expires_on < day).as_("expired"),
        )
        .as_("of_lots")
    )


def _of_items(lots: Selectable, day: datetime.date) -> QueryBuilder:
    """By kit: of how many items that it should hold nothing is usable."""
    usable = (
        Query.from_(lots)
        .select(literal(1))
        .where((lots.stock_id == STOCK.id) & (lots.expires_on >= day) & (lots.quantity > literal(0)))
        .where(_not_recalled(lots.recall_id, day))
    )
    return (
        Query.from_(STOCK)
        .where((STOCK.par_level > literal(0)) & Not(Exists(usable)))
        .groupby(STOCK.kit_id)
        .select(STOCK.kit_id, Count("*").as_("stock_outs"))
        .as_("of_items")
    )


def _not_recalled(recall_id: Term, day: datetime.date) -> Criterion:
    """Whether a lot was not recalled on a day. Of the few that ever were, the recall is looked up."""
    held = (
        Query.from_(RECALL)
        .select(literal(1))
        .where((RECALL.id == recall_id) & (RECALL.recalled_at < after(day)))
        .where(RECALL.lifted_at.isnull() | (RECALL.lifted_at >= after(day)))
    )
    return recall_id.isnull() | Not(Exists(held))


def _lots(day: datetime.date) -> Selectable:
    """Lots with what was left of them on a day: what there is, less what has moved since. Nothing has since today."""
    if day >= today():
        return LOT
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
        .select(LOT.id, LOT.kit_id, LOT.stock_id, LOT.number, LOT.expires_on, LOT.recall_id, left.as_("quantity"))
        .as_("lots")
    )


async def expiring(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each lot that had expired by the day, or expires within 90 days, and of which something was left."""
    day = period.as_of
    lots = _lots(day)
    found = await fetched(
        Query.from_(lots)
        .join(STOCK)
        .on(STOCK.id == lots.stock_id)
        .join(ITEM)
        .on(ITEM.id == STOCK.item_id)
        .join(KIT)
        .on(KIT.id == lots.kit_id)
        .join(PLACE)
        .on(PLACE.id == KIT.place_id)
        .where(lots.expires_on <= day + datetime.timedelta(days=SOON[-1]))
        .where(counts_in(period, PLACE.area_id) & (lots.quantity > literal(0)))
        .orderby(lots.expires_on, in_order(KIT.code), in_order(lots.number), lots.id)
        .select(
            PLACE.name.as_("place"),
            KIT.code.as_("kit"),
            ITEM.name.as_("item"),
            lots.number,
            lots.expires_on,
            lots.quantity,
        )
    )
    for row in found:
        if isinstance(row["expires_on"], str):
            row["expires_on"] = datetime.date.fromisoformat(row["expires_on"])
        row["days_left"] = (row["expires_on"] - day).days
    return found


async def by_district(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each district that had kits in service on the day: how many of their lots expire soon. Public.

    Only whole districts are told of, and of those with fewer than `FEWEST_KITS` kits no lots: however somebody asks,
    and whatever they subtract, it tells of no single kit.
    """
    lots = _of_lots(_lots(period.as_of), period.as_of)
    district = of_level("DISTRICT").as_("district")
    found = await fetched(
        Query.from_(KIT)
        .join(PLACE)
        .on(PLACE.id == KIT.place_id)
        .join(district)
        .on(district.area_id == PLACE.area_id)
        .left_join(lots)
        .on(lots.kit_id == KIT.id)
        # The district has to lie in the area that is asked about, and not only some of its kits.
        .where(counts_in(period, district.id) & Exists(in_service(KIT.id, period.as_of)))
        .groupby(district.id, district.name)
        .orderby(district.name)
        .orderby(district.id)
        .select(
            district.name.as_("area"),
            Count("*").as_("kits"),
            *(Coalesce(Sum(lots.field(name)), literal(0)).as_(name) for name in EXPIRING),
        )
    )
    return [
        {
            "area": row["area"],
            "kits": int(row["kits"]),
            **{name: int(row[name]) if row["kits"] >= FEWEST_KITS else None for name in EXPIRING},
        }
        for row in found
    ]
