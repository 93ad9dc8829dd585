"""Findings about events and jobs: what was set aside, what waits too long, what failed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.checks.findings import Finding, ok, warning
from core.clock import now
from core.database.connect import database
from core.models.choices import JobOutcome
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.work.overview import ConsumerState, JobState, consumer_states, job_states

LATE: Final = timedelta(minutes=10)
"""After how long a waiting event, or a job that is due, says that no worker is at work."""


async def check_work(settings: Settings, plugins: PluginSet) -> list[Finding]:
    """Look at the work of a database that has all migrations."""
    async with database(settings.database_url, apps=plugins.model_modules, readers=1, shared=False):
        return [_events(await consumer_states(plugins)), _jobs(await job_states(plugins))]


def _events(states: list[ConsumerState]) -> Finding:
    aside = sum(state.set_aside for state in states)
    failing = [state for state in states if state.installed and state.attempts]
    late = [state.name for state in states if state.installed and state.since and state.since < now() - LATE]
    told = [f"{aside} set aside, which their handlers could not handle"] if aside else []
    told += [f"{state.name} fails: {state.last_error}" for state in failing]
    if told:
        advice = "`linli events` shows them. When the cause is gone: `linli events retry`, or `linli events drop`."
        return warning("events", "; ".join(told), advice)
    if late:
        return warning("events", f"waiting for more than ten minutes: {', '.join(late)}", _NO_WORKER)
    return ok("events", "delivered" if any(state.started for state in states) else "no worker has started yet")


def _jobs(states: list[JobState]) -> Finding:
    failed = [state for state in states if state.last is not None and state.last.outcome is JobOutcome.FAILED]
    if failed:
        told = "; ".join(f"{state.job.name} failed: {state.last and state.last.last_error}" for state in failed)
        return warning("jobs", told, "It runs again in its next period; `linli jobs run NAME` runs it now.")
    died = [state.job.name for state in states if _died(state)]
    if died:
        told = f"the worker died in the last run of {', '.join(died)}"
        return warning("jobs", told, "Look into its log. `linli jobs run NAME` runs a job now.")
    late = [state.job.name for state in states if _late(state)]
    if late:
        return warning("jobs", f"due for more than ten minutes: {', '.join(late)}", _NO_WORKER)
    return ok("jobs", "on time" if any(state.last is not None for state in states) else "none has run yet")


def _died(state: JobState) -> bool:
    return state.last is not None and state.last.outcome is JobOutcome.RUNNING and state.holder is None


def _late(state: JobState) -> bool:
    """Of a job that never ran nobody knows since when it waits."""
    return state.last is not None and state.next_at is not None and state.next_at < now() - LATE


_NO_WORKER = "No worker is at work: start `linli serve` or `linli work`, and look at the setting work.in_server."
