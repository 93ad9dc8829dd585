"""The headers of a request, and the viewer that they name."""

import re
from collections.abc import Sequence

from core.access import Viewer
from schema.http.messages import ViewerOf
from schema.http.refusal import Refusal

_BEARER = re.compile(rb"bearer +([!-~]+)", re.IGNORECASE)
_ONCE = (b"authorization", b"content-type", b"content-length", b"content-encoding", b"x-request-id")


def joined(pairs: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers, where some name comes more than once: their values as one list, as HTTP says (RFC 9110,
    section 5.3). Raises Refusal (400) for a name that must come once: which of them counts would be a guess.
    """
    found: dict[bytes, bytes] = {}
    for name, value in pairs:
        if name not in found:
            found[name] = value
        elif name in _ONCE:
            raise Refusal(400, "BAD_REQUEST", f"The header {name.decode('ascii')} is given twice.")
        else:
            found[name] += b", " + value
    return found


async def viewer_in(headers: dict[bytes, bytes], viewer_of: ViewerOf) -> tuple[str | None, Viewer]:
    """The bearer token, if one was sent, and who asks. Raises Refusal (401) for a token that nobody has."""
    header = headers.get(b"authorization")
    if header is None:
        token = None
    elif match := _BEARER.fullmatch(header):
        token = match[1].decode("ascii")
    else:
        raise _unauthenticated("The header Authorization is not 'Bearer' and a token.")
    viewer = await viewer_of(token)
    if viewer is None:
        raise nobody_has_it()
    return token, viewer


def nobody_has_it() -> Refusal:
    """The one answer to every token that nobody has, or not any more."""
    return _unauthenticated("The token in the header Authorization is not valid.")


def _unauthenticated(message: str) -> Refusal:
    return Refusal(401, "UNAUTHENTICATED", message, ((b"www-authenticate", b'Bearer error="invalid_token"'),))
