"""docs/frontend/errors.md tells every code that a client may see, and none that there is not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.markdown import DOCS, ROOT

PAGE = (DOCS / "frontend" / "errors.md").read_text(encoding="utf-8")

NOT_CODES = {"ASC_NULLS_FIRST", "DESC_NULLS_FIRST", "NULLS_FIRST", "CITY_WIDE", "LINLI_CONFIG"}
"""Constants of several words that look like codes."""
NOT_FOR_CLIENTS = {
    # Of the base class, and of errors that hold others, whose codes are told in their place.
    "LINLI_ERROR",
    "DOCUMENT_REFUSED",
    "INPUT_REFUSED",
    # At the start of a process, or on the command line.
    "CONTACT_UNREADABLE",
    "DECLARATION",
    "MIGRATION",
    "NO_SUCH_OPERATION",
    "OPERATIONS_REFUSED",
    "PLUGIN",
    "PURGE_REFUSED",
    "SCHEMA_OUTDATED",
    "SETTINGS",
    "UNREADABLE_FILE",
}
RAISERS = {"Refusal", "Rule", "add", "refuse"}
"""What codes of one word are given to."""


def modules() -> Iterator[Path]:
    yield ROOT / "app.py"
    yield from (ROOT / "schema").rglob("*.py")
    yield from (ROOT / "core").glob("*.py")


def codes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
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


IN_CODE = {code for path in modules() for code in codes(ast.parse(path.read_text(encoding="utf-8")))} - NOT_CODES
TOLD = re.findall(r"^\| `([A-Z_]+)` \|", PAGE, flags=re.MULTILINE)


def test_every_code_is_told() -> None:
    assert IN_CODE - NOT_FOR_CLIENTS - set(TOLD) == set(), (
        "Write them into docs/frontend/errors.md; or, if they are no codes that clients see, into this test."
    )


def test_no_other_codes_are_told() -> None:
    assert set(TOLD) - IN_CODE == set()


def test_codes_are_told_in_order_and_once_in_each_table() -> None:
    graphql, rules = PAGE.split("## Broken rules")
    for table in (graphql, rules):
        told = re.findall(r"^\| `([A-Z_]+)` \|", table, flags=re.MULTILINE)
        assert told == sorted(set(told))
