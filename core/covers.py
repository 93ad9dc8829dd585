"""What the areas of a reach amount to: the areas in their subtrees, or those outside, where either are few.

The subtrees of a viewer's areas may hold thousands of areas, or all that there are but one. Where they can be said in a
few keys, a statement need not look up for each row under which areas it lies.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final

import orjson

from core.access import Cover, Reach
from core.database.reader import Reader
from core.database.url import Dialect

FEW: Final = 128
"""How many areas a cover names at most: the database compares each row with all of them, at worst one by one."""


async def covers_of(reader: Reader, reaches: Iterable[Reach], epoch: int) -> dict[frozenset[uuid.UUID], Cover]:
    """The covers of the areas of reaches, as far as there are any: none once the epoch has passed."""
    covers = {areas: await _cover(reader, areas, epoch) for areas in {reach.areas for reach in reaches} if areas}
    return {areas: cover for areas, cover in covers.items() if cover is not None}


async def _cover(reader: Reader, areas: frozenset[uuid.UUID], epoch: int) -> Cover | None:
    roots: Any = sorted(areas)
    if reader.dialect is Dialect.SQLITE:
        roots = orjson.dumps(roots).decode()
    answer = await reader.fetch(_COVER[reader.dialect], (roots, FEW + 1), small=True)
    then, inside, outside = orjson.loads(answer or b"[0,[],[]]")
    covers = [Cover(tuple(map(uuid.UUID, keys)), but) for keys, but in ((inside, False), (outside, True))]
    few = [cover for cover in covers if len(cover.areas) <= FEW]
    return min(few, key=lambda cover: len(cover.areas)) if few and then == epoch else None


# Each stops as soon as there are too many: what is below areas that lie below no other of them, and what is above or
# beside all of them, from the top.
_COVER = {
    Dialect.POSTGRES: """
SELECT json_build_array(
    (SELECT epoch FROM access_epoch),
    (SELECT coalesce(json_agg(area_id), '[]') FROM (
        SELECT l.area_id FROM area_ancestor l WHERE l.ancestor_id = ANY($1::uuid[]) AND NOT EXISTS (
            SELECT 1 FROM area_ancestor h
            WHERE h.area_id = l.ancestor_id AND h.distance > 0 AND h.ancestor_id = ANY($1::uuid[]))
        LIMIT $2::int8) inside),
    (WITH RECURSIVE beside(id) AS (
        SELECT id FROM area WHERE parent_id IS NULL AND id <> ALL($1::uuid[])
        UNION ALL
        SELECT a.id FROM beside b JOIN area a ON a.parent_id = b.id WHERE a.id <> ALL($1::uuid[]))
     SELECT coalesce(json_agg(id), '[]') FROM (SELECT id FROM beside LIMIT $2::int8) outside)
)::text""",
    Dialect.SQLITE: """
WITH RECURSIVE roots(id) AS MATERIALIZED (SELECT value FROM json_each(?1)),
beside(id) AS (
    SELECT id FROM area WHERE parent_id IS NULL AND id NOT IN roots
    UNION ALL
    SELECT a.id FROM beside b JOIN area a ON a.parent_id = b.id WHERE a.id NOT IN roots)
SELECT json_array(
    (SELECT epoch FROM access_epoch),
    json((SELECT json_group_array(area_id) FROM (
        SELECT l.area_id FROM area_ancestor l WHERE l.ancestor_id IN roots AND NOT EXISTS (
            SELECT 1 FROM area_ancestor h
            WHERE h.area_id = l.ancestor_id AND h.distance > 0 AND h.ancestor_id IN roots)
        LIMIT ?2))),
    json((SELECT json_group_array(id) FROM (SELECT id FROM beside LIMIT ?2)))
)""",
}
