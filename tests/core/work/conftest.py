"""What all tests of handlers and jobs have in common."""

import pytest

from core.work import handlers
from tests.core.work.plugins import enabled_somewhere


@pytest.fixture(autouse=True)
def _some_district_has_every_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "works_at", enabled_somewhere)
