"""Declared objects: how they are dropped, and which are refused."""

from __future__ import annotations

import pytest

from core.database.migrate import DatabaseObject
from core.database.migrate.statements import Created
from core.database.url import Dialect


def test_dropping_follows_from_creating() -> None:
    item = DatabaseObject(
        "book",
        "book_search",
        both=["CREATE INDEX book_title ON book (lower(title))"],
        postgres=[
            "CREATE FUNCTION f() …",
            "CREATE TRIGGER book_t AFTER INSERT ON book …",
            "UPDATE book SET a = 1",
        ],
        sqlite=["CREATE TRIGGER book_t AFTER INSERT ON book BEGIN SELECT 1; END"],
    )
    assert item.drop(Dialect.POSTGRES) == [
        'DROP TRIGGER "book_t" ON "book"',
        'DROP FUNCTION "f"',
        'DROP INDEX "book_title"',
    ]
    assert item.drop(Dialect.SQLITE) == ['DROP TRIGGER "book_t"', 'DROP INDEX "book_title"']
    assert item.creates(Dialect.SQLITE) == [Created("INDEX", "book_title"), Created("TRIGGER", "book_t")]


def test_statement_whose_undoing_is_not_known() -> None:
    with pytest.raises(ValueError, match="give drop_postgres, for it is not known how to undo: ALTER TABLE"):
        DatabaseObject("book", "book_x", postgres=["ALTER TABLE book ADD COLUMN x INT"])
    given = DatabaseObject(
        "book",
        "book_x",
        postgres=["ALTER TABLE book ADD COLUMN x INT"],
        drop_postgres=["ALTER TABLE book DROP COLUMN x"],
    )
    assert given.drop(Dialect.POSTGRES) == ["ALTER TABLE book DROP COLUMN x"]


@pytest.mark.parametrize("name", ["Book", "book-x", "", "b" * 64])
def test_names_that_a_database_would_change(name: str) -> None:
    with pytest.raises(ValueError, match="a name has at most 63 lower-case letters, digits and _"):
        DatabaseObject("book", name)


def test_one_string_is_no_list() -> None:
    with pytest.raises(ValueError, match="sqlite is a list of statements, not one string"):
        DatabaseObject("book", "book_x", sqlite="SELECT 1")
