"""Writes a new plugin: a package that can be installed and tested as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import requires, version
from pathlib import Path
from string import Template

from packaging.requirements import Requirement
from packaging.version import Version

from core.database.migrate import CORE
from core.database.migrate.graph import Graph
from core.errors import LinliError
from core.plugins.discovery import PLATFORM, discover

TEMPLATE = Path(__file__).parent / "template"
"""The files of a new plugin. Each ends in ``.tmpl``, so that no tool takes it for one of ours."""

SHORTEST, LONGEST = 3, 24
"""How many characters a name has: shorter ones are taken for tags of ids, longer ones make names of 63 bytes."""

LONGEST_TITLE = 40

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TITLE = re.compile(r"[^\x00-\x1f\x7f\"\\]+")
_LONGEST_TAG = 16


class PluginRefused(LinliError):
    """A new plugin cannot be written as it was asked for. Nothing was written."""

    code = "PLUGIN_REFUSED"


@dataclass(frozen=True)
class NewPlugin:
    """What a new plugin is called: its name in lower_snake_case, and its titles."""

    name: str
    title_zh: str
    title_en: str

    @property
    def distribution(self) -> str:
        """What `pip install` calls it."""
        return f"{PLATFORM}-{self.name.replace('_', '-')}"

    @property
    def package(self) -> str:
        """What Python imports."""
        return f"{PLATFORM}_{self.name}"


def write_plugin(new: NewPlugin, directory: Path) -> list[Path]:
    """Write the package into a directory that does not exist yet, and give its files, in the order of their names.

    Raises PluginRefused for a name or title that will not do, and for a directory that exists.
    """
    _check(new)
    if directory.exists():
        raise PluginRefused(f"{directory} exists already. Choose another with --directory, or remove it.")
    values = _values(new)
    written = []
    for source in sorted(TEMPLATE.rglob("*.tmpl")):
        relative = source.relative_to(TEMPLATE).with_suffix("")
        parts = [new.package if part == "package" else part for part in relative.parts]
        target = directory.joinpath(*parts[:-1], ".gitignore" if parts[-1] == "gitignore" else parts[-1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_Text(source.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")
        written.append(target)
    return written


class _Text(Template):
    """A template in which ``@@name`` and ``@@{name}`` stand for values; GraphQL needs the dollar for itself."""

    delimiter = "@@"


def _check(new: NewPlugin) -> None:
    name = new.name
    if _NAME.fullmatch(name) is None:
        raise PluginRefused(
            f"{name!r} is not lower_snake_case. Use letters a to z, digits and single underscores, and start with a "
            "letter, as in notice_boards."
        )
    if not SHORTEST <= len(name) <= LONGEST:
        raise PluginRefused(f"{name} has {len(name)} characters, and a name has from {SHORTEST} to {LONGEST}.")
    if name == "core" or name in (one.name for one in discover().found):
        raise PluginRefused(f"A plugin called {name} is installed already. Choose another name.")
    for what, title in (("English", new.title_en), ("Chinese", new.title_zh)):
        if _TITLE.fullmatch(title) is None or not title.strip() or len(title) > LONGEST_TITLE:
            raise PluginRefused(
                f"The {what} title {title!r} will not do: it has from 1 to {LONGEST_TITLE} characters in one line, "
                "without quotation marks and backslashes."
            )


def _values(new: NewPlugin) -> dict[str, str]:
    camel = "".join(part.capitalize() for part in new.name.split("_"))
    platform = Version(version(PLATFORM))
    tools = {found.name: found for found in map(Requirement, requires(PLATFORM) or ())}
    return {
        "name": new.name,
        "title_zh": new.title_zh,
        "title_en": new.title_en,
        "distribution": new.distribution,
        "package": new.package,
        "camel": camel,
        "lower": camel[0].lower() + camel[1:],
        "tag": new.name.replace("_", "")[:_LONGEST_TAG],
        "platform": f">={platform.major}.{platform.minor},<{platform.major}.{platform.minor + 1}",
        "core_migration": Graph(CORE).leaves(CORE[0].label)[-1].name,
        **{tool: str(tools[tool].specifier) for tool in ("mypy", "ruff")},
    }
