"""docs/plugins/hooks.md tells every hook as the code has it, and its plugin does outside of GraphQL what is said."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import inspect
import json
import re
import typing
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import linli
from app import cli
from core.clock import fixed
from core.database.connect import database
from core.plugins import contributions, hookspecs, loading
from core.plugins.discovery import Discovery
from core.plugins.failures import PluginError
from core.plugins.hookspecs import HookSpecs
from core.plugins.loading import load_plugins
from core.plugins.validation import HOOKS
from core.settings import Settings
from linli import Job, Manifest, hookimpl
from linli.testing import Dialect
from linli.testing.plugins import in_force
from tests.docs import demo
from tests.docs.conftest import UrlOf
from tests.docs.markdown import blocks, same
from tests.docs.page_plugins import CHARGERS, CORE
from tests.docs.page_plugins import HOOKS as PAGE

TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (linli_\w+)\n\n(.*?)(?=^## |\Z)", TEXT, flags=re.MULTILINE | re.DOTALL))
ROW = re.compile(r"^\| `(?P<name>\w+)` \| `(?P<type>.+?)` \| (?:`(?P<default>.+?)` )?\| (?P<told>.*)\|$")


def test_every_hook_is_told_in_the_order_of_the_calls() -> None:
    assert list(SECTIONS) == list(HOOKS)
    assert set(HOOKS) == {name for name in vars(HookSpecs) if name.startswith("linli_")}


@pytest.mark.parametrize("name", HOOKS)
def test_its_signature_and_its_example_are_there(name: str) -> None:
    returns = inspect.signature(getattr(HookSpecs, name)).return_annotation
    signature, _, rest = SECTIONS[name].partition("\n\n")
    assert signature == f"`{name}() -> {returns}`"
    assert f"\n@hookimpl\ndef {name}() -> " in rest
    assert "\nRefused" in rest


def contributed() -> Iterator[type]:
    """The public dataclasses that hooks return, and those that stand in the fields of these."""
    waiting: list[Any] = [typing.get_type_hints(getattr(HookSpecs, name), vars(hookspecs))["return"] for name in HOOKS]
    known = {**vars(contributions), **vars(linli)}
    seen: set[Any] = set()
    while waiting:
        found = waiting.pop(0)
        if found is contributions.SchemaPart:
            found = linli.Part
        if typing.get_args(found):
            waiting += [one for one in typing.get_args(found) if not isinstance(one, list)]
            waiting += [one for listed in typing.get_args(found) if isinstance(listed, list) for one in listed]
        elif dataclasses.is_dataclass(found) and isinstance(found, type) and found not in seen:
            seen.add(found)
            if found.__name__ in linli.__all__:
                yield found
                hints = typing.get_type_hints(found, localns={**known, "Event": type(None)})
                waiting += hints.values()


CONTRIBUTED = list(contributed())


def told(name: str) -> list[tuple[str, str, str | None]]:
    """The names, types and defaults that the page has of the fields of a dataclass."""
    head = f"| {name} | Type | Default | |\n| --- | --- | --- | --- |\n"
    assert TEXT.count(head) == 1, f"{PAGE.name} has no table for {name}"
    rows = []
    for line in TEXT.partition(head)[2].splitlines():
        if not line.startswith("|"):
            break
        found = ROW.match(line)
        assert found, line
        rows.append((found["name"], found["type"].replace("\\|", "|"), found["default"]))
    return rows


def default_of(field: dataclasses.Field[Any]) -> str | None:
    if field.default_factory is not dataclasses.MISSING:
        return repr(field.default_factory())
    if field.default is dataclasses.MISSING:
        return None
    return str(field.default) if isinstance(field.default, enum.Enum) else repr(field.default).replace("'", '"')


def test_the_dataclasses_are_found() -> None:
    names = {found.__name__ for found in CONTRIBUTED}
    assert {"Manifest", "Part", "Mutation", "InputType", "Converted", "ReportPeriod", "Narrowing"} <= names


@pytest.mark.parametrize("found", CONTRIBUTED, ids=lambda found: found.__name__)
def test_every_field_is_told(found: type) -> None:
    assert dataclasses.is_dataclass(found)
    fields = [(one.name, str(one.type), default_of(one)) for one in dataclasses.fields(found)]
    assert sorted(told(found.__name__), key=str) == sorted(fields, key=str)


async def test_the_route_answers_as_shown(filled_url: str, tmp_path: Path) -> None:
    (shown,) = (block for block in blocks(PAGE) if block.language == "json" and block.words)
    (address,) = (word.removeprefix("get=") for word in shown.words)
    async with demo.server(filled_url, tmp_path, CHARGERS.loaded()) as client:
        answer = await client.get(address)
    assert same(json.loads(shown.text), answer.json()), answer.text


@pytest.fixture
async def filled_url(url_of: UrlOf) -> AsyncIterator[str]:
    """The address of a database with the demo and the plugin's rows."""
    async with url_of(CHARGERS, PAGE) as url:
        yield url


async def test_the_job_takes_off_the_list_what_was_broken_for_long(filled_url: str) -> None:
    plugins = CHARGERS.loaded()
    (job,) = plugins.plugins[-1].jobs
    post = import_module("chargers.models").Post
    with in_force(plugins), fixed(demo.NOW):
        async with database(filled_url, apps=plugins.model_modules):
            for days, left in ((90, 2), (91, 1)):
                await post.all().update(updated_at=demo.NOW - datetime.timedelta(days=days))
                await job.function()
                assert await post.all().count() == left
            assert (await post.get()).out_of_order is False


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
def test_the_command_prints_what_is_shown(filled_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (shown,) = (block for block in blocks(PAGE) if block.text.startswith("$ linli "))
    command, printed = shown.text.removeprefix("$ linli ").split("\n", 1)
    monkeypatch.setenv("LINLI_DATABASE_URL", filled_url)
    monkeypatch.setattr(loading, "discover", lambda: Discovery((CORE, CHARGERS.installed())))
    result = CliRunner().invoke(cli, command.split(), catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (0, printed)


def test_the_refusal_is_told_as_shown() -> None:
    (shown,) = (block for block in blocks(PAGE) if block.text.startswith("One plugin cannot be used:"))

    class Untidy:
        linli_manifest = staticmethod(hookimpl(lambda: Manifest("chargers", "充电桩", "Charging posts", "0.1.0")))
        linli_jobs = staticmethod(hookimpl(lambda: [Job("tidy", datetime.timedelta(days=1), nothing)]))

    found = replace(CHARGERS.installed(), load=Untidy)
    with pytest.raises(PluginError) as caught, in_force():
        load_plugins(Settings(), Discovery((CORE, found)))
    assert f"{caught.value.message}\n" == shown.text


async def nothing() -> None: ...
