"""What the READMEs show is so, and both languages show the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

from linli.testing import Client, Town, assert_statements

from linli_night_pharmacy import roster, sample
from linli_night_pharmacy.settings import NightPharmacySettings

ENGLISH, CHINESE = (
    (Path(__file__).parents[1] / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")
)


def block(text: str, language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return str(found)


async def test_the_question_is_answered_as_shown(client: Client, town: Town) -> None:
    await sample.load()
    answer = await assert_statements(client.anonymous, block(ENGLISH, "graphql"), 1)
    assert answer == json.loads(block(ENGLISH, "json"))


def test_both_languages_show_the_same() -> None:
    for language in ("graphql", "json", "csv"):
        assert block(ENGLISH, language) == block(CHINESE, language)
    for pattern in (r"^#+ ", r"^\|", r"^- "):
        assert len(re.findall(pattern, ENGLISH, re.MULTILINE)) == len(re.findall(pattern, CHINESE, re.MULTILINE))


def test_columns_and_settings_are_told() -> None:
    for text in (ENGLISH, CHINESE):
        assert block(text, "csv").splitlines()[0] == ",".join(roster.COLUMNS)
        settings = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", text, re.MULTILINE))
        assert settings == {name: str(value) for name, value in NightPharmacySettings().model_dump().items()}
