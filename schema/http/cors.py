"""Which pages on other sites may ask (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

PREFLIGHT_SECONDS = 600
"""How long a browser may remember that it may ask."""


def with_cors(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """The application, whose answers pages of these origins may read; ``*`` stands for all. Without any: itself.

    Credentials of the browser, such as cookies, are never sent along: tokens travel in a header, which the page sets.
    """
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=("GET", "POST"),
        allow_headers=("Authorization", "Content-Type", "Last-Event-ID", "X-Request-ID"),
        allow_credentials=False,
        # The name of a report's file is in the first.
        expose_headers=("Content-Disposition", "X-Request-ID"),
        max_age=PREFLIGHT_SECONDS,
    )
