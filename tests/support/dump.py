"""Everything that a database holds, for tests that compare two states of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import Tortoise
from tortoise.models import Model

Dump = dict[str, list[dict[str, Any]]]
"""The rows of each table, by column, in the order of their keys."""


async def dump() -> Dump:
    """All rows of all tables of the core, as the database itself gives them."""
    connection = Tortoise.get_connection("default")
    found: Dump = {}
    for model in Tortoise.apps["core"].values():
        table, column = model._meta.db_table, model._meta.db_pk_column
        rows = await connection.execute_query_dict(f'SELECT * FROM "{table}" ORDER BY "{column}"')
        found[table] = [dict(row) for row in rows]
    return found


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
