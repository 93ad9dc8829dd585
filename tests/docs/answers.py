"""Write the answers of the documentation anew: `python -m tests.docs.answers [PAGE …]`.

For whoever changed the schema, the sample data, what plugins may import, or an example. Look at the
difference before you commit it. A value that is shown as `"…"` stays so.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from core.database.migrate import upgrade
from tests.docs import demo, surface
from tests.docs.markdown import ANYTHING, examples, pages
from tests.docs.page_plugins import BY_PAGE
from tests.docs.tutorial import PAGE as TUTORIAL

WIDTH = 100


def written(value: Any, indent: int = 0) -> str:
    """JSON for people: what fits into a line and is not deep stands in one."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or (len(flat) + indent <= WIDTH and _is_flat(value)):
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        keys = [f"{json.dumps(key, ensure_ascii=False)}: " for key in value]
        items = [inner + key + written(item, indent + 2) for key, item in zip(keys, value.values(), strict=True)]
    else:
        items = [inner + written(item, indent + 2) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(items) + f"\n{' ' * indent}{closing}"


def _is_flat(value: Any, levels: int = 3) -> bool:
    """Whether a value has few levels, and no list of several objects: those are read best one in a line."""
    if not isinstance(value, dict | list):
        return True
    parts = list(value.values()) if isinstance(value, dict) else value
    if isinstance(value, list) and len(value) > 1 and any(isinstance(part, dict | list) for part in value):
        return False
    return levels > 0 and all(_is_flat(part, levels - 1) for part in parts)


def masked(shown: Any, given: Any) -> Any:
    """The given answer with the wildcards of the shown one, as far as both have the same form."""
    if shown == ANYTHING and isinstance(given, str):
        return ANYTHING
    if isinstance(shown, dict) and isinstance(given, dict):
        return {key: masked(shown.get(key), value) for key, value in given.items()}
    if isinstance(shown, list) and isinstance(given, list):
        return [masked(shown[index] if index < len(shown) else None, value) for index, value in enumerate(given)]
    return given


async def rewrite(page: Path, directory: Path) -> int:
    """Write the answers of one page; how many differ from before."""
    url = f"sqlite://{directory / page.stem}.db"
    await upgrade(url)
    await demo.load(url, directory)
    changes: list[tuple[tuple[int, int], str]] = []
    if (plugin := BY_PAGE.get(page)) is not None:
        server = plugin.server(url, directory, page)
    else:
        plugins = demo.plugins_of(demo.plugin_of(page))
        await demo.add_plugins(url, plugins)
        server = demo.server(url, directory, plugins)
    async with server as client:
        for example in examples(page):
            given = await demo.answer(client, example)
            if example.answer is None:
                continue
            text = example.answer.text
            shown = json.loads(text) if text.strip() else None
            new = written(masked(shown, given)) + "\n"
            if new != text:
                changes.append((example.answer.span, new))
    text = page.read_text(encoding="utf-8")
    for (start, end), new in reversed(changes):
        text = text[:start] + new + text[end:]
    page.write_text(text, encoding="utf-8")
    return len(changes)


async def main(wanted: list[str]) -> None:
    """Rewrite the pages that are named, or all, and the tables of what plugins may import."""
    text = surface.PAGE.read_text(encoding="utf-8")
    surface.PAGE.write_text(surface.written(text), encoding="utf-8")
    chosen = [Path(name).resolve() for name in wanted] or [
        page for page in pages() if examples(page) and page != TUTORIAL
    ]
    for page in chosen:
        with tempfile.TemporaryDirectory() as directory:
            print(f"{page.name}: {await rewrite(page, Path(directory))} answers changed")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
