"""docs/frontend/errors.md tells every code that a client may see, and no other; so do the pages of plugins."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from core.error_codes import CORE_ERROR_CODES
from core.plugins.contributions import ErrorCode
from tests.docs.markdown import DOCS, ROOT

PAGE = (DOCS / "frontend" / "errors.md").read_text(encoding="utf-8")
PLUGIN_PAGES = {
    "health_points": (DOCS / "frontend" / "health-points.md").read_text(encoding="utf-8"),
    "jinniu_stores": (DOCS / "frontend" / "pioneer-stores.md").read_text(encoding="utf-8"),
    "pidu_talent": (DOCS / "frontend" / "talent-training.md").read_text(encoding="utf-8"),
}
"""The page of each plugin that comes with the platform. Its codes are in the section `HEADING`."""
HEADING = "## Codes of broken rules"

NOT_CODES = {
    *("ASC_NULLS_FIRST", "DESC_NULLS_FIRST", "NULLS_FIRST", "CITY_WIDE", "LINLI_CONFIG", "SQL_TYPE"),
    # An amenity of a place, and an item of equipment.
    *("WARM_SPACE", "FIRST_AID_KIT"),
}
"""Constants of several words that look like codes."""
NOT_FOR_CLIENTS = {
    # Of the base class, and of errors that hold others, whose codes are told in their place.
    "LINLI_ERROR",
    "DOCUMENT_REFUSED",
    "INPUT_REFUSED",
}
COMMAND_LINE = {
    # At the start of a process, or on the command line.
    "CHAIN_BROKEN",
    "CONTACT_UNREADABLE",
    "DECLARATION",
    "DELIVERY_FAILED",
    "ERASURE_UNFINISHED",
    "FILE_EXISTS",
    "JOB_REFUSED",
    "MIGRATION",
    "NO_SUCH_DISTRICT",
    "NO_SUCH_EVENT",
    "NO_SUCH_OPERATION",
    "NO_SUCH_REPORT",
    "OPERATIONS_REFUSED",
    "PLUGIN",
    "PLUGIN_REFUSED",
    "PURGE_REFUSED",
    "ROWS_WOULD_BE_LOST",
    "SCHEMA_OUTDATED",
    "SETTINGS",
    "TOKEN_REFUSED",
    "UNREADABLE_FILE",
}
RAISERS = {"Refusal", "Rule", "add", "refuse"}
"""What codes of one word are given to."""
REFUSERS = {"Problem", "Rule", "add", "refuse"}
"""What codes of broken rules are given to."""
DECLARATIONS = "error_codes.py"
"""The file in which the core, and each plugin, declares its own."""


def modules() -> Iterator[Path]:
    yield ROOT / "app.py"
    yield from (ROOT / "schema").rglob("*.py")
    # Sample data are rows, whose values look like codes.
    yield from (path for path in (ROOT / "core").rglob("*.py") if "sample" not in path.relative_to(ROOT).parts)


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything but enumerations, whose values look like codes."""
    waiting = [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if not {"Choice", "enum.Enum", "Enum"}.intersection(bases):
                yield node
                waiting.append(node)


def codes(tree: ast.Module) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            # Of an error's class; or of a module, where the constant is called like the code.
            yield from (
                code for code in constants(node.value) if name == "code" or (name == code and node in tree.body)
            )
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "code":
                    yield from constants(value)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in RAISERS:
                yield from (code for argument in node.args[:2] for code in constants(argument))
        elif isinstance(node, ast.Constant):
            # A code of several words stands out wherever it is.
            yield from (code for code in constants(node) if "_" in code)


def constants(node: ast.expr) -> Iterator[str]:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z]{2,}(_[A-Z]+)*", node.value)
    ):
        yield node.value


