"""Keys of rows and the opaque global ids that clients see."""

from __future__ import annotations

import uuid

from uuid_utils.compat import uuid7

from core.errors import LinliError


class InvalidId(LinliError):
    """A text is no global id, or the id of another type than expected."""

    code = "INVALID_ID"


def new_id() -> uuid.UUID:
    """A new key: a UUIDv7 (RFC 9562), so that keys grow with time and indexes stay dense."""
    return uuid7()


def encode(tag: str, key: uuid.UUID) -> str:
    """The global id of a row: its type's tag, an underscore, and the key in hex with dashes."""
    return f"{tag}_{key}"


def decode(value: str) -> tuple[str, uuid.UUID]:
    """The tag and the key in a global id. Raises `InvalidId` for anything that `encode` could not have made."""
    tag, separator, text = value.rpartition("_")
    try:
        key = uuid.UUID(text)
    except ValueError:
        key = None
    if not separator or not tag or key is None or str(key) != text:
        raise InvalidId(f"{value[:80]!r} is not an id of this platform; ids come from the field `id`")
    return tag, key
