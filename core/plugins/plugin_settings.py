"""Settings of plugins: ``[plugins.<name>]`` in linli.toml, and ``LINLI_PLUGIN_<NAME>_<FIELD>``."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError, create_model

from core.errors import SettingsError
from core.plugins.failures import PluginError
from core.settings import PLUGIN_PREFIX, Settings
from core.settings_problems import flatten, leaves, unknown, wrong_values

M = TypeVar("M", bound=BaseModel)

_kept: dict[type[BaseModel], BaseModel] = {}


def plugin_settings(model: type[M]) -> M:
    """The settings of a plugin, by the class that its hook `linli_settings` returned.

    Raises RuntimeError before plugins were loaded, and for a class that no loaded plugin returned.
    """
    found = _kept.get(model)
    if found is None:
        raise RuntimeError(
            f"there are no settings of the class {model.__name__}: it must be what the hook linli_settings of a loaded "
            "plugin returns, and can be asked for once the plugins are loaded, not at import"
        )
    assert isinstance(found, model)
    return found


def keep_settings(values: Iterable[BaseModel]) -> None:
    """Make these what `plugin_settings` gives in this process, in place of earlier ones of the same classes."""
    _kept.update({type(value): value for value in values})


def kept_settings() -> Sequence[BaseModel]:
    """What `keep_settings` was given, the last of each class."""
    return tuple(_kept.values())


def variable_of(plugin: str, field: str) -> str:
    """The environment variable of a plugin's setting."""
    return f"{PLUGIN_PREFIX}{plugin}_{field.replace('.', '_')}".upper()


def read_plugin_settings(
    models: Mapping[str, type[BaseModel]], settings: Settings, *, known: Collection[str]
) -> dict[str, BaseModel]:
    """The settings of each plugin. The environment wins over the file, the file over the defaults.

    ``known`` are the names of all installed plugins, also of those without settings. Raises SettingsError, which names
    every unknown setting and every wrong value at once, and PluginError when two plugins' settings share a variable.
    """
    raw = settings.plugins
    variables: dict[str, str] = {}
    for plugin, model in models.items():
        for name in leaves(model):
            variable = variable_of(plugin, name)
            other = variables.setdefault(variable, f"plugins.{plugin}.{name}")
            if other != f"plugins.{plugin}.{name}":
                raise PluginError(
                    f"The setting {variable} is claimed by `{other}` and by `plugins.{plugin}.{name}`; "
                    "one of the two plugins must rename its setting."
                )
    # Skipped plugins are installed: what is set for them is not known to be wrong.
    absent = [name for name in known if name not in models]
    problems = [
        unknown(name, variables, "in the environment")
        for name in sorted(raw.variables.keys() - variables.keys())
        if not any(name.startswith(variable_of(plugin, "")) for plugin in absent)
    ]
    sections: Any = {name: (model, ...) for name, model in models.items()}
    outer = create_model("Plugins", plugins=(create_model("PluginSections", **sections), ...))
    fields = leaves(outer)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for plugin, section in raw.sections.items():
        if plugin not in known:
            problems.append(
                f"`plugins.{plugin}` {raw.where}: no such plugin is installed. Install it, or remove the section."
            )
        elif plugin in models:
            for key, value in flatten({"plugins": {plugin: section}}):
                if key in fields:
                    values[key], sources[key] = value, raw.where
                else:
                    problems.append(unknown(key, fields, raw.where))
    for variable, key in variables.items():
        if variable in raw.variables:
            values[key], sources[key] = _parsed(raw.variables[variable]), "in the environment"
    nested: dict[str, Any] = {name: {} for name in models}
    for key, value in values.items():
        _, plugin, *path = key.split(".")
        section = nested[plugin]
        for step in path[:-1]:
            section = section.setdefault(step, {})
        section[path[-1]] = value
    found: dict[str, BaseModel] = {}
    try:
        whole: Any = outer(plugins=nested)
        found = {name: getattr(whole.plugins, name) for name in models}
    except ValidationError as error:
        names = {key: variable for variable, key in variables.items()}
        problems += wrong_values(error, fields, names, sources)
    if problems:
        count = "One setting of a plugin is" if len(problems) == 1 else f"{len(problems)} settings of plugins are"
        raise SettingsError(f"{count} wrong:\n" + "\n".join(f"  - {problem}" for problem in problems))
    return found


def _parsed(text: str) -> Any:
    """A list or mapping is written as JSON in the environment; everything else is a text, which pydantic converts."""
    if text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    return text
