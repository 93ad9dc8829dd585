"""The reference of error codes: what the pages for frontend teams tell of each, and those of the command line."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import LinliError
from documentation.paths import DOCS, REFERENCE
from documentation.reference.page import NOTE, Page

_ROW = re.compile(r"^\| `(?P<code>[A-Z_]+)` \| (?P<told>.+?) \|(?: (?P<do>.+?) \|)?$", re.MULTILINE)
_HEADING = "## Codes of broken rules"
"""Where the page of a module tells its codes."""
_COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Code:
    """An error code: where it comes, what it says, what to do, and the page that tells of it."""

    name: str
    comes_in: str
    told: str
    do: str
    page: str


def codes() -> list[Code]:
    """Every code, in the order of the alphabet; one that comes in two places, twice."""
    told = [*_on_pages()]
    names = {code.name for code in told}
    told += [code for code in _of_classes() if code.name not in names]
    return sorted(told, key=lambda code: (code.name, code.comes_in))


def errors_page() -> Page:
    """All codes in one table."""
    rows = "".join(f"| `{code.name}` | {code.comes_in} | {code.told} | {code.do} | {code.page} |\n" for code in codes())
    text = (
        f"{NOTE}\n[Errors](../frontend/errors.md) says how errors come, and what to do with a code that you do not "
        "know.\n\n| Code | Comes in | What happened; or: the value … | What to do | More |\n"
        f"| --- | --- | --- | --- | --- |\n{rows}"
    )
    return Page(f"{REFERENCE}/errors.md", "All error codes", "Error codes", text)


def _on_pages() -> Iterator[Code]:
    for path in sorted((DOCS / "frontend").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
        link = f"[{title}](../frontend/{path.name})"
        if path.stem == "errors":
            graphql, _, rules = text.partition("## Broken rules")
            yield from _rows(graphql, "`errors`", link)
            yield from _rows(rules, "`userErrors`", link)
        else:
            yield from _rows(text.partition(f"\n{_HEADING}\n")[2].partition("\n## ")[0], "`userErrors`", link)


def _rows(text: str, comes_in: str, page: str) -> Iterator[Code]:
    for row in _ROW.finditer(text):
        yield Code(row["code"], comes_in, _linked(row["told"]), _linked(row["do"] or ""), page)


def _linked(text: str) -> str:
    """The text of a cell of a page in `frontend`, with links from here."""
    return re.sub(r"\]\((?!\.\./|[a-z]+:)", "](../frontend/", text)


def _of_classes() -> Iterator[Code]:
    """The codes of errors that end a command or a start."""
    waiting = list(LinliError.__subclasses__())
    seen: set[str] = set()
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if (
            found.__module__.partition(".")[0] in {"core", "schema"}
            and "code" in vars(found)
            and found.code not in seen
        ):
            seen.add(found.code)
            paragraph = (inspect.getdoc(found) or "").partition("\n\n")[0]
            told = " ".join(paragraph.split()).replace("``", "`").replace("|", "\\|")
            yield Code(found.code, _COMMAND_LINE, told, "read the message: it says so", "")
