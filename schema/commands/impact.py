"""`linli plugins impact` and `disable`: what would break, told before it does."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from core import modules
from core.audit import record
from core.commands.migrate import migrated
from core.commands.modules import DistrictOption, NameArgument, district_named
from core.commands.terminal import messages, output, run
from core.commands.work import HandlersOf, ready
from core.database.connect import database, transaction
from core.errors import LinliError
from core.plugins.loaded import PluginSet
from core.reports.periods import AREA_TAG
from core.settings import Settings
from core.work import Handlers, open_with_handlers
from schema.commands.operations import address_of
from schema.credits import Credits
from schema.execution.districts import registry_of
from schema.operations.files import UnreadableFile, schema_of, text_of
from schema.operations.impact import BrokenOperation, Impact, impact_of_upgrade
from schema.operations.registry import Registry


class WouldBreak(LinliError):
    """A plugin is not disabled because registered operations would break."""

    code = "WOULD_BREAK"


def add_impact_commands(command: typer.Typer, handlers_of: HandlersOf) -> None:
    """Add the commands to `linli plugins`."""
    command.command("impact")(impact)

    @command.command("disable")
    def disable(
        name: NameArgument,
        district: DistrictOption,
        yes: Annotated[bool, typer.Option("--yes", help="Also if registered operations break.")] = False,
    ) -> None:
        """Disable a plugin in a district. Its rows are kept, and are there again when it is enabled again."""
        settings, handlers = ready(handlers_of)
        _refuse_to_break(settings, handlers.plugins, name, district, yes)
        run(_disable(settings, handlers, name, district))
        output().print(f"{name} is disabled in {district}; its rows are kept.", markup=False)


def impact(
    name: NameArgument,
    district: Annotated[
        str | None, typer.Option(metavar="SLUG", help="If it were disabled in this district (name or official code).")
    ] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="If it were uninstalled.")] = False,
    upgrade_to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="If the schema became this SDL, which has a new version of the plugin."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Tell what would break without a plugin, or with a new version: exit code 0 if nothing, 1 if something."""
    if (district is not None) + everywhere + (upgrade_to is not None) != 1:
        raise typer.BadParameter("choose one of --district, --everywhere and --upgrade-to")
    settings, plugins = migrated()

    async def ask(registry: Registry) -> Impact:
        if upgrade_to is not None:
            new = schema_of(text_of(upgrade_to), str(upgrade_to))
            if name in plugins.names and name not in Credits(new).owners:
                raise UnreadableFile(
                    f"{upgrade_to} has nothing from {name}. Print it where the new version is installed: "
                    "`linli schema --all`."
                )
            return await impact_of_upgrade(registry.schemas, name, new)
        return await registry.impact(name, None if district is None else (await district_named(district)).id)

    found = run(_with_registry(settings, plugins, ask))
    if as_json:
        typer.echo(json.dumps(_told(found), ensure_ascii=False, indent=2))
    else:
        _show(found, output())
    if found.breaks:
        raise typer.Exit(1)


def _refuse_to_break(settings: Settings, plugins: PluginSet, name: str, district: str, yes: bool) -> None:
    async def ask(registry: Registry) -> Impact:
        return await registry.impact(name, (await district_named(district)).id)

    found = run(_with_registry(settings, plugins, ask))
    # A plugin that others need is refused further down, with what to do.
    if (found.broken or found.may_break) and not found.needed_by:
        _show(found, messages())
        if (
            found.broken
            and not yes
            and not (sys.stdin.isatty() and typer.confirm("Disable it all the same?", err=True))
        ):
            raise WouldBreak(
                f"{name} was not disabled: {len(found.broken)} registered operation(s) would break. "
                "Talk to their teams, or say --yes."
            )


async def _with_registry(
    settings: Settings, plugins: PluginSet, ask: Callable[[Registry], Coroutine[Any, Any, Impact]]
) -> Impact:
    registry = registry_of(plugins, settings)
    async with database(settings.database_url, apps=plugins.model_modules):
        return await ask(registry)


async def _disable(settings: Settings, handlers: Handlers, name: str, district: str) -> None:
    async with open_with_handlers(settings.database_url, handlers):
        area_id = (await district_named(district)).id
        async with transaction():
            await modules.disable(name, area_id, handlers.plugins.manifests)
            await record("plugins.disable", AREA_TAG, area_id, area_id=area_id, details={"plugin": name})


def _show(impact: Impact, console: Console) -> None:
    if impact.needed_by:
        console.print(f"{', '.join(impact.needed_by)} would stop with {impact.plugin}, which it needs.", markup=False)
    for told, operations in (
        (f"{len(impact.broken)} registered operation(s) would break:", impact.broken),
        (f"{len(impact.may_break)} registered operation(s) may break, by what their variables hold:", impact.may_break),
        (f"{len(impact.unchecked)} registered operation(s) could not be checked:", impact.unchecked),
        (f"{len(impact.already)} registered operation(s) are refused as things are:", impact.already),
    ):
        if operations:
            console.print(told, markup=False)
            console.print(_table(operations))
    if not impact.breaks:
        console.print("Nothing that is registered would break.")


def _table(operations: Sequence[BrokenOperation]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Team", "App", "Operation", "Address", "Uses", "Why"):
        table.add_column(heading, overflow="fold")
    for one in operations:
        told = (one.team, one.app, one.name, address_of(one.address), "\n".join(one.fields), "\n".join(one.errors))
        table.add_row(*map(escape, told))
    return table


def _told(impact: Impact) -> dict[str, Any]:
    def listed(operations: Sequence[BrokenOperation]) -> list[dict[str, Any]]:
        return [
            {
                "team": one.team,
                "app": one.app,
                "name": one.name,
                "district": one.address,
                "fields": list(one.fields),
                "errors": list(one.errors),
            }
            for one in operations
        ]

    return {
        "plugin": impact.plugin,
        "district": impact.address,
        "breaks": impact.breaks,
        "neededBy": impact.needed_by,
        "broken": listed(impact.broken),
        "mayBreak": listed(impact.may_break),
        "unchecked": listed(impact.unchecked),
        "already": listed(impact.already),
    }
