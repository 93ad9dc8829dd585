"""Accounts of those who sign in with an issuer of identities: link them to people, unlink, disable and enable them.

An account has the roles of the person to whom it is linked, and sees what is theirs. So two link one: somebody asks and
somebody else confirms (`core.account_links`); `link` is for the server's own command line. To take an account from a
person, or to disable it, needs `accounts.write` where the person belongs, and the right to give each of their roles
(`core.role_assignments.beyond_rights`). Nobody does it to their own account, nor to their own person.

Each verb is one transaction, raises `core.problems.InputRefused`, and has then changed nothing. They emit
`account.linked`, `account.unlinked`, `account.disabled` and `account.enabled`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core import audit
from core.access import ACCOUNTS_WRITE
from core.acting import actor
from core.clock import now
from core.models import Account, Person
from core.persons.permitted import locked_persons, permitted, refuse_gone
from core.plugins.plugin_settings import plugin_settings
from core.problems import refuse
from core.role_assignments import beyond_rights
from core.settings import Settings
from core.writing import changed, locked, writing

TAG: Final = "ac"
"""Starts the global ids of accounts."""


@dataclass(frozen=True, kw_only=True)
class AccountToLink:
    """An account as its issuer knows it, and the person whose it is."""

    issuer: str
    subject: str
    person_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AccountChoice:
    """Nothing more is needed than the account."""


async def ensure_account(issuer: str, subject: str) -> None:
    """Make the account if there is none yet. It is linked to nobody, and may do nothing."""
    await Account.bulk_create([Account(issuer=issuer, subject=subject)], ignore_conflicts=True)


async def link(asked: AccountToLink) -> Account:
    """Link an account to a person, whose roles it has from then on. It is made if there is none yet.

    Whoever acts is not asked what they may: this is for the platform itself, as on the server's command line.
    `core.account_links` is for everybody else. Raises InputRefused: what `checked` raises; NOT_FOUND and WRONG_STATE at
    `personId` for a person who is not there; WRONG_STATE at `subject` for an account that is linked, or disabled.
    """
    issuer, subject = checked(asked.issuer, asked.subject)
    async with writing():
        persons = await locked_persons([asked.person_id])
        person = refuse_gone(persons.get(asked.person_id), "person_id")
        return await link_locked(issuer, subject, person)


async def link_locked(
    issuer: str, subject: str, person: Person, *, path: str = "subject", request_id: str | None = None
) -> Account:
    """`link` within the transaction of somebody who has locked the person. `path` is where the input means the account,
    `request_id` what was confirmed by it.
    """
    await ensure_account(issuer, subject)
    account: Any = await Account.filter(issuer=issuer, subject=subject).select_for_update().get()
    refuse_taken(account, path)
    await _change(account, {"person_id": person.id}, "linked", person.id, request_id)
    return account  # type: ignore[no-any-return]  # as the query gave it


def checked(issuer: str, subject: str) -> tuple[str, str]:
    """The issuer and the subject of an account, as they are kept.

    Raises InputRefused: NOT_FOUND at `issuer` for one that the settings do not name; REQUIRED, TOO_LONG at `subject`.
    """
    known = [one.issuer for one in plugin_settings(Settings).auth.issuers]
    if issuer not in known:
        raise refuse("NOT_FOUND", f"There is no such issuer. There are: {', '.join(known) or 'none'}.", "issuer")
    subject = subject.strip()
    if not subject or len(subject) > 255:
        raise refuse("REQUIRED" if not subject else "TOO_LONG", "Must have from 1 to 255 characters.", "subject")
    return issuer, subject


def refuse_taken(account: Account | None, path: str) -> None:
    """Raise WRONG_STATE for an account that is linked already, or disabled."""
    if account is not None and (account.person_id is not None or account.disabled_at is not None):
        what = "is disabled: enable it" if account.disabled_at is not None else "is linked already: unlink it"
        raise refuse("WRONG_STATE", f"This account {what} first.", path)


async def unlink(account_id: uuid.UUID, *, expected_version: int | None = None) -> Account:
    """Take an account from its person: it may do nothing from the next request on.

    Raises InputRefused: NOT_FOUND, also for an account of somebody beyond the scope of whoever acts; CONFLICT;
    NOT_PERMITTED; WRONG_STATE for one that is linked to nobody.
    """
    async with writing():
        account, person = await _theirs(account_id, expected_version)
        if person is None:
            raise refuse("WRONG_STATE", "The account is linked to nobody.", "id")
        await _change(account, {"person_id": None}, "unlinked", person.id)
    return account


async def disable(account_id: uuid.UUID, *, expected_version: int | None = None) -> Account:
    """Refuse whoever signs in with an account, from the next request on. One that is disabled stays as it is.

    Raises InputRefused as `unlink`.
    """
    async with writing():
        account, person = await _theirs(account_id, expected_version)
        if account.disabled_at is None:
            await _change(account, {"disabled_at": now()}, "disabled", None if person is None else person.id)
    return account


async def enable(account_id: uuid.UUID, *, expected_version: int | None = None) -> Account:
    """Let an account in again that was disabled. One that is not stays as it is. Raises InputRefused as `unlink`."""
    async with writing():
        account, person = await _theirs(account_id, expected_version)
        if account.disabled_at is not None:
            await _change(account, {"disabled_at": None}, "enabled", None if person is None else person.id)
    return account


async def _theirs(account_id: uuid.UUID, expected_version: int | None) -> tuple[Account, Person | None]:
    """The account, locked, and its person. Raises InputRefused where whoever acts may not change it."""
    found: Any = await locked(Account, account_id, None)
    # Before the version is compared: a CONFLICT would tell strangers that the account is there.
    if not await permitted(ACCOUNTS_WRITE, found.person_id, own=False):
        raise refuse("NOT_FOUND", "There is no such row.", "id")
    account = await locked(Account, account_id, expected_version)
    person = None if found.person_id is None else await Person.get(id=found.person_id)
    viewer = actor().viewer
    if viewer is not None and (viewer.account_id == account.id or (person and viewer.person_id == person.id)):
        raise refuse("NOT_PERMITTED", "Somebody else must do this to an account of your own.", "id")
    if person is not None:
        await refuse_beyond_rights(person, "id")
    return account, person


async def refuse_beyond_rights(person: Person, path: str) -> None:
    """Raise NOT_PERMITTED where roles would be given or taken that whoever acts could not give."""
    if beyond := await beyond_rights(person.id):
        raise refuse("NOT_PERMITTED", f"The person has roles that you could not give: {', '.join(beyond)}.", path)


async def _change(
    account: Account, values: Mapping[str, Any], verb: str, person_id: uuid.UUID | None, request_id: str | None = None
) -> None:
    details = None if request_id is None else {"request": request_id}
    await changed(account, values, f"account.{verb}", tag=TAG)
    await audit.record(f"account.{verb}", TAG, account.id, person_id=person_id, details=details)
