"""Fields in Python: after the statement, a batch of rows at a time, and only for queries that ask for them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from schema.declare.defects import naming_within, wrong_result
from schema.declare.fields import PythonField, arguments_of
from schema.declare.terms import RequestValues
from schema.engine.given import Given


@dataclass
class PythonSite:
    """One place in a selection where a Python field is asked for.

    ``path`` leads to the objects: response keys, and ``[]`` for the items of a list. ``hidden`` is the key under
    which the statement delivers what the field needs.
    """

    path: tuple[str, ...]
    key: str
    hidden: str
    declaration: PythonField
    given: Mapping[str, Given]
    seconds: float

    async def fill(self, answer: Any, values: RequestValues) -> None:
        """Put the field's values into the objects of an answer, and take out what they were made from.

        Raises ``PluginDefect`` when the function fails, or does not give one item for each row; ``StatementTimeout``
        when it takes too long.
        """
        objects: list[dict[str, Any]] = []
        find(answer, self.path, self.hidden, objects)
        for found in objects:
            if found[self.hidden] is None:
                # The plugin that brought the field does not work for this row.
                del found[self.hidden]
        objects = [found for found in objects if self.hidden in found]
        rows = [found.pop(self.hidden) for found in objects]
        arguments = {
            argument.name: self.given[name].get(values)
            for argument in arguments_of(self.declaration.function)
            if (name := to_camel_case(argument.name)) in self.given
        }
        what, owner = f"the Python field {self.declaration.name!r}", self.declaration.owner
        async with naming_within(self.seconds, what, owner):
            result = self.declaration.function(rows, **arguments)
            items: Any = await result if inspect.isawaitable(result) else result
            if not isinstance(items, Sequence) or len(items) != len(rows):
                raise wrong_result(what, owner, items, f"a list of {len(rows)}, one item for each row")
        for found, item in zip(objects, items, strict=True):
            found[self.key] = item


def find(value: Any, path: tuple[str, ...], hidden: str, objects: list[dict[str, Any]]) -> None:
    """Collect the objects at a path of response keys, and ``[]`` for the items of a list, that have a hidden key."""
    if value is None:
        return
    # Where types mix, as in a search, other types' objects lack what the field needs, and the way to it.
    if not path:
        if hidden in value:
            objects.append(value)
    elif path[0] == "[]":
        for item in value:
            find(item, path[1:], hidden, objects)
    elif path[0] in value:
        find(value[path[0]], path[1:], hidden, objects)
