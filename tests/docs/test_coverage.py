"""Every block of code in the documentation is run, or held against what it shows; a new one that is not fails here.

What runs a block is told by its language and its page:

- graphql: `test_examples`, and `test_page_plugins` and `test_tutorial` for examples of plugins of the documentation
- python, ts: a part of a plugin that tests load, or "shown FILE", a part of that file
- sh: "run" are carried out by `test_backup`, those of the tutorial by `test_tutorial`; of the others each `linli` is
  held against the command line's own parser, and each other program is known
- sql: `test_engine`, `test_postgresql`; toml, ini: read as settings; json: an answer, its variables, or well-formed
- http, text: no code, or code that a test of its page runs
"""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from app import cli
from tests.docs import test_commands, test_events_and_jobs, test_privacy
from tests.docs.markdown import DOCS, ROOT, Block, blocks, examples, pages
from tests.docs.page_plugins import BY_PAGE
from tests.docs.tutorial import PAGE as TUTORIAL

TESTING = DOCS / "plugins" / "testing.md"
PROGRAMS = {
    "cd",
    "cp",
    "createdb",
    "curl",
    "export",
    "mkdir",
    "pg_dump",
    "pg_restore",
    "pip",
    "psql",
    "pytest",
    "python",
}
"""What blocks of commands may call beside `linli`."""
PAGES = [*pages(), ROOT / "examples/typed-client/README.md"]


def all_blocks(*languages: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.language in languages]


def shown_file(block: Block) -> Path | None:
    """The file of the repository of which a block shows a part."""
    return ROOT / block.words[1] if block.words[:1] == ("shown",) and block.page != TUTORIAL else None


def test_every_language_is_known() -> None:
    known = {"diff", "graphql", "http", "ini", "json", "python", "sh", "sql", "text", "toml", "ts"}
    assert {block.language for page in PAGES for block in blocks(page)} - known == set()


def test_every_example_of_graphql_is_asked() -> None:
    for page in pages():
        asked = {example.question for example in examples(page)}
        of_plugins = {example.question for example in examples(page) if example.of_plugin}
        assert {block for block in blocks(page) if block.language == "graphql"} == asked
        # Those of plugins are left out by `test_examples`.
        assert not of_plugins or page in BY_PAGE or page == TUTORIAL, page


def is_loaded(block: Block) -> bool:
    """Whether a test loads the block as a part of a plugin, or runs it as a test."""
    if block.page == TESTING:
        return block.words[:1] != () and block.words[0].startswith("tests/")
    return block.page in {*BY_PAGE, TUTORIAL, test_events_and_jobs.PAGE, test_commands.PAGE, test_privacy.PAGE}


@pytest.mark.parametrize("block", all_blocks("python", "ts"), ids=str)
def test_code_is_loaded_or_is_that_of_a_file(block: Block) -> None:
    file = shown_file(block)
    if file is None:
        assert is_loaded(block), f"No test runs {block}. Show a part of a file: python shown FILE."
    else:
        assert block.text in file.read_text(encoding="utf-8"), f"{block} is not in {block.words[1]}"


def commands(block: Block) -> Iterator[list[str]]:
    """The simple commands of a block, without what comes before and after them."""
    text = re.sub(r"\\\n", " ", block.text)
    for line in text.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;<>"):
                if words:
                    yield words
                words = []
                if set(word) <= set("<>"):
                    break
            else:
                words.append(word)


def parse(words: list[str]) -> None:
    """Hold a call of `linli` against its commands. Raises what the parser raises."""
    command = get_command(cli)
    context = typer.Context(command, info_name="linli")
    while isinstance(command, TyperGroup):
        name = words[0] if words else ""
        found = command.commands.get(name)
        if found is None:
            assert command.invoke_without_command, f"there is no command {name!r}"
            break
        command, words = found, words[1:]
        context = typer.Context(command, info_name=name, parent=context)
    command.parse_args(context, list(words))


@pytest.mark.parametrize("block", all_blocks("sh"), ids=str)
def test_commands_are_as_the_command_line_takes_them(block: Block) -> None:
    parsed = subprocess.run(["bash", "-n"], input=block.text, text=True, capture_output=True, check=False)
    assert parsed.returncode == 0, f"{block}: {parsed.stderr}"
    assert block.words in ((), ("serve",), ("run", "sqlite"), ("run", "postgres")), (
        f"{block}: {block.words} says nothing"
    )
    if block.page == TUTORIAL:
        return
    for words in commands(block):
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words = words[1:]
        program = Path(words[0]).name if words else "export"
        if program == "linli":
            parse(words[1:])
        else:
            assert program in PROGRAMS or program in {"python3", "npm", "node", "make"}, f"{block}: {program}?"


@pytest.mark.parametrize("block", all_blocks("ini"), ids=str)
def test_configurations_can_be_read(block: Block) -> None:
    if block.page == TUTORIAL:
        return
    configparser.ConfigParser(strict=True, interpolation=None).read_string(block.text)


def test_statements_belong_to_pages_whose_tests_run_them() -> None:
    assert {block.page.relative_to(DOCS).as_posix() for block in all_blocks("sql")} == {
        "administration/postgresql.md",
        "engine.md",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linli migrate --plan\n", [["linli", "migrate", "--plan"]]),
        ("LINLI_PORT=1 linli check > out.txt\n", [["LINLI_PORT=1", "linli", "check"]]),
        ("createdb a && linli check # why\n", [["createdb", "a"], ["linli", "check"]]),
        ("linli sample \\\n  --scale district\n", [["linli", "sample", "--scale", "district"]]),
    ],
)
def test_commands_are_found(text: str, expected: list[list[str]]) -> None:
    assert list(commands(Block(DOCS, 1, "sh", (), text, (0, 0)))) == expected


@pytest.mark.parametrize(
    "line",
    ["migrate --plain", "events drop --nothing", "plugins purge x --exports /srv", "nothing", "report --from soon"],
)
def test_a_call_that_the_command_line_refuses_is_found(line: str) -> None:
    with pytest.raises(Exception, match=r"(?i)no such|missing|there is no command|invalid|does not match"):
        parse(line.split())
