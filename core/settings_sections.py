"""The sections of the settings: limits of requests, how work is done, whose tokens are believed."""

from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""How tokens of issuers may be signed: with a private key, so that whoever reads them cannot write them."""

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class Limits(BaseModel):
    """What one request may ask for, and what the server keeps for the next. Section `[limits]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body_bytes: int = Field(1024 * 1024, ge=1024, description="The largest request body, in bytes.")
    tokens: int = Field(10_000, ge=10, description="The most tokens in a GraphQL document.")
    depth: int = Field(20, ge=1, description="The most levels of fields in an operation.")
    aliases: int = Field(100, ge=1, description="The most aliased fields in an operation.")
    filter_depth: int = Field(6, ge=1, description="The most levels of `where`, through relations too.")
    page_default: int = Field(20, ge=1, description="The size of a page when a query names none.")
    page_max: int = Field(1_000, ge=1, validate_default=True, description="The largest page.")
    cost: int = Field(200_000, ge=1, description="The most rows a query may ask for, nested page sizes multiplied.")
    subscriptions: int = Field(1_000, ge=1, description="The most subscriptions that a worker keeps open.")
    subscriptions_per_client: int = Field(
        50,
        ge=1,
        description="The most subscriptions that a worker keeps open for one account or program, or one address "
        "without a token.",
    )
    subscriptions_anonymous: int | None = Field(
        None,
        ge=0,
        description="The most subscriptions that a worker keeps open for all who have no token. Unset: half of "
        "subscriptions.",
    )
    subscription_queue: int = Field(
        100, ge=1, description="The most events that wait for a client that reads slowly, before its subscription ends."
    )
    subscription_seconds: float = Field(
        3_600.0, gt=0, description="How long a subscription stays open, in seconds; then the client opens it again."
    )
    reveals_per_hour: int = Field(
        30, ge=0, description="How many contact details somebody may see in full within an hour."
    )
    contact_lookups_per_hour: int = Field(
        60, ge=0, description="How many times somebody may look for people by a contact detail within an hour."
    )
    exports_per_hour: int = Field(
        10, ge=0, description="How many times somebody may export what is held of a person within an hour."
    )
    document_cache_bytes: int = Field(8 * 1024 * 1024, ge=0, description="Memory for parsed documents, in bytes.")
    plan_cache_bytes: int = Field(8 * 1024 * 1024, ge=0, description="Memory for compiled plans, in bytes.")

    @property
    def most_anonymous_subscriptions(self) -> int:
        """How many subscriptions those have together who have no token."""
        given = self.subscriptions_anonymous
        return self.subscriptions // 2 if given is None else given

    @field_validator("page_max")
    @classmethod
    def _holds_the_default_page(cls, value: int, info: Any) -> int:
        if value < info.data.get("page_default", 1):
            raise ValueError("must not be smaller than limits.page_default")
        return value


class Work(BaseModel):
    """How events are delivered to plugins and jobs are run. Section `[work]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    in_server: bool = Field(
        True, description="Whether `linli serve` delivers events and runs jobs too. If not, run `linli work` beside it."
    )
    attempts: int = Field(
        8, ge=1, le=30, description="How often an event is delivered to a handler that fails, until it is set aside."
    )
    lease_seconds: int = Field(
        30, ge=3, le=3600, description="How soon another worker takes over from one that died, in seconds."
    )
    slow_seconds: float = Field(
        30.0, gt=0, le=86_400, description="After how long a handler or job that still runs is logged, in seconds."
    )
    event_days: int = Field(
        90, ge=1, le=36_500, description="How long events are kept that every handler has seen, in days."
    )


class Issuer(BaseModel):
    """An issuer of identities (OpenID Connect), whose tokens are believed. A section `[[auth.issuers]]` of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=1, max_length=255, description="The `iss` of its tokens, to the letter.")
    audience: str = Field(
        min_length=1, description="What `aud` of a token must name: this server, as the issuer knows it."
    )
    jwks_url: str | None = Field(None, description="Where it publishes its keys (JSON Web Key Set).")
    jwks_file: Path | None = Field(None, description="A file with its keys, where the server cannot ask.")
    algorithms: tuple[Algorithm, ...] = Field(
        ("RS256", "ES256"), min_length=1, description="How its tokens may be signed."
    )
    leeway_seconds: int = Field(30, ge=0, le=300, description="How far its clock may differ from the server's.")
    create_accounts: bool = Field(
        False, description="Whether whoever comes for the first time gets an account, linked to nobody yet."
    )

    @field_validator("jwks_url")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if not parts.hostname:
                raise ValueError("must name a server, as in https://id.example.cn/keys")
            if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in _THIS_MACHINE):
                raise ValueError("must start with https:// (http:// on this machine only)")
        return value

    @model_validator(mode="after")
    def _has_keys(self) -> Self:
        if (self.jwks_url is None) == (self.jwks_file is None):
            raise ValueError("has either jwks_url or jwks_file")
        return self


class Auth(BaseModel):
    """Whose tokens are believed, beside the administrator's and those of programs. Section `[auth]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuers: tuple[Issuer, ...] = Field(
        (),
        description="Issuers of identities (OpenID Connect), each with issuer, audience, jwks_url or jwks_file, and "
        "algorithms, leeway_seconds and create_accounts (JSON in the environment).",
    )
    link_request_days: int = Field(
        7, ge=1, le=90, description="For how many days a request to link an account to a person may be confirmed."
    )

    @field_validator("issuers")
    @classmethod
    def _are_different(cls, value: tuple[Issuer, ...]) -> tuple[Issuer, ...]:
        names = [one.issuer for one in value]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)} is there twice")
        return value
