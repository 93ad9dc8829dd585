"""Declarations that do not fit the model, or say too little: refused with place and owner, before any request."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from core import models
from schema.compose import compose
from schema.declare.aggregates import Aggregates
from schema.declare.catalog import Catalog
from schema.declare.described import described
from schema.declare.errors import DeclarationError
from schema.declare.fields import (
    Argument,
    Connection,
    auto,
    column,
    computed,
    many,
    python_field,
    row_filter,
    to_one,
    translated,
    values,
)
from schema.declare.placement import CITY_WIDE
from schema.declare.roots import Part, RootConnection
from schema.declare.types import extends, model_type, value_type
from schema.types.areas import Area
from schema.types.core_part import CORE
from schema.types.places import Place


def declared(**content: Any) -> type:
    """A type over the outbox, which has none yet, with these attributes."""
    options = {"tag": "ev", "order_by": ("position",), "area": CITY_WIDE, **content.pop("options", {})}
    content = {"__doc__": "Something that happened (事件).", "__annotations__": dict.fromkeys(content, Any), **content}
    return model_type(models.Event, **options)(type("Event", (), content))


def extension(target: type = Place, annotation: Any = Any, **fields: Any) -> type:
    content = {"__doc__": "More.", "__annotations__": dict.fromkeys(fields, annotation), **fields}
    return extends(target)(type("More", (), content))


def refused(*, types: tuple[type, ...] = (), extensions: tuple[type, ...] = (), roots: tuple[Any, ...] = ()) -> str:
    """What is said of a part of somebody else when it is joined to the core."""
    part = Part(owner="kits", types=types, extensions=extensions, roots=roots)
    with pytest.raises(DeclarationError) as caught:
        compose(Catalog([CORE, part]))
    return caught.value.message


def test_a_column_that_the_model_has_not() -> None:
    assert refused(extensions=(extension(colour=column("The colour.")),)) == (
        "Place.colour ('kits'): Place has no column 'colour'"
    )


def test_a_text_without_a_column_for_english() -> None:
    assert refused(extensions=(extension(way=translated("The way.", attribute="address")),)) == (
        "Place.way ('kits'): Place has no column 'address_en'"
    )


def test_the_column_of_a_relation() -> None:
    assert refused(extensions=(extension(area_key=column("The area.", attribute="area_id")),)) == (
        "Place.areaKey ('kits'): Place.area_id is the column of a relation; declare the relation"
    )


def test_a_key_of_no_type() -> None:
    assert refused(types=(declared(subject_id=column("The subject.")),)) == (
        "Event.subjectId ('kits'): Event.subject_id is a UUID that is nobody's key"
    )


def test_a_relation_that_the_model_has_not() -> None:
    text = refused(extensions=(extension(owner=to_one("The owner.")),))
    assert text.startswith(
        "Place.owner ('kits'): Place has no relation 'owner'; it has: activities, amenities, api_token_grants, "
    )
    text = refused(extensions=(extension(far=many("Far away.", relation="activities.nothing")),))
    assert text.startswith("Place.far ('kits'): Activity has no relation 'nothing'; it has: area, audiences, hosts, ")
    text = refused(extensions=(extension(codes=values("Codes.", relation="nothing.code")),))
    assert text.startswith("Place.codes ('kits'): Place has no relation 'nothing'; it has: ")


def test_a_relation_to_what_is_no_type() -> None:
    assert refused(extensions=(extension(Area, links=many("Links.", relation="ancestor_links")),)) == (
        "Area.links ('kits'): no type is declared over AreaAncestor"
    )


@pytest.mark.parametrize(
    "annotation", ["Area", "Area | None", Area, Connection[Area], "Connection[Area]", 'Connection["Area"]', None]
)
def test_an_annotation_that_names_another_type(annotation: Any) -> None:
    text = refused(extensions=(extension(annotation=annotation, held=many("Held.", relation="activities")),))
    named = "None" if annotation is None else "Area"
    assert text == f"Place.held ('kits'): is annotated as {named}, and its relation leads to Activity"


@pytest.mark.parametrize("annotation", ["Activity", "Connection[Activity]", 'Connection["Activity"]'])
def test_an_annotation_that_names_the_type(annotation: str) -> None:
    made = extension(annotation=annotation, held=many("Held.", relation="activities"))
    assert "held" in Catalog([CORE, Part(owner="kits", extensions=(made,))]).types["Place"].fields


def test_an_order_of_what_the_model_has_not() -> None:
    assert refused(types=(declared(options={"order_by": ("when",)}),)) == (
        "the order_by of the type Event of 'kits': Event has no column 'when'"
    )
    made = extension(annotation="Connection[Activity]", held=many("Held.", relation="activities", order_by=("-when",)))
    assert refused(extensions=(made,)) == "Place.held ('kits'): Activity has no column 'when'"


def test_groups_by_what_the_type_has_not() -> None:
    assert refused(types=(declared(options={"group_by": ("name",)}),)) == (
        "the group_by of the type Event of 'kits' names 'name', which is no column or to-one relation of it"
    )


def test_aggregates_of_what_everybody_sees() -> None:
    assert refused(types=(declared(options={"aggregates": Aggregates("kits.count")}),)) == (
        "the aggregates of the type Event of 'kits' are for nobody: without `requires` everybody may see the rows"
    )


@pytest.mark.parametrize(
    ("aggregates", "said"),
    [
        (Aggregates("kits.count", by=("subject",)), "name 'subject' in `by`, which is not in its group_by"),
        *(
            (
                Aggregates("kits.count", where=(path,)),
                f"name '{path}' in `where`, which leads to no column or to-one relation",
            )
            for path in ("colour", "name.colour", "name.length")
        ),
    ],
)
def test_aggregates_by_what_the_type_has_not(aggregates: Aggregates, said: str) -> None:
    kind = declared(
        name=column("The name (名称)."),
        options={"requires": "kits.read", "group_by": ("name",), "aggregates": aggregates},
    )
    assert refused(types=(kind,)) == f"the aggregates of the type Event of 'kits' {said}"


def test_aggregates_take_lists_of_names() -> None:
    with pytest.raises(TypeError, match=r"Aggregates\.by is a list of names, not one string"):
        Aggregates("kits.count", by="name")  # type: ignore[arg-type]  # what a checker would find


def test_a_rule_that_follows_what_the_model_has_not() -> None:
    text = refused(types=(declared(options={"follows": "parent"}),))
    assert text == "the follows of the type Event of 'kits': Event has no relation 'parent'; it has: set_aside"


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ("name smell", "what is not there: Cannot query field 'smell' on type 'Place'."),
        ("name { first }", "what is not there: Field 'name' must not have a selection since type 'String!' has no "
         "subfields."),
        ("name {", "'name {', which is no selection: Syntax Error: Expected Name, found <EOF>."),
        ("name mood", "Place.mood, which is a Python field too; name what that one needs"),
        ("activities { nodes { place { openingHours } } }", "Place.openingHours, which is a Python field too; name "
         "what that one needs"),
    ],
)  # fmt: skip
def test_a_python_field_that_needs_what_it_cannot_have(needs: str, said: str) -> None:
    @python_field(str, "A mood.", needs=needs)
    def mood(rows: list[Any]) -> list[str]:
        return ["good" for _ in rows]

    text = refused(extensions=(extension(mood=mood),))
    assert text == f"Place.mood ('kits') needs {said}"


def test_a_type_that_no_database_gives() -> None:
    @computed(complex, "A number.")
    def odd(row: Any) -> Any:
        return row.id

    assert refused(extensions=(extension(odd=odd),)) == (
        "Place.odd ('kits'): <class 'complex'> is not a type that the database can give"
    )


def test_what_has_no_description() -> None:
    with pytest.raises(TypeError, match=r"^More\.colour has no description$"):
        extension(colour=column(" "))
    with pytest.raises(TypeError, match=r"^Event has no docstring, and so its GraphQL type no description$"):
        declared(__doc__=None)
    with pytest.raises(
        TypeError, match=r"^More: write what these fields are, as in `name: auto = column\(…\)`: colour$"
    ):
        extends(Place)(type("More", (), {"__doc__": "More.", "__annotations__": {"colour": auto}}))


def test_an_argument_without_a_description() -> None:
    @computed(str, "A text.")
    def text(row: Any, lang: str = "x") -> Any:
        return row.name

    assert refused(extensions=(extension(text=text),)) == (
        "Place.text ('kits'): test_an_argument_without_a_description.<locals>.text: the argument 'lang' needs a "
        'description: write Annotated[its type, Argument("…")]'
    )

    @computed(str, "A text.")
    def fine(row: Any, lang: Annotated[str, Argument("The language.")] = "x") -> Any:
        return row.name

    compose(Catalog([CORE, Part(owner="kits", extensions=(extension(text=fine),))]))


def test_a_value_without_a_description() -> None:
    class Size:
        """A size (大小)."""

        width: int = described(" ")

    with pytest.raises(TypeError, match=r"^.*Size\.width has no description$"):
        value_type(Size)


def test_a_root_field_without_a_description() -> None:
    root = RootConnection("shops", "shop", "Place", " ")
    assert refused(roots=(root,)) == "the root field 'shops' of 'kits' has no description"


def test_a_filter_of_no_input() -> None:
    @row_filter("Odd.", input=complex)
    def odd(row: Any, given: Any) -> Any:
        return row.id

    assert refused(extensions=(extension(odd=odd),)) == (
        "Place.odd ('kits'): <class 'complex'> is not a type that the database can give"
    )
