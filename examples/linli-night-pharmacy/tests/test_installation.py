"""The plugin comes beside others, and goes without a trace."""

from __future__ import annotations

from linli.testing import Installation, assert_no_clashes, assert_purge_and_reinstall


def test_it_fits_together_with_what_is_installed() -> None:
    assert_no_clashes("night_pharmacy")


async def test_it_can_be_purged_and_installed_again(installation: Installation) -> None:
    await assert_purge_and_reinstall(installation, "night_pharmacy")
