"""Log lines: the request's id in each, one line a record, and no failure for odd contents."""

import json
import logging
import re
import sys
from collections.abc import Iterator

import pytest

from core.log import configure_logging, request_id

LOGGER = logging.getLogger("linli.test")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    names = ("uvicorn", "uvicorn.error", "uvicorn.access", "tortoise", "asyncpg", "aiosqlite")
    loggers = [logging.getLogger(), *map(logging.getLogger, names)]
    before = [(logger, list(logger.handlers), logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.fixture
def _request() -> Iterator[None]:
    token = request_id.set("request-1")
    yield
    request_id.reset(token)


@pytest.mark.usefixtures("_request")
def test_text_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "text")
    LOGGER.info("answered %s\nand more", "200", extra={"milliseconds": 3, "path": "/graphql"})
    LOGGER.debug("not shown")
    line = capsys.readouterr().err
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO linli\.test \[request-1\] "
        r"answered 200\\nand more\n",
        line,
    )


def test_text_outside_a_request_with_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("error", "text")
    try:
        raise ZeroDivisionError("nobody")
    except ZeroDivisionError:
        LOGGER.exception("failed")
    first, *traceback = capsys.readouterr().err.splitlines()
    assert first.endswith("Z ERROR linli.test failed")
    assert traceback[0] == "Traceback (most recent call last):"
    assert traceback[-1] == "ZeroDivisionError: nobody"


@pytest.mark.usefixtures("_request")
def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("debug", "json")
    LOGGER.warning("odd \ud83d 红旗", extra={"value": sys, "half": "\udc00", "huge": 2**70})
    entry = json.loads(capsys.readouterr().err)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.pop("time"))
    assert entry == {
        "level": "warning",
        "logger": "linli.test",
        "requestId": "request-1",
        "message": "odd \ud83d 红旗",
        "value": repr(sys),
        "half": "\udc00",
        "huge": 2**70,
    }


def test_the_request_id_can_be_given_with_the_message(capsys: pytest.CaptureFixture[str]) -> None:
    given = {"request_id": "request-2"}
    configure_logging("info", "text")
    LOGGER.info("answered", extra=given)
    configure_logging("info", "json")
    LOGGER.info("answered", extra=given)
    text, line = capsys.readouterr().err.splitlines()
    assert text.endswith("Z INFO linli.test [request-2] answered")
    entry = json.loads(line)
    assert entry["requestId"] == "request-2"
    assert "request_id" not in entry


def test_a_traceback_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    try:
        raise ZeroDivisionError("nobody")
    except ZeroDivisionError:
        LOGGER.exception("failed")
    entry = json.loads(capsys.readouterr().err)
    assert entry["traceback"].splitlines()[-1] == "ZeroDivisionError: nobody"
    assert entry["requestId"] is None


def test_handlers_of_others_stay_and_there_is_one_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    root, foreign = logging.getLogger(), logging.NullHandler()
    root.addHandler(foreign)
    configure_logging("info", "json")
    configure_logging("info", "text")
    assert foreign in root.handlers
    LOGGER.info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_uvicorn_writes_into_the_same_log_and_not_for_each_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("info", "json")
    logging.getLogger("uvicorn.error").info("started", extra={"color_message": "\x1b[1mstarted"})
    logging.getLogger("uvicorn.access").info("GET /")
    logging.getLogger("tortoise.db_client").debug("SELECT")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "started"
    assert "color_message" not in line
