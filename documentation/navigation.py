"""What the site lists at its top and its side: what the tables of the index list, and the pages of reference."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from documentation.pages import place_of
from documentation.paths import CHINESE, DOCS, INDEX

_SECTION = re.compile(r"^## (?P<title>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>[^)#\s]+\.md)\)")

Navigation = list[dict[str, Any]]


def sections(index: Path) -> dict[str, list[tuple[str, str]]]:
    """The sections of an index that have a table, each with the titles and the places of the pages in it, in order."""
    found = {}
    for section in _SECTION.finditer(index.read_text(encoding="utf-8")):
        links = [
            (link["text"], place)
            for row in section["text"].splitlines()
            if row.startswith("| ")
            for link in _LINK.finditer(row)
            if (place := place_of(Path(os.path.normpath(index.parent / link["target"])))) is not None
        ]
        if links:
            found[section["title"]] = links
    return found


def navigation(reference: Navigation) -> Navigation:
    """The navigation of the whole site. ``reference`` is that of the generated pages."""
    return [
        {"Documentation": INDEX},
        *_listed(DOCS / INDEX),
        {"Reference": reference},
        {"Project": [{"README": "project/readme.md"}, {"Changes": "project/changelog.md"}]},
        {"中文": _chinese()},
    ]


def navigation_in_chinese() -> Navigation:
    """What the Chinese pages list: the pages that there are in Chinese, and the way to the others."""
    return [*_chinese(), {"参考（英文）": f"reference/{INDEX}"}, {"英文文档": INDEX}]


def _chinese() -> Navigation:
    return [{"文档": f"{CHINESE}/{INDEX}"}, *_listed(DOCS / CHINESE / INDEX, below=f"{CHINESE}/")]


def _listed(index: Path, below: str = "") -> Navigation:
    """The sections of an index as the navigation has them; of their pages those whose places begin with ``below``."""
    return [
        {title: [{text: place} for text, place in links if place.startswith(below)]}
        for title, links in sections(index).items()
    ]
