"""Who asks: nobody, a resident, the administrator of another area, and a partner's program."""

from __future__ import annotations

import uuid

from core.access import ANONYMOUS, OPERATIONS_WRITE, Reach, Viewer, ViewerKind
from core.plugins.loaded import PluginSet

UNRELATED = OPERATIONS_WRITE
"""What the partner has: a permission that has to do with nobody's rows but those of apps."""


def viewers(plugins: PluginSet, resident: uuid.UUID, elsewhere: uuid.UUID) -> dict[str, Viewer]:
    """By their names. ``resident`` is the person of the one, who has no role; ``elsewhere`` the area in which the
    administrator has every permission that there is.
    """
    everything = plugins.permissions
    there = Reach(areas=frozenset({elsewhere}))
    return {
        "anonymous": ANONYMOUS,
        "resident": Viewer(ViewerKind.PERSON, frozenset(), account_id=uuid.UUID(int=1), person_id=resident),
        "administrator elsewhere": Viewer(
            ViewerKind.PERSON, everything, dict.fromkeys(everything, there), account_id=uuid.UUID(int=2)
        ),
        "partner": Viewer(ViewerKind.PROGRAM, frozenset({UNRELATED}), token_id=uuid.UUID(int=3)),
    }
