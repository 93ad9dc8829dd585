"""The limit on PostgreSQL: its statements, and connections with prepared statements and nothing else."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

CONNECTIONS = 16

_PUBLIC = "a.published_at IS NOT NULL AND a.decision NOT IN ('DRAFT', 'IN_REVIEW')"

_Q1 = """
SELECT '{"data":{"place":' || coalesce((
  SELECT '{"id":"pl_' || p.id::text || '","name":' || to_json(p.name)::text || ',"kind":"' || p.kind
    || '","address":' || coalesce(to_json(p.address)::text, 'null') || ',"status":"' || p.status || '"}'
  FROM place p WHERE p.id = $1), 'null') || '}}'
"""

_Q2 = """
SELECT '{"data":{"places":{"nodes":[' || coalesce(string_agg(j, ','), '') || ']}}}' FROM (
  SELECT '{"id":"pl_' || p.id::text || '","name":' || to_json(p.name)::text || ',"kind":"' || p.kind
    || '","address":' || coalesce(to_json(p.address)::text, 'null') || ',"status":"' || p.status
    || '","alwaysOpen":' || p.always_open::text || '}' AS j
  FROM place p WHERE p.area_id = $1 ORDER BY p.name, p.id LIMIT 50) x
"""

_Q3 = f"""
SELECT '{{"data":{{"places":{{"nodes":[' || coalesce(string_agg(j, ','), '') || ']}}}}}}' FROM (
  SELECT '{{"id":"pl_' || p.id::text || '","name":' || to_json(p.name)::text || ',"activities":{{"nodes":['
    || coalesce((SELECT string_agg(j, ',') FROM (
      SELECT '{{"id":"at_' || a.id::text || '","title":' || to_json(a.title)::text
        || ',"startsAt":' || to_json(a.starts_at)::text
        || ',"leadOrganization":{{"id":"or_' || o.id::text || '","name":' || to_json(o.name)::text || '}}}}' AS j
      FROM activity a JOIN organization o ON o.id = a.lead_organization_id
      WHERE a.place_id = p.id AND a.starts_at >= $2 AND {_PUBLIC}
      ORDER BY a.starts_at, a.id LIMIT 10) y), '') || ']}}}}' AS j
  FROM place p WHERE p.area_id = $1 ORDER BY p.name, p.id LIMIT 50) x
"""

# Asked with the administrator's token, who sees drafts too.
_Q4 = """
SELECT '{"data":{"places":{"nodes":[' || coalesce(string_agg(j, ','), '') || ']}}}' FROM (
  SELECT '{"id":"pl_' || p.id::text || '","name":' || to_json(p.name)::text || ',"activities":{"totalCount":'
    || (SELECT count(*) FROM activity a WHERE a.place_id = p.id)::text || ',"nodes":['
    || coalesce((SELECT string_agg(j, ',') FROM (
      SELECT '{"id":"at_' || a.id::text || '","title":' || to_json(a.title)::text
        || ',"startsAt":' || to_json(a.starts_at)::text || ',"registrations":{"nodes":['
        || coalesce((SELECT string_agg(j, ',') FROM (
          SELECT '{"id":"rg_' || r.id::text || '","state":"' || r.state || '","partySize":' || r.party_size::text
            || ',"person":{"id":"pe_' || n.id::text || '","displayName":' || to_json(n.display_name)::text || '}}' AS j
          FROM registration r JOIN person n ON n.id = r.person_id
          WHERE r.activity_id = a.id ORDER BY r.registered_at, r.id LIMIT 10) z), '') || ']}}' AS j
      FROM activity a WHERE a.place_id = p.id ORDER BY a.starts_at, a.id LIMIT 5) y), '') || ']}}' AS j
  FROM place p WHERE p.area_id = $1 ORDER BY p.name, p.id LIMIT 20) x
"""

_FOUND = """
  FROM activity a
  WHERE a.place_id = ANY(ARRAY(
      SELECT p.id FROM place p JOIN area_ancestor l ON l.area_id = p.area_id WHERE l.ancestor_id = $1))
    AND a.decision = 'PUBLISHED' AND a.published_at IS NOT NULL AND a.ends_at <= $4
    AND a.starts_at >= $2 AND a.starts_at < $3
"""
_PAGE = """
'"pageInfo":{"hasNextPage":' || (count(*) > 20)::text
  || ',"endCursor":' || coalesce(max(c) FILTER (WHERE rn = least(cnt, 20)), 'null')
  || '},"nodes":[' || coalesce(string_agg(j, ',') FILTER (WHERE rn <= 20), '') || ']}}}'
"""
_ROW = """
'{"id":"at_' || a.id::text || '","title":' || to_json(a.title)::text || ',"startsAt":' || to_json(a.starts_at)::text
  || ',"endsAt":' || to_json(a.ends_at)::text || ',"capacity":' || coalesce(a.capacity::text, 'null')
  || ',"seatsTaken":' || a.seats_taken::text || '}' AS j,
to_json($7::text || '[' || to_json(a.starts_at)::text || ',"' || a.id::text || '"]')::text AS c,
row_number() OVER () AS rn, count(*) OVER () AS cnt
"""

_Q5 = f"""
WITH found AS MATERIALIZED (SELECT a.starts_at, a.id {_FOUND})
SELECT '{{"data":{{"activities":{{"totalCount":' || (SELECT count(*) FROM found)::text || ',' || {_PAGE} FROM (
  SELECT {_ROW} FROM (
    SELECT a.* FROM (SELECT * FROM found WHERE (starts_at, id) > ($5, $6) ORDER BY starts_at, id LIMIT 21) f
    JOIN activity a ON a.id = f.id ORDER BY f.starts_at, f.id) a) x
"""

_Q5_UNCOUNTED = f"""
SELECT '{{"data":{{"activities":{{' || {_PAGE} FROM (
  SELECT {_ROW} FROM (
    SELECT a.* {_FOUND} AND (a.starts_at, a.id) > ($5, $6) ORDER BY a.starts_at, a.id LIMIT 21) a) x
"""

SQL = {"Q1": _Q1, "Q2": _Q2, "Q3": _Q3, "Q4": _Q4, "Q5": _Q5, "Q5u": _Q5_UNCOUNTED}


class Connections:
    """Connections that are taken from a list and put back, without a reset."""

    def __init__(self) -> None:
        self._free: list[dict[str, PreparedStatement]] = []
        self._waiting: deque[asyncio.Future[dict[str, PreparedStatement]]] = deque()

    @classmethod
    async def open(cls, dsn: str) -> Connections:
        """All connections at once, with all statements prepared; texts come as bytes."""
        opened = cls()
        for _ in range(CONNECTIONS):
            connection = await asyncpg.connect(dsn, server_settings={"timezone": "UTC", "jit": "off"})
            await connection.set_type_codec(
                "text", schema="pg_catalog", format="binary", encoder=str.encode, decoder=bytes
            )
            opened._free.append({sql: await connection.prepare(sql) for sql in SQL.values()})
        return opened

    async def fetch(self, sql: str, values: list[Any]) -> bytes:
        """The bytes of the one column of the one row."""
        if self._free:
            statements = self._free.pop()
        else:
            future = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            statements = await future
        try:
            return await statements[sql].fetchval(*values)  # type: ignore[no-any-return]  # one text column
        finally:
            if self._waiting:
                self._waiting.popleft().set_result(statements)
            else:
                self._free.append(statements)
