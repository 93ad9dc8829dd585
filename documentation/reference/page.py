"""A generated page, and the little HTML that such pages have beside Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

NOTE = "Made from the code when the documentation was built.\n"


@dataclass(frozen=True)
class Page:
    """A page of the reference: its place on the site, its title, its short title in the navigation, and its Markdown
    below the title.
    """

    place: str
    title: str
    listed_as: str
    text: str

    def markdown(self) -> str:
        """The whole page. The search ranks it below pages that somebody wrote."""
        return f"---\nsearch:\n  boost: 0.5\n---\n\n# {self.title}\n\n{self.text}"


def prose(text: str) -> str:
    """A text of the code as HTML: with code between backticks, which may be doubled, and without anything else."""
    return re.sub(r"(``?)(.+?)\1", r"<code>\2</code>", escape(" ".join(text.split()), quote=False))


def code(text: str) -> str:
    """Code as HTML."""
    return f"<code>{escape(text, quote=False)}</code>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of HTML, in a line of its own. Cells are HTML."""
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n\n"
