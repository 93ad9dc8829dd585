"""What a plugin's code raises, gives or waits for while a request is answered: masked to clients, named in the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.models import Place as PlaceModel
from core.plugins.failures import PluginDefect, PluginError
from core.plugins.loaded import PluginSet
from core.plugins.sample import load_sample_data
from core.problems import refuse
from core.settings import Settings
from linli import (
    InputType,
    Mutation,
    Narrowing,
    Part,
    Place,
    Row,
    Viewer,
    computed,
    described,
    extends,
    python_field,
    row_filter,
    row_order,
    value_type,
)
from linli.services import LinliError
from linli.testing import Client, Dialect, plugin_set
from schema.declare.roots import Asked, CalledRoot
from tests.plugins.making import load, plugin


@extends(Place)
class Wrong:
    """Fields that fail."""

    @computed(int, "A number (数).", filterable=True, orderable=True)
    def wrong_number(row: Row) -> Any:
        return 1 // 0

    @computed(int, "A number (数).")
    def wrong_truth(row: Row) -> Any:
        return True

    @row_filter("A filter (筛).", input=int)
    def wrong_filter(row: Row, given: Any) -> Any:
        return True

    @row_order("An order (序).")
    def wrong_order(row: Row, arguments: Any) -> Any:
        return row.name

    @python_field(int, "A number (数).", needs="name")
    def wrong_python(rows: Sequence[Mapping[str, Any]]) -> Any:
        return [{}[row["name"]] for row in rows]

    @python_field(int, "A number (数).", needs="name")
    def wrong_none(rows: Sequence[Mapping[str, Any]]) -> Any:
        return None

    @python_field(int, "A number (数).", needs="name")
    async def wrong_wait(rows: Sequence[Mapping[str, Any]]) -> Any:
        await asyncio.Event().wait()


def truth(row: Row, viewer: Viewer) -> Any:
    return True


def divided(row: Row, viewer: Viewer) -> Any:
    return 1 // 0


@dataclass(frozen=True)
class Nothing:
    """An input that says nothing much."""

    note: str


@value_type
class WrongAnswer:
    """What nobody gets."""

    number: int = described("A number (数).")


async def write() -> None:
    await PlaceModel.filter(name="演示便利店").update(name="改名")


async def raises(_: Any) -> Any:
    await write()
    raise KeyError("kit")


async def gives_nothing(_: Any) -> Any:
    await write()


async def never_ends(_: Any) -> Any:
    await write()
    await asyncio.Event().wait()


async def refuses(_: Any) -> Any:
    await write()
    raise refuse("TOO_LATE", "It is too late.")


async def called(_: Asked) -> Any:
    raise KeyError("kit")


async def waits(_: Asked) -> Any:
    await asyncio.Event().wait()


def mutation(name: str, function: Any) -> Mutation:
    given = InputType(f"{name[0].upper()}{name[1:]}Input", "An input.", Nothing, {"note": "A note (注)."})
    return Mutation(name, "Fails (败).", given, "place", "Place", function, None)


async def shows_nothing(_: Any) -> Any:
    await write()
    return await PlaceModel.get(name="改名")


PART = Part(
    extensions=(Wrong,),
    values=(WrongAnswer,),
    called_roots=(
        CalledRoot("wrongCalled", "Fails (败).", WrongAnswer, called),
        CalledRoot("wrongWait", "Waits (等).", WrongAnswer, waits),
    ),
    mutations=(
        mutation("wrongRaises", raises),
        mutation("wrongGivesNothing", gives_nothing),
        replace(mutation("wrongShowsNothing", shows_nothing), shows={"secret": "A secret (密)."}),
        mutation("wrongNeverEnds", never_ends),
        mutation("wrongRefuses", refuses),
    ),
)
NARROWINGS = [Narrowing("Organization", truth), Narrowing("Programme", divided)]
TERM = "It must give a term or condition of SQL, made from the row."


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    return plugin_set(plugin("wrong", linli_schema=PART, linli_narrowings=NARROWINGS))


@pytest.fixture
def server_settings(server_settings: Settings) -> Settings:
    """What never ends is cut off soon."""
    return server_settings.model_copy(update={"plugin_timeout_seconds": 1.0})


DEFECTS = {
    "{ organizations { totalCount } }": f"The narrowing of Organization of the plugin 'wrong' gave True. {TERM}",
    "{ programmes { totalCount } }": "The narrowing of Programme of the plugin 'wrong' failed: ZeroDivisionError: ",
    "{ places { nodes { wrongNumber } } }": (
        "The computed field 'wrong_number' of the plugin 'wrong' failed: ZeroDivisionError: "
    ),
    "{ places(where: {wrongNumber: {eq: 1}}) { totalCount } }": (
        "The computed field 'wrong_number' of the plugin 'wrong' failed: ZeroDivisionError: "
    ),
    "{ places(orderBy: {wrongNumber: ASC}) { nodes { id } } }": (
        "The computed field 'wrong_number' of the plugin 'wrong' failed: ZeroDivisionError: "
    ),
    "{ places { nodes { wrongTruth } } }": f"The computed field 'wrong_truth' of the plugin 'wrong' gave True. {TERM}",
    "{ places(where: {wrongFilter: 1}) { totalCount } }": (
        f"The filter 'wrong_filter' of the plugin 'wrong' gave True. {TERM}"
    ),
    "{ places(orderBy: {wrongOrder: ASC}) { nodes { id } } }": "The order 'wrongOrder' of the plugin 'wrong' gave ",
    "{ places { nodes { wrongPython } } }": (
        "The Python field 'wrong_python' of the plugin 'wrong' failed: KeyError: '演示"
    ),
    "{ places { nodes { wrongNone } } }": (
        "The Python field 'wrong_none' of the plugin 'wrong' gave None. It must give a list of "
    ),
    "{ wrongCalled { number } }": "The root field 'wrongCalled' of the plugin 'wrong' failed: KeyError: 'kit' (",
}


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.usefixtures("town")
async def test_defects_in_answers(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for query, text in DEFECTS.items():
        caplog.clear()
        reply = await client.send(query)
        (error,) = reply.json()["errors"]
        assert (error["message"], error["extensions"]["code"]) == ("Internal error", "INTERNAL"), query
        told = the_defect(caplog)
        assert told[0].startswith(text), query
        assert told[1] == error["extensions"]["requestId"]


def the_defect(caplog: pytest.LogCaptureFixture) -> tuple[str, str]:
    """What the log says of the one defect, and the id of its request."""
    (record,) = [one for one in caplog.records if one.name == "linli.errors"]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], PluginDefect)
    return str(record.exc_info[1]), record.request_id  # type: ignore[attr-defined]  # given by `extra`


def ask(name: str) -> str:
    return f'mutation {{ {name}(input: {{note: ""}}) {{ place {{ name }} userErrors {{ code }} }} }}'


async def names() -> set[str]:
    return {place.name for place in await PlaceModel.all()}


@pytest.mark.usefixtures("town")
async def test_mutations_that_fail_are_named_and_undone(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for name, text in {
        "wrongRaises": "The mutation 'wrongRaises' of the plugin 'wrong' failed: KeyError: 'kit' (",
        "wrongGivesNothing": (
            "The mutation 'wrongGivesNothing' of the plugin 'wrong' gave None. It must give the row that it wrote."
        ),
        "wrongShowsNothing": (
            "The mutation 'wrongShowsNothing' of the plugin 'wrong' gave a Place. It must give a `Shown`: the row that "
            "it wrote, and the texts secret."
        ),
    }.items():
        caplog.clear()
        assert await client.refusal(ask(name)) == ("INTERNAL", "Internal error")
        assert the_defect(caplog)[0].startswith(text)
        assert "改名" not in await names()


@pytest.mark.usefixtures("town")
async def test_mutations_that_refuse_are_no_defects(client: Client) -> None:
    assert await client.ask(ask("wrongRefuses")) == {
        "wrongRefuses": {"place": None, "userErrors": [{"code": "TOO_LATE"}]}
    }
    assert "改名" not in await names()


@pytest.mark.usefixtures("town")
async def test_what_never_ends_is_cut_off_and_undone(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    refused = ("TIMEOUT", "The answer takes longer than the server permits. Ask for less, or filter more.")
    for query, what in {
        ask("wrongNeverEnds"): "The mutation 'wrongNeverEnds'",
        "{ places { nodes { wrongWait } } }": "The Python field 'wrong_wait'",
        "{ wrongWait { number } }": "The root field 'wrongWait'",
    }.items():
        caplog.clear()
        assert await client.refusal(query) == refused
        (record,) = [one for one in caplog.records if one.levelno == logging.WARNING and one.name == "linli.errors"]
        assert record.getMessage() == (
            f"TIMEOUT: {what} of the plugin 'wrong' took longer than the 1 seconds that the setting "
            "plugin_timeout_seconds permits, and was stopped; what it wrote is undone."
        )
    assert "改名" not in await names()
    # Nothing holds the right to write.
    await write()
    assert "改名" in await names()


async def sample_that_refuses() -> int:
    raise LinliError("There is no area.")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.usefixtures("client")
async def test_sample_data_that_refuses_is_named() -> None:
    wrong = PluginSet(load(plugin("wrong", linli_sample_data=sample_that_refuses)).plugins[1:])
    with pytest.raises(PluginError) as caught:
        await load_sample_data(wrong, lambda *_: None)
    assert caught.value.message.startswith(
        "The sample data of wrong (of linli-wrong 1.0) could not be loaded: LinliError: There is no area ("
    )
