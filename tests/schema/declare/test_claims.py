"""One part for each clash of names in the schema. All texts name both owners, and what to rename."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import Annotated, Any

import pytest
import strawberry

from core.models import ActivityAudience, AreaAncestor, Event, PersonAudience, Place
from linli import (
    Argument,
    InputType,
    Mutation,
    Narrowing,
    Part,
    RootConnection,
    Subscription,
    computed,
    described,
    extends,
    model_type,
    row_filter,
    row_order,
    value_type,
)
from linli import Place as PlaceType
from schema.brought import refuse_undeclared_permissions
from schema.declare.catalog import Catalog
from schema.declare.errors import DeclarationError
from schema.types.core_part import CORE
from tests.plugins.making import KITS, load


def said(*parts: Part) -> str:
    with pytest.raises(DeclarationError) as caught:
        Catalog([CORE, *parts])
    assert caught.value.code == "DECLARATION"
    return caught.value.message


def part(owner: str, **content: Any) -> Part:
    return Part(owner=owner, **content)


def extension(**fields: Any) -> type:
    """An extension of places with these fields."""
    made = type("More", (), {"__doc__": "More.", "__annotations__": dict.fromkeys(fields, Any), **fields})
    return extends(PlaceType)(made)


def declared(name: str, tag: str, model: Any, area: str = "place.area", **content: Any) -> type:
    made = type(name, (), {"__doc__": "A made-up type.", "__annotations__": dict.fromkeys(content, Any), **content})
    return model_type(model, tag=tag, order_by=("id",), area=area)(made)


def number(name: str = "") -> Any:
    @computed(int, "A number (数).")
    def field(row: Any) -> Any:
        return row.id

    return field


def test_two_fields() -> None:
    first, second = (part(owner, extensions=(extension(kit_count=number()),)) for owner in ("a", "b"))
    assert said(first, second) == "Place.kitCount is claimed by 'a' and by 'b'; rename the field in one of them"


def test_fields_that_are_one_in_camel_case() -> None:
    first = part("a", extensions=(extension(kit_count=number()),))
    second = part("b", extensions=(extension(kitCount=number()),))
    assert said(first, second) == "Place.kitCount is claimed by 'a' and by 'b'; rename the field in one of them"


@pytest.mark.parametrize("name", ["name", "name_en", "id", "always_open", "activities"])
def test_a_field_of_the_core(name: str) -> None:
    text = said(part("a", extensions=(extension(**{name: number()}),)))
    assert text.startswith("Place.")
    assert text.endswith(" is claimed by 'core' and by 'a'; rename the field in one of them")


def test_a_field_that_graphql_cannot_name() -> None:
    assert said(part("a", extensions=(extension(größe=number()),))) == (
        "Place.größe of 'a' is no name in GraphQL; use letters and digits"
    )


def keyed(declare: Any, name: str) -> type:
    def made(row: Any, given: Any) -> Any:
        return row.id.isnotnull()

    return extension(**{name: declare(made)})


@pytest.mark.parametrize("name", ["near", "openAt", "and", "id", "name", "activities"])
def test_a_filter_of_the_core(name: str) -> None:
    assert said(part("a", extensions=(keyed(row_filter("A filter.", input=str), name),))) == (
        f"the filter PlaceWhere.{name} is claimed by 'core' and by 'a'; rename the filter or field in one of them"
    )


@pytest.mark.parametrize("name", ["distance", "id", "name", "activities"])
def test_an_order_of_the_core(name: str) -> None:
    assert said(part("a", extensions=(keyed(row_order("An order."), name),))) == (
        f"the order PlaceOrder.{name} is claimed by 'core' and by 'a'; rename the order or field in one of them"
    )


def test_a_field_that_is_filtered_by_and_a_filter() -> None:
    @computed(int, "A number (数).", filterable=True)
    def stock(row: Any) -> Any:
        return row.id

    first = part("a", extensions=(keyed(row_filter("A filter.", input=int), "stock"),))
    second = part("b", extensions=(extension(stock=stock),))
    assert said(first, second) == (
        "the filter PlaceWhere.stock is claimed by 'a' and by 'b'; rename the filter or field in one of them"
    )


def test_arguments_that_are_one_in_camel_case() -> None:
    @computed(int, "A number (数).")
    def stock(row: Any, as_of: Annotated[int, Argument("One.")], asOf: Annotated[int, Argument("Two.")]) -> Any:  # noqa: N803 RUF100
        return row.id

    assert said(part("a", extensions=(extension(stock=stock),))) == (
        "the argument Place.stock(asOf:) of 'a' is there twice, as 'as_of' and 'asOf'; rename one of them"
    )


def test_two_types() -> None:
    first = part("a", types=(declared("Kit", "k1", Event),))
    second = part("b", types=(declared("Kit", "k2", AreaAncestor),))
    assert said(first, second) == "the type Kit is claimed by 'a' and by 'b'; rename the type in one of them"


def test_a_type_of_the_core() -> None:
    assert said(part("a", types=(declared("Place", "k1", Event),))) == (
        "the type Place is claimed by 'core' and by 'a'; rename the type in one of them"
    )


def test_two_types_of_one_name_in_enumerations() -> None:
    first = part("a", types=(declared("FooBar", "k1", PersonAudience, "person.area"),))
    second = part("b", types=(declared("Foo_bar", "k2", ActivityAudience, "activity.area"),))
    assert said(first, second) == (
        "the type FooBar of 'a' and the type Foo_bar of 'b' are both FOO_BAR in enumerations such as ChangeType; "
        "rename one of them"
    )


def test_two_tags() -> None:
    assert said(part("a", types=(declared("Kit", "pl", Event),))) == (
        "the tag 'pl' of ids, of the types Place and Kit, is claimed by 'core' and by 'a'; "
        "rename the tag in one of them"
    )


def test_two_types_over_one_model() -> None:
    assert said(part("a", types=(declared("Kit", "k1", Place),))) == (
        "the model Place has the type Place of 'core' and the type Kit of 'a'; "
        "write @extends(Place) in place of the second"
    )


def value(name: str) -> type:
    content = {"__doc__": "A made-up value.", "__annotations__": {"x": int}, "x": described("A number.")}
    return value_type(type(name, (), content))


def test_two_types_of_values() -> None:
    first, second = (part(owner, values=(value("Stock"),)) for owner in ("a", "b"))
    assert said(first, second) == "the type Stock is claimed by 'a' and by 'b'; rename the type in one of them"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Place", "a type"),
        ("PlaceConnection", "made for the type Place"),
        ("PlaceListWhere", "made for the type Place"),
        ("SearchEdge", "of the root field search"),
    ],
)
def test_names_that_are_made_for_the_core(name: str, what: str) -> None:
    expected = f"the GraphQL type {name} is claimed by 'core' ({what}) and by 'a' (a type of values); "
    if name == "SearchEdge":
        expected = f"the GraphQL type {name} is claimed by 'a' (a type of values) and by 'core' ({what}); "
    assert said(part("a", values=(value(name),))) == f"{expected}rename it in one of them"


@pytest.mark.parametrize("name", ["Query", "PageInfo", "UserError", "Node", "BigInt", "String", "OrderDirection"])
def test_names_of_the_platform(name: str) -> None:
    assert said(part("a", values=(value(name),))) == (
        f"the GraphQL type {name} is claimed by 'core' (the platform's own type) and by 'a' (a type of values); "
        "rename it in one of them"
    )


def test_the_comparisons_of_a_scalar() -> None:
    assert said(part("a", values=(value("DateTimeFilter"),))) == (
        "the GraphQL type DateTimeFilter is claimed by 'core' (comparisons of the scalar DateTime) and by 'a' "
        "(a type of values); rename it in one of them"
    )


def enumeration(name: str, *values: str) -> type[enum.Enum]:
    made = enum.Enum(name, {value: value for value in values})  # type: ignore[misc]  # made for the test
    made.__doc__ = "A made-up choice."
    return made


def chosen(choices: type[enum.Enum], name: str) -> type:
    def made(row: Any) -> Any:
        return row.id

    return extension(**{name: computed(choices, "A choice (选).")(made)})


def test_two_enumerations() -> None:
    first = part("a", extensions=(chosen(enumeration("Condition", "GOOD", "BAD"), "x"),))
    second = part("b", extensions=(chosen(enumeration("Condition", "GOOD", "WORN"), "y"),))
    assert said(first, second) == (
        "the enumeration Condition is claimed by 'a' (GOOD, BAD) and by 'b' (GOOD, WORN); rename it in one of them"
    )


def test_one_enumeration_in_two_places() -> None:
    choices = enumeration("Condition", "GOOD", "BAD")
    parts = [part("a", extensions=(chosen(choices, "x"),)), part("b", extensions=(chosen(choices, "y"),))]
    assert {"x", "y"} <= set(Catalog([CORE, *parts]).types["Place"].fields)


def test_an_enumeration_of_the_core() -> None:
    assert said(part("a", extensions=(chosen(enumeration("PlaceKind", "SHOP"), "x"),))).startswith(
        "the enumeration PlaceKind is claimed by 'core' ("
    )


@strawberry.input(name="NearInput", description="Another.")
class OtherNear:
    x: int


def test_two_inputs_of_filters() -> None:
    text = said(part("a", extensions=(keyed(row_filter("A filter.", input=OtherNear), "around"),)))
    assert text == (
        "the GraphQL type NearInput is claimed by 'core' (an input) and by 'a' (an input); rename it in one of them"
    )


@dataclass(frozen=True)
class NewThing:
    name: str = ""


@dataclass(frozen=True)
class OddThing:
    expected_version: int = 1


async def nothing(_: Any) -> Any: ...


def mutation(name: str, input_name: str, target: type = NewThing, field: str = "name", **more: Any) -> Mutation:
    declared = InputType(input_name, "What to write.", target, {field: "It."}, keyed=more.pop("keyed", None))
    return replace(
        Mutation(name, "Writes.", declared, "place", "Place", nothing, "places.write"),
        **more,
    )


def test_two_mutations() -> None:
    first, second = (part(owner, mutations=(mutation("doIt", "DoItInput"),)) for owner in ("a", "b"))
    assert said(first, second) == "the mutation 'doIt' is claimed by 'a' and by 'b'; rename the mutation in one of them"
    assert said(part("a", mutations=(mutation("createPlace", "DoItInput"),))) == (
        "the mutation 'createPlace' is claimed by 'core' and by 'a'; rename the mutation in one of them"
    )


def test_two_inputs() -> None:
    assert said(part("a", mutations=(mutation("doIt", "CreatePlaceInput"),))) == (
        "the GraphQL type CreatePlaceInput is claimed by 'core' (the input of the mutation createPlace) and by 'a' "
        "(the input of the mutation doIt); rename it in one of them"
    )


def test_fields_of_inputs() -> None:
    odd = mutation("doIt", "DoItInput", OddThing, "expected_version", keyed="Place")
    assert said(part("a", mutations=(odd,))) == (
        "the field 'expectedVersion' of the input DoItInput of 'a' is there twice; rename one"
    )
    assert said(part("a", mutations=(mutation("doIt", "DoItInput", result_name="userErrors"),))) == (
        "the result of the mutation 'doIt' of 'a' is 'userErrors'"
    )


def root(name: str, single: str, type_name: str = "Place", filters: tuple[str, ...] = ()) -> RootConnection:
    return RootConnection(name, single, type_name, "All.", filters)


@pytest.mark.parametrize("name", ["places", "place", "node", "nodes", "search"])
def test_root_fields_of_the_core(name: str) -> None:
    assert said(part("a", roots=(root("others", name),))) == (
        f"the root field '{name}' is claimed by 'core' and by 'a'; rename the root field in one of them"
    )


def test_two_root_fields() -> None:
    first, second = (part(owner, roots=(root("kits", f"kit{owner}"),)) for owner in ("a", "b"))
    assert said(first, second) == (
        "the root field 'kits' is claimed by 'a' and by 'b'; rename the root field in one of them"
    )
    assert said(part("a", roots=(root("kits", "kits"),))) == (
        "the root field 'kits' is claimed twice by 'a'; rename the root field at one place"
    )


def test_root_fields_that_lead_nowhere() -> None:
    assert said(part("a", roots=(root("kits", "kit", "Kit"),))) == (
        "the root field 'kits' of 'a' is of the type Kit, which no part declares"
    )
    assert said(part("a", roots=(root("kits", "kit", filters=("mine",)),))) == (
        "the root field 'kits' of 'a' has the argument 'mine', and Place has no filter of this name"
    )


def followed(name: str = "kitsMoved", result: str = "place", events: tuple[str, ...] = ("kits.*",)) -> Subscription:
    return Subscription(name, "Tells (告知).", events, result, "Place")


def test_two_subscriptions() -> None:
    first, second = (part(owner, subscriptions=(followed(),)) for owner in ("a", "b"))
    assert said(first, second) == (
        "the subscription 'kitsMoved' is claimed by 'a' and by 'b'; rename the subscription in one of them"
    )
    assert said(part("a", subscriptions=(followed("placeChanged"),))).startswith(
        "the subscription 'placeChanged' is claimed by 'core' and by 'a'"
    )


def test_what_a_subscription_sends_and_another_type() -> None:
    @value_type
    class KitsMovedPayload:
        """Something else."""

        number: int = described("A number (数).")

    assert said(part("a", values=(KitsMovedPayload,)), part("b", subscriptions=(followed(),))) == (
        "the GraphQL type KitsMovedPayload is claimed by 'a' (a type of values) and by 'b' "
        "(what the subscription kitsMoved sends); rename it in one of them"
    )


@pytest.mark.parametrize(
    ("subscription", "message"),
    [
        (replace(followed(), type_name="Absent"), "is of the type Absent, which no part declares"),
        (followed(events=()), "names no events, and would never tell of anything"),
        (
            followed(events=("*",)),
            "names the event '*'; write a name such as 'place.updated', or 'place.*' for all of them",
        ),
        (
            followed(events=("kits.*.moved",)),
            "names the event 'kits.*.moved'; write a name such as 'place.updated', or 'place.*' for all of them",
        ),
        (followed(result="cursor"), "is 'cursor', which every subscription has already; rename it"),
    ],
)
def test_subscriptions_that_tell_of_nothing(subscription: Subscription, message: str) -> None:
    text = said(part("a", subscriptions=(subscription,)))
    assert "the subscription 'kitsMoved' of 'a'" in text
    assert text.endswith(message)


def test_names_in_subscriptions_that_graphql_does_not_know() -> None:
    assert said(part("a", subscriptions=(followed(result="the place"),))) == (
        "'the place', a name in the subscription 'kitsMoved' of 'a', is none in GraphQL; use letters and digits"
    )
    assert said(part("a", subscriptions=(replace(followed(), description=" "),))) == (
        "the subscription 'kitsMoved' of 'a' has no description"
    )


def test_an_argument_of_pages() -> None:
    extended = keyed(row_filter("A filter.", input=int), "first")
    assert said(part("a", extensions=(extended,), roots=(root("kits", "kit", filters=("first",)),))) == (
        "the argument kits(first:) is claimed by 'core' and by 'a'; rename the filter 'first' in one of them"
    )


def test_extensions_and_narrowings_of_nothing() -> None:
    class Absent:
        pass

    @extends(Absent)
    class More:
        """More."""

    assert said(part("a", extensions=(More,))).endswith("More of 'a' extends Absent, which no part declares")
    narrowing = Narrowing("Absent", lambda row, viewer: None)
    assert said(part("a", narrowings=(narrowing,))) == "'a' narrows Absent, which no part declares"


def test_permissions_that_nobody_declares() -> None:
    plugins = load(KITS)
    refuse_undeclared_permissions(Catalog(plugins.parts()), plugins.permissions)
    with pytest.raises(DeclarationError) as caught:
        refuse_undeclared_permissions(Catalog(plugins.parts()), plugins.permissions - {"kits.write"})
    assert caught.value.message == (
        "the mutation addKit of 'kits' requires the permission 'kits.write', which nobody declares; "
        "declare it in the hook linli_permissions, or correct the name"
    )


def test_a_permission_of_a_subscription_that_nobody_declares() -> None:
    needy = part("a", subscriptions=(replace(followed(), requires="a.follow"),))
    with pytest.raises(DeclarationError) as caught:
        refuse_undeclared_permissions(Catalog([CORE, needy]), load(KITS).permissions)
    assert caught.value.message.startswith(
        "the subscription kitsMoved of 'a' requires the permission 'a.follow', which nobody declares; "
    )


def test_a_permission_of_aggregates_that_nobody_declares() -> None:
    plugins = load(KITS)
    with pytest.raises(DeclarationError) as caught:
        refuse_undeclared_permissions(Catalog(plugins.parts()), plugins.permissions - {"registrations.aggregate"})
    assert caught.value.message.startswith(
        "the count of Registration of 'core' requires the permission 'registrations.aggregate', which nobody "
    )


def test_declarations_are_not_touched() -> None:
    before = PlaceType.__linli_type__  # type: ignore[attr-defined]  # set by model_type
    fields = dict(before.fields)
    Catalog(load(KITS).parts())
    assert PlaceType.__linli_type__ is before  # type: ignore[attr-defined]  # set by model_type
    assert before.fields == fields
    assert {field.owner for field in fields.values()} == {""}
