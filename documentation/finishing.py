"""What is done to what the generator made, so that it may be served at any address under a strict policy."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from documentation.paths import CHINESE, INDEX

LANGUAGES = {"en": "English", "zh": "中文"}
SCRIPTS = "scripts.txt"
"""The file of the site with the hash of each script that stands in a page, one a line: the policy permits them."""

_IN_CHINESE = {"Could not copy to clipboard": "无法复制"}
_SCRIPT_IN_CHINESE = (
    ("placeholder:", "Search", "搜索"),
    ('"aria-label":', "Search results", "搜索结果"),
    ('"aria-label":', "Close search", "关闭搜索"),
    ('"aria-label":', "Filters", "筛选"),
    ("children:", "Filters", "筛选"),
    ("=", "Loading search\\u2026", "正在载入…"),
    ("=", "No results", "没有找到"),
    ("1?", "result", "条结果"),
    (":", "results", "条结果"),
    ("title:", "Toggle line selection", "选择行"),
)
"""Texts of the generator's script: what stands before each, the text, and what Chinese pages have in its place."""

_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_STYLE_OF_SEARCH = re.compile(r'(?P<root>\w+)\.appendChild\(\w+\("style",\{\},(?P<text>\w+)\.toString\(\)\)\)')
_SMALLEST_TO_COMPRESS = 1024
_COMPRESSED = {".html", ".js", ".css", ".json", ".svg", ".txt", ".graphql"}
_UNUSED = ("sitemap.xml", "sitemap.xml.gz", "objects.inv", "robots.txt")
"""They name the address of the site, which nobody knows beforehand."""
_OTHER_STYLES = "assets/stylesheets/classic"


def finish(site: Path, pages: Path) -> None:
    """Finish a site in its directory. ``pages`` has the pages that it was made from."""
    shutil.rmtree(site / _OTHER_STYLES, ignore_errors=True)
    for name in _UNUSED:
        (site / name).unlink(missing_ok=True)
    _let_the_search_know_both_languages(site)
    _adopt_the_style_of_the_search(site)
    _let_the_script_speak_chinese(site)
    before, after = _name_the_script_by_what_it_is(site)
    for page in sorted(site.rglob("*.html")):
        place = page.relative_to(site)
        text = _with_own_chinese(page.read_text(encoding="utf-8").replace(before, after), place)
        page.write_text(_switching(text, place, pages), encoding="utf-8")
    (site / SCRIPTS).write_text("".join(f"{one}\n" for one in sorted(set(_hashes(site)))), encoding="utf-8")
    for file in sorted(site.rglob("*")):
        if file.is_file() and file.suffix in _COMPRESSED and file.stat().st_size >= _SMALLEST_TO_COMPRESS:
            # Without a time the same text gives the same bytes.
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))


def _let_the_search_know_both_languages(site: Path) -> None:
    path = site / "search.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    found["config"]["lang"] = list(LANGUAGES)
    path.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _adopt_the_style_of_the_search(site: Path) -> None:
    """Let the search's own style be a sheet that its script makes: the policy permits no style that stands in a page.

    Raises ValueError if the generator makes it in another way by now.
    """
    script = _script_of(site)
    text, count = _STYLE_OF_SEARCH.subn(
        r"(s=>{s.replaceSync(\g<text>.toString());\g<root>.adoptedStyleSheets=[s]})(new CSSStyleSheet)",
        script.read_text(encoding="utf-8"),
    )
    if count != 1:
        raise ValueError(
            f"{script.name} makes the style of the search in {count} places, and not in one: look at them."
        )
    script.write_text(text, encoding="utf-8")


def _let_the_script_speak_chinese(site: Path) -> None:
    """Let what the generator's script says be Chinese on Chinese pages: it has only English.

    Raises ValueError if the script says something else by now.
    """
    script = _script_of(site)
    text = script.read_text(encoding="utf-8")
    for before, english, chinese in _SCRIPT_IN_CHINESE:
        said = f'{before}"{english}"'
        if text.count(said) != 1:
            raise ValueError(f"{script.name} says {said} in {text.count(said)} places, and not in one: look at them.")
        text = text.replace(said, f'{before}(document.documentElement.lang==="{CHINESE}"?"{chinese}":"{english}")')
    script.write_text(text, encoding="utf-8")


def _name_the_script_by_what_it_is(site: Path) -> tuple[str, str]:
    """Let the name of the script have the hash of what it is by now; gives the name that it had, and the new one.

    Browsers keep a file of such a name for good: under the generator's own name they would keep what was changed here
    with an earlier version.
    """
    script = _script_of(site)
    digest = hashlib.sha256(script.read_bytes()).hexdigest()[:8]
    named = script.rename(script.with_name(f"bundle.{digest}.min.js"))
    return script.name, named.name


def _script_of(site: Path) -> Path:
    (script,) = (site / "assets" / "javascripts").glob("bundle.*.min.js")
    return script


def _with_own_chinese(text: str, page: Path) -> str:
    """The text of a Chinese page with the words in Chinese for which the generator has English ones alone."""
    if page.parts[0] != CHINESE:
        return text
    for english, chinese in _IN_CHINESE.items():
        text = text.replace(f'"{english}"', f'"{chinese}"')
    return text


def _switching(text: str, page: Path, pages: Path) -> str:
    """The text of a page whose switch of languages leads to the page's own other edition, or to the index of that."""
    own = page.parent.as_posix()
    in_chinese = own.split("/")[0] == CHINESE
    english = own.removeprefix(CHINESE).removeprefix("/") if in_chinese else own
    chinese = f"{CHINESE}/{english}" if english not in ("", ".") else CHINESE
    there = {language: _is_there(pages, place) for language, place in (("en", english or "."), ("zh", chinese))}
    targets = {"en": english or "." if there["en"] else ".", "zh": chinese if there["zh"] else CHINESE}

    def switched(match: re.Match[str]) -> str:
        relative = os.path.relpath(targets[match["language"]], own)
        return f'<a href="{relative}/" hreflang="{match["language"]}"'

    text = re.sub(r'\s*<link rel="(?:alternate|canonical)"[^>]*>', "", text)
    if page.name == "404.html":
        # It is shown at any address, and so has links from the root.
        return text.replace('href="/docs/en/"', 'href="/docs/"')
    return re.sub(r'<a href="[^"]*" hreflang="(?P<language>\w+)"', switched, text)


def _is_there(pages: Path, place: str) -> bool:
    """Whether there is a page that is built into this directory of the site."""
    return (pages / f"{place}.md").is_file() or (pages / place / INDEX).is_file()


def _hashes(site: Path) -> Iterator[str]:
    for page in site.rglob("*.html"):
        for script in _SCRIPT.finditer(page.read_bytes()):
            yield f"sha256-{base64.b64encode(hashlib.sha256(script[1]).digest()).decode('ascii')}"
