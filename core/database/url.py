"""The address of a database, read from one setting."""

import enum
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

from core.errors import SettingsError

_FORMS = (
    "Use sqlite://relative/path.db, sqlite:////absolute/path.db (three slashes work as well), "
    "postgresql://user:password@host:5432/name or postgresql:///name?host=/socket/directory."
)
_ESCAPING = "Characters such as @ : / ? # % in the user name or the password must be percent-encoded."
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]*)(?::(?P<port>[0-9]{1,5}))?")
_DATABASE_KEYS = ("dbname", "database")


class Dialect(enum.StrEnum):
    """The kinds of database that Linli runs on."""

    POSTGRES = "postgres"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A parsed address. `str()` and `repr()` never show a password."""

    dialect: Dialect
    name: str
    """What to call the database in messages and logs: without user, password and options."""

    path: Path | None = None
    """SQLite: the absolute path of the file. PostgreSQL: None."""

    dsn: str | None = field(default=None, repr=False)
    """PostgreSQL: the address as the driver wants it, with its password. SQLite: None."""

    def __str__(self) -> str:
        return self.name


def parse_database_url(url: str) -> DatabaseUrl:
    """Read `url`, which has one of the forms

    - `sqlite://relative/path` (below the working directory) and `sqlite:///absolute/path`,
    - `postgresql://user:password@host:port/name?option=value`, also with the scheme `postgres`, with several
      hosts separated by commas, and with a Unix socket's directory in `?host=`. Options are those of libpq
      (`sslmode`, `sslrootcert`, …); others are settings of the session.

    Raises SettingsError, which says what is wrong without quoting any part that may hold a password.
    """
    scheme, separator, rest = url.strip().partition("://")
    if not separator:
        raise SettingsError(f"The database URL has no scheme. {_FORMS}")
    match scheme.lower():
        case "sqlite":
            return _sqlite(rest)
        case "postgres" | "postgresql":
            return _postgres(rest)
        case _:
            # Whatever stands before "://" could be a password pasted into the wrong place: not quoted.
            raise SettingsError(f"The database URL has an unknown scheme. {_FORMS}")


def _sqlite(rest: str) -> DatabaseUrl:
    if "?" in rest or "#" in rest:
        raise SettingsError(
            "The database URL sqlite://… takes no options. "
            "Write a ? or # that belongs to the file's name as %3F or %23."
        )
    text = unquote(rest)
    if "\x00" in text:
        raise SettingsError("The database URL sqlite://… holds a NUL character in its path.")
    if ":memory:" in text:
        raise SettingsError(
            "The database URL asks for an in-memory SQLite database, which cannot work: readers and the "
            "writer have connections of their own. Name a file; it may lie in a temporary directory."
        )
    if not text.strip("/"):
        raise SettingsError(f"The database URL sqlite://… names no file. {_FORMS}")
    if text.endswith("/"):
        raise SettingsError(f"The database URL names the directory {text!r}, and not a file in it.")
    # Four slashes are the spelling of other tools for an absolute path.
    path = Path("/" + text.lstrip("/") if text.startswith("/") else text).absolute()
    if path.is_dir():
        raise SettingsError(f"The database URL names {str(path)!r}, which is a directory. Name a file in it.")
    return DatabaseUrl(Dialect.SQLITE, str(path), path=path)


def _postgres(rest: str) -> DatabaseUrl:
    if "#" in rest:
        _refuse("has a fragment (#…)")
    try:
        parts = urlsplit(f"postgresql://{rest}")
    except ValueError:
        _refuse("has unbalanced brackets")
    hosts = parts.netloc.rpartition("@")[2]
    for host in hosts.split(","):
        found = _HOST.fullmatch(host)
        if found is None:
            _refuse("has a host or a port that cannot be read")
        if found["port"] is not None and not 0 < int(found["port"]) < 65536:
            _refuse("has a port that is not between 1 and 65535")
    if "@" in parts.path:
        _refuse("has an @ after the host")
    try:
        options = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        _refuse("has options that are not written as name=value&name=value")
    database = unquote(parts.path[1:])
    if not database:
        database = next((options[key][-1] for key in _DATABASE_KEYS if key in options), "")
    if not database:
        _refuse("names no database")
    if "/" in database:
        _refuse("has more than one path segment where the name of the database is expected")
    where = hosts or ",".join(options.get("host", [])) or "the default socket"
    return DatabaseUrl(Dialect.POSTGRES, f"{database} at {where}", dsn=f"postgresql://{rest}")


def _refuse(problem: str) -> NoReturn:
    raise SettingsError(f"The database URL postgresql://… {problem}. {_ESCAPING} {_FORMS}") from None
