"""The engine gives the answers of a plain executor to whatever may be asked, on both databases.

The same questions in every run, unless `LINLI_PROPERTY_EXAMPLES` says how many others to ask, as in `make property`.
`LINLI_PROPERTY_LEVELS` says how deep connections nest in them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.database.url import Dialect
from schema.declare.catalog import Catalog
from schema.declare.fields import ComputedField, PythonField
from schema.engine import plan
from schema.engine.sqlite import can_be_parsed
from schema.execution.districts import City, DistrictService
from schema.execution.service import Service
from schema.types.core_part import CORE
from tests.schema.composed import city_of
from tests.schema.engine import expressions, memory, plugin_expressions
from tests.schema.engine.comparing import PROFILE, Comparing, examples
from tests.schema.engine.data import key
from tests.schema.engine.data.districts import DISTRICTS
from tests.schema.engine.database import SETTINGS, Loaded
from tests.schema.engine.placement import Districts
from tests.schema.engine.plugins import PLUGINS

KNOWN = {**expressions.FIELDS, **plugin_expressions.FIELDS}


@pytest.fixture(scope="module")
def comparing(filled: Loaded) -> Comparing:
    """The core's schema. Plans live as long as the module, so that they are used again with other values."""
    return Comparing.of(filled, [CORE])


@pytest.fixture(scope="module")
def comparing_deep(filled: Loaded) -> Comparing:
    """Another service of the same schema, whose plans are all made for deep questions."""
    return Comparing.of(filled, [CORE])


def _placed(filled: Loaded) -> list[Comparing]:
    """The schemas of a city and of its districts, each with what it has enabled, and the districts' rows."""
    city = city_of(PLUGINS, filled.reader, SETTINGS)
    filled.run(city.look())
    enabled = {
        name: frozenset(key("area", number) for number, plugins in DISTRICTS.values() if name in plugins)
        for name in PLUGINS.names
    }

    def comparing(asked: City | DistrictService, service: Service, district: int | None) -> Comparing:
        districts = Districts(None if district is None else key("area", district), enabled)
        compiler = service._compiler
        return Comparing(
            filled,
            compiler.catalog,
            compiler.schema,
            asked,
            KNOWN,
            districts=districts,
            administrator=PLUGINS.administrator,
        )

    return [
        comparing(city, city._whole, None),
        *(
            comparing(DistrictService(city, slug), city._scopes[slug][0], number)
            for slug, (number, _) in DISTRICTS.items()
        ),
    ]


@pytest.fixture(scope="module")
def placed(filled_districts: Loaded) -> list[Comparing]:
    """The city and its districts."""
    return _placed(filled_districts)


def test_the_reference_states_every_expression_and_rule() -> None:
    """What a type declares in SQL must be stated in Python too, or the comparison would not cover it."""
    for catalog_type in Catalog(PLUGINS.parts()).types.values():
        name = catalog_type.name
        declared = {key for key, field in catalog_type.fields.items() if isinstance(field, ComputedField | PythonField)}
        assert declared == {key for kind, key in KNOWN if kind == name}
        assert set(catalog_type.filters) == {key for kind, key in expressions.FILTERS if kind == name}
        assert set(catalog_type.orders) == {key for kind, key in expressions.ORDERS if kind == name}
        assert (catalog_type.declaration.rule is not None) == (name in memory.RULES)
        private = {key for key, field in catalog_type.fields.items() if field.private is not None}
        assert private == {key for kind, key in memory.MASKS if kind == name}
        assert {owner for owner, _ in catalog_type.narrowings} == {o for kind, o in memory.NARROWINGS if kind == name}


@PROFILE
@given(drawn=st.data())
def test_the_engine_answers_like_the_reference(comparing: Comparing, drawn: st.DataObject) -> None:
    comparing.ask_anything(drawn)


@PROFILE
@given(drawn=st.data())
@pytest.mark.parametrize("filled", [Dialect.SQLITE], indirect=True)
def test_the_form_for_deep_questions_gives_the_same_answers(comparing_deep: Comparing, drawn: st.DataObject) -> None:
    """SQLite's statements for questions beyond its parser, here for questions of any depth."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "can_be_parsed", lambda sql: sql.startswith("WITH root_k") and can_be_parsed(sql))
        comparing_deep.ask_anything(drawn)


@pytest.mark.parametrize("at", ["city", "all", "lit"])
def test_every_field_of_every_type_at_every_address(placed: list[Comparing], at: str) -> None:
    """What chance seldom leads to: each field once, with all rows behind it."""
    comparing = placed[["city", *DISTRICTS].index(at)]
    for name in comparing.catalog.types:
        comparing.check(comparing.everything_of(name), PLUGINS.administrator, None)


@examples(25)
@given(drawn=st.data())
def test_cities_and_districts_answer_like_the_reference(placed: list[Comparing], drawn: st.DataObject) -> None:
    """With plugins that only some districts have, and references from one district to another."""
    drawn.draw(st.sampled_from(placed)).ask_anything(drawn)


@examples(15)
@given(drawn=st.data())
@pytest.mark.parametrize("filled_districts", [Dialect.SQLITE], indirect=True)
def test_the_form_for_deep_questions_knows_districts(placed: list[Comparing], drawn: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "can_be_parsed", lambda sql: sql.startswith("WITH root_k") and can_be_parsed(sql))
        drawn.draw(st.sampled_from(placed)).ask_anything(drawn)
