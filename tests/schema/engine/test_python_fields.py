"""Fields in Python: the same answers, one call for each place in a question, and nobody else pays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import ADMIN, ANONYMOUS, Viewer
from core.plugins.failures import PluginDefect
from schema.declare.catalog import Catalog
from schema.execution.service import Service
from schema.types.core_part import CORE
from tests.schema.engine import expressions
from tests.schema.engine.comparing import PROFILE, Comparing
from tests.schema.engine.database import Loaded, ask
from tests.schema.engine.python_parts import CALLS, ECHOES, FRAMED, LOUD

CATALOG = Catalog([CORE, ECHOES])


@pytest.fixture(scope="module")
def comparing(filled: Loaded) -> Comparing:
    """The core's schema with a Python field on every type, beside a reference that knows the field."""
    known = {
        (name, "echo"): lambda world, row, arguments, kind=kind: f"{kind.name} {kind.tag}_{row['id']}"
        for name, kind in CATALOG.types.items()
    }
    return Comparing.of(filled, [CORE, ECHOES], {**expressions.FIELDS, **known})


@pytest.fixture(scope="module")
def service(filled: Loaded) -> Service:
    """The core's schema with the fields that note their calls."""
    return filled.service([CORE, CALLS])


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """No calls so far."""
    LOUD.clear()
    FRAMED.clear()


def data_of(filled: Loaded, service: Service, query: str, viewer: Viewer = ANONYMOUS, **variables: Any) -> Any:
    answer = filled.run(ask(service, viewer, query, variables))
    assert "errors" not in answer, answer
    return answer["data"]


@PROFILE
@given(drawn=st.data())
def test_questions_with_python_fields_have_the_answers_of_the_reference(
    comparing: Comparing, drawn: st.DataObject
) -> None:
    comparing.ask_anything(drawn)


def test_the_field_is_where_it_was_asked_for_and_what_it_needs_is_not_shown(filled: Loaded, service: Service) -> None:
    query = "{ places(orderBy: [{id: ASC}]) { nodes { id loud again: loud kind } } }"

    nodes = data_of(filled, service, query)["places"]["nodes"]

    names = {row["id"]: row["name"] for row in plain(filled, service)}
    assert [list(node) for node in nodes] == [["id", "loud", "again", "kind"]] * len(nodes)
    assert [(n["loud"], n["again"]) for n in nodes] == [(names[n["id"]].upper(),) * 2 for n in nodes]


def plain(filled: Loaded, service: Service) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = data_of(
        filled, service, "{ places(orderBy: [{id: ASC}], first: 7) { nodes { id name address } } }"
    )["places"]["nodes"]
    return nodes


def test_one_call_for_each_place_in_the_question_has_all_rows(filled: Loaded, service: Service) -> None:
    query = """{
      areas(first: 7, orderBy: [{id: ASC}]) { nodes { places(first: 7) { nodes { loud } edges { node { loud } } } } }
      place(id: "%s") {
        area { places(first: 2) { nodes { operator { operatedPlaces(first: 3) { nodes { loud } } } } } }
      }
    }"""

    data = data_of(filled, service, query % plain(filled, service)[0]["id"])

    places = [place for area in data["areas"]["nodes"] for place in area["places"]["nodes"]]
    beside = [place["operator"] for place in data["place"]["area"]["places"]["nodes"]]
    inner = [place for operator in beside if operator for place in operator["operatedPlaces"]["nodes"]]
    # Two places in the first root field, which stand for the same rows, and one in the second.
    assert sorted(len(rows) for rows in LOUD) == sorted([len(places), len(places), len(inner)])
    longest = max(LOUD, key=len)
    assert [row["name"].upper() for row in longest] == [place["loud"] for place in places]
    assert all(set(row) == {"name"} for rows in LOUD for row in rows)


def test_rows_behind_fragments_interfaces_and_groups_are_found(filled: Loaded, service: Service) -> None:
    first, second = (row["id"] for row in plain(filled, service)[:2])
    query = """query ($ids: [ID!]!, $id: ID!) {
      nodes(ids: $ids) { ...Shout ... on Area { name } }
      node(id: $id) { ... { ...Shout } }
      roleAssignments { groups(by: [ROLE]) { count } nodes { place { ...Shout } } }
      activities { groups(by: [PLACE]) { place { ...Shout } } }
    }
    fragment Shout on Place { loud }"""
    area = data_of(filled, service, "{ areas(first: 1) { nodes { id } } }")["areas"]["nodes"][0]["id"]
    missing = first[:-4] + "0000"

    data = data_of(filled, service, query, ADMIN, ids=[second, area, missing, first, first], id=first)

    loud = {row["id"]: row["name"].upper() for row in plain(filled, service)}
    at = [node and node.get("loud") for node in data["nodes"]]
    assert at == [loud[second], None, None, loud[first], loud[first]]
    assert data["node"] == {"loud": loud[first]}
    assert any(node["place"] is None for node in data["roleAssignments"]["nodes"])
    assert all(set(node["place"]) == {"loud"} for node in data["roleAssignments"]["nodes"] if node["place"])
    venues = [group["place"] for group in data["activities"]["groups"]]
    assert None in venues
    assert all(isinstance(venue["loud"], str) for venue in venues if venue is not None)


