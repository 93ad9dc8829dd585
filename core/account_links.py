"""Linking accounts to people by two: somebody asks for it, and somebody else confirms it.

An account has the roles of its person, and sees all that is theirs, be it the roles of an administrator or a resident's
own records. One person alone could so become anybody within their scope; so whoever asked never confirms. Who may ask
needs `accounts.write` where the person belongs, and the right to give each role of theirs
(`core.role_assignments.beyond_rights`). Somebody else with these confirms, or the person, who signs in with an account
that they have already. A request expires (`auth.link_request_days`).

Each verb is one transaction, raises `core.problems.InputRefused`, and has then changed nothing. They emit
`account_link.requested`, `account_link.confirmed` (and `account.linked`) and `account_link.declined`.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Final

from core import accounts, audit
from core.access import ACCOUNTS_WRITE
from core.accounts import AccountToLink
from core.acting import actor
from core.clock import now
from core.ids import encode
from core.models import Account, AccountLinkRequest, Person
from core.models.choices import AccountLinkState
from core.persons.permitted import locked_persons, permitted, person_meant, refuse_gone
from core.plugins.plugin_settings import plugin_settings
from core.problems import refuse
from core.settings import Settings
from core.writing import changed, created, locked, writing

TAG: Final = "al"
"""Starts the global ids of requests."""


@dataclass(frozen=True, kw_only=True)
class LinkDecision:
    """Nothing more is needed than the request."""


async def request(asked: AccountToLink) -> AccountLinkRequest:
    """Ask to link an account to a person. Nothing is linked yet, and no account is made.

    Raises InputRefused: what `accounts.checked` raises; NOT_PERMITTED at `personId`, also for one's own person;
    NOT_FOUND and WRONG_STATE for a person who is not there; WRONG_STATE at `subject` for an account that is linked
    already, disabled, or asked for already.
    """
    issuer, subject = accounts.checked(asked.issuer, asked.subject)
    async with writing():
        await person_meant(ACCOUNTS_WRITE, asked.person_id, "person_id", own=False)
        persons = await locked_persons([asked.person_id])
        person = refuse_gone(persons.get(asked.person_id), "person_id")
        viewer = actor().viewer
        if viewer is not None and viewer.person_id == person.id:
            raise refuse("NOT_PERMITTED", "Somebody else must ask for an account of your own.", "person_id")
        await accounts.refuse_beyond_rights(person, "person_id")
        accounts.refuse_taken(await Account.get_or_none(issuer=issuer, subject=subject), "subject")
        await _close_expired(issuer, subject)
        if await AccountLinkRequest.exists(issuer=issuer, subject=subject, state=AccountLinkState.PENDING):
            raise refuse("WRONG_STATE", "Somebody has asked for this account already: that is open.", "subject")
        days = plugin_settings(Settings).auth.link_request_days
        row = AccountLinkRequest(
            issuer=issuer,
            subject=subject,
            person_id=person.id,
            asked_by=actor().name,
            asked_by_person_id=None if viewer is None else viewer.person_id,
            asked_at=now(),
            expires_at=now() + datetime.timedelta(days=days),
        )
        await created(row, "account_link.requested", tag=TAG)
        await audit.record("account_link.requested", TAG, row.id, person_id=person.id)
    return row


async def confirm(request_id: uuid.UUID, *, expected_version: int | None = None) -> AccountLinkRequest:
    """Confirm a request of somebody else: the account has the roles of the person from then on.

    Raises InputRefused, all of it at `id`: NOT_FOUND, also for a request about somebody beyond the scope of whoever
    acts; CONFLICT; NOT_PERMITTED for whoever asked, and for roles that whoever acts could not give; WRONG_STATE for a
    request that is not open, and where the account was linked or disabled since.
    """
    async with writing():
        row, person = await _open(request_id, expected_version)
        viewer = actor().viewer
        if _asked(row):
            raise refuse("NOT_PERMITTED", "Somebody else than you, who asked, must confirm this.", "id")
        if viewer is None or viewer.person_id != person.id:
            await accounts.refuse_beyond_rights(person, "id")
        await accounts.link_locked(row.issuer, row.subject, person, path="id", request_id=encode(TAG, row.id))
        await _decide(row, AccountLinkState.CONFIRMED)
    return row


async def decline(request_id: uuid.UUID, *, expected_version: int | None = None) -> AccountLinkRequest:
    """Decline a request, or take back one's own: nothing is linked. Raises InputRefused as `confirm`, but for roles."""
    async with writing():
        row, person = await _open(request_id, expected_version)
        await _decide(row, AccountLinkState.DECLINED)
        await audit.record("account_link.declined", TAG, row.id, person_id=person.id)
    return row


async def _open(request_id: uuid.UUID, expected_version: int | None) -> tuple[AccountLinkRequest, Person]:
    """An open request, and its person, both locked, for whoever may decide on it."""
    found = await AccountLinkRequest.get_or_none(id=request_id)
    if found is None or not await permitted(ACCOUNTS_WRITE, found.person_id, own=True):
        raise refuse("NOT_FOUND", "There is no such row.", "id")
    # The person first, as merges and erasures do.
    persons = await locked_persons([found.person_id])
    person = refuse_gone(persons.get(found.person_id), "id")
    row = await locked(AccountLinkRequest, request_id, expected_version)
    if row.state is not AccountLinkState.PENDING:
        raise refuse("WRONG_STATE", f"The request is {row.state.value} already.", "id")
    if row.expires_at <= now():
        raise refuse("WRONG_STATE", f"The request expired at {row.expires_at:%Y-%m-%dT%H:%M:%SZ}: ask anew.", "id")
    return row, person


def _asked(row: AccountLinkRequest) -> bool:
    """Whether whoever acts asked for it, be it with another account of theirs."""
    viewer = actor().viewer
    own = viewer is not None and viewer.person_id is not None and viewer.person_id == row.asked_by_person_id
    return own or row.asked_by == actor().name


async def _decide(row: AccountLinkRequest, state: AccountLinkState) -> None:
    values = {"state": state, "decided_by": actor().name, "decided_at": now()}
    await changed(row, values, f"account_link.{state.value.lower()}", tag=TAG)


async def _close_expired(issuer: str, subject: str) -> None:
    """Note of what has expired that it did: it is in the way of a new request."""
    open_ones = AccountLinkRequest.filter(issuer=issuer, subject=subject, state=AccountLinkState.PENDING)
    for row in await open_ones.filter(expires_at__lte=now()).select_for_update():
        values = {"state": AccountLinkState.EXPIRED, "decided_at": row.expires_at}
        await changed(row, values, "account_link.expired", tag=TAG)
