"""`linli events`, `linli jobs` and `linli work`, and what `linli check` says of them, on both databases."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app import cli, installed_plugins
from core.checks import Finding, Level, check_work
from core.clock import fixed, now
from core.commands import migrate
from core.database.connect import database
from core.database.migrate import upgrade
from core.database.url import Dialect
from core.events import emit
from core.models import Event, JobRun, Lease, SetAsideEvent
from core.models.choices import JobOutcome
from core.plugins.contributions import Delivery, EventHandler, Job
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.settings_sections import Work
from core.work import Handlers, handlers
from core.work.delivery import deliver_some, register
from tests.core.work.plugins import ONE, enabled_somewhere, loaded, nowhere
from tests.districts.plugins import CORE_ALONE
from tests.docs.markdown import ROOT

broken = {"events": True, "job": False}


async def see(event: Event) -> None:
    if broken["events"] and event.name == "bad":
        raise ValueError("broken")


async def tidy() -> None:
    if broken["job"]:
        raise KeyError("tidy")


KITS = loaded("kits", EventHandler("*", see, Delivery.AFTER_COMMIT))
CORE = CORE_ALONE.plugins[0]
PLUGINS = PluginSet((CORE, KITS, loaded("core2", Job("core2.idle", timedelta(days=1), tidy))))
TIDY = loaded("core", Job("core.tidy", timedelta(days=1), tidy))
HANDLERS = Handlers(PLUGINS, nowhere)


@pytest.fixture(autouse=True)
def _some_district_has_every_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "works_at", enabled_somewhere)


@pytest.fixture
def configured(migrated_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with an event that was set aside, and one that was delivered."""
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    plugins = PluginSet((replace(CORE, jobs=TIDY.jobs), *PLUGINS.plugins[1:]))
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINLI_DATABASE_URL", migrated_database_url)
    monkeypatch.setattr(migrate, "load_plugins", lambda settings: plugins)
    monkeypatch.setitem(broken, "events", True)
    monkeypatch.setitem(broken, "job", False)
    return migrated_database_url


def within(url: str, function: Callable[[], Awaitable[Any]]) -> Any:
    """What a function of the open database gives."""

    async def run() -> Any:
        async with database(url):
            return await function()

    return asyncio.run(run())


async def set_aside() -> list[int]:
    """A bad event and a good one are delivered; the positions of both."""
    await register(HANDLERS)
    positions = [(await emit(name, "pl", ONE)).position for name in ("bad", "good")]
    while await deliver_some(HANDLERS, HANDLERS.consumers["kits.see"], Work(attempts=1)):
        pass
    return positions


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def lines(result: Result) -> list[str]:
    return [re.sub(r" {2,}", " | ", line.strip()) for line in result.stdout.splitlines()]


def failed(result: Result) -> str:
    assert result.exit_code == 1
    return " ".join(result.stderr.split())


def test_how_far_handlers_are(configured: str) -> None:
    assert lines(linli("events")) == [
        "Handler | Waiting | Since | Set aside | State",
        "kits.see | 0 | 0 | begins when a worker starts",
    ]
    bad, _ = within(configured, set_aside)
    within(configured, lambda: emit("later", "pl", ONE))
    states, *rest = lines(linli("events"))[1:]
    assert re.fullmatch(r"kits\.see \| 1 \| \S+Z \| 1 \| waiting for a worker", states)
    title, heading, row = rest
    assert (title, heading) == ("Set aside", "Event | Name | Subject | Handler | When | Attempts | Error")
    assert re.fullmatch(
        rf"{bad} \| bad \| pl_{ONE} \| kits\.see \| \S+Z \| 1 \| ValueError: broken \(.*, line \d+\)", row
    )


def test_what_was_set_aside_is_delivered_again_or_dropped(configured: str) -> None:
    bad, good = within(configured, set_aside)
    assert failed(linli("events", "retry", str(bad))).startswith(
        f"Error: kits.see ({__name__}.see) failed on event {bad} (bad), attempt 2: ValueError: broken ("
    )
    broken["events"] = False
    assert failed(linli("events", "retry", str(bad), str(good))) == (
        f"Error: Not set aside: {good}. `linli events` shows what is."
    )
    assert linli("events", "retry", "--consumer", "kits.see").stdout == f"delivered event {bad} to kits.see\n"
    assert failed(linli("events", "retry", "--all")) == "Error: No event was set aside."
    broken["events"] = True
    bad, _ = within(configured, set_aside)
    assert failed(linli("events", "drop", "--consumer", "kits.other")) == (
        "Error: No event was set aside by kits.other."
    )
    assert linli("events", "drop", "--all").stdout == f"dropped event {bad} for kits.see\n"
    assert within(configured, lambda: SetAsideEvent.all().count()) == 0


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name events by their numbers, or a --consumer, or say --all"),
        (["--all", "4"], "choose either --all, or events and --consumer"),
    ],
)
def test_unclear_orders_are_refused(configured: str, arguments: list[str], message: str) -> None:
    for command in ("retry", "drop"):
        result = linli("events", command, *arguments)
        assert result.exit_code == 2
        assert message in re.sub(r"[│\s]+", " ", result.stderr)


