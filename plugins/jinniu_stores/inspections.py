"""Inspections of stores by the standard of the day, and the rules by which they are repeated."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.models import Media
from linli.services import Problems, References, changed, created, locked, now, writing
from plugins.jinniu_stores import rectifications, tags
from plugins.jinniu_stores.choices import ElementCondition, PioneerStoreStatus, StoreInspectionKind, TenElement
from plugins.jinniu_stores.compliance import latest_inspection
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
    kind: StoreInspectionKind = StoreInspectionKind.OFFICIAL
    inspected_at: datetime.datetime | None = None
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


async def record(store_id: uuid.UUID, new: NewInspection, *, expected_version: int | None = None) -> Inspection:
    """Record an inspection by the standard that was valid on its day.

    The latest official one, by the time of the inspection, decides about the store. What it did not find OK is to be
    rectified; what it found OK closes earlier rectifications. Raises `linli.services.InputRefused`: NO_STANDARD;
    INCOMPLETE and DUPLICATE unless each element is found once; IN_THE_FUTURE; WRONG_STATE.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        official = new.kind is StoreInspectionKind.OFFICIAL
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
        found = await _checked(new.findings, problems)
        problems.refuse()
        assert standard is not None
        items = {item.element: item for item in await Item.filter(standard_id=standard.id)}
        rule = await valid_on(InspectionRule, day)
        before = await latest_inspection(store) if official else None
        latest = official and (before is None or before.inspected_at <= at)
        if latest and before is not None:
            await Inspection.filter(id=before.id).update(is_latest=False)
        inspection = await Inspection.create(
            store_id=store.id,
            standard_id=standard.id,
            kind=new.kind,
            inspected_at=at,
            note=note,
            next_due_on=None if rule is None else day + datetime.timedelta(days=rule.inspect_every_days),
            is_latest=latest,
        )
        rows = [
            Finding(
                inspection_id=inspection.id,
                item_id=items[element].id,
                result=finding.result,
                condition=finding.result,
                condition_since=at,
                note=text,
                photo_id=finding.photo_id,
            )
            for element, (finding, text) in found.items()
        ]
        await Finding.bulk_create(rows)
        if latest:
            conditions = {element: row for element, row in zip(found, rows, strict=True)}
            await rectifications.follow_up(store, conditions, day, rule)
        ok = sum(row.result is ElementCondition.OK for row in rows)
        told = {"inspectionId": f"{tags.INSPECTION}_{inspection.id}", "ok": ok}
        await changed(store, {}, "jinniu_stores.store_inspected", told, tag=tags.STORE)
    return inspection


async def _checked(
    findings: Sequence[NewFinding], problems: Problems
) -> Mapping[TenElement, tuple[NewFinding, str | None]]:
    found: dict[TenElement, tuple[NewFinding, str | None]] = {}
    references = References()
    for index, finding in enumerate(findings):
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
