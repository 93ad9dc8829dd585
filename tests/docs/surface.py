"""What a plugin may import: every public name with one sentence, in docs/plugins/surface.md, made from docstrings."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from core.deprecation import DeprecatedNames
from tests.docs.markdown import DOCS

PAGE = DOCS / "plugins" / "surface.md"
MODULES = (
    "linli",
    "linli.models",
    "linli.services",
    "linli.migrations",
    "linli.commands",
    "linli.sample",
    "linli.testing",
)
HEAD = "| Name | |\n| --- | --- |\n"

_SENTENCE = re.compile(r"(.+?[.!?])(?= [A-Z`]|$)|(.+)")


def written(text: str) -> str:
    """The page's text with its tables as they should be: one after each heading that is a module's name."""
    for name in MODULES:
        heading = f"## {name}\n"
        before, found, after = text.partition(heading)
        assert found, f"{PAGE.name} has no heading {heading!r}"
        prose, head, rest = after.partition(HEAD)
        assert head, f"{PAGE.name} has no table below {heading!r}"
        assert "\n## " not in prose, f"{PAGE.name} has no table below {heading!r}"
        lines = rest.splitlines(keepends=True)
        while lines and lines[0].startswith("|"):
            del lines[0]
        text = "".join([before, heading, prose, HEAD, _rows(import_module(name)), *lines])
    return text


def deprecated_of(module: ModuleType) -> DeprecatedNames:
    """The names of a module that will go; none where it has no `DeprecatedNames`."""
    found = getattr(module, "__getattr__", None)
    return found if isinstance(found, DeprecatedNames) else DeprecatedNames(module.__name__, {})


def sentence_of(module: str, name: str) -> str:
    """The first sentence of what is said of a name where it is defined: its docstring, or that of an assignment."""
    found = _Definitions.of(module).said(name)
    assert found, f"{module}.{name} has no docstring"
    paragraph = " ".join(found.strip().partition("\n\n")[0].split())
    match = _SENTENCE.match(paragraph)
    assert match is not None
    return match[0].removesuffix(".").replace("``", "`").replace("|", "\\|")


def _rows(module: ModuleType) -> str:
    rows = [f"| `{name}` | {sentence_of(module.__name__, name)} |\n" for name in module.__all__]
    rows += [
        f"| `{name}` | Deprecated since {one.since}, goes in {one.removed_in}: use {one.use} |\n"
        for name, one in deprecated_of(module).names.items()
    ]
    return "".join(sorted(rows, key=str.lower))


class _Definitions:
    """The top level of a module's source."""

    def __init__(self, module: str) -> None:
        spec = find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        self._docs: dict[str, str | None] = {}
        self._imported: dict[str, tuple[str, str]] = {}
        body = ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body
        for node, following in zip(body, [*body[1:], None], strict=True):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    self._docs[name] = ast.get_docstring(node)
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    match following:
                        case ast.Expr(value=ast.Constant(value=str(text))):
                            self._docs[name] = text
                case ast.ImportFrom(module=str(source), names=names, level=0):
                    self._imported.update({one.asname or one.name: (source, one.name) for one in names})

    @staticmethod
    @cache
    def of(module: str) -> _Definitions:
        """Those of a module by its name."""
        return _Definitions(module)

    def said(self, name: str) -> str | None:
        """The docstring of a name, here or where it is imported from."""
        if name in self._imported:
            source, original = self._imported[name]
            return _Definitions.of(source).said(original)
        return self._docs.get(name)
