"""`linli audit`: whether the audit log is whole, and what it says."""

from __future__ import annotations

import datetime
import json
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from tortoise.expressions import Q, Subquery

from core import ids
from core.audit_chain import Verified, verify
from core.clock import SHANGHAI
from core.commands.migrate import migrated
from core.commands.terminal import messages, output, progress_bar, run
from core.database.connect import database
from core.errors import LinliError
from core.models import AuditEntry, AuditEntryPerson
from core.settings import Settings

PERSON_TAG = "pe"

command = typer.Typer(name="audit", help="Look at the audit log.", no_args_is_help=True)


class ChainBroken(LinliError):
    """The audit log was tampered with."""

    code = "CHAIN_BROKEN"


@command.command("verify")
def verify_command(
    expect: Annotated[
        str | None,
        typer.Option(metavar="NUMBER:HASH", help="What an earlier run has shown, which must be on the chain."),
    ] = None,
) -> None:
    """Tell whether the audit log is whole, and if not, which entry is the first that is wrong."""
    settings, _ = migrated()
    with progress_bar("Verifying") as progress:

        async def work() -> Verified:
            async with database(settings.database_url, readers=1):
                return await verify(expect, lambda done, total: progress("", done, total))

        try:
            found = run(work())
        except ValueError as error:
            raise typer.BadParameter(f"--expect: {error}") from error
    if found.wrong is not None:
        raise ChainBroken(f"{found.wrong} The {found.entries:,} entries before are in order.")
    output().print(f"{found.entries:,} entries are in order. The end of the chain, to keep elsewhere:")
    output().print(found.end, soft_wrap=True)


@command.command("show")
def show(
    person: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what concerns this person, or what this person did.")
    ] = None,
    since: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on (Asia/Shanghai).")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest entries.")] = 100,
) -> None:
    """Show the newest entries of the audit log, the newest last."""
    settings, _ = migrated()
    entries = run(_entries(settings, person, since, limit))
    table = Table(box=None, pad_edge=False)
    for heading in ("No.", "When", "Who", "What", "On", "Person", "Purpose", "Details"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        table.add_row(*map(escape, _told(entry)))
    if entries:
        output().print(table)
    else:
        messages().print("There are no such entries.")


async def _entries(
    settings: Settings, person: str | None, since: datetime.datetime | None, limit: int
) -> list[AuditEntry]:
    key = None
    if person is not None:
        tag, key = ids.decode(person)
        if tag != PERSON_TAG:
            raise ids.InvalidId(f"{person!r} is not the id of a person")
    async with database(settings.database_url, readers=1):
        conditions = Q()
        if key is not None:
            among = AuditEntryPerson.filter(person_id=key).values("entry_id")
            conditions &= Q(person_id=key) | Q(actor_person_id=key) | Q(id__in=Subquery(among))
        if since is not None:
            conditions &= Q(recorded_at__gte=since.replace(tzinfo=SHANGHAI))
        return list(reversed(await AuditEntry.filter(conditions).order_by("-number").limit(limit)))


def _told(entry: AuditEntry) -> list[str]:
    subject = entry.subject_type if entry.subject_id is None else ids.encode(entry.subject_type, entry.subject_id)
    return [
        str(entry.number),
        entry.recorded_at.astimezone(SHANGHAI).isoformat(" ", "seconds"),
        entry.actor,
        entry.action,
        subject,
        "" if entry.person_id is None else ids.encode(PERSON_TAG, entry.person_id),
        entry.purpose or "",
        json.dumps(entry.details, ensure_ascii=False) if entry.details else "",
    ]
