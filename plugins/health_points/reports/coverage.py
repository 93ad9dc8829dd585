"""Which communities have kits and contact points, and how much both are used. No outcomes are claimed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Coalesce, Count, Sum
from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Criterion

from linli import Exists, ReportPeriod, literal
from linli.services import counts_in, fetched
from plugins.health_points.choices import MedicineMovementKind
from plugins.health_points.reports.queries import AREA, after, in_service, of_level

KIT, STOCK, LOT, MOVEMENT = (Table(f"health_points_{name}") for name in ("kit", "stock", "lot", "movement"))
POINT, SESSION, PLACE = Table("health_points_contact_point"), Table("health_points_contact_session"), Table("place")

COMMUNITIES = ("COMMUNITY", "VILLAGE")
NUMBERS = ("kits", "contact_points", "uses", "units_used", "sessions_held")


async def coverage(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each community: kits and contact points on the day, and their use in the period until it."""
    rows = []
    for row in await fetched(statement(period)):
        numbers = {name: int(row[name]) for name in NUMBERS}
        rows.append(
            {
                "subdistrict": row["subdistrict"],
                "community": row["community"],
                **numbers,
                "covered": numbers["kits"] > 0 and numbers["contact_points"] > 0,
            }
        )
    return rows


def statement(period: ReportPeriod) -> QueryBuilder:
    """The one statement: communities with what is counted in each."""
    subdistrict = of_level("SUBDISTRICT").as_("subdistrict")
    kits, points = _kits(period), _points(period)
    uses, sessions = _uses(period), _sessions(period)
    query = (
        Query.from_(AREA)
        .left_join(subdistrict)
        .on(subdistrict.area_id == AREA.id)
        .where(AREA.level.isin([literal(level) for level in COMMUNITIES]) & counts_in(period, AREA.id))
        .where(AREA.valid_from.isnull() | (AREA.valid_from <= period.as_of))
        .where(AREA.valid_to.isnull() | (AREA.valid_to > period.as_of))
        .orderby(subdistrict.name)
        .orderby(AREA.name)
        .orderby(AREA.id)
        .select(subdistrict.name.as_("subdistrict"), AREA.name.as_("community"))
    )
    for found, names in (
        (kits, ("kits",)),
        (points, ("contact_points",)),
        (uses, ("uses", "units_used")),
        (sessions, ("sessions_held",)),
    ):
        query = query.left_join(found).on(found.community_id == AREA.id)
        query = query.select(*(Coalesce(found.field(name), literal(0)).as_(name) for name in names))
    return query


def _kits(period: ReportPeriod) -> QueryBuilder:
    community = of_level(*COMMUNITIES).as_("community")
    return (
        Query.from_(KIT)
        .join(PLACE)
        .on(PLACE.id == KIT.place_id)
        .join(community)
        .on(community.area_id == PLACE.area_id)
        .where(Exists(in_service(KIT.id, period.as_of)))
        .groupby(community.id)
        .select(community.id.as_("community_id"), Count("*").as_("kits"))
        .as_("of_kits")
    )


def _points(period: ReportPeriod) -> QueryBuilder:
    community = of_level(*COMMUNITIES).as_("community")
    open_: Criterion = POINT.closed_on.isnull() | (POINT.closed_on >= period.as_of)
    return (
        Query.from_(POINT)
        .join(PLACE)
        .on(PLACE.id == POINT.place_id)
        .join(community)
        .on(community.area_id == PLACE.area_id)
        .where((POINT.opened_on <= period.as_of) & open_)
        .groupby(community.id)
        .select(community.id.as_("community_id"), Count("*").as_("contact_points"))
        .as_("of_points")
    )


def _uses(period: ReportPeriod) -> QueryBuilder:
    community = of_level(*COMMUNITIES).as_("community")
    used: Criterion = MOVEMENT.kind == literal(MedicineMovementKind.USED.value)
    # By kit first, so that the areas around are looked up once for each.
    of_kit = (
        Query.from_(MOVEMENT)
        .where(used & (MOVEMENT.moved_on >= period.starts_on))
        .where(MOVEMENT.moved_on <= min(period.ends_on, period.as_of))
        .groupby(MOVEMENT.kit_id)
        .select(MOVEMENT.kit_id, Count("*").as_("uses"), Sum(MOVEMENT.change).as_("change"))
        .as_("of_kit")
    )
    return (
        Query.from_(of_kit)
        .join(KIT)
        .on(KIT.id == of_kit.kit_id)
        .join(PLACE)
        .on(PLACE.id == KIT.place_id)
        .join(community)
        .on(community.area_id == PLACE.area_id)
        .groupby(community.id)
        .select(
            community.id.as_("community_id"),
            Sum(of_kit.uses).as_("uses"),
            (literal(0) - Sum(of_kit.change)).as_("units_used"),
        )
        .as_("of_uses")
    )


def _sessions(period: ReportPeriod) -> QueryBuilder:
    community = of_level(*COMMUNITIES).as_("community")
    return (
        Query.from_(SESSION)
        .join(POINT)
        .on(POINT.id == SESSION.contact_point_id)
        .join(PLACE)
        .on(PLACE.id == POINT.place_id)
        .join(community)
        .on(community.area_id == PLACE.area_id)
        .where((SESSION.held_at < after(period.as_of)) & (SESSION.day >= period.starts_on))
        .where(SESSION.day <= min(period.ends_on, period.as_of))
        .groupby(community.id)
        .select(community.id.as_("community_id"), Count("*").as_("sessions_held"))
        .as_("of_sessions")
    )
