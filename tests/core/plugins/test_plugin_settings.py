"""Settings of plugins: where they come from, and what is said about wrong ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field, model_validator

from core.errors import SettingsError
from core.plugins.discovery import Discovery
from core.plugins.failures import PluginError
from core.plugins.loading import load_plugins
from core.settings_sources import load_settings
from linli.services import plugin_settings
from tests.plugins.kits.plugin import KitSettings
from tests.plugins.making import CORE, KITS, installed, load, plugin


def refusal(*found: Any, **settings: Any) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(*found, **settings)
    return caught.value.message.splitlines()


def test_the_environment_wins_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text('port = 1234\n[plugins.kits]\ntarget = 3\nwards = ["东"]\n')
    settings = load_settings({"LINLI_PLUGIN_KITS_TARGET": "4", "LINLI_PLUGIN_KITS_WARDS": ""}, tmp_path)
    kits = load_plugins(settings, Discovery((CORE, KITS))).get("kits")
    assert kits is not None
    assert kits.settings == KitSettings(target=4, wards=["东"])
    assert plugin_settings(KitSettings) is kits.settings
    assert settings.port == 1234


def test_lists_in_the_environment() -> None:
    load(KITS, variables={"LINLI_PLUGIN_KITS_WARDS": '["东", "西"]'})
    assert plugin_settings(KitSettings) == KitSettings(wards=["东", "西"])
    load(KITS)
    assert plugin_settings(KitSettings) == KitSettings()


def test_every_problem_is_named_at_once() -> None:
    assert refusal(
        KITS,
        sections={"kits": {"target": 0, "ward": []}, "kit": {}},
        variables={"LINLI_PLUGIN_KITS_TARGETS": "1"},
    ) == [
        "4 settings of plugins are wrong:",
        "  - `LINLI_PLUGIN_KITS_TARGETS` in the environment is not a setting. Did you mean `LINLI_PLUGIN_KITS_TARGET`?",
        "  - `plugins.kits.ward` in linli.toml is not a setting. Did you mean `plugins.kits.wards`?",
        "  - `plugins.kit` in linli.toml: no such plugin is installed. Install it, or remove the section.",
        "  - LINLI_PLUGIN_KITS_TARGET (`plugins.kits.target` in linli.toml) is 0 in linli.toml: "
        "must be a whole number, at least 1.",
    ]


class Needy(BaseModel):
    address: str
    smallest: int = 1
    largest: int = Field(2)

    @model_validator(mode="after")
    def _in_order(self) -> Needy:
        if self.smallest > self.largest:
            raise ValueError("smallest must not be larger than largest.")
        return self


NEEDY = plugin("needy", linli_settings=Needy)


def test_a_setting_without_a_default() -> None:
    assert refusal(NEEDY) == [
        "One setting of a plugin is wrong:",
        "  - LINLI_PLUGIN_NEEDY_ADDRESS (`plugins.needy.address` in linli.toml) is not set, and must be a text.",
    ]


def test_a_rule_about_several_settings() -> None:
    assert refusal(NEEDY, sections={"needy": {"address": "x", "smallest": 3}}) == [
        "One setting of a plugin is wrong:",
        "  - `plugins.needy` in linli.toml: smallest must not be larger than largest.",
    ]


def test_settings_of_a_plugin_that_was_left_out() -> None:
    def broken() -> object:
        raise RuntimeError("no")

    plugins = load(
        installed("broken", broken),
        plugins_on_failure="skip",
        sections={"broken": {"x": 1}},
        variables={"LINLI_PLUGIN_BROKEN_X": "1"},
    )
    assert plugins.names == ("core",)


def test_two_settings_with_one_variable() -> None:
    class First(BaseModel):
        b_c: int = 1

    class Second(BaseModel):
        c: int = 1

    with pytest.raises(PluginError) as caught:
        load(plugin("a", linli_settings=First), plugin("a_b", linli_settings=Second))
    assert caught.value.message == (
        "The setting LINLI_PLUGIN_A_B_C is claimed by `plugins.a.b_c` and by `plugins.a_b.c`; "
        "one of the two plugins must rename its setting."
    )


def test_settings_of_nobody() -> None:
    class Unknown(BaseModel): ...

    with pytest.raises(RuntimeError, match="there are no settings of the class Unknown"):
        plugin_settings(Unknown)


def test_a_section_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "linli.toml").write_text("[plugins]\nkits = 3\n")
    with pytest.raises(SettingsError) as caught:
        load_settings({}, tmp_path)
    assert caught.value.message.splitlines()[1].endswith("[plugins.<name>].")
