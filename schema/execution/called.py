"""Root fields that Python answers: what the process knows, and what SQL computes in its own way."""

from __future__ import annotations

import decimal
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import FieldNode, GraphQLError
from strawberry.utils.str_converters import to_camel_case

from core.access import Viewer
from core.database.reader import Reader
from core.optional import strip_optional
from core.problems import InputRefused
from schema.declare.defects import naming_within
from schema.declare.fields import IdOf
from schema.declare.roots import Ask, Asked, CalledArgument, CalledRoot
from schema.declare.scalars import key_in
from schema.declare.terms import RequestValues
from schema.engine.build import too_costly
from schema.engine.compiler import Compiler, Question
from schema.engine.given import Given
from schema.engine.placing import Placing
from schema.engine.selection import Selections
from schema.execution.freshness import refuse_stale


@dataclass(slots=True)
class Asking:
    """What is asked for of an object: response keys, each with the name in Python (None: the type's name), and what is
    asked for of the objects there.
    """

    type_name: str
    fields: list[tuple[str, str | None, Asking | None]]

    @property
    def size(self) -> int:
        """The number of keys, on all levels."""
        return len(self.fields) + sum(below.size for _, _, below in self.fields if below is not None)

    def of(self, item: Any) -> Any:
        """What is asked for of an item: an object, a list of them, or None."""
        if item is None:
            return None
        if isinstance(item, list | tuple):
            return [self.of(each) for each in item]
        return {
            key: self.type_name if name is None else item[name] if below is None else below.of(item[name])
            for key, name, below in self.fields
        }


@dataclass(slots=True)
class Call:
    """How the field is answered. Implements `schema.execution.reads.RootPlan`."""

    root: CalledRoot
    asking: Asking
    given: Mapping[str, Given]
    readers: Mapping[str, Callable[[Any], Any]]
    language: str
    scoped: bool
    seconds: float

    @property
    def cost(self) -> int:
        """The rows that it counts as."""
        return self.root.cost

    @property
    def weight(self) -> int:
        """The memory that the plan takes, in bytes, estimated."""
        return 1_000 + 300 * self.asking.size

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The JSON of the object or list. Raises ``GraphQLError`` for arguments that the function refuses, and
        StaleViewer if the viewer may have other rights by now.
        """
        arguments = {
            name: self.readers[name](value)
            for name, given in self.given.items()
            if (value := given.get(values)) is not None
        }
        await refuse_stale(values.viewer, reader)
        scope = values.scope if self.scoped else None
        asked = Asked(arguments, values.viewer.settled, self.language, scope, _asks(values))
        try:
            async with naming_within(self.seconds, f"the root field {self.root.name!r}", self.root.owner):
                return orjson.dumps(self.asking.of(await self.root.function(asked)), default=_json)
        except InputRefused as refused:
            raise GraphQLError(refused.message, extensions={"code": "BAD_USER_INPUT"}) from refused


def call(compiler: Compiler, root: CalledRoot, nodes: list[FieldNode], question: Question) -> Call:
    """The plan of such a field. Raises ``GraphQLError`` for a permission that the viewer lacks, and for its cost."""
    _refuse_without(root, question.viewer)
    if root.cost > compiler.limits.cost:
        raise too_costly()
    return Call(
        root,
        _asking(root.returns, nodes, question.selections),
        compiler.builder(question).arguments(nodes[0], "Query"),
        {name: _reader(compiler, argument) for name, argument in root.arguments.items()},
        question.language,
        compiler.placing is not Placing.EVERYWHERE,
        compiler.limits.plugin_seconds,
    )


def _refuse_without(root: CalledRoot, viewer: Viewer) -> None:
    requires = root.requires
    if requires is None or viewer.may(requires) or (root.scoped and viewer.may_somewhere(requires)):
        return
    where = " everywhere; you have it at a scope" if viewer.may_somewhere(requires) else ""
    raise GraphQLError(
        f"asking for {root.name} needs the permission {requires!r}{where}", extensions={"code": "FORBIDDEN"}
    )


def _asks(values: RequestValues) -> Ask | None:
    service = values.service
    if service is None:
        return None

    async def ask(query: str, viewer: Viewer) -> Any:
        return await service.ask(query, viewer.settled, values.scope)

    return ask


def _asking(cls: type, nodes: list[FieldNode], selections: Selections) -> Asking:
    value = cls.__linli_value__  # type: ignore[attr-defined]  # set by value_type
    by_name = {to_camel_case(name): (name, _objects(hint)) for name, (hint, _) in value.fields.items()}
    found = Asking(value.name, [])
    for key, below in selections.under(nodes, value.name).items():
        if below[0].name.value == "__typename":
            found.fields.append((key, None, None))
            continue
        name, objects = by_name[below[0].name.value]
        found.fields.append((key, name, None if objects is None else _asking(objects, below, selections)))
    return found


def _objects(hint: Any) -> type | None:
    """The value type of the objects in a field of a value type; None for plain values."""
    inner, _ = strip_optional(hint)
    if typing.get_origin(inner) is list:
        return _objects(typing.get_args(inner)[0])
    return inner if hasattr(inner, "__linli_value__") else None


def _reader(compiler: Compiler, argument: CalledArgument) -> Callable[[Any], Any]:
    if isinstance(argument.kind, IdOf):
        tag = compiler.catalog.types[argument.kind.type_name].tag
        return lambda value: key_in(value, tag)
    return lambda value: value


def _json(value: Any) -> str:
    if isinstance(value, decimal.Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is nothing that a called root field may give")
