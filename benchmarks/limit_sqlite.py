"""The limit on SQLite: its statements, two threads that read, and the event loop for the smallest one."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from core.database.sqlite_library import stop_memory_statistics

THREADS = 2

_PUBLIC = "a.published_at IS NOT NULL AND a.decision NOT IN ('DRAFT', 'IN_REVIEW')"

_Q1 = """
SELECT json_object('data', json_object('place', (
  SELECT json_object('id', 'pl_' || p.id, 'name', p.name, 'kind', p.kind, 'address', p.address, 'status', p.status)
  FROM place p WHERE p.id = ?1)))
"""

_Q2 = """
SELECT json_object('data', json_object('places', json_object('nodes', json_group_array(
  json_object('id', 'pl_' || id, 'name', name, 'kind', kind, 'address', address, 'status', status,
    'alwaysOpen', json(iif(always_open, 'true', 'false'))))))) FROM (
  SELECT * FROM place p WHERE p.area_id = ?1 ORDER BY p.name, p.id LIMIT 50)
"""

_Q3 = f"""
SELECT json_object('data', json_object('places', json_object('nodes', json_group_array(
  json_object('id', 'pl_' || x.id, 'name', x.name, 'activities', json_object('nodes', (
    SELECT json_group_array(json_object('id', 'at_' || y.id, 'title', y.title, 'startsAt', y.starts_at,
      'leadOrganization', json_object('id', 'or_' || y.oid, 'name', y.oname)))
    FROM (SELECT a.id, a.title, a.starts_at, o.id AS oid, o.name AS oname
      FROM activity a CROSS JOIN organization o ON o.id = a.lead_organization_id
      WHERE a.place_id = x.id AND a.starts_at >= ?2 AND {_PUBLIC}
      ORDER BY a.starts_at, a.id LIMIT 10) y))))))) FROM (
  SELECT p.id, p.name FROM place p WHERE p.area_id = ?1 ORDER BY p.name, p.id LIMIT 50) x
"""

# Asked with the administrator's token, who sees drafts too.
_Q4 = """
SELECT json_object('data', json_object('places', json_object('nodes', json_group_array(
  json_object('id', 'pl_' || x.id, 'name', x.name, 'activities', json_object(
    'totalCount', (SELECT count(*) FROM activity a WHERE a.place_id = x.id),
    'nodes', (SELECT json_group_array(json_object('id', 'at_' || y.id, 'title', y.title, 'startsAt', y.starts_at,
      'registrations', json_object('nodes', (
        SELECT json_group_array(json_object('id', 'rg_' || z.id, 'state', z.state, 'partySize', z.party_size,
          'person', json_object('id', 'pe_' || z.nid, 'displayName', z.display_name)))
        FROM (SELECT r.id, r.state, r.party_size, n.id AS nid, n.display_name
          FROM registration r CROSS JOIN person n ON n.id = r.person_id
          WHERE r.activity_id = y.id ORDER BY r.registered_at, r.id LIMIT 10) z))))
      FROM (SELECT a.id, a.title, a.starts_at FROM activity a WHERE a.place_id = x.id
        ORDER BY a.starts_at, a.id LIMIT 5) y))))))) FROM (
  SELECT p.id, p.name FROM place p WHERE p.area_id = ?1 ORDER BY p.name, p.id LIMIT 20) x
"""

_FOUND = """
  FROM area_ancestor l CROSS JOIN place p ON p.area_id = l.area_id CROSS JOIN activity a ON a.place_id = p.id
  WHERE l.ancestor_id = ?1 AND a.decision = 'PUBLISHED' AND a.published_at IS NOT NULL AND a.ends_at <= ?4
    AND a.starts_at >= ?2 AND a.starts_at < ?3
"""
_PAGE = """
'pageInfo', json_object('hasNextPage', json(iif(count(*) > 20, 'true', 'false')),
  'endCursor', max(c) FILTER (WHERE rn = min(cnt, 20))),
'nodes', json_group_array(json_object('id', 'at_' || id, 'title', title, 'startsAt', starts_at, 'endsAt', ends_at,
  'capacity', capacity, 'seatsTaken', seats_taken)) FILTER (WHERE rn <= 20)
"""
_ROW = """
x.*, ?7 || json_array(x.starts_at, x.id) AS c, row_number() OVER () AS rn, count(*) OVER () AS cnt
"""

_Q5 = f"""
WITH found AS MATERIALIZED (SELECT a.starts_at, a.id {_FOUND})
SELECT json_object('data', json_object('activities', json_object(
  'totalCount', (SELECT count(*) FROM found), {_PAGE}))) FROM (
  SELECT {_ROW} FROM (
    SELECT a.* FROM (SELECT * FROM found WHERE (starts_at, id) > (?5, ?6) ORDER BY starts_at, id LIMIT 21) f
    CROSS JOIN activity a ON a.id = f.id) x)
"""

_Q5_UNCOUNTED = f"""
SELECT json_object('data', json_object('activities', json_object({_PAGE}))) FROM (
  SELECT {_ROW} FROM (
    SELECT a.* {_FOUND} AND (a.starts_at, a.id) > (?5, ?6) ORDER BY a.starts_at, a.id LIMIT 21) x)
"""

SQL = {"Q1": _Q1, "Q2": _Q2, "Q3": _Q3, "Q4": _Q4, "Q5": _Q5, "Q5u": _Q5_UNCOUNTED}


def instant(text: str) -> str:
    """An instant as it is stored."""
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


def present() -> str:
    """The present instant as it is stored."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


class Threads:
    """Threads with a connection each, and one connection for the event loop."""

    def __init__(self, path: Path) -> None:
        stop_memory_statistics()
        self._jobs: SimpleQueue[tuple[str, list[Any], asyncio.Future[bytes]]] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._here = _connect(path)
        for _ in range(THREADS):
            threading.Thread(target=self._work, args=(_connect(path),), daemon=True).start()

    async def fetch(self, sql: str, values: list[Any]) -> bytes:
        """The bytes of the one column of the one row, read by a thread."""
        future: asyncio.Future[bytes] = self._loop.create_future()
        self._jobs.put((sql, values, future))
        return await future

    async def fetch_here(self, sql: str, values: list[Any]) -> bytes:
        """The same, read at once on the event loop."""
        return self._here.execute(sql, values).fetchone()[0]  # type: ignore[no-any-return]  # one text column

    def _work(self, connection: sqlite3.Connection) -> None:
        while True:
            sql, values, future = self._jobs.get()
            try:
                found = connection.execute(sql, values).fetchone()[0]
            except sqlite3.Error as error:
                self._loop.call_soon_threadsafe(future.set_exception, error)
            else:
                self._loop.call_soon_threadsafe(future.set_result, found)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    connection.text_factory = bytes
    connection.execute("PRAGMA cache_size = -4000")
    return connection
