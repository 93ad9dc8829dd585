"""The answer to one question about an installation."""

import enum
from dataclasses import dataclass


class Level(enum.Enum):
    """How bad a finding is. Only an error makes `linli check` fail."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do if it is not well. Holds no secrets."""

    level: Level
    subject: str
    """In a word or two: "data directory"."""
    message: str
    advice: str = ""
    """What to do; empty only if all is well."""


def ok(subject: str, message: str) -> Finding:
    """A finding that all is well."""
    return Finding(Level.OK, subject, message)


def warning(subject: str, message: str, advice: str) -> Finding:
    """A finding that does not stop the server, and should be looked at."""
    return Finding(Level.WARNING, subject, message, advice)


def error(subject: str, message: str, advice: str) -> Finding:
    """A finding with which the server does not work as it should."""
    return Finding(Level.ERROR, subject, message, advice)
