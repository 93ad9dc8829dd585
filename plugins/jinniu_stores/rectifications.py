"""What inspections and news of the equipment found wrong, and has to be put right by a day."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from linli.models import Media
from linli.services import Problems, References, changed, locked, now, refuse, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import ElementCondition, TenElement
from plugins.jinniu_stores.models import Finding, InspectionRule, Rectification, Store
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import past_day


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What was done about it, on which day; today by default."""

    on: datetime.date | None = None
    note: str | None = None
    photo_id: uuid.UUID | None = None


async def complete(
    rectification_id: uuid.UUID, completion: Completion, *, expected_version: int | None = None
) -> Rectification:
    """Report that something was put right. The element counts as OK again once an inspection or news says so.

    Raises `linli.services.InputRefused`: WRONG_STATE if it was done already.
    """
    async with writing(RULES):
        row = await locked(Rectification, rectification_id, expected_version)
        if row.done_on is not None:
            raise refuse("WRONG_STATE", f"It was done on {row.done_on}.", "id")
        problems, references = Problems(), References()
        references.add(Media, completion.photo_id, "photo_id")
        values = {
            "done_on": past_day(completion.on, problems, "on"),
            "note": problems.optional_text(Rectification, "note", completion.note, "note"),
            "photo_id": completion.photo_id,
        }
        await references.check(problems)
        problems.refuse()
        await changed(row, values, "jinniu_stores.rectification_done", tag=tags.RECTIFICATION)
    return row


async def follow_up(
    store: Store,
    findings: Mapping[TenElement, Finding],
    day: datetime.date,
    rule: InspectionRule | None,
) -> None:
    """Close what is OK by these findings of a locked store, and open what is not, due by the rule.

    What is open already stays open with its earlier day: finding it again gives no more time.
    """
    open_ones = {
        element: key
        for key, element in await Rectification.filter(
            finding__inspection__store_id=store.id, done_on=None
        ).values_list("id", "finding__item__element")
    }
    good = {element for element, finding in findings.items() if finding.condition is ElementCondition.OK}
    done = [key for element, key in open_ones.items() if element in good]
    if done:
        await Rectification.filter(id__in=done).update(done_on=day, updated_at=now())
    due = None if rule is None else day + datetime.timedelta(days=rule.rectify_within_days)
    await Rectification.bulk_create(
        Rectification(finding_id=finding.id, due_on=due)
        for element, finding in findings.items()
        if element not in good and element not in open_ones
    )