def test_jobs_are_shown_and_run_by_hand(configured: str) -> None:
    assert lines(linli("jobs")) == [
        "Job | Every | Last run | Seconds | Outcome | Next",
        "core.tidy | 1 day, 0:00:00 | has not run yet | due",
        "core2.idle | 1 day, 0:00:00 | has not run yet | no district has it enabled",
    ]
    assert re.fullmatch(r"core\.tidy succeeded after \d\.\d s\.\n", linli("jobs", "run", "core.tidy").stdout)
    assert re.fullmatch(
        r"core\.tidy \| 1 day, 0:00:00 \| \S+Z \| \d\.\d \| succeeded \| \S+T16:00:00Z", lines(linli("jobs"))[1]
    )
    broken["job"] = True
    assert failed(linli("jobs", "run", "core.tidy")).startswith("Error: core.tidy failed after 0.0 s: KeyError: 'tidy'")
    assert "| failed: KeyError: 'tidy' (" in lines(linli("jobs"))[1]
    assert failed(linli("jobs", "run", "core2.idle")) == (
        "Error: No district has enabled core2, so that its job core2.idle has nothing to do."
    )


async def checked(url: str, plugins: PluginSet) -> list[Finding]:
    return await check_work(Settings(database_url=url), plugins)


async def test_check_says_what_waits_and_what_failed(migrated_database_url: str) -> None:
    url, plugins = migrated_database_url, PluginSet((replace(CORE, jobs=TIDY.jobs), KITS))
    assert await checked(url, plugins) == [
        Finding(Level.OK, "events", "no worker has started yet"),
        Finding(Level.OK, "jobs", "none has run yet"),
    ]
    broken["events"] = True
    async with database(url, shared=False):
        await set_aside()
        run = await JobRun.create(job="core.tidy", started_at=now(), outcome=JobOutcome.SUCCEEDED)
    events, jobs = await checked(url, plugins)
    assert events == Finding(
        Level.WARNING,
        "events",
        "1 set aside, which their handlers could not handle",
        "`linli events` shows them. When the cause is gone: `linli events retry`, or `linli events drop`.",
    )
    assert jobs == Finding(Level.OK, "jobs", "on time")
    advice = "No worker is at work: start `linli serve` or `linli work`, and look at the setting work.in_server."
    async with database(url, shared=False):
        await SetAsideEvent.all().delete()
        assert (await checked(url, plugins))[0] == Finding(Level.OK, "events", "delivered")
        await emit("late", "pl", ONE)
        with fixed(now() + timedelta(days=2)):
            assert await checked(url, plugins) == [
                Finding(Level.WARNING, "events", "waiting for more than ten minutes: kits.see", advice),
                Finding(Level.WARNING, "jobs", "due for more than ten minutes: core.tidy", advice),
            ]
        run.outcome, run.last_error = JobOutcome.FAILED, "KeyError: 'x'"
        await run.save()
        assert (await checked(url, plugins))[1] == Finding(
            Level.WARNING,
            "jobs",
            "core.tidy failed: KeyError: 'x'",
            "It runs again in its next period; `linli jobs run NAME` runs it now.",
        )
        run.outcome = JobOutcome.RUNNING
        await run.save()
        died = Finding(
            Level.WARNING,
            "jobs",
            "the worker died in the last run of core.tidy",
            "Look into its log. `linli jobs run NAME` runs a job now.",
        )
        assert (await checked(url, plugins))[1] == died
        await Lease.create(name="job:core.tidy", holder="another", until=now() + timedelta(hours=1))
        assert (await checked(url, plugins))[1] == Finding(Level.OK, "jobs", "on time")


async def test_a_worker_of_its_own_starts_and_stops_in_order(migrated_database_url: str, tmp_path: Path) -> None:
    await upgrade(migrated_database_url, apps=installed_plugins(Settings()).apps)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    environment |= {"LINLI_DATABASE_URL": migrated_database_url, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", "from app import main; main()", "work"],
        cwd=tmp_path,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        assert process.stderr.readline().endswith("INFO linli.work The worker is at work.\n")
        process.send_signal(signal.SIGTERM)
        assert process.stderr.readline().endswith("The worker ends what it has begun, and stops.\n")
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
    async with database(migrated_database_url):
        assert await Lease.all().count() == 0
