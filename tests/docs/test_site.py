"""The site that is built of the documentation: whole, searchable, in two languages, and asking nobody else."""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from documentation.paths import CHINESE, OUTSIDE
from tests.docs.markdown import DOCS, ROOT, chinese_pages, pages

_EXECUTED = {None, "", "module", "text/javascript"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built in a process of its own."""
    directory = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, "-m", "documentation", str(directory)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


@dataclass
class Read(HTMLParser):
    """What tests look at in a page."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    language: str | None = None
    _script: bool = False
    _paragraph: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.add(str(found["id"]))
        if tag == "html":
            self.language = found.get("lang")
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        elif tag in ("link", "img", "script", "iframe", "source", "object"):
            self.loaded += [str(found[name]) for name in ("href", "src", "data") if found.get(name)]
        self._script = tag == "script" and "src" not in found and found.get("type") in _EXECUTED
        if tag == "p":
            self._paragraph = True
            self.paragraphs.append("")
        self.forbidden += [f"<{tag} {name}>" for name in found if name == "style" or name.startswith("on")]
        if tag in ("style", "base"):
            self.forbidden.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._paragraph = False

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts.append(data)
            self._script = False
        if self._paragraph:
            self.paragraphs[-1] += data


@cache
def read(page: Path) -> Read:
    found = Read()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def built(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def address(source: Path) -> str:
    """Where a page of `docs/` is on the site, from its root."""
    place = source.relative_to(DOCS).with_suffix("").as_posix()
    return f"{place.removesuffix('README').rstrip('/')}/".removeprefix("/")


def test_every_link_leads_to_a_file_and_a_heading(site: Path) -> None:
    dead = []
    for page in built(site):
        own = page.relative_to(site).as_posix()
        for link in [*read(page).links, *read(page).loaded]:
            if re.match(r"[a-z]+:|//", link):
                continue
            name, _, anchor = link.partition("#")
            if name.startswith("/"):
                # Only the page of what is not found, which is shown at any address, has links from the root.
                assert own == "404.html"
                place = name.removeprefix("/docs/")
            else:
                place = posixpath.normpath(posixpath.join(posixpath.dirname(own), name)) if name else own
            target = site / unquote(place)
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                anchor and target.suffix == ".html" and unquote(anchor) not in read(target).ids
            ):
                dead.append(f"{own}: {link}")
    assert dead == [], "\n".join(dead)


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    allowed = set((site / "scripts.txt").read_text(encoding="ascii").split())
    for page in built(site):
        found = read(page)
        assert [one for one in found.loaded if re.match(r"[a-z]+:|//", one)] == [], page
        assert found.forbidden == [], page
        for script in found.scripts:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert f"sha256-{digest}" in allowed, page
        assert "linli.invalid" not in page.read_text(encoding="utf-8")
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert "@import" not in text
        assert [url for url in re.findall(r"url\(\"?([^)\"]{0,40})", text) if not url.startswith("data:")] == [], style


def test_every_page_is_there_and_listed(site: Path) -> None:
    # A page that links to no others by itself has only the navigation.
    own = "project/changelog"
    listed = {posixpath.normpath(posixpath.join(own, link)) for link in read(site / own / "index.html").links}
    for page in [*pages(), *chinese_pages()]:
        place = address(page)
        assert (site / place / "index.html").is_file(), page
        assert posixpath.normpath(place) in listed, page
    for place in OUTSIDE.values():
        assert (site / place.removesuffix(".md") / "index.html").is_file() or (site / place).is_file()


def test_lists_and_tables_are_written_as_the_generator_reads_them(site: Path) -> None:
    # In the repository a list may follow a paragraph at once; the generator takes it for text.
    wrong = [
        f"{page.relative_to(site)}: {paragraph[:80]}"
        for page in built(site)
        for paragraph in read(page).paragraphs
        if re.search(r"^\s*([-*] |\d+\. |\||#+ |```)", paragraph, re.MULTILINE)
    ]
    assert wrong == []


def test_the_switch_of_languages_stays_on_the_page(site: Path) -> None:
    for page in chinese_pages():
        place = address(page)
        english = place.removeprefix(f"{CHINESE}/")
        for own, other in ((place, english), (english, place)):
            targets = {posixpath.normpath(posixpath.join(own, link)) for link in read(site / own / "index.html").links}
            assert posixpath.normpath(other or ".") in targets
        assert read(site / place / "index.html").language == "zh"
        assert read(site / english / "index.html").language == "en"


def test_the_name_of_the_script_changes_with_what_was_changed_in_it(site: Path) -> None:
    (script,) = (site / "assets/javascripts").glob("bundle.*.js")
    assert script.name == f"bundle.{hashlib.sha256(script.read_bytes()).hexdigest()[:8]}.min.js"
    for page in built(site):
        assert [name for name in read(page).loaded if "/bundle." in name and not name.endswith(script.name)] == []


_ASK = """
const fs = require("fs"), vm = require("vm");
const [site, worker, ...questions] = process.argv.slice(1);
const answers = [];
const self = {postMessage: (message) => answers.push(message)};
vm.runInNewContext(fs.readFileSync(worker, "utf8"), {self, console, Intl, setTimeout});
const items = JSON.parse(fs.readFileSync(`${site}/search.json`, "utf8"));
const said = async (type) => {
  for (let wait = 0; wait < 600; wait++) {
    const found = answers.find((answer) => answer.type === type);
    if (found) { answers.length = 0; return found.data; }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the search does not answer");
};
(async () => {
  const places = items.items.map((item) => item.location);
  self.onmessage({data: {type: 0, data: items}});
  await said(1);
  const found = {};
  for (const input of questions) {
    const filter = {input: {type: "operator", data: {operator: "and", operands: []}}, aggregation: {input: []}};
    self.onmessage({data: {type: 2, data: {input, filter}}});
    found[input] = (await said(3)).items.map((item) => places[item.id]);
  }
  console.log(JSON.stringify(found));
})();
"""
"""Puts questions to the script of the site that searches, as a browser does."""


@pytest.mark.skipif(shutil.which("node") is None, reason="the site's search is a script, and there is no Node.js")
def test_the_search_knows_both_languages(site: Path) -> None:
    (worker,) = (site / "assets/javascripts/workers").glob("search.*.js")
    questions = {
        "cursor": None,
        "assignRole": "reference/schema/mutations/#assignRole",
        "冲突": None,
        "联系方式的密钥": f"{CHINESE}/administration/#联系方式的密钥",
        "回退": f"{CHINESE}/administration/#启动以及启动之前",
        "LINLI_READERS": "reference/settings/",
    }
    command = ["node", "-e", _ASK, str(site), str(worker), *questions]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for question, place in questions.items():
        assert found[question], question
        if place is not None:
            assert any(one.startswith(place) for one in found[question]), (question, found[question])
