"""How often what stores offer is used, over some days: counts, without a person in them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Annotated, Any

from pypika_tortoise.functions import Coalesce, Count, Sum
from pypika_tortoise.queries import Query
from pypika_tortoise.terms import Term
from tortoise.models import Model

from linli import Argument, Composite, Row, Scalar, count_of_people, described, literal, value_type
from plugins.jinniu_stores import models
from plugins.jinniu_stores.permissions import USAGE_READ
from plugins.jinniu_stores.types import expressions

StartsOn = Annotated[datetime.date, Argument("The first day (起始日期).")]
EndsOn = Annotated[datetime.date, Argument("The last day (截止日期).")]


@value_type
class PioneerStoreUse:
    """How often what stores offer was used (服务使用情况)."""

    scans: int = described("Scans of service codes (扫码次数).")
    service_taps: int = described("Government services that were opened (政务服务打开次数).")
    party_check_ins: int | None = described("Party check-ins, in whole steps of five; null for fewer (党员报到次数).")


def use_of(row: Row, starts_on: Any, ends_on: Any, *, store: Term | None = None, area: Term | None = None) -> Composite:
    """The counts of a store, or of the stores in the subtree of an area; absent for who may not see them."""
    first, last = starts_on.term(), ends_on.term()

    def total(model: type[Model], what: Callable[[Row], Term]) -> Term:
        counted = Row(row.scope, model)
        query, of_store = Query.from_(counted.table), counted
        if model is models.ScanEvent:
            of_store = Row(row.scope, models.ServiceCode)
            query = query.join(of_store.table).on(of_store.id == counted.code_id)
        store_id: Term = of_store.store_id
        query = query.where(store_id == store) if area is None else expressions.below(query, row, store_id, area)
        return Scalar(query.where((counted.day >= first) & (counted.day <= last)).select(what(counted)))

    check_ins = total(models.PartyCheckIn, lambda found: Count("*"))
    return Composite(
        {
            "scans": total(models.ScanEvent, lambda found: Coalesce(Sum(found.times), literal(0))),
            "service_taps": total(models.ServiceTap, lambda found: Coalesce(Sum(found.times), literal(0))),
            "party_check_ins": count_of_people(check_ins),
        },
        absent=row.where_may(USAGE_READ).negate(),
    )
