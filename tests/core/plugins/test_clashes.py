"""One plugin for each clash of names outside of the schema."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import typer

from app import cli
from core.commands.plugins import refuse_taken_commands
from core.plugins.failures import PluginError
from linli import ErrorCode, EventHandler, Job, Permission, Report, ReportColumn, Role
from linli.models import Event, Place
from tests.plugins.making import KITS, load, plugin


def clash(*found: Any) -> list[str]:
    """What is said of plugins that do not fit together, also where those that fail may be left out."""
    with pytest.raises(PluginError) as caught:
        load(*found, plugins_on_failure="skip")
    first, *lines = caught.value.message.splitlines()
    assert first == "The plugins do not fit together:"
    return [line.removeprefix("  - ") for line in lines]


async def handle(event: Event) -> None: ...


async def work() -> None: ...


async def tell(period: Any) -> list[Any]:
    return []


def report(name: str, requires: str) -> Report:
    return Report(name, "报", "Report", (ReportColumn("n", "数", "Number", int),), tell, requires)


def test_names_that_one_plugin_claims_twice() -> None:
    permission = Permission("twice.write", "写", "Write")
    role = Role("twice.keeper", "员", "Keeper", ("twice.write",))
    job = Job("twice.job", datetime.timedelta(days=1), work)
    handler = EventHandler("place.created", handle)
    found = plugin(
        "twice",
        linli_permissions=[permission, permission],
        linli_roles=[role, role],
        linli_jobs=[job, job],
        linli_reports=[report("twice.report", "twice.write")] * 2,
        linli_event_handlers=[handler, handler],
    )
    assert clash(found) == [
        "The permission 'twice.write' is claimed twice by twice. Rename it in twice.",
        "The role 'twice.keeper' is claimed twice by twice. Rename it in twice.",
        "The job 'twice.job' is claimed twice by twice. Rename it in twice.",
        "The report 'twice.report' is claimed twice by twice. Rename it in twice.",
        "The event handler 'twice.handle of place.created' is claimed twice by twice. Declare it once in twice.",
    ]


def test_error_codes_have_one_owner() -> None:
    taken = ErrorCode("SLOT_TAKEN_TWICE", "已被预约", "Taken")
    found = [
        plugin("one", linli_error_codes=[taken, ErrorCode("REQUIRED", "请填写", "Fill it in")]),
        plugin("two", linli_error_codes=[taken]),
        plugin("zwo", linli_error_codes=[ErrorCode("OF_ZWO", "一", "One"), ErrorCode("OF_ZWO", "二", "Two")]),
    ]
    assert clash(*found) == [
        "The error code 'REQUIRED' is claimed by core and by one. "
        "Rename it in one, or leave it out to use the other's.",
        "The error code 'SLOT_TAKEN_TWICE' is claimed by one and by two. "
        "Rename it in two, or leave it out to use the other's.",
        "The error code 'OF_ZWO' is claimed twice by zwo. Rename it in zwo, or leave it out to use the other's.",
    ]


def test_a_prefix_that_is_another_plugins() -> None:
    # `a.b.write` is within the rights of `a`, and of nobody else; names with dots cannot clash across plugins, but
    # tables and related names of `a_b` also start with `a_`.
    permissions = [Permission("a.b.write", "写", "Write")]
    assert load(plugin("a", linli_permissions=permissions), plugin("a_b")).names == ("core", "a", "a_b")


def test_commands() -> None:
    found = [plugin(name, linli_commands=[typer.Typer(name="kits")]) for name in ("one", "two")]
    assert clash(KITS, *found) == [
        "The command 'kits' is claimed by kits and by one. Rename it in one.",
        "The command 'kits' is claimed by kits and by two. Rename it in two.",
    ]


def test_commands_of_the_platform() -> None:
    assert {"serve", "migrate", "sample", "check", "work"} <= {str(one.name) for one in cli.registered_commands}
    plugins = load(plugin("one", linli_commands=[typer.Typer(name="serve")]))
    with pytest.raises(PluginError) as caught:
        refuse_taken_commands(plugins, {"serve"})
    assert caught.value.message == "The command 'serve' is claimed by core and by one. Rename it in one."


def test_search_subjects() -> None:
    found = plugin("one", linli_search_subjects=[(Place, "pl", ("address",))])
    assert clash(found) == [
        "The search subject 'core.Place' is claimed by core and by one. Leave it out in one.",
        "The tag of searched ids 'pl' is claimed by core and by one. Rename it in one.",
    ]


def test_permissions_that_nobody_declares() -> None:
    found = plugin(
        "one",
        linli_roles=[Role("one.keeper", "员", "Keeper", ("places.write", "one.write"))],
        linli_reports=[report("one.report", "one.read")],
    )
    assert clash(found) == [
        "The permission 'one.read', which the report 'one.report' of one names, is declared by nobody. "
        "Declare it in linli_permissions, or correct the name.",
        "The permission 'one.write', which the role 'one.keeper' of one names, is declared by nobody. "
        "Declare it in linli_permissions, or correct the name.",
    ]


async def handle_otherwise(event: Event) -> None: ...


def test_two_event_handlers_of_one_name() -> None:
    found = plugin(
        "twice",
        linli_event_handlers=[
            EventHandler("place.created", handle),
            EventHandler("place.updated", handle),
            EventHandler("area.created", handle_otherwise, name="handle"),
        ],
    )
    assert clash(found) == [
        "The event handlers of twice for 'place.created' and for 'area.created' are both called 'handle', "
        "and are not one function with one delivery. Give one of them another `name`."
    ]


def test_event_handlers_of_two_plugins_may_have_one_name() -> None:
    handlers = [EventHandler("place.created", handle)]
    found = load(*(plugin(name, linli_event_handlers=handlers) for name in ("one", "two")))
    assert found.names == ("core", "one", "two")
