"""Where the shapes of small plots are."""

from __future__ import annotations

import pytest

from schema.front.page import console_link, shown
from schema.front.plots import HEIGHT, WIDTH, Bar, Mark, bar, columns


def test_columns_share_the_width_and_the_highest_has_the_height() -> None:
    first, second = columns([{"label": "2024-06", "value": 2}, {"label": "2024-07", "value": 8}])
    assert (first.label, first.value, first.x, first.height) == ("2024-06", 2.0, 0.0, HEIGHT / 4)
    assert (second.x, second.y, second.height) == (WIDTH / 2, 0.0, HEIGHT)
    assert first.width == second.width < WIDTH / 2


@pytest.mark.parametrize("value", [0, -3])
def test_columns_of_nothing_have_no_height(value: float) -> None:
    (only,) = columns([{"label": "a", "value": value}])
    assert (only.height, only.y) == (0.0, HEIGHT)


def test_no_points_are_no_columns() -> None:
    assert columns([]) == []


def test_a_bar_ends_where_its_longest_part_does() -> None:
    assert bar(10, 100, [{"label": "2024-12-31", "value": 50}]) == Bar(
        WIDTH / 10, WIDTH, (Mark("2024-12-31", 50.0, WIDTH / 2),)
    )
    assert bar(30, None, [{"label": "x", "value": 10}]) == Bar(WIDTH, None, (Mark("x", 10.0, WIDTH / 3),))


@pytest.mark.parametrize(("value", "of"), [(None, 3), (3, None), (0, 0)])
def test_no_bar_without_anything_to_compare(value: float | None, of: float | None) -> None:
    assert bar(value, of, []) is None


@pytest.mark.parametrize(("number", "text"), [(None, "—"), (0, "0"), (12345, "12,345"), (2.5, "2.50"), (3.0, "3")])
def test_numbers_for_people(number: float | None, text: str) -> None:
    assert shown(number) == text


def test_links_to_the_console() -> None:
    assert console_link('{ a(b: "邻") }') == "/graphql#query=%7B+a%28b%3A+%22%E9%82%BB%22%29+%7D"
