"""The figures of scenario reports: what each counts, and the question that gives the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from tortoise.functions import Sum

from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import COUNTED_AS_ELIGIBLE, PioneerStoreStatus, ScenarioFigureKind
from plugins.jinniu_stores.models import ScanEvent, Scenario, ScenarioFigure, ServiceTap, StatusChange
from plugins.jinniu_stores.periods import on

K = ScenarioFigureKind
S = PioneerStoreStatus

OF_AREAS = frozenset({K.ACTIVE_STORES, K.ELIGIBLE_STORES, K.REGISTERED_STORES, K.COVERAGE})
"""Figures that only a report on all stores of an area has."""

_COVERED = {
    K.ACTIVE_STORES: "active",
    K.ELIGIBLE_STORES: "eligible",
    K.REGISTERED_STORES: "total",
    K.COVERAGE: "ratio",
}
_USED = {K.SCANS: "scans", K.SERVICE_TAPS: "serviceTaps"}
_PLACES = Decimal("0.0001")
"""How exactly a figure is told; both databases keep it in this form."""


@dataclass(frozen=True)
class Question:
    """A GraphQL question with its variables, and the way to the value in the data of its answer."""

    query: str
    variables: Mapping[str, Any]
    path: tuple[str, ...]


async def freeze(scenario: Scenario, as_of: datetime.date) -> None:
    """Store the value of each figure as of a day, with the question that gives it. Nothing else may have changed it."""
    for figure in await ScenarioFigure.filter(scenario_id=scenario.id).order_by("position"):
        asked = question(scenario, figure.kind, as_of)
        amount = await _value(scenario, figure.kind, as_of)
        figure.amount = None if amount is None else amount.quantize(_PLACES)
        figure.as_of = as_of
        figure.query = asked.query
        figure.variables = orjson.dumps(asked.variables).decode()
        await figure.save(update_fields=["amount", "as_of", "query", "variables"])


async def thaw(scenario: Scenario) -> None:
    """Forget the values, for a report that goes back to its author."""
    await ScenarioFigure.filter(scenario_id=scenario.id).update(amount=None, as_of=None, query=None, variables=None)


def question(scenario: Scenario, kind: ScenarioFigureKind, as_of: datetime.date) -> Question:
    """What to ask of the API for a figure as of a day. Counts of use need a permission."""
    if kind in _COVERED:
        field = _COVERED[kind]
        return Question(
            "query ($area: ID!, $asOf: Date!) "
            f"{{ area(id: $area) {{ pioneerStoreCoverage(asOf: $asOf) {{ {field} }} }} }}",
            {"area": f"ar_{scenario.area_id}", "asOf": as_of.isoformat()},
            ("area", "pioneerStoreCoverage", field),
        )
    field, days = _USED[kind], {"from": scenario.starts_on.isoformat(), "to": as_of.isoformat()}
    use = f"(startsOn: $from, endsOn: $to) {{ {field} }}"
    if scenario.store_id is not None:
        return Question(
            f"query ($store: ID!, $from: Date!, $to: Date!) {{ pioneerStore(id: $store) {{ use{use} }} }}",
            {"store": f"{tags.STORE}_{scenario.store_id}", **days},
            ("pioneerStore", "use", field),
        )
    return Question(
        f"query ($area: ID!, $from: Date!, $to: Date!) {{ area(id: $area) {{ pioneerStoreUse{use} }} }}",
        {"area": f"ar_{scenario.area_id}", **days},
        ("area", "pioneerStoreUse", field),
    )


async def _value(scenario: Scenario, kind: ScenarioFigureKind, as_of: datetime.date) -> Decimal | None:
    match kind:
        case K.ACTIVE_STORES:
            return Decimal(await _stores(scenario, as_of, (S.ACTIVE,)))
        case K.ELIGIBLE_STORES:
            return Decimal(await _stores(scenario, as_of, COUNTED_AS_ELIGIBLE))
        case K.REGISTERED_STORES:
            return Decimal(await _stores(scenario, as_of, set(S) - {S.WITHDRAWN}))
        case K.COVERAGE:
            eligible = await _stores(scenario, as_of, COUNTED_AS_ELIGIBLE)
            active = await _stores(scenario, as_of, (S.ACTIVE,))
            return Decimal(active) / eligible if eligible else None
        case K.SCANS:
            return await _used(scenario, as_of, ScanEvent, "code", "code__store")
        case K.SERVICE_TAPS:
            return await _used(scenario, as_of, ServiceTap, "store", "store")


async def _stores(scenario: Scenario, day: datetime.date, statuses: Iterable[S]) -> int:
    return await StatusChange.filter(
        on(day, "effective_on", "ended_on"),
        status__in=list(statuses),
        store__place__area__ancestor_links__ancestor_id=scenario.area_id,
    ).count()


async def _used(scenario: Scenario, until: datetime.date, model: type[Any], by: str, store: str) -> Decimal:
    where: dict[str, Any] = {f"{store}__place__area__ancestor_links__ancestor_id": scenario.area_id}
    if scenario.store_id is not None:
        where = {f"{store}__id": scenario.store_id}
    found = model.filter(day__gte=scenario.starts_on, day__lte=until, **where)
    totals = await found.annotate(total=Sum("times")).group_by(f"{by}_id").values_list("total", flat=True)
    return Decimal(sum(totals))
