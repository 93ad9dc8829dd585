"""Does a viewer find a trace of rows that they must not see?

Each question that could tell of the rows is asked twice at one instant: as things are, and of a database without the
rows. Where the answers differ, the rows can be told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from graphql import GraphQLObjectType, get_named_type
from tortoise.models import Model

from core import ids
from core.clock import fixed, now
from core.plugins.loaded import PluginSet
from core.plugins.validation import CORE_NAME
from core.search import SUBJECTS
from linli.testing.client import Client
from linli.testing.leaks.absence import without
from linli.testing.leaks.asking import Asker, traces
from linli.testing.leaks.questions import Hidden, Question, Walk
from linli.testing.leaks.values import Pool
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import ColumnField, ValuesField

__all__ = ["assert_no_leaks"]

_SHOWN = 30

_AT_A_TIME = 400
"""How many questions are asked before they are asked without the rows: the server still knows their plans then."""


async def assert_no_leaks(
    client: Client,
    rows: Sequence[Model],
    *,
    district: str | None = None,
    depth: int = 1,
    except_fields: Collection[str] = (),
) -> None:
    """The client's viewer finds no trace of these rows, all of one model, on any path of the schema to their type.

    Asked are ids, root fields, nested to-one and to-many fields (``nodes``, ``edges``, ``totalCount``, ``groups``),
    computed fields, fields in Python, filters, orders with their cursors, and the search: all of them in the whole
    city, or in a district by its name in addresses. ``depth`` is how many relations lead from a root field to what
    is asked. Left out are fields whose arguments nobody can guess, and ``except_fields``: fields, filters and orders
    that may tell of the rows by design, as ``PioneerStore.compliant``.

    AssertionError names each path on which the answer is another one with the rows than it would be without them.
    ValueError if even the administrator does not see the rows, for then the test would show nothing; and for a field
    to leave out that there is not.
    """
    server = client.server
    hidden_rows = list(rows)
    models = {type(row) for row in hidden_rows}
    if len(models) != 1:
        named = ", ".join(sorted(each.__name__ for each in models)) or "none"
        raise ValueError(f"give rows of one model, and not of {named}")
    catalog = await _catalog(client, district)
    target = catalog.by_model.get(models.pop())
    if target is None:
        raise ValueError(f"no type of {district or 'the city'} is declared over {type(hidden_rows[0]).__name__}")
    known = {f"{each.name}.{name}" for each in catalog.types.values() for name in _keys(each)}
    if unknown := sorted(set(except_fields) - known):
        raise ValueError(f"there is no field {', '.join(unknown)} to leave out")
    global_ids = [ids.encode(target.tag, row.pk) for row in hidden_rows]
    server.city.forget()
    with fixed(now()):
        pool = await _pool(client, district, catalog, target, global_ids)
        names = [str(name) for row in hidden_rows for name in _names(row) if name]
        walk = Walk(
            catalog,
            server.city.schema,
            client.viewer,
            Hidden(target, global_ids, names),
            _owners_knowing(target, server.plugins),
            pool,
            depth,
            frozenset(except_fields),
        )
        questions = list(walk.questions())
        asker = Asker(server, client.viewer, district)
        present, absent = list[Any](), list[Any]()
        for start in range(0, len(questions), _AT_A_TIME):
            some = questions[start : start + _AT_A_TIME]
            present += await asker.all(some)
            async with without(server, hidden_rows):
                absent += await asker.all(some)
    if found := traces(questions, present, absent):
        more = f"\n… and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise AssertionError(
            f"{len(hidden_rows)} row(s) of {target.name} must not be seen, and these answers tell of them:\n"
            + "\n".join(found[:_SHOWN])
            + more
        )


def _keys(found: CatalogType) -> Collection[str]:
    return found.fields.keys() | found.filters.keys() | found.orders.keys()


async def _catalog(client: Client, district: str | None) -> Catalog:
    city = client.server.city
    await city.look()
    return city.catalog if district is None else city.catalog_of(district)


def _owners_knowing(target: CatalogType, plugins: PluginSet) -> frozenset[str]:
    """All whose declarations may know the type: its owner, and who needs that; of the core's types, everybody."""
    found = {target.owner}
    for plugin in plugins.plugins:  # in order: each after those that it needs
        if target.owner == CORE_NAME or found.intersection(plugin.manifest.needs):
            found.add(plugin.name)
    return frozenset(found)


def _names(row: Model) -> Sequence[Any]:
    _, columns = SUBJECTS.get(type(row), ("", ()))
    return [getattr(row, column) for column in columns]


async def _pool(
    client: Client, district: str | None, catalog: Catalog, target: CatalogType, global_ids: Sequence[str]
) -> Pool:
    """What the rows hold, as the administrator sees it, by the scalar. Raises ValueError if they see nothing."""
    kind = client.server.city.schema.type_map[target.name]
    assert isinstance(kind, GraphQLObjectType)
    plain = [name for name, field in target.fields.items() if isinstance(field, ColumnField | ValuesField)]
    text = f"nodes(ids: $ids) {{ id ... on {target.name} {{ {' '.join(plain)} }} }}"
    question = Question("nodes", text, {"ids": ("[ID!]!", list(global_ids))}, strict=True)
    (found,) = await Asker(client.server, client.server.plugins.administrator, district).all([question])
    if None in found:
        unseen = ", ".join(one for one, row in zip(global_ids, found, strict=True) if row is None)
        raise ValueError(
            f"the administrator does not see {unseen} either, so the test would show nothing. "
            "Is the plugin enabled in the district of the rows?"
        )
    pool: dict[str, list[Any]] = {"ID": list(global_ids), "Int": [1, 2]}
    for row in found:
        for name in plain:
            values = row[name] if isinstance(row[name], list) else [row[name]]
            known = pool.setdefault(get_named_type(kind.fields[name].type).name, [])
            known += [value for value in values if value is not None and value not in known]
    return pool
