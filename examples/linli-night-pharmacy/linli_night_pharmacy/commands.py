"""The command ``linli night-pharmacy``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from linli.commands import run_with_database

from linli_night_pharmacy import roster

command = typer.Typer(name="night-pharmacy", help="Night pharmacies (夜间药房).", no_args_is_help=True)


@command.callback()
def night_pharmacy() -> None:
    """Night pharmacies (夜间药房)."""


@command.command("import")
def import_roster(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A roster, as CSV in UTF-8.")],
) -> None:
    """Create all duties of a roster, or none if one of them cannot be (导入值班表)."""
    count = run_with_database(context, lambda: roster.load(file))
    typer.echo(f"Created {count} duties.")
