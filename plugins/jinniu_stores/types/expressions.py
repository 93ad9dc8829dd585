"""Conditions and counts that several types share, as expressions of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pypika_tortoise.functions import Cast, Count, NullIf
from pypika_tortoise.queries import Query, QueryBuilder
from pypika_tortoise.terms import Case, Criterion, Not, Term

from linli import Row, Scalar, literal
from linli.models import AreaAncestor, Place, PlaceStatus
from plugins.jinniu_stores.choices import (
    COUNTED_AS_ELIGIBLE,
    ElementCondition,
    PioneerStoreStatus,
    SignageCondition,
)
from plugins.jinniu_stores.models import StatusChange, Store

S = PioneerStoreStatus

ELEMENTS = 10
"""How many elements there are: ACTIVE needs 10 of 10."""

DAY_MINUTES = 1440
HOLIDAY = 8
"""The day of service hours that are for public holidays; 1 to 7 are Monday to Sunday."""


def day_of(row: Row, as_of: Any) -> Term:
    """The day that an argument names; the day of the request if it names none."""
    return row.today if as_of is None else as_of.term()


def holds_on(start: Term, end: Term, day: Term) -> Criterion:
    """Whether a period that begins on ``start`` and ended before ``end`` has the day in it."""
    return (start <= day) & (end.isnull() | (end > day))


def below(query: QueryBuilder, row: Row, store_id: Term, area: Term) -> QueryBuilder:
    """A query narrowed to the stores in the subtree of an area; ``store_id`` is its column with their keys.

    Joined rather than nested: the registry is small beside the areas, and SQLite does not nest as deep. Stores of
    districts that have not enabled the plugin do not count.
    """
    store, place, link = (Row(row.scope, model) for model in (Store, Place, AreaAncestor))
    there = row.scope.rule(store)
    found = (
        query.join(store.table)
        .on(store.id == store_id)
        .join(place.table)
        .on(place.id == store.place_id)
        .join(link.table)
        .on(link.area_id == place.area_id)
        .where(link.ancestor_id == area)
    )
    return found if there is None else found.where(there)


def counted(row: Row, area: Term, day: Term, statuses: Iterable[PioneerStoreStatus]) -> Term:
    """How many stores in the subtree of an area had one of the statuses on a day."""
    change = Row(row.scope, StatusChange)
    return Scalar(
        below(Query.from_(change.table), row, change.store_id, area)
        .where(change.status.isin([literal(status.value) for status in statuses]))
        .where(holds_on(change.effective_on, change.ended_on, day))
        .select(Count("*"))
    )


def counted_in_wave(wave: Row, day: Term, statuses: Iterable[PioneerStoreStatus]) -> Term:
    """How many stores were in a wave on a day and had one of the statuses."""
    values = [literal(status.value) for status in statuses]
    return wave.count("status_changes", lambda it: holds_on(it.effective_on, it.ended_on, day) & it.status.isin(values))


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


def signage_valid(store: Row) -> Criterion:
    """Whether the latest check saw the sign whole, and in the current version. What follows from it is public."""

    def current(design: Row) -> Criterion:
        return holds_on(design.valid_from, design.valid_to, design.today)

    def shows_it(check: Row) -> Criterion:
        latest: Criterion = check.is_latest
        return latest & (check.condition == literal(SignageCondition.OK.value)) & check.any("design", current)

    return store.related("signage_checks", shows_it, visible=False)[1].exists()


def non_compliant_since(store: Row) -> Term:
    """The day since which a store has not been compliant; null if it is, or was never inspected.

    The earlier of two days: since which something has not been OK, and from which another standard is valid.
    """

    def ended(standard: Row) -> Criterion:
        over: Criterion = standard.valid_to <= standard.today
        return over

    inspection, inspections = store.related("inspections", lambda seen: seen.is_latest, visible=False)
    standard, standards = inspection.related("standard", ended)
    outdated = inspections.value("{0}", standards.value("{0}", standard.valid_to))
    return (
        Case()
        .when(store.lacking_since.isnull() | (outdated < store.lacking_since), outdated)
        .else_(store.lacking_since)
    )


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
    """Whether an active store serves at all hours: by its flag, or by hours that fill the week; and today, too.

    Hours of a day do not overlap, so that they fill the week when their lengths add up to it. Where holidays have
    hours of their own, those fill the day, and no hours run over midnight.
    """

    def minutes(place: Row, condition: Callable[[Row], Criterion]) -> Term:
        hours, rows = place.related("service_hours", lambda it: (it.purpose == literal("SERVICE")) & condition(it))
        return rows.value("coalesce(sum({0}), 0)", hours.closes_minute - hours.opens_minute)

    def always(place: Row) -> Criterion:
        week = minutes(place, lambda hours: hours.day < literal(HOLIDAY)) == literal(7 * DAY_MINUTES)
        holiday = minutes(place, lambda hours: hours.day == literal(HOLIDAY))
        late = minutes(place, lambda hours: hours.closes_minute > literal(DAY_MINUTES))
        whole = (holiday == literal(DAY_MINUTES)) & (late == literal(0))
        today = place.any("service_exceptions", lambda it: it.date == it.today)
        open_always: Criterion = (place.always_open | (week & ((holiday == literal(0)) | whole))) & today.negate()
        return open_always

    return serves(store) & store.any("place", always)
