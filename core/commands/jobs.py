"""`linli jobs`: when jobs ran, how that ended, and when they run next; `linli jobs run` runs one now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from core.clock import now
from core.commands.terminal import output, run
from core.commands.work import HandlersOf, ready
from core.database.connect import database
from core.models import JobRun
from core.models.choices import JobOutcome
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.work import Handlers, open_with_handlers
from core.work.jobs import Jobs
from core.work.leases import Leases
from core.work.overview import JobState, job_states


def jobs_command(handlers_of: HandlersOf) -> typer.Typer:
    """The command with its sub-command."""
    command = typer.Typer(name="jobs", invoke_without_command=True)

    @command.callback()
    def jobs(context: typer.Context) -> None:
        """Show the jobs: how often each is to run, how its last run ended, when the next is due."""
        if context.invoked_subcommand is None:
            settings, handlers = ready(handlers_of)
            output().print(_table(run(_states(settings, handlers.plugins))))

    @command.command("run")
    def run_job(name: Annotated[str, typer.Argument(metavar="NAME", help="The job's name.")]) -> None:
        """Run a job now, due or not, unless a worker runs it already."""
        settings, handlers = ready(handlers_of)
        done = run(_run(settings, handlers, name))
        output().print(f"{name} succeeded after {done.seconds:.1f} s.", markup=False)

    return command


async def _states(settings: Settings, plugins: PluginSet) -> list[JobState]:
    async with database(settings.database_url, apps=plugins.model_modules, readers=1):
        return await job_states(plugins)


async def _run(settings: Settings, handlers: Handlers, name: str) -> JobRun:
    leases = Leases(settings.work.lease_seconds)
    async with open_with_handlers(settings.database_url, handlers, readers=1), leases.kept():
        return await Jobs(handlers, leases, settings.work).run_now(name)


def _table(states: Sequence[JobState]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Job", "Every", "Last run", "Seconds", "Outcome", "Next"):
        table.add_column(heading, overflow="fold")
    for state in states:
        last = state.last
        started = "" if last is None else f"{last.started_at:%Y-%m-%dT%H:%M:%SZ}"
        seconds = "" if last is None or last.seconds is None else f"{last.seconds:.1f}"
        table.add_row(
            *map(escape, (state.job.name, str(state.job.every), started, seconds, _told(state), _next(state)))
        )
    return table


def _told(state: JobState) -> str:
    if state.last is None:
        return "has not run yet"
    if state.last.outcome is JobOutcome.RUNNING:
        return f"run by {state.holder}" if state.holder else "its worker died in it"
    told = state.last.outcome.en.lower()
    return told if state.last.last_error is None else f"{told}: {state.last.last_error}"


def _next(state: JobState) -> str:
    if state.next_at is None:
        return "no district has it enabled"
    return "due" if state.next_at <= now() else f"{state.next_at:%Y-%m-%dT%H:%M:%SZ}"
