"""Contact details: encrypted at rest, found by the whole value only, and masked where people see them.

Two kinds of keys, so that the one can be rotated without losing the other: Fernet keys encrypt (the newest one
encrypts, all of them decrypt), and one key makes the hashes by which a whole value, never a part of it, is found.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from core.errors import LinliError, SettingsError
from core.models.choices import ContactKind
from core.private_file import create_private_file
from core.settings import Settings

FILE_NAME = "contact.key"
"""In `data_dir`: a line `hash <key>`, and lines `encrypt <key>`, the newest first."""

_PUNCTUATION = re.compile(r"[\s().\-‐-―]")


class ContactUnreadable(LinliError):
    """A stored contact detail belongs to none of the keys."""

    code = "CONTACT_UNREADABLE"


class ContactVault:
    """Encrypts and finds contact details. Shows no key in its `repr`."""

    def __init__(self, keys: Sequence[str], hash_key: str) -> None:
        """`keys` are Fernet keys, the newest first; `hash_key` is 32 bytes in URL-safe base64.

        Raises ValueError for a key of another form, and without any key.
        """
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._newest = Fernet(keys[0])
        self._count = len(keys)
        Fernet(hash_key)
        self._hash_key = hash_key.encode("ascii")

    def encrypt(self, value: str) -> str:
        """The value as it is stored; different each time, so that equal values cannot be told."""
        return self._fernet.encrypt(value.encode()).decode("ascii")

    def decrypt(self, stored: str) -> str:
        """The value that `encrypt` was given. Raises ContactUnreadable."""
        try:
            return self._fernet.decrypt(stored).decode()
        except InvalidToken as error:
            raise ContactUnreadable(
                f"A contact detail cannot be decrypted with any of the {self._count} keys. "
                "Add the key by which it was encrypted to contact_keys, or to the key file."
            ) from error

    def is_current(self, stored: str) -> bool:
        """Whether a value is encrypted with the newest key."""
        try:
            self._newest.decrypt(stored)
        except InvalidToken:
            return False
        return True

    def digest(self, kind: ContactKind, value: str) -> str:
        """The keyed hash (HMAC-SHA256, 64 hexadecimal digits) of the normalised whole value of its kind."""
        message = f"{kind.value}\0{normalised(kind, value)}".encode()
        return hmac.digest(self._hash_key, message, "sha256").hex()


def normalised(kind: ContactKind, value: str) -> str:
    """The one spelling in which equal contact details are equal.

    A phone number loses its punctuation and the code of China; an address and an e-mail address lose their case;
    an openid stays as it is.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    match kind:
        case ContactKind.PHONE:
            number = _PUNCTUATION.sub("", text)
            return re.sub(r"^(?:\+|00)86", "", number)
        case ContactKind.OPENID:
            return value.strip()
        case ContactKind.EMAIL:
            return text.casefold()
        case ContactKind.ADDRESS:
            return "".join(text.casefold().split())


def load_vault(settings: Settings) -> ContactVault:
    """The vault with the keys of the settings, or else of the key file, which is made if there is none.

    Raises SettingsError if only one kind of key is set, and if the key file is damaged or cannot be read or made.
    """
    if settings.contact_keys and settings.contact_hash_key is not None:
        keys = [key.get_secret_value() for key in settings.contact_keys]
        return ContactVault(keys, settings.contact_hash_key.get_secret_value())
    if settings.contact_keys or settings.contact_hash_key is not None:
        missing, there = ("contact_hash_key", "contact_keys")
        if not settings.contact_keys:
            missing, there = there, missing
        raise SettingsError(f"{there} is set, and {missing} is not. Set both, or neither to use a key file.")
    return ContactVault(*_file_keys(settings))


class _Keys(NamedTuple):
    encrypt: list[str]
    hash: str


def _file_keys(settings: Settings) -> _Keys:
    path = settings.data_dir / FILE_NAME
    try:
        if not path.exists():
            keys = (Fernet.generate_key().decode("ascii") for _ in range(2))
            create_private_file(path, "hash {}\nencrypt {}\n".format(*keys))
        lines = [line.split() for line in path.read_text(encoding="ascii", errors="replace").splitlines()]
    except OSError as error:
        raise SettingsError(
            f"{path}, which holds the keys of contact details, cannot be read or made: {error.strerror}. "
            "Give the server's user access to it, or set contact_keys and contact_hash_key."
        ) from error
    found = _Keys([], "")
    for line in lines:
        match line:
            case ["encrypt", key] if _is_key(key):
                found.encrypt.append(key)
            case ["hash", key] if _is_key(key) and not found.hash:
                found = found._replace(hash=key)
            case []:
                pass
            case _:
                raise SettingsError(_damaged(path))
    if not found.encrypt or not found.hash:
        raise SettingsError(_damaged(path))
    return found


def _is_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


def _damaged(path: object) -> str:
    return (
        f'{path} is damaged: it must have one line "hash <key>" and at least one "encrypt <key>". Restore it '
        "from a backup: without its keys, contact details are lost."
    )


def mask_phone(number: str) -> str:
    """A phone number as others may see it: `138****0001`. Of a short one only the last two digits stay."""
    text = normalised(ContactKind.PHONE, number)
    if len(text) >= 11:
        return f"{text[:3]}****{text[-4:]}"
    return f"****{text[-2:]}" if len(text) > 4 else "****"


def mask_name(name: str) -> str:
    """A name as others may see it: `张**`, which does not tell its length either."""
    return f"{name.strip()[:1]}**"


def mask_contact(kind: ContactKind, value: str) -> str:
    """A contact detail as others may see it; of an address, what leads to the building (to its 号)."""
    text = value.strip()
    match kind:
        case ContactKind.PHONE:
            return mask_phone(text)
        case ContactKind.EMAIL:
            name, _, domain = text.rpartition("@")
            return f"{name[:1]}***@{domain}"
        case ContactKind.ADDRESS:
            return f"{text[: text.find('号') + 1]}****"
        case ContactKind.OPENID:
            return "****"
