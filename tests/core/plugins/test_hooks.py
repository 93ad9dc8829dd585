"""Whatever a plugin does wrong in a hook is told with its name, its distribution, the reason and the cure."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from core.plugins import watchdog
from core.plugins.failures import PluginError
from core.plugins.hookspecs import HookSpecs
from core.plugins.validation import HOOKS
from linli import (
    ConsentPurpose,
    ErrorCode,
    Figure,
    PersonalData,
    Report,
    ReportColumn,
    ReportPeriod,
    Retention,
    hookimpl,
)
from tests.plugins.kits.models import Kit
from tests.plugins.making import KITS, installed, load, manifest, plugin

SPECIFIED = [name for name in vars(HookSpecs) if name.startswith("linli_")]
every_hook = pytest.mark.parametrize("hook", SPECIFIED)


def refusal(wrong: Any) -> str:
    """What is said of one plugin, ``wrong``, that cannot be used."""
    with pytest.raises(PluginError) as caught:
        load(installed("wrong", wrong))
    first, line, last = caught.value.message.splitlines()
    assert caught.value.code == "PLUGIN"
    assert first == "One plugin cannot be used:"
    assert last == (
        'Put it right, uninstall it, or start without it: plugins_on_failure = "skip" (LINLI_PLUGINS_ON_FAILURE).'
    )
    assert str(caught.value.failures[0]) == line.removeprefix("  - ")
    return line.removeprefix("  - wrong (of linli-wrong 1.0): ")


def test_every_hook_has_a_check() -> None:
    assert list(HOOKS) == [name for name in HOOKS if name in SPECIFIED]
    assert set(HOOKS) == set(SPECIFIED)


def test_a_plugin_with_every_hook() -> None:
    kits = load(KITS).get("kits")
    assert kits is not None
    assert [hook for hook, check in HOOKS.items() if getattr(kits, check.attribute) in (None, ())] == []


@every_hook
def test_a_hook_that_raises(hook: str) -> None:
    def hook_that_raises() -> None:
        raise KeyError("kit")

    line = hook_that_raises.__code__.co_firstlineno + 1
    assert refusal(plugin("wrong", **{hook: hook_that_raises})) == (
        f"{hook} raised KeyError: 'kit' ({__file__}, line {line}). "
        "Ask for a corrected release, or install what is missing."
    )


@every_hook
def test_a_hook_that_ends_the_process(hook: str) -> None:
    def hook_that_exits() -> None:
        raise SystemExit(3)

    assert refusal(plugin("wrong", **{hook: hook_that_exits})).startswith(f"{hook} raised SystemExit: 3 (")


class Hanging:
    """Code that hangs until the test is over."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.over = threading.Event()

    def hang(self) -> None:
        self.reached.set()
        self.over.wait()


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    """The time is up for the code that hangs, and for no other."""
    found = Hanging()

    def in_time(done: threading.Event, _: float) -> bool:
        while not done.wait(0.01):
            if found.reached.is_set():
                return False
        return True

    monkeypatch.setattr(watchdog, "_in_time", in_time)
    yield found
    found.over.set()


def late(what: str) -> str:
    return (
        f"The plugin wrong (of linli-wrong 1.0): {what} did not come back within 30 seconds, and the start ends here. "
        "Hooks and imports must not wait for anything. Ask for a corrected release, or uninstall linli-wrong; "
        "for a slow machine raise LINLI_PLUGINS_TIME_LIMIT_SECONDS."
    )


@every_hook
def test_a_hook_that_hangs(hook: str, hanging: Hanging) -> None:
    def hook_that_hangs() -> None:
        hanging.hang()

    with pytest.raises(PluginError) as caught:
        load(
            plugin("wrong", **{hook: hook_that_hangs})
            if hook != "linli_manifest"
            else installed("wrong", plugin("wrong", linli_manifest=hook_that_hangs)),
            plugins_on_failure="skip",
        )
    assert caught.value.message == late(hook)


def test_an_import_that_hangs(hanging: Hanging) -> None:
    with pytest.raises(PluginError) as caught:
        load(installed("wrong", hanging.hang), plugins_on_failure="skip")
    assert caught.value.message == late("its import")


@every_hook
def test_a_hook_that_returns_none(hook: str) -> None:
    assert refusal(plugin("wrong", **{hook: None})) == (
        f"{hook}: it returned None. Return what the hook is for, or leave the hook out."
    )


@every_hook
def test_a_hook_that_is_async(hook: str) -> None:
    async def hook_async() -> None: ...

    assert refusal(plugin("wrong", **{hook: hook_async})) == (
        f"{hook}: it is `async def`, and hooks are synchronous. Write `def`; hooks return data, and await nothing."
    )


