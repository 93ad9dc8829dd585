"""The grid-governance sign (微网实格标识): designs in versions, and checks of what hangs at a store."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.models import Media, Person
from linli.services import Problems, References, changed, created, locked, now, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import PioneerStoreStatus, SignageCondition
from plugins.jinniu_stores.life_cycle import require
from plugins.jinniu_stores.models import SignageCheck, SignageDesign, Store
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import follow

S = PioneerStoreStatus

CHECKED = (S.FITTING_OUT, S.AWAITING_INSPECTION, S.ACTIVE, S.SUSPENDED)
"""The states in which a store has a sign to be looked at."""


@dataclass(frozen=True, kw_only=True)
class NewSignageDesign:
    """A new version of the sign."""

    number: int
    name: str
    valid_from: datetime.date
    name_en: str | None = None
    artwork_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewSignageCheck:
    """What was seen of the sign, at an instant; now by default. A sign that hangs needs its version and a photo."""

    condition: SignageCondition
    design_id: uuid.UUID | None = None
    photo_id: uuid.UUID | None = None
    checked_at: datetime.datetime | None = None
    checker_id: uuid.UUID | None = None
    note: str | None = None


async def publish(new: NewSignageDesign) -> SignageDesign:
    """Publish a version that takes over from the last one. Stores that show an earlier one then lack a valid sign."""
    async with writing(RULES):
        problems, references = Problems(), References()
        problems.within(new.number, 1, 10_000, "number")
        references.add(Media, new.artwork_id, "artwork_id")
        design = SignageDesign(
            number=new.number,
            name=problems.text(SignageDesign, "name", new.name, "name"),
            name_en=problems.optional_text(SignageDesign, "name_en", new.name_en, "name_en"),
            artwork_id=new.artwork_id,
            valid_from=new.valid_from,
        )
        await references.check(problems)
        problems.refuse()
        await follow(SignageDesign, new.valid_from, problems)
        await created(design, "jinniu_stores.signage_design_published", tag=tags.SIGNAGE_DESIGN)
    return design


async def check(store_id: uuid.UUID, new: NewSignageCheck, *, expected_version: int | None = None) -> SignageCheck:
    """Record a look at the sign of a store. The latest one, by the time of the look, counts.

    Raises `linli.services.InputRefused`: WRONG_STATE for a store that has no sign yet or has left; REQUIRED without the
    version or the photo of a sign that hangs; NOT_ALLOWED with a version of one that is missing; IN_THE_FUTURE.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        require(store, *CHECKED)
        problems, references = Problems(), References()
        at = (new.checked_at or now()).replace(microsecond=0)
        if at > now():
            problems.add("IN_THE_FUTURE", "Must not be in the future.", "checked_at")
        if new.condition is SignageCondition.MISSING:
            if new.design_id is not None:
                problems.add("NOT_ALLOWED", "Where no sign hangs there is no version of it.", "design_id")
        else:
            if new.design_id is None:
                problems.add("REQUIRED", "Say which version of the sign hangs there.", "design_id")
            if new.photo_id is None:
                problems.add("REQUIRED", "A sign that hangs there is shown on a photo.", "photo_id")
        references.add(SignageDesign, new.design_id, "design_id")
        references.add(Media, new.photo_id, "photo_id")
        references.add(Person, new.checker_id, "checker_id")
        note = problems.optional_text(SignageCheck, "note", new.note, "note")
        await references.check(problems)
        problems.refuse()
        latest = not await SignageCheck.filter(store_id=store.id, checked_at__gt=at).exists()
        if latest:
            await SignageCheck.filter(store_id=store.id, is_latest=True).update(is_latest=False)
        row = await SignageCheck.create(
            store_id=store.id,
            condition=new.condition,
            design_id=new.design_id,
            photo_id=new.photo_id,
            checked_at=at,
            checker_id=new.checker_id,
            note=note,
            is_latest=latest,
        )
        told = {"checkId": f"{tags.SIGNAGE_CHECK}_{row.id}", "condition": new.condition.value}
        await changed(store, {}, "jinniu_stores.signage_checked", told, tag=tags.STORE)
    return row
