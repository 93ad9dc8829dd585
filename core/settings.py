"""The settings of an installation: from the environment (`LINLI_PORT`) and a file (`port` in linli.toml).

The environment wins over the file, the file over the defaults. `Settings(...)` itself reads neither, so that
a test says all it depends on; `load_settings` does. `linli.toml.example` lists every setting.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from cryptography.fernet import Fernet
from pydantic import (
    Field,
    PrivateAttr,
    SecretStr,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from core.database.url import Dialect, parse_database_url
from core.errors import LinliError
from core.settings_sections import Auth, Limits, Work

ENV_PREFIX = "LINLI_"
CONFIG_FILE = "linli.toml"
PLUGIN_PREFIX = "LINLI_PLUGIN_"
"""What starts the environment variables of plugins' settings: ``LINLI_PLUGIN_<NAME>_<FIELD>``."""


@dataclass(frozen=True)
class PluginSources:
    """What the environment and the file say of plugins; checked when the plugins are known."""

    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    where: str = field(default=f"in {CONFIG_FILE}", compare=False)


_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_DAYS = re.compile(r"[a-z][a-z0-9_.]*=[1-9][0-9]{0,4}")


class Settings(BaseSettings):
    """Everything that an administrator can set. Immutable."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    host: str = Field("127.0.0.1", min_length=1, description="The address that the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="The port that the server listens on.")
    database_url: str = Field(
        "sqlite://data/linli.sqlite3",
        repr=False,
        description="sqlite://relative/path, sqlite:///absolute/path or postgresql://user:password@host/name.",
    )
    data_dir: Path = Field(
        Path("data"), description="Where the server keeps files of its own: the hashed token, the key file."
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Origins of web pages that may ask, such as https://app.example.cn (a list; separated by commas in "
        "the environment); * for all. Unset: only pages of this server.",
    )
    admin_token: SecretStr | None = Field(
        None,
        repr=False,
        description="The bearer token for mutations. Unset: made and shown once by `linli serve`.",
    )
    contact_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        repr=False,
        description="Fernet keys for contact details, the newest first (a list; separated by commas in the "
        "environment). Unset: a key file in data_dir.",
    )
    contact_hash_key: SecretStr | None = Field(
        None,
        description="32 bytes in URL-safe base64, by which contact details are found again. Goes with "
        "contact_keys, and never changes.",
    )
    readers: int | None = Field(
        None,
        ge=1,
        le=512,
        description="Read connections of a worker. Unset: 16 on PostgreSQL, 2 to 4 by processors on SQLite.",
    )
    writers: int = Field(
        4,
        ge=1,
        le=512,
        description="Write connections of a worker on PostgreSQL, for mutations and reports; 4 more where it delivers "
        "events and runs jobs (work.in_server). SQLite has one.",
    )
    statement_timeout_seconds: float = Field(
        10.0, gt=0, le=3600, description="When a SQL statement is cut off, in seconds."
    )
    plugin_timeout_seconds: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="When a plugin's function for a mutation or field is cut off, and its changes undone, in seconds.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe message that is logged."
    )
    log_format: Literal["text", "json"] = Field("text", description="Lines for people, or JSON objects.")
    debug: bool = Field(
        False, description="Shows the text of unexpected errors to clients. Never where others can reach it."
    )
    plugins_on_failure: Literal["refuse", "skip"] = Field(
        "refuse",
        description="What happens when an installed plugin cannot be used: refuse to start, or start without it.",
    )
    plugins_time_limit_seconds: float = Field(
        30.0, gt=0, le=3600, description="How long the import of a plugin, or one of its hooks, may take, in seconds."
    )
    retention_days: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="How many days rows are kept where that differs from the rule's own, such as "
        "registration_answers=180 (a list; separated by commas in the environment). `linli retention` names the rules.",
    )
    limits: Limits = Field(default_factory=Limits, description="What one request may ask for.")
    auth: Auth = Field(default_factory=Auth, description="Whose tokens are believed.")
    work: Work = Field(default_factory=Work, description="How events are delivered and jobs are run.")
    _plugins: PluginSources = PrivateAttr(default_factory=PluginSources)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is passed in; `load_settings` reads the environment and the file."""
        return (init_settings,)

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _can_be_parsed(cls, value: str) -> str:
        try:
            parse_database_url(value)
        except LinliError as error:
            raise ValueError(error.message) from error
        return value

    @field_validator("admin_token")
    @classmethod
    def _fits_into_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            text = value.get_secret_value()
            if not text or not all("!" <= character <= "~" for character in text):
                raise ValueError("must be of printable ASCII characters without spaces")
        return value

    @field_validator("retention_days")
    @classmethod
    def _are_days(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for item in value:
            if not _DAYS.fullmatch(item):
                raise ValueError(f"{item[:100]!r} is not the name of a rule with its days, such as contacts=365")
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin[:100]!r} is no origin; write the scheme and the host in small letters, with the port if "
                    "it has one and nothing behind it, as in https://app.example.cn"
                )
        return value

    @field_validator("contact_keys", "cors_origins", "retention_days", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("contact_keys")
    @classmethod
    def _are_fernet_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, key in enumerate(value, start=1):
            try:
                Fernet(key.get_secret_value())
            except ValueError as error:
                raise ValueError(
                    f"key {number} of {len(value)} must be 32 bytes in URL-safe base64, as Fernet keys are"
                ) from error
        return value

    @field_validator("contact_hash_key")
    @classmethod
    def _is_32_bytes(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                Fernet(value.get_secret_value())
            except ValueError as error:
                raise ValueError("must be 32 bytes in URL-safe base64, as a Fernet key is") from error
        return value

    @property
    def retention(self) -> Mapping[str, int]:
        """`retention_days` by the names of the rules."""
        return {name: int(days) for name, _, days in (item.partition("=") for item in self.retention_days)}

    @property
    def plugins(self) -> PluginSources:
        """What is set for plugins, unchecked: see `core.plugins.plugin_settings`."""
        return self._plugins

    def with_plugins(self, sources: PluginSources) -> "Settings":
        """These settings, with others for plugins."""
        copy = self.model_copy()
        copy._plugins = sources
        return copy

    @property
    def reader_count(self) -> int:
        """How many read connections a worker opens: `readers`, or what suits the database."""
        if self.readers is not None:
            return self.readers
        if parse_database_url(self.database_url).dialect is Dialect.POSTGRES:
            return 16
        return min(4, max(2, os.cpu_count() or 2))
