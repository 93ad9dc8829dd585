"""What is wrong with a plugin, said so that an administrator or its author can act on it."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import LinliError


class Unusable(Exception):
    """Raised while one plugin is looked at: what is wrong with it, and how that is put right. Full sentences."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(f"{reason} {cure}")
        self.reason = reason
        self.cure = cure


@dataclass(frozen=True)
class PluginFailure:
    """Why a plugin is not used. ``str()`` names it, its distribution, the reason and the cure."""

    plugin: str
    distribution: str
    version: str
    reason: str
    cure: str

    def __str__(self) -> str:
        return f"{self.plugin} (of {self.distribution} {self.version}): {self.reason} {self.cure}"


class PluginError(LinliError):
    """Plugins that cannot be used, or that claim the same name. The start ends with it."""

    code = "PLUGIN"

    def __init__(self, message: str, failures: Sequence[PluginFailure] = ()) -> None:
        super().__init__(message)
        self.failures = tuple(failures)


class PluginDefect(Exception):
    """Code of a plugin failed, or gave what it must not give, while a request was answered. The message names it.

    No `LinliError`: to a client it is a defect of the server, which is masked; the log has the message and the cause.
    """


def refused(failures: Sequence[PluginFailure]) -> PluginError:
    """The error that ends the start when plugins failed."""
    count = "One plugin" if len(failures) == 1 else f"{len(failures)} plugins"
    lines = "\n".join(f"  - {failure}" for failure in failures)
    return PluginError(
        f"{count} cannot be used:\n{lines}\n"
        'Put it right, uninstall it, or start without it: plugins_on_failure = "skip" (LINLI_PLUGINS_ON_FAILURE).',
        failures,
    )


def raised(error: BaseException) -> str:
    """An exception in words: its type, its message, and where it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""
    if isinstance(error, SyntaxError) and error.filename is not None:
        where = f" ({error.filename}, line {error.lineno})"
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"{text.rstrip('.')}{where}"
