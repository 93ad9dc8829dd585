"""What pioneer stores add to the core's types: a place's store, an area's coverage, a milestone's progress."""

from __future__ import annotations

from pypika_tortoise.functions import Cast
from pypika_tortoise.terms import Case, Term

from linli import Area, Composite, Milestone, Place, Row, computed, described, extends, literal, to_one, value_type
from plugins.jinniu_stores.types import expressions
from plugins.jinniu_stores.types.stores import AsOf, PioneerStore
from plugins.jinniu_stores.types.use import EndsOn, PioneerStoreUse, StartsOn, use_of


@extends(Place, since="0.1.0")
class PlacePioneerStore:
    """The store that a place is."""

    pioneer_store: PioneerStore | None = to_one(
        "The pioneer store that it is; null if it is not in the registry (先锋门店).", relation="jinniu_stores_store"
    )


@value_type
class PioneerStoreCoverage:
    """How far pioneer stores cover an area, as of a day (覆盖情况)."""

    active: int = described("Stores that were active (示范运行).")
    eligible: int = described("Stores that counted as eligible, however far they had come (有条件).")
    total: int = described("Stores in the registry that had not withdrawn (登记总数).")
    ratio: float | None = described("Active ÷ eligible, 0 to 1; null when no store was eligible (覆盖率).")
    ratio_of_total: float | None = described("Active ÷ all in the registry; null when there was none (占比).")


@extends(Area, since="0.1.0")
class AreaPioneerStores:
    """The coverage of an area, and the use of what its stores offer."""

    @computed(PioneerStoreCoverage, "How far pioneer stores cover the area and those below it (先锋门店覆盖情况).")
    def pioneer_store_coverage(row: Row, as_of: AsOf = None) -> Composite:
        day = expressions.day_of(row, as_of)
        active = expressions.active(row, row.id, day)
        eligible = expressions.eligible(row, row.id, day)
        total = expressions.registered(row, row.id, day)
        return Composite(
            {
                "active": active,
                "eligible": eligible,
                "total": total,
                "ratio": expressions.ratio(active, eligible),
                "ratio_of_total": expressions.ratio(active, total),
            }
        )

    @computed(
        PioneerStoreUse | None,
        "How often codes of stores in the area and those below it were used over some days; null unless you may see "
        "that (服务使用情况).",
    )
    def pioneer_store_use(row: Row, starts_on: StartsOn, ends_on: EndsOn) -> Composite:
        return use_of(row, starts_on, ends_on, area=row.id)


@value_type
class PioneerStoreProgress:
    """How far pioneer stores are towards a milestone, as of a day (里程碑进展)."""

    active: int = described("Stores that were active, earlier ones included (示范运行).")
    eligible: int = described("Stores that counted as eligible (有条件).")
    ratio: float | None = described("Active ÷ eligible, 0 to 1; null when no store was eligible (覆盖率).")
    reached: bool = described("Whether the target was met (是否达成).")
    met_in_time: bool | None = described("Whether it was met on the day on which it is due; null before (按期达成).")


@extends(Milestone, since="0.1.0")
class MilestonePioneerStores:
    """The progress towards a milestone."""

    @computed(
        PioneerStoreProgress | None,
        "How far the stores in the programme's area are towards it; null for a programme without waves (先锋门店进展).",
    )
    def pioneer_store_progress(row: Row, as_of: AsOf = None) -> Composite:
        day = expressions.day_of(row, as_of)
        programme, rows = row.related("programme")
        area: Term = rows.value("{0}", programme.area_id)
        active, eligible = expressions.active(row, area, day), expressions.eligible(row, area, day)
        percent = Cast(row.target_percent, "double precision")

        def reached(active: Term, eligible: Term) -> Term:
            return (
                Case()
                .when(row.target_count.notnull(), active >= row.target_count)
                .else_((eligible > literal(0)) & (active * literal(100) >= percent * eligible))
            )

        then = reached(expressions.active(row, area, row.due_on), expressions.eligible(row, area, row.due_on))
        return Composite(
            {
                "active": active,
                "eligible": eligible,
                "ratio": expressions.ratio(active, eligible),
                "reached": reached(active, eligible),
                "met_in_time": Case().when(row.due_on <= row.today, then),
            },
            absent=row.any("programme", lambda it: it.any("jinniu_stores_waves")).negate(),
        )
