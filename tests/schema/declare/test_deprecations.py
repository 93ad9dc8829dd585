"""Every kind of declaration can be deprecated, and the SDL says so with the reason."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from graphql import build_schema
from pypika_tortoise.terms import Term

from core import models
from core.access import PLACES_WRITE
from core.models.choices import Choice
from schema.compose import compose, graphql_schema
from schema.compose.subset import Subsets
from schema.declare.catalog import Catalog
from schema.declare.described import described
from schema.declare.errors import DeclarationError
from schema.declare.fields import (
    Argument,
    Connection,
    column,
    computed,
    many,
    python_field,
    row_filter,
    row_order,
    to_one,
    values,
)
from schema.declare.inputs import InputType, Reference
from schema.declare.placement import CITY_WIDE
from schema.declare.roots import CalledArgument, CalledRoot, Mutation, Part, RootConnection
from schema.declare.rows import Row
from schema.declare.scalars import INT
from schema.declare.types import extends, model_type, value_type
from schema.differences import Severity, differences
from schema.types.core_part import CORE
from schema.types.organizations import Organization
from schema.types.places import Place
from tests.schema.composed import schema_of


class Mood(Choice):
    """A mood."""

    FINE = "FINE", "好", "Fine"
    GOOD = "GOOD", "良", "Good", "Use FINE."


@value_type
class Weather:
    """The weather."""

    mood: Mood = described("How it is.")
    wind: int = described("The wind.", deprecated="Use gusts.")


@model_type(models.Event, tag="ev", order_by=("position",), area=CITY_WIDE, group_by=("name",))
class Happening:
    """Something that happened."""

    name: Any = column("Its name.", deprecated="Use title.")


@extends(Place)
class More:
    """More."""

    owner: Organization | None = to_one("Who.", relation="operator", deprecated="Use operator.")
    extras: Connection[Any] = many("What.", relation="amenities", deprecated="Use amenities.")
    extra_codes: list[str] = values("Codes.", relation="amenities.code", deprecated="Use amenities.")
    __annotations__["extras"] = "Connection[PlaceAmenity]"

    @computed(int, "How many.", filterable=True, orderable=True, deprecated="Use amenities.")
    def extra_count(row: Row, least: Annotated[int, Argument("At least.", deprecated="Filter.")] = 0) -> Term:
        return row.count("amenities")

    @python_field(str, "In words.", needs="name", deprecated="Use name.")
    def words(rows: Sequence[Mapping[str, Any]]) -> list[str]:
        return [str(row["name"]) for row in rows]

    @row_filter("Some.", input=bool, deprecated="Use extraCount.")
    def some(row: Row, given: Any) -> Any:
        return row.any("amenities")

    @row_order("Order.", deprecated="Use name.")
    def by_extras(row: Row, arguments: Any) -> Any:
        return row.count("amenities"), INT


@dataclass(frozen=True)
class Inner:
    """Part of an input."""

    depth: int | None = None


@dataclass(frozen=True)
class Given:
    """An input."""

    name: str
    note: str | None = None
    place_id: uuid.UUID | None = None
    inner: Inner | None = None


async def nothing(given: Any) -> Any:
    raise AssertionError("no test runs it")


def part(old: str | None = "Old.", **changed: Any) -> Part:
    fields: dict[str, Any] = {
        "name": "Its name.",
        "note": described("A note.", deprecated="Leave it out."),
        "place_id": Reference("A place.", "Place", deprecated="Use inner."),
        "inner": InputType("InnerInput", "Part.", Inner, {"depth": "How deep."}, deprecated="Use name."),
        **changed,
    }
    return Part(
        owner="notes",
        types=(Happening,),
        extensions=(More,),
        values=(Weather,),
        roots=(RootConnection("happenings", "happening", "Happening", "All.", deprecated=old),),
        called_roots=(
            CalledRoot(
                "weather",
                "Now.",
                Weather,
                nothing,
                {"day": CalledArgument(int, "When.", deprecated="It is now.")},
                deprecated=old,
            ),
        ),
        mutations=(
            Mutation(
                "note",
                "Notes.",
                InputType("NoteInput", "A note.", Given, fields),
                "happening",
                "Happening",
                nothing,
                PLACES_WRITE,
                deprecated=old,
            ),
        ),
    )


def test_the_schema_says_what_is_deprecated_and_why() -> None:
    schema = compose(Catalog([CORE, part()]))
    before = schema_of([CORE])
    found = {
        each.coordinate: each.message.partition(": ")[2]
        for each in differences(before, build_schema(schema.as_str()))
        if each.kind == "DEPRECATED"
    }
    assert found == {
        "Happening.name": "Use title.",
        "HappeningWhere.name": "Use title.",
        "HappeningOrder.name": "Use title.",
        "HappeningGroup.name": "Use title.",
        "HappeningGroupBy.NAME": "Use title.",
        "Place.owner": "Use operator.",
        "PlaceWhere.owner": "Use operator.",
        "PlaceOrder.owner": "Use operator.",
        "Place.extras": "Use amenities.",
        "PlaceWhere.extras": "Use amenities.",
        "PlaceOrder.extras": "Use amenities.",
        "Place.extraCodes": "Use amenities.",
        "PlaceWhere.extraCodes": "Use amenities.",
        "Place.extraCount": "Use amenities.",
        "Place.extraCount(least:)": "Filter.",
        "PlaceWhere.extraCount": "Use amenities.",
        "PlaceOrder.extraCount": "Use amenities.",
        "Place.words": "Use name.",
        "PlaceWhere.some": "Use extraCount.",
        "PlaceOrder.byExtras": "Use name.",
        "Mood.GOOD": "Use FINE.",
        "Weather.wind": "Use gusts.",
        "Query.happenings": "Old.",
        "Query.happening": "Old.",
        "Query.weather": "Old.",
        "Query.weather(day:)": "It is now.",
        "Mutation.note": "Old.",
        "NoteInput.note": "Leave it out.",
        "NoteInput.placeId": "Use inner.",
        "NoteInput.inner": "Use name.",
    }


def test_a_districts_schema_says_it_too() -> None:
    whole = graphql_schema(compose(Catalog([CORE, part()])))
    subset = Subsets(whole, lambda type_name, field: ("core",), {"Happening": "core"}).of(frozenset({"core"}))
    assert [each for each in differences(whole, subset) if each.kind == "UNDEPRECATED"] == []


def test_a_field_that_goes_tells_that_it_was_deprecated() -> None:
    with_it = graphql_schema(compose(Catalog([CORE, part()])))
    found = {
        each.coordinate: each.deprecated
        for each in differences(with_it, schema_of([CORE]))
        if each.severity is Severity.BREAKING
    }
    assert (found["Place.words"], found["Query.weather"], found["Mutation.note"]) == ("Use name.", "Old.", "Old.")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"old": " "}, "the root field happenings of 'notes' is deprecated without a reason"),
        (
            {"name": described("Its name.", deprecated="Leave it out.")},
            "the field NoteInput.name of 'notes' is deprecated and must be given; give it a default",
        ),
    ],
)
def test_refusals(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        Catalog([CORE, part(**changed)])
    assert refused.value.message.startswith(message)
