"""Secretary studios (书记工作室): open and close them, and give out another address of their calendar."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

from linli.models import Place
from linli.services import Problems, References, changed, created, locked, refuse, today, writing
from plugins.pidu_talent.models import Studio, Trainer
from plugins.pidu_talent.models.database_rules import RULES

TOKEN_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class NewStudio:
    """A place that is a studio, and who hosts it."""

    place_id: uuid.UUID
    name: str
    name_en: str | None = None
    host_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Host:
    """Who hosts a studio; nobody for None."""

    host_id: uuid.UUID | None = None


async def create(new: NewStudio) -> Studio:
    """Make a place a studio. Raises `linli.services.InputRefused`, as all verbs here do."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Place, new.place_id, "place_id")
        references.add(Trainer, new.host_id, "host_id")
        row = Studio(
            place_id=new.place_id,
            host_id=new.host_id,
            name=problems.text(Studio, "name", new.name, "name"),
            name_en=problems.optional_text(Studio, "name_en", new.name_en, "name_en"),
            feed_token=secrets.token_urlsafe(TOKEN_BYTES),
        )
        await references.check(problems)
        problems.refuse()
        await created(row, "pidu_talent.studio_created")
    return row


async def set_host(studio_id: uuid.UUID, given: Host, *, expected_version: int | None = None) -> Studio:
    """Say who hosts a studio from now on."""
    async with writing(RULES):
        row = await _open_one(studio_id, expected_version)
        problems, references = Problems(), References()
        references.add(Trainer, given.host_id, "host_id")
        await references.check(problems)
        problems.refuse()
        await changed(row, {"host_id": given.host_id}, "pidu_talent.studio_changed")
    return row


async def rotate_feed(studio_id: uuid.UUID, *, expected_version: int | None = None) -> Studio:
    """Give the studio's calendar another address. The old one answers no more."""
    async with writing(RULES):
        row = await _open_one(studio_id, expected_version)
        await changed(row, {"feed_token": secrets.token_urlsafe(TOKEN_BYTES)}, "pidu_talent.studio_feed_rotated")
    return row


async def close(studio_id: uuid.UUID, *, expected_version: int | None = None) -> Studio:
    """Close a studio for good."""
    async with writing(RULES):
        row = await _open_one(studio_id, expected_version)
        await changed(row, {"closed_on": today()}, "pidu_talent.studio_closed")
    return row


async def _open_one(studio_id: uuid.UUID, expected_version: int | None) -> Studio:
    row = await locked(Studio, studio_id, expected_version)
    if row.closed_on is not None:
        raise refuse("WRONG_STATE", f"The studio was closed on {row.closed_on}.", "id")
    return row
