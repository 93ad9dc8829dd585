"""Health points come and go without a trace, beside whatever else is installed."""

from __future__ import annotations

import pytest

from linli.testing import Dialect, Installation, assert_no_clashes, assert_purge_and_reinstall


def test_health_points_clash_with_nobody() -> None:
    assert_no_clashes("health_points")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_health_points_come_and_go(installation: Installation) -> None:
    await assert_purge_and_reinstall(installation, "health_points")
