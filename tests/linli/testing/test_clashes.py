"""`assert_no_clashes`: a plugin beside each other installed one, and beside those that are given."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from linli import Part, Permission, RootConnection
from linli.testing import assert_no_clashes
from tests.linli.testing import tips
from tests.plugins.kits import plugin as kits
from tests.plugins.making import plugin


def told(found: object, beside: Sequence[object]) -> list[str]:
    """The lines of the error."""
    with pytest.raises(AssertionError) as caught:
        assert_no_clashes(found, beside=beside)
    return str(caught.value).splitlines()


def shops(name: str) -> SimpleNamespace:
    """A plugin with a root field over the core's places."""
    root = RootConnection("shops", f"{name}Shop", "Place", "All shops (商店).")
    return plugin(name, linli_schema=Part(roots=(root,)))


def test_plugins_that_fit_together() -> None:
    assert_no_clashes(tips.HONEST, beside=[kits])


def test_both_owners_of_each_name_are_named() -> None:
    assert told(shops("ours"), [shops("other"), shops("another"), kits]) == [
        "The plugin ours cannot be installed as it is.",
        "ours and another: the root field 'shops' is claimed by 'another' and by 'ours'; "
        "rename the root field in one of them",
        "ours and other: the root field 'shops' is claimed by 'other' and by 'ours'; "
        "rename the root field in one of them",
    ]


def test_others_that_clash_with_each_other_are_named() -> None:
    assert told(tips.HONEST, [shops("first"), shops("second")]) == [
        "The plugin tips cannot be installed as it is.",
        "all at once: the root field 'shops' is claimed by 'first' and by 'second'; "
        "rename the root field in one of them",
    ]


def test_a_plugin_that_is_wrong_by_itself() -> None:
    lines = told(plugin("wrong", linli_permissions=[Permission("right.edit", "编辑", "Edit")]), [])
    assert lines[:2] == ["The plugin wrong cannot be installed as it is.", "wrong: One plugin cannot be used:"]
    assert "the permission 'right.edit' does not start with the plugin's name" in lines[2]
