"""Which plugins and which databases the fixtures take, and what they say if there are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.plugins.failures import PluginError
from core.plugins.plugin_settings import plugin_settings
from linli.testing import Client, Dialect, plugin_set
from linli.testing.plugins import own_plugins
from tests.plugins.kits import plugin as kits
from tests.plugins.making import plugin

DIALECTS = "async def test_it(dialect):\n    print('on', dialect.value)\n"


def lines_of(pytester: pytest.Pytester, settings: str, test: str, *arguments: str) -> list[str]:
    """What pytest says in a project of its own."""
    pytester.makeconftest('pytest_plugins = ["linli.testing.fixtures"]')
    asyncio = "asyncio_mode = 'auto'\nasyncio_default_fixture_loop_scope = 'function'"
    pytester.makepyprojecttoml(f"[tool.pytest.ini_options]\n{asyncio}\n{settings}\n")
    pytester.makepyfile(test)
    result = pytester.runpytest_inprocess("-q", "-s", *arguments)
    return [*result.stdout.lines, *result.stderr.lines]


@pytest.mark.parametrize(
    ("settings", "arguments", "expected"),
    [
        ("linli_databases = ['sqlite']", [], ["on sqlite"]),
        ("linli_databases = ['sqlite']", ["--linli-database", "postgres"], ["on postgres"]),
    ],
)
def test_a_project_or_a_run_chooses_databases(
    settings: str, arguments: list[str], expected: list[str], pytester: pytest.Pytester
) -> None:
    lines = lines_of(pytester, settings, DIALECTS, *arguments)
    assert sorted(line.lstrip(".") for line in lines if "on " in line) == expected


def test_what_cannot_be_chosen_is_said(pytester: pytest.Pytester) -> None:
    told = "\n".join(lines_of(pytester, "linli_databases = ['mysql']", DIALECTS))
    assert "linli_databases: 'mysql' is not a valid Dialect. There are: " in told
    told = "\n".join(lines_of(pytester, "", "def test_it(plugins):\n    pass\n"))
    assert f"{pytester.path / 'pyproject.toml'} registers no plugin of Linli. Write linli_plugins = " in told


def test_a_project_names_its_plugins(pytester: pytest.Pytester) -> None:
    test = "def test_it(plugins):\n    print(plugins.names)\n"
    assert "('core', 'jinniu_stores')" in "\n".join(lines_of(pytester, "linli_plugins = ['jinniu_stores']", test))


def test_a_project_registers_its_plugins(tmp_path: Path) -> None:
    assert own_plugins(tmp_path) == []
    registered = '[project]\nname = "x"\n[project.entry-points."linli.plugins"]\ntwo = "x.two"\none = "x.one"\n'
    (tmp_path / "pyproject.toml").write_text(registered)
    assert own_plugins(tmp_path) == ["one", "two"]


def test_plugins_come_with_all_that_they_need() -> None:
    first, second = plugin("first"), plugin("second", ["kits"])
    assert plugin_set(second, kits, first).names == ("core", "first", "kits", "second")
    assert plugin_set(kits) is plugin_set(kits)
    with pytest.raises(
        PluginError,
        match=r"There is no plugin 'kits'\. Installed: core, health_points, jinniu_stores, pidu_talent, second\.",
    ):
        plugin_set(second)
    with pytest.raises(PluginError, match="it has no hook linli_manifest"):
        plugin_set(object())


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.usefixtures("town")
async def test_settings_are_those_of_the_set(client: Client) -> None:
    # Another set of plugins was loaded since.
    plugin_set(kits, settings={"kits": {"target": 3}})
    assert (await client.http.get("/plugins/kits/hello")).text == "target 10"
    assert plugin_settings(kits.KitSettings).target == 10
