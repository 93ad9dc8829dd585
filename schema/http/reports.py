"""Reports as files: `/reports/<name>.csv` and `.xlsx` of the whole city, `/jinniu/reports/…` of a district.

The viewer, the permission, the rows and the checks are those of the report's field in GraphQL.
"""

from __future__ import annotations

import asyncio
import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol
from urllib.parse import quote

from starlette.types import Receive, Scope, Send

from core.access import Viewer, ViewerKind
from core.log import request_id as current_request_id
from core.plugins.contributions import Report
from core.reports.periods import ReportQuestion, area_named, areas_of
from core.reports.run import ReportAnswer, run_report
from core.reports.sheets import csv_file, xlsx_file
from core.reports.texts import LANGUAGES, area_name, title_of
from schema.declare.terms import RowScope
from schema.execution.languages import accepted_language
from schema.http.access_log import level_of, log_request
from schema.http.access_log import logger as access_logger
from schema.http.errors import errors_body, errors_of, failed_status
from schema.http.headers import joined, viewer_in
from schema.http.messages import ViewerOf
from schema.http.negotiation import GRAPHQL, JSON
from schema.http.refusal import Refusal
from schema.http.request import query_parameters
from schema.http.request_id import request_id_of
from schema.http.responses import send_response

_METHODS = b"GET, HEAD, OPTIONS"
_PATH = re.compile(r"(?:/(?!plugins/)(?P<district>[^/]+))?/reports/(?P<name>[^/]+)\.(?P<kind>csv|xlsx)")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){2}")
_PARAMETERS = ("area", "from", "to", "as_of", "lang")
_MEDIA = {
    "csv": b"text/csv; charset=utf-8",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILES = {"csv": csv_file, "xlsx": xlsx_file}
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
SLOW_SECONDS = 5.0


class Scopes(Protocol):
    """Knows for which areas a request is."""

    async def scope_of(self, slug: str | None) -> RowScope:
        """The areas of a district, by its name in addresses, or of the whole city (None).

        Raises a LinliError with the code NOT_FOUND for a district that there is not.
        """
        ...


def is_report(path: str) -> bool:
    """Whether a path is that of a report's file, by its form."""
    return _PATH.fullmatch(path) is not None


@dataclass(slots=True)
class _File:
    body: bytes
    content_type: bytes
    headers: Sequence[tuple[bytes, bytes]]


class ReportFiles:
    """An ASGI application for all paths that `is_report` knows.

    ``reports`` are those of all plugins by name, each with its plugin's name. ``url_bytes`` bounds a URL's query.
    ``debug`` shows the text of unexpected exceptions to clients.
    """

    def __init__(
        self,
        scopes: Scopes,
        reports: Mapping[str, tuple[str, Report]],
        viewer_of: ViewerOf,
        *,
        url_bytes: int,
        debug: bool = False,
    ) -> None:
        self._scopes = scopes
        self._reports = reports
        self._viewer_of = viewer_of
        self._url_bytes = url_bytes
        self._debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Whatever is wrong with it is told as a GraphQL error, in application/json."""
        started = perf_counter()
        request_id = request_id_of(dict(scope["headers"]).get(b"x-request-id"))
        method: str = scope["method"]
        logged_id = current_request_id.set(request_id)
        status, file, refused = 200, _File(b"", JSON.content_type, ()), False
        try:
            if method == "OPTIONS":
                await send_response(send, 204, None, b"", request_id, ((b"allow", _METHODS),))
                return
            file = await self._file(scope, method)
        except Refusal as refusal:
            error = {"message": refusal.message, "extensions": {"code": refusal.code}}
            status, file = refusal.status, _File(errors_body([error]), JSON.content_type, refusal.headers)
            refused = True
        except Exception as error:
            errors = errors_of(error, request_id, self._debug)
            # The statuses are those of GraphQL's own media type: no client takes this for an answer of GraphQL.
            status = failed_status(errors[0]["extensions"]["code"], GRAPHQL)
            file = _File(errors_body(errors), JSON.content_type, ())
            refused = True
        finally:
            current_request_id.reset(logged_id)
        await send_response(send, status, file.content_type, file.body, request_id, file.headers, head=method == "HEAD")
        seconds = perf_counter() - started
        level = level_of(status, seconds, SLOW_SECONDS, refused=refused)
        if access_logger.isEnabledFor(level):
            log_request(level, method, scope["path"], status, seconds, len(file.body), None, request_id)

    async def _file(self, scope: Scope, method: str) -> _File:
        if method not in ("GET", "HEAD"):
            raise Refusal(
                405,
                "METHOD_NOT_ALLOWED",
                f"The method {method[:20]} is not supported. Use GET.",
                ((b"allow", _METHODS),),
            )
        headers = joined(scope["headers"])
        _, viewer = await viewer_in(headers, self._viewer_of)
        found = _PATH.fullmatch(scope["path"])
        assert found is not None, "only such paths come here"
        areas = await self._scopes.scope_of(found["district"])
        plugin, report = self._reports.get(found["name"], ("", None))
        if report is None or not (found["district"] is None or areas.has(plugin)):
            raise Refusal(
                404,
                "NOT_FOUND",
                f"There is no report {found['name'][:100]!r} here. GraphQL's field `reports` lists them.",
            )
        _refuse_unless_allowed(viewer, report)
        given = _parameters(scope["query_string"], self._url_bytes)
        header = headers.get(b"accept-language")
        language = given.get("lang", "").upper() or accepted_language(header and header.decode("latin-1"))
        if language not in LANGUAGES:
            raise _wrong("lang", "zh or en")
        question = ReportQuestion(
            await area_named(given["area"]) if "area" in given else None,
            _day(given, "from"),
            _day(given, "to"),
            _day(given, "as_of"),
        )
        answer = await run_report(plugin, report, question, areas.reach(plugin), areas_of(viewer, report.requires))
        # Thousands of rows would keep all other requests waiting.
        body = await asyncio.to_thread(_FILES[found["kind"]], answer, language)
        named = (b"content-disposition", _disposition(answer, language, found["kind"]))
        return _File(body, _MEDIA[found["kind"]], (named, (b"content-language", language.lower().encode())))


def _refuse_unless_allowed(viewer: Viewer, report: Report) -> None:
    if report.requires is None or viewer.may_somewhere(report.requires):
        return
    message = f"The report {report.name} needs the permission {report.requires!r}."
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise Refusal(
            401, "UNAUTHENTICATED", f"{message} Send a bearer token that has it.", ((b"www-authenticate", b"Bearer"),)
        )
    raise Refusal(403, "FORBIDDEN", message)


def _parameters(query_string: bytes, most: int) -> dict[str, str]:
    given = query_parameters(query_string, most)
    for name in given:
        if name not in _PARAMETERS:
            raise Refusal(
                400,
                "BAD_USER_INPUT",
                f"There is no parameter '{name[:100]}'. There are: {', '.join(_PARAMETERS)}.",
            )
    return given


def _day(given: Mapping[str, str], name: str) -> datetime.date | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text) is None:
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise _wrong(name, "a day such as 2024-07-10") from None


def _wrong(name: str, wanted: str) -> Refusal:
    return Refusal(400, "BAD_USER_INPUT", f"The parameter '{name}' must be {wanted}.")


def _disposition(answer: ReportAnswer, language: str, kind: str) -> bytes:
    """The header that names the file: in the language, and for old clients in ASCII (RFC 6266, RFC 8187)."""

    def name(in_language: str) -> str:
        parts = [title_of(answer.report, in_language)]
        if answer.area is not None:
            parts.append(area_name(answer.area, in_language))
        text = _NOT_IN_NAMES.sub(" ", f"{' '.join(parts)} {answer.period.as_of}")
        return f"{' '.join(text.split())}.{kind}"

    ascii_name = " ".join(name("EN").encode("ascii", "ignore").decode("ascii").split())
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name(language), safe='')}".encode("ascii")
