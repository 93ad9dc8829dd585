"""The rows of tables as the database itself gives them, to compare two states."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from core.database.connect import CONNECTION

Dump = dict[str, list[dict[str, Any]]]
"""The rows of each table, by column, in the order of their keys."""


async def dump(models: Iterable[type[Model]]) -> Dump:
    """All rows of these models of the open database."""
    connection = Tortoise.get_connection(CONNECTION)
    found: Dump = {}
    for model in models:
        table, column = model._meta.db_table, model._meta.db_pk_column
        rows = await connection.execute_query_dict(f'SELECT * FROM "{table}" ORDER BY "{column}"')
        found[table] = [dict(row) for row in rows]
    return found
