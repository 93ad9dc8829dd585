"""What a run does when something is wrong, when others run as well, and over several apps."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.database.migrate import (
    Applied,
    AppModels,
    PlannedMigration,
    describe_schema,
    differences,
    downgrade,
    pending,
    plan,
    upgrade,
    verify_schema,
)
from core.database.url import Dialect, parse_database_url
from core.errors import DatabaseUnavailable, MigrationError
from tests.core.database.migrate.apps import CLUB, LIBRARY
from tests.core.database.migrate.support import (
    DUNE,
    POPULATED,
    app_with,
    everything,
    execute,
    populate,
    rows,
)

HISTORY = "SELECT app, name FROM tortoise_migrations ORDER BY id"
INITIAL = [("library", "0001_initial")]


async def _fails(url: str, app: AppModels) -> str:
    """Populate, apply what is left, which fails, and give the message; nothing may have changed."""
    await upgrade(url, apps=[app], target=("library", "0001"))
    await populate(url)
    before = await describe_schema(url)
    with pytest.raises(MigrationError) as caught:
        await upgrade(url, apps=[app])
    assert differences(await describe_schema(url), before) == []
    assert await everything(url) == POPULATED
    assert await rows(url, HISTORY) == INITIAL
    return caught.value.message


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_a_new_file_is_for_its_owner_alone(database_url: str) -> None:
    path = parse_database_url(database_url).path
    assert path is not None
    await upgrade(database_url, apps=[LIBRARY])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # One that an administrator opened to others stays as it is.
    path.chmod(0o640)
    await upgrade(database_url, apps=[LIBRARY])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


async def test_failing_statement_leaves_everything_as_it_was(database_url: str, tmp_path: Path) -> None:
    operations = (
        "ops.AlterField('Book', 'title', fields.CharField(max_length=400)),"
        "ops.RemoveField('Author', 'email'),"
        "RunStatements(postgres=['DELETE FROM loan', 'UPDATE absent SET x = 1'],"
        " sqlite=['DELETE FROM loan', 'UPDATE absent SET x = 1'])"
    )
    with app_with(tmp_path, LIBRARY, operations) as app:
        message = await _fails(database_url, app)
    problem = "no such table: absent" if "sqlite" in database_url else 'relation "absent" does not exist'
    assert message == (
        "Migration library.0002_step failed at operation 3 of 3 (RunStatements: Run 2 statements on "
        f"PostgreSQL, 2 on SQLite): {problem}\nStatement: UPDATE absent SET x = 1\n"
        "The database is as it was before library.0002_step."
    )


async def test_rows_that_break_a_new_check_are_refused(database_url: str, tmp_path: Path) -> None:
    operations = "ops.AddConstraint('Book', CheckConstraint(check='pages > 700', name='book_is_long'))"
    with app_with(tmp_path, LIBRARY, operations) as app:
        message = await _fails(database_url, app)
    assert message.startswith("Migration library.0002_step failed at operation 1 of 1 (AddConstraint: ")
    assert "book_is_long" in message


async def test_required_column_without_default_is_refused(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.AddField('Book', 'language', fields.CharField(max_length=8))") as app:
        message = await _fails(database_url, app)
    assert "language" in message


async def test_unique_column_with_computed_default_is_refused(database_url: str, tmp_path: Path) -> None:
    operations = "ops.AddField('Book', 'code', fields.UUIDField(unique=True, default=uuid.uuid4))"
    with app_with(tmp_path, LIBRARY, operations, head="import uuid") as app:
        message = await _fails(database_url, app)
    assert "Book.code is unique and its default is computed" in message


async def test_null_in_a_column_that_becomes_required(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.AlterField('Book', 'pages', fields.IntField())") as app:
        await _fails(database_url, app)


async def test_null_is_filled_when_a_column_becomes_required(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.AlterField('Book', 'pages', fields.IntField(default=9))") as app:
        await upgrade(database_url, apps=[app], target=("library", "0001_initial"))
        await populate(database_url)
        await upgrade(database_url, apps=[app])
    assert await rows(database_url, "SELECT pages FROM book ORDER BY id") == [(600,), (9,)]
    assert (await describe_schema(database_url))["tables"]["book"]["columns"]["pages"]["nullable"] is False


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_broken_foreign_key_is_found_before_the_commit(database_url: str, tmp_path: Path) -> None:
    operations = (
        "RunStatements(postgres=[], sqlite=[\"UPDATE loan SET book_id = 'gone', returned = 1 WHERE id > 1\","
        " 'UPDATE book SET author_id = 7'])"
    )
    with app_with(tmp_path, LIBRARY, operations) as app:
        message = await _fails(database_url, app)
    assert message == (
        "Migration library.0002_step is not committed. 2 rows of loan point by book_id to rows of book that "
        "do not exist: row 2 ('gone'), row 3 ('gone'); 1 other foreign keys are broken as well\n"
        "The database is as it was before library.0002_step."
    )


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_missing_table_of_a_foreign_key_is_found(database_url: str, tmp_path: Path) -> None:
    operations = "RunStatements(postgres=[], sqlite=['DELETE FROM book_tag', 'DROP TABLE tag'])"
    with app_with(tmp_path, LIBRARY, operations) as app:
        message = await _fails(database_url, app)
    assert "The table book_tag has a foreign key to tag, and there is no such table" in message


async def test_object_that_vanishes_is_missed(database_url: str, tmp_path: Path) -> None:
    with app_with(
        tmp_path,
        LIBRARY,
        "RunStatements(postgres=['DROP INDEX loan_one_open'], sqlite=['DROP INDEX loan_one_open'])",
    ) as app:
        message = await _fails(database_url, app)
    assert message == (
        "Migration library.0002_step is not committed. After the migration these would be missing: INDEX "
        "loan_one_open (of library.loan_one_open, table loan). Drop them in the migration "
        "(DropObjects) before what they need goes, or keep them.\n"
        "The database is as it was before library.0002_step."
    )


async def test_column_that_a_declared_index_needs(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.RemoveField('Loan', 'returned')") as app:
        message = await _fails(database_url, app)
    assert "loan_one_open" in message
    assert "DropObjects" in message


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_column_that_a_trigger_elsewhere_needs(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.RemoveField('Book', 'loans_made')") as app:
        message = await _fails(database_url, app)
    assert "A trigger or a view no longer fits the tables: error in trigger loan_counted" in message
    assert "no such column: loans_made" in message


async def test_check_that_goes_with_its_column_is_missed(database_url: str, tmp_path: Path) -> None:
    operations = "DropObjects(['book_title_lower']), ops.RemoveField('Book', 'pages')"
    with app_with(tmp_path, LIBRARY, operations) as app:
        message = await _fails(database_url, app)
    assert "book_has_pages" in message or "no such column: pages" in message


async def test_migration_that_cannot_be_undone(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "RunStatements(postgres=[], sqlite=[])") as app:
        await upgrade(database_url, apps=[app])
        with pytest.raises(MigrationError, match=r"failed going back at operation 1 of 1 .*it cannot be undone"):
            await downgrade(database_url, apps=[app], app="library", target="zero")
    assert await rows(database_url, HISTORY) == [*INITIAL, ("library", "0002_step")]


async def test_what_cannot_be_undone_whole_is_not_undone(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "RunStatements(postgres=[], sqlite=[])") as app:
        await upgrade(database_url, apps=[app, CLUB])
        before = await describe_schema(database_url)
        with pytest.raises(MigrationError, match="it cannot be undone"):
            await downgrade(database_url, apps=[app, CLUB], app="library", target="zero")
    assert differences(await describe_schema(database_url), before) == []
    assert ("club", "0001_initial") in await rows(database_url, HISTORY)


async def test_python_code_talks_sql(database_url: str, tmp_path: Path) -> None:
    head = """
