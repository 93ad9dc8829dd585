"""`linli migrate`, for core and plugins: bring the database up to date, look ahead, go back, write migrations."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from core.audit import INSTALLATION, record
from core.commands.terminal import messages, output, progress_bar, run
from core.database import migrate as migrations
from core.database.connect import database
from core.database.migrate import AppModels
from core.errors import LinliError, MigrationError
from core.modules import CORE as CORE_NAME
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.purge import without_purged
from core.settings import Settings
from core.settings_sources import load_settings

_MADE_BY_MIGRATIONS = ("access_epoch",)
"""Tables whose rows come with the table, and say nothing by themselves."""


class RowsWouldBeLost(LinliError):
    """Migrations are not undone because tables with rows would be dropped."""

    code = "ROWS_WOULD_BE_LOST"


def migrate(
    plan: Annotated[bool, typer.Option("--plan", help="Show the statements, and apply nothing.")] = False,
    undo_to: Annotated[
        str | None,
        typer.Option(metavar="APP.NAME", help="Undo the app's migrations after this one; APP.zero undoes all of them."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --undo-to: also if rows are lost with their tables.")
    ] = False,
    make: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Write the migration that the changed models need. For developers."),
    ] = None,
) -> None:
    """Apply the migrations that the database does not have yet. A second run changes nothing."""
    if sum((plan, undo_to is not None, make is not None)) > 1:
        raise typer.BadParameter("choose one of --plan, --undo-to and --make")
    if yes and undo_to is None:
        raise typer.BadParameter("--yes is for --undo-to")
    settings = load_settings()
    apps = load_plugins(settings).apps
    if make is not None:
        _write(make, apps)
    elif plan:
        _show_plan(settings, apps)
    elif undo_to is not None:
        _undo(settings, apps, undo_to, yes)
    else:
        apply_pending(settings, apps)


def apply_pending(settings: Settings, apps: Sequence[AppModels]) -> None:
    """Apply what is pending of ``apps`` save those that were purged, with a progress bar.

    Raises MigrationError and DatabaseUnavailable.
    """
    there = run(without_purged(settings.database_url, apps))
    if run(migrations.pending(settings.database_url, apps=there)):
        with progress_bar("Migrating") as progress:
            applied = run(migrations.upgrade(settings.database_url, apps=there, progress=progress))
        for migration in applied:
            output().print(f"applied {migration.app}.{migration.name}")
    output().print("The database is up to date.")


def require_migrated(settings: Settings, apps: Sequence[AppModels], hint: str = "Run `linli migrate`.") -> None:
    """Raise MigrationError, which names them and ends with `hint`, if migrations are pending of what is not purged."""
    there = run(without_purged(settings.database_url, apps))
    if waiting := run(migrations.pending(settings.database_url, apps=there)):
        names = ", ".join(f"{migration.app}.{migration.name}" for migration in waiting)
        raise MigrationError(f"The database lacks {len(waiting)} migration(s): {names}. {hint}")


def migrated() -> tuple[Settings, PluginSet]:
    """The settings and the installed plugins, with a database that has all their tables. Raises MigrationError."""
    settings = load_settings()
    plugins = load_plugins(settings)
    require_migrated(settings, plugins.apps)
    return settings, plugins


def _show_plan(settings: Settings, apps: Sequence[AppModels]) -> None:
    there = run(without_purged(settings.database_url, apps))
    with messages().status("Trying the migrations in a transaction that is rolled back …"):
        planned = run(migrations.plan(settings.database_url, apps=there))
    for migration in planned:
        output().print(f"-- {migration.app}.{migration.name}", markup=False)
        for statement in migration.statements:
            output().print(f"{statement.rstrip(';')};", markup=False, soft_wrap=True)
    if not planned:
        output().print("The database is up to date.")


def _undo(settings: Settings, apps: Sequence[AppModels], target: str, yes: bool) -> None:
    label, dot, name = target.partition(".")
    if not dot or not name:
        raise typer.BadParameter(f"{target!r} is not APP.NAME, for example core.0001_initial or core.zero")

    async def refuse_to_lose(_: object, counts: Mapping[str, int]) -> None:
        lost = {table: count for table, count in counts.items() if count and table not in _MADE_BY_MIGRATIONS}
        if full := [f"{table} ({count:,} row(s))" for table, count in lost.items()]:
            cure = "Take a backup, and say --yes."
            if label != CORE_NAME:
                cure = f"`linli plugins purge {label} --export DIR` writes them to files first. {cure}"
            raise RowsWouldBeLost(f"Nothing was undone: these tables would be dropped: {', '.join(full)}. {cure}")

    with progress_bar("Undoing") as progress:
        work = migrations.downgrade(
            settings.database_url,
            apps=apps,
            app=label,
            target=name,
            guard=None if yes else refuse_to_lose,
            progress=progress,
        )
        undone = run(work)
    if undone:
        run(_record_undone(settings, label, name, len(undone)))
    for migration in undone:
        output().print(f"undid {migration.app}.{migration.name}")
    output().print(f"{label} stands at {name}.")


async def _record_undone(settings: Settings, app: str, target: str, count: int) -> None:
    """Leave an entry in the audit log, if the log itself was not undone."""
    waiting = await migrations.pending(settings.database_url)
    if any(migration.name.endswith("_audit") for migration in waiting):
        return
    async with database(settings.database_url, readers=1):
        await record("migrate.undo", INSTALLATION, None, details={"app": app, "to": target, "migrations": count})


def _write(name: str, apps: Sequence[AppModels]) -> None:
    written = migrations.make(apps, name=name)
    for path in written:
        output().print(f"wrote {path}", markup=False, soft_wrap=True)
    if not written:
        output().print("The migrations do what the models say; there is nothing to write.")
