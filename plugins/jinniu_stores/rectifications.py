"""What inspections and news of the equipment found wrong, and has to be put right by a day."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Set
from dataclasses import dataclass

from tortoise.expressions import F

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

    Raises `linli.services.InputRefused`: WRONG_STATE if it was done already, or the store has left since.
    """
    async with writing(RULES):
        row = await locked(Rectification, rectification_id, expected_version)
        if row.done_on is not None:
            raise refuse("WRONG_STATE", f"It was done on {row.done_on}.", "id")
        if row.withdrawn_on is not None:
            raise refuse("WRONG_STATE", f"The store left the registry on {row.withdrawn_on}.", "id")
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


async def withdraw(store: Store, day: datetime.date) -> None:
    """End what is open of a locked store that leaves on a day: nobody has to put it right any more."""
    await Rectification.filter(finding__inspection__store_id=store.id, done_on=None, withdrawn_on=None).update(
        withdrawn_on=day, version=F("version") + 1, updated_at=now()
    )


async def follow_up(
    store: Store,
    findings: Mapping[TenElement, Finding],
    day: datetime.date,
    rule: InspectionRule | None,
    lacking: Set[TenElement],
) -> None:
    """Close what is OK by these findings of a locked store, and open what is not, due by the rule.

    ``lacking`` are the elements that were not OK before.

    What is open already stays open with its earlier day: finding it again gives no more time. Nor does a report that it
    was done, if the next look finds it as it was.
    """
    open_ones = {
        element: key
        for key, element in await Rectification.filter(
            finding__inspection__store_id=store.id, done_on=None, withdrawn_on=None
        ).values_list("id", "finding__item__element")
    }
    good = {element for element, finding in findings.items() if finding.condition is ElementCondition.OK}
    done = [key for element, key in open_ones.items() if element in good]
    if done:
        # One that was reported as done meanwhile keeps its day.
        await Rectification.filter(id__in=done, done_on=None).update(
            done_on=day, version=F("version") + 1, updated_at=now()
        )
    new = None if rule is None else day + datetime.timedelta(days=rule.rectify_within_days)
    due = {element: new for element in findings if element not in good and element not in open_ones}
    earlier = Rectification.filter(
        finding__inspection__store_id=store.id,
        withdrawn_on=None,
        finding__item__element__in=[element for element in due if element in lacking],
    )
    # Of several of one element the last stays.
    due.update(await earlier.order_by("id").values_list("finding__item__element", "due_on"))
    await Rectification.bulk_create(
        Rectification(finding_id=findings[element].id, due_on=day) for element, day in due.items()
    )
