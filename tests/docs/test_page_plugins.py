"""The plugins of the pages for plugin authors work as they say, from their migrations to their answers."""

import json
from pathlib import Path

import pytest

from tests.docs import demo
from tests.docs.conftest import UrlOf
from tests.docs.markdown import examples, same
from tests.docs.page_plugins import BY_PAGE, CHARGERS, NOTICES, WISHES


@pytest.mark.parametrize("page", BY_PAGE, ids=lambda page: page.stem)
async def test_the_plugin_answers_as_shown(url_of: UrlOf, tmp_path: Path, page: Path) -> None:
    plugin = BY_PAGE[page]
    async with url_of(plugin, page) as url, demo.server(url, tmp_path, plugin.loaded()) as client:
        for example in examples(page):
            assert example.of_plugin
            assert example.answer is not None
            given = await demo.answer(client, example)
            assert same(json.loads(example.answer.text), given), f"{example}: {json.dumps(given, ensure_ascii=False)}"


def test_the_plugins_import_the_surface_alone() -> None:
    libraries = {"__future__", "collections", "datetime", "linli", "tortoise", "typing"}
    assert NOTICES.imports() == {*libraries, "notices", "starlette"}
    others = {"dataclasses", "pydantic", "pypika_tortoise", "starlette", "typer", "uuid"}
    assert WISHES.imports() == {"__future__", "collections", "linli", "pypika_tortoise", "tortoise", "wishes"}
    assert CHARGERS.imports() == {*libraries, *others, "chargers"}
