"""Built-in plugins by the assertions of `linli.testing`: they come and go without a trace, and keep their secrets."""

from __future__ import annotations

import datetime

import pytest

from core.plugins.loaded import PluginSet
from linli.testing import (
    Client,
    Dialect,
    Installation,
    Town,
    assert_no_clashes,
    assert_no_leaks,
    assert_purge_and_reinstall,
    plugin_set,
)
from plugins.jinniu_stores.models import Agreement, Obligation, Signatory

one_database = pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    return plugin_set("jinniu_stores")


def test_pioneer_stores_clash_with_nobody() -> None:
    assert_no_clashes("jinniu_stores")


@one_database
async def test_pioneer_stores_come_and_go(installation: Installation) -> None:
    await assert_purge_and_reinstall(installation, "jinniu_stores")


@one_database
async def test_drafts_of_agreements_leave_no_trace(client: Client, town: Town) -> None:
    drafts = [
        await Agreement.create(area=town.jinniu, code=f"2024-{number}", title=f"战略合作协议{number}")
        for number in (1, 2)
    ]
    for draft in drafts:
        await Signatory.create(agreement=draft, organization=town.office, position=1)
        await Obligation.create(agreement=draft, owner=town.office, position=1, title="宣传")
    await Agreement.create(area=town.jinniu, code="2024-3", title="已签协议", signed_on=datetime.date(2024, 7, 10))
    await assert_no_leaks(client.anonymous, drafts)
