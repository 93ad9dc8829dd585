"""Which plugins are installed: read from the metadata of distributions, before any plugin's code is imported."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from core.plugins.failures import PluginError, PluginFailure

logger = logging.getLogger("linli.plugins")

GROUP = "linli.plugins"
"""The group of entry points: ``name = "module"`` or ``name = "module:object"``; the name is the manifest's."""

PLATFORM = "linli"
"""The distribution of the platform itself and of its built-in plugins."""

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NAME_OF_DISTRIBUTION = re.compile(r"^Name: *(\S+) *$", re.MULTILINE)


@dataclass(frozen=True)
class Discovered:
    """An installed plugin whose code was not imported yet. ``load`` imports it and gives its module or object.

    ``accepts`` is what its distribution says of versions of the platform (``>=0.1,<0.2``); None if it is built in.
    """

    name: str
    distribution: str
    version: str
    load: Callable[[], object]
    accepts: str | None = None

    @property
    def built_in(self) -> bool:
        """Whether it comes with the platform."""
        return self.distribution == PLATFORM

    def failure(self, reason: str, cure: str) -> PluginFailure:
        """That this plugin cannot be used."""
        return PluginFailure(self.name, self.distribution, self.version, reason, cure)


@dataclass(frozen=True)
class Discovery:
    """What is installed, in the order of names, and what could not be taken."""

    found: tuple[Discovered, ...]
    failures: tuple[PluginFailure, ...] = ()


def discover(installed: Iterable[Distribution] | None = None) -> Discovery:
    """Look through the metadata of the ``installed`` distributions; by default of this environment's.

    Nothing is imported. Failures: names that are not lower_snake_case, two plugins of one name, and distributions
    that do not accept, or do not mention, the installed version of the platform. Raises PluginError if the platform
    itself is not installed.
    """
    by_name: dict[str, Distribution] = {}
    for distribution in distributions() if installed is None else installed:
        # Python takes the first of a name on its path, and so do we, but for what build tools leave beside the
        # source: that says what was true at the last build, and only what was installed has the file WHEEL.
        given = _name_of(distribution)
        if not given:
            # What an interrupted installation leaves behind: a directory without metadata. Python passes over it, too.
            logger.warning("A distribution without a name is passed over: %s", getattr(distribution, "_path", "?"))
            continue
        name: str = canonicalize_name(given)
        known = by_name.get(name)
        if known is None or (known.read_text("WHEEL") is None and distribution.read_text("WHEEL") is not None):
            by_name[name] = distribution
    platform = by_name.get(PLATFORM)
    if platform is None:
        raise PluginError("The distribution linli is not installed. Install it: `pip install linli`.")
    claims: dict[str, list[Discovered]] = {}
    failures: list[PluginFailure] = []
    for canonical, distribution in sorted(by_name.items()):
        for entry in distribution.entry_points:
            if entry.group == GROUP:
                found, failure = _read(entry, canonical, distribution, Version(platform.version))
                claims.setdefault(found.name, []).append(found)
                if failure is not None:
                    failures.append(failure)
    refused = {failure.plugin for failure in failures}
    taken: list[Discovered] = []
    for name, claimants in sorted(claims.items()):
        if len(claimants) > 1:
            failures.append(_duplicate(claimants))
        elif name not in refused:
            taken.append(claimants[0])
    return Discovery(tuple(taken), tuple(sorted(failures, key=lambda failure: failure.plugin)))


def _name_of(distribution: Distribution) -> str | None:
    """What a distribution is called; None if it has no metadata."""
    # To have all metadata of all distributions parsed takes longer than the rest of the search.
    head, _, _ = (distribution.read_text("METADATA") or "").partition("\n\n")
    if (found := _NAME_OF_DISTRIBUTION.search(head)) is not None:
        return found[1]
    given: str | None = distribution.metadata["Name"]
    return given


def _read(
    entry: EntryPoint, distribution: str, source: Distribution, platform: Version
) -> tuple[Discovered, PluginFailure | None]:
    built_in = distribution == PLATFORM
    found = Discovered(entry.name, distribution, source.version, entry.load)
    if not _NAME.fullmatch(entry.name):
        return found, found.failure(
            f"its entry point is called {entry.name!r}, which is not lower_snake_case.",
            f"Rename it in the section [{GROUP}] of the entry points, and in the manifest.",
        )
    if built_in:
        return found, None
    try:
        accepted = _accepted(source.requires or ())
    except InvalidRequirement as error:
        return found, found.failure(
            f"the requirements of {distribution} cannot be read: {error}.", "Ask for a corrected release."
        )
    example = f"{PLATFORM}>={platform.major}.{platform.minor},<{platform.major}.{platform.minor + 1}"
    if accepted is None:
        return found, found.failure(
            f"{distribution} does not say which versions of {PLATFORM} it works with.",
            f'Its pyproject.toml needs a dependency such as "{example}".',
        )
    found = Discovered(entry.name, distribution, source.version, entry.load, str(accepted))
    if not accepted.contains(platform, prereleases=True):
        return found, found.failure(
            f"it works with {PLATFORM} {accepted}, and {platform} is installed.",
            f"Install a version of {distribution} for {PLATFORM} {platform}, or another version of {PLATFORM}.",
        )
    return found, None


def _accepted(requirements: Sequence[str]) -> SpecifierSet | None:
    for text in requirements:
        requirement = Requirement(text)
        if canonicalize_name(requirement.name) == PLATFORM and (
            requirement.marker is None or requirement.marker.evaluate()
        ):
            return requirement.specifier
    return None


def _duplicate(claimants: Sequence[Discovered]) -> PluginFailure:
    first, *others = claimants
    also = " and ".join(f"{other.distribution} {other.version}" for other in others)
    return first.failure(
        f"{also} has a plugin of this name, too.", "Uninstall one of them; two plugins cannot share a name."
    )
