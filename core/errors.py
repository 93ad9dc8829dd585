"""The errors that Linli expects: each has a stable code and a message that a person can act on."""

from typing import ClassVar


class LinliError(Exception):
    """Base of every error that is part of the product's behaviour.

    A message says what happened, to which row, field or setting, and what to do about it. Whatever is not a
    `LinliError` is a defect: it is masked for clients and logged with the request's id.
    """

    code: ClassVar[str] = "LINLI_ERROR"
    """UPPER_SNAKE; the same for every instance of a class, and stable between releases."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SettingsError(LinliError):
    """A setting is unknown, has a wrong value, or the settings file cannot be read."""

    code = "SETTINGS"


class InvalidText(LinliError):
    """A text holds characters that no database column may hold. See `core.text.clean_text`."""

    code = "INVALID_TEXT"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field


class DatabaseUnavailable(LinliError):
    """The database cannot be reached, or refuses the connection."""

    code = "DATABASE_UNAVAILABLE"


class StatementTimeout(LinliError):
    """A SQL statement ran longer than the setting `statement_timeout_seconds` permits."""

    code = "TIMEOUT"


class MigrationError(LinliError):
    """A migration is missing, pending where none may be, or could not be applied."""

    code = "MIGRATION"
