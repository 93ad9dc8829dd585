"""Exchanges (交流学习): members and trainers write, somebody moderates, everybody reads."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from linli.services import Problems, References, acting_person, changed, created, locked, now, refuse, writing
from plugins.pidu_talent import tags
from plugins.pidu_talent.acting import require, trainers_of
from plugins.pidu_talent.choices import TalentEnrollmentState
from plugins.pidu_talent.choices import TalentExchangeState as S
from plugins.pidu_talent.models import Cohort, Enrollment, Exchange, Studio
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import MODERATE

WRITING = (TalentEnrollmentState.ADMITTED, TalentEnrollmentState.ACTIVE, TalentEnrollmentState.COMPLETED)
"""Which members of a cohort write."""


@dataclass(frozen=True, kw_only=True)
class NewExchange:
    """What somebody shares or asks, or answers."""

    cohort_id: uuid.UUID
    title: str
    text: str
    studio_id: uuid.UUID | None = None
    answers_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Reasoned:
    """Why."""

    reason: str


async def submit(new: NewExchange) -> Exchange:
    """Write an exchange, as a member or a trainer of the cohort; others see it once it was moderated.

    Raises `linli.services.InputRefused`: NOT_FOUND at `cohortId` for everybody else; NOT_ALLOWED for an answer to what
    is not published, or is of another cohort.
    """
    async with writing(RULES):
        author = acting_person()
        if author is None or author not in await _writers(new.cohort_id):
            raise refuse("NOT_FOUND", "There is no such row.", "cohort_id")
        problems, references = Problems(), References()
        references.add(Studio, new.studio_id, "studio_id")
        if new.answers_id is not None and not await Exchange.exists(
            id=new.answers_id, cohort_id=new.cohort_id, state=S.PUBLISHED
        ):
            problems.add("NOT_ALLOWED", "Only what is published in the cohort can be answered.", "answers_id")
        row = Exchange(
            cohort_id=new.cohort_id,
            studio_id=new.studio_id,
            answers_id=new.answers_id,
            author_id=author,
            title=problems.text(Exchange, "title", new.title, "title"),
            text=problems.text(Exchange, "text", new.text, "text"),
        )
        await references.check(problems)
        problems.refuse()
        await created(row, "pidu_talent.exchange_submitted", tag=tags.EXCHANGE)
    return row


async def publish(exchange_id: uuid.UUID, *, expected_version: int | None = None) -> Exchange:
    """Show an exchange to everybody. NOT_PERMITTED for its author: somebody else moderates."""
    async with writing(RULES):
        row = await _awaiting(exchange_id, expected_version)
        values = {"state": S.PUBLISHED, "moderated_at": now()}
        await changed(row, values, "pidu_talent.exchange_published", tag=tags.EXCHANGE)
    return row


async def reject(exchange_id: uuid.UUID, given: Reasoned, *, expected_version: int | None = None) -> Exchange:
    """Do not show an exchange, for a reason that is noted."""
    async with writing(RULES):
        row = await _awaiting(exchange_id, expected_version)
        values = {"state": S.REJECTED, "moderated_at": now(), "reason": _reason(given)}
        await changed(row, values, "pidu_talent.exchange_rejected", tag=tags.EXCHANGE)
    return row


async def withdraw(exchange_id: uuid.UUID, given: Reasoned, *, expected_version: int | None = None) -> Exchange:
    """Show an exchange no more: as its author, or with the permission."""
    async with writing(RULES):
        row = await locked(Exchange, exchange_id, expected_version)
        await require(MODERATE, (await Cohort.get(id=row.cohort_id)).area_id, row.author_id)
        if row.state not in (S.SUBMITTED, S.PUBLISHED):
            raise refuse("WRONG_STATE", f"An exchange that is {row.state.value} cannot be withdrawn.", "id")
        values = {"state": S.WITHDRAWN, "reason": _reason(given)}
        await changed(row, values, "pidu_talent.exchange_withdrawn", tag=tags.EXCHANGE)
    return row


async def _writers(cohort_id: uuid.UUID) -> list[uuid.UUID]:
    members = Enrollment.filter(cohort_id=cohort_id, state__in=WRITING)
    return [*await trainers_of(cohort_id), *[key for (key,) in await members.values_list("member__person_id")]]


async def _awaiting(exchange_id: uuid.UUID, expected_version: int | None) -> Exchange:
    row = await locked(Exchange, exchange_id, expected_version)
    if row.state is not S.SUBMITTED:
        raise refuse("WRONG_STATE", f"The exchange is {row.state.value}.", "id")
    if acting_person() == row.author_id:
        raise refuse("NOT_PERMITTED", "Somebody else than its author must moderate an exchange.", "id")
    return row


def _reason(given: Reasoned) -> str:
    problems = Problems()
    reason = problems.text(Exchange, "reason", given.reason, "reason")
    problems.refuse()
    return reason
