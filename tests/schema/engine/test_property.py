"""The engine gives the answers of a plain executor to whatever may be asked, on both databases.

The same questions in every run, unless `LINLI_PROPERTY_EXAMPLES` says how many others to ask:
`LINLI_PROPERTY_EXAMPLES=2000 pytest tests/schema/engine/test_property.py`. `LINLI_PROPERTY_LEVELS` says how deep
connections nest in them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import GraphQLSchema, parse
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from core import ids
from core.access import ADMIN, ANONYMOUS
from core.database.url import Dialect
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from schema.declare.fields import ComputedField, PythonField
from schema.engine import plan
from schema.engine.sqlite import can_be_parsed
from schema.execution.service import Service
from schema.types.core_part import CORE
from tests.schema.engine import data, expressions, memory
from tests.schema.engine.answers import differences
from tests.schema.engine.database import PAGE_DEFAULT, PAGE_MAX, Loaded, ask
from tests.schema.engine.memory import World
from tests.schema.engine.queries import Question, questions
from tests.schema.engine.reference import Cursors, Reference
from tests.schema.engine.refusals import is_refused

_ASKED = os.environ.get("LINLI_PROPERTY_EXAMPLES")
PROFILE = settings(
    max_examples=int(_ASKED or 300),
    derandomize=_ASKED is None,
    deadline=None,
    # Questions are large; whether one is good is only known once it is asked.
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
LEVELS = int(os.environ.get("LINLI_PROPERTY_LEVELS", "4"))

CATALOG = Catalog([CORE])
SCHEMA: GraphQLSchema = graphql_schema(compose(CATALOG))
REFERENCE = Reference(SCHEMA, PAGE_DEFAULT, PAGE_MAX)

LANGUAGES = {None: "ZH", "en-GB,en;q=0.9": "EN", "fr": "ZH"}


@pytest.fixture(scope="module")
def service(filled: Loaded) -> Service:
    """The service of the core's schema; its plans live as long as the module, so that they are used again."""
    return filled.service([CORE])


@pytest.fixture(scope="module")
def flat_service(filled: Loaded) -> Service:
    """Another service, whose plans are all made for deep questions."""
    return filled.service([CORE])


def test_the_reference_states_every_expression_and_rule() -> None:
    """What a type declares in SQL must be stated in Python too, or the comparison would not cover it."""
    for catalog_type in CATALOG.types.values():
        name = catalog_type.name
        declared = {key for key, field in catalog_type.fields.items() if isinstance(field, ComputedField | PythonField)}
        assert declared == {key for kind, key in expressions.FIELDS if kind == name}
        assert set(catalog_type.filters) == {key for kind, key in expressions.FILTERS if kind == name}
        assert set(catalog_type.orders) == {key for kind, key in expressions.ORDERS if kind == name}
        assert (catalog_type.declaration.rule is not None) == (name in memory.RULES)


@PROFILE
@given(drawn=st.data())
def test_the_engine_answers_like_the_reference(filled: Loaded, service: Service, drawn: st.DataObject) -> None:
    _ask_anything(filled, service, drawn)


@PROFILE
@given(drawn=st.data())
@pytest.mark.parametrize("filled", [Dialect.SQLITE], indirect=True)
def test_the_form_for_deep_questions_gives_the_same_answers(
    filled: Loaded, flat_service: Service, drawn: st.DataObject
) -> None:
    """SQLite's statements for questions beyond its parser, here for questions of any depth."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "can_be_parsed", lambda sql: sql.startswith("WITH root_k") and can_be_parsed(sql))
        _ask_anything(filled, flat_service, drawn)


def _ask_anything(filled: Loaded, service: Service, drawn: st.DataObject) -> None:
    question: Question = drawn.draw(questions(CATALOG, SCHEMA, _ids(filled), LEVELS))
    check(filled, service, question, drawn.draw(st.sampled_from(list(LANGUAGES))))


def check(filled: Loaded, service: Service, question: Question, header: str | None) -> None:
    """Ask a question in all its variants: values of variables, viewers, without cursors and with those found then."""
    for assignment in question.assignments:
        for viewer in (ANONYMOUS, ADMIN):
            world = World(CATALOG, filled.tables, viewer, LANGUAGES[header], data.NOW)
            cursors: Cursors = {}
            found = _compare(filled, service, world, question, assignment, {}, cursors, header)
            used = {
                slot.key: harvest[slot.choice % len(harvest)]
                for slot in question.cursors
                if (harvest := list(_harvested(found, slot.harvest)))
            }
            if used:
                _compare(filled, service, world, question, assignment, used, cursors, header)


def _compare(
    filled: Loaded,
    service: Service,
    world: World,
    question: Question,
    assignment: Mapping[str, Any],
    used: Mapping[str, str],
    cursors: Cursors,
    header: str | None,
) -> dict[str, Any] | None:
    """Ask the engine and the reference, and compare; the data of the answer, None where it was refused."""
    text, variables = question.document(used), question.variables(assignment, used)
    document = parse(text)
    answer = filled.run(
        ask(
            service,
            world.viewer,
            text,
            variables,
            operation_name=question.operation_name,
            accept_language=header,
        )
    )
    refused = is_refused(world, REFERENCE.schema, document, variables, question.operation_name)
    about = f"{world.viewer.kind.name} {header}\n{text}\n{variables!r}"
    if refused:
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        assert codes[:1] == ["FORBIDDEN"], f"expected a refusal: {answer}\n{about}"
        assert "data" not in answer
        return None
    assert "errors" not in answer, f"{answer['errors']}\n{about}"
    expected = REFERENCE.execute(world, document, variables, question.operation_name, cursors)
    wrong = list(differences(answer["data"], expected, cursors))
    if wrong:
        note(about)
    assert not wrong, "\n".join(wrong[:5]) + "\n" + about
    found: dict[str, Any] = answer["data"]
    return found


def _harvested(value: Any, key: str) -> Iterator[str]:
    """The cursors of all edges under a response key, wherever it is."""
    if isinstance(value, list):
        for item in value:
            yield from _harvested(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == key:
                yield from (edge["cursor"] for edge in item)
            else:
                yield from _harvested(item, key)


def _ids(filled: Loaded) -> dict[str, list[str]]:
    return {
        kind.name: [ids.encode(kind.tag, key) for key in filled.tables.rows[kind.model]]
        for kind in CATALOG.types.values()
    }
