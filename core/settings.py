"""The settings of an installation: from the environment (`LINLI_PORT`) and a file (`port` in linli.toml).

The environment wins over the file, the file over the defaults. `Settings(...)` itself reads neither, so that
a test says all it depends on; `load_settings` does. `linli.toml.example` lists every setting.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from core.database.url import Dialect, parse_database_url
from core.errors import LinliError, SettingsError
from core.settings_problems import flatten, leaves, unknown, wrong_values

ENV_PREFIX = "LINLI_"
CONFIG_VARIABLE = "LINLI_CONFIG"
"""Names the TOML file; without it `linli.toml` in the working directory is read, if there is one."""
CONFIG_FILE = "linli.toml"
PLUGIN_PREFIX = "LINLI_PLUGIN_"
"""What starts the environment variables of plugins' settings: ``LINLI_PLUGIN_<NAME>_<FIELD>``."""
PLUGIN_SECTION = "plugins"
"""The section of the file with a section for each plugin: ``[plugins.<name>]``."""


@dataclass(frozen=True)
class PluginSources:
    """What the environment and the file say of plugins; checked when the plugins are known."""

    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    where: str = field(default=f"in {CONFIG_FILE}", compare=False)


Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""How tokens of issuers may be signed: with a private key, so that whoever reads them cannot write them."""

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


_DAYS = re.compile(r"[a-z][a-z0-9_.]*=[1-9][0-9]{0,4}")


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
        50, ge=1, description="The most subscriptions that a worker keeps open for one token, or one address without."
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

    @field_validator("issuers")
    @classmethod
    def _are_different(cls, value: tuple[Issuer, ...]) -> tuple[Issuer, ...]:
        names = [one.issuer for one in value]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)} is there twice")
        return value


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


def settings_file(env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Path | None:
    """The TOML file that `load_settings` reads, or None. SettingsError if a named one is not there."""
    variables = os.environ if env is None else env
    directory = Path.cwd() if cwd is None else cwd
    if named := variables.get(CONFIG_VARIABLE):
        path = directory / named
        if not path.is_file():
            raise SettingsError(f"{CONFIG_VARIABLE} names {path}, and there is no such file.")
        return path
    path = directory / CONFIG_FILE
    return path if path.is_file() else None


def load_settings(env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Settings:
    """The settings from the environment, then the TOML file, then the defaults.

    `env` stands for `os.environ` and `cwd` for the working directory. An empty variable counts as absent.
    Raises SettingsError, which names every unknown setting and every wrong value at once.
    """
    known = leaves(Settings)
    names = {key: (ENV_PREFIX + key.replace(".", "_")).upper() for key in known}
    variables = {
        name.upper(): value
        for name, value in (os.environ if env is None else env).items()
        if name.upper().startswith(ENV_PREFIX) and name.upper() != CONFIG_VARIABLE
    }
    of_plugins = {name: variables.pop(name) for name in list(variables) if name.startswith(PLUGIN_PREFIX)}
    unknown_variables = variables.keys() - names.values()
    path = settings_file(env, cwd)
    in_file = f"in {path or CONFIG_FILE}"
    content = _read(path) if path else {}
    sections = content.pop(PLUGIN_SECTION, {})
    from_file = dict(flatten(content))
    from_env = dict(flatten(_environment({k: v for k, v in variables.items() if k in names.values()})))

    problems = [unknown(name, names.values(), "in the environment") for name in sorted(unknown_variables)]
    problems += [unknown(key, known, in_file) for key in from_file if key not in known]
    if not isinstance(sections, dict) or not all(isinstance(section, dict) for section in sections.values()):
        problems.append(
            f"`{PLUGIN_SECTION}` {in_file} holds a section for each plugin: write [{PLUGIN_SECTION}.<name>]."
        )
    values = {key: value for key, value in (from_file | from_env).items() if key in known}
    sources = dict.fromkeys(from_file, in_file) | dict.fromkeys(from_env, "in the environment")
    try:
        settings = Settings(**_nest(values))
    except ValidationError as error:
        problems += wrong_values(error, known, names, sources)
    if problems:
        count = "One setting is" if len(problems) == 1 else f"{len(problems)} settings are"
        raise SettingsError(f"{count} wrong:\n" + "\n".join(f"  - {problem}" for problem in problems))
    used = {name: value for name, value in of_plugins.items() if value}
    return settings.with_plugins(PluginSources(sections, used, in_file))


def _environment(variables: Mapping[str, str]) -> dict[str, Any]:
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in variables.items() if value}
    return source()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not a TOML file in UTF-8: {error}.") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error


def _nest(values: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in values.items():
        *sections, name = key.split(".")
        section = nested
        for part in sections:
            section = section.setdefault(part, {})
        section[name] = value
    return nested
