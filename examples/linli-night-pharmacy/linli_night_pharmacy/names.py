"""Names that never change, because databases, clients and consumers of events keep them."""

from __future__ import annotations

NAME = "night_pharmacy"
"""The plugin's own."""

DUTY_TAG = "npd"
"""What the ids of duties start with."""

SERVICE_TAG = "nps"
"""What the ids of a duty's services start with."""
