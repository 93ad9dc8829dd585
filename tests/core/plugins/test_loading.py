"""Loading: what may be wrong besides a hook, the order, and starting without what failed."""

from __future__ import annotations

import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from core.access import PERMISSIONS
from core.database.migrate import CORE
from core.plugins.discovery import Discovered, Discovery
from core.plugins.failures import PluginError
from core.plugins.loading import load_plugins
from core.settings import Settings
from linli import (
    EventHandler,
    Job,
    Manifest,
    Models,
    Narrowing,
    Part,
    Permission,
    Report,
    ReportColumn,
    Role,
)
from schema.declare.catalog import Catalog
from schema.types.core_part import CORE as CORE_PART
from tests.core.plugins.test_hooks import refusal
from tests.plugins.making import KITS, installed, load, manifest, plugin


def test_the_core_comes_in_by_the_same_door() -> None:
    (core,) = load().plugins
    assert (core.name, core.distribution, core.built_in) == ("core", "linli", True)
    assert {permission.name for permission in core.permissions} == PERMISSIONS
    assert load().apps == tuple(CORE)
    assert core.part is not None
    assert core.part.owner == "core"


def test_the_installed_plugins() -> None:
    plugins = load_plugins(Settings())
    assert plugins.names[0] == "core"
    assert plugins.failures == ()
    assert plugins.built_in().names[0] == "core"


def test_without_the_core() -> None:
    with pytest.raises(PluginError) as caught:
        load_plugins(Settings(plugins_on_failure="skip"), Discovery(()))
    assert caught.value.message == (
        "The platform's own contribution is not registered: its metadata is older than its code. Install it anew."
    )


