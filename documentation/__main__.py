"""`python -m documentation [DIRECTORY]`: build the site, by default where the platform serves it from."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from app import installed_plugins
from core.settings import Settings
from documentation import reference
from documentation.finishing import LANGUAGES, finish
from documentation.navigation import Navigation, navigation, navigation_in_chinese
from documentation.pages import stage
from documentation.paths import CHINESE, SITE

_CONFIGURATION, _STYLE = (Path(__file__).with_name(name) for name in ("site.yml", "site.css"))
_IN_CHINESE = {"Dark colours": "深色", "Light colours": "浅色", "Permanent link": "永久链接"}
"""The texts of the configuration that readers see, in Chinese."""
# Only the path of this counts, for the page of what is not found; the finished site names no host.
_ADDRESS = "http://linli.invalid/docs/"


def build(target: Path) -> None:
    """Build the site into a directory, in place of what is there.

    Raises DeadLink and subprocess.CalledProcessError, with nothing changed, where a page links to what is not there.
    """
    found = reference.pages(installed_plugins(Settings()).built_in())
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        pages = project / "pages"
        stage(pages)
        shutil.copyfile(_STYLE, pages / _STYLE.name)
        for page in found:
            (pages / page.place).parent.mkdir(parents=True, exist_ok=True)
            (pages / page.place).write_text(page.markdown(), encoding="utf-8")
        site = _generated(project, "en", navigation(reference.navigation(found)))
        # The generator speaks one language at a time: the Chinese pages are taken from a site that speaks Chinese, for
        # which it need not read the others again.
        for path in pages.rglob("*.md"):
            if CHINESE not in path.relative_to(pages).parts:
                path.write_text("# …\n", encoding="utf-8")
        chinese = _generated(project, CHINESE, navigation_in_chinese())
        shutil.rmtree(site / CHINESE)
        shutil.move(chinese / CHINESE, site / CHINESE)
        finish(site, pages)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(site, target)


def _generated(project: Path, language: str, listed: Navigation) -> Path:
    """Let the generator make the site with its own texts in a language; gives the directory with it."""
    # The loader knows no tags of Python, and so hands the one on as it is.
    text = _CONFIGURATION.read_text(encoding="utf-8").replace("site_dir: site", f"site_dir: site-{language}")
    text = text.replace("  name: material\n", f"  name: material\n  language: {language}\n")
    for english, chinese in _IN_CHINESE.items() if language == CHINESE else ():
        text = text.replace(english, chinese)
    alternate = [{"name": LANGUAGES[one], "link": f"./{one}/", "lang": one} for one in LANGUAGES]
    text = text.replace("extra:\n", f"extra:\n  alternate: {alternate!r}\n".replace("'", '"'))
    text += yaml.safe_dump({"site_url": _ADDRESS, "nav": listed}, allow_unicode=True, sort_keys=False)
    configuration = project / f"mkdocs-{language}.yml"
    configuration.write_text(text, encoding="utf-8")
    strict = ["--strict"] if language == "en" else []
    command = [sys.executable, "-m", "zensical", "build", "--clean", *strict, "--config-file", str(configuration)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()
    return project / f"site-{language}"


def main() -> None:
    """The command."""
    target = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else SITE
    build(target)
    files = [file for file in target.rglob("*") if file.is_file()]
    print(f"Built {sum(file.suffix == '.html' for file in files)} pages into {target}.")


if __name__ == "__main__":
    main()
