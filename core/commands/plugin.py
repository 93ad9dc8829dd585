"""`linli plugin new`: for authors of plugins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.commands.terminal import output
from core.scaffold import NewPlugin, write_plugin


def plugin_command() -> typer.Typer:
    """The command, and its sub-commands."""
    command = typer.Typer(name="plugin", help="Write plugins.", no_args_is_help=True)
    command.command("new")(new)
    # With one command alone, typer would leave out its name.
    command.callback()(_plugin)
    return command


def _plugin() -> None:
    """Write plugins."""


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, in lower_snake_case, as notice_boards.")],
    title_zh: Annotated[
        str | None,
        typer.Option("--title-zh", metavar="TITLE", help="Its Chinese title; if left out, the English one."),
    ] = None,
    title_en: Annotated[
        str | None, typer.Option("--title-en", metavar="TITLE", help="Its English title; if left out, the name.")
    ] = None,
    directory: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it is written; ./linli-NAME if left out.")
    ] = None,
) -> None:
    """Write a complete plugin into a new directory: it can be installed, and passes its own tests."""
    english = title_en if title_en is not None else name.replace("_", " ").capitalize()
    plugin = NewPlugin(name, english if title_zh is None else title_zh, english)
    target = directory if directory is not None else Path(plugin.distribution)
    for path in write_plugin(plugin, target):
        output().print(f"wrote {path}", markup=False, soft_wrap=True)
    output().print(
        f"\nNext:\n  cd {target}\n  python -m venv .venv\n"
        "  .venv/bin/pip install --editable '.[dev]'\n  .venv/bin/pytest",
        markup=False,
        soft_wrap=True,
    )
