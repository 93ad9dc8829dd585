"""The reference of the hooks, from their specifications."""

from __future__ import annotations

import inspect

from core.plugins.hookspecs import HookSpecs
from core.plugins.validation import HOOKS
from documentation.paths import REFERENCE
from documentation.reference.page import NOTE, Page


def hooks_page() -> Page:
    """Every hook, in the order of the calls."""
    parts = [
        f"{NOTE}\n[Hooks](../plugins/hooks.md) has an example of each, its dataclasses field by field, and what is "
        "refused.\n\n",
    ]
    for name in HOOKS:
        spec = getattr(HookSpecs, name)
        returns = inspect.signature(spec).return_annotation
        told = (inspect.getdoc(spec) or "").replace("``", "`")
        parts.append(
            f"## {name}\n\n```python\ndef {name}() -> {returns}\n```\n\n{told}\n\n"
            f"[Example and details](../plugins/hooks.md#{name})\n\n"
        )
    return Page(f"{REFERENCE}/hooks.md", "All hooks", "Hooks", "".join(parts))
