"""What the core and the loaded plugins say of persons: purposes of consent, personal data, how long rows are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.plugins.contributions import ConsentPurpose, PersonalData, Retention

if TYPE_CHECKING:
    from core.plugins.loaded import LoadedPlugin


@dataclass(frozen=True)
class Contributed:
    """Everything by its name, in the order of the plugins: the core's first."""

    purposes: Mapping[str, ConsentPurpose] = field(default_factory=dict)
    personal_data: Mapping[str, PersonalData] = field(default_factory=dict)
    retention: Mapping[str, Retention] = field(default_factory=dict)

    @classmethod
    def by(cls, plugins: Iterable[LoadedPlugin]) -> Contributed:
        """What these plugins contribute."""
        loaded = list(plugins)
        return cls(
            {purpose.name: purpose for plugin in loaded for purpose in plugin.consent_purposes},
            {data.name: data for plugin in loaded for data in plugin.personal_data},
            {rule.name: rule for plugin in loaded for rule in plugin.retention},
        )


_current = Contributed()


def contributed() -> Contributed:
    """What is contributed in this process; nothing before plugins were loaded."""
    return _current


def set_contributed(found: Contributed) -> None:
    """Make this what is contributed in this process."""
    global _current
    _current = found
