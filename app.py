"""The assembler: builds the server from core, schema and plugins, and is the entry of the command line."""

import typer

cli = typer.Typer(name="linli", no_args_is_help=True)


@cli.callback()
def _linli() -> None:
    """Linli: a GraphQL platform for neighbourhood governance."""


def main() -> None:
    """The command `linli`."""
    cli()
