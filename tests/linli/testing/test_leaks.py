"""`assert_no_leaks` on a plugin that keeps its secrets, and on ones that do not."""

from __future__ import annotations

from typing import Any

import pytest

from core.plugins.loaded import PluginSet
from core.search import index_instance
from linli.testing import Client, Dialect, Town, assert_no_leaks, plugin_set
from tests.linli.testing import tips
from tests.linli.testing.tips.models import Remark, Tip, TipKind

one_database = pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)


@pytest.fixture
def plugins(request: pytest.FixtureRequest) -> PluginSet:
    """Those that do everything right, or what a test names by `parametrize`."""
    return plugin_set(getattr(request, "param", tips.HONEST))


@pytest.fixture
async def secret(client: Client, town: Town) -> Tip:
    """A secret tip, beside one that everybody sees."""
    await index_instance(await Tip.create(place=town.store, title="路灯很亮"))
    tip = await Tip.create(place=town.store, title="秘密举报", kind=TipKind.PROBLEM, secret=True)
    await index_instance(tip)
    await Remark.create(tip=tip, text="已处理")
    return tip


async def test_a_rule_holds_on_every_path(client: Client, secret: Tip) -> None:
    await assert_no_leaks(client.anonymous, [secret])
    await assert_no_leaks(client.anonymous, [secret], district="jinniu")
    # Everything is as it was.
    assert await client.ask(
        '{ tips { nodes { title remarks { nodes { text } } } } search(text: "举报") { totalCount } }'
    ) == {
        "tips": {
            "nodes": [
                {"title": "秘密举报", "remarks": {"nodes": [{"text": "已处理"}]}},
                {"title": "路灯很亮", "remarks": {"nodes": []}},
            ]
        },
        "search": {"totalCount": 1},
    }


async def found(client: Client, rows: list[Tip], **options: Any) -> list[str]:
    """The paths that leak."""
    with pytest.raises(AssertionError) as caught:
        await assert_no_leaks(client, rows, **options)
    first, *others = str(caught.value).splitlines()
    assert first == f"{len(rows)} row(s) of Tip must not be seen, and these answers tell of them:"
    return others


@pytest.mark.parametrize("plugins", [tips.LEAKY], indirect=True)
async def test_each_path_that_forgets_the_rule_is_found(client: Client, secret: Tip) -> None:
    lines = await found(client.anonymous, [secret])
    assert lines[:3] == [
        "tips.nodes.beside: 2 with the rows, 1 without them",
        "places.nodes.allTips: 2 with the rows, 1 without them",
        "places.nodes.counted: 2 with the rows, 1 without them",
    ]
    paths = {line.partition(": ")[0] for line in lines}
    assert {"activities.nodes.place.counted", "areas.nodes.places.nodes.tips.nodes.beside"} <= paths
    told = "\n".join(lines)
    assert 'places(where: {"tipTitled": "秘密举报"}).totalCount: 1 with the rows, 0 without them' in told
    assert 'places(where: {"allTips": {"eq": 2}}).totalCount: 1 with the rows, 0 without them' in told
    assert 'places(orderBy: [{"allTips": "ASC"}]).edges.cursor: ' in told
    assert 'places(orderBy: [{"tipsOrder": "ASC"}]).edges.cursor: ' in told
    # What asks the right way tells nothing.
    assert not [line for line in lines if "tipCount" in line or "tipTitles" in line]
    told_by_design = ["Place.allTips", "Place.tipTitled", "Place.tipsOrder", "Place.counted", "Tip.beside"]
    await assert_no_leaks(client.anonymous, [secret], except_fields=told_by_design)


@one_database
async def test_rows_that_are_seen_are_found_on_every_path(client: Client, secret: Tip) -> None:
    paths = {line.partition(": ")[0] for line in await found(client.permitted("tips.edit"), [secret])}
    assert {
        "node",
        "nodes",
        "tip",
        "tips.edges",
        "tips.nodes",
        "tips.totalCount",
        "tips.by_kind",
        "tipRemarks.by_tip",
        "search('秘密举报').totalCount",
        "places.nodes.tipTitles",
        "places.nodes.tips.totalCount",
        "areas.nodes.places.nodes.tips.nodes",
    } <= paths


@one_database
async def test_rows_that_nobody_sees_show_nothing(client: Client, secret: Tip, town: Town) -> None:
    beyond = await Tip.create(place=town.library, title="x", secret=True)
    with pytest.raises(ValueError, match=f"the administrator does not see tip_{beyond.id} either, so the test"):
        await assert_no_leaks(client.anonymous, [secret, beyond])
    with pytest.raises(ValueError, match="give rows of one model, and not of none"):
        await assert_no_leaks(client.anonymous, [])
    with pytest.raises(ValueError, match=r"there is no field Place\.tipCounts to leave out"):
        await assert_no_leaks(client.anonymous, [secret], except_fields=["Place.tipCounts"])
    with pytest.raises(ValueError, match="no type of pidu is declared over Tip"):
        await assert_no_leaks(client.anonymous, [secret], district="pidu")
