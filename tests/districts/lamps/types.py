"""The plugin's types, and what it adds to places."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from pypika_tortoise.terms import Criterion, Term

from core.access import PLACES_WRITE
from linli import (
    CITY_WIDE,
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
    Subscription,
    auto,
    column,
    computed,
    extends,
    literal,
    many,
    model_type,
    python_field,
    row_filter,
    row_order,
    to_one,
    values,
)
from linli.models import Place as PlaceRow
from schema.declare.scalars import INT
from tests.districts.lamps import models


@model_type(models.LampKind, tag="lk", order_by=("name",), area=CITY_WIDE)
class LampKind:
    """A kind of lamps."""

    name: auto = column("The name.")


@model_type(models.Lamp, tag="la", order_by=("code",), area="place.area", group_by=("state",))
class Lamp:
    """A lamp."""

    place: Place = to_one("Where it is.")
    kind: LampKind | None = to_one("Its kind.")
    code: auto = column("Its code.")
    state: auto = column("How it is.")
    checks: Connection[LampCheck] = many("Who looked.", order_by=("note",))


@model_type(models.LampCheck, tag="lc", order_by=("note",), area="lamp.place.area")
class LampCheck:
    """Somebody looked at a lamp."""

    lamp: Lamp = to_one("The lamp.")
    note: auto = column("What was seen.")


@extends(Place)
class PlaceLamps:
    """What places have."""

    lamps: Connection[Lamp] = many("Its lamps.", relation="lamps_lamps")
    lamp_codes: list[str] = values("The codes of its lamps.", relation="lamps_lamps.code")

    @computed(int, "How many lamps it has.", filterable=True, orderable=True)
    def lamp_count(row: Row) -> Term:
        return row.count("lamps_lamps")

    @computed(models.LampState, "Broken if a lamp is.", filterable=True)
    def lamp_state(row: Row) -> Derived:
        broken = row.any("lamps_lamps", lambda lamp: lamp.state == literal("BROKEN"))
        return Derived([(models.LampState.BROKEN, broken), (models.LampState.LIT, row.id.notnull())])

    @python_field(str, "The codes in one text.", needs="lampCount name")
    def lamp_text(rows: list[dict[str, Any]]) -> list[str]:
        return [f"{row['name']}: {row['lampCount']}" for row in rows]

    @row_filter("Places with or without lamps.", input=bool)
    def lit(row: Row, given: Any) -> Criterion:
        some = row.any("lamps_lamps")
        return some if given.value else some.negate()

    @row_order("By the number of lamps.", name="lamps_order")
    def lamps_order(row: Row, arguments: Any) -> tuple[Term, Any]:
        return row.count("lamps_lamps"), INT


@dataclass(frozen=True, kw_only=True)
class NewLamp:
    """A new lamp."""

    place_id: uuid.UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class LampChange:
    """What changes."""

    code: str


async def _create(given: Converted) -> models.Lamp:
    return await models.Lamp.create(place_id=given.value.place_id, code=given.value.code)


async def _rename(given: Converted) -> models.Lamp:
    lamp = await models.Lamp.get(id=given.id)
    lamp.code = given.value.code
    await lamp.save()
    return lamp


async def _relight(given: Converted) -> PlaceRow:
    return await PlaceRow.get(id=given.value.place_id)


_PLACE = Reference("The place.", "Place")
PART = Part(
    types=(LampKind, Lamp, LampCheck),
    extensions=(PlaceLamps,),
    roots=(
        RootConnection("lamps", "lamp", "Lamp", "All lamps."),
        RootConnection("lampKinds", "lampKind", "LampKind", "All kinds."),
    ),
    mutations=(
        Mutation(
            "createLamp",
            "Makes a lamp.",
            InputType("CreateLampInput", "A new lamp.", NewLamp, {"place_id": _PLACE, "code": "Its code."}),
            "lamp",
            "Lamp",
            _create,
            PLACES_WRITE,
        ),
        Mutation(
            "renameLamp",
            "Renames a lamp.",
            InputType("RenameLampInput", "What changes.", LampChange, {"code": "Its code."}, keyed="Lamp"),
            "lamp",
            "Lamp",
            _rename,
            PLACES_WRITE,
        ),
        Mutation(
            "relightPlace",
            "Lights a place's lamps.",
            InputType("RelightPlaceInput", "The place.", NewLamp, {"place_id": _PLACE, "code": "Its code."}),
            "place",
            "Place",
            _relight,
            PLACES_WRITE,
        ),
    ),
    subscriptions=(Subscription("lampChanged", "Tells of lamps.", ("lamps.lamp_*",), "lamp", "Lamp"),),
)
