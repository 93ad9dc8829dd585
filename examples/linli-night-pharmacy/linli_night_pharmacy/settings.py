"""The plugin's settings: ``[plugins.night_pharmacy]`` in linli.toml, or ``LINLI_PLUGIN_NIGHT_PHARMACY_…``."""

from __future__ import annotations

from pydantic import BaseModel, Field

from linli_night_pharmacy.models import LONGEST_HOURS


class NightPharmacySettings(BaseModel):
    """What an administrator may choose."""

    longest_hours: int = Field(
        LONGEST_HOURS, ge=1, le=LONGEST_HOURS, description="How many hours a duty may last at most."
    )
    keep_days: int = Field(
        90, ge=1, le=3660, description="How many days after its end a duty is retired, and its pharmacist forgotten."
    )
