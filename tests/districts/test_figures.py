"""Figures of a front page: what everybody sees, one by one, kept for some seconds."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from core import modules
from core.plugins.contributions import FigurePoints
from schema.types import figures
from tests.districts.conftest import INSTALLED, JINNIU, PIDU, Worker
from tests.districts.lamps.models import Lamp, LampCheck
from tests.districts.lamps.reports import TOTAL

QUERY = "{ figures { name value } }"
NULLS = [{"name": f"lamps.{name}", "value": None} for name in ("hidden", "itself", "text")]


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(figures, "monotonic", found)
    return found


async def test_everybody_sees_the_same(worker: Worker, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    expected = [{"name": "lamps.total", "value": 4}, *NULLS]
    assert (await worker.ask("", QUERY))["figures"] == expected
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told == [
        f"The figure 'lamps.{name}' of the plugin 'lamps' cannot be told" for name in ("hidden", "itself", "text")
    ]
    # Also who may see people: the figure is what the public sees.
    assert (await worker.ask("", QUERY, admin=True))["figures"] == expected
    assert (await worker.ask("jinniu", QUERY, admin=True))["figures"] == expected


async def test_each_place_has_its_own(worker: Worker, clock: Clock) -> None:
    assert (await worker.ask("pidu", QUERY))["figures"] == []
    await modules.enable("lamps", PIDU, INSTALLED)
    worker.forget()
    await LampCheck.all().delete()
    await Lamp.filter(code__startswith="pidu-10").delete()
    assert [(await worker.ask(path, QUERY))["figures"][0]["value"] for path in ("", "jinniu", "pidu")] == [6, 4, 2]
    for name in ("duties", "lamps"):
        await modules.disable(name, JINNIU, INSTALLED)
    worker.forget()
    assert (await worker.ask("jinniu", QUERY))["figures"] == []
    clock.now += figures.KEPT_SECONDS
    assert (await worker.ask("", QUERY))["figures"][0]["value"] == 2


async def test_kept_for_some_seconds(worker: Worker, clock: Clock) -> None:
    await worker.ask("", QUERY)
    await LampCheck.all().delete()
    await Lamp.all().delete()
    statements = await worker.watch()
    clock.now += figures.KEPT_SECONDS - 0.1
    assert (await worker.ask("", QUERY))["figures"][0]["value"] == 4
    assert statements == []
    clock.now += 0.1
    assert (await worker.ask("", QUERY))["figures"][0]["value"] == 0


async def test_what_a_figure_says_of_itself(worker: Worker, clock: Clock) -> None:
    query = "query ($lang: Language) { figures(lang: $lang) { __typename title titleZh titleEn plugin query } }"
    told: Any = await worker.ask("jinniu", query, {"lang": "EN"})
    assert told["figures"][0] == {
        "__typename": "Figure",
        "title": "Lamps",
        "titleZh": "路灯",
        "titleEn": "Lamps",
        "plugin": "lamps",
        "query": TOTAL,
    }


async def test_the_plot_of_a_figure(worker: Worker, clock: Clock) -> None:
    query = "{ figures { value of points { label value } marks { label value } } }"
    total, hidden, *_ = (await worker.ask("jinniu", query))["figures"]
    assert total == {
        "value": 4,
        "of": 2,
        "points": [{"label": "LIT", "value": 3}, {"label": "BROKEN", "value": 1}],
        "marks": [{"label": "4", "value": 4}],
    }
    assert hidden == {"value": None, "of": None, "points": [], "marks": []}


def test_points_without_a_label_or_a_number_are_left_out() -> None:
    items = [{"a": "x", "n": 1}, {"a": None, "n": 2}, {"a": "y", "n": None}, {"a": "z", "n": "2.5"}]
    declared = FigurePoints(("list",), ("a",), ("n",))
    assert figures._points({"list": items}, declared) == [{"label": "x", "value": 1}, {"label": "z", "value": 2.5}]
    assert figures._points({"list": None}, declared) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [({"a": {"b": 3}}, 3), ({"a": {"b": "12.50"}}, 12.5), ({"a": None}, None), ({"a": {"b": None}}, None)],
)
def test_numbers_in_answers(data: Any, expected: float | None) -> None:
    assert figures._at(data, ("a", "b")) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"n": 2}, {"n": "1.50"}], 3.5),
        ([{"n": 2}, {"n": None}], 2),
        ([{"n": 0.1}] * 10, 1),
        ([{"n": None}], None),
        ([], 0),
        (None, None),
    ],
)
def test_numbers_of_a_list_are_added(items: Any, expected: float | None) -> None:
    assert figures._at({"report": {"rows": items}}, ("report", "rows", "n")) == expected


@pytest.mark.parametrize("found", [True, [], {}, "many", "nan"])
def test_no_numbers(found: Any) -> None:
    with pytest.raises(ValueError, match=r"and no number|could not convert"):
        figures._at({"a": found}, ("a",))
