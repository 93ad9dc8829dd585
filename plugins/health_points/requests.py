"""Requests for a call, and intents to sign up with a team. They say who and when; signing up is done elsewhere.

Each verb is one transaction, and raises `linli.services.InputRefused`. Events name the row, and nobody.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from linli.services import Problems, References, changed, created, locked, now, own_person, refuse, today, writing
from plugins.health_points import tags
from plugins.health_points.appointments import require_consent
from plugins.health_points.choices import CallbackState, CallbackTime, SigningState
from plugins.health_points.models import Callback, ContactPoint, SigningIntent, Team
from plugins.health_points.models.database_rules import RULES


@dataclass(frozen=True, kw_only=True)
class NewCallback:
    """The contact point whose team is to call, and when that suits."""

    contact_point_id: uuid.UUID
    preferred: CallbackTime = CallbackTime.ANY


@dataclass(frozen=True, kw_only=True)
class Call:
    """Whether the person was reached."""

    reached: bool


@dataclass(frozen=True, kw_only=True)
class NewIntent:
    """The team with which somebody would like to sign up."""

    team_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Signing:
    """Whether the person signed up."""

    signed: bool


async def ask_for_call(new: NewCallback) -> Callback:
    """Ask for a call to the person who acts, at the number that is kept of them.

    DUPLICATE while a request there is open; NOT_OPEN; CONSENT_REQUIRED.
    """
    person_id = own_person()
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(ContactPoint, new.contact_point_id, "contact_point_id")
        await references.check(problems)
        problems.refuse()
        await require_consent(person_id, "contact_point_id")
        point = await ContactPoint.get(id=new.contact_point_id)
        if point.opened_on > today() or (point.closed_on is not None and point.closed_on < today()):
            raise refuse("NOT_OPEN", "The contact point is not open today.", "contact_point_id")
        if await Callback.exists(contact_point_id=point.id, person_id=person_id, ended_at=None):
            raise refuse("DUPLICATE", "A request of yours is open there already.", "contact_point_id")
        row = Callback(
            contact_point_id=point.id,
            person_id=person_id,
            preferred=new.preferred,
            requested_at=now(),
            requested_on=today(),
        )
        await created(row, "health_points.callback_requested", tag=tags.CALLBACK)
    return row


async def note_call(callback_id: uuid.UUID, call: Call, *, expected_version: int | None = None) -> Callback:
    """Note that the team called. Who was not reached is called again. WRONG_STATE for a request that is over."""
    async with writing(RULES):
        row = await locked(Callback, callback_id, expected_version)
        _require_open(row.ended_at is None)
        values: dict[str, object] = {"attempts": row.attempts + 1, "state": CallbackState.UNREACHED}
        if call.reached:
            minutes = int((now() - row.requested_at).total_seconds() // 60)
            values |= {"state": CallbackState.CALLED, "ended_at": now(), "minutes_to_call": minutes}
        await changed(row, values, "health_points.callback_called", tag=tags.CALLBACK)
    return row


async def cancel_own_call(callback_id: uuid.UUID, *, expected_version: int | None = None) -> Callback:
    """Ask for no call any more. NOT_FOUND for a request of somebody else, as for one that is not there."""
    person_id = own_person()
    async with writing(RULES):
        if not await Callback.exists(id=callback_id, person_id=person_id):
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        row = await locked(Callback, callback_id, expected_version)
        _require_open(row.ended_at is None)
        values = {"state": CallbackState.CANCELLED, "ended_at": now()}
        await changed(row, values, "health_points.callback_cancelled", tag=tags.CALLBACK)
    return row


async def register_intent(new: NewIntent) -> SigningIntent:
    """Register that the person who acts would like to sign up. DUPLICATE while one intent of theirs is; NOT_OPEN."""
    person_id = own_person()
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Team, new.team_id, "team_id")
        await references.check(problems)
        problems.refuse()
        await require_consent(person_id, "team_id")
        team = await Team.get(id=new.team_id)
        if team.ended_on is not None and team.ended_on < today():
            raise refuse("NOT_OPEN", "There is no such team any more.", "team_id")
        if await SigningIntent.exists(person_id=person_id, ended_at=None):
            raise refuse("DUPLICATE", "An intent of yours is open already.", "team_id")
        row = SigningIntent(team_id=team.id, person_id=person_id, registered_at=now())
        await created(row, "health_points.signing_intent_registered", tag=tags.SIGNING_INTENT)
    return row


async def note_contact(intent_id: uuid.UUID, *, expected_version: int | None = None) -> SigningIntent:
    """Note that the team got in touch."""
    async with writing(RULES):
        row = await locked(SigningIntent, intent_id, expected_version)
        _require_open(row.ended_at is None)
        values = {"state": SigningState.CONTACTED, "contacted_at": row.contacted_at or now()}
        await changed(row, values, "health_points.signing_intent_contacted", tag=tags.SIGNING_INTENT)
    return row


async def conclude_intent(
    intent_id: uuid.UUID, signing: Signing, *, expected_version: int | None = None
) -> SigningIntent:
    """Note whether the person signed up."""
    async with writing(RULES):
        row = await locked(SigningIntent, intent_id, expected_version)
        _require_open(row.ended_at is None)
        state = SigningState.SIGNED if signing.signed else SigningState.DECLINED
        values = {"state": state, "ended_at": now()}
        await changed(row, values, "health_points.signing_intent_concluded", tag=tags.SIGNING_INTENT)
    return row


async def withdraw_own_intent(intent_id: uuid.UUID, *, expected_version: int | None = None) -> SigningIntent:
    """Take back one's own intent. NOT_FOUND for that of somebody else, as for one that is not there."""
    person_id = own_person()
    async with writing(RULES):
        if not await SigningIntent.exists(id=intent_id, person_id=person_id):
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        row = await locked(SigningIntent, intent_id, expected_version)
        _require_open(row.ended_at is None)
        values = {"state": SigningState.WITHDRAWN, "ended_at": now()}
        await changed(row, values, "health_points.signing_intent_withdrawn", tag=tags.SIGNING_INTENT)
    return row


def _require_open(is_open: bool) -> None:
    if not is_open:
        raise refuse("WRONG_STATE", "It is over already.", "id")
