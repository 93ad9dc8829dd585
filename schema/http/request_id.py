"""A name for each request: in the answer's header X-Request-ID, in the log, and in masked errors."""

import itertools
import re
import secrets

_SANE = re.compile(rb"[A-Za-z0-9._:\-]{1,64}")
_PREFIX = secrets.token_hex(6)
"""Tells processes apart. The counter tells requests apart, and costs a tenth of a random id."""
_next = itertools.count(1).__next__


def request_id_of(header: bytes | None) -> str:
    """The id that the client (or a proxy) gave in X-Request-ID, if it is sane: at most 64 letters, digits,
    and any of `._:-`; else a new one.
    """
    if header is not None and _SANE.fullmatch(header):
        return header.decode("ascii")
    return f"{_PREFIX}-{_next():x}"
