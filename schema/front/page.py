"""The page at `/`, written anew for each visitor, without any script: what the public may know, and nobody's token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from starlette.types import Receive, Scope, Send

from core.access import ANONYMOUS, Viewer
from schema.front.plots import bar, columns
from schema.http.errors import errors_of, failed_status
from schema.http.messages import GraphQLAnswer, GraphQLRequest, GraphQLStream, RequestContext
from schema.http.negotiation import GRAPHQL
from schema.http.page import page_with_style
from schema.http.request_id import request_id_of
from schema.http.responses import send_error, send_response

QUERY = """query FrontPage {
  installation {
    version
    modules { name titleZh titleEn version description }
    districts { slug name nameEn modules }
  }
  figures {
    name titleZh titleEn plugin query value of
    points { label value }
    marks { label value }
  }
}"""

if TYPE_CHECKING:
    from jinja2 import Template

Execute = Callable[[GraphQLRequest, Viewer, RequestContext], Awaitable[GraphQLAnswer | GraphQLStream]]


def console_link(query: str, address: str = "/graphql") -> str:
    """The address at which the console opens a query."""
    return f"{address}#{urlencode({'query': query})}"


def shown(number: float | None) -> str:
    """A number for people: whole where it is whole, with separators; a dash where there is none."""
    if number is None:
        return "—"
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"


@cache
def _template() -> Template:
    # Imported when somebody first looks at the page: a server that only answers GraphQL does without.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("schema.front", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(console_link=console_link, bar=bar, columns=columns)
    templates.filters["shown"] = shown
    return templates.get_template("front.html")


class FrontPage:
    """An ASGI application for `/`. ``execute`` answers questions to the whole city."""

    def __init__(self, execute: Execute, *, debug: bool = False) -> None:
        self._execute = execute
        self._debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Where the database does not answer, an error in JSON, as everywhere."""
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            message = f"The method {method[:20]} is not supported. Use GET."
            await send_error(scope, send, 405, "METHOD_NOT_ALLOWED", message, ((b"allow", b"GET, HEAD"),))
            return
        request_id = request_id_of(dict(scope["headers"]).get(b"x-request-id"))
        context = RequestContext(request_id, None, read_only=True)
        try:
            answer = await self._execute(GraphQLRequest(QUERY, None, {}, {}), ANONYMOUS, context)
            assert isinstance(answer, GraphQLAnswer), "it is a query"
            page = page_with_style(_written(orjson.loads(answer.body)["data"]))
        except Exception as error:
            told = errors_of(error, request_id, self._debug)[0]
            code = told["extensions"]["code"]
            await send_error(scope, send, failed_status(code, GRAPHQL), code, told["message"])
            return
        await send_response(
            send, 200, b"text/html; charset=utf-8", page.body, request_id, page.headers, head=method == "HEAD"
        )


def _written(data: dict[str, Any]) -> bytes:
    installation = data["installation"]
    titles = {module["name"]: module for module in installation["modules"]}
    text = _template().render(installation=installation, titles=titles, figures=data["figures"], query=QUERY)
    return text.encode()
