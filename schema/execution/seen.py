"""Notes of who saw personal data in an answer, for the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core import ids
from core.acting import Actor
from core.audit import Draft
from core.audit_reads import ReadLog
from core.clock import now
from schema.engine.personal import Seen

ACTION: Final = "read"
"""The action of such entries."""

LISTED: Final = 50
"""Of how many an entry lists the ids; of more it tells the number."""


def note_seen(log: ReadLog, who: Actor, found: Sequence[Seen]) -> None:
    """Take note of what a root field has shown: an entry for each type."""
    for name in dict.fromkeys(each.type_name for each in found):
        of_type = [each for each in found if each.type_name == name]
        fields = tuple(dict.fromkeys(field for each in of_type for field in each.fields))
        whose = (
            of_type[0].ids if len(of_type) == 1 else tuple(dict.fromkeys(id_ for each in of_type for id_ in each.ids))
        )
        tag, key = ids.decode(whose[0])
        only = key if len(whose) == 1 else None
        details = {"type": name, "fields": list(fields), "rows": len(whose)}
        if len(whose) <= LISTED:
            details["ids"] = list(whose)
        values = {
            "action": ACTION,
            "subject_type": tag,
            "subject_id": only,
            "person_id": only if tag == "pe" else None,
            "details": details,
        }
        log.note(Draft(now(), who, values), (name, fields, whose))
