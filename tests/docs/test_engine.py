"""docs/engine.md shows the statements that the engine makes."""

import json
import re

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse

from core.access import ANONYMOUS
from core.database.url import Dialect
from core.settings_sections import Limits
from schema.declare.catalog import Catalog
from schema.engine.build import PageLimits
from schema.engine.compiler import Compiler, Question
from schema.engine.selection import Selections
from schema.types.core_part import CORE
from tests.docs.markdown import DOCS, Block, blocks
from tests.schema.composed import schema_of

PAGE = DOCS / "engine.md"


def shown() -> list[tuple[Block, Block, dict[str, object]]]:
    """Each statement with the question and the variables above it."""
    found: list[tuple[Block, Block, dict[str, object]]] = []
    question: Block | None = None
    variables: dict[str, object] = {}
    for block in blocks(PAGE):
        if block.language == "graphql":
            question, variables = block, {}
        elif block.words == ("variables",):
            variables = json.loads(block.text)
        elif block.language == "sql":
            assert question is not None
            found.append((block, question, variables))
    return found


def compiled(question: str, variables: dict[str, object], dialect: Dialect) -> str:
    document = parse(question)
    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    assert not any(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
    limits = Limits()
    compiler = Compiler(
        Catalog([CORE]),
        schema_of([CORE]),
        dialect,
        PageLimits(limits.page_default, limits.page_max, limits.cost, limits.filter_depth),
    )
    selections = Selections({}, variables)
    (nodes,) = selections.of([operation.selection_set], "Query").values()
    return compiler.compile(nodes, Question(selections, variables, ANONYMOUS, "ZH")).sql


@pytest.mark.parametrize("index", range(3))
def test_statements_are_those_of_the_engine(index: int) -> None:
    statement, question, variables = shown()[index]
    (dialect,) = statement.words
    sql = compiled(question.text, variables, Dialect(dialect))
    assert re.sub(r"\s+", "", statement.text) == re.sub(r"\s+", "", sql), f"{statement} is by now\n{sql}"


def test_both_kinds_of_database_are_shown() -> None:
    assert [block.words for block, _, _ in shown()] == [("postgres",), ("sqlite",), ("postgres",)]
