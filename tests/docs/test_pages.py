"""Pages are found, links lead somewhere, and blocks of other languages are well-formed."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli
from core.settings import Settings
from tests.docs.markdown import DOCS, ROOT, Block, anchors, blocks, links, pages

ALL = [*pages(), ROOT / "README.md", ROOT / "README.zh.md"]


def of(language: str) -> Iterator[Block]:
    return (block for page in ALL for block in blocks(page) if block.language == language)


@pytest.mark.parametrize("page", ALL, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for link in links(page):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name} points to {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name} points to {link}, and there is no such heading"


def test_every_page_is_linked_from_the_index() -> None:
    index = DOCS / "README.md"
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in links(index) if "://" not in link}
    assert [str(page) for page in pages() if page != index and page not in linked] == []


def test_json_is_json() -> None:
    for block in of("json"):
        json.loads(block.text)


def test_toml_holds_settings() -> None:
    for block in of("toml"):
        Settings.model_validate(tomllib.loads(block.text))


def test_shell_can_be_parsed_and_commands_exist() -> None:
    commands = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    commands |= {str(group.typer_instance.info.name) for group in cli.registered_groups if group.typer_instance}
    for block in of("sh"):
        parsed = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True, check=False)
        assert parsed.returncode == 0, f"{block}: {parsed.stderr}"
        for line in block.text.splitlines():
            words = line.split()
            if words and re.fullmatch(r"([^=]*/)?linli", words[0]):
                assert words[1] in commands, f"{block}: there is no command {words[1]}"
