"""Encodings of answers: which a client takes, and large answers compressed for those that do.

An introspection of a whole city is more than a megabyte, and a tenth of that compressed. Small answers are sent as they
are: compressing them would take longer than it saves. Tokens are never in an answer beside what others could put there.
"""

import asyncio
import gzip

LEAST_BYTES = 256 * 1024
"""How large an answer is that is compressed."""


def accepted_encodings(header: bytes | None) -> frozenset[str]:
    """The encodings that the header Accept-Encoding names, those with the quality 0 left out."""
    if header is None:
        return frozenset()
    return frozenset(
        name.strip().lower()
        for name, _, parameters in (part.partition(";") for part in header.decode("latin-1").split(","))
        if not _is_zero(parameters)
    )


def _is_zero(parameters: str) -> bool:
    name, _, quality = parameters.partition("=")
    return name.strip().lower() == "q" and quality.strip().rstrip("0") in ("", ".", "0.")


async def compressed(body: bytes) -> bytes:
    """The body in gzip, made beside the event loop."""
    return await asyncio.to_thread(gzip.compress, body, 1, mtime=0)
