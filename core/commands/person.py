"""`linli person`: export what is held of a person, erase a person, merge two records of one."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape

from core.commands.terminal import output, progress_bar, run
from core.commands.work import HandlersOf, ready
from core.errors import LinliError
from core.ids import InvalidId, decode, encode
from core.persons import erasure, merging
from core.persons.export import export as export_person
from core.persons.permitted import TAG
from core.private_file import create_private_file
from core.settings import Settings
from core.work import Handlers, open_with_handlers

T = TypeVar("T")

_ID = typer.Argument(metavar="ID", help="The person's id, as pe_….")
_PURPOSE = typer.Option(help="Why, for the audit log; without a name in it.")


class FileExists(LinliError):
    """A file that would be written over."""

    code = "FILE_EXISTS"


def person_command(handlers_of: HandlersOf) -> typer.Typer:
    """The command with its sub-commands."""
    command = typer.Typer(name="person", help="Export, erase and merge the records of persons.", no_args_is_help=True)

    def within(work: Callable[[], Awaitable[T]]) -> T:
        settings, handlers = ready(handlers_of)
        return run(_within(settings, handlers, work))

    @command.command("export")
    def export(
        person: Annotated[str, _ID],
        purpose: Annotated[str, _PURPOSE],
        to: Annotated[Path, typer.Option("--output", metavar="FILE", help="The new file; only you may read it.")],
    ) -> None:
        """Write everything that is held of a person into a file of JSON."""
        key = _key(person, TAG)
        if to.exists():
            raise FileExists(f"{to} is there already. Name another file.")
        held = within(lambda: export_person(key, purpose))
        if not create_private_file(to, json.dumps(held, ensure_ascii=False, indent=1) + "\n"):
            raise FileExists(f"{to} is there by now. Name another file.")
        output().print(f"What is held of {person} is in {escape(str(to))}.", soft_wrap=True)

    @command.command("erase")
    def erase(
        person: Annotated[str | None, _ID] = None,
        purpose: Annotated[str, _PURPOSE] = "",
        resume: Annotated[bool, typer.Option("--resume", help="Only finish what was begun and interrupted.")] = False,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask: it cannot be undone.")] = False,
    ) -> None:
        """Erase a person: nothing tells any more who it was, and what is counted stays counted."""
        if resume == (person is not None):
            raise typer.BadParameter("name a person, or say --resume")
        if person is None:
            with progress_bar("Erasing") as progress:
                done = within(lambda: erasure.finish_all(progress))
            output().print(f"Finished {done:,} erasures." if done else "No erasure was left unfinished.")
            return
        key = _key(person, TAG)
        if not yes:
            typer.confirm(f"Erase {person}? It cannot be undone", abort=True, err=True)
        asked = erasure.PersonToErase(person_id=key, purpose=purpose)
        row = within(lambda: erasure.erase(asked))
        output().print(f"{person} was erased: {encode(erasure.ERASURE_TAG, row.id)}.", soft_wrap=True)

    @command.command("merge")
    def merge(
        keep: Annotated[str, typer.Argument(metavar="KEEP", help="The id of the person who stands for both.")],
        merged: Annotated[str, typer.Argument(metavar="MERGE", help="The id of the person who is merged into them.")],
        purpose: Annotated[str, _PURPOSE],
    ) -> None:
        """Merge a person into another who is the same one."""
        asked = merging.PersonsToMerge(keep_id=_key(keep, TAG), merge_id=_key(merged, TAG), purpose=purpose)
        row = within(lambda: merging.merge(asked))
        told = encode(merging.MERGE_TAG, row.id)
        output().print(f"Merged. To undo it: linli person undo-merge {told}", soft_wrap=True)

    @command.command("undo-merge")
    def undo_merge(
        merge_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the merge, as pm_….")],
    ) -> None:
        """Undo a merge, unless later changes are in the way."""
        key = _key(merge_id, merging.MERGE_TAG)
        within(lambda: merging.undo(key))
        output().print(f"{merge_id} was undone.", soft_wrap=True)

    return command


async def _within(settings: Settings, handlers: Handlers, work: Callable[[], Awaitable[T]]) -> T:
    async with open_with_handlers(settings.database_url, handlers, readers=1):
        return await work()


def _key(text: str, tag: str) -> uuid.UUID:
    found = decode(text)
    if found.tag != tag:
        raise InvalidId(f"{text} is the id of something else: expected one that begins with {tag}_.")
    return found.key
