"""`linli check`: a table of findings."""

from collections.abc import Callable, Sequence

import typer
from rich.markup import escape
from rich.table import Table

from core.checks import Finding, Level
from core.commands.terminal import messages, output, run
from core.errors import LinliError, SettingsError
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.settings import Settings
from core.settings_sources import load_settings

_SIGNS = {Level.OK: "[green]ok[/]", Level.WARNING: "[yellow]warning[/]", Level.ERROR: "[bold red]error[/]"}

Question = Callable[[Settings, PluginSet], Finding]
"""Something else to look at, which the assembler knows."""


def check(*, only_migrations: bool, further: Sequence[Question] = ()) -> None:
    """Look at the installation, print what was found, and leave with code 1 if something is an error.

    `only_migrations` asks only whether the models say what the migrations do, which needs no database.
    `further` are the questions that only the assembler can answer.
    """
    from core.checks import check_installation, check_missing_migrations, check_work

    try:
        settings = load_settings()
    except SettingsError as error:
        report([Finding(Level.ERROR, "settings", error.message, "Correct them, and check again.")])
        return
    with messages().status("Looking at the installation …"):
        findings = [Finding(Level.OK, "settings", "all known, all valid")]
        try:
            plugins = load_plugins(settings)
        except LinliError as error:
            report([*findings, Finding(Level.ERROR, "plugins", error.message, "Put it right, and check again.")])
            return
        if only_migrations:
            report([check_missing_migrations(plugins.apps)])
            return
        findings += [plugins_finding(plugins), *run(check_installation(settings, plugins.apps))]
        if any(finding.subject == "migrations" and finding.level is Level.OK for finding in findings):
            findings += run(check_work(settings, plugins))
        findings += [question(settings, plugins) for question in further]
    report(findings)


def plugins_finding(plugins: PluginSet) -> Finding:
    """Which plugins were loaded, and which were left out."""
    if plugins.failures:
        left_out = "\n".join(map(str, plugins.failures))
        return Finding(
            Level.WARNING, "plugins", f"left out, as plugins_on_failure says:\n{left_out}", "Put right what is named."
        )
    return Finding(Level.OK, "plugins", f"loaded: {', '.join(plugins.names)}")


def report(findings: Sequence[Finding]) -> None:
    """Print the table. Leaves with code 1 if one of the findings is an error."""
    table = Table(box=None, pad_edge=False)
    for heading in ("", "What", "How it is"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        text = escape(finding.message)
        if finding.advice:
            text += f"\n[bold]→ {escape(finding.advice)}[/]"
        table.add_row(_SIGNS[finding.level], escape(finding.subject), text)
    output().print(table)
    if any(finding.level is Level.ERROR for finding in findings):
        raise typer.Exit(1)