async def shout(apps, editor):
    for row in await editor.client.execute_query_dict("SELECT id, reader FROM loan"):
        await editor.client.execute_query(
            "UPDATE loan SET reader = '" + row["reader"].upper() + "' WHERE id = " + str(row["id"])
        )
    sqlite = editor.DIALECT == "sqlite"
    await editor.client.execute_many(
        "UPDATE tag SET name = ? WHERE id = ?" if sqlite else "UPDATE tag SET name = $1 WHERE id = $2",
        [["dune", 1], ["hate", 2]],
    )
"""
    with app_with(tmp_path, LIBRARY, "ops.RunPython(shout, ops.RunPython.noop)", head=head) as app:
        await upgrade(database_url, apps=[app], target=("library", "0001"))
        await populate(database_url)
        await upgrade(database_url, apps=[app])
    assert await rows(database_url, "SELECT reader FROM loan ORDER BY id") == [("ZHANG",), ("LI",), ("WANG",)]
    assert await rows(database_url, "SELECT name FROM tag ORDER BY id") == [("dune",), ("hate",)]


async def test_operation_without_a_state_is_refused(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.SQLOperation('SELECT 1', [])") as app:
        assert "SQLOperation has no way back and no state; use RunStatements" in await _fails(database_url, app)


async def test_row_ids_and_counters_survive(database_url: str, tmp_path: Path) -> None:
    widened = "ops.AlterField('Loan', 'reader', fields.CharField(max_length=400))"
    with app_with(tmp_path, LIBRARY, widened) as app:
        await upgrade(database_url, apps=[app], target=("library", "0001"))
        await execute(database_url, "INSERT INTO author (name) VALUES ('a'), ('b')")
        await execute(database_url, "DELETE FROM author WHERE name = 'b'")
        await upgrade(database_url, apps=[app])
        await execute(database_url, "INSERT INTO author (name) VALUES ('c')")
    assert await rows(database_url, "SELECT id, name FROM author ORDER BY id") == [(1, "a"), (3, "c")]


async def test_plugin_comes_after_what_it_stands_on_and_goes_first(database_url: str) -> None:
    # The order in which apps are given does not matter.
    apps = [CLUB, LIBRARY]
    assert await upgrade(database_url, apps=apps) == [
        Applied("library", "0001_initial"),
        Applied("club", "0001_initial"),
    ]
    await populate(database_url)
    await execute(database_url, f"INSERT INTO club_meeting (id, book_id, topic) VALUES (1, '{DUNE}', 'sand')")
    both = await describe_schema(database_url)

    assert await downgrade(database_url, apps=apps, app="club", target="zero") == [
        Applied("club", "0001_initial", backward=True)
    ]
    alone = await describe_schema(database_url)
    assert differences(alone, both) == [f"tables.club_meeting: None / {both['tables']['club_meeting']!r}"]
    assert await everything(database_url) == POPULATED
    await upgrade(database_url, apps=apps)
    assert differences(await describe_schema(database_url), both) == []

    assert await downgrade(database_url, apps=apps, app="library", target="zero") == [
        Applied("club", "0001_initial", backward=True),
        Applied("library", "0001_initial", backward=True),
    ]
    assert await describe_schema(database_url) == {"tables": {}, "functions": {}, "views": {}}
    assert await rows(database_url, HISTORY) == []


async def test_table_of_a_plugin_that_is_not_given_holds_back(database_url: str) -> None:
    await upgrade(database_url, apps=[LIBRARY, CLUB])
    with pytest.raises(MigrationError, match="club_meeting"):
        await downgrade(database_url, apps=[LIBRARY], app="library", target="zero")
    assert await rows(database_url, HISTORY) == [*INITIAL, ("club", "0001_initial")]


async def test_pending_and_plan_change_nothing(database_url: str) -> None:
    planned = PlannedMigration("club", "0001_initial", ("Create model Meeting",))
    assert [item.name for item in await pending(database_url, apps=[LIBRARY])] == ["0001_initial"]
    path = parse_database_url(database_url).path
    previewed = await plan(database_url, apps=[LIBRARY, CLUB])
    assert path is None or not path.exists()
    assert [(item.app, item.name) for item in previewed] == [
        ("library", "0001_initial"),
        ("club", "0001_initial"),
    ]
    assert any('CREATE TABLE "club_meeting"' in statement for statement in previewed[1].statements)

    await upgrade(database_url, apps=[LIBRARY])
    assert await pending(database_url, apps=[LIBRARY, CLUB]) == [planned]
    before = await describe_schema(database_url)
    assert [item.name for item in await plan(database_url, apps=[LIBRARY, CLUB])] == ["0001_initial"]
    assert differences(await describe_schema(database_url), before) == []
    assert await upgrade(database_url, apps=[LIBRARY]) == []


async def test_a_look_at_a_database_that_has_all_migrations_loads_none(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {f"{app.migrations_module}.0001_initial" for app in (LIBRARY, CLUB)}
    await upgrade(database_url, apps=[LIBRARY, CLUB])
    assert names <= set(sys.modules)
    for name in names:
        monkeypatch.delitem(sys.modules, name)

    assert await pending(database_url, apps=[LIBRARY, CLUB]) == []
    assert await pending(database_url, apps=[CLUB]) == []
    assert names.isdisjoint(sys.modules)


async def test_verify_schema(database_url: str) -> None:
    await upgrade(database_url, apps=[LIBRARY, CLUB])
    await verify_schema(database_url, apps=[LIBRARY, CLUB])
    await execute(database_url, "DROP INDEX loan_one_open")
    with pytest.raises(MigrationError, match="would be missing: INDEX loan_one_open"):
        await verify_schema(database_url, apps=[LIBRARY, CLUB])


async def test_progress(database_url: str) -> None:
    seen: list[tuple[str, int, int]] = []
    await upgrade(database_url, apps=[LIBRARY, CLUB], progress=lambda *step: seen.append(step))
    assert seen == [("library.0001_initial", 0, 2), ("club.0001_initial", 1, 2), ("", 2, 2)]


async def test_history_of_a_newer_version_is_refused(database_url: str, tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.AddIndex('Book', Index(fields=['pages']))") as app:
        await upgrade(database_url, apps=[app])
    expected = "library.0002_step, which is not installed: a newer version of library wrote it"
    with pytest.raises(MigrationError, match=expected):
        await upgrade(database_url, apps=[LIBRARY])
    with pytest.raises(MigrationError, match=expected):
        await pending(database_url, apps=[LIBRARY])


_MIGRATE = """
import asyncio, sys
from core.database.migrate import upgrade
from tests.core.database.migrate.apps import CLUB, LIBRARY
print(len(asyncio.run(upgrade(sys.argv[1], apps=[LIBRARY, CLUB]))))
"""


async def test_processes_that_migrate_at_the_same_time(database_url: str) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _MIGRATE,
            database_url,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    answers = [await process.communicate() for process in processes]
    assert [errors for _, errors in answers] == [b"", b"", b""]
    assert sum(int(output) for output, _ in answers) == 2
    assert await rows(database_url, HISTORY) == [*INITIAL, ("club", "0001_initial")]


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_writer_that_keeps_the_lock(database_url: str) -> None:
    await upgrade(database_url, apps=[LIBRARY])
    path = parse_database_url(database_url).path
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(MigrationError, match="stays locked: another process writes to it"):
            await upgrade(database_url, apps=[LIBRARY, CLUB], lock_wait_ms=10)


async def test_database_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is no database. " * 100)
    with pytest.raises(DatabaseUnavailable, match=r"text\.db cannot be reached: file is not a database"):
        await upgrade(f"sqlite://{tmp_path / 'text.db'}", apps=[LIBRARY])
    with pytest.raises(DatabaseUnavailable, match="cannot be reached"):
        await upgrade(f"postgresql:///nobody?host={tmp_path}", apps=[LIBRARY])
