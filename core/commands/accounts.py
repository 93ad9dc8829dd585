"""`linli account`: who signs in as whom."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar

import typer
from rich.markup import escape
from rich.table import Table

from core import accounts
from core.accounts import TAG, AccountToLink
from core.commands.terminal import messages, output, run
from core.commands.work import HandlersOf, ready
from core.ids import InvalidId, decode, encode
from core.models import Account
from core.persons.permitted import TAG as PERSON_TAG
from core.settings import Settings
from core.work import Handlers, open_with_handlers

T = TypeVar("T")

_ID = typer.Argument(metavar="ID", help="The account's id, as `linli account list` shows it.")


def account_command(handlers_of: HandlersOf) -> typer.Typer:
    """The command with its sub-commands."""
    command = typer.Typer(name="account", help="Say who signs in as whom.", no_args_is_help=True)

    def within(work: Callable[[], Awaitable[T]]) -> T:
        settings, handlers = ready(handlers_of)
        return run(_within(settings, handlers, work))

    @command.command("list")
    def list_accounts(
        person: Annotated[str | None, typer.Option(metavar="ID", help="Only those of this person.")] = None,
    ) -> None:
        """Show the accounts, by whom the issuer vouches for, and whose they are."""
        key = None if person is None else _key(person, PERSON_TAG)
        rows = within(lambda: _rows(key))
        if rows:
            output().print(_table(rows))
        else:
            messages().print("There are no such accounts.")

    @command.command("link")
    def link(
        issuer: Annotated[str, typer.Argument(metavar="ISSUER", help="The issuer, as in the settings.")],
        subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The claim `sub` of its tokens.")],
        person: Annotated[str, typer.Argument(metavar="PERSON", help="The id of the person, as pe_….")],
    ) -> None:
        """Link an account to a person, whose roles it has from then on. It is made if there is none yet."""
        asked = AccountToLink(issuer=issuer, subject=subject, person_id=_key(person, PERSON_TAG))
        row = within(lambda: accounts.link(asked))
        output().print(f"{encode(TAG, row.id)} is linked to {person}.", markup=False, soft_wrap=True)

    @command.command("unlink")
    def unlink(account: Annotated[str, _ID]) -> None:
        """Take an account from its person: it may do nothing from the next request on."""
        key = _key(account, TAG)
        within(lambda: accounts.unlink(key))
        output().print(f"{account} is linked to nobody.", markup=False)

    @command.command("disable")
    def disable(account: Annotated[str, _ID]) -> None:
        """Refuse whoever signs in with an account, from the next request on."""
        key = _key(account, TAG)
        within(lambda: accounts.disable(key))
        output().print(f"{account} is disabled.", markup=False)

    @command.command("enable")
    def enable(account: Annotated[str, _ID]) -> None:
        """Let an account in again that was disabled."""
        key = _key(account, TAG)
        within(lambda: accounts.enable(key))
        output().print(f"{account} is enabled.", markup=False)

    return command


async def _within(settings: Settings, handlers: Handlers, work: Callable[[], Awaitable[T]]) -> T:
    async with open_with_handlers(settings.database_url, handlers, readers=1):
        return await work()


async def _rows(person_id: uuid.UUID | None) -> list[Account]:
    found = Account.all() if person_id is None else Account.filter(person_id=person_id)
    return await found.order_by("issuer", "subject")


def _table(rows: Sequence[Any]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Id", "Issuer", "Subject", "Person", "State"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        person = "" if row.person_id is None else encode(PERSON_TAG, row.person_id)
        state = "enabled" if row.disabled_at is None else f"disabled {row.disabled_at:%Y-%m-%dT%H:%M:%SZ}"
        table.add_row(*map(escape, (encode(TAG, row.id), row.issuer, row.subject, person, state)))
    return table


def _key(text: str, tag: str) -> uuid.UUID:
    found = decode(text)
    if found.tag != tag:
        raise InvalidId(f"{text} is the id of something else: expected one that begins with {tag}_.")
    return found.key
