"""The reference of the commands of `linli`, with their arguments and options, from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from app import cli
from core.plugins.loaded import PluginSet
from documentation.paths import REFERENCE
from documentation.reference.page import NOTE, Page, code, prose, table


def commands_page(plugins: PluginSet) -> Page:
    """Every command of the platform and of these plugins, in the order of the names."""
    parts = [
        f"{NOTE}\nEach command takes `--help`. Commands of other plugins are in `linli --help`.\n\n",
    ]
    for path, command in commands(plugins):
        level = "##" if len(path) == 1 else "###"
        name = " ".join(("linli", *path))
        parts.append(f"{level} {name} {{ #{'-'.join(path)} }}\n\n<p>{prose(_help(command))}</p>\n\n")
        context = typer.Context(command, info_name=name)
        if not isinstance(command, TyperGroup) or command.invoke_without_command:
            parts.append(f"```text\n{name} {' '.join(command.collect_usage_pieces(context))}\n```\n\n")
        if rows := list(_rows(command, context)):
            parts.append(table(("Argument or option", ""), rows))
    return Page(f"{REFERENCE}/commands.md", "All commands", "Commands", "".join(parts))


def commands(plugins: PluginSet) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group of commands, by the words that call it."""
    root = get_command(cli)
    assert isinstance(root, TyperGroup)
    of_plugins = {
        str(command.info.name): get_group(command) for plugin in plugins.plugins for command in plugin.commands
    }
    yield from _below((), {**root.commands, **of_plugins})


def _below(path: tuple[str, ...], found: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in sorted(found.items()):
        if not command.hidden:
            yield (*path, name), command
            yield from _below((*path, name), getattr(command, "commands", {}))


def _help(command: Any) -> str:
    return inspect.cleandoc(command.help or "").partition("\f")[0]


def _rows(command: Any, context: typer.Context) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        # None for what is hidden.
        if (record := parameter.get_help_record(context)) is not None:
            name, told = record
            yield code(name), prose(told)
