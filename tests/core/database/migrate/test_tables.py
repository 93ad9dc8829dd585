"""Every change of populated tables: forwards, back, forwards again, and equal to a schema made at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.database.migrate import describe_schema, differences, downgrade, upgrade
from core.database.url import Dialect
from tests.core.database.migrate.apps import LIBRARY
from tests.core.database.migrate.support import (
    DUNE,
    POPULATED,
    app_with,
    create_at_once,
    everything,
    execute,
    populate,
    rows,
)


@dataclass(frozen=True)
class Change:
    """Operations, a query after them, and the rows that it finds."""

    operations: str
    query: str
    found: list[tuple[Any, ...]]


CHANGES = {
    "widen a column of a referenced table": Change(
        "ops.AlterField('Author', 'name', fields.CharField(max_length=200, db_index=True))",
        "SELECT name, email FROM author ORDER BY id",
        [("Herbert", "h@example.org"), ("Austen", None)],
    ),
    "widen a column of a table in the middle": Change(
        "ops.AlterField('Book', 'title', fields.CharField(max_length=400))",
        "SELECT title, pages FROM book ORDER BY id",
        [("Dune", 600), ("Emma", None)],
    ),
    "rename a column with an index": Change(
        "ops.RenameField('Author', 'name', 'full_name')",
        "SELECT full_name FROM author ORDER BY id",
        [("Herbert",), ("Austen",)],
    ),
    "rename a unique column": Change(
        "ops.RenameField('Author', 'email', 'mail')",
        "SELECT mail FROM author ORDER BY id",
        [("h@example.org",), (None,)],
    ),
    "rename a column that triggers and constraints elsewhere do not know": Change(
        "ops.RenameField('Loan', 'reader', 'borrower')",
        "SELECT borrower FROM loan ORDER BY id",
        [("Zhang",), ("Li",), ("Wang",)],
    ),
    "remove a column": Change(
        "ops.RemoveField('Author', 'email')",
        "SELECT * FROM author ORDER BY id",
        [(1, "Herbert"), (2, "Austen")],
    ),
    "add a nullable column with an index": Change(
        "ops.AddField('Book', 'year', fields.IntField(null=True, db_index=True))",
        "SELECT year FROM book ORDER BY id",
        [(None,), (None,)],
    ),
    "add a required column with a default": Change(
        "ops.AddField('Book', 'language', fields.CharField(max_length=8, default=\"zh'CN\", db_index=True))",
        "SELECT language FROM book ORDER BY id",
        [("zh'CN",), ("zh'CN",)],
    ),
    "add a required column with a default of the database": Change(
        "ops.AddField('Book', 'copies', fields.IntField(db_default=3))",
        "SELECT copies FROM book ORDER BY id",
        [(3,), (3,)],
    ),
    "add a required flag with a computed default": Change(
        "ops.AddField('Book', 'rare', fields.BooleanField(default=bool))",
        "SELECT rare FROM book ORDER BY id",
        [(0,), (0,)],
    ),
    "add a unique column": Change(
        "ops.AddField('Book', 'isbn', fields.CharField(max_length=13, null=True, unique=True))",
        "SELECT isbn FROM book ORDER BY id",
        [(None,), (None,)],
    ),
    "add a foreign key": Change(
        "ops.AddField('Book', 'editor', fields.ForeignKeyField('library.Author', related_name='edited',"
        " source_field='editor_id', null=True, on_delete='SET NULL', db_index=True))",
        "SELECT editor_id FROM book ORDER BY id",
        [(None,), (None,)],
    ),
    "change what a foreign key does on deletion": Change(
        "ops.AlterField('Book', 'author', fields.ForeignKeyField('library.Author', related_name='books',"
        " source_field='author_id', on_delete='RESTRICT'))",
        "SELECT author_id FROM book ORDER BY id",
        [(1,), (2,)],
    ),
    "make a column nullable": Change(
        "ops.AlterField('Book', 'shelf', fields.CharField(max_length=10, null=True, default='OPEN'))",
        "SELECT shelf FROM book ORDER BY id",
        [("OPEN",), ("CLOSED",)],
    ),
    "make a column unique": Change(
        "ops.AlterField('Author', 'name', fields.CharField(max_length=20, unique=True))",
        "SELECT name FROM author ORDER BY id",
        [("Herbert",), ("Austen",)],
    ),
    "stop a column from being unique, and index it": Change(
        "ops.AlterField('Author', 'email', fields.CharField(max_length=100, null=True, db_index=True))",
        "SELECT email FROM author ORDER BY id",
        [("h@example.org",), (None,)],
    ),
    "give a column a default of the database": Change(
        "ops.AlterField('Loan', 'reader', fields.CharField(max_length=40, db_default=\"no'body\"))",
        "SELECT reader FROM loan ORDER BY id",
        [("Zhang",), ("Li",), ("Wang",)],
    ),
    "add and remove indexes": Change(
        "ops.AddIndex('Book', Index(fields=['author', 'pages'])),ops.RemoveIndex('Book', fields=['title', 'id'])",
        "SELECT title FROM book ORDER BY id",
        [("Dune",), ("Emma",)],
    ),
    "add and remove unique constraints": Change(
        "ops.RemoveConstraint('Book', fields=['author', 'title']),"
        "ops.AddConstraint('Book', UniqueConstraint(fields=('author', 'pages')))",
        "SELECT title FROM book ORDER BY id",
        [("Dune",), ("Emma",)],
    ),
    "add a named unique constraint": Change(
        "ops.AddConstraint('Book', UniqueConstraint(fields=('author', 'pages'), name='book_once'))",
        "SELECT title FROM book ORDER BY id",
        [("Dune",), ("Emma",)],
    ),
    "rename a check": Change(
        "ops.RenameConstraint('Book', 'book_has_pages', 'book_has_some_pages')",
        "SELECT title FROM book ORDER BY id",
        [("Dune",), ("Emma",)],
    ),
    "add a check, and remove one": Change(
        "ops.AddConstraint('Book', CheckConstraint(check=\"shelf IN ('OPEN', 'CLOSED')\","
        " name='book_shelf')),"
        "ops.RemoveConstraint('Book', name='book_has_pages')",
        "SELECT title FROM book ORDER BY id",
        [("Dune",), ("Emma",)],
    ),
    "remove a conditional unique constraint": Change(
        "ops.RemoveConstraint('Book', name='book_barcode_open')",
        "SELECT barcode FROM book ORDER BY id",
        [("A1",), ("A1",)],
    ),
    "rename a table that others refer to": Change(
        "AlterTable('Author', 'writer')",
        "SELECT name FROM writer ORDER BY id",
        [("Herbert",), ("Austen",)],
    ),
    "rename a model but not its table": Change(
        "ops.RenameModel('Author', 'Writer'), AlterTable('Writer', 'author')",
        "SELECT name FROM author ORDER BY id",
        [("Herbert",), ("Austen",)],
    ),
    "replace declared objects": Change(
        "DropObjects(['book_title_lower']),"
        "AddObjects([DatabaseObject('book', 'book_pages',"
        " both=['CREATE INDEX book_pages ON book ((pages * 2))'])])",
        "SELECT title FROM book ORDER BY id",
        [("Dune",), ("Emma",)],
    ),
    "add a table": Change(
        "ops.CreateModel('Shop', fields=[('id', fields.IntField(primary_key=True)),"
        " ('favourite', fields.ForeignKeyField('library.Book', related_name='shops',"
        " source_field='favourite_id'))], options={'table': 'shop', 'app': 'library'})",
        "SELECT count(*) FROM shop",
        [(0,)],
    ),
    "change data": Change(
        "RunStatements(postgres=[\"UPDATE loan SET reader = reader || ';'\"],"
        " sqlite=[\"UPDATE loan SET reader = reader || ';'\"],"
        ' reverse_postgres=["UPDATE loan SET reader = left(reader, -1)"],'
        ' reverse_sqlite=["UPDATE loan SET reader = substr(reader, 1, length(reader) - 1)"])',
        "SELECT reader FROM loan ORDER BY id",
        [("Zhang;",), ("Li;",), ("Wang;",)],
    ),
}


@pytest.fixture
async def other_database_url(dialect: Dialect, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A second empty database of the same kind."""
    if dialect is Dialect.SQLITE:
        yield f"sqlite://{tmp_path / 'other.db'}"
        return
    async with request.getfixturevalue("postgres").database("linli_other") as url:
        yield url


