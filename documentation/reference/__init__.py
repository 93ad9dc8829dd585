"""The generated pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.plugins.loaded import PluginSet
from documentation.paths import REFERENCE
from documentation.reference.commands import commands_page
from documentation.reference.errors import errors_page
from documentation.reference.hooks import hooks_page
from documentation.reference.page import NOTE, Page
from documentation.reference.permissions import permissions_page
from documentation.reference.schema import schema_pages
from documentation.reference.settings import settings_page


def pages(plugins: PluginSet) -> list[Page]:
    """Every page of the reference, with these plugins, in the order of the navigation; the overview comes first."""
    found = [
        *schema_pages(plugins),
        errors_page(),
        permissions_page(plugins),
        settings_page(plugins),
        commands_page(plugins),
        hooks_page(),
    ]
    return [_overview(found), *found]


def navigation(found: Sequence[Page]) -> list[dict[str, Any]]:
    """How the pages are listed at the side: those of the schema below one heading."""
    overview, *others = found
    schema = [page for page in others if page.place.startswith(f"{REFERENCE}/schema/")]
    rest = [page for page in others if page not in schema]
    return [
        {overview.listed_as: overview.place},
        {"Schema": [{page.listed_as: page.place} for page in schema]},
        *({page.listed_as: page.place} for page in rest),
    ]


def _overview(found: Sequence[Page]) -> Page:
    listed = "".join(
        f"- [{page.title}]({page.place.removeprefix(f'{REFERENCE}/')})\n"
        for page in found
        if page.place.count("/") == 1 or page.place.endswith("README.md")
    )
    text = f"{NOTE}\n{listed}- [What a plugin may import](../plugins/surface.md)\n"
    return Page(f"{REFERENCE}/README.md", "Reference", "Overview", text)
