"""The routes of plugins, below `/plugins/<name>`: who asks, where the plugin works, and what is wrong, as elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Mount, Router
from starlette.types import Message, Receive, Scope, Send

from core.log import request_id as current_request_id
from schema.declare.defects import naming
from schema.http.access_log import level_of, log_request
from schema.http.access_log import logger as access_logger
from schema.http.errors import INTERNAL, errors_body, errors_of, failed_status
from schema.http.headers import joined, viewer_in
from schema.http.messages import ViewerOf
from schema.http.negotiation import GRAPHQL, JSON
from schema.http.refusal import Refusal
from schema.http.request_id import request_id_of
from schema.http.responses import not_found, send_response

_PREFIX = "/plugins/"
_CODES = {401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}
SLOW_SECONDS = 5.0


class Workplaces(Protocol):
    """Knows where plugins work."""

    async def works_somewhere(self, plugin: str) -> bool:
        """Whether some district has the plugin enabled, with all that it needs."""
        ...


def is_of_plugins(path: str) -> bool:
    """Whether a path is below the address of all plugins' routes."""
    return path.startswith(_PREFIX)


class PluginRoutes:
    """An ASGI application for all paths that `is_of_plugins` knows.

    ``routes`` are those of each plugin by its name. A route finds the viewer as ``request.state.viewer``, and the id of
    the request as ``request.state.request_id``. ``debug`` shows the text of unexpected exceptions to clients.
    """

    def __init__(
        self,
        routes: Mapping[str, Sequence[BaseRoute]],
        workplaces: Workplaces,
        viewer_of: ViewerOf,
        *,
        debug: bool = False,
    ) -> None:
        self._routers = {
            name: Router([Mount(f"{_PREFIX}{name}", app=Router(list(those), default=not_found))], default=not_found)
            for name, those in routes.items()
            if those
        }
        self._workplaces = workplaces
        self._viewer_of = viewer_of
        self._debug = debug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. What is wrong with it, and what the route raises, is told as a GraphQL error."""
        started = perf_counter()
        request_id = request_id_of(dict(scope["headers"]).get(b"x-request-id"))
        sending = _Sending(send, request_id)
        logged_id = current_request_id.set(request_id)
        refused = True
        try:
            refused = await self._answered(scope, receive, sending, request_id)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            error = {"message": refusal.message, "extensions": {"code": refusal.code}}
            await sending.errors(scope, refusal.status, [error], refusal.headers)
        except Exception as error:
            errors = errors_of(error, request_id, self._debug)
            if sending.status:
                # Half an answer cannot be taken back: the server ends the connection.
                raise
            await sending.errors(scope, failed_status(errors[0]["extensions"]["code"], GRAPHQL), errors)
        finally:
            current_request_id.reset(logged_id)
        seconds = perf_counter() - started
        level = level_of(sending.status, seconds, SLOW_SECONDS, refused=refused)
        if access_logger.isEnabledFor(level):
            log_request(level, scope["method"], scope["path"], sending.status, seconds, sending.size, None, request_id)

    async def _answered(self, scope: Scope, receive: Receive, sending: _Sending, request_id: str) -> bool:
        """Let the plugin answer, and tell whether that was a refusal. Raises Refusal, and whatever the route raises."""
        name = scope["path"].removeprefix(_PREFIX).partition("/")[0]
        router = self._routers.get(name)
        if router is None or not await self._workplaces.works_somewhere(name):
            message = f"There is nothing at {scope['path'][:200]}. No district has enabled a plugin with this address."
            raise Refusal(404, "NOT_FOUND", message)
        _, viewer = await viewer_in(joined(scope["headers"]), self._viewer_of)
        state = {**scope.get("state", {}), "viewer": viewer, "request_id": request_id}
        with naming(f"the route {scope['path'][:200]}", name):
            try:
                await router({**scope, "state": state}, receive, sending)
            except (HTTPException, ClientDisconnect) as error:
                raised = error
            else:
                return False
        if isinstance(raised, ClientDisconnect) or sending.status:
            raise raised
        code = _CODES.get(raised.status_code, INTERNAL if raised.status_code >= 500 else "BAD_REQUEST")
        given = (raised.headers or {}).items()
        headers = [(key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in given]
        raise Refusal(raised.status_code, code, raised.detail, headers)


class _Sending:
    """Sends an answer with the request's id, and keeps its status and size. The status is 0 before it has begun."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            if all(name.lower() != b"x-request-id" for name, _ in headers):
                headers.append((b"x-request-id", self._request_id.encode("ascii")))
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)

    async def errors(
        self,
        scope: Scope,
        status: int,
        errors: list[dict[str, Any]],
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        """Send nothing but errors, in application/json."""
        head = scope["method"] == "HEAD"
        body = errors_body(errors)
        await send_response(self, status, JSON.content_type, body, self._request_id, headers, head=head)
