"""The database URL: every form that is accepted, and errors which never show a password."""

from pathlib import Path

import pytest

from core.database.url import DatabaseUrl, Dialect, parse_database_url
from core.errors import SettingsError

FORMS = (
    "Use sqlite://relative/path.db, sqlite:////absolute/path.db (three slashes work as well), "
    "postgresql://user:password@host:5432/name or postgresql:///name?host=/socket/directory."
)
ESCAPING = "Characters such as @ : / ? # % in the user name or the password must be percent-encoded."


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://linli.db", "{here}/linli.db"),
        ("sqlite://Data/linli.db", "{here}/Data/linli.db"),
        ("sqlite://./linli.db", "{here}/linli.db"),
        ("sqlite:///data/linli.db", "/data/linli.db"),
        ("sqlite:////data/linli.db", "/data/linli.db"),
        ("SQLite:///data/a%20b%3F%23.db", "/data/a b?#.db"),
        (" sqlite:///data/邻里.db\n", "/data/邻里.db"),
    ],
)
def test_sqlite(url: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected = path.format(here=tmp_path)

    parsed = parse_database_url(url)

    assert parsed == DatabaseUrl(Dialect.SQLITE, expected, path=Path(expected))
    assert str(parsed) == expected


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgres://linli:secret@db.example/linli", "linli at db.example"),
        ("postgresql://linli:secret@db.example:5433/linli", "linli at db.example:5433"),
        ("postgresql://linli:secret@[::1]:5433/linli", "linli at [::1]:5433"),
        ("postgresql://linli:s%40e%2Fc%3Aret@db.example/linli?sslmode=require", "linli at db.example"),
        ("postgresql://u:secret@one:5432,two:5433/linli", "linli at one:5432,two:5433"),
        ("postgresql://linli:secret@/linli?host=/run/postgresql", "linli at /run/postgresql"),
        ("postgresql:///linli", "linli at the default socket"),
        ("postgresql://db.example?dbname=linli&password=secret", "linli at db.example"),
        ("POSTGRES://db.example/%E9%82%BB%E9%87%8C", "邻里 at db.example"),
    ],
)
def test_postgres(url: str, name: str) -> None:
    parsed = parse_database_url(url)

    assert parsed == DatabaseUrl(Dialect.POSTGRES, name, dsn="postgresql://" + url.partition("://")[2])
    assert str(parsed) == name
    assert "secret" not in repr(parsed)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", f"The database URL has no scheme. {FORMS}"),
        ("/data/linli.db", f"The database URL has no scheme. {FORMS}"),
        ("mysql://u:secret@host/linli", f"The database URL has an unknown scheme. {FORMS}"),
        ("sqlite://", f"The database URL sqlite://… names no file. {FORMS}"),
        ("sqlite:///", f"The database URL sqlite://… names no file. {FORMS}"),
        ("sqlite:///data/", "The database URL names the directory '/data/', and not a file in it."),
        ("sqlite:///tmp", "The database URL names '/tmp', which is a directory. Name a file in it."),
        ("sqlite:///a%00b", "The database URL sqlite://… holds a NUL character in its path."),
        (
            "sqlite:///a.db?mode=ro",
            "The database URL sqlite://… takes no options. "
            "Write a ? or # that belongs to the file's name as %3F or %23.",
        ),
        *(
            (
                url,
                "The database URL asks for an in-memory SQLite database, which cannot work: readers and the "
                "writer have connections of their own. Name a file; it may lie in a temporary directory.",
            )
            for url in ("sqlite://:memory:", "sqlite:///:memory:", "sqlite://%3Amemory%3A")
        ),
        *(
            (url, f"The database URL postgresql://… {problem}. {ESCAPING} {FORMS}")
            for url, problem in [
                ("postgres://u:secret@host", "names no database"),
                ("postgres://u:secret@host/", "names no database"),
                ("postgres://u:secret@host:0/linli", "has a port that is not between 1 and 65535"),
                ("postgres://u:secret@host:70000/linli", "has a port that is not between 1 and 65535"),
                ("postgres://u:secret@host:x/linli", "has a host or a port that cannot be read"),
                ("postgres://u:sec/ret@host/linli", "has a host or a port that cannot be read"),
                ("postgres://u:sec#ret@host/linli", "has a fragment (#…)"),
                ("postgres://u:12/secret@host/linli", "has an @ after the host"),
                (
                    "postgres://u:12?secret@host/linli",
                    "has options that are not written as name=value&name=value",
                ),
                ("postgres://u:se[cret@host/linli", "has unbalanced brackets"),
                (
                    "postgres://host/linli/x",
                    "has more than one path segment where the name of the database is expected",
                ),
            ]
        ),
    ],
)
def test_what_is_wrong_is_said_without_a_password(url: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_database_url(url)

    assert caught.value.message == message
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
