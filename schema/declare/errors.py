"""What is said of declarations that do not fit together."""

from __future__ import annotations

from core.errors import LinliError


class DeclarationError(LinliError):
    """Declarations that do not fit together. The message names the owners and what to change."""

    code = "DECLARATION"


def clash(what: str, owner: str, other: str, rename: str) -> DeclarationError:
    """Two claims on one thing. ``rename`` says what one of the owners must rename, as in ``the field``."""
    if owner == other:
        return DeclarationError(f"{what} is claimed twice by {owner!r}; rename {rename} at one place")
    return DeclarationError(f"{what} is claimed by {owner!r} and by {other!r}; rename {rename} in one of them")
