"""Viewers whose permissions hold at a scope of the town."""

from __future__ import annotations

from core.access import Reach, Viewer, ViewerKind
from tests.schema.town import key


def scope(name: str) -> Reach:
    """A scope by the tag and the number of its row, as ``ar 4``; several are separated by commas."""
    found = Reach()
    for one in name.split(","):
        tag, number = one.split()
        kind = {"ar": "areas", "or": "organizations", "pl": "places"}[tag]
        found |= Reach(**{kind: frozenset({key(tag, int(number))})})
    return found


def somebody(*everywhere: str, person: int | None = None, **scopes: str) -> Viewer:
    """A viewer with permissions everywhere, and with others at a scope: ``drafts__read="ar 4"`` for drafts.read."""
    reaches = {name.replace("__", "."): scope(where) for name, where in scopes.items()}
    return Viewer(
        ViewerKind.PERSON,
        frozenset({*everywhere, *reaches}),
        reaches,
        person_id=None if person is None else key("pe", person),
    )
