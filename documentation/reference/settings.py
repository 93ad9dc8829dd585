"""The reference of the settings: those of the platform and of the plugins that come with it, from their models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.plugins.loaded import PluginSet
from core.plugins.plugin_settings import variable_of
from core.settings import ENV_PREFIX, Settings
from core.settings_problems import expects, leaves
from core.settings_sections import Issuer
from documentation.paths import REFERENCE
from documentation.reference.page import NOTE, Page, code, prose, table

_HEADS = ("Setting, and its variable", "Default", "Takes")


def settings_page(plugins: PluginSet) -> Page:
    """Every setting, in the order of the code."""
    parts = [
        f"{NOTE}\n[Settings](../administration/settings.md) says where they are written, and when to change which.\n\n",
        f"## The platform\n\n{table(_HEADS, _rows(Settings, _variable))}",
        f"### Each of auth.issuers {{ #auth.issuers }}\n\n{table(_HEADS, _rows(Issuer, lambda _: ''))}",
    ]
    for plugin in plugins.plugins:
        model = plugin.settings_model
        if model is not None:
            name = plugin.name
            rows = _rows(model, lambda key, name=name: variable_of(name, key))
            parts.append(
                f"## {plugin.manifest.title_en}\n\nIn the section `[plugins.{name}]`.\n\n{table(_HEADS, rows)}"
            )
    return Page(f"{REFERENCE}/settings.md", "All settings", "Settings", "".join(parts))


def _variable(key: str) -> str:
    return f"{ENV_PREFIX}{key.upper().replace('.', '_')}"


def _rows(model: type[BaseModel], variable: Any) -> Iterator[Sequence[str]]:
    for key, field in leaves(model).items():
        name = variable(key)
        names = f"{code(key)}<br>{code(name)}" if name else code(key)
        yield names, _default(field), f"{prose(expects(field))}. {prose(field.description or '')}"


def _default(field: FieldInfo) -> str:
    default: Any = field.default
    if field.is_required():
        return "must be set"
    if default is None or default == ():
        return "unset"
    if isinstance(default, tuple):
        return ", ".join(code(str(one)) for one in default)
    return code(str(default).lower() if isinstance(default, bool) else str(default))
