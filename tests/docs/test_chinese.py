"""The Chinese edition says what the English one says: the same headings, blocks of code, tables and lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.markdown import CHINESE, DOCS, blocks, chinese_pages

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`]+`")
INDEX = CHINESE / "README.md"
TRANSLATED = [page for page in chinese_pages() if page != INDEX]


def english_of(page: Path) -> Path:
    return DOCS / page.relative_to(CHINESE)


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def shape(page: Path) -> list[str]:
    """What stands at the beginning of lines: levels of headings, items of lists, rows of tables with their cells."""
    found = []
    for line in prose(page).splitlines():
        if heading := re.match(r"#+ ", line):
            found.append(heading[0])
        elif line.startswith("|"):
            found.append("|" * line.replace("\\|", "").count("|"))
        elif item := re.match(r"\s*(-|\d+\.) ", line):
            found.append(item[0])
    return found


def named(page: Path) -> set[str]:
    """The names and values in the type of code."""
    return {" ".join(code.split()) for code in _CODE.findall(prose(page))}


def test_the_first_pages_of_all_readers_are_there() -> None:
    first = {"frontend/first-query.md", "plugins/new-plugin.md", "plugins/tutorial.md", "administration.md"}
    assert {page.relative_to(CHINESE).as_posix() for page in TRANSLATED} >= first


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: str(page.relative_to(CHINESE)))
def test_a_page_is_kept_in_step(page: Path) -> None:
    english = english_of(page)
    assert english.is_file()
    assert shape(page) == shape(english)
    assert named(page) == named(english)
    told = [(block.language, block.words, block.text) for block in blocks(page)]
    assert told == [(block.language, block.words, block.text) for block in blocks(english)]


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: str(page.relative_to(CHINESE)))
def test_a_page_is_in_chinese(page: Path) -> None:
    text = _CODE.sub("", prose(page))
    letters, characters = len(re.findall(r"[A-Za-z]{2,}", text)), len(re.findall(r"[\u4e00-\u9fff]", text))
    assert characters > 5 * letters


def test_the_index_has_the_sections_of_the_english_one_but_for_modules() -> None:
    levels = [one for one in shape(DOCS / "README.md") if one.startswith("#")]
    assert len([one for one in shape(INDEX) if one.startswith("#")]) == len(levels) - 1
