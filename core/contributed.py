"""What the core and the loaded plugins say of persons, and what their error codes say to a resident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.plugins.contributions import ConsentPurpose, ErrorCode, PersonalData, Retention

if TYPE_CHECKING:
    from core.plugins.loaded import LoadedPlugin


@dataclass(frozen=True)
class Contributed:
    """Everything by its name, in the order of the plugins: the core's first."""

    purposes: Mapping[str, ConsentPurpose] = field(default_factory=dict)
    personal_data: Mapping[str, PersonalData] = field(default_factory=dict)
    retention: Mapping[str, Retention] = field(default_factory=dict)
    error_codes: Mapping[str, ErrorCode] = field(default_factory=dict)

    @classmethod
    def by(cls, plugins: Iterable[LoadedPlugin]) -> Contributed:
        """What these plugins contribute."""
        loaded = list(plugins)
        return cls(
            {purpose.name: purpose for plugin in loaded for purpose in plugin.consent_purposes},
            {data.name: data for plugin in loaded for data in plugin.personal_data},
            {rule.name: rule for plugin in loaded for rule in plugin.retention},
            {code.name: code for plugin in loaded for code in plugin.error_codes},
        )


_current = Contributed()


def contributed() -> Contributed:
    """What is contributed in this process; nothing before plugins were loaded."""
    return _current


def set_contributed(found: Contributed) -> None:
    """Make this what is contributed in this process."""
    global _current
    _current = found
