"""No hook, no setting and no error code of clients without a test outside of those of the documentation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from core.plugins.hookspecs import HookSpecs
from core.settings import ENV_PREFIX, Settings
from core.settings_problems import leaves
from tests.docs.markdown import ROOT
from tests.docs.test_errors import TOLD, TOLD_OF_PLUGINS


def _words() -> Iterator[str]:
    """Every name and every text in the tests."""
    for path in (ROOT / "tests").rglob("*.py"):
        if ROOT / "tests" / "docs" in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(text)):
                    yield text
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    yield name
                case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.Name(id=name):
                    yield name


@cache
def _named() -> tuple[frozenset[str], str]:
    """All words, and the texts among them as one."""
    words = frozenset(_words())
    return words, "\n".join(word for word in words if " " in word or "\n" in word)


def _is_named(name: str) -> bool:
    words, text = _named()
    return name in words or name in text


def test_hooks() -> None:
    assert [name for name in vars(HookSpecs) if name.startswith("linli_") and not _is_named(name)] == []


def test_settings() -> None:
    untested = [
        key
        for key in leaves(Settings)
        if not any(map(_is_named, (key, key.rpartition(".")[2], f"{ENV_PREFIX}{key.upper().replace('.', '_')}")))
    ]
    assert untested == []


def test_error_codes() -> None:
    told = [*TOLD, *(code for codes in TOLD_OF_PLUGINS.values() for code in codes)]
    assert [code for code in told if not _is_named(code)] == []
