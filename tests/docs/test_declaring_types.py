"""The plugin of the pages for plugin authors works as they say, from its migration to its answers."""

import ast
import json
from pathlib import Path

import pytest

from tests.docs import demo, notices
from tests.docs.markdown import blocks, examples, same


@pytest.mark.parametrize("page", notices.PAGES, ids=lambda page: page.stem)
async def test_the_plugin_answers_as_shown(demo_url: str, tmp_path: Path, page: Path) -> None:
    async with notices.server(demo_url, tmp_path, page) as client:
        for example in examples(page):
            assert example.of_plugin
            assert example.answer is not None
            given = await demo.answer(client, example)
            assert same(json.loads(example.answer.text), given), f"{example}: {json.dumps(given, ensure_ascii=False)}"


def test_the_plugin_imports_the_surface_alone() -> None:
    imported = set()
    for block in (block for page in notices.PAGES for block in blocks(page)):
        if block.language == "python":
            for node in ast.walk(ast.parse(block.text)):
                if isinstance(node, ast.ImportFrom):
                    imported.add(str(node.module).split(".")[0])
                elif isinstance(node, ast.Import):
                    imported |= {name.name.split(".")[0] for name in node.names}
    assert imported == {"__future__", "collections", "datetime", "linli", "notices", "tortoise", "typing"}
