"""`linli plugin new` writes a plugin that is installed, tested, typed and formatted as it is, without the internet."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core.scaffold import LONGEST, NewPlugin, write_plugin
from tests.docs.markdown import DOCS, blocks
from tests.support.environments import copy_source, make_environment, run


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ("plugin", "new", *arguments), catch_exceptions=False)


@dataclass(frozen=True)
class Installed:
    """A new plugin, and an environment in which it and Linli are installed as from a package index."""

    project: Path
    environment: Path

    def run(self, command: str, *arguments: str) -> str:
        """What a command of the environment prints, run in the project. Fails, and shows it, if the command does."""
        programs = self.environment / "bin"
        program = [str(programs / "linli")] if command == "linli" else [str(programs / "python"), "-m", command]
        return run([*program, *arguments], cwd=self.project)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The plugin notice_boards. What else is needed comes from the environment that runs the tests."""
    directory = tmp_path_factory.mktemp("new")
    project = directory / "linli-notice-boards"
    assert linli("notice_boards", "--title-zh", "公告栏", "--directory", str(project)).exit_code == 0
    source, environment = copy_source(directory / "linli"), directory / "environment"
    make_environment(environment, source, project, platform=False)
    return Installed(project, environment)


@pytest.mark.acceptance
def test_its_tests_and_those_of_the_documentation_pass(installed: Installed) -> None:
    written = [block for block in blocks(DOCS / "plugins" / "testing.md") if block.language == "python"]
    assert len(written) == 8
    for block in written:
        (name,) = block.words
        if name == "tests/conftest.py":
            assert (installed.project / name).read_text(encoding="utf-8") == block.text
        (installed.project / name).write_text(block.text, encoding="utf-8")
    result = installed.run("pytest", "-q", "-p", "no:cacheprovider", "--linli-database", "sqlite")
    assert "14 passed" in result.splitlines()[-1], result


@pytest.mark.acceptance
def test_its_style_and_types_are_clean(installed: Installed) -> None:
    assert installed.run("ruff", "check", ".") == "All checks passed!\n"
    installed.run("ruff", "format", "--check", ".")
    assert installed.run("mypy").startswith("Success: no issues found in ")


@pytest.mark.acceptance
def test_it_is_found_and_its_migration_is_what_its_models_say(installed: Installed) -> None:
    assert "notice_boards  公告栏 Notice boards" in installed.run("linli", "plugins")
    assert "the migrations do what they say" in installed.run("linli", "check", "--migrations")


@pytest.mark.parametrize("name", ["abc", "a" * LONGEST, "ab_" * (LONGEST // 3 - 1) + "abc"])
def test_whatever_its_name_it_is_formatted(name: str, tmp_path: Path) -> None:
    write_plugin(NewPlugin(name, "新模块", "New module"), tmp_path / "plugin")
    for arguments in (["check", "--quiet"], ["format", "--check", "--quiet"]):
        ruff = [sys.executable, "-m", "ruff", *arguments, "--no-cache", str(tmp_path / "plugin")]
        done = subprocess.run(ruff, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")


def test_it_says_what_it_wrote_and_what_is_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = linli("book_relay").stdout.splitlines()
    assert lines[0] == "wrote linli-book-relay/README.md"
    assert lines[-5:] == [
        "Next:",
        "  cd linli-book-relay",
        "  python -m venv .venv",
        "  .venv/bin/pip install --editable '.[dev]'",
        "  .venv/bin/pytest",
    ]
    manifest = (tmp_path / "linli-book-relay" / "linli_book_relay" / "plugin.py").read_text(encoding="utf-8")
    assert 'title_zh="Book relay"' in manifest


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["BookRelay"], "'BookRelay' is not lower_snake_case. Use letters a to z, digits and single underscores, and"),
        (["book__relay"], "'book__relay' is not lower_snake_case."),
        (["ab"], "ab has 2 characters, and a name has from 3 to 24."),
        (["a" * 25], f"{'a' * 25} has 25 characters, and a name has from 3 to 24."),
        (["core"], "A plugin called core is installed already. Choose another name."),
        (["jinniu_stores"], "A plugin called jinniu_stores is installed already."),
        (["books", "--title-zh", 'a "b"'], "The Chinese title 'a \"b\"' will not do: it has from 1 to 40 characters"),
        (["books", "--title-en", " "], "The English title ' ' will not do"),
        (["books", "--directory", "there"], "there exists already. Choose another with --directory, or remove it."),
    ],
)
def test_what_is_refused_is_not_written(
    arguments: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    result = linli(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {reason}")
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]
