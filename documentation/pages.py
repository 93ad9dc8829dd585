"""The pages of `docs/` as the generator of the site wants them.

In the repository a fence may say more than its language, for the tests; and links may leave `docs/`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from documentation.paths import DOCS, OUTSIDE, ROOT

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_INFO = re.compile(r"\A```(?P<language>[\w-]*)(?P<words>[^\n]*)")
_CODE_OR_LINK = re.compile(
    r"(?P<code>`[^`\n]+`)|(?P<link>\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\))"
)
_FILE = re.compile(r"[\w./-]+\.\w+")


class DeadLink(Exception):
    """A page links to what is not on the site."""


def stage(directory: Path) -> None:
    """Write the pages of `docs/`, and those outside that they link to, into a directory, as the generator takes them.

    Raises DeadLink for a link of `docs/` that leads to no file of the site.
    """
    for source in sorted(DOCS.rglob("*")):
        if source.is_file():
            _put(source, directory / source.relative_to(DOCS))
    for name, place in OUTSIDE.items():
        _put(ROOT / name, directory / place)


def place_of(source: Path) -> str | None:
    """Where a file of the repository is on the site, from its root; None if it is not there."""
    if source.is_relative_to(DOCS):
        return source.relative_to(DOCS).as_posix()
    return OUTSIDE.get(source.relative_to(ROOT).as_posix()) if source.is_relative_to(ROOT) else None


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix != ".md":
        shutil.copyfile(source, target)
        return
    target.write_text(staged(source), encoding="utf-8")


def staged(source: Path) -> str:
    """The text of a page as the generator takes it. Raises DeadLink."""
    text = source.read_text(encoding="utf-8")
    rewrite = _links(source)
    parts, end = [], 0
    for fence in _FENCED.finditer(text):
        parts += [_CODE_OR_LINK.sub(rewrite, text[end : fence.start()]), _INFO.sub(_titled, fence[0])]
        end = fence.end()
    return "".join([*parts, _CODE_OR_LINK.sub(rewrite, text[end:])])


def _titled(info: re.Match[str]) -> str:
    """The first line of a fence: what it says of files, variables and addresses as a title, the rest left out."""
    title = ""
    for word in info["words"].split():
        if word == "variables":
            title = "Variables"
        elif word.startswith("at="):
            title = word.removeprefix("at=")
        elif _FILE.fullmatch(word):
            title = word
    return f"```{info['language']}" + (f' title="{title}"' if title else "")


def _links(source: Path) -> Callable[[re.Match[str]], str]:
    own = place_of(source)
    assert own is not None
    inside = source.is_relative_to(DOCS)

    def rewritten(match: re.Match[str]) -> str:
        if match["code"] or re.match(r"[a-z]+:|#", match["target"]):
            return match[0]
        name, hash_sign, anchor = match["target"].partition("#")
        target = Path(os.path.normpath(source.parent / name))
        place = place_of(target)
        if place is None:
            if inside:
                raise DeadLink(
                    f"{source.relative_to(ROOT)} links to {match['target']}, which is not on the site. "
                    "Link to something else, or add it to OUTSIDE in documentation/paths.py."
                )
            return match["text"]
        relative = os.path.relpath(place, PurePosixPath(own).parent)
        return f"[{match['text']}]({relative}{hash_sign}{anchor})"

    return rewritten
