"""Inspections of stores by the standard of the day, and the rules by which they are repeated."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.models import Media, Person
from linli.services import Problems, References, changed, created, locked, now, writing
from plugins.jinniu_stores import compliance, rectifications, tags
from plugins.jinniu_stores.choices import ElementCondition, PioneerStoreStatus, StoreInspectionKind, TenElement
from plugins.jinniu_stores.life_cycle import require
from plugins.jinniu_stores.models import Finding, Inspection, InspectionRule, Item, Standard, Store
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import day_of, follow, valid_on

S = PioneerStoreStatus

INSPECTED = (S.AWAITING_INSPECTION, S.ACTIVE, S.SUSPENDED)
"""The states in which a store is inspected; a store that is being fitted out may check itself."""


@dataclass(frozen=True, kw_only=True)
class NewFinding:
    """What was found of one element."""

    element: TenElement
    result: ElementCondition
    note: str | None = None
    photo_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewInspection:
    """A look at all of the Ten Elements, at an instant; now by default."""

    findings: Sequence[NewFinding]
    inspected_at: datetime.datetime | None = None
    inspector_id: uuid.UUID | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewInspectionRule:
    """How often stores are inspected, and how soon things are put right, in days."""

    inspect_every_days: int
    rectify_within_days: int
    valid_from: datetime.date


async def set_rule(new: NewInspectionRule) -> InspectionRule:
    """Set a rule that takes over from the last one. What is due by earlier inspections stays due as it was."""
    async with writing(RULES):
        problems = Problems()
        problems.within(new.inspect_every_days, 1, 3660, "inspect_every_days")
        problems.within(new.rectify_within_days, 0, 3660, "rectify_within_days")
        problems.refuse()
        await follow(InspectionRule, new.valid_from, problems)
        rule = InspectionRule(
            inspect_every_days=new.inspect_every_days,
            rectify_within_days=new.rectify_within_days,
            valid_from=new.valid_from,
        )
        await created(rule, "jinniu_stores.inspection_rule_set", tag=tags.INSPECTION_RULE)
    return rule


async def record(
    store_id: uuid.UUID,
    new: NewInspection,
    kind: StoreInspectionKind = StoreInspectionKind.OFFICIAL,
    *,
    expected_version: int | None = None,
) -> Inspection:
    """Record an inspection by the standard that was valid on its day.

    The latest official one, by the time of the inspection, decides about the store. What it did not find OK is to be
    rectified; what it found OK closes earlier rectifications. News of the equipment that is later than the inspection
    counts although the inspection is entered after it. Raises `linli.services.InputRefused`: NO_STANDARD;
    INCOMPLETE and DUPLICATE unless each element is found once; IN_THE_FUTURE; WRONG_STATE.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        official = kind is StoreInspectionKind.OFFICIAL
        require(store, *INSPECTED, *(() if official else (S.FITTING_OUT,)))
        problems = Problems()
        at = (new.inspected_at or now()).replace(microsecond=0)
        if at > now():
            problems.add("IN_THE_FUTURE", "Must not be in the future.", "inspected_at")
        day = day_of(at)
        standard = await valid_on(Standard, day)
        if standard is None:
            problems.add("NO_STANDARD", f"No standard is valid on {day}. Publish one first.", "inspected_at")
        note = problems.optional_text(Inspection, "note", new.note, "note")
        found = await _checked(new, problems)
        problems.refuse()
        assert standard is not None
        items = {item.element: item for item in await Item.filter(standard_id=standard.id)}
        rule = await valid_on(InspectionRule, day)
        later = Inspection.filter(store_id=store.id, kind=StoreInspectionKind.OFFICIAL, inspected_at__gt=at)
        latest = official and not await later.exists()
        before = await compliance.latest_inspection(store) if latest else None
        known = await _conditions(before)
        if before is not None:
            await Inspection.filter(id=before.id).update(is_latest=False)
        inspection = await Inspection.create(
            store_id=store.id,
            standard_id=standard.id,
            kind=kind,
            inspected_at=at,
            inspector_id=new.inspector_id,
            note=note,
            next_due_on=None if rule is None else day + datetime.timedelta(days=rule.inspect_every_days),
            is_latest=latest,
        )
        rows = [
            Finding(
                inspection_id=inspection.id,
                item_id=items[element].id,
                result=finding.result,
                **_by_now(finding.result, known.get(element), at),
                note=text,
                photo_id=finding.photo_id,
            )
            for element, (finding, text) in found.items()
        ]
        await Finding.bulk_create(rows)
        values = {}
        if latest:
            lacking = {element for element, row in known.items() if row.condition is not ElementCondition.OK}
            await rectifications.follow_up(store, dict(zip(found, rows, strict=True)), day, rule, lacking)
            lacked = await compliance.lacked_since(store, before, day)
            whole = all(row.condition is ElementCondition.OK for row in rows)
            values["lacking_since"] = compliance.lacking_since(lacked, whole, day)
        ok = sum(row.result is ElementCondition.OK for row in rows)
        told = {"inspectionId": f"{tags.INSPECTION}_{inspection.id}", "ok": ok}
        await changed(store, values, "jinniu_stores.store_inspected", told, tag=tags.STORE)
    return inspection


async def _conditions(inspection: Inspection | None) -> Mapping[TenElement, Finding]:
    """What is known of each element by the inspection that counted so far, and news since."""
    if inspection is None:
        return {}
    return {row.item.element: row for row in await Finding.filter(inspection_id=inspection.id).select_related("item")}


def _by_now(result: ElementCondition, known: Finding | None, at: datetime.datetime) -> Mapping[str, Any]:
    """The condition by now, and since when: news that is later than the inspection is not undone by its entry."""
    if known is not None and (known.condition_since > at or known.condition is result):
        return {"condition": known.condition, "condition_since": known.condition_since}
    return {"condition": result, "condition_since": at}


async def _checked(new: NewInspection, problems: Problems) -> Mapping[TenElement, tuple[NewFinding, str | None]]:
    found: dict[TenElement, tuple[NewFinding, str | None]] = {}
    references = References()
    references.add(Person, new.inspector_id, "inspector_id")
    for index, finding in enumerate(new.findings):
        if finding.element in found:
            problems.add("DUPLICATE", "The element is named twice.", "findings", index, "element")
        text = problems.optional_text(Finding, "note", finding.note, "findings", index, "note")
        references.add(Media, finding.photo_id, "findings", index, "photo_id")
        found[finding.element] = finding, text
    missing = [element.value for element in TenElement if element not in found]
    if missing:
        problems.add("INCOMPLETE", f"Nothing is said of: {', '.join(missing)}.", "findings")
    await references.check(problems)
    return found
