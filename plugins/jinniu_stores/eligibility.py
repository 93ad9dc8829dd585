"""Which stores are eligible: criteria in versions, and assessments by the criteria of the day."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.services import Problems, changed, created, locked, writing
from plugins.jinniu_stores import life_cycle, tags
from plugins.jinniu_stores.choices import EligibilityVerdict, PioneerStoreStatus
from plugins.jinniu_stores.models import Assessment, Criteria, Store
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import follow, past_day, valid_on

S = PioneerStoreStatus


@dataclass(frozen=True, kw_only=True)
class NewCriteria:
    """A new version of the criteria."""

    number: int
    name: str
    description: str
    valid_from: datetime.date


@dataclass(frozen=True, kw_only=True)
class NewAssessment:
    """A verdict on a store, and the reasons for it. INELIGIBLE needs reasons."""

    verdict: EligibilityVerdict
    reasons: str | None = None
    on: datetime.date | None = None


async def publish(new: NewCriteria) -> Criteria:
    """Publish criteria that take over from the last ones. Assessments keep those by which they were made."""
    async with writing(RULES):
        problems = Problems()
        problems.within(new.number, 1, 10_000, "number")
        criteria = Criteria(
            number=new.number,
            name=problems.text(Criteria, "name", new.name, "name"),
            description=problems.text(Criteria, "description", new.description, "description"),
            valid_from=new.valid_from,
        )
        problems.refuse()
        await follow(Criteria, new.valid_from, problems)
        await created(criteria, "jinniu_stores.criteria_published", tag=tags.CRITERIA)
    return criteria


async def assess(store_id: uuid.UUID, new: NewAssessment, *, expected_version: int | None = None) -> Store:
    """Assess a store that is not planned yet, by the criteria of the day. The verdict becomes its status.

    UNDECIDED leaves the status as it is. Raises `linli.services.InputRefused`: NO_CRITERIA if none are valid on the
    day, REQUIRED without reasons for INELIGIBLE, WRONG_STATE once a store is planned.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        life_cycle.require(store, S.CANDIDATE, S.ELIGIBLE, S.INELIGIBLE)
        problems = Problems()
        day = past_day(new.on, problems, "on")
        reasons = problems.optional_text(Assessment, "reasons", new.reasons, "reasons")
        if new.verdict is EligibilityVerdict.INELIGIBLE and reasons is None:
            problems.add("REQUIRED", "A store that is not eligible is told why.", "reasons")
        criteria = await valid_on(Criteria, day)
        if criteria is None:
            problems.add("NO_CRITERIA", f"No criteria are valid on {day}. Publish some first.", "on")
        problems.refuse()
        assert criteria is not None
        last = await Assessment.filter(store_id=store.id).order_by("-position").first()
        await Assessment.create(
            store_id=store.id,
            criteria_id=criteria.id,
            position=1 if last is None else last.position + 1,
            verdict=new.verdict,
            reasons=reasons,
            assessed_on=day,
        )
        status = S(new.verdict.value) if new.verdict is not EligibilityVerdict.UNDECIDED else store.status
        if status is store.status:
            told = {"verdict": new.verdict.value}
            await changed(store, {}, "jinniu_stores.store_assessed", told, tag=tags.STORE)
        else:
            await life_cycle.move(store, status, day, "assessed")
    return store
