"""The reference of permissions and roles: who brings them, and what each permits."""

from __future__ import annotations

from collections.abc import Iterator

from core.plugins.loaded import PluginSet
from documentation.paths import REFERENCE
from documentation.reference.page import NOTE, Page, code, prose, table


def permissions_page(plugins: PluginSet) -> Page:
    """Every permission and role, below whoever brings it."""
    parts = [
        f"{NOTE}\n[Who may do what](../administration/access.md) says where a permission holds, and how roles are "
        "given.\n\n"
    ]
    for plugin in plugins.plugins:
        permissions = [(code(one.name), prose(one.title_en), prose(one.title_zh)) for one in plugin.permissions]
        roles = [
            (code(one.name), prose(one.title_en), prose(one.title_zh), ", ".join(map(code, one.permissions)))
            for one in plugin.roles
        ]
        told = list(_tables(permissions, roles))
        if told:
            parts += [f"## {plugin.manifest.title_en}\n\n", *told]
    return Page(f"{REFERENCE}/permissions.md", "All permissions and roles", "Permissions and roles", "".join(parts))


def _tables(permissions: list[tuple[str, str, str]], roles: list[tuple[str, str, str, str]]) -> Iterator[str]:
    if permissions:
        yield table(("Permission", "permits", ""), permissions)
    if roles:
        yield table(("Role", "", "", "has"), roles)
