"""Everything that is held of a person, for the person, or for whoever has to answer them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

import orjson

from core import audit
from core.access import PERSONS_EXPORT
from core.clock import now
from core.contributed import contributed
from core.database.connect import transaction
from core.ids import encode
from core.models import Person, PersonMerge
from core.persons.permitted import TAG, merged_into, person_meant, refuse_gone
from core.plugins.failures import PluginDefect
from core.plugins.plugin_settings import plugin_settings
from core.problems import Problems
from core.settings import Settings
from core.use_limits import count_use

EXPORT: Final = "person.exported"


async def export(person_id: uuid.UUID | None, purpose: str) -> Mapping[str, Any]:
    """What is held of a person, as JSON: by the names of those who hold it, of persons merged into them too.

    Nobody named: of whoever acts. Raises InputRefused: what `person_meant` raises; NOT_FOUND; REQUIRED without a
    purpose; RATE_LIMITED for somebody who has exported too often within the hour. PluginDefect, which names it,
    for a contributor that fails.
    """
    async with transaction():
        meant = await person_meant(PERSONS_EXPORT, person_id, "person_id")
        problems = Problems()
        told = problems.text(PersonMerge, "purpose", purpose, "purpose")
        problems.refuse()
        refuse_gone(await Person.get_or_none(id=meant), "person_id")
        await count_use(EXPORT, plugin_settings(Settings).limits.exports_per_hour)
        await audit.record(EXPORT, TAG, meant, person_id=meant, purpose=told)
        merged = await merged_into(meant)
        return {
            "person": encode(TAG, meant),
            "taken_at": now().isoformat(),
            "purpose": told,
            "data": await _held(meant),
            "merged": [{"person": encode(TAG, key), "data": await _held(key)} for key in merged],
        }


async def _held(person_id: uuid.UUID) -> dict[str, Any]:
    found = {}
    for name, data in contributed().personal_data.items():
        try:
            # As it is written in the end: what cannot be is the contributor's defect.
            found[name] = orjson.loads(orjson.dumps(await data.export(person_id)))
        except orjson.JSONEncodeError as error:
            raise PluginDefect(f"The export of the personal data {name!r} gave what is no JSON: {error}") from error
    return found
