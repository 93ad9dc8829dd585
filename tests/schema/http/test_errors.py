"""What clients may know of an exception, and what the log keeps."""

import logging

import pytest
from graphql import GraphQLError

from core.errors import DatabaseUnavailable, InvalidText, MigrationError
from schema.documents import DocumentError
from schema.http.errors import errors_of, failed_status, masked_error
from schema.http.messages import MutationOverGet
from schema.http.negotiation import GRAPHQL, JSON


def raised(error: Exception) -> Exception:
    """The exception with a traceback."""
    try:
        raise error
    except type(error) as caught:
        return caught


def test_an_expected_error_keeps_message_and_code(caplog: pytest.LogCaptureFixture) -> None:
    assert masked_error(InvalidText("name", "holds a NUL."), "id-1") == {
        "message": "name: holds a NUL.",
        "extensions": {"code": "INVALID_TEXT"},
    }
    assert caplog.records == []


def test_a_message_for_administrators_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert masked_error(DatabaseUnavailable("postgres://user:secret@host"), "id-1") == {
        "message": "The database cannot be reached at the moment. Try again later.",
        "extensions": {"code": "DATABASE_UNAVAILABLE"},
    }
    [record] = caplog.records
    assert (record.levelname, record.getMessage(), vars(record)["request_id"]) == (
        "WARNING",
        "DATABASE_UNAVAILABLE: postgres://user:secret@host",
        "id-1",
    )


@pytest.mark.parametrize("error", [KeyError("secret"), MigrationError("secret"), RecursionError("secret")])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_defect_is_masked_and_logged(error: Exception, wrapped: bool, caplog: pytest.LogCaptureFixture) -> None:
    error = raised(error)
    shown = masked_error(GraphQLError(str(error), path=["a", 0], original_error=error) if wrapped else error, "id-1")
    assert shown == {
        "message": "Internal error",
        **({"path": ["a", 0]} if wrapped else {}),
        "extensions": {"code": "INTERNAL", "requestId": "id-1"},
    }
    [record] = caplog.records
    assert (record.levelno, vars(record)["request_id"]) == (logging.ERROR, "id-1")
    assert record.exc_info == (type(error), error, error.__traceback__)


def test_debug_shows_the_exception() -> None:
    assert masked_error(KeyError("place"), "id-1", debug=True) == {
        "message": "KeyError: 'place'",
        "extensions": {"code": "INTERNAL", "requestId": "id-1"},
    }


def test_errors_of_graphql_keep_their_own_code_or_get_one() -> None:
    plain = GraphQLError("Variable '$a' got invalid value.")
    coded = GraphQLError("No.", path=["a"], extensions={"code": "CHOSEN", "more": 1})
    expected = GraphQLError("No.", path=["a"], original_error=InvalidText("name", "is bad."))
    assert [masked_error(error, "id-1") for error in (plain, coded, expected)] == [
        {"message": "Variable '$a' got invalid value.", "extensions": {"code": "BAD_USER_INPUT"}},
        {"message": "No.", "path": ["a"], "extensions": {"code": "CHOSEN", "more": 1}},
        {"message": "name: is bad.", "path": ["a"], "extensions": {"code": "INVALID_TEXT"}},
    ]


def test_a_document_error_is_all_of_its_errors() -> None:
    errors = [GraphQLError(text, extensions={"code": text.upper()}) for text in ("a", "b")]
    assert errors_of(DocumentError(errors), "id-1") == [
        {"message": "a", "extensions": {"code": "A"}},
        {"message": "b", "extensions": {"code": "B"}},
    ]


@pytest.mark.parametrize(
    ("code", "graphql", "json"),
    [
        ("GRAPHQL_PARSE_FAILED", 400, 200),
        ("UNAUTHENTICATED", 401, 200),
        ("FORBIDDEN", 403, 200),
        (MutationOverGet.code, 405, 405),
        ("INTERNAL", 500, 500),
        ("DATABASE_UNAVAILABLE", 503, 503),
        ("TIMEOUT", 504, 200),
    ],
)
def test_statuses(code: str, graphql: int, json: int) -> None:
    assert (failed_status(code, GRAPHQL), failed_status(code, JSON)) == (graphql, json)


def test_a_message_never_quotes_a_value_of_any_length() -> None:
    formatted = masked_error(GraphQLError("x" * 1_000_000), "id-1")
    assert formatted["message"] == "x" * 499 + "…"
