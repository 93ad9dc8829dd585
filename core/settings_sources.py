"""Where the values of settings are read from: the environment, then the file, then the defaults."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from core.errors import SettingsError
from core.settings import CONFIG_FILE, ENV_PREFIX, PLUGIN_PREFIX, PluginSources, Settings
from core.settings_problems import flatten, leaves, unknown, wrong_values

CONFIG_VARIABLE = "LINLI_CONFIG"
"""Names the TOML file; without it `linli.toml` in the working directory is read, if there is one."""
PLUGIN_SECTION = "plugins"
"""The section of the file with a section for each plugin: ``[plugins.<name>]``."""


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
