"""The kits in the schema, and what they add to places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pypika_tortoise.terms import Criterion

from linli import (
    Connection,
    Converted,
    Derived,
    InputType,
    Mutation,
    Part,
    Place,
    Reference,
    RootConnection,
    Row,
    auto,
    column,
    computed,
    extends,
    literal,
    many,
    model_type,
    row_filter,
    to_one,
)
from linli.services import refuse
from tests.plugins.kits.models import Kit as KitModel
from tests.plugins.kits.models import KitStatus, KitUse


@model_type(KitModel, tag="kt", order_by=("name",), area="place.area", since="0.1.0")
class Kit:
    """A first-aid kit (急救包)."""

    name: auto = column("What it is called (名称).")
    status: auto = column("Its condition (状态).", since="0.2.0")
    place: Place = to_one("Where it is (所在场所).")

    @computed(KitUse, "What it is good for (用途).", filterable=True)
    def use(row: Row) -> Derived:
        # Each condition holds for kits of the ones before it, too.
        return Derived(
            [
                (KitUse.NOTHING, row.status == literal(KitStatus.EXPIRED.value)),
                (KitUse.PRACTICE, row.name.like("演练%")),
                (KitUse.EMERGENCIES, row.id.notnull()),
            ]
        )


@extends(Place, since="0.1.0")
class PlaceKits:
    """Kits of a place."""

    kits: Connection[Kit] = many("The first-aid kits here (急救包).", relation="kits_kits")

    @row_filter("Only places with a kit of this name (急救包名称).", input=str)
    def kit_named(row: Row, given: Any) -> Criterion:
        return row.any("kits_kits", lambda kit: kit.name == given.term())

    @row_filter("Only places with a kit in this condition (急救包状态).", input=KitStatus)
    def kit_in_condition(row: Row, given: Any) -> Criterion:
        return row.any("kits_kits", lambda kit: kit.status == given.term())


@dataclass(frozen=True)
class NewKit:
    """What a new kit needs."""

    name: str
    place_id: UUID


async def add_kit(given: Converted) -> KitModel:
    if not given.value.name:
        raise refuse("KIT_UNNAMED", "A kit has a name.", "name")
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
