"""What the code of a plugin raises while a request is answered, named: whose it is, and what it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

from asyncpg.exceptions import QueryCanceledError
from graphql import GraphQLError
from pypika_tortoise.terms import Term

from core.errors import LinliError, MigrationError, SettingsError, StatementTimeout
from core.plugins.failures import PluginDefect, raised
from core.plugins.validation import CORE_NAME

_PASSED_ON: Final = (LinliError, GraphQLError, QueryCanceledError, PluginDefect)
"""What is meant for clients, told by whoever catches it, or names its plugin already."""


@contextmanager
def naming(what: str, owner: str) -> Iterator[None]:
    """Run the code of a plugin: whatever it raises that is no answer to a client is a PluginDefect that names it.

    ``what`` is in the words of a sentence, as "the rule of Kit"; ``owner`` is the plugin, or the core, whose exceptions
    stay as they are.
    """
    try:
        yield
    except (SettingsError, MigrationError) as error:
        raise _failed(what, owner, error) from error
    except _PASSED_ON:
        raise
    except Exception as error:
        if owner in ("", CORE_NAME):
            raise
        raise _failed(what, owner, error) from error


@asynccontextmanager
async def naming_within(seconds: float, what: str, owner: str) -> AsyncIterator[None]:
    """`naming` for code that waits: after ``seconds`` it is cancelled.

    Raises StatementTimeout, which names the plugin for the log. A transaction around the block is undone by it.
    """
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            with naming(what, owner):
                yield
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise StatementTimeout(
            f"{_sentence(what, owner)} took longer than the {seconds:g} seconds that the setting "
            "plugin_timeout_seconds permits, and was stopped; what it wrote is undone."
        ) from error


def term_of(value: Any, what: str, owner: str) -> Any:
    """A term that a function of a declaration gave. Raises PluginDefect for what is none."""
    if not isinstance(value, Term):
        raise wrong_result(what, owner, value, "a term or condition of SQL, made from the row")
    return value


def wrong_result(what: str, owner: str, value: object, wanted: str) -> PluginDefect:
    """The error for what a function gave and must not give, to be raised."""
    return PluginDefect(f"{_sentence(what, owner)} gave {_shown(value)}. It must give {wanted}.")


def _shown(value: object) -> str:
    """A value as far as it may be in a log, which holds nothing of rows."""
    if value is None or isinstance(value, bool):
        return repr(value)
    many = f" of {len(value)}" if isinstance(value, list | tuple) else ""
    return f"a {type(value).__name__}{many}"


def _failed(what: str, owner: str, error: Exception) -> PluginDefect:
    return PluginDefect(f"{_sentence(what, owner)} failed: {raised(error)}")


def _sentence(what: str, owner: str) -> str:
    whose = f"{what} of the plugin {owner!r}" if owner not in ("", CORE_NAME) else what
    return whose[0].upper() + whose[1:]
