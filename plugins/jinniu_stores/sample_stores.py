"""The sample's stores: what they are measured by, their life so far, assessments and inspections."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.sample import Rows, local
from plugins.jinniu_stores.choices import (
    ElementCondition,
    EligibilityVerdict,
    PioneerStoreStatus,
    StoreInspectionKind,
    TenElement,
)
from plugins.jinniu_stores.models import (
    Assessment,
    Criteria,
    Finding,
    Inspection,
    InspectionRule,
    Item,
    Rectification,
    Standard,
    StatusChange,
    Store,
    Wave,
)

S = PioneerStoreStatus
date = datetime.date

ACTIVE = range(1, 11)
PLANNED = range(11, 26)
FITTING_OUT = range(26, 41)
AWAITING = range(41, 51)
INELIGIBLE = range(281, 331)
UNDECIDED = range(331, 351)
UNASSESSED = range(351, 371)
"""Which of the stores are what, by number; those between are eligible."""

SIGNED_ON = date(2024, 7, 10)
REGISTERED_ON = date(2024, 5, 6)
STANDARD_FROM = date(2024, 6, 1)
INSPECTED_ON = (date(2024, 7, 5), date(2025, 1, 8), date(2025, 7, 9), date(2026, 1, 14))
LACKING_SINCE = date(2024, 12, 18)
BEFORE_A_WAVE = (S.CANDIDATE, S.ELIGIBLE, S.INELIGIBLE)
INSPECT_EVERY = 180
RECTIFY_WITHIN = 14

REASONS = ("门店面积不足，无法设置室内场所（演示）", "临时租约，不具备改造条件（演示）", "电力容量不足（演示）")

FACETS: Mapping[TenElement, Sequence[str]] = {
    TenElement.INDOOR_SPACE: ("for_resting",),
    TenElement.TABLES_AND_CHAIRS: ("for_eating", "for_resting"),
    TenElement.MICROWAVE: ("for_eating",),
    TenElement.WATER_DISPENSER: ("for_eating",),
    TenElement.HEATING_AND_COOLING: ("for_resting",),
    TenElement.PARTY_CHECK_IN_CODE: ("for_services",),
    TenElement.COUNSELLING_CODE: ("for_services",),
    TenElement.GOVERNMENT_SERVICE_CODE: ("for_services",),
}
"""Which elements the facets of service need. The reports do not say; this is an assumption."""


@dataclass(frozen=True)
class Measures:
    """What stores are measured by: the keys of the criteria, the standard and its items, and the waves."""

    criteria: uuid.UUID
    standard: uuid.UUID
    items: Mapping[TenElement, uuid.UUID]
    waves: Sequence[uuid.UUID]


def add_measures(rows: Rows, programme: uuid.UUID) -> Measures:
    """What stores are measured by, in the programme with this key."""
    criteria = rows.add(
        Criteria,
        "1",
        number=1,
        name="门店条件评估标准第一版（演示）",
        description="有可用的室内面积；水电可以改造；租约不短于一年（演示，非原文）。",
        valid_from=REGISTERED_ON,
    )
    standard = rows.add(
        Standard,
        "1",
        number=1,
        name="红十件标准第一版",
        name_en="The Ten Elements, version 1",
        valid_from=STANDARD_FROM,
    )
    items = {
        element: rows.add(
            Item,
            f"1/{element.value}",
            standard_id=standard,
            element=element,
            position=position,
            **_true(FACETS.get(element, ())),
        )
        for position, element in enumerate(TenElement, start=1)
    }
    rows.add(
        InspectionRule,
        "1",
        inspect_every_days=INSPECT_EVERY,
        rectify_within_days=RECTIFY_WITHIN,
        valid_from=STANDARD_FROM,
    )
    plans: Sequence[dict[str, Any]] = (
        {
            "name": "首批示范门店",
            "name_en": "The first demonstration stores",
            "target_count": 10,
            "starts_on": date(2024, 5, 20),
            "due_on": SIGNED_ON,
        },
        {
            "name": "第二批示范门店",
            "name_en": "The second demonstration stores",
            "target_count": 40,
            "starts_on": date(2024, 7, 11),
            "due_on": date(2024, 12, 31),
        },
    )
    waves = [
        rows.add(Wave, str(number), programme_id=programme, number=number, **plan)
        for number, plan in enumerate(plans, start=1)
    ]
    return Measures(criteria, standard, items, waves)


def _true(columns: Sequence[str]) -> dict[str, Any]:
    return dict.fromkeys(columns, True)


def add_store(rows: Rows, number: int, place: uuid.UUID, measures: Measures) -> uuid.UUID:
    """The store with this number, counted from 1, and what became of it so far; gives its key."""
    label = f"{number:03}"
    statuses = _statuses(number)
    wave = None if number > AWAITING[-1] else measures.waves[0 if number in ACTIVE else 1]
    lacks = number in AWAITING and number % 2 == 1
    store = rows.add(
        Store,
        label,
        place_id=place,
        partner_code=f"DEMO-{label}",
        wave_id=wave,
        status=statuses[-1][0],
        lacking_since=LACKING_SINCE if lacks else None,
    )
    following = [day for _, day in statuses[1:]]
    for position, (status, day) in enumerate(statuses, start=1):
        rows.add(
            StatusChange,
            f"{label}/{position}",
            store_id=store,
            position=position,
            status=status,
            wave_id=None if status in BEFORE_A_WAVE else wave,
            effective_on=day,
            ended_on=following[position - 1] if position <= len(following) else None,
        )
    if number not in UNASSESSED:
        _add_assessment(rows, number, store, measures)
    if number in ACTIVE:
        for round_number, day in enumerate(INSPECTED_ON):
            faulty = TenElement.MICROWAVE if (round_number, number) == (1, 7) else None
            _add_inspection(rows, f"{label}/{round_number}", store, day, measures, faulty, day == INSPECTED_ON[-1])
    elif lacks:
        # These were inspected, and lack one of ten: they cannot be opened.
        _add_inspection(rows, f"{label}/0", store, LACKING_SINCE, measures, list(TenElement)[number % 10], True)
    return store


def _assessed_on(number: int) -> date:
    return date(2024, 5, 8) + datetime.timedelta(days=number % 45)


def _statuses(number: int) -> list[tuple[PioneerStoreStatus, date]]:
    found = [(S.CANDIDATE, REGISTERED_ON)]
    if number in UNDECIDED or number in UNASSESSED:
        return found
    if number in INELIGIBLE:
        return [*found, (S.INELIGIBLE, _assessed_on(number))]
    first = number in ACTIVE
    found.append((S.ELIGIBLE, date(2024, 5, 8) if first else _assessed_on(number)))
    if number > AWAITING[-1]:
        return found
    days = (date(2024, 5, 20), date(2024, 5, 27), date(2024, 6, 24), SIGNED_ON)
    if not first:
        days = (date(2024, 8, 5), date(2024, 9, 2), date(2024, 11, 25), SIGNED_ON)
    steps = (S.PLANNED, S.FITTING_OUT, S.AWAITING_INSPECTION, S.ACTIVE)
    reached = 4 if first else 1 if number in PLANNED else 2 if number in FITTING_OUT else 3
    return [*found, *list(zip(steps, days, strict=True))[:reached]]


def _add_assessment(rows: Rows, number: int, store: uuid.UUID, measures: Measures) -> None:
    verdict, reasons = EligibilityVerdict.ELIGIBLE, None
    if number in INELIGIBLE:
        verdict, reasons = EligibilityVerdict.INELIGIBLE, REASONS[number % len(REASONS)]
    elif number in UNDECIDED:
        verdict, reasons = EligibilityVerdict.UNDECIDED, "待现场复核（演示）"
    rows.add(
        Assessment,
        f"{number:03}/1",
        store_id=store,
        criteria_id=measures.criteria,
        position=1,
        verdict=verdict,
        reasons=reasons,
        assessed_on=date(2024, 5, 8) if number in ACTIVE else _assessed_on(number),
    )


def _add_inspection(
    rows: Rows,
    label: str,
    store: uuid.UUID,
    day: date,
    measures: Measures,
    faulty: TenElement | None,
    latest: bool,
) -> None:
    at = local(day, 10)
    inspection = rows.add(
        Inspection,
        label,
        at=at,
        store_id=store,
        standard_id=measures.standard,
        kind=StoreInspectionKind.OFFICIAL,
        inspected_at=at,
        next_due_on=day + datetime.timedelta(days=INSPECT_EVERY),
        is_latest=latest,
    )
    for element, item in measures.items.items():
        condition = ElementCondition.FAULTY if element is faulty else ElementCondition.OK
        finding = rows.add(
            Finding,
            f"{label}/{element.value}",
            at=at,
            inspection_id=inspection,
            item_id=item,
            result=condition,
            condition=condition,
            condition_since=at,
        )
        if element is faulty:
            due = day + datetime.timedelta(days=RECTIFY_WITHIN)
            done = None if latest else due - datetime.timedelta(days=2)
            rows.add(Rectification, label, at=at, finding_id=finding, due_on=due, done_on=done)
