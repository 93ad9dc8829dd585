"""The order of plugins: each after those that it needs, and where that leaves a choice, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.plugins.failures import Unusable
from core.plugins.validation import CORE_NAME


def in_order(needs: Mapping[str, Sequence[str]]) -> tuple[list[str], dict[str, Unusable]]:
    """The names in order, and what is wrong with those that cannot be placed.

    ``needs`` has the needed names of every plugin. A plugin that needs one which is absent or itself cannot be placed
    is named with it; those that need each other in a circle are all named with the circle.
    """
    wrong: dict[str, Unusable] = {}
    placed: list[str] = []
    waiting = {name: set(needed) for name, needed in needs.items()}
    absent = {name: sorted(needed - waiting.keys()) for name, needed in waiting.items()}
    for name, missing in absent.items():
        if missing:
            wrong[name] = Unusable(
                f"it needs {_listed(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed.",
                "Install what it needs.",
            )
    while True:
        ready = [
            (name != CORE_NAME, name)
            for name, needed in waiting.items()
            if name not in placed and name not in wrong and needed <= set(placed)
        ]
        if not ready:
            break
        placed.append(min(ready)[1])
    for name in sorted(waiting.keys() - set(placed) - wrong.keys()):
        circle = _circle(name, waiting)
        if circle is not None:
            wrong[name] = Unusable(
                f"plugins need each other in a circle: {' → '.join(circle)}.", "One of them must do without the next."
            )
    while left := sorted(waiting.keys() - set(placed) - wrong.keys()):
        for name in left:
            failed = sorted(waiting[name] & wrong.keys())
            if failed:
                wrong[name] = without(failed)
    return placed, wrong


def without(failed: Sequence[str]) -> Unusable:
    """That a plugin needs others, which cannot be used."""
    return Unusable(f"it needs {_listed(failed)}, which cannot be used.", "Put that right first.")


def _circle(start: str, needs: Mapping[str, set[str]]) -> list[str] | None:
    """The shortest way from a plugin back to itself by what each needs."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for name in sorted(needs.get(path[-1], ())):
            if name == start:
                return [*path, start]
            if name not in seen:
                seen.add(name)
                paths.append([*path, name])
    return None


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names)
