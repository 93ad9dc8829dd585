"""The roles that a process knows: those of the plugins that it loaded last."""

from __future__ import annotations

from core.roles import ROLES
from linli import Permission, Role
from linli.testing import plugin_set
from linli.testing.plugins import in_force
from tests.plugins.making import load, plugin

KEEPER = Role("bells.keeper", "司钟", "Keeper of bells", ("bells.ring",))


def test_loaded_plugins_bring_their_roles() -> None:
    bells = plugin("bells", linli_permissions=[Permission("bells.ring", "敲钟", "Ring")], linli_roles=[KEEPER])
    load(bells)
    assert ROLES["bells.keeper"] == KEEPER
    load()
    assert "bells.keeper" not in ROLES


def test_a_test_knows_the_roles_of_its_plugins_as_long_as_it_runs() -> None:
    bells = plugin("bells", linli_permissions=[Permission("bells.ring", "敲钟", "Ring")], linli_roles=[KEEPER])
    plugins = plugin_set(bells)
    assert "bells.keeper" not in ROLES
    with in_force(plugins):
        assert ROLES["bells.keeper"] == KEEPER
        with in_force(plugin_set()):
            assert "bells.keeper" not in ROLES
        assert ROLES["bells.keeper"] == KEEPER
    assert "bells.keeper" not in ROLES
