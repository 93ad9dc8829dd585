"""The demo's training, and what the reports tell of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from graphql import parse

from core.database.connect import Database
from core.models import PluginEnablement
from core.plugins.loaded import PluginSet
from core.privacy import ContactVault
from core.reports.periods import ReportQuestion
from core.reports.run import run_report
from core.sample.demo import load_demo
from linli.testing import Client, fixed
from plugins.pidu_talent import models, sample
from plugins.pidu_talent.examples import EXAMPLES, FIGURES
from tests.plugins.pidu_talent.camp import at, date

KEY = "bGlubGkgdGVzdHMgb25seSwgbmV2ZXIgYSBzZWNyZXQ="
NOW = at(date(2026, 7, 1))

ROWS = {}


@pytest.fixture
async def demo(client: Client, db: Database) -> Client:
    with fixed(NOW):
        await load_demo(db, ContactVault([KEY], KEY))
        assert await sample.load() == sum(ROWS.values())
    return client


async def test_everything_that_was_planned_is_there(demo: Client) -> None:
    assert {name: await getattr(models, name).all().count() for name in models.__all__} == ROWS
