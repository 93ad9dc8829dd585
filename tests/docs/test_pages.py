"""Pages are found, links lead somewhere, and blocks of other languages are well-formed."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import Settings
from documentation.paths import REFERENCE
from tests.docs.markdown import DOCS, ROOT, Block, anchors, blocks, chinese_pages, links, pages

ALL = [*pages(), *chinese_pages(), ROOT / "README.md", ROOT / "README.zh.md", ROOT / "examples/typed-client/README.md"]
GENERATED = DOCS / REFERENCE
"""Pages that exist on the site alone. The tests of the site see to links that lead to them."""


def of(language: str) -> Iterator[Block]:
    return (block for page in ALL for block in blocks(page) if block.language == language)


@pytest.mark.parametrize("page", ALL, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for link in links(page):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if GENERATED in target.parents:
            continue
        assert target.exists(), f"{page.name} points to {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name} points to {link}, and there is no such heading"


@pytest.mark.parametrize("listed", [pages(), chinese_pages()], ids=["English", "Chinese"])
def test_every_page_is_linked_from_the_index(listed: list[Path]) -> None:
    index = next(page for page in listed if page.name == "README.md")
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in links(index) if "://" not in link}
    assert [str(page) for page in listed if page != index and page not in linked] == []


def test_json_is_json() -> None:
    for block in of("json"):
        json.loads(block.text)


def test_toml_holds_settings() -> None:
    for block in of("toml"):
        Settings.model_validate(tomllib.loads(block.text))
