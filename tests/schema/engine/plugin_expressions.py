"""What the plugins of the property test declare for the database, stated a second time in Python."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core import models
from core.access import DRAFTS_READ
from core.clock import SHANGHAI
from plugins.jinniu_stores import choices
from plugins.jinniu_stores import models as stores
from plugins.jinniu_stores.choices import COUNTED_AS_ELIGIBLE, IN_PROGRESS, PioneerStoreStatus
from plugins.jinniu_stores.permissions import AGREEMENTS_READ, INSPECTIONS_READ
from tests.schema.engine import expressions
from tests.schema.engine.expressions import Arguments, Expression, in_language, label
from tests.schema.engine.memory import NARROWINGS, RULES, Row, World
from tests.schema.engine.values import parse

Test = Callable[[Row], bool]


def _today(world: World) -> datetime.date:
    return world.now.astimezone(SHANGHAI).date()


def _day(world: World, arguments: Arguments, name: str = "asOf") -> datetime.date:
    return parse("Date", arguments.get(name)) or _today(world)


def _holds(row: Row, start: str, end: str, day: datetime.date) -> bool:
    return bool(row[start] <= day) and (row[end] is None or bool(row[end] > day))


# -- lamps


def _lamps(world: World, row: Row) -> list[Row]:
    return world.behind(models.Place, row, "lamps_lamps")


def _lamp_count(world: World, row: Row, arguments: Arguments) -> int:
    return len(_lamps(world, row))


def _lamp_state(world: World, row: Row, arguments: Arguments) -> str:
    return "BROKEN" if any(lamp["state"] == "BROKEN" for lamp in _lamps(world, row)) else "LIT"


def _lamp_text(world: World, row: Row, arguments: Arguments) -> str:
    return f"{in_language(world, row, 'name', {})}: {_lamp_count(world, row, arguments)}"


def _lit(world: World, row: Row, given: bool) -> bool:
    return bool(_lamps(world, row)) is given


# -- stores


def _had(world: World, store: Row, day: datetime.date) -> set[str]:
    """The statuses of a store on a day, whoever asks."""
    changes = world.tables.rows[stores.StatusChange].values()
    return {
        change["status"]
        for change in changes
        if change["store_id"] == store["id"] and _holds(change, "effective_on", "ended_on", day)
    }


def _status_as_of(world: World, row: Row, arguments: Arguments) -> str | None:
    return next(iter(_had(world, row, _day(world, arguments))), None)


def _latest(world: World, store: Row) -> Row | None:
    inspections = world.tables.rows[stores.Inspection].values()
    return next((seen for seen in inspections if seen["store_id"] == store["id"] and seen["is_latest"]), None)


def _findings(world: World, inspection: Row | None, *tests: Test) -> list[Row]:
    if inspection is None:
        return []
    found = world.tables.rows[stores.Finding].values()
    return [row for row in found if row["inspection_id"] == inspection["id"] and all(test(row) for test in tests)]


def _ok(finding: Row) -> bool:
    return bool(finding["condition"] == "OK")


def _all_ok(world: World, row: Row, arguments: Arguments) -> bool:
    return len(_findings(world, row, _ok)) == 10


def _current(world: World, row: Row, arguments: Arguments) -> bool:
    return _holds(row, "valid_from", "valid_to", _day(world, arguments, "on"))


def _compliant(world: World, row: Row, arguments: Arguments) -> bool:
    seen = _latest(world, row)
    if seen is None or not _all_ok(world, seen, {}):
        return False
    return _current(world, world.tables.rows[stores.Standard][seen["standard_id"]], {})


def _place(world: World, store: Row) -> Row:
    return world.tables.rows[models.Place][store["place_id"]]


def _serves(world: World, store: Row) -> bool:
    """Whether it is active and open for use. A store leads to its place wherever that lies, if nobody hides it."""
    place = world.one(stores.Store, store, "place")
    return bool(store["status"] == "ACTIVE" and place is not None and place["status"] == "ACTIVE")


def _facet(column: str) -> Expression:
    def facet(world: World, row: Row, arguments: Arguments) -> bool:
        items = world.tables.rows[stores.Item]

        def needed(finding: Row) -> bool:
            return bool(items[finding["item_id"]][column])

        found = _findings(world, _latest(world, row), needed)
        return _serves(world, row) and bool(found) and all(map(_ok, found))

    return facet


def _never_closes(world: World, row: Row, arguments: Arguments) -> bool:
    place = _place(world, row)
    hours = [h for h in world.behind(models.Place, place, "service_hours") if h["purpose"] == "SERVICE"]

    def minutes(test: Test) -> int:
        return sum(h["closes_minute"] - h["opens_minute"] for h in hours if test(h))

    holiday = minutes(lambda h: bool(h["day"] == 8))
    late = minutes(lambda h: bool(h["closes_minute"] > 1440))
    week = minutes(lambda h: bool(h["day"] < 8)) == 7 * 1440 and (holiday == 0 or (holiday == 1440 and late == 0))
    excepted = any(it["date"] == _today(world) for it in world.behind(models.Place, place, "service_exceptions"))
    return _serves(world, row) and bool(place["always_open"] or week) and not excepted


def _warm_space(world: World, row: Row, arguments: Arguments) -> bool:
    today = _today(world)
    return _serves(world, row) and any(
        it["code"] == "WARM_SPACE" and it["valid_from"] <= today and (it["valid_to"] is None or it["valid_to"] >= today)
        for it in world.behind(models.Place, _place(world, row), "designations")
    )


def _seen_latest(world: World, row: Row) -> Row | None:
    return next((seen for seen in world.behind(stores.Store, row, "inspections") if seen["is_latest"]), None)


def _due_on(world: World, row: Row, arguments: Arguments) -> Any:
    seen = _seen_latest(world, row)
    return seen and seen["next_due_on"]


def _overdue(world: World, row: Row, arguments: Arguments) -> bool:
    due = _due_on(world, row, {})
    return row["status"] == "ACTIVE" and due is not None and due < _today(world)


def _counted(world: World, area: Any, day: datetime.date, statuses: Iterable[PioneerStoreStatus]) -> int:
    """How many stores of an area had one of the statuses; those of districts without the plugin do not count."""
    wanted = {status.value for status in statuses}
    return sum(
        expressions.within(world, _place(world, store)["area_id"], area)
        and world.sees(stores.Store, store)
        and bool(_had(world, store, day) & wanted)
        for store in world.tables.rows[stores.Store].values()
    )


def _shares(world: World, area: Any, day: datetime.date) -> dict[str, Any]:
    active = _counted(world, area, day, [PioneerStoreStatus.ACTIVE])
    eligible = _counted(world, area, day, COUNTED_AS_ELIGIBLE)
    return {"active": active, "eligible": eligible, "ratio": active / eligible if eligible else None}


def _coverage(world: World, row: Row, arguments: Arguments) -> dict[str, Any]:
    day = _day(world, arguments)
    shares = _shares(world, row["id"], day)
    total = _counted(world, row["id"], day, [s for s in PioneerStoreStatus if s is not PioneerStoreStatus.WITHDRAWN])
    return {**shares, "total": total, "ratioOfTotal": shares["active"] / total if total else None}


def _milestone_progress(world: World, row: Row, arguments: Arguments) -> dict[str, Any] | None:
    programme = world.one(models.Milestone, row, "programme")
    if programme is None or not world.behind(models.Programme, programme, "jinniu_stores_waves"):
        return None

    def reached(shares: Mapping[str, Any]) -> bool:
        active, eligible = shares["active"], shares["eligible"]
        if row["target_count"] is not None:
            return bool(active >= row["target_count"])
        return bool(eligible > 0 and active * 100 >= float(row["target_percent"]) * eligible)

    shares = _shares(world, programme["area_id"], _day(world, arguments))
    due = row["due_on"]
    then = reached(_shares(world, programme["area_id"], due)) if due <= _today(world) else None
    return {**shares, "reached": reached(shares), "metInTime": then}


def _wave_progress(world: World, row: Row, arguments: Arguments) -> dict[str, Any]:
    day = _day(world, arguments)
    changes = [
        it for it in world.behind(stores.Wave, row, "status_changes") if _holds(it, "effective_on", "ended_on", day)
    ]

    def counted(statuses: Iterable[PioneerStoreStatus]) -> int:
        return sum(it["status"] in {status.value for status in statuses} for it in changes)

    active = counted([PioneerStoreStatus.ACTIVE])
    target = row["target_count"]
    return {"target": target, "planned": counted(IN_PROGRESS), "active": active, "reached": active >= target}


def _agreement_state(world: World, row: Row, arguments: Arguments) -> str | None:
    today = _today(world)
    if row["signed_on"] is None:
        return "DRAFT"
    if row["terminated_on"] is not None and row["terminated_on"] <= today:
        return "TERMINATED"
    if row["effective_on"] is None:
        return None
    if row["effective_on"] > today:
        return "SIGNED"
    return "EXPIRED" if row["expires_on"] is not None and row["expires_on"] < today else "EFFECTIVE"


def _by_due_day(done: str, states: tuple[str, str, str]) -> Expression:
    def state(world: World, row: Row, arguments: Arguments) -> str:
        if row[done] is not None:
            return states[0]
        return states[1] if row["due_on"] is not None and row["due_on"] < _today(world) else states[2]

    return state


_obligation_state = _by_due_day("met_on", ("MET", "LATE", "OPEN"))
_rectification_by_day = _by_due_day("done_on", ("DONE", "OVERDUE", "OPEN"))


def _rectification_state(world: World, row: Row, arguments: Arguments) -> str | None:
    return "WITHDRAWN" if row["withdrawn_on"] is not None else _rectification_by_day(world, row, arguments)


def _labelled(state: Expression, enumeration: Any) -> Expression:
    def labelled(world: World, row: Row, arguments: Arguments) -> str | None:
        value = state(world, row, {})
        return None if value is None else label("state", enumeration)(world, {"state": value}, arguments)

    return labelled


FIELDS: Mapping[tuple[str, str], Expression] = {
    ("Place", "lampCount"): _lamp_count,
    ("Place", "lampState"): _lamp_state,
    ("Place", "lampText"): _lamp_text,
    ("Area", "pioneerStoreCoverage"): _coverage,
    ("Milestone", "pioneerStoreProgress"): _milestone_progress,
    ("PioneerStore", "statusLabel"): label("status", PioneerStoreStatus),
    ("PioneerStore", "statusAsOf"): _status_as_of,
    ("PioneerStore", "compliant"): _compliant,
    ("PioneerStore", "elementsOk"): lambda world, row, arguments: len(_findings(world, _latest(world, row), _ok)),
    ("PioneerStore", "canEat"): _facet("for_eating"),
    ("PioneerStore", "canRest"): _facet("for_resting"),
    ("PioneerStore", "canUseServices"): _facet("for_services"),
    ("PioneerStore", "neverCloses"): _never_closes,
    ("PioneerStore", "warmSpace"): _warm_space,
    ("PioneerStore", "inspectionDueOn"): _due_on,
    ("PioneerStore", "inspectionOverdue"): _overdue,
    ("PioneerStoreStatusChange", "statusLabel"): label("status", PioneerStoreStatus),
    ("PioneerStoreStatusChange", "reason"): lambda world, row, arguments: (
        row["reason"] if world.holds(INSPECTIONS_READ, stores.StatusChange, row) else None
    ),
    ("PioneerStoreWave", "progress"): _wave_progress,
    ("TenElementsStandard", "current"): _current,
    ("TenElementsItem", "elementLabel"): label("element", choices.TenElement),
    ("PioneerStoreAssessment", "verdictLabel"): label("verdict", choices.EligibilityVerdict),
    ("PioneerStoreInspection", "kindLabel"): label("kind", choices.StoreInspectionKind),
    ("PioneerStoreInspection", "foundOk"): lambda world, row, arguments: len(
        _findings(world, row, lambda finding: finding["result"] == "OK")
    ),
    ("PioneerStoreInspection", "allOk"): _all_ok,
    ("PioneerStoreFinding", "conditionLabel"): label("condition", choices.ElementCondition),
    ("PioneerStoreRectification", "state"): _rectification_state,
    ("PioneerStoreRectification", "stateLabel"): _labelled(_rectification_state, choices.RectificationState),
    ("PioneerStoreAgreement", "state"): _agreement_state,
    ("PioneerStoreAgreement", "stateLabel"): _labelled(_agreement_state, choices.StoreAgreementState),
    ("PioneerStoreObligation", "state"): _obligation_state,
    ("PioneerStoreObligation", "stateLabel"): _labelled(_obligation_state, choices.StoreObligationState),
}

# The rest has one place each, whatever schema is compared.
expressions.FILTERS["Place", "lit"] = _lit
expressions.ORDERS["Place", "lampsOrder"] = _lamp_count
RULES["PioneerStoreAgreement"] = lambda world, row: (
    world.holds(AGREEMENTS_READ, stores.Agreement, row) or row["signed_on"] is not None
)
NARROWINGS["Organization", "lamps"] = lambda world, row: (
    world.holds(DRAFTS_READ, models.Organization, row) or row["status"] != "DISSOLVED"
)
