"""The table of all settings in docs/administration/settings.md, made from the settings themselves."""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo

from core.settings import ENV_PREFIX, Settings
from core.settings_problems import expects, leaves
from tests.docs.markdown import DOCS

PAGE = DOCS / "administration" / "settings.md"
HEAD = "| --- | --- | --- | --- |\n"


def rows() -> str:
    """A row for each setting, in the order of the code."""
    return "".join(
        f"| `{key}` | `{ENV_PREFIX}{key.upper().replace('.', '_')}` | {_default(field)} "
        f"| {expects(field)}. {field.description} |\n"
        for key, field in leaves(Settings).items()
    )


def written(text: str) -> str:
    """The page's text with the table as it should be."""
    before, head, after = text.partition(HEAD)
    rest = after.splitlines(keepends=True)
    while rest and rest[0].startswith("|"):
        del rest[0]
    return "".join([before, head, rows(), *rest])


def _default(field: FieldInfo) -> str:
    default: Any = field.default
    if default is None or default == ():
        return "unset"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
