"""Notes of who saw personal data in an answer, for the audit log."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from core import ids
from core.acting import Actor
from core.audit_reads import ReadLog
from schema.engine.personal import Seen

ACTION: Final = "read"
"""The action of such entries."""

LISTED: Final = 50
"""Of how many an entry lists the ids; of more it tells the number. Of people, each finds it all the same."""


def note_seen(log: ReadLog, who: Actor, found: Sequence[Seen]) -> None:
    """Take note of what a root field has shown: an entry for each type."""
    for name in dict.fromkeys(each.type_name for each in found):
        of_type = tuple(each for each in found if each.type_name == name)
        log.note(who, of_type, partial(_values, name, of_type), partial(_people, of_type))


def _people(found: Sequence[Seen]) -> Sequence[uuid.UUID]:
    """Whom they are about, where these are several people."""
    whose = list(dict.fromkeys(id_ for each in found for id_ in each.ids))
    if len(whose) == 1 or ids.decode(whose[0]).tag != "pe":
        return []
    return [ids.decode(id_).key for id_ in whose]


def _values(name: str, found: Sequence[Seen]) -> Mapping[str, Any]:
    fields = list(dict.fromkeys(field for each in found for field in each.fields))
    whose = list(dict.fromkeys(id_ for each in found for id_ in each.ids))
    tag, key = ids.decode(whose[0])
    only = key if len(whose) == 1 else None
    details = {"type": name, "fields": fields, "rows": len(whose)}
    if len(whose) <= LISTED:
        details["ids"] = whose
    return {
        "action": ACTION,
        "subject_type": tag,
        "subject_id": only,
        "person_id": only if tag == "pe" else None,
        "details": details,
    }
