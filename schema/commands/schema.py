"""`linli schema`: the SDL, whether the committed one is current, and what changes between two of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from graphql import GraphQLSchema, parse
from rich.markup import escape
from rich.table import Table

from core.checks import Finding, findings
from core.commands.migrate import migrated
from core.commands.terminal import output, run
from core.database.connect import database
from core.errors import LinliError
from core.models import RegisteredOperation
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.settings import Settings
from core.settings_sources import load_settings
from schema import sdl
from schema.differences import Difference, Severity, differences, hurting
from schema.execution.districts import city_parts
from schema.operations.files import schema_of, text_of
from schema.operations.uses import coordinates_of

PluginsOption = Annotated[
    list[str] | None, typer.Option("--plugin", metavar="NAME", help="Of the core with this plugin; repeatable.")
]
AllOption = Annotated[
    bool, typer.Option("--all", help="Of all installed plugins, and not only those that come with Linli.")
]

command = typer.Typer(name="schema", invoke_without_command=True)


class SchemaOutdated(LinliError):
    """The committed schema is not the one that the code makes."""

    code = "SCHEMA_OUTDATED"

    def __init__(self) -> None:
        super().__init__("schema/schema.graphql is not what the code says. Run `make schema`, and commit it.")


@command.callback()
def print_schema(
    context: typer.Context,
    check_only: Annotated[
        bool, typer.Option("--check", help="Only: is the committed schema.graphql what the code says?")
    ] = False,
    to: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write it into a file.")] = None,
    with_plugins: PluginsOption = None,
    all_installed: AllOption = False,
) -> None:
    """Print the GraphQL schema (SDL): by default of the core and the plugins that come with Linli."""
    if context.invoked_subcommand is not None:
        return
    text = _current(with_plugins, all_installed)
    if check_only:
        if difference := sdl.changes(text):
            typer.echo("\n".join(difference))
            raise SchemaOutdated
        output().print("schema.graphql is current.")
    elif to is not None:
        to.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


@command.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A file of SDL; - for standard input; or: current.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same; `current` is what the code says.")],
    with_operations: Annotated[
        bool, typer.Option("--operations", help="Breaking is only what hurts a registered operation.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    with_plugins: PluginsOption = None,
    all_installed: AllOption = False,
) -> None:
    """Tell what changes between two schemas, and who brought it: exit code 1 if something breaks clients."""
    if old == new:
        raise typer.BadParameter("name two schemas that differ")
    schemas = [_schema(name, with_plugins, all_installed) for name in (old, new)]
    found = differences(*schemas)
    if with_operations:
        settings, plugins = migrated()
        found = hurting(found, run(_uses(settings, plugins, schemas[0])))
    if as_json:
        typer.echo(json.dumps([_told(each) for each in found], ensure_ascii=False, indent=2))
    else:
        _show(found)
    if any(each.severity is Severity.BREAKING for each in found):
        raise typer.Exit(1)


def schema_finding(_: Settings, plugins: PluginSet) -> Finding:
    """Whether schema.graphql is what the code says, for `linli check`."""
    if plugins.failures:
        # One that was left out may be a built-in, whose types the file names.
        return findings.ok("schema", "schema.graphql is not compared while plugins are left out")
    if sdl.changes(sdl.schema_text(city_parts(plugins.built_in()))):
        return findings.error("schema", SchemaOutdated().message, "Developers: `make schema`. Others: reinstall.")
    return findings.ok("schema", "schema.graphql is what the code says")


def _current(with_plugins: list[str] | None, all_installed: bool) -> str:
    plugins = load_plugins(load_settings())
    if with_plugins:
        for name in with_plugins:
            if plugins.get(name) is None:
                raise typer.BadParameter(f"there is no plugin {name}; there are {', '.join(plugins.names)}")
        plugins = plugins.only(with_plugins)
    elif not all_installed:
        plugins = plugins.built_in()
    return sdl.schema_text(city_parts(plugins))


def _schema(name: str, with_plugins: list[str] | None, all_installed: bool) -> GraphQLSchema:
    if name == "current":
        return schema_of(_current(with_plugins, all_installed), "the current schema")
    if name == "-":
        return schema_of(sys.stdin.read(), "standard input")
    return schema_of(text_of(Path(name)), name)


async def _uses(settings: Settings, plugins: PluginSet, schema: GraphQLSchema) -> dict[str, frozenset[str]]:
    """What each registered operation uses of a schema, by its team, app and name; at whatever address it is sent."""
    found: dict[str, frozenset[str]] = {}
    async with database(settings.database_url, apps=plugins.model_modules):
        for row in await RegisteredOperation.all().order_by("team", "app", "name", "area_id"):
            name = f"{row.team}/{row.app} {row.name}"
            found[name] = found.get(name, frozenset()) | coordinates_of(parse(row.document), schema)
    return found


def _show(found: Sequence[Difference]) -> None:
    if not found:
        output().print("The schemas say the same.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("", "From", "What"):
        table.add_column(heading, overflow="fold")
    colours = {Severity.BREAKING: "bold red", Severity.DANGEROUS: "yellow", Severity.SAFE: "green"}
    for each in found:
        told = [escape(each.message)]
        if each.severity is not Severity.SAFE and each.deprecated is not None:
            told.append(f"It was deprecated: {escape(each.deprecated)}")
        told += [f"→ {escape(name)}" for name in each.hurts]
        colour = colours[each.severity]
        table.add_row(f"[{colour}]{each.severity.value}[/]", escape(each.owner), "\n".join(told))
    output().print(table)
    counts = {severity: sum(each.severity is severity for each in found) for severity in Severity}
    output().print(", ".join(f"{count} {severity.value}" for severity, count in counts.items()))


def _told(each: Difference) -> dict[str, Any]:
    return {
        "severity": each.severity.value,
        "kind": each.kind,
        "coordinate": each.coordinate,
        "message": each.message,
        "plugin": each.owner,
        "deprecated": each.deprecated,
        "operations": list(each.hurts),
    }
