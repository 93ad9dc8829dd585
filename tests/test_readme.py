"""The READMEs: the example query gives the answer that stands below it, and both languages are in step."""

import json
import re
from pathlib import Path

import httpx
import pytest

from core.database.url import Dialect
from core.settings import Settings
from linli.testing import plugin_set
from linli.testing.databases import Databases
from linli.testing.plugins import in_force, own_plugins
from tests.schema.composed import Assembled
from tests.support.demo import load

ROOT = Path(__file__).parents[1]
README, README_ZH = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))


def block(text: str, language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return str(found)


async def test_the_example_gives_the_answer_that_is_shown(
    dialect: Dialect, databases: Databases, tmp_path: Path
) -> None:
    plugins = plugin_set(*own_plugins(ROOT))
    async with databases.migrated(dialect, plugins.apps, tmp_path, core_fill=load) as url:
        settings = Settings(database_url=url, data_dir=tmp_path / "data")
        with in_force(plugins, settings):
            app = Assembled(settings, plugins)
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
            ):
                response = await client.post("/graphql", json={"query": block(README, "graphql")})

    assert response.json() == json.loads(block(README, "json"))


@pytest.mark.parametrize("language", ["graphql", "json"])
def test_the_example_is_the_same_in_both_languages(language: str) -> None:
    assert block(README, language) == block(README_ZH, language)


def test_both_languages_have_the_same_parts_and_links() -> None:
    for pattern in (r"^#+ ", r"^```\w*$", r"^\|", r"^make \w+", r"^\w+/? {3,}"):
        counts = [len(re.findall(pattern, text, flags=re.MULTILINE)) for text in (README, README_ZH)]
        assert counts[0] == counts[1], pattern
    links = [set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.zh.md"} for text in (README, README_ZH)]
    # Pages that there are in Chinese are those of the Chinese edition.
    assert links[0] == {link.replace("docs/zh/", "docs/") for link in links[1]}


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/administration.md"])
def test_links_lead_to_files(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\(([^)#:]+)[^)]*\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), f"{page} points to {link}"
