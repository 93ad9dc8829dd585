"""Keys of rows, and the identifiers that clients see."""

import re
import uuid
from typing import NamedTuple

import uuid_utils.compat

from core.errors import LinliError

_TAG = "[a-z][a-z0-9_]*"
_TAG_ONLY = re.compile(_TAG)
_GLOBAL_ID = re.compile(rf"({_TAG})_([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})")


class InvalidId(LinliError):
    """A text that was sent as an identifier is none."""

    code = "INVALID_ID"


class GlobalId(NamedTuple):
    """What an identifier says: the stable tag of a type, and the key of a row of it."""

    tag: str
    key: uuid.UUID


def new_id() -> uuid.UUID:
    """A new key: a UUIDv7 (RFC 9562, section 5.7), so that keys sort by the time at which they were made.

    Within one process each key is greater than the one before; between processes the order is that of their
    clocks, in milliseconds.
    """
    return uuid_utils.compat.uuid7()


def encode(tag: str, key: uuid.UUID) -> str:
    """The identifier of the row `key` of the type `tag`: `"<tag>_<the key in lowercase, with its dashes>"`.

    It is what both databases print of a key, so that a statement makes it without any conversion.

    A tag has lowercase ASCII letters, digits and underscores, and starts with a letter; ValueError if not.
    """
    if _TAG_ONLY.fullmatch(tag) is None:
        raise ValueError(
            f"{tag!r} cannot be the tag of a type. Use lowercase letters a to z, digits and underscores, "
            "and start with a letter."
        )
    return f"{tag}_{key}"


def decode(value: str) -> GlobalId:
    """The tag and the key that `encode` put into `value`.

    Only the one spelling that `encode` gives is accepted, so two equal rows have equal identifiers. Raises
    InvalidId.
    """
    found = _GLOBAL_ID.fullmatch(value)
    if found is None:
        shown = value if len(value) <= 100 else f"{value[:100]}…"
        raise InvalidId(
            f"{shown!r} is not an identifier. Send an `id` exactly as an earlier answer gave it: a tag, an "
            "underscore and a UUID in lowercase."
        )
    return GlobalId(found[1], uuid.UUID(found[2]))
