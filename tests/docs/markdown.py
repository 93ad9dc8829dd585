"""What tests read out of a page: its blocks of code, the examples among them, its links and its headings.

A block of GraphQL is an example: it is run against the demo. The blocks of JSON right after it are its variables
(the first line of the block says "json variables") and its answer ("json"). What else the first line says tells how it
is run, and no reader sees it: "graphql token" with the administrator's token, "graphql as=demo-4" as the person with
that account of the demo, "graphql lang=en" with that header Accept-Language, "graphql at=/jinniu/graphql" at that
address, "graphql with=jinniu_stores" of the server with that plugin and its sample data, "graphql notices", "graphql
chargers" and "graphql wishes" of the server with the plugin of this name, which pages for plugin authors make, "graphql
tutorial" of the server that docs/plugins/tutorial.md starts. A page has examples of one server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CHINESE = DOCS / "zh"

ANYTHING = "…"
"""In an answer of an example: any text. Ids and cursors of rows that the example itself makes differ each time."""

_PLUGINS = {"notices", "chargers", "wishes", "tutorial"}
_WORDS = {"token", *_PLUGINS}
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block. `line` is that of the fence, from 1."""

    page: Path
    line: int
    language: str
    words: tuple[str, ...]
    text: str
    span: tuple[int, int]
    """Where the text stands in the page."""

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Example:
    """A question and, if they are shown, its variables and its answer."""

    question: Block
    variables: Block | None
    answer: Block | None

    def __str__(self) -> str:
        return str(self.question)

    @property
    def headers(self) -> dict[str, str]:
        """What the first line asks for beside the question, without the token."""
        language = self._said("lang")
        return {} if language is None else {"Accept-Language": language}

    @property
    def address(self) -> str:
        """Where it is asked."""
        return self._said("at") or "/graphql"

    def _said(self, name: str) -> str | None:
        return next(
            (word.removeprefix(f"{name}=") for word in self.question.words if word.startswith(f"{name}=")), None
        )

    @property
    def built_in(self) -> str | None:
        """The plugin that comes with the platform and that the server has beside the core."""
        return self._said("with")

    @property
    def with_token(self) -> bool:
        """Whether the administrator asks."""
        return "token" in self.question.words

    @property
    def account(self) -> str | None:
        """The account of the demo that asks, by its subject at the issuer."""
        return self._said("as")

    @property
    def of_plugin(self) -> bool:
        """Whether it needs a plugin of the documentation."""
        return not _PLUGINS.isdisjoint(self.question.words)

    def body(self) -> dict[str, Any]:
        """What is posted."""
        variables = json.loads(self.variables.text) if self.variables else {}
        return {"query": self.question.text, "variables": variables}


def pages() -> list[Path]:
    """Every page of the documentation, in the order of their names; without the Chinese edition."""
    return sorted(page for page in DOCS.rglob("*.md") if CHINESE not in page.parents)


def chinese_pages() -> list[Path]:
    """The pages of the Chinese edition, in the order of their names."""
    return sorted(CHINESE.rglob("*.md"))


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, *words = match["info"].split() or [""]
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(page, line, language, tuple(words), match["text"], match.span("text")))
    return found


def examples(page: Path) -> list[Example]:
    """The examples of a page, in their order."""
    found = []
    listed = blocks(page)
    for index, block in enumerate(listed):
        if block.language != "graphql":
            continue
        unknown = [
            word for word in block.words if word not in _WORDS and not word.startswith(("lang=", "at=", "with=", "as="))
        ]
        assert not unknown, f"{block}: {unknown} says nothing to the tests"
        rest = iter(listed[index + 1 : index + 3])
        following = next(rest, None)
        variables = None
        if following is not None and following.language == "json" and following.words == ("variables",):
            variables, following = following, next(rest, None)
        answer = following if following is not None and following.language == "json" and not following.words else None
        found.append(Example(block, variables, answer))
    return found


def links(page: Path) -> Iterator[str]:
    """Where the links of a page lead, outside of code."""
    text = _CODE.sub("", _FENCE.sub("", page.read_text(encoding="utf-8")))
    for match in _LINK.finditer(text):
        yield match[1]


def anchors(page: Path) -> set[str]:
    """The fragments that links may name: those that GitHub makes of the headings."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", match[1].lower()).replace(" ", "-") for match in _HEADING.finditer(text)}


def same(shown: Any, given: Any) -> bool:
    """Whether an answer is the one that is shown: the same values and the same order of keys."""
    if shown == ANYTHING:
        return isinstance(given, str)
    if isinstance(shown, dict):
        return (
            isinstance(given, dict)
            and list(shown) == list(given)
            and all(same(shown[key], given[key]) for key in shown)
        )
    if isinstance(shown, list):
        return isinstance(given, list) and len(shown) == len(given) and all(map(same, shown, given))
    # JSON has numbers of one kind: 0 and 0.0 are the same, and neither is false.
    return isinstance(shown, bool) is isinstance(given, bool) and bool(shown == given)
