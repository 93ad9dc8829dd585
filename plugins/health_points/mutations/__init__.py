"""What can be done to health points: each mutation is a use case of the plugin's services."""

from __future__ import annotations

from plugins.health_points.mutations.contacts import CONTACT_MUTATIONS
from plugins.health_points.mutations.kits import KIT_MUTATIONS
from plugins.health_points.mutations.stock import STOCK_MUTATIONS

MUTATIONS = (*KIT_MUTATIONS, *STOCK_MUTATIONS, *CONTACT_MUTATIONS)
