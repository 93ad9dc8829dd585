"""The schema as text (SDL), and the committed copy of it, `schema.graphql`, that frontend teams and reviews read."""

import difflib
from collections.abc import Iterable
from pathlib import Path

from schema.compose import compose
from schema.declare.catalog import Catalog
from schema.declare.roots import Part

COMMITTED = Path(__file__).with_name("schema.graphql")


def schema_text(parts: Iterable[Part]) -> str:
    """The SDL of the schema that these parts make up. Raises DeclarationError if they do not fit together."""
    return compose(Catalog(parts)).as_str() + "\n"


def changes(text: str, committed: Path = COMMITTED) -> list[str]:
    """The lines by which the committed copy differs from `text`, as a unified diff; none when it is current."""
    before = committed.read_text(encoding="utf-8") if committed.exists() else ""
    return list(
        difflib.unified_diff(
            before.splitlines(), text.splitlines(), f"{committed.name} (committed)", "the code", lineterm=""
        )
    )
