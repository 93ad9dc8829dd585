"""Whether a store meets the Ten Elements: its latest official inspection, under the current standard."""

from __future__ import annotations

import datetime

from linli.services import Problems, today
from plugins.jinniu_stores.choices import ElementCondition
from plugins.jinniu_stores.models import Finding, Inspection, Standard, Store
from plugins.jinniu_stores.periods import day_of, valid_on


async def latest_inspection(store: Store) -> Inspection | None:
    """The official inspection that counts for a store by now."""
    return await Inspection.filter(store_id=store.id, is_latest=True).get_or_none()


def lacking_since(before: datetime.date | None, whole: bool, day: datetime.date) -> datetime.date | None:
    """Since when something has not been OK: as before where something was not, and else since the day; None if all is.

    ``whole`` says whether all is OK by now.
    """
    return None if whole else before or day


async def lacked_since(store: Store, inspection: Inspection | None, day: datetime.date) -> datetime.date | None:
    """Since when, as of a day, a store had not been compliant; None if it was, or had not been inspected.

    It ends to be when something is not OK, or on the day from which another standard than the inspection's is valid.
    """
    if inspection is None:
        return None
    standard = await Standard.get(id=inspection.standard_id)
    days = [since for since in (store.lacking_since, standard.valid_to) if since is not None and since <= day]
    return min(days, default=None)


async def require_ten_of_ten(store: Store, on: datetime.date | None) -> None:
    """Raise InputRefused unless a locked store may be active from a day on.

    NOT_INSPECTED without an official inspection by that day, OUTDATED_STANDARD if it was by a standard that is not
    current any more, NOT_TEN_OF_TEN with the elements that are not OK. All are about `id`.
    """
    problems = Problems()
    inspection = await latest_inspection(store)
    standard = await valid_on(Standard, today())
    if inspection is None:
        problems.add("NOT_INSPECTED", "No official inspection has been recorded.", "id")
    elif standard is None or inspection.standard_id != standard.id:
        problems.add("OUTDATED_STANDARD", "The latest official inspection was by a standard that is not current.", "id")
    else:
        seen = day_of(inspection.inspected_at)
        if on is not None and on < seen:
            problems.add("NOT_INSPECTED", f"The inspection that counts was on {seen}, and not by {on}.", "on")
        bad = await (
            Finding.filter(inspection_id=inspection.id)
            .exclude(condition=ElementCondition.OK)
            .order_by("item__position")
            .values_list("item__element", "condition")
        )
        if bad:
            told = ", ".join(f"{element.value} ({condition.value})" for element, condition in bad)
            problems.add("NOT_TEN_OF_TEN", f"Of the Ten Elements, {len(bad)} are not OK: {told}.", "id")
    problems.refuse()
