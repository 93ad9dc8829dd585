"""Everything that a database holds, for tests that compare two states of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import Tortoise
from tortoise.models import Model

from core.models import AccessEpoch
from linli.testing.rows import Dump
from linli.testing.rows import dump as dump_models


async def dump() -> Dump:
    """All rows of all tables of the core, as the database gives them; without the epoch that it counts itself."""
    return await dump_models(model for model in Tortoise.apps["core"].values() if model is not AccessEpoch)


def columns_of(row: Model) -> dict[str, Any]:
    """The values of a row's columns, in the form that `plain` gives to those of a dump."""
    return {column: plain(getattr(row, name)) for name, column in row._meta.fields_db_projection.items()}


def plain(value: Any) -> Any:
    """A value as SQLite keeps it, whichever database it comes from."""
    match value:
        case bool():
            return int(value)
        case UUID() | Decimal():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case str():
            return str(value)
        case _:
            return value
