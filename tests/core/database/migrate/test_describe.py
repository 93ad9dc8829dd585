"""A schema as data, and where two of them differ."""

from __future__ import annotations

import pytest

from core.database.migrate import describe_schema, differences, upgrade
from core.database.url import Dialect
from tests.core.database.migrate.apps import LIBRARY
from tests.core.database.migrate.support import execute


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_sqlite_table(database_url: str) -> None:
    await upgrade(database_url, apps=[LIBRARY])
    book = (await describe_schema(database_url))["tables"]["book"]
    assert book.pop("columns")["loans_made"] == {
        "type": "INT",
        "nullable": False,
        "default": "0",
        "generated": False,
    }
    assert book == {
        "primary_key": "id",
        "unique": ["author_id, title"],
        "foreign_keys": ["(author_id) → author (id) ON DELETE CASCADE ON UPDATE NO ACTION"],
        "checks": {"book_has_pages": "pages > 0"},
        "indexes": {
            "book_barcode_open": 'CREATE UNIQUE INDEX "book_barcode_open" ON "book" ("barcode") WHERE shelf = \'OPEN\'',
            "book_title_lower": "CREATE INDEX book_title_lower ON book (lower(title)) WHERE pages > 1",
            "idx_book_title_a32084": 'CREATE INDEX "idx_book_title_a32084" ON "book" ("title", "id")',
        },
        "triggers": {},
    }


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_postgres_table(database_url: str) -> None:
    await upgrade(database_url, apps=[LIBRARY])
    schema = await describe_schema(database_url)
    book = schema["tables"]["book"]
    assert book.pop("columns")["loans_made"] == {
        "type": "integer",
        "nullable": False,
        "default": "0",
        "generated": False,
    }
    assert book == {
        "primary_key": "book_pkey PRIMARY KEY (id)",
        "unique": ["uid_book_author__826b35 UNIQUE (author_id, title)"],
        "foreign_keys": ["book_author_id_fkey FOREIGN KEY (author_id) REFERENCES author(id) ON DELETE CASCADE"],
        "checks": {"book_has_pages": "CHECK ((pages > 0))"},
        "indexes": {
            "book_barcode_open": "CREATE UNIQUE INDEX book_barcode_open ON public.book USING btree (barcode) "
            "WHERE ((shelf)::text = 'OPEN'::text)",
            "book_title_lower": "CREATE INDEX book_title_lower ON public.book "
            "USING btree (lower((title)::text)) WHERE (pages > 1)",
            "idx_book_title_a32084": "CREATE INDEX idx_book_title_a32084 ON public.book USING btree (title, id)",
        },
        "triggers": {},
    }
    assert list(schema["functions"]) == ["loan_count()"]
    assert list(schema["tables"]["loan"]["triggers"]) == ["loan_counted"]


async def test_difference_is_named_by_its_path(database_url: str) -> None:
    await upgrade(database_url, apps=[LIBRARY])
    before = await describe_schema(database_url)
    await execute(database_url, "CREATE VIEW titles AS SELECT title FROM book")
    [difference] = differences(before, await describe_schema(database_url))
    assert difference.startswith("views.titles: None / ")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_checks_with_brackets_and_strings(database_url: str) -> None:
    await execute(
        database_url,
        "CREATE TABLE t (a TEXT CHECK (a <> ')'), b INT, CONSTRAINT \"both\" CHECK ((a IS NULL) = (b IN (1, 2))))",
        "CREATE VIRTUAL TABLE words USING fts5 (a)",
    )
    tables = (await describe_schema(database_url))["tables"]
    assert tables["t"]["checks"] == {"0": "a <> ')'", "both": "(a IS NULL) = (b IN (1, 2))"}
    assert tables["words"] == {"virtual": "CREATE VIRTUAL TABLE words USING fts5 (a)"}
    assert set(tables) == {"t", "words"}
