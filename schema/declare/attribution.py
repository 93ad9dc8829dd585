"""Who brought a declaration, and since which version if it says so: told in its description."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, TypeVar

from core.plugins.validation import CORE_NAME
from schema.declare.fields import FieldDeclaration
from schema.declare.roots import Part

D = TypeVar("D", bound=Any)


def owner_of(part: Part) -> str:
    """The name of the plugin that a part is from."""
    return part.owner or CORE_NAME


def credit(owner: str, since: str) -> str:
    """The sentence about who brought something, with a space before it; nothing for what is the core's."""
    return "" if owner in ("", CORE_NAME) else f" From {owner}{f' {since}' if since else ''}."


_CREDIT = re.compile(r" From (?P<owner>[a-z][a-z0-9_]*)(?: [^ ]+)?\.$")


def credited(description: str | None) -> str | None:
    """The plugin that a description gives credit to, by `credit`; None for what is the core's, or anybody's."""
    found = _CREDIT.search(description or "")
    return None if found is None else found["owner"]


def attributed(item: D, part: Part) -> D:
    """A copy of a declaration (a field, type, root field or mutation) that names its owner.

    One that does not say since which version it is there says nothing of it: the present version would be false from
    the next release on.
    """
    owner = owner_of(part)
    told = {"description": item.description + credit(owner, item.since)} if hasattr(item, "description") else {}
    return replace(item, owner=owner, **told)


def attributed_fields(fields: dict[str, FieldDeclaration], part: Part, since: str) -> dict[str, FieldDeclaration]:
    """Copies of fields; ``since`` is the version of the type or extension in which they stand."""
    return {name: attributed(replace(item, since=item.since or since), part) for name, item in fields.items()}
