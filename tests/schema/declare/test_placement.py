"""How types say by which path their rows belong to an area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from core import models
from core.plugins.contributions import Narrowing
from schema.declare.catalog import Catalog, DeclarationError
from schema.declare.fields import column
from schema.declare.placement import CITY_WIDE, AreaOf
from schema.declare.roots import Part
from schema.declare.types import model_type
from schema.types.core_part import CORE


def catalog_with(area: AreaOf | None, model: type[Any] = models.PersonAudience, **options: Any) -> Catalog:
    """The core with one more type."""
    made = type("Extra", (), {"__doc__": "One more.", "__annotations__": {"audience": Any}, "audience": column("It.")})
    declared = model_type(model, tag="xx", order_by=("id",), area=area, **options)(made)
    return Catalog([CORE, Part(owner="extra", types=(declared,))])


def test_every_type_of_the_core_says_so() -> None:
    types = Catalog([CORE]).types
    assert [name for name, found in types.items() if not found.placement.paths] == ["CalendarDay", "ConsentText"]
    paths = [[relation.name for relation in path] for path in types["MediaCredit"].placement.paths]
    assert paths == [["media", "activity", "area"], ["media", "place", "area"]]


@pytest.mark.parametrize("area", ["person.area", ("person.area",), CITY_WIDE])
def test_paths_that_lead_to_an_area(area: AreaOf) -> None:
    assert len(catalog_with(area).types["Extra"].placement.paths) == (0 if area is CITY_WIDE else 1)


@pytest.mark.parametrize(
    ("area", "message"),
    [
        (
            None,
            "the type Extra of 'extra' does not say how its rows belong to an area; give it a path, as in "
            'area="place.area", or area=CITY_WIDE where they belong to none',
        ),
        ("person", "the area of the type Extra of 'extra': the path 'person' leads to Person, and not to an area"),
        (
            "person.registrations.activity.area",
            "the area of the type Extra of 'extra': the path 'person.registrations.activity.area' to an area goes by "
            "'registrations', which is no reference to one row",
        ),
        (
            (),
            "the area of the type Extra of 'extra': names no path to an area; write CITY_WIDE if that is meant",
        ),
        ("id", "the area of the type Extra of 'extra': PersonAudience has no relation 'id'; it has: person"),
    ],
)
def test_statements_that_are_missing_or_lead_nowhere(area: str | Sequence[str] | None, message: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        catalog_with(area)
    assert str(refused.value) == message


def test_ties_to_organizations_places_and_people() -> None:
    ties = Catalog([CORE]).types["Activity"].ties
    paths = [[relation.name for relation in path] for path in ties.organizations]
    assert paths == [["lead_organization"], ["hosts", "organization"]]
    assert [[relation.name for relation in path] for path in ties.places] == [["place"]]
    assert Catalog([CORE]).types["Place"].ties.places == ((),)
    assert Catalog([CORE]).types["Person"].ties.own == ((),)


def test_rows_that_are_several_peoples() -> None:
    options: dict[str, Any] = {"own": ("person", "person.merged_persons"), "requires": "people.read"}
    own = catalog_with(CITY_WIDE, **options).types["Extra"].ties.own
    assert [[relation.name for relation in path] for path in own] == [["person"], ["person", "merged_persons"]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"organization": "person.area"},
            "the ties of the type Extra of 'extra': the path 'person.area' leads to Area, and not to an organisation",
        ),
        (
            {"place": ("person", "id")},
            "the ties of the type Extra of 'extra': the path 'person' leads to Person, and not to a place",
        ),
        (
            {"own": ("person", "person.area"), "requires": "people.read"},
            "the ties of the type Extra of 'extra': the path 'person.area' leads to Area, and not to a person",
        ),
        (
            {"own": "person"},
            "the type Extra of 'extra' has `own` without `requires`: everybody may ask for its rows already",
        ),
    ],
)
def test_ties_that_lead_elsewhere(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        catalog_with(CITY_WIDE, **options)
    assert str(refused.value) == message


def test_a_catalog_of_some_owners_has_nothing_of_the_others() -> None:
    part = Part(owner="extra", narrowings=(Narrowing("Place", lambda row, viewer: None),))
    catalog = Catalog([CORE, *catalog_with(CITY_WIDE).parts[1:], part])
    some = catalog.only({"core"})
    assert (set(catalog.types) - set(some.types), set(some.by_tag)) == ({"Extra"}, set(Catalog([CORE]).by_tag))
    assert (len(catalog.types["Place"].narrowings), some.types["Place"].narrowings) == (1, [])
