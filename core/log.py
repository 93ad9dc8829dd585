"""Logging: lines for people or JSON objects, each with the id of the request that it belongs to."""

import json
import logging
import sys
import time
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, Literal, TextIO

request_id: ContextVar[str | None] = ContextVar("linli_request_id", default=None)
"""The id of the request being answered. Whoever takes a request in sets it; every line below carries it."""

_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {
    "message",
    "asctime",
    "taskName",
    "request_id",
    "color_message",  # uvicorn's second copy of its message, with escape sequences
}


def configure_logging(level: str, style: Literal["text", "json"]) -> None:
    """Send all messages from `level` ("debug", "info", "warning", "error") upwards to standard error.

    A second call replaces what the first one did. uvicorn's loggers pass their messages up to the root logger;
    its lines about each request stay off: the endpoint writes its own, which have the request's id.
    """
    handler = _StandardError()
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    root = logging.getLogger()
    root.handlers = [*(other for other in root.handlers if not isinstance(other, _StandardError)), handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = name != "uvicorn.access"
    # Libraries that write a line for each statement do so at DEBUG; that would put rows into the log.
    for name in ("tortoise", "asyncpg", "aiosqlite"):
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment: it may have been redirected since."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class TextLines(logging.Formatter):
    """`2024-07-10T01:02:03Z INFO linli.access [request id] message`, then the traceback.

    What `extra=` gives is for the other form: here the message says all that a person needs.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines, of a record."""
        current = _request_id(record)
        parts = [
            _instant(record),
            record.levelname,
            record.name,
            *([f"[{current}]"] if current else []),
            # One record is one line: what a client sent must not be able to forge another one.
            record.getMessage().replace("\r", "\\r").replace("\n", "\\n"),
        ]
        line = " ".join(parts)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, requestId, message, what `extra=` gave, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        entry: dict[str, Any] = {
            "time": _instant(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "requestId": _request_id(record),
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        line = json.dumps(entry, default=repr, ensure_ascii=False)
        # UTF-8 has no lone surrogates; written as escapes they are valid JSON, and the line is not lost.
        return line.encode("utf-8", "backslashreplace").decode()


def _instant(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))


def _request_id(record: logging.LogRecord) -> str | None:
    """What `extra={"request_id": …}` says, or else the id of the present request."""
    given: str | None = getattr(record, "request_id", None)
    return given or request_id.get()


def _extras(record: logging.LogRecord) -> Mapping[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _STANDARD}
