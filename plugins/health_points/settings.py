"""Settings of the plugin: the section ``[plugins.health_points]``."""

from __future__ import annotations

from pydantic import BaseModel, Field


class HealthSettings(BaseModel):
    """What an installation may set."""

    expiring_days: int = Field(30, ge=1, le=366, description="How many days before a lot expires an alert tells of it.")
    book_days_ahead: int = Field(
        30, ge=1, le=366, description="How many days ahead appointments can be booked at contact points."
    )
