"""`linli events`: how far the handlers of events are, and the events that were set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from core.audit import INSTALLATION, record
from core.commands.terminal import messages, output, run
from core.commands.work import HandlersOf, ready
from core.database.connect import database, transaction
from core.errors import LinliError
from core.models import SetAsideEvent
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.work import Handlers, open_with_handlers
from core.work.delivery import DeliveryFailed, redeliver
from core.work.dispatcher import lease_of
from core.work.leases import Leases
from core.work.overview import ConsumerState, consumer_states

WAIT_SECONDS: Final = 10
"""How long a consumer to whom a worker delivers just now is waited for."""

_SHOWN: Final = 50

Numbers = Annotated[list[int] | None, typer.Argument(metavar="[EVENT]...", help="Numbers of events set aside.")]
OfConsumer = Annotated[str | None, typer.Option("--consumer", metavar="NAME", help="Only what this handler set aside.")]
Every = Annotated[bool, typer.Option("--all", help="All that was set aside.")]


class NoSuchEvent(LinliError):
    """Nothing was set aside that fits what a command names."""

    code = "NO_SUCH_EVENT"


def events_command(handlers_of: HandlersOf) -> typer.Typer:
    """The command with its sub-commands."""
    command = typer.Typer(name="events", invoke_without_command=True)

    @command.callback()
    def events(context: typer.Context) -> None:
        """Show how far each handler of events is, and the events that were set aside."""
        if context.invoked_subcommand is None:
            settings, handlers = ready(handlers_of)
            states, aside = run(_state(settings, handlers.plugins))
            output().print(_table(states))
            if aside:
                output().print(_aside_table(aside))

    @command.command("retry")
    def retry(numbers: Numbers = None, consumer: OfConsumer = None, every: Every = False) -> None:
        """Deliver events that were set aside once more, now. What fails stays, and is told."""
        settings, handlers = ready(handlers_of)
        delivered, failed = run(_retry(settings, handlers, _numbers(numbers, consumer, every), consumer))
        for number, name in delivered:
            output().print(f"delivered event {number} to {name}", markup=False)
        for failure in failed:
            messages().print(f"[bold red]Error:[/] {escape(failure)}", soft_wrap=True)
        if failed:
            raise typer.Exit(1)

    @command.command("drop")
    def drop(numbers: Numbers = None, consumer: OfConsumer = None, every: Every = False) -> None:
        """Give up on events that were set aside: their handlers never see them."""
        settings, handlers = ready(handlers_of)
        for number, name in run(_drop(settings, handlers.plugins, _numbers(numbers, consumer, every), consumer)):
            output().print(f"dropped event {number} for {name}", markup=False)

    return command


def _numbers(numbers: list[int] | None, consumer: str | None, every: bool) -> list[int]:
    """The events that are named; none stands for all."""
    if every and (numbers or consumer is not None):
        raise typer.BadParameter("choose either --all, or events and --consumer")
    if not every and not numbers and consumer is None:
        raise typer.BadParameter("name events by their numbers, or a --consumer, or say --all")
    return numbers or []


async def _state(settings: Settings, plugins: PluginSet) -> tuple[list[ConsumerState], list[SetAsideEvent]]:
    async with database(settings.database_url, apps=plugins.model_modules, readers=1):
        newest = SetAsideEvent.all().order_by("-event_id", "consumer").limit(_SHOWN).prefetch_related("event")
        return await consumer_states(plugins), list(reversed(await newest))


async def _chosen(numbers: Sequence[int], consumer: str | None) -> list[SetAsideEvent]:
    found = SetAsideEvent.all()
    if numbers:
        found = found.filter(event_id__in=numbers)
    if consumer is not None:
        found = found.filter(consumer=consumer)
    rows = await found.order_by("event_id", "consumer").prefetch_related("event")
    if missing := sorted(set(numbers) - {row.event.position for row in rows}):
        of = "" if consumer is None else f" by {consumer}"
        raise NoSuchEvent(f"Not set aside{of}: {', '.join(map(str, missing))}. `linli events` shows what is.")
    if not rows:
        raise NoSuchEvent("No event was set aside" + ("." if consumer is None else f" by {consumer}."))
    return rows


async def _retry(
    settings: Settings, handlers: Handlers, numbers: Sequence[int], consumer: str | None
) -> tuple[list[tuple[int, str]], list[str]]:
    delivered, failed = [], []
    leases = Leases(settings.work.lease_seconds)
    async with open_with_handlers(settings.database_url, handlers, readers=1), leases.kept():
        for row in await _chosen(numbers, consumer):
            try:
                await _under_lease(leases, handlers, row, settings)
                delivered.append((row.event.position, row.consumer))
            except DeliveryFailed as error:
                failed.append(error.message)
    return delivered, failed


async def _under_lease(leases: Leases, handlers: Handlers, row: SetAsideEvent, settings: Settings) -> None:
    for _ in range(WAIT_SECONDS * 10):
        async with leases.held(lease_of(row.consumer)) as held:
            if held:
                await redeliver(handlers, row.id, settings.work)
                return
        await asyncio.sleep(0.1)
    raise DeliveryFailed(f"A worker delivers to {row.consumer} all the time. Try again later.")


async def _drop(
    settings: Settings, plugins: PluginSet, numbers: Sequence[int], consumer: str | None
) -> list[tuple[int, str]]:
    async with database(settings.database_url, apps=plugins.model_modules, readers=1), transaction():
        rows = await _chosen(numbers, consumer)
        details = {"events": len(rows), "consumers": sorted({row.consumer for row in rows})}
        await record("events.drop", INSTALLATION, None, details=details)
        await SetAsideEvent.filter(id__in=[row.id for row in rows]).delete()
        return [(row.event.position, row.consumer) for row in rows]


def _table(states: Sequence[ConsumerState]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Handler", "Waiting", "Since", "Set aside", "State"):
        table.add_column(heading, overflow="fold")
    for state in states:
        since = "" if state.since is None else f"{state.since:%Y-%m-%dT%H:%M:%SZ}"
        table.add_row(*map(escape, (state.name, str(state.waiting), since, str(state.set_aside), _told(state))))
    return table


def _told(state: ConsumerState) -> str:
    if not state.installed:
        return "not installed"
    if not state.started:
        return "begins when a worker starts"
    if state.attempts:
        return f"failed {state.attempts} times, and is tried again: {state.last_error}"
    return f"delivered to by {state.holder}" if state.holder else "waiting for a worker" if state.waiting else "well"


def _aside_table(aside: Sequence[SetAsideEvent]) -> Table:
    table = Table(box=None, pad_edge=False, title="Set aside", title_justify="left")
    for heading in ("Event", "Name", "Subject", "Handler", "When", "Attempts", "Error"):
        table.add_column(heading, overflow="fold")
    for row in aside:
        event = row.event
        table.add_row(
            *map(
                escape,
                (
                    str(event.position),
                    event.name,
                    f"{event.subject_type}_{event.subject_id}",
                    row.consumer,
                    f"{row.set_aside_at:%Y-%m-%dT%H:%M:%SZ}",
                    str(row.attempts),
                    row.last_error,
                ),
            )
        )
    return table
