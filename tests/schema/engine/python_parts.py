"""A contributor's Python fields, for tests: one on every type of the core, and some that tell how they were called."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from schema.declare.fields import Argument, python_field
from schema.declare.roots import Part
from schema.declare.types import extends
from schema.types.areas import Area
from schema.types.core_part import CORE
from schema.types.places import Place

OWNER = "echoes"

Rows = Sequence[Mapping[str, Any]]

#: The rows of every call of `PlaceCalls.loud`, and the arguments of every call of `PlaceCalls.framed`.
LOUD: list[Rows] = []
FRAMED: list[tuple[int, str | None]] = []


def _echo(rows: Rows) -> list[str]:
    return [f"{row['__typename']} {row['id']}" for row in rows]


def _echoing(target: type) -> type:
    """An extension of a type by the field ``echo``, made of what every type has."""
    declared = python_field(str, "The type and the id.", needs="id __typename")(_echo)
    made = type(f"EchoOf{target.__name__}", (), {"echo": declared, "__module__": __name__})
    return extends(target)(made)


@extends(Place)
class PlaceCalls:
    """Fields that note how they were called."""

    @python_field(str, "The name in capitals.", needs="name")
    def loud(rows: Rows) -> list[str]:
        LOUD.append(rows)
        return [row["name"].upper() for row in rows]

    @python_field(str | None, "The address between two texts, made asynchronously.", needs="address")
    async def framed(rows: Rows, by: Annotated[str | None, Argument("The text.")] = None) -> list[str | None]:
        await asyncio.sleep(0)
        FRAMED.append((len(rows), by))
        frame = by or "·"
        return [None if row["address"] is None else f"{frame}{row['address']}{frame}" for row in rows]

    @python_field(
        int,
        "How many activities there are, and the first title.",
        needs="all: activities { totalCount } activities(first: 1, orderBy: [{id: ASC}]) { nodes { title } }",
    )
    def held(rows: Rows) -> list[int]:
        for row in rows:
            assert len(row["activities"]["nodes"]) == min(row["all"]["totalCount"], 1)
        return [row["all"]["totalCount"] for row in rows]

    @python_field(str, "Gives one item too few.", needs="name")
    def short(rows: Rows) -> list[str]:
        return [row["name"] for row in rows[1:]]


@extends(Area)
class AreaCalls:
    """A field of another type."""

    @python_field(str, "How many places lie there.", needs="places { totalCount }")
    def counted(rows: Rows) -> list[str]:
        return [f"{row['places']['totalCount']} places" for row in rows]


#: ``echo`` on every type.
ECHOES = Part(owner=OWNER, extensions=[_echoing(target) for target in CORE.types])
#: The fields that note their calls.
CALLS = Part(owner=OWNER, extensions=[PlaceCalls, AreaCalls])
