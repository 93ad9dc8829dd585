"""What mutations leave in the audit log: for each row that they wrote, how it was before and how it is after."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from tortoise import fields as tortoise_fields
from tortoise.models import Model

from core.audit import record
from core.database.reader import Reader, TransactionReader
from core.database.url import Dialect
from core.models import Person
from core.permitted import acting_person
from schema.declare.catalog import CatalogType
from schema.declare.relations import key_of, table_of
from schema.declare.roots import Mutation

Image = Mapping[str, Any]
"""A row by its columns, in the values of JSON."""

#: As many values as a function of either database takes.
_WIDTH = 50

_TEXTS = {
    Dialect.POSTGRES: ("json_agg", "json_build_array", "encode({}, 'hex')", "= ANY($1::uuid[])", "::text"),
    Dialect.SQLITE: ("json_group_array", "json_array", "hex({})", "IN (SELECT value FROM json_each(?1))", ""),
}


async def record_written(
    mutation: Mutation, target: CatalogType, keys: Sequence[uuid.UUID], outside: Reader, inside: TransactionReader
) -> None:
    """Queue an entry for each row that a mutation wrote or removed; one without a row where it wrote none.

    ``inside`` reads what the transaction has done. ``outside`` reads what is committed: for rows that the transaction
    holds, how they were before it. It is asked afterwards, when nobody else can change them any more.
    """
    if not keys:
        await record(mutation.name, target.tag, None)
        return
    if mutation.reads:
        only = keys[0] if len(keys) == 1 else None
        is_person = target.model is Person
        details = None if only is not None else {"rows": len(keys)}
        await record(
            mutation.name,
            target.tag,
            only,
            person_id=only if is_person else None,
            details=details,
            people=keys if is_person and only is None else (),
        )
        return
    before = await images(outside, target.model, keys)
    after = await images(inside, target.model, keys)
    areas = await _areas(target, {**before, **after})
    for key in dict.fromkeys(keys):
        row = after.get(key) or before.get(key) or {}
        # Where a row names nobody any more, it is about whom it named.
        person = _person(target.model, key, row) or _person(target.model, key, before.get(key) or {})
        sensitive = target.declaration.sensitive
        await record(
            mutation.name,
            target.tag,
            key,
            person_id=None if sensitive else person,
            before=before.get(key),
            after=after.get(key),
            area_id=areas.get(key),
            by_themselves=sensitive and person is not None and person == acting_person(),
        )


async def images(reader: Reader, model: type[Model], keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, Image]:
    """The rows of these keys that there are, with all their columns."""
    aggregate, array, hexadecimal, among, text = _TEXTS[reader.dialect]
    columns = list(model._meta.fields_db_projection.items())
    cells = [
        hexadecimal.format(f'"{column}"')
        if isinstance(model._meta.fields_map[name], tortoise_fields.BinaryField)
        else f'"{column}"'
        for name, column in columns
    ]
    parts = [f"{array}({', '.join(cells[start : start + _WIDTH])})" for start in range(0, len(cells), _WIDTH)]
    sql = (
        f"SELECT {aggregate}({array}({', '.join(parts)})){text} "
        f'FROM "{table_of(model)}" WHERE "{key_of(model)}" {among}'
    )
    wanted = list(keys) if reader.dialect is Dialect.POSTGRES else orjson.dumps([str(key) for key in keys]).decode()
    found = await reader.fetch(sql, [wanted], small=True)
    rows: dict[uuid.UUID, Image] = {}
    for groups in orjson.loads(found or b"[]"):
        values = [value for group in groups for value in group]
        row = {column: value for (_, column), value in zip(columns, values, strict=True)}
        rows[uuid.UUID(row[key_of(model)])] = row
    return rows


def _person(model: type[Model], key: uuid.UUID, row: Image) -> uuid.UUID | None:
    """The person whom a row is about: itself, or the one that it refers to as its ``person``."""
    if model is Person:
        return key
    found = row.get("person_id")
    return None if found is None else uuid.UUID(found)


async def _areas(target: CatalogType, rows: Mapping[uuid.UUID, Image]) -> dict[uuid.UUID, uuid.UUID]:
    """The area in which each row lies, by the paths of its type; none of those that were removed and lay elsewhere."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    for path in target.placement.paths:
        missing = [key for key in rows if key not in found]
        if not path:
            found.update({key: key for key in missing})
        elif len(path) == 1:
            areas = {key: rows[key].get(path[0].source_column) for key in missing}
            found.update({key: uuid.UUID(area) for key, area in areas.items() if area is not None})
        elif missing:
            way = "__".join([*(step.name for step in path[:-1]), f"{path[-1].name}_id"])
            pairs = await target.model.filter(pk__in=missing).values_list(target.model._meta.pk_attr, way)
            found.update({key: area for key, area in pairs if area is not None})
    return found
