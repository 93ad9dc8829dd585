"""Rows about a person that the person sees, and beside them whoever has a permission."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion

from schema.declare.rows import Row
from schema.declare.scalars import UuidCodec

if TYPE_CHECKING:
    from core.access import Viewer

_PERSON = UuidCodec("pe")


def own_or_permitted(permission: str, column: str = "person_id") -> Callable[[Row, Viewer], Criterion | None]:
    """The rule that shows all rows to those who have the permission everywhere, and everybody their own.

    ``column`` holds the person's key. A permission at a scope shows no rows of others.
    """

    def rule(row: Row, viewer: Viewer) -> Criterion | None:
        if viewer.may(permission) and viewer.reach(permission) is None:
            return None
        key = getattr(row, column)
        if viewer.person_id is None:
            nobody: Criterion = row.id.isnull()
            return nobody
        own: Criterion = key == row.value(_PERSON, lambda values: values.viewer.person_id)
        return own

    return rule
