"""Together with another plugin: fields of three owners in one statement."""

from __future__ import annotations

import pytest
from linli.testing import Client, PluginSet, Town, assert_statements, plugin_set

from linli_night_pharmacy import sample


@pytest.fixture(scope="module")
def plugins() -> PluginSet:
    return plugin_set("night_pharmacy", "jinniu_stores")


async def test_one_statement(client: Client, town: Town) -> None:
    await sample.load()
    question = """{
      places(where: {nightDuties: {some: {status: {eq: COMING}}}}) {
        totalCount
        nodes {
          name
          area { name }
          pioneerStore { status }
          onNightDuty
          nightDuties(first: 1) { totalCount nodes { pharmacist services { nodes { serviceLabel } } } }
        }
      }
    }"""
    data = await assert_statements(client.anonymous, question, 1, district="jinniu")
    assert data["places"]["totalCount"] == 1
    (place,) = data["places"]["nodes"]
    assert place["nightDuties"]["totalCount"] == 7
    assert (place["area"], place["pioneerStore"], place["onNightDuty"]) == ({"name": "西华街道"}, None, False)
