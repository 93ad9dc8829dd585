"""The roles that people can be given at a scope: those that the core and the loaded plugins declare."""

from __future__ import annotations

from collections.abc import Iterable

from core.plugins.contributions import Role

ROLES: dict[str, Role] = {}
"""What is known in this process, by name. A role that is not here grants nothing, whoever holds it."""


def set_roles(roles: Iterable[Role]) -> None:
    """Make these, the core's and those of all loaded plugins, the roles of this process."""
    found = {role.name: role for role in roles}
    ROLES.clear()
    ROLES.update(found)
