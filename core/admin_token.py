"""The bearer token that permits mutations: set by the administrator, or made once and kept hashed."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

from core.errors import SettingsError
from core.private_file import create_private_file
from core.settings import Settings

FILE_NAME = "admin-token.sha256"
SHORTEST_SAFE = 16
"""Characters; a shorter token set by hand works, and `linli check` warns of it."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class AdminToken:
    """What the server knows of the token: its SHA-256, which is enough for a token that is random."""

    digest: bytes = field(repr=False)

    def matches(self, token: str) -> bool:
        """Whether a client's token is the one. Takes equally long for every wrong token."""
        return self.has(token_digest(token))

    def has(self, digest: bytes) -> bool:
        """Whether the one with this SHA-256 is the one."""
        return hmac.compare_digest(self.digest, digest)


def read_admin_token(settings: Settings) -> AdminToken | None:
    """The token that is set or was made before; None before the first start.

    Raises SettingsError for a file that is damaged or cannot be read.
    """
    if settings.admin_token is not None:
        return AdminToken(token_digest(settings.admin_token.get_secret_value()))
    path = settings.data_dir / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(
            f"{path}, which holds the hashed admin token, cannot be read: {error.strerror}. "
            "Give the server's user access to it, or set LINLI_ADMIN_TOKEN."
        ) from error
    if not _DIGEST.fullmatch(text):
        raise SettingsError(
            f"{path} does not hold a SHA-256 in hexadecimal. Delete it, and the next start makes a new token."
        )
    return AdminToken(bytes.fromhex(text))


def ensure_admin_token(settings: Settings) -> tuple[AdminToken, str | None]:
    """The token, made if there is none yet; in that case its text as well, to be shown once and never again.

    Of several servers that start on one `data_dir` at once, one makes the token, and the others read it.
    Raises SettingsError if the file cannot be written.
    """
    if existing := read_admin_token(settings):
        return existing, None
    text = secrets.token_urlsafe(32)
    path = settings.data_dir / FILE_NAME
    try:
        created = create_private_file(path, token_digest(text).hex() + "\n")
    except OSError as error:
        raise SettingsError(
            f"{path}, which is to hold the hashed admin token, cannot be written: {error.strerror}. "
            "Point LINLI_DATA_DIR at a directory that the server may write, or set LINLI_ADMIN_TOKEN."
        ) from error
    token = read_admin_token(settings)
    if token is None:
        raise SettingsError(f"{path} vanished while the server started. Start it again.")
    return token, text if created else None


def token_digest(token: str) -> bytes:
    """The SHA-256 of a token of any kind, by which it is known."""
    # A client may send any text, lone surrogates included; it must then simply not match.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
