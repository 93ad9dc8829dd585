"""Figures (数字): live numbers for a public front page, each made by a GraphQL query that anybody may ask."""

from __future__ import annotations

import asyncio
import logging
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from graphql import GraphQLError

from core.access import ANONYMOUS
from core.plugins import contributions
from core.plugins.loaded import LoadedPlugin
from core.reports.texts import title_of
from schema.declare.described import described
from schema.declare.languages import CALLED_LANGUAGE, asked_language
from schema.declare.roots import Ask, Asked, CalledRoot, Part
from schema.declare.terms import DISTRICT, RowScope
from schema.declare.types import value_type

logger = logging.getLogger("linli.figures")

KEPT_SECONDS = 5.0
"""How old a figure may be."""

COST = 1_000
"""The rows that all figures count as, in the cost of an operation."""

_Key = tuple[uuid.UUID | None, str]
"""The district (None: the whole city), and the figure's name."""


@value_type
class FigurePoint:
    """A point of a figure's small plot (数据点)."""

    label: str = described("What it is about (标签), as in `2024-07`.")
    value: float = described("The number (数值).")


@value_type
class Figure:
    """A number for a front page, as everybody sees it (数字)."""

    name: str = described("Its name, which never changes (代码).")
    title: str = described("The title in the language asked for (名称).")
    title_zh: str = described("The title in Chinese (中文名称).")
    title_en: str = described("The title in English (英文名称).")
    plugin: str = described("The plugin that brings it (所属模块).")
    query: str = described("The GraphQL query that makes it (查询).")
    value: float | None = described("The number, some seconds old at most; null where it cannot be told (数值).")
    of: float | None = described("The number of which it is a part (总数); null where it is of none.")
    points: list[FigurePoint] = described("Columns of a small plot, in their order (数据点).")
    marks: list[FigurePoint] = described("Numbers to be reached, in their order (目标).")


@dataclass(frozen=True)
class _Told:
    """What the answer to a figure's query holds."""

    value: float | None = None
    of: float | None = None
    points: Sequence[Mapping[str, Any]] = ()
    marks: Sequence[Mapping[str, Any]] = ()


def figures_part(plugins: Sequence[LoadedPlugin]) -> Part:
    """The part with the query of the figures of these plugins."""
    board = _Board()

    async def told(asked: Asked) -> Sequence[Mapping[str, Any]]:
        if asked.ask is None:
            # It would wait for itself.
            raise GraphQLError("the query of a figure cannot ask for figures")
        shown = [
            (plugin.name, figure)
            for plugin in plugins
            for figure in plugin.figures
            if asked.scope is None or asked.scope.has(plugin.name)
        ]
        ask, scope, language = asked.ask, asked.scope, asked_language(asked)
        answers = await asyncio.gather(*(board.told(ask, scope, plugin, figure) for plugin, figure in shown))
        return [
            {
                "name": figure.name,
                "title": title_of(figure, language),
                "title_zh": figure.title_zh,
                "title_en": figure.title_en,
                "plugin": plugin,
                "query": figure.query,
                "value": answer.value,
                "of": answer.of,
                "points": answer.points,
                "marks": answer.marks,
            }
            for (plugin, figure), answer in zip(shown, answers, strict=True)
        ]

    description = "Live numbers for a front page (数字): what everybody sees, whoever asks."
    root = CalledRoot("figures", description, Figure, told, {"lang": CALLED_LANGUAGE}, cost=COST)
    return Part(values=(FigurePoint, Figure), called_roots=(root,))


class _Board:
    """The figures as they were told last. Of many that ask at once, one makes the number."""

    def __init__(self) -> None:
        self._known: dict[_Key, tuple[float, _Told]] = {}
        self._running: dict[_Key, asyncio.Task[_Told]] = {}

    async def told(self, ask: Ask, scope: RowScope | None, plugin: str, figure: contributions.Figure) -> _Told:
        """The number and the plot, as this scope has them."""
        areas = () if scope is None else scope.areas(DISTRICT)[0]
        key = (areas[0] if areas else None, figure.name)
        known = self._known.get(key)
        if known is not None and monotonic() - known[0] < KEPT_SECONDS:
            return known[1]
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = asyncio.create_task(self._make(key, ask, plugin, figure))
        # Whoever began goes away without taking the number from those who wait with them.
        return await asyncio.shield(running)

    async def _make(self, key: _Key, ask: Ask, plugin: str, figure: contributions.Figure) -> _Told:
        told = _Told()
        try:
            told = _told(figure, await ask(figure.query, ANONYMOUS))
        except Exception:
            # One that fails must not take the others from the page; whoever keeps the server finds it here.
            logger.exception("The figure %r of the plugin %r cannot be told", figure.name, plugin)
        finally:
            del self._running[key]
        self._known[key] = monotonic(), told
        return told


def _told(figure: contributions.Figure, data: Any) -> _Told:
    return _Told(
        _at(data, figure.path),
        _at(data, figure.of) if figure.of else None,
        _points(data, figure.points),
        _points(data, figure.marks),
    )


def _points(data: Any, declared: contributions.FigurePoints | None) -> list[dict[str, Any]]:
    """The points at the place that is declared, those without a label or a number left out."""
    if declared is None:
        return []
    found = _below(data, declared.path)
    items = found if isinstance(found, list) else [] if found is None else [found]
    pairs = [(_below(item, declared.label), _at(item, declared.value)) for item in items]
    return [{"label": str(label), "value": value} for label, value in pairs if label is not None and value is not None]


def _below(data: Any, path: Sequence[str]) -> Any:
    """What is at a path of an answer; None where there is null on the way."""
    for step in path:
        if data is None:
            return None
        data = data[step]
    return data


def _at(data: Any, path: Sequence[str]) -> float | None:
    """The number at a path of an answer; None where there is null on the way. Raises ValueError for anything else.

    Of a list on the way the numbers of its items are added; None if there are items, and no numbers.
    """
    for index, step in enumerate(path):
        if isinstance(data, list):
            numbers = [number for item in data if (number := _at(item, path[index:])) is not None]
            return math.fsum(numbers) if numbers or not data else None
        if data is None:
            break
        data = data[step]
    if data is None:
        return None
    # Whole numbers of 64 bits and exact ones travel as text.
    number = float(data) if isinstance(data, str) else data
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise ValueError(f"at {'.'.join(path)} there is {data!r}, and no number")
    return number
