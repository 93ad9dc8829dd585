"""Who asks, and what they may do. The rules of rows live with their types; this only names permissions."""

from __future__ import annotations

import enum
from dataclasses import dataclass

PEOPLE_READ = "people.read"
"""See people, their audiences and their roles."""
REGISTRATIONS_READ = "registrations.read"
"""See who registered for an activity."""
DRAFTS_READ = "drafts.read"
"""See what is not published: drafts of activities and programmes, media without recorded consent."""
ACTIVITIES_WRITE = "activities.write"
"""Create, change, publish, postpone, cancel and archive activities."""
PLACES_WRITE = "places.write"
"""Create and change places and their hours."""
ORGANIZATIONS_WRITE = "organizations.write"
"""Create and change organisations."""
AREAS_WRITE = "areas.write"
"""Create areas."""
MODULES_WRITE = "modules.write"
"""See which plugins districts have, enable them and disable them."""
OPERATIONS_WRITE = "operations.write"
"""See the operations that frontend teams registered, register them and remove them."""

PERMISSIONS = frozenset(
    {
        PEOPLE_READ,
        REGISTRATIONS_READ,
        DRAFTS_READ,
        ACTIVITIES_WRITE,
        PLACES_WRITE,
        ORGANIZATIONS_WRITE,
        AREAS_WRITE,
        MODULES_WRITE,
        OPERATIONS_WRITE,
    }
)
"""Every permission of the core. A plugin's permissions carry its own prefix."""


class ViewerKind(enum.Enum):
    """Kind of a viewer."""

    ANONYMOUS = "ANONYMOUS"
    ADMIN = "ADMIN"


@dataclass(frozen=True)
class Viewer:
    """Somebody who sends a request, with exactly the permissions listed: none is implied by another."""

    kind: ViewerKind
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Whether the viewer has `permission`."""
        return permission in self.permissions


ANONYMOUS = Viewer(ViewerKind.ANONYMOUS, frozenset())
"""Somebody without a token: sees what is public, changes nothing."""

ADMIN = Viewer(ViewerKind.ADMIN, PERMISSIONS)
"""The holder of the administrator's token: everything of the core."""
