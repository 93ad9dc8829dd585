"""Settings of the plugin: the section ``[plugins.pidu_talent]``."""

from __future__ import annotations

import base64
import binascii
from typing import Self

from pydantic import BaseModel, Field, field_validator, model_validator


class TalentSettings(BaseModel):
    """What an installation may set."""

    programme_months: int = Field(
        12, ge=1, le=60, description="How many months the window of a new programme has at most."
    )
    public_url: str = Field(
        "",
        description="The address of this server as others reach it, without a slash at the end, as "
        "https://linli.example.cn: certificates name it. Empty: the address by which they are asked for.",
    )
    signing_key: str = Field(
        "",
        description="The Ed25519 key that signs certificates: 32 random bytes in base64. Empty: they are not signed, "
        "and are verified at their address alone. Needs public_url, for what is signed names it.",
    )

    @field_validator("public_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and (not value.startswith(("https://", "http://")) or value.endswith("/")):
            raise ValueError("must start with https:// and have no slash at the end")
        return value

    @field_validator("signing_key")
    @classmethod
    def _is_key(cls, value: str) -> str:
        try:
            length = len(base64.b64decode(value, validate=True))
        except binascii.Error:
            raise ValueError("must be base64") from None
        if value and length != 32:
            raise ValueError("must be 32 bytes in base64")
        return value

    @model_validator(mode="after")
    def _signs_its_address(self) -> Self:
        if self.signing_key and not self.public_url:
            raise ValueError("signing_key needs public_url: whatever is signed names this server")
        return self