def in_code(paths: Iterable[Path]) -> set[str]:
    return {code for path in paths for code in codes(parsed(path))} - NOT_CODES


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def refused_with(tree: ast.AST) -> set[str]:
    """The codes with which an input is refused where that is written out."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return {
        code
        for call in calls
        if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")) in REFUSERS
        for part in ast.walk(call.args[0])
        if isinstance(part, ast.expr)
        for code in constants(part)
    }


def told_in(text: str) -> list[str]:
    return re.findall(r"^\| `([A-Z_]+)` \|", text, flags=re.MULTILINE)


def section(page: str) -> str:
    """What a page of a plugin says below `HEADING`, up to the next heading."""
    return page.partition(f"\n{HEADING}\n")[2].partition("\n## ")[0]


@cache
def in_platform() -> set[str]:
    return in_code(modules())


TOLD = told_in(PAGE)
TOLD_OF_PLUGINS = {name: told_in(section(page)) for name, page in PLUGIN_PAGES.items()}


def test_every_code_is_told() -> None:
    assert in_platform() - NOT_FOR_CLIENTS - COMMAND_LINE - set(TOLD) == set(), (
        "Write them into docs/frontend/errors.md; or, if they are no codes that clients see, into this test."
    )


def test_no_other_codes_are_told() -> None:
    assert set(TOLD) - in_platform() == set()


def test_every_code_is_of_something() -> None:
    assert set() == (NOT_FOR_CLIENTS | COMMAND_LINE) - in_platform()


def test_every_plugin_has_a_page() -> None:
    assert {path.parent.name for path in (ROOT / "plugins").glob("*/plugin.py")} == set(PLUGIN_PAGES)


@pytest.mark.parametrize("plugin", PLUGIN_PAGES)
def test_the_page_of_a_plugin_tells_its_codes_in_order(plugin: str) -> None:
    own = TOLD_OF_PLUGINS[plugin]
    assert own == sorted(in_code((ROOT / "plugins" / plugin).rglob("*.py")) - set(TOLD))


CORE_CODES = {code.name for code in CORE_ERROR_CODES}
EXAMPLE = ROOT / "examples" / "linli-night-pharmacy" / "linli_night_pharmacy"
TEMPLATE = ROOT / "core" / "scaffold" / "template"


def undeclaring(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.name != DECLARATIONS]


def declared_by(plugin: str) -> list[ErrorCode]:
    return list(import_module(f"plugins.{plugin}.error_codes").ERROR_CODES)


def test_the_core_declares_the_broken_rules_that_are_told() -> None:
    assert [code.name for code in CORE_ERROR_CODES] == told_in(PAGE.partition("## Broken rules")[2])


def test_what_the_core_refuses_with_is_declared() -> None:
    refused = {code for path in undeclaring(modules()) for code in refused_with(parsed(path))}
    assert len(refused) > 20
    assert refused - CORE_CODES == set()


def test_the_core_declares_no_code_that_nobody_uses() -> None:
    files = [*modules(), *(ROOT / "plugins").rglob("*.py"), *EXAMPLE.rglob("*.py")]
    assert CORE_CODES - in_code(undeclaring(files)) == set()


@pytest.mark.parametrize("plugin", PLUGIN_PAGES)
def test_a_plugin_declares_what_it_uses_beside_the_cores(plugin: str) -> None:
    used = in_code(undeclaring((ROOT / "plugins" / plugin).rglob("*.py")))
    assert [code.name for code in declared_by(plugin)] == sorted(used - CORE_CODES)


def test_the_example_and_new_plugins_use_what_the_core_declares() -> None:
    example = {code for path in EXAMPLE.rglob("*.py") for code in refused_with(parsed(path))}
    call = re.compile(rf'\b(?:{"|".join(REFUSERS)})\(\s*"([A-Z_]+)"')
    template = {code for path in TEMPLATE.rglob("*.tmpl") for code in call.findall(path.read_text(encoding="utf-8"))}
    for found in (example, template):
        assert found
        assert found <= CORE_CODES


def test_the_texts_of_codes_are_short_and_in_their_languages() -> None:
    for code in [*CORE_ERROR_CODES, *(code for plugin in PLUGIN_PAGES for code in declared_by(plugin))]:
        assert re.fullmatch(r"[\u4e00-\u9fff，]{2,24}", code.title_zh), code
        assert re.fullmatch(r"[A-Z][A-Za-z',: ]{1,79}", code.title_en), code


def test_codes_are_told_in_order_and_once_in_each_table() -> None:
    graphql, rules = PAGE.split("## Broken rules")
    for table in (graphql, rules):
        told = told_in(table)
        assert told == sorted(set(told))
