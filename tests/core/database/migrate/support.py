"""Rows on either database, migrations written for one test, and schemas made at once."""

from __future__ import annotations

import itertools
import sqlite3
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg
from tortoise.migrations.migration import Migration
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator

from core.database.migrate import (
    AddObjects,
    AppModels,
    describe_schema,
    differences,
    downgrade,
    upgrade,
)
from core.database.migrate.apply import apply_operations, project
from core.database.migrate.graph import Graph, names_on_disk
from core.database.migrate.session import open_session
from core.database.migrate.state import SchemaState
from core.database.url import parse_database_url

DUNE = str(uuid.UUID(int=1))
EMMA = str(uuid.UUID(int=2))

_numbers = itertools.count(1)

_HEAD = """
from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from core.database.migrate import AddObjects, AlterTable, DatabaseObject, DropObjects, RunStatements
"""


async def execute(url: str, *statements: str) -> None:
    """Run statements, each committed by itself, with foreign keys enforced as in production."""
    parsed = parse_database_url(url)
    if parsed.path is not None:
        with closing(sqlite3.connect(parsed.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            for statement in statements:
                connection.execute(statement)
        return
    connection = await asyncpg.connect(parsed.dsn)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query, with UUIDs as text and booleans as numbers on both databases."""
    parsed = parse_database_url(url)
    if parsed.path is not None:
        with closing(sqlite3.connect(parsed.path)) as connection:
            return connection.execute(query).fetchall()
    connection = await asyncpg.connect(parsed.dsn)
    try:
        found = await connection.fetch(query)
    finally:
        await connection.close()
    return [tuple(map(_plain, row.values())) for row in found]


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    return int(value) if isinstance(value, bool) else value


Contents = dict[str, list[dict[str, Any]]]
"""Tables, and each one's rows by the names of the columns."""


async def contents(url: str) -> Contents:
    """Every row of every table."""
    found = {}
    for table, description in (await describe_schema(url))["tables"].items():
        columns = sorted(description.get("columns", ()))
        if columns:
            selected = ", ".join(f'"{column}"' for column in columns)
            found[table] = [
                dict(zip(columns, row, strict=True)) for row in await rows(url, f'SELECT {selected} FROM "{table}"')
            ]
    return found


def lost(before: Contents, after: Contents) -> list[str]:
    """The tables whose rows are others than before, as far as both have the table and its columns."""
    return [table for table in sorted(before.keys() & after.keys()) if not _same(before[table], after[table])]


def _same(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> bool:
    columns = sorted(set().union(*before) & set().union(*after))
    was, now = (sorted(repr([row[column] for column in columns]) for row in side) for side in (before, after))
    return was == now


async def dangling(url: str) -> list[tuple[Any, ...]]:
    """References to rows that are not there; on PostgreSQL, which holds them itself, keys that it does not hold."""
    if parse_database_url(url).path is not None:
        return await rows(url, "PRAGMA foreign_key_check")
    return await rows(url, "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")


async def back_and_forwards(url: str, apps: Sequence[AppModels], app: AppModels) -> Contents:
    """Undo the migrations of an app but the first, one after another, and then apply them again.

    Finds that each step leaves the rows of what stays as they were, that every reference leads somewhere, and that
    the schema on the way forwards is what it was on the way back. Gives back what the tables held at the first.
    """
    names = [name for name in names_on_disk(app) if name[0].isdigit()]
    schemas = {}
    now = await contents(url)
    for before, name in reversed(list(pairwise(names))):
        schemas[name] = await describe_schema(url)
        held = now
        await downgrade(url, apps=apps, app=app.label, target=before)
        now = await contents(url)
        assert lost(held, now) == [], f"{name} undone"
        assert await dangling(url) == [], f"{name} undone"
    first = now
    for name in names[1:]:
        held = now
        await upgrade(url, apps=apps, target=(app.label, name))
        now = await contents(url)
        assert lost(held, now) == [], f"{name} applied again"
        assert await dangling(url) == [], f"{name} applied again"
        assert differences(schemas[name], await describe_schema(url)) == [], f"{name} applied again"
    return first


async def populate(url: str) -> None:
    """Two authors, a book of each with its tags, and three loans."""
    await execute(
        url,
        "INSERT INTO author (id, name, email) VALUES (1, 'Herbert', 'h@example.org'), (2, 'Austen', NULL)",
        "INSERT INTO tag (id, name) VALUES (1, 'sand'), (2, 'love')",
        "INSERT INTO book (id, author_id, title, pages, shelf, barcode) VALUES "
        f"('{DUNE}', 1, 'Dune', 600, 'OPEN', 'A1'), ('{EMMA}', 2, 'Emma', NULL, 'CLOSED', 'A1')",
        f"INSERT INTO book_tag (book_id, tag_id) VALUES ('{DUNE}', 1), ('{EMMA}', 2)",
        "INSERT INTO loan (id, book_id, reader, returned) VALUES "
        f"(1, '{DUNE}', 'Zhang', '1'), (2, '{DUNE}', 'Li', '0'), (3, '{EMMA}', 'Wang', '0')",
    )


async def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of all tables, as far as no migration of the tests changes their columns."""
    return {
        "tag": await rows(url, "SELECT id, name FROM tag ORDER BY id"),
        "book_tag": await rows(url, "SELECT book_id, tag_id FROM book_tag ORDER BY 1, 2"),
        "loan": await rows(url, "SELECT id, book_id, returned FROM loan ORDER BY id"),
        "book": await rows(url, "SELECT id, author_id, loans_made FROM book ORDER BY id"),
    }


POPULATED = {
    "tag": [(1, "sand"), (2, "love")],
    "book_tag": [(DUNE, 1), (EMMA, 2)],
    "loan": [(1, DUNE, 1), (2, DUNE, 0), (3, EMMA, 0)],
    "book": [(DUNE, 1, 2), (EMMA, 2, 1)],
}


@contextmanager
def app_with(tmp_path: Path, base: AppModels, *operations: str, head: str = "") -> Iterator[AppModels]:
    """``base`` with further migrations, one for each list of operations given as source text.

    The base's own come first; the further ones follow in number, as ``0002_step`` after ``0001_initial``.
    """
    package = f"{base.label}_migrations_{next(_numbers)}"
    directory = tmp_path / package
    directory.mkdir()
    (directory / "__init__.py").write_text("")
    own = [name for name in names_on_disk(base) if name[0].isdigit()]
    for name in own:
        (directory / f"{name}.py").write_text(
            "from importlib import import_module\n"
            f"Migration = import_module('{base.migrations_module}.{name}').Migration\n"
        )
    previous = own[-1]
    for number, text in enumerate(operations, len(own) + 1):
        (directory / f"{number:04d}_step.py").write_text(
            f"{_HEAD}\n{head}\n\nclass Migration(migrations.Migration):\n"
            f"    dependencies = [({base.label!r}, {previous!r})]\n    operations = [{text}]\n"
        )
        previous = f"{number:04d}_step"
    sys.path.insert(0, str(tmp_path))
    try:
        yield AppModels(base.label, base.models_module, package, base.depends_on, base.objects)
    finally:
        sys.path.remove(str(tmp_path))
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]


async def create_at_once(url: str, apps: Sequence[AppModels]) -> None:
    """Make the schema to which the migrations of the apps amount, as if it had been so from the start."""
    graph = Graph(apps)
    final = project(graph, graph.order)
    labels = [app.label for app in apps]
    async with open_session(parse_database_url(url)) as session, session.transaction():
        state = SchemaState.empty(labels)
        for label in labels:
            migration = Migration("0001_at_once", label)
            objects = [item for (owner, _), item in final.objects.items() if owner == label]
            migration.operations = [
                *OperationGenerator(SchemaState.empty(labels), final).generate([label]),
                AddObjects(objects),
            ]
            await apply_operations(migration, state, session)
