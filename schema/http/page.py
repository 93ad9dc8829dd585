"""The page that a browser sees at the endpoint's address. It holds no script and loads nothing."""

import base64
import hashlib
from importlib import resources

PAGE = resources.files("schema.http").joinpath("page.html").read_bytes()


def _hash_of_style(page: bytes) -> str:
    style = page.partition(b"<style>")[2].partition(b"</style>")[0]
    return base64.b64encode(hashlib.sha256(style).digest()).decode("ascii")


PAGE_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (
        b"content-security-policy",
        (
            f"default-src 'none'; style-src 'sha256-{_hash_of_style(PAGE)}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ).encode("ascii"),
    ),
    (b"referrer-policy", b"no-referrer"),
)
"""Allows exactly what the page has: its style, and a form that sends to its own address."""
