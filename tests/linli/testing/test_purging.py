"""`assert_purge_and_reinstall` on a plugin that comes and goes without a trace, and on ones that do not."""

from __future__ import annotations

import pytest

from core.plugins.loaded import PluginSet
from linli.models import Place
from linli.testing import Dialect, Installation, assert_purge_and_reinstall, plugin_set
from tests.linli.testing import tips
from tests.linli.testing.tips.models import Tip

one_database = pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)


@pytest.fixture
def plugins(request: pytest.FixtureRequest) -> PluginSet:
    """Those that do everything right, or what a test names by `parametrize`."""
    return plugin_set(getattr(request, "param", tips.HONEST))


async def test_a_plugin_comes_and_goes_without_a_trace(installation: Installation) -> None:
    await assert_purge_and_reinstall(installation, "tips")
    exported = sorted(path.name for path in (installation.directory / "export").iterdir())
    assert exported == ["tips_remark.csv", "tips_remark.json", "tips_tip.csv", "tips_tip.json"]


async def rows() -> None:
    await Tip.create(place=await Place.get(name="演示便利店"), title="甲")


@one_database
@pytest.mark.parametrize("plugins", [tips.GUILTY], indirect=True)
async def test_all_that_a_purge_changes_or_leaves_is_found(installation: Installation) -> None:
    with pytest.raises(AssertionError) as caught:
        await assert_purge_and_reinstall(installation, "tips", rows=rows)
    first, schema, places = str(caught.value).splitlines()
    assert first == "The purge of tips is not clean."
    assert schema.startswith("schema (of a database that never had it / after the purge): tables.tips_log: None / {")
    assert places.startswith("rows of place: 3 gone or changed, 3 new, such as {'id': ")


@one_database
@pytest.mark.parametrize("plugins", [tips.GUILTY], indirect=True)
async def test_without_rows_a_purge_shows_nothing(installation: Installation) -> None:
    with pytest.raises(AssertionError, match=r"^tips has no rows, so a purge loses nothing"):
        await assert_purge_and_reinstall(installation, "tips")
    with pytest.raises(ValueError, match="'tps' is not among the chosen plugins, or has no tables"):
        await assert_purge_and_reinstall(installation, "tps")
