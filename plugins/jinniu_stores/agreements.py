"""Agreements with the partner: draw up, sign and end them, and keep evidence of what they oblige to.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.models import Activity, Area, Media, Organization
from linli.services import Problems, References, changed, created, locked, refuse, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.models import Agreement, Obligation, Signatory
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import past_day


@dataclass(frozen=True, kw_only=True)
class NewObligation:
    """What an organisation has to do, and by when."""

    owner_id: uuid.UUID
    title: str
    title_en: str | None = None
    target_count: int | None = None
    due_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewAgreement:
    """A draft; the signatories are in the order of their signatures."""

    area_id: uuid.UUID
    code: str
    title: str
    signatory_ids: Sequence[uuid.UUID]
    title_en: str | None = None
    obligations: Sequence[NewObligation] = ()


@dataclass(frozen=True, kw_only=True)
class Signing:
    """When it was signed, at which activity, and from when to when it holds."""

    signed_on: datetime.date
    effective_on: datetime.date
    expires_on: datetime.date | None = None
    signing_activity_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What shows that an obligation was met, on which day; today by default."""

    evidence: str | None = None
    evidence_media_id: uuid.UUID | None = None
    on: datetime.date | None = None


async def create(new: NewAgreement) -> Agreement:
    """Draw up an agreement of at least two organisations."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        agreement = Agreement(
            area_id=new.area_id,
            code=problems.text(Agreement, "code", new.code, "code"),
            title=problems.text(Agreement, "title", new.title, "title"),
            title_en=problems.optional_text(Agreement, "title_en", new.title_en, "title_en"),
        )
        if len(new.signatory_ids) < 2:
            problems.add("TOO_FEW", "An agreement has at least two signatories.", "signatory_ids")
        for index, key in enumerate(new.signatory_ids):
            references.add(Organization, key, "signatory_ids", index)
            if key in new.signatory_ids[:index]:
                problems.add("DUPLICATE", "The organisation is named twice.", "signatory_ids", index)
        obligations = [_obligation(item, problems, references, index) for index, item in enumerate(new.obligations)]
        await references.check(problems)
        problems.refuse()
        await created(agreement, "jinniu_stores.agreement_created", tag=tags.AGREEMENT)
        await Signatory.bulk_create(
            Signatory(agreement_id=agreement.id, organization_id=key, position=position)
            for position, key in enumerate(new.signatory_ids, start=1)
        )
        for row in obligations:
            row.agreement_id = agreement.id
        await Obligation.bulk_create(obligations)
    return agreement


def _obligation(item: NewObligation, problems: Problems, references: References, index: int) -> Obligation:
    references.add(Organization, item.owner_id, "obligations", index, "owner_id")
    problems.within(item.target_count, 1, 1_000_000, "obligations", index, "target_count")
    return Obligation(
        position=index + 1,
        owner_id=item.owner_id,
        title=problems.text(Obligation, "title", item.title, "obligations", index, "title"),
        title_en=problems.optional_text(Obligation, "title_en", item.title_en, "obligations", index, "title_en"),
        target_count=item.target_count,
        due_on=item.due_on,
    )


async def sign(agreement_id: uuid.UUID, signing: Signing, *, expected_version: int | None = None) -> Agreement:
    """Note that a draft was signed. WRONG_STATE if it was signed before."""
    async with writing(RULES):
        agreement = await locked(Agreement, agreement_id, expected_version)
        if agreement.signed_on is not None:
            raise refuse("WRONG_STATE", f"It was signed on {agreement.signed_on}.", "id")
        problems, references = Problems(), References()
        past_day(signing.signed_on, problems, "signed_on")
        if signing.effective_on < signing.signed_on:
            problems.add("ENDS_BEFORE_START", "Must not take effect before it is signed.", "effective_on")
        if signing.expires_on is not None and signing.expires_on < signing.effective_on:
            problems.add("ENDS_BEFORE_START", "Must not expire before it takes effect.", "expires_on")
        references.add(Activity, signing.signing_activity_id, "signing_activity_id")
        await references.check(problems)
        problems.refuse()
        values = {
            "signed_on": signing.signed_on,
            "effective_on": signing.effective_on,
            "expires_on": signing.expires_on,
            "signing_activity_id": signing.signing_activity_id,
        }
        await changed(agreement, values, "jinniu_stores.agreement_signed", tag=tags.AGREEMENT)
    return agreement


async def terminate(
    agreement_id: uuid.UUID, reason: str, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Agreement:
    """End a signed agreement before it expires; `on` is the first day on which it does not hold, today by default."""
    async with writing(RULES):
        agreement = await locked(Agreement, agreement_id, expected_version)
        if agreement.signed_on is None or agreement.terminated_on is not None:
            raise refuse("WRONG_STATE", "Only an agreement that is signed and not ended can be ended.", "id")
        problems = Problems()
        day = past_day(on, problems, "on")
        if day < agreement.signed_on:
            problems.add("ENDS_BEFORE_START", f"It was signed on {agreement.signed_on}.", "on")
        text = problems.text(Agreement, "termination_reason", reason, "reason")
        problems.refuse()
        values = {"terminated_on": day, "termination_reason": text}
        await changed(agreement, values, "jinniu_stores.agreement_terminated", tag=tags.AGREEMENT)
    return agreement


async def meet(obligation_id: uuid.UUID, evidence: Evidence, *, expected_version: int | None = None) -> Obligation:
    """Note that an obligation was met, with its evidence: a text, a media item, or both."""
    async with writing(RULES):
        row = await locked(Obligation, obligation_id, expected_version)
        if row.met_on is not None:
            raise refuse("WRONG_STATE", f"It was met on {row.met_on}.", "id")
        problems, references = Problems(), References()
        references.add(Media, evidence.evidence_media_id, "evidence_media_id")
        values = {
            "met_on": past_day(evidence.on, problems, "on"),
            "evidence": problems.optional_text(Obligation, "evidence", evidence.evidence, "evidence"),
            "evidence_media_id": evidence.evidence_media_id,
        }
        if values["evidence"] is None and evidence.evidence_media_id is None:
            problems.add("REQUIRED", "Say what shows that it was met, or name a media item.", "evidence")
        await references.check(problems)
        problems.refuse()
        await changed(row, values, "jinniu_stores.obligation_met", tag=tags.OBLIGATION)
    return row
