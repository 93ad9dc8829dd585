"""The example of a typed client fits the schema; `make codegen` generates, compiles and runs it."""

from __future__ import annotations

import re

import pytest
from graphql import GraphQLScalarType, GraphQLSchema, build_schema, parse, specified_scalar_types, validate

from tests.docs.markdown import DOCS, ROOT, blocks

HERE = ROOT / "examples" / "typed-client"
PAGE = DOCS / "frontend" / "typed-clients.md"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))


def test_its_questions_fit_the_schema(schema: GraphQLSchema) -> None:
    files = sorted((HERE / "src").glob("*.graphql"))
    assert [file.name for file in files] == ["changes.graphql", "stores.graphql"]
    for file in files:
        assert validate(schema, parse(file.read_text(encoding="utf-8"))) == [], file.name


def test_its_settings_name_every_scalar_and_read_the_schema_of_the_repository(schema: GraphQLSchema) -> None:
    settings = (HERE / "codegen.ts").read_text(encoding="utf-8")
    (listed,) = re.findall(r"scalars: \{(.*?)\}", settings, re.DOTALL)
    own = {
        name
        for name, found in schema.type_map.items()
        if isinstance(found, GraphQLScalarType) and name not in specified_scalar_types
    }
    assert set(re.findall(r"(\w+):", listed)) == own
    (path,) = re.findall(r'schema: "([^"]+)"', settings)
    assert (HERE / path).resolve() == ROOT / "schema" / "schema.graphql"


def test_the_page_shows_its_question() -> None:
    (shown,) = (block.text for block in blocks(PAGE) if block.language == "graphql")
    assert shown == (HERE / "src" / "stores.graphql").read_text(encoding="utf-8")
