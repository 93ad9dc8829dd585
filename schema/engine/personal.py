"""Where private fields are shown in full, so that it can be noted who saw whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schema.engine.python_fields import find


@dataclass(frozen=True)
class Seen:
    """Private fields of rows of a type that were shown in full, and the global ids of those whom they are about.

    These are people where the rows say of whom they are, and else the rows themselves.
    """

    type_name: str
    fields: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True)
class PersonalSite:
    """One place in a selection where private fields are asked for that the viewer may see.

    ``path`` leads to the objects, as in `PythonSite`. ``hidden`` is the key under which the statement tells whom each
    is about; null where the viewer sees them for another reason than the permission, because they are their own.
    """

    path: tuple[str, ...]
    hidden: str
    type_name: str
    fields: tuple[str, ...]

    def take(self, answer: Any) -> Seen | None:
        """Take what is hidden out of an answer, and tell what was seen; None if nothing was."""
        objects: list[dict[str, Any]] = []
        find(answer, self.path, self.hidden, objects)
        ids: Sequence[str | None] = [found.pop(self.hidden) for found in objects]
        seen = tuple(dict.fromkeys(each for each in ids if each is not None))
        return Seen(self.type_name, self.fields, seen) if seen else None
