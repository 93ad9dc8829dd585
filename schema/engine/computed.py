"""What a computed field is in SQL, for a row."""

from __future__ import annotations

from typing import Any

from schema.declare.defects import naming, term_of
from schema.declare.fields import Composite, ComputedField, Derived
from schema.declare.rows import Row


def computed_of(declaration: ComputedField, row: Row, **arguments: Any) -> Any:
    """The term, `Derived` or `Composite` that the field's function gives. Raises PluginDefect as `naming` does."""
    what = f"the computed field {declaration.name!r}"
    with naming(what, declaration.owner):
        result = declaration.function(row, **arguments)
    return result if isinstance(result, Derived | Composite) else term_of(result, what, declaration.owner)
