"""The console as Vite built it: its page, and the files that the page loads, compressed when they were built.

Names of files have a hash of what is in them, so a browser may keep them for good.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from schema.http.compression import accepted_encodings
from schema.http.page import FORM_PAGE, Page
from schema.http.responses import not_found, send_error

BUILT = Path(__file__).parent / "built"
"""Where `make console` puts it: inside of the package, so that wheels have it."""

PREFIX = "/console/"
"""Where its files are."""

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""What files are compressed with, the best first, and how their names end then."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # The editor (Monaco) makes style elements while it runs, whose text nobody knows beforehand. No page that
        # others could write into has them: texts from answers are text.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode("ascii")),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def is_asset(path: str) -> bool:
    """Whether a path is one of the console's files, or would be."""
    return path.startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class _Asset:
    media_type: str
    ways: Mapping[str, Path]
    """The file by the encoding, "" for none."""


class Console:
    """The console in a directory, as it is there when the server starts. An ASGI application for its files.

    Where it was not built, ``page`` is one that says so, and there are no files.
    """

    def __init__(self, directory: Path = BUILT) -> None:
        index = directory / "index.html"
        self.is_built = index.is_file()
        self.page = Page(index.read_bytes(), _HEADERS) if self.is_built else FORM_PAGE
        self._assets = _assets_in(directory) if self.is_built else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request for a file."""
        asset = self._assets.get(scope["path"])
        if asset is None:
            await not_found(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            message = f"The method {scope['method'][:20]} is not supported. Use GET."
            await send_error(scope, send, 405, "METHOD_NOT_ALLOWED", message, ((b"allow", b"GET, HEAD"),))
            return
        encoding = _encoding(dict(scope["headers"]).get(b"accept-encoding"), asset.ways)
        headers = {
            "cache-control": "public, max-age=31536000, immutable",
            "vary": "accept-encoding",
            "x-content-type-options": "nosniff",
        }
        if encoding:
            headers["content-encoding"] = encoding
        await FileResponse(asset.ways[encoding], headers=headers, media_type=asset.media_type)(scope, receive, send)


def _assets_in(directory: Path) -> dict[str, _Asset]:
    found: dict[str, _Asset] = {}
    suffixes = tuple(suffix for _, suffix in _ENCODINGS)
    for path in sorted(directory.rglob("*")):
        if not path.is_file() or path.name.startswith(".") or path.suffix in suffixes or path.name == "index.html":
            continue
        ways = {"": path}
        for encoding, suffix in _ENCODINGS:
            compressed = path.with_name(path.name + suffix)
            if compressed.is_file():
                ways[encoding] = compressed
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        found[PREFIX + path.relative_to(directory).as_posix()] = _Asset(media_type, ways)
    return found


def _encoding(header: bytes | None, ways: Mapping[str, Path]) -> str:
    """The best encoding of those that there are and that the header Accept-Encoding permits; "" for none."""
    accepted = accepted_encodings(header)
    return next((encoding for encoding, _ in _ENCODINGS if encoding in ways and encoding in accepted), "")
