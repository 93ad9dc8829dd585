"""The SQLite that Python is linked with."""

import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from core.database import sqlite_library
from core.errors import DatabaseUnavailable

USED = """
import ctypes, _sqlite3
used, highest = ctypes.c_int64(), ctypes.c_int64()
library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
library.sqlite3_status64(0, ctypes.byref(used), ctypes.byref(highest), 0)
print(used.value > 0)
"""


def python(program: str) -> tuple[str, str]:
    """What a fresh interpreter prints, and what it says on its standard error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return done.stdout, done.stderr


def test_the_package_stops_the_statistics_before_the_first_connection() -> None:
    program = (
        "import core.database.url, sqlite3\n"
        "from core.database.sqlite_library import stop_memory_statistics\n"
        "print(stop_memory_statistics())\n"
        "connection = sqlite3.connect(':memory:')\n"
        "print(connection.execute('SELECT json(1)').fetchone())\n"
    )

    assert python(program + USED) == ("True\n('1',)\nFalse\n", "")


def test_with_an_open_connection_they_stay_and_a_warning_says_so() -> None:
    program = (
        "import sqlite3\n"
        "connection = sqlite3.connect(':memory:')\n"
        "connection.execute('CREATE TABLE item (id)')\n"
        "from core.database.sqlite_library import stop_memory_statistics\n"
        "print(stop_memory_statistics())\n"
        "print(connection.execute('SELECT count(*) FROM item').fetchone())\n"
    )

    assert python(program + USED) == (
        "False\n(0,)\nTrue\n",
        "SQLite keeps its memory statistics, which slow down concurrent reads: "
        "something in this process has a connection open already.\n",
    )


def test_without_the_library_s_functions_a_warning_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda path: object())

    with caplog.at_level(logging.WARNING):
        assert sqlite_library.stop_memory_statistics.__wrapped__() is False

    assert caplog.messages == [
        "SQLite keeps its memory statistics, which slow down concurrent reads: the library is out of reach "
        "('object' object has no attribute 'sqlite3_libversion')."
    ]


def test_another_copy_of_the_library_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = sqlite3.sqlite_version
    monkeypatch.setattr("sqlite3.sqlite_version", "3.99.0")

    with caplog.at_level(logging.WARNING):
        assert sqlite_library.stop_memory_statistics.__wrapped__() is False

    assert caplog.messages == [
        "SQLite keeps its memory statistics, which slow down concurrent reads: "
        f"found SQLite {found} where Python uses 3.99.0."
    ]


@pytest.mark.parametrize("text_factory", [str, bytes])
def test_this_sqlite_is_enough(text_factory: type) -> None:
    connection = sqlite3.connect(":memory:")
    connection.text_factory = text_factory

    sqlite_library.check_library(connection)

    connection.close()


def test_an_old_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 37, 2))
    monkeypatch.setattr("sqlite3.sqlite_version", "3.37.2")
    connection = sqlite3.connect(":memory:")

    with pytest.raises(DatabaseUnavailable) as caught:
        sqlite_library.check_library(connection)

    connection.close()
    assert caught.value.message == (
        "Python is linked with SQLite 3.37.2, and Linli needs 3.38.0 or newer. "
        "Update the system's SQLite, or use PostgreSQL."
    )


def test_all_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_library, "_FUNCTIONS", frozenset({"json_object", "no_function"}))
    monkeypatch.setattr(sqlite_library, "_MODULES", frozenset({"fts5", "fts9"}))
    monkeypatch.setattr("sqlite3.threadsafety", 0)
    connection = sqlite3.connect(":memory:")

    with pytest.raises(DatabaseUnavailable) as caught:
        sqlite_library.check_library(connection)

    connection.close()
    assert caught.value.message == (
        f"The SQLite {sqlite3.sqlite_version} that Python is linked with was built without "
        "fts9, no_function, support for threads. "
        "Use a build with JSON, mathematical functions, FTS5 and threads, or use PostgreSQL."
    )
