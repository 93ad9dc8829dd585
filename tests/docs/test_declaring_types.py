"""The plugin of docs/plugins/declaring-types.md works as the page says, from its migration to its answers."""

import ast
import json
from pathlib import Path

from tests.docs import demo, notices
from tests.docs.markdown import blocks, examples, same


async def test_the_plugin_answers_as_shown(demo_url: str, tmp_path: Path) -> None:
    async with notices.server(demo_url, tmp_path) as client:
        for example in examples(notices.PAGE):
            assert example.of_plugin
            assert example.answer is not None
            given = await demo.answer(client, example)
            assert same(json.loads(example.answer.text), given), f"{example}: {json.dumps(given, ensure_ascii=False)}"


def test_the_plugin_imports_the_surface_alone() -> None:
    imported = set()
    for block in blocks(notices.PAGE):
        if block.language == "python":
            for node in ast.walk(ast.parse(block.text)):
                if isinstance(node, ast.ImportFrom):
                    imported.add(str(node.module).split(".")[0])
                elif isinstance(node, ast.Import):
                    imported |= {name.name.split(".")[0] for name in node.names}
    assert imported == {"__future__", "collections", "datetime", "linli", "notices", "tortoise", "typing"}
