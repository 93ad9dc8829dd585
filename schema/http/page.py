"""The page that a browser sees at the endpoint's address, where there is no console: it holds no script and loads
nothing.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page with the headers that say what it may do."""

    body: bytes
    headers: Sequence[tuple[bytes, bytes]]


def page_with_style(body: bytes) -> Page:
    """A page with one `<style>`, no script, and forms that send to where it came from; nothing else is permitted."""
    style = body.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Page(body, ((b"content-security-policy", policy.encode("ascii")), (b"referrer-policy", b"no-referrer")))


FORM_PAGE = page_with_style(resources.files("schema.http").joinpath("page.html").read_bytes())
"""A form for a query, and what programs send."""
