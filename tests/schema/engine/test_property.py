"""The engine gives the answers of a plain executor to whatever may be asked, on both databases.

The same questions in every run, unless `LINLI_PROPERTY_EXAMPLES` says how many others to ask:
`LINLI_PROPERTY_EXAMPLES=2000 pytest tests/schema/engine/test_property.py`. `LINLI_PROPERTY_LEVELS` says how deep
connections nest in them.
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
from schema.types.core_part import CORE
from tests.schema.engine import expressions, memory
from tests.schema.engine.comparing import PROFILE, Comparing
from tests.schema.engine.database import Loaded


@pytest.fixture(scope="module")
def comparing(filled: Loaded) -> Comparing:
    """The core's schema. Plans live as long as the module, so that they are used again with other values."""
    return Comparing(filled, [CORE])


@pytest.fixture(scope="module")
def comparing_deep(filled: Loaded) -> Comparing:
    """Another service of the same schema, whose plans are all made for deep questions."""
    return Comparing(filled, [CORE])


def test_the_reference_states_every_expression_and_rule() -> None:
    """What a type declares in SQL must be stated in Python too, or the comparison would not cover it."""
    for catalog_type in Catalog([CORE]).types.values():
        name = catalog_type.name
        declared = {key for key, field in catalog_type.fields.items() if isinstance(field, ComputedField | PythonField)}
        assert declared == {key for kind, key in expressions.FIELDS if kind == name}
        assert set(catalog_type.filters) == {key for kind, key in expressions.FILTERS if kind == name}
        assert set(catalog_type.orders) == {key for kind, key in expressions.ORDERS if kind == name}
        assert (catalog_type.declaration.rule is not None) == (name in memory.RULES)


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
