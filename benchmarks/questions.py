"""The five questions, in the words of each contestant, with many sets of variables each."""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from benchmarks.data import Measured
from core import ids
from core.clock import SHANGHAI
from core.database.url import Dialect, parse_database_url

VARIATIONS = 64
"""How many sets of variables a question is asked with, in turn."""

_SEED = 20240710
_FIRST_DAY = datetime(2024, 7, 10, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Question:
    """A question as Linli understands it, and as the hand-written schema of the usual way does.

    The limit has a route with the question's name, which takes the same variables. `token` is set for
    questions about people, which need one.
    """

    name: str
    title: str
    linli: str
    usual: str
    token: bool = False
    first_page: str | None = None
    """What Linli is asked for the cursor that the question starts from."""
    variables: list[dict[str, Any]] = field(default_factory=list)


Q1 = Question(
    "Q1",
    "one place by its id, 5 columns",
    "query($id: ID!) { place(id: $id) { id name kind address status } }",
    "query($id: ID!) { place(id: $id) { id name kind address status } }",
)
Q2 = Question(
    "Q2",
    "the first 50 places of an area, 6 columns",
    "query($area: ID!) { places(first: 50, where: {area: {id: {eq: $area}}}) "
    "{ nodes { id name kind address status alwaysOpen } } }",
    "query($area: ID!) { places(first: 50, area: $area) { nodes { id name kind address status alwaysOpen } } }",
)
_Q3_FIELDS = "{ nodes { id title startsAt leadOrganization { id name } } }"
Q3 = Question(
    "Q3",
    "50 places, their 10 next activities, and who leads them",
    "query($area: ID!, $from: DateTime!) { places(first: 50, where: {area: {id: {eq: $area}}}) { nodes { id name "
    f"activities(first: 10, where: {{startsAt: {{gte: $from}}}}, orderBy: [{{startsAt: ASC}}]) {_Q3_FIELDS} }} }} }}",
    "query($area: ID!, $from: DateTime!) { places(first: 50, area: $area) { nodes { id name "
    f"activities(first: 10, from: $from) {_Q3_FIELDS} }} }} }}",
)
_Q4_FIELDS = (
    "activities(first: 5) { totalCount nodes { id title startsAt "
    "registrations(first: 10) { nodes { id state partySize person { id displayName } } } } }"
)
Q4 = Question(
    "Q4",
    "20 places, 5 activities, 10 registrations, the person; the count of activities",
    "query($area: ID!) { places(first: 20, where: {area: {id: {eq: $area}}}) "
    f"{{ nodes {{ id name {_Q4_FIELDS} }} }} }}",
    f"query($area: ID!) {{ places(first: 20, area: $area) {{ nodes {{ id name {_Q4_FIELDS} }} }} }}",
    token=True,
)
_Q5_FIELDS = "pageInfo { hasNextPage endCursor } nodes { id title startsAt endsAt capacity seatsTaken }"


def _finished(variables: str, after: str, fields: str) -> str:
    return (
        f"query({variables}) {{ activities(first: 20, {after}orderBy: [{{startsAt: ASC}}], "
        "where: {status: {eq: FINISHED}, startsAt: {gte: $from, lt: $to}, place: {area: {within: $area}}}) "
        f"{{ {fields} }} }}"
    )


_Q5_VARIABLES = "$area: ID!, $from: DateTime!, $to: DateTime!"
_Q5_AFTER = f"{_Q5_VARIABLES}, $after: String!"
_Q5_FIRST_PAGE = _finished(_Q5_VARIABLES, "", "pageInfo { endCursor }")


def _usually_finished(fields: str) -> str:
    return (
        f"query({_Q5_AFTER}) {{ finishedActivities(first: 20, after: $after, from: $from, to: $to, area: $area) "
        f"{{ {fields} }} }}"
    ).replace("{ finishedActivities", "{ activities: finishedActivities")


Q5 = Question(
    "Q5",
    "activities by status, dates and the place's area: 20 after a cursor, and how many there are",
    _finished(_Q5_AFTER, "after: $after, ", f"totalCount {_Q5_FIELDS}"),
    _usually_finished(f"totalCount {_Q5_FIELDS}"),
    first_page=_Q5_FIRST_PAGE,
)
Q5_UNCOUNTED = Question(
    "Q5u",
    "the same, without how many there are",
    _finished(_Q5_AFTER, "after: $after, ", _Q5_FIELDS),
    _usually_finished(_Q5_FIELDS),
    first_page=_Q5_FIRST_PAGE,
)

QUESTIONS = (Q1, Q2, Q3, Q4, Q5, Q5_UNCOUNTED)


async def fill_in(measured: Measured) -> None:
    """Choose the variables of all questions from what is in the database; the same ones every time.

    The cursors are still missing: they are Linli's own.
    """
    chance = random.Random(_SEED)
    places = chance.sample(await _keys(measured, "SELECT id FROM place ORDER BY id"), 4 * VARIATIONS)
    communities = chance.sample(
        await _keys(
            measured,
            "SELECT area_id FROM place GROUP BY area_id HAVING count(*) >= 50 ORDER BY area_id",
        ),
        VARIATIONS,
    )
    subdistricts = await _keys(measured, "SELECT id FROM area WHERE level = 'SUBDISTRICT' ORDER BY id")
    for question in QUESTIONS:
        question.variables.clear()
    for place in places:
        Q1.variables.append({"id": ids.encode("pl", place)})
    for number, community in enumerate(communities):
        area = ids.encode("ar", community)
        Q2.variables.append({"area": area})
        Q3.variables.append({"area": area, "from": _instant(number % 8)})
        Q4.variables.append({"area": area})
    for number in range(VARIATIONS):
        area = ids.encode("ar", chance.choice(subdistricts))
        asked = {"area": area, "from": _instant(number * 3), "to": _instant(number * 3 + 365)}
        Q5.variables.append(dict(asked))
        Q5_UNCOUNTED.variables.append(dict(asked))


def _instant(days: int) -> str:
    return (_FIRST_DAY + timedelta(days=days)).isoformat()


async def _keys(measured: Measured, sql: str) -> Sequence[uuid.UUID]:
    url = parse_database_url(measured.url)
    if url.dialect is Dialect.SQLITE:
        assert url.path is not None
        connection = sqlite3.connect(f"file:{url.path}?mode=ro", uri=True)
        try:
            return [uuid.UUID(row[0]) for row in connection.execute(sql)]
        finally:
            connection.close()
    postgres = await asyncpg.connect(url.dsn)
    try:
        return [uuid.UUID(str(row[0])) for row in await postgres.fetch(sql)]
    finally:
        await postgres.close()