def test_a_core_that_fails_is_never_skipped() -> None:
    broken = Discovered("core", "linli", "0.1.0", lambda: import_module("no_such_module_anywhere"))
    with pytest.raises(PluginError, match=r"core \(of linli 0\.1\.0\): its import raised ModuleNotFoundError"):
        load_plugins(Settings(plugins_on_failure="skip"), Discovery((broken,)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            lambda: import_module("no_such_module_anywhere"),
            "its import raised ModuleNotFoundError: No module named 'no_such_module_anywhere' (",
        ),
        (SimpleNamespace(), "it has no hook linli_manifest. Write one that returns a linli.Manifest."),
        (
            lambda: SimpleNamespace,
            "its entry point is SimpleNamespace, a class. Point it to a module, or to an instance of the class.",
        ),
        (plugin("other"), "linli_manifest: its manifest says the name 'other', and its entry point 'wrong'. "),
        (
            plugin("wrong", linli_manifest=manifest("wrong", version="one")),
            "linli_manifest: its version 'one' is not a version as pip knows them. ",
        ),
        (
            plugin("wrong", linli_manifest=manifest("wrong", version="1.1")),
            "its manifest says the version 1.1, and its distribution 1.0. "
            "Write the same version in both, and install it anew.",
        ),
        (
            plugin("wrong", linli_manifest=Manifest("wrong", " ", "Wrong", "1")),
            "linli_manifest: `title_zh` of a Manifest is ' '. Give a text that is not empty.",
        ),
        (
            plugin("wrong", linli_manifest=Manifest("wrong", "错", "Wrong", "1", needs="core")),  # type: ignore[arg-type]  # the error that is tried
            'linli_manifest: `needs` is not a tuple of names. Write `needs=("other_plugin",)`, with a comma.',
        ),
        (
            plugin("wrong", linli_permissions=[Permission("places.write", "写", "Write")]),
            "linli_permissions: the permission 'places.write' does not start with the plugin's name. "
            "Call it wrong.places.write.",
        ),
        (
            plugin("wrong", linli_roles=[Role("keeper", "写", "Write", ())]),
            "linli_roles: the role 'keeper' does not start with the plugin's name. Call it wrong.keeper.",
        ),
        (
            plugin("wrong", linli_roles=[Role("wrong.keeper", "写", "Write", "wrong.write")]),  # type: ignore[arg-type]  # the error that is tried
            "linli_roles: the permissions of the role 'wrong.keeper' are no tuple. Return a tuple of their names.",
        ),
        (
            plugin("wrong", linli_narrowings=[Narrowing("Place", True)]),  # type: ignore[arg-type]  # the error that is tried
            "linli_narrowings: the rule of the narrowing of Place is True, a bool. "
            "Give a plain function of (row, viewer) that returns a criterion or None.",
        ),
        (
            plugin("wrong", linli_event_handlers=[EventHandler("place.created", print)]),  # type: ignore[arg-type]  # the error that is tried
            "linli_event_handlers: the handler of 'place.created' is a builtin_function_or_method, "
            "and not an `async def`. Give the function itself, uncalled.",
        ),
        (
            plugin("wrong", linli_jobs=[Job("wrong.job", datetime.timedelta(0), print)]),  # type: ignore[arg-type]  # the error that is tried
            "linli_jobs: the job 'wrong.job' is to run every datetime.timedelta(0). "
            "Give a timedelta of more than nothing.",
        ),
        (
            plugin("wrong", linli_commands=[typer.Typer()]),
            'linli_commands: a command has no name. Name it in lower case with dashes: typer.Typer(name="my-plugin").',
        ),
        (
            plugin("wrong", linli_commands=[typer.Typer(name="My_Plugin")]),
            "linli_commands: a command is called 'My_Plugin'. "
            'Name it in lower case with dashes: typer.Typer(name="my-plugin").',
        ),
        (
            plugin("wrong", linli_search_subjects=[("Kit", "kt", ("name",))]),
            "linli_search_subjects: item 0 of what it returned is not (model, tag, columns). "
            'Return tuples such as (models.Kit, "fk", ("name",)).',
        ),
        (
            plugin("wrong", linli_schema=Part(owner="somebody")),
            "its Part says owner='somebody'. Leave `owner` out: the host fills it in.",
        ),
        (
            plugin("wrong", linli_models=Models("no_such_module_anywhere", "x")),
            "the import of no_such_module_anywhere raised ModuleNotFoundError: ",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used(wrong: Any, said: str) -> None:
    text = refusal(wrong)
    assert text == said or text.startswith(said)


async def job(argument: int) -> None: ...


async def report() -> list[Any]:
    return []


def test_functions_with_the_wrong_arguments() -> None:
    assert refusal(plugin("wrong", linli_jobs=[Job("wrong.job", datetime.timedelta(1), job)])) == (  # type: ignore[arg-type]  # the error that is tried
        "linli_jobs: the job 'wrong.job' must take no arguments: missing a required argument: 'argument'. "
        "Change the function's arguments."
    )
    columns = (ReportColumn("kits", "包", "Kits", int),)
    wrong = Report("wrong.report", "报", "Report", columns, report, "wrong.read")  # type: ignore[arg-type]  # the error that is tried
    assert refusal(plugin("wrong", linli_reports=[wrong])) == (
        "linli_reports: the report 'wrong.report' must take one argument: too many positional arguments. "
        "Change the function's arguments."
    )


def test_plugins_stand_after_what_they_need_and_then_by_name() -> None:
    plugins = load(plugin("alpha", ("zeta",)), plugin("beta"), plugin("zeta", ("gamma", "core")), plugin("gamma"))
    assert plugins.names == ("core", "beta", "gamma", "zeta", "alpha")
    assert plugins.only(["zeta"]).names == ("core", "gamma", "zeta")
    assert plugins.only([]).names == ("core",)


def test_what_is_missing_or_needs_itself() -> None:
    plugins = load(
        plugin("alone", ("missing", "gone")),
        plugin("after", ("alone",)),
        plugin("one", ("two",)),
        plugin("two", ("three",)),
        plugin("three", ("one",)),
        plugin("outside", ("one",)),
        plugin("good"),
        plugins_on_failure="skip",
    )
    assert plugins.names == ("core", "good")
    assert [f"{failure.plugin}: {failure.reason} {failure.cure}" for failure in plugins.failures] == [
        "after: it needs alone, which cannot be used. Put that right first.",
        "alone: it needs gone and missing, which are not installed. Install what it needs.",
        "one: plugins need each other in a circle: one → two → three → one. One of them must do without the next.",
        "outside: it needs one, which cannot be used. Put that right first.",
        "three: plugins need each other in a circle: three → one → two → three. One of them must do without the next.",
        "two: plugins need each other in a circle: two → three → one → two. One of them must do without the next.",
    ]


def test_starting_without_what_failed() -> None:
    def broken() -> object:
        raise RuntimeError("no")

    found: list[Any] = [installed("broken", broken), plugin("needy", ("broken",)), plugin("good")]
    with pytest.raises(PluginError) as caught:
        load(*found)
    assert [failure.plugin for failure in caught.value.failures] == ["broken", "needy"]
    assert caught.value.message.startswith("2 plugins cannot be used:\n  - broken (of linli-broken 1.0): its import ")
    plugins = load(*found, plugins_on_failure="skip")
    assert plugins.names == ("core", "good")
    assert [str(failure) for failure in plugins.failures][1] == (
        "needy (of linli-needy 1.0): it needs broken, which cannot be used. Put that right first."
    )


def test_parts_know_their_owner_models_and_narrowings() -> None:
    core, kits = load(KITS).parts()
    assert (core.owner, kits.owner) == ("core", "kits")
    assert kits.models == ("tests.plugins.kits.models",)
    assert [narrowing.type_name for narrowing in kits.narrowings] == ["Organization"]
    assert load(KITS).parts([]) == [core]


def test_a_plugin_that_only_narrows_has_a_part_too() -> None:
    narrowing = Narrowing("Organization", lambda row, viewer: None)
    _, part = load(installed("hiding", plugin("hiding", linli_narrowings=[narrowing]))).parts()
    assert (part.owner, list(part.narrowings)) == ("hiding", [narrowing])
    found = Catalog([CORE_PART, part]).types["Organization"]
    assert found.narrowings == [("hiding", narrowing.rule)]


def test_what_everybody_contributes_together() -> None:
    plugins = load(KITS)
    assert [app.label for app in plugins.apps] == ["core", "kits"]
    assert plugins.model_modules == {"core": ["core.models"], "kits": ["tests.plugins.kits.models"]}
    assert plugins.permissions == PERMISSIONS | {"kits.write"}
    assert plugins.administrator.may("kits.write")
