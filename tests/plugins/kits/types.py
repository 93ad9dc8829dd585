"""The kits in the schema, and what they add to places."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from linli import (
    Connection,
    Converted,
    InputType,
    Mutation,
    Part,
    Place,
    Reference,
    RootConnection,
    auto,
    column,
    extends,
    many,
    model_type,
    to_one,
)
from tests.plugins.kits.models import Kit as KitModel


@model_type(KitModel, tag="kt", order_by=("name",), area="place.area", since="0.1.0")
class Kit:
    """A first-aid kit (急救包)."""

    name: auto = column("What it is called (名称).")
    status: auto = column("Its condition (状态).", since="0.2.0")
    place: Place = to_one("Where it is (所在场所).")


@extends(Place, since="0.1.0")
class PlaceKits:
    """Kits of a place."""

    kits: Connection[Kit] = many("The first-aid kits here (急救包).", relation="kits_kits")


@dataclass(frozen=True)
class NewKit:
    """What a new kit needs."""

    name: str
    place_id: UUID


async def add_kit(given: Converted) -> KitModel:
    return await KitModel.create(name=given.value.name, place_id=given.value.place_id)


PART = Part(
    types=(Kit,),
    extensions=(PlaceKits,),
    roots=(RootConnection("kits", "kit", "Kit", "All first-aid kits (急救包).", since="0.1.0"),),
    mutations=(
        Mutation(
            "addKit",
            "Adds a kit to a place (新增急救包).",
            InputType(
                "AddKitInput",
                "A new kit.",
                NewKit,
                {"name": "What it is called (名称).", "place_id": Reference("Where it is (所在场所).", "Place")},
            ),
            "kit",
            "Kit",
            add_kit,
            "kits.write",
            since="0.1.0",
        ),
    ),
)