@pytest.mark.parametrize("name", CHANGES)
async def test_change_of_populated_tables(
    name: str, database_url: str, other_database_url: str, tmp_path: Path
) -> None:
    change = CHANGES[name]
    with app_with(tmp_path, LIBRARY, change.operations) as app:
        await upgrade(database_url, apps=[app], target=("library", "0001"))
        await populate(database_url)
        before = await describe_schema(database_url)

        await upgrade(database_url, apps=[app])
        upgraded = await describe_schema(database_url)
        await create_at_once(other_database_url, [app])
        assert differences(upgraded, await describe_schema(other_database_url)) == []
        assert await everything(database_url) == POPULATED
        assert await rows(database_url, change.query) == change.found

        await downgrade(database_url, apps=[app], app="library", target="0001_initial")
        assert differences(await describe_schema(database_url), before) == []
        assert await everything(database_url) == POPULATED

        await upgrade(database_url, apps=[app])
        assert differences(await describe_schema(database_url), upgraded) == []
        assert await everything(database_url) == POPULATED


async def test_rules_still_hold_after_a_rebuild(database_url: str, tmp_path: Path) -> None:
    widened = "ops.AlterField('Loan', 'reader', fields.CharField(max_length=400))"
    with app_with(tmp_path, LIBRARY, widened) as app:
        await upgrade(database_url, apps=[app])
    await populate(database_url)
    # The trigger counts, the partial index refuses a second open loan, and the cascade works as before.
    assert await rows(database_url, "SELECT loans_made FROM book ORDER BY id") == [(2,), (1,)]
    with pytest.raises(Exception, match=r"loan_one_open|UNIQUE constraint failed: loan\.book_id"):
        await execute(
            database_url,
            f"INSERT INTO loan (id, book_id, reader, returned) VALUES (9, '{DUNE}', 'Wu', '0')",
        )
    await execute(database_url, "DELETE FROM author WHERE id = 1")
    assert await rows(database_url, "SELECT id FROM loan ORDER BY id") == [(3,)]
