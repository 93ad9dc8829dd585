"""Conditions and counts that several types share, as expressions of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pypika_tortoise.functions import Cast, Count, NullIf
from pypika_tortoise.queries import Query
from pypika_tortoise.terms import Criterion, Not, Term

from linli import Row, Scalar, literal
from linli.models import AreaAncestor, Place, PlaceStatus
from plugins.jinniu_stores.choices import COUNTED_AS_ELIGIBLE, ElementCondition, PioneerStoreStatus
from plugins.jinniu_stores.models import StatusChange, Store

S = PioneerStoreStatus

ELEMENTS = 10
"""How many elements there are: ACTIVE needs 10 of 10."""

WHOLE_DAY = (0, 1440)


def day_of(row: Row, as_of: Any) -> Term:
    """The day that an argument names; the day of the request if it names none."""
    return row.today if as_of is None else as_of.term()


def holds_on(start: Term, end: Term, day: Term) -> Criterion:
    """Whether a period that begins on ``start`` and ended before ``end`` has the day in it."""
    return (start <= day) & (end.isnull() | (end > day))


def counted(row: Row, area: Term, day: Term, statuses: Iterable[PioneerStoreStatus]) -> Term:
    """How many stores in the subtree of an area had one of the statuses on a day.

    Joined rather than nested: the registry is small beside the areas, and SQLite does not nest as deep.
    """
    change, store, place, link = (Row(row.scope, model) for model in (StatusChange, Store, Place, AreaAncestor))
    return Scalar(
        Query.from_(change.table)
        .join(store.table)
        .on(store.id == change.store_id)
        .join(place.table)
        .on(place.id == store.place_id)
        .join(link.table)
        .on(link.area_id == place.area_id)
        .where(link.ancestor_id == area)
        .where(change.status.isin([literal(status.value) for status in statuses]))
        .where(holds_on(change.effective_on, change.ended_on, day))
        .select(Count("*"))
    )


def counted_in_wave(wave: Row, day: Term, statuses: Iterable[PioneerStoreStatus]) -> Term:
    """How many stores of a wave had one of the statuses on a day."""
    values = [literal(status.value) for status in statuses]

    def had(store: Row) -> Criterion:
        return store.any(
            "status_changes",
            lambda it: holds_on(it.effective_on, it.ended_on, day) & it.status.isin(values),
        )

    return wave.count("stores", had)


def active(row: Row, area: Term, day: Term) -> Term:
    """How many stores were active on a day."""
    return counted(row, area, day, (PioneerStoreStatus.ACTIVE,))


def eligible(row: Row, area: Term, day: Term) -> Term:
    """How many stores counted as eligible on a day: the denominator of coverage."""
    return counted(row, area, day, COUNTED_AS_ELIGIBLE)


def registered(row: Row, area: Term, day: Term) -> Term:
    """How many stores were in the registry on a day and had not withdrawn."""
    return counted(row, area, day, [status for status in PioneerStoreStatus if status is not S.WITHDRAWN])


def ratio(part: Term, whole: Term) -> Term:
    """A share from 0 to 1; null where the whole is nothing, which is neither 0 nor 100 %."""
    return Cast(part, "double precision") / NullIf(whole, literal(0))


def latest_inspection(store: Row, condition: Callable[[Row], Criterion] | None = None) -> Criterion:
    """Whether the inspection that counts for a store meets a condition. What follows from it is public."""

    def met(inspection: Row) -> Criterion:
        counts: Criterion = inspection.is_latest
        return counts if condition is None else counts & condition(inspection)

    return store.related("inspections", met, visible=False)[1].exists()


def findings(inspection: Row, condition: Callable[[Row], Criterion]) -> Any:
    """The findings of an inspection that meet a condition, as a sub-select."""
    return inspection.related("findings", condition, visible=False)[1]


def is_ok(finding: Row) -> Criterion:
    """Whether the item is OK by now."""
    return finding.condition == literal(ElementCondition.OK.value)


def ten_of_ten(inspection: Row) -> Criterion:
    """Whether everything that an inspection looked at is OK by now."""
    found: Criterion = findings(inspection, is_ok).value("count(*)") == literal(ELEMENTS)
    return found


def compliant(store: Row) -> Criterion:
    """Whether the latest official inspection was by the current standard, and everything is OK."""

    def current(standard: Row) -> Criterion:
        return holds_on(standard.valid_from, standard.valid_to, standard.today)

    return latest_inspection(store, lambda seen: seen.any("standard", current) & ten_of_ten(seen))


def serves(store: Row) -> Criterion:
    """Whether a store is active, and its place open for use."""
    usable = store.any("place", lambda place: place.status == literal(PlaceStatus.ACTIVE.value))
    return (store.status == literal(S.ACTIVE.value)) & usable


def facet(store: Row, needed: str) -> Criterion:
    """Whether an active store has all the items that a facet needs; ``needed`` is the column that says so."""

    def needs(item: Row) -> Criterion:
        column: Criterion = getattr(item, needed)
        return column

    def works(inspection: Row) -> Criterion:
        has: Criterion = findings(inspection, lambda found: found.any("item", needs) & is_ok(found)).exists()
        lacks: Criterion = findings(inspection, lambda found: found.any("item", needs) & Not(is_ok(found))).exists()
        return has & Not(lacks)

    return serves(store) & latest_inspection(store, works)


def never_closes(store: Row) -> Criterion:
    """Whether an active store serves at all hours: by its flag, or by hours that fill all seven days and holidays."""

    def service(hours: Row) -> Criterion:
        return hours.purpose == literal("SERVICE")

    def whole(hours: Row) -> Criterion:
        opens, closes = WHOLE_DAY
        return (hours.opens_minute == literal(opens)) & (hours.closes_minute == literal(closes))

    def always(place: Row) -> Criterion:
        days = place.count("service_hours", lambda hours: service(hours) & whole(hours) & (hours.day <= literal(7)))
        part = place.any("service_hours", lambda hours: service(hours) & Not(whole(hours)))
        open_always: Criterion = place.always_open | ((days == literal(7)) & Not(part))
        return open_always

    return serves(store) & store.any("place", always)
