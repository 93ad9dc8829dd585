"""Waves: a number of stores to be opened by a day."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.models import Programme
from linli.services import Problems, References, created, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.models import Wave
from plugins.jinniu_stores.models.database_rules import RULES


@dataclass(frozen=True, kw_only=True)
class NewWave:
    """What a new wave is made of."""

    programme_id: uuid.UUID
    number: int
    name: str
    target_count: int
    due_on: datetime.date
    name_en: str | None = None
    starts_on: datetime.date | None = None


async def create(new: NewWave) -> Wave:
    """A new wave of a programme. Raises `linli.services.InputRefused` with all problems."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Programme, new.programme_id, "programme_id")
        problems.within(new.number, 1, 1000, "number")
        problems.within(new.target_count, 1, 1_000_000, "target_count")
        wave = Wave(
            programme_id=new.programme_id,
            number=new.number,
            name=problems.text(Wave, "name", new.name, "name"),
            name_en=problems.optional_text(Wave, "name_en", new.name_en, "name_en"),
            target_count=new.target_count,
            starts_on=new.starts_on,
            due_on=new.due_on,
        )
        await references.check(problems)
        problems.refuse()
        await created(wave, "jinniu_stores.wave_created", tag=tags.WAVE)
    return wave