@every_hook
def test_a_hook_that_is_a_generator(hook: str) -> None:
    def hook_generator() -> Iterator[int]:
        yield 1

    assert refusal(plugin("wrong", **{hook: hook_generator})) == (
        f"{hook}: it is a generator. Return a tuple or a list; do not `yield`."
    )


EXPECTED = {
    "linli_manifest": "Return a linli.Manifest.",
    "linli_settings": "Return a subclass of pydantic.BaseModel, and not an instance.",
    "linli_models": "Return a linli.Models.",
    "linli_schema": "Return a linli.Part.",
    "linli_error_codes": "Return a tuple or a list of linli.ErrorCode.",
    "linli_permissions": "Return a tuple or a list of linli.Permission.",
    "linli_roles": "Return a tuple or a list of linli.Role.",
    "linli_narrowings": "Return a tuple or a list of linli.Narrowing.",
    "linli_event_handlers": "Return a tuple or a list of linli.EventHandler.",
    "linli_jobs": "Return a tuple or a list of linli.Job.",
    "linli_consent_purposes": "Return a tuple or a list of linli.ConsentPurpose.",
    "linli_personal_data": "Return a tuple or a list of linli.PersonalData.",
    "linli_retention": "Return a tuple or a list of linli.Retention.",
    "linli_reports": "Return a tuple or a list of linli.Report.",
    "linli_routes": "Return a tuple or a list of starlette.routing.Route.",
    "linli_search_subjects": "Return a tuple or a list of tuple.",
    "linli_figures": "Return a tuple or a list of linli.Figure.",
    "linli_commands": "Return a tuple or a list of Typer.",
    "linli_example_operations": "Return a tuple or a list of linli.ExampleOperation.",
}


@every_hook
@pytest.mark.parametrize(
    ("nonsense", "told"), [(7, "7, an int"), ("kits", "'kits', a str"), ({}, "a dict"), (dict, "the class dict")]
)
def test_a_hook_that_returns_nonsense(hook: str, nonsense: Any, told: str) -> None:
    expected = f"{hook}: it returned {told}. {EXPECTED.get(hook)}"
    if hook == "linli_sample_data":
        expected = f"{hook}: what it returned is {told}, and not an `async def`. Give the function itself, uncalled."
    assert refusal(plugin("wrong", **{hook: nonsense})) == expected


@pytest.mark.parametrize("hook", [name for name in HOOKS if HOOKS[name].default == ()])
def test_a_list_of_nonsense(hook: str) -> None:
    kind = EXPECTED[hook].removeprefix("Return a tuple or a list of ").rstrip(".")
    assert refusal(plugin("wrong", **{hook: [7]})) == (
        f"{hook}: item 0 of what it returned is 7, an int. Return only {kind}."
    )


async def no_rows(_: ReportPeriod) -> list[dict[str, object]]:
    return []


def a_column(name: str = "lamps", kind: Any = int) -> ReportColumn:
    return ReportColumn(name, "灯", "Lamps", kind)


KINDS = "str, int, float, bool, Decimal, date, datetime or an enumeration, with `| None` where a cell may be empty"


@pytest.mark.parametrize(
    ("name", "columns", "told"),
    [
        ("lamps", (a_column(),), "the report 'lamps' does not start with the plugin's name. Call it wrong.lamps."),
        (
            "wrong.Lamps-2",
            (a_column(),),
            "the report 'wrong.Lamps-2' is no name in addresses and in GraphQL. "
            "Call it wrong.some_name, in lower case with underscores.",
        ),
        ("wrong.lamps", (), "the report 'wrong.lamps' has no columns. Give a tuple of linli.ReportColumn."),
        (
            "wrong.lamps",
            (a_column("Lamps"),),
            "the column 'Lamps' of the report 'wrong.lamps' is no name. Write it in lower case with underscores.",
        ),
        (
            "wrong.lamps",
            (a_column(), a_column()),
            "the column 'lamps' of the report 'wrong.lamps' is there twice. Rename one of them.",
        ),
        (
            "wrong.lamps",
            (a_column(kind=list),),
            f"the column 'lamps' of the report 'wrong.lamps' is of the kind <class 'list'>. Give {KINDS}.",
        ),
    ],
)
def test_reports_are_checked(name: str, columns: tuple[ReportColumn, ...], told: str) -> None:
    found = Report(name, "路灯", "Lamps", columns, no_rows, "wrong.read")
    assert refusal(plugin("wrong", linli_reports=[found])) == f"linli_reports: {told}"


