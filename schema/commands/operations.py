"""`linli operations`: what apps send, registered so that nobody breaks it unawares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from core import operations
from core.audit import record
from core.commands.migrate import migrated
from core.commands.modules import district_named
from core.commands.terminal import output, run
from core.database.connect import database, transaction
from core.errors import LinliError
from core.models import RegisteredOperation
from core.operations import App, Registered
from core.plugins.loaded import PluginSet
from core.settings import Settings
from schema.execution.districts import registry_of
from schema.operations.files import pools_of
from schema.operations.reading import OperationsRefused, Pool

TeamOption = Annotated[str, typer.Option(help="The team that answers for the app.")]
AppOption = Annotated[str, typer.Option(help="The app that sends the operations.")]
DistrictsOption = Annotated[
    list[str] | None,
    typer.Option(metavar="SLUG", help="Sent to the address of this district, not of the whole city; repeatable."),
]
OnlyDistrictsOption = Annotated[
    list[str] | None, typer.Option(metavar="SLUG", help="Only those sent to this district; repeatable.")
]

command = typer.Typer(name="operations", help="Register the operations that apps send.", no_args_is_help=True)


class NoSuchOperation(LinliError):
    """A command names an operation that is not registered."""

    code = "NO_SUCH_OPERATION"


def address_of(slug: str | None) -> str:
    """The path of a district's GraphQL, or of the city's."""
    return "/graphql" if slug is None else f"/{slug}/graphql"


@command.command("add")
def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="GraphQL, a directory of it, or JSON: documents by their ids.")
    ],
    team: TeamOption,
    app: AppOption,
    district: DistrictsOption = None,
    app_version: Annotated[str | None, typer.Option(metavar="TEXT", help="The release of the app.")] = None,
) -> None:
    """Register operations, unless the schema of their address refuses one; the same again changes nothing."""
    pools = pools_of(files)
    settings, plugins = migrated()
    for slug, found in run(_add(settings, plugins, pools, team, app, app_version, district or [])):
        added, changed = len(found.added), len(found.changed)
        output().print(
            f"{team}/{app} at {address_of(slug)}: {added} new, {changed} changed, "
            f"{len(found.rows) - added - changed} as before.",
            markup=False,
            soft_wrap=True,
        )


@command.command("list")
def list_(
    team: Annotated[str | None, typer.Option(help="Only those of this team.")] = None,
    app: Annotated[str | None, typer.Option(help="Only those of this app.")] = None,
    district: OnlyDistrictsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with the documents.")] = False,
) -> None:
    """Show the registered operations."""
    settings, plugins = migrated()
    rows = run(_listed(settings, plugins, team, app, district))
    if as_json:
        typer.echo(json.dumps([_told(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        output().print(_table(rows))


@command.command("remove")
def remove(
    team: TeamOption,
    app: AppOption,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME…", help="The operations.")] = None,
    district: OnlyDistrictsOption = None,
    everything: Annotated[bool, typer.Option("--all", help="All operations of the app.")] = False,
) -> None:
    """Remove operations that an app does not send any more, at all addresses or at those of districts."""
    if everything == bool(names):
        raise typer.BadParameter("name operations, or say --all")
    settings, plugins = migrated()
    removed = run(_remove(settings, plugins, team, app, names, district))
    output().print(f"Removed {removed} registered operation(s) of {team}/{app}.", markup=False, soft_wrap=True)


async def _add(
    settings: Settings,
    plugins: PluginSet,
    pools: Sequence[Pool],
    team: str,
    app: str,
    app_version: str | None,
    districts: Sequence[str],
) -> list[tuple[str | None, Registered]]:
    registry = registry_of(plugins, settings)
    found: list[tuple[str | None, Registered]] = []
    async with database(settings.database_url, apps=plugins.model_modules), transaction():
        areas = [await district_named(name) for name in districts]
        for key, slug in [(area.id, area.slug) for area in areas] or [(None, None)]:
            sender = App(team=team, app=app, area_id=key, version=app_version)
            try:
                registered = await registry.register(sender, pools)
            except OperationsRefused as refused:
                raise OperationsRefused(refused.problems, address_of(slug)) from refused
            names = {"added": registered.added, "changed": registered.changed}
            if any(names.values()):
                details = {"team": team, "app": app, **{verb: len(each) for verb, each in names.items()}}
                await record("operations.add", operations.TAG, None, area_id=key, details=details)
            found.append((slug, registered))
    return found


async def _listed(
    settings: Settings, plugins: PluginSet, team: str | None, app: str | None, districts: Sequence[str] | None
) -> list[RegisteredOperation]:
    async with database(settings.database_url, apps=plugins.model_modules):
        return await _rows(team, app, districts)


async def _remove(
    settings: Settings,
    plugins: PluginSet,
    team: str,
    app: str,
    names: Sequence[str] | None,
    districts: Sequence[str] | None,
) -> int:
    async with database(settings.database_url, apps=plugins.model_modules), transaction():
        rows = await _rows(team, app, districts)
        if names:
            if missing := sorted(set(names) - {row.name for row in rows}):
                known = ", ".join(sorted({row.name for row in rows})) or "none"
                raise NoSuchOperation(
                    f"{team}/{app} has no registered operation {', '.join(missing)}. It has: {known}."
                )
            rows = [row for row in rows if row.name in names]
        removed = await operations.remove([row.id for row in rows])
        if removed:
            details = {"team": team, "app": app, "rows": len(removed)}
            await record("operations.remove", operations.TAG, None, details=details)
        return len(removed)


async def _rows(team: str | None, app: str | None, districts: Sequence[str] | None) -> list[RegisteredOperation]:
    rows = RegisteredOperation.all().prefetch_related("area").order_by("team", "app", "name", "area__slug")
    if team is not None:
        rows = rows.filter(team=team)
    if app is not None:
        rows = rows.filter(app=app)
    if districts:
        rows = rows.filter(area_id__in=[(await district_named(name)).id for name in districts])
    return await rows


def _slug(row: RegisteredOperation) -> str | None:
    return None if row.area is None else str(row.area.slug)


def _told(row: RegisteredOperation) -> dict[str, Any]:
    return {
        "team": row.team,
        "app": row.app,
        "name": row.name,
        "kind": row.kind.value,
        "district": _slug(row),
        "version": row.version,
        "appVersion": row.app_version,
        "registeredAt": row.registered_at.astimezone(UTC).isoformat(),
        "hash": row.hash,
        "document": row.document,
    }


def _table(rows: Sequence[RegisteredOperation]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Team", "App", "Operation", "Kind", "Address", "Version", "Release", "Registered"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        told = (
            row.team,
            row.app,
            row.name,
            row.kind.value.lower(),
            address_of(_slug(row)),
            str(row.version),
            row.app_version or "",
            row.registered_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        )
        table.add_row(*map(escape, told))
    return table
