"""The documentation at `/docs`: files that were built beforehand, whose pages can ask nobody but this server."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Message, Receive, Scope, Send

from schema.documentation.missing import PAGE, STYLE_HASH

DOCUMENTATION_PATH = "/docs"
SITE = Path(__file__).with_name("site")
"""Where `python -m documentation` puts the site. It is part of the package where that was built with it."""

_SCRIPTS = "scripts.txt"
_HASHED = re.compile(r"\.[0-9a-f]{8}\.min\.(js|css)$")
_GZIP = re.compile(r"(^|,)\s*gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))(;|,|$)", re.IGNORECASE)
_YEAR = 365 * 24 * 3600


class Documentation:
    """An ASGI application for the paths below `DOCUMENTATION_PATH`, without it. Anybody may read.

    Where no site was built it says how to build one (503).
    """

    def __init__(self, site: Path = SITE) -> None:
        self._site = site
        self._files = _Files(directory=site, html=True, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        scripts = self._site / _SCRIPTS
        try:
            changed = os.stat(scripts).st_mtime_ns
        except FileNotFoundError:
            missing = HTMLResponse(PAGE, status_code=503)
            await missing(scope, receive, _with_headers(send, f"default-src 'none'; style-src '{STYLE_HASH}'"))
            return
        await self._files(scope, receive, _with_headers(send, _policy(scripts, changed)))


class _Files(StaticFiles):
    """Files of the site, compressed beforehand for whoever takes that, and kept by browsers as long as is right."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        path = Path(full_path)
        asked = Headers(scope=scope)
        compressed = path.with_name(f"{path.name}.gz")
        encoded = _GZIP.search(asked.get("accept-encoding", "")) is not None and compressed.is_file()
        response = FileResponse(path, status_code=status_code, stat_result=stat_result)
        if encoded:
            kind = response.headers["content-type"]
            response = FileResponse(compressed, status_code=status_code, headers={"content-type": kind})
            response.set_stat_headers(compressed.stat())
            response.headers["content-encoding"] = "gzip"
        response.headers["vary"] = "accept-encoding"
        # The name of such a file changes with its content.
        lasting = _HASHED.search(path.name) is not None
        response.headers["cache-control"] = f"public, max-age={_YEAR}, immutable" if lasting else "no-cache"
        return NotModifiedResponse(response.headers) if self.is_not_modified(response.headers, asked) else response

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if isinstance(response, RedirectResponse):
            # To the path alone: by which address and scheme the reader came, only a proxy may know.
            return RedirectResponse(f"{scope['path']}/")
        return response


@lru_cache(maxsize=2)
def _policy(scripts: Path, changed: int) -> str:
    """The policy of a site with these scripts in its pages; ``changed`` is when they were written."""
    hashes = " ".join(f"'{one}'" for one in scripts.read_text(encoding="ascii").split())
    return (
        f"default-src 'none'; script-src 'self' {hashes}; worker-src 'self'; connect-src 'self'; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'"
    )


def _with_headers(send: Send, policy: str) -> Send:
    """Send with the headers that every answer has."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = (
                f"{policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            )
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "no-referrer"
        await send(message)

    return sending
