"""Triggers that refuse as constraints do."""

from __future__ import annotations

import sqlite3

import asyncpg
import pytest

from core.database.migrate import DatabaseObject, append_only, refusing, required, unchanging
from core.database.url import parse_database_url
from tests.core.database.migrate.support import execute, rows

BOOK = "CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER, printed INTEGER)"
SHELF = "CREATE TABLE shelf (id INTEGER PRIMARY KEY, most_pages INTEGER)"
FITS = "EXISTS (SELECT 1 FROM shelf WHERE shelf.most_pages >= NEW.pages)"
DUNE = "INSERT INTO book VALUES (1, '沙丘', 400, 0)"


async def made(url: str, *objects: DatabaseObject) -> None:
    dialect = parse_database_url(url).dialect
    statements = [statement for one in objects for statement in one.create(dialect)]
    await execute(url, BOOK, SHELF, "INSERT INTO shelf VALUES (1, 500)", *statements)


async def refused(url: str, statement: str, by: str) -> None:
    with pytest.raises((asyncpg.CheckViolationError, sqlite3.IntegrityError)) as caught:
        await execute(url, statement)
    if isinstance(caught.value, asyncpg.CheckViolationError):
        told = caught.value.as_dict()
        assert (told["constraint_name"], told["table_name"]) == (by, "book")
    else:
        assert str(caught.value) == f"CHECK constraint failed: {by}"


async def test_columns_that_never_change(database_url: str) -> None:
    await made(database_url, unchanging("book", "title, pages"))
    await execute(database_url, DUNE, "UPDATE book SET printed = 1")
    await refused(database_url, "UPDATE book SET pages = 401", "book_unchanging")
    await refused(database_url, "UPDATE book SET title = '', printed = 2", "book_unchanging")
    assert await rows(database_url, "SELECT title, pages, printed FROM book") == [("沙丘", 400, 1)]
    await execute(database_url, "DELETE FROM book")


async def test_columns_that_change_until_something_holds(database_url: str) -> None:
    await made(database_url, unchanging("book", "title", when="OLD.printed > 0", name="book_title_printed"))
    await execute(database_url, DUNE, "UPDATE book SET title = 'Dune'", "UPDATE book SET printed = 1")
    await refused(database_url, "UPDATE book SET title = '沙丘'", "book_title_printed")


async def test_rows_that_only_come(database_url: str) -> None:
    await made(database_url, append_only("book"))
    await execute(database_url, DUNE)
    await refused(database_url, "UPDATE book SET printed = 1", "book_append_only")
    await refused(database_url, "DELETE FROM book", "book_append_only")


async def test_a_condition_that_asks_another_table(database_url: str) -> None:
    await made(database_url, required("book", "book_fits", FITS, columns="pages"))
    await execute(database_url, DUNE)
    await refused(database_url, "INSERT INTO book VALUES (2, '红楼梦', 1600, 0)", "book_fits")
    await refused(database_url, "UPDATE book SET pages = 501", "book_fits")
    await execute(database_url, "UPDATE book SET pages = 500", "DELETE FROM shelf", "UPDATE book SET printed = 1")


async def test_a_condition_for_some_rows_only(database_url: str) -> None:
    first = ["PERFORM 1 FROM shelf FOR SHARE;"]
    await made(database_url, required("book", "book_fits", FITS, columns="pages", when="NEW.printed > 0", first=first))
    await execute(database_url, "INSERT INTO book VALUES (2, '红楼梦', 1600, 0)", "UPDATE book SET pages = 1601")
    await refused(database_url, "INSERT INTO book VALUES (3, '西游记', 800, 1)", "book_fits")
    await refused(database_url, "UPDATE book SET pages = 1600, printed = 1", "book_fits")


async def test_a_body_that_lets_some_pass(database_url: str) -> None:
    body = "IF NEW.pages < 1000 THEN\n    RETURN NEW;\nEND IF;"
    await made(database_url, refusing("book", "book_thin", ("INSERT",), body=body, sqlite_when="NEW.pages >= 1000"))
    await execute(database_url, DUNE)
    await refused(database_url, "INSERT INTO book VALUES (2, '红楼梦', 1600, 0)", "book_thin")
