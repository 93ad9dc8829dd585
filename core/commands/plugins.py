"""`linli plugins`: what is installed. And the commands that plugins bring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from core.commands.terminal import Commands, messages, output, run
from core.database.connect import database
from core.database.migrate import pending
from core.errors import LinliError
from core.models import PluginEnablement, PurgedPlugin
from core.plugins.failures import PluginError
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.plugins.validation import CORE_NAME
from core.purge import without_purged
from core.settings import Settings
from core.settings_sources import load_settings

FieldsOf = Callable[[PluginSet], Iterable[tuple[str, str, str]]]
"""Gives each type and field of the schema of these plugins, its owner, and the version since which it is there."""


def plugins_command(fields_of: FieldsOf) -> typer.Typer:
    """The command, and the place for its sub-commands. ``fields_of`` is what only the assembler knows."""
    command = typer.Typer(name="plugins", invoke_without_command=True)

    @command.callback()
    def plugins(
        context: typer.Context,
        fields: Annotated[
            bool, typer.Option("--fields", help="Which types and fields of the schema each brought, since when.")
        ] = False,
    ) -> None:
        """Show the installed plugins."""
        if context.invoked_subcommand is not None:
            return
        settings = load_settings().model_copy(update={"plugins_on_failure": "skip"})
        loaded = load_plugins(settings)
        if fields:
            output().print(_fields_table(fields_of(loaded)))
            return
        try:
            states = run(_states(settings, loaded))
        except LinliError as error:
            messages().print(f"[yellow]Where they are enabled is not known:[/] {escape(error.message)}", soft_wrap=True)
            states = {}
        output().print(_table(loaded, states))

    return command


async def _states(settings: Settings, plugins: PluginSet) -> dict[str, str]:
    """What the database says of each plugin that is installed, or that a district has enabled."""
    there = await without_purged(settings.database_url, plugins.apps)
    waiting = {migration.app for migration in await pending(settings.database_url, apps=there)}
    if CORE_NAME in waiting:
        return dict.fromkeys(plugins.names, "its tables are missing: linli migrate")
    found: dict[str, list[str]] = {}
    async with database(settings.database_url, apps=plugins.model_modules, readers=1):
        for enabled in await PluginEnablement.filter(enabled=True).order_by("area__name").prefetch_related("area"):
            found.setdefault(str(enabled.plugin), []).append(enabled.area.slug or enabled.area.name)
        purged = [str(name) for name in await PurgedPlugin.all().values_list("plugin", flat=True)]
    states = {name: "not enabled anywhere" for name in plugins.names}
    states.update({name: f"enabled in {', '.join(districts)}" for name, districts in found.items()})
    states.update({name: "its tables are missing: linli migrate" for name in waiting})
    states.update({name: f"purged: linli plugins install {name}" for name in purged if name in states})
    return {**states, CORE_NAME: "everywhere"}


def _table(plugins: PluginSet, states: Mapping[str, str]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Title", "Version", "Distribution", "State", "Needs"):
        table.add_column(heading, overflow="fold")
    for plugin in plugins.plugins:
        manifest = plugin.manifest
        table.add_row(
            *map(
                escape,
                (
                    plugin.name,
                    f"{manifest.title_zh} {manifest.title_en}",
                    manifest.version,
                    f"{plugin.distribution} {plugin.version}",
                    states.get(plugin.name, "loaded"),
                    ", ".join(manifest.needs),
                ),
            )
        )
    for failure in plugins.failures:
        text = f"[bold red]cannot be used[/]: {escape(failure.reason)} [bold]→ {escape(failure.cure)}[/]"
        table.add_row(escape(failure.plugin), "", "", escape(f"{failure.distribution} {failure.version}"), text, "")
    known = {*plugins.names, *(failure.plugin for failure in plugins.failures)}
    for name in sorted(states.keys() - known):
        table.add_row(escape(name), "", "", "not installed", escape(f"{states[name]}; its rows are kept"), "")
    return table


def _fields_table(fields: Iterable[tuple[str, str, str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("What", "From", "Since"):
        table.add_column(heading, overflow="fold")
    for what, owner, since in fields:
        table.add_row(*map(escape, (what, owner, since)))
    return table


def refuse_taken_commands(plugins: PluginSet, built_in: Collection[str]) -> None:
    """Raise PluginError for a plugin's command that has the name of one of the platform's."""
    for plugin in plugins.plugins:
        for command in plugin.commands:
            if command.info.name in built_in:
                raise PluginError(
                    f"The command {command.info.name!r} is claimed by core and by {plugin.name}. "
                    f"Rename it in {plugin.name}."
                )


class CommandsOfPlugins(Commands):
    """The group of all commands. Plugins are loaded only when a command is none of ours, or all are listed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Ours, then those of plugins; if these cannot be loaded, ours and the reason."""
        ours = super().list_commands(ctx)
        try:
            return [*ours, *self._of_plugins]
        except LinliError as error:
            messages().print(f"[yellow]Commands of plugins are not shown:[/] {escape(error.message)}", soft_wrap=True)
            return ours

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Ours, or a plugin's."""
        return super().get_command(ctx, cmd_name) or self._of_plugins.get(cmd_name)

    @cached_property
    def _of_plugins(self) -> dict[str, Any]:
        plugins = load_plugins(load_settings())
        refuse_taken_commands(plugins, self.commands)
        return {
            str(command.info.name): typer.main.get_group(command)
            for plugin in plugins.plugins
            for command in plugin.commands
        }
