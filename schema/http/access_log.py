"""One line in the log for each request."""

import logging

logger = logging.getLogger("linli.access")


def level_of(status: int, seconds: float, slow_seconds: float, *, refused: bool) -> int:
    """The level of a request's line: what went well and fast is for those who debug."""
    if status >= 500:
        return logging.ERROR
    if seconds >= slow_seconds:
        return logging.WARNING
    if refused:
        return logging.INFO
    return logging.DEBUG


def log_request(
    level: int,
    method: str,
    path: str,
    status: int,
    seconds: float,
    size: int,
    operation: str | None,
    request_id: str,
) -> None:
    """Writes the line. Its parts are attributes of the record too, for logs in JSON; `core.log` adds the
    request's id to either form. Text that the client chose is escaped.
    """
    milliseconds = seconds * 1000
    path = _printable(path)
    name = _printable(operation) if operation else "-"
    logger.log(
        level,
        "%s %s %d %.1f ms %d bytes operation=%s",
        _printable(method),
        path,
        status,
        milliseconds,
        size,
        name,
        extra={
            "method": method,
            "path": path,
            "status": status,
            "duration_ms": round(milliseconds, 3),
            "bytes": size,
            "operation": name,
            "request_id": request_id,
        },
    )


def _printable(text: str) -> str:
    return text[:200].encode("unicode_escape").decode("ascii")