def test_one_key_may_stand_for_fields_of_different_types(filled: Loaded, service: Service) -> None:
    place = plain(filled, service)[0]
    area = data_of(filled, service, "{ areas(first: 1) { nodes { id } } }")["areas"]["nodes"][0]
    query = """query ($ids: [ID!]!) {
      nodes(ids: $ids) { ... on Place { told: loud } ... on Area { told: counted } }
    }"""

    data = data_of(filled, service, query, ids=[place["id"], area["id"]])

    assert data["nodes"][0] == {"told": place["name"].upper()}
    assert data["nodes"][1]["told"].endswith(" places")


def test_no_alias_is_taken_for_what_a_field_needs(filled: Loaded, service: Service) -> None:
    query = "{ places(first: 1, orderBy: [{id: ASC}]) { nodes { __needs_loud: id loud loud_of_Place: kind } } }"
    place = plain(filled, service)[0]

    (node,) = data_of(filled, service, query)["places"]["nodes"]

    assert list(node) == ["__needs_loud", "loud", "loud_of_Place"]
    assert (node["__needs_loud"], node["loud"]) == (place["id"], place["name"].upper())


def test_arguments_and_asynchronous_functions(filled: Loaded, service: Service) -> None:
    query = """query ($by: String) { places(first: 7, orderBy: [{id: ASC}]) {
      nodes { plain: framed star: framed(by: "*") given: framed(by: $by) null: framed(by: null) } } }"""

    nodes = data_of(filled, service, query, by="{0}'")["places"]["nodes"]

    rows = plain(filled, service)

    def framed(frame: str) -> list[str | None]:
        return [None if row["address"] is None else f"{frame}{row['address']}{frame}" for row in rows]

    assert [node["plain"] for node in nodes] == [node["null"] for node in nodes] == framed("·")
    assert [node["star"] for node in nodes] == framed("*")
    assert [node["given"] for node in nodes] == framed("{0}'")
    assert FRAMED == [(7, None), (7, "*"), (7, "{0}'"), (7, None)]


def test_another_value_of_a_variable_is_not_the_value_of_the_plan(filled: Loaded, service: Service) -> None:
    query = "query ($by: String) { places(first: 1) { nodes { framed(by: $by) } } }"

    for by in ("a", "b", None):
        data_of(filled, service, query, by=by)

    assert FRAMED == [(1, "a"), (1, "b"), (1, None)]


def test_what_a_field_needs_may_lead_further(filled: Loaded, service: Service) -> None:
    query = "{ places(first: 7, orderBy: [{id: ASC}]) { nodes { held activities { totalCount } } } }"

    for viewer in (ANONYMOUS, ADMIN):
        nodes = data_of(filled, service, query, viewer)["places"]["nodes"]

        assert [node["held"] for node in nodes] == [node["activities"]["totalCount"] for node in nodes]
        assert {node["held"] for node in nodes} > {0}


@pytest.mark.parametrize(
    "query",
    [
        "{ places { nodes { name } } }",
        "{ places { nodes { name loud @skip(if: true) } } }",
        "query ($yes: Boolean = false) { places { nodes { name ... @include(if: $yes) { loud framed } } } }",
        "{ places(first: 1) { nodes { name } } areas { nodes { name } } }",
    ],
)
def test_a_question_without_the_field_calls_nothing(filled: Loaded, service: Service, query: str) -> None:
    data_of(filled, service, query)

    assert not LOUD
    assert not FRAMED


def test_a_page_without_rows_has_a_call_without_rows(filled: Loaded, service: Service) -> None:
    assert data_of(filled, service, "{ places(first: 0) { nodes { loud } } }") == {"places": {"nodes": []}}
    assert LOUD == [[]]


def test_a_function_that_gives_another_number_of_items_is_named(filled: Loaded, service: Service) -> None:
    with pytest.raises(PluginDefect) as caught:
        data_of(filled, service, "{ places(first: 3) { nodes { short } } }")

    assert str(caught.value) == (
        "The Python field 'short' of the plugin 'echoes' gave a list of 2. "
        "It must give a list of 3, one item for each row."
    )
