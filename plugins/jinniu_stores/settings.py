"""Settings of the plugin: the section ``[plugins.jinniu_stores]``."""

from __future__ import annotations

from pydantic import BaseModel, Field, field_validator


class StoreSettings(BaseModel):
    """What an installation may set."""

    code_grace_days: int = Field(
        14, ge=0, le=366, description="How many days a service code stays valid after it was replaced by another."
    )
    scans_per_minute: int = Field(
        30,
        ge=1,
        le=10_000,
        description="How many times within a minute one address may scan a service code, or open a service by it.",
    )
    scan_url: str = Field(
        "",
        description="What a QR code says, with {token} in it: the address of your mini-program's or website's page. "
        "Empty: the token alone.",
    )

    @field_validator("scan_url")
    @classmethod
    def _has_token(cls, value: str) -> str:
        if value and "{token}" not in value:
            raise ValueError("must have {token} in it, where the token of the code goes")
        return value