@pytest.mark.parametrize("name", ["points", "marks"])
def test_points_of_figures_are_checked(name: str) -> None:
    wrong: dict[str, Any] = {name: ("lamps", "groups")}
    found = Figure("wrong.lamps", "路灯", "Lamps", "{ lamps { totalCount } }", ("lamps", "totalCount"), **wrong)
    assert refusal(plugin("wrong", linli_figures=[found])) == (
        f"linli_figures: {name} of the figure 'wrong.lamps' are no points. Give a linli.FigurePoints."
    )


async def nothing_held(_: uuid.UUID) -> Any: ...


def a_rule(**changed: Any) -> Retention:
    given: dict[str, Any] = {"model": Kit, "column": "place__created_at", "days": 30, **changed}
    return Retention("wrong.old", "旧", "Old", **given)


@pytest.mark.parametrize(
    ("hook", "item", "told"),
    [
        (
            "linli_consent_purposes",
            ConsentPurpose("lamps", "灯", "Lamps"),
            "the purpose of consent 'lamps' does not start with the plugin's name. Call it wrong.lamps.",
        ),
        (
            "linli_personal_data",
            PersonalData("wrong.lamps", "灯", "Lamps", nothing_held, 7),  # type: ignore[arg-type]  # that is the mistake
            "`erase` of the personal data 'wrong.lamps' is 7, an int, and not an `async def`. "
            "Give the function itself, uncalled.",
        ),
        (
            "linli_retention",
            a_rule(days=0),
            "the retention 'wrong.old' is for 0 days. Give a whole number from 1.",
        ),
        (
            "linli_retention",
            a_rule(model=str),
            "the retention 'wrong.old' is of the class str. Give one of the plugin's models.",
        ),
        (
            "linli_retention",
            a_rule(column="made_at"),
            "the retention 'wrong.old': Kit has no column 'made_at'. Name columns of the model.",
        ),
        (
            "linli_retention",
            a_rule(becomes={"name": "旧"}),
            "the retention 'wrong.old' changes rows that stay due. Let a column become None, or narrow it by `where`.",
        ),
    ],
)
def test_what_is_said_of_persons_is_checked(hook: str, item: Any, told: str) -> None:
    assert refusal(plugin("wrong", **{hook: [item]})) == f"{hook}: {told}"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            ErrorCode("slot_taken", "已被预约", "Taken"),
            "the error code 'slot_taken' is no code. Write it in capitals with underscores, say SLOT_TAKEN.",
        ),
        (
            ErrorCode("SLOT__TAKEN", "已被预约", "Taken"),
            "the error code 'SLOT__TAKEN' is no code. Write it in capitals with underscores, say SLOT_TAKEN.",
        ),
        (
            ErrorCode("A" * 101, "已被预约", "Taken"),
            f"the name of the error code {'A' * 101!r} is too long. At most 100 characters fit.",
        ),
        (
            ErrorCode("SLOT_TAKEN", " ", "Taken"),
            "`title_zh` of an ErrorCode is ' '. Give a text that is not empty.",
        ),
        (
            ErrorCode("SLOT_TAKEN", "已被预约", ""),
            "`title_en` of an ErrorCode is ''. Give a text that is not empty.",
        ),
    ],
)
def test_error_codes_are_checked(code: ErrorCode, told: str) -> None:
    assert refusal(plugin("wrong", linli_error_codes=[code])) == f"linli_error_codes: {told}"


@every_hook
def test_a_misspelt_hook(hook: str) -> None:
    assert refusal(plugin("wrong", **{f"{hook}z": ()})) == (
        f"there is no hook {hook}z. The hooks are: {', '.join(HOOKS)}; they take no arguments."
    )


@every_hook
def test_a_hook_with_arguments(hook: str) -> None:
    found = plugin("wrong")

    def with_arguments(app: object) -> None: ...

    setattr(found, hook, hookimpl(with_arguments))
    assert refusal(found) == (
        f"{hook} takes arguments (app). The hooks are: {', '.join(HOOKS)}; they take no arguments."
    )


@every_hook
def test_a_hook_without_its_mark(hook: str) -> None:
    found = plugin("wrong")
    setattr(found, hook, lambda: ())
    assert refusal(found) == f"{hook} is not marked as a hook. Write @hookimpl above it."


@every_hook
def test_a_hook_with_options_of_pluggy(hook: str) -> None:
    found = plugin("wrong")
    setattr(found, hook, hookimpl(tryfirst=True)(lambda: manifest("wrong")))
    assert refusal(found) == f"{hook} has options of pluggy. Write a plain @hookimpl; the host sets the order."
