"""Which operation of a document is executed."""

import pytest

from schema.documents import Document, DocumentError, Limits
from schema.documents.loading import load_document
from tests.schema.documents.schemas import SCHEMA


def load(text: str) -> Document:
    return load_document(SCHEMA, text, Limits())


def refusal(document: Document, name: str | None) -> dict[str, object]:
    with pytest.raises(DocumentError) as caught:
        document.operation(name)
    [error] = caught.value.errors
    return dict(error.formatted)


def test_the_only_operation_needs_no_name() -> None:
    for text in ("{ n }", "query Q { n }", "mutation Q { touch }"):
        document = load(text)
        assert document.operation(None) is document.ast.definitions[0]


def test_a_name_chooses() -> None:
    document = load("query A { n } mutation B { touch } fragment F on Query { n } query C { ...F }")
    assert [document.operation(name) for name in "ABC"] == [document.ast.definitions[index] for index in (0, 1, 3)]
    assert (list(document.operations), list(document.fragments), document.plans) == (
        ["A", "B", "C"],
        ["F"],
        {},
    )


def test_none_of_several_is_executed_without_a_name() -> None:
    assert refusal(load("query A { n } mutation B { touch }"), None) == {
        "message": "The document holds 2 operations ('A', 'B'): say in 'operationName' which one to execute.",
        "extensions": {"code": "OPERATION_NAME_REQUIRED"},
    }


def test_a_name_that_is_not_there() -> None:
    assert refusal(load("{ n }"), "A") == {
        "message": "The document holds no operation called 'A', only one without a name.",
        "extensions": {"code": "OPERATION_NOT_FOUND"},
    }
    many = load(" ".join(f"query Q{index} {{ n }}" for index in range(7)))
    assert refusal(many, "q1") == {
        "message": "The document holds no operation called 'q1', only 'Q0', 'Q1', 'Q2', 'Q3', 'Q4', ….",
        "extensions": {"code": "OPERATION_NOT_FOUND"},
    }


def test_nothing_else_can_be_set_on_a_document() -> None:
    document = load("{ n }")
    with pytest.raises(AttributeError):
        document.other = 1  # type: ignore[attr-defined]  # that is the test
