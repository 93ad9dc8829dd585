"""The usual way: Strawberry resolvers, Tortoise with `prefetch_related`, DataLoaders, and a document cache.

Written as a developer writes it who knows these libraries: no query in a loop, related rows fetched together
and only where they are asked for. Run by uvicorn as `benchmarks.usual_app:app`; the database is in
LINLI_DATABASE_URL.
"""

from __future__ import annotations

import os
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple

import orjson
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info
from strawberry.types.nodes import Selection
from tortoise.expressions import Q
from tortoise.functions import Count

from core import models
from core.database.connect import database

CONNECTIONS = 16
HIDDEN = ("DRAFT", "IN_REVIEW")

FromArgument = Annotated[datetime | None, strawberry.argument(name="from")]


class PageKey(NamedTuple):
    """Which rows of a parent are asked for."""

    parent: uuid.UUID
    first: int
    since: datetime | None = None
    with_leaders: bool = False


@strawberry.type
class Organization:
    """An organisation."""

    id: strawberry.ID
    name: str


@strawberry.type
class Person:
    """A person."""

    id: strawberry.ID
    display_name: str

    @classmethod
    def of(cls, row: models.Person) -> Person:
        """The person in a row."""
        return cls(id=strawberry.ID(f"pe_{row.id}"), display_name=row.display_name)


@strawberry.type
class Registration:
    """A registration."""

    id: strawberry.ID
    state: str
    party_size: int
    person: Person

    @classmethod
    def of(cls, row: models.Registration) -> Registration:
        """The registration in a row, whose person was fetched with it."""
        return cls(
            id=strawberry.ID(f"rg_{row.id}"),
            state=row.state.value,
            party_size=row.party_size,
            person=Person.of(row.person),
        )


@strawberry.type
class RegistrationConnection:
    """Registrations of an activity."""

    nodes: list[Registration]


@strawberry.type
class Activity:
    """An activity."""

    key: strawberry.Private[uuid.UUID]
    id: strawberry.ID
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    seats_taken: int
    lead_organization: Organization | None

    @classmethod
    def of(cls, row: models.Activity, *, with_leader: bool = False) -> Activity:
        """The activity in a row, and its leader if that was fetched with it."""
        leader = row.lead_organization if with_leader else None
        return cls(
            key=row.id,
            id=strawberry.ID(f"at_{row.id}"),
            title=row.title,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            capacity=row.capacity,
            seats_taken=row.seats_taken,
            lead_organization=leader and Organization(id=strawberry.ID(f"or_{leader.id}"), name=leader.name),
        )

    @strawberry.field
    async def registrations(self, info: Info, first: int) -> RegistrationConnection:
        """The first registrations."""
        rows = await info.context["registrations"].load(PageKey(self.key, first))
        return RegistrationConnection(nodes=[Registration.of(row) for row in rows])


@strawberry.type
class ActivityConnection:
    """Activities of a place."""

    place: strawberry.Private[uuid.UUID]
    nodes: list[Activity]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        """How many there are."""
        count: int = await info.context["counts"].load(self.place)
        return count


@strawberry.type
class Place:
    """A place."""

    key: strawberry.Private[uuid.UUID]
    id: strawberry.ID
    name: str
    kind: str
    address: str | None
    status: str
    always_open: bool

    @classmethod
    def of(cls, row: models.Place) -> Place:
        """The place in a row."""
        return cls(
            key=row.id,
            id=strawberry.ID(f"pl_{row.id}"),
            name=row.name,
            kind=row.kind.value,
            address=row.address,
            status=row.status.value,
            always_open=row.always_open,
        )

    @strawberry.field
    async def activities(self, info: Info, first: int, from_: FromArgument = None) -> ActivityConnection:
        """The first activities, from an instant on."""
        with_leader = _is_asked(info.selected_fields[0].selections, "nodes", "leadOrganization")
        rows = await info.context["activities"].load(PageKey(self.key, first, from_, with_leader))
        return ActivityConnection(place=self.key, nodes=[Activity.of(row, with_leader=with_leader) for row in rows])


@strawberry.type
class PlaceConnection:
    """Places of an area."""

    nodes: list[Place]


@strawberry.type
class PageInfo:
    """Where a page ends."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class FinishedActivities:
    """A page of activities that are over."""

    matching: strawberry.Private[Any]
    page_info: PageInfo
    nodes: list[Activity]

    @strawberry.field
    async def total_count(self) -> int:
        """How many there are on all pages."""
        count: int = await self.matching.count()
        return count


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def place(self, id: strawberry.ID) -> Place | None:
        """A place."""
        row = await models.Place.get_or_none(id=_key(id))
        return None if row is None else Place.of(row)

    @strawberry.field
    async def places(self, first: int, area: strawberry.ID) -> PlaceConnection:
        """The first places of an area."""
        rows = await models.Place.filter(area_id=_key(area)).order_by("name", "id").limit(first)
        return PlaceConnection(nodes=[Place.of(row) for row in rows])

    @strawberry.field
    async def finished_activities(
        self, first: int, after: str, from_: FromArgument, to: datetime, area: strawberry.ID
    ) -> FinishedActivities:
        """Activities in an area and those below it, which are over, after a cursor."""
        prefix, _, cursor = after.partition(":")
        starts_at, key = orjson.loads(cursor)
        places = models.Place.filter(area__ancestor_links__ancestor_id=_key(area))
        matching = _published().filter(
            place_id__in=await places.values_list("id", flat=True),
            decision="PUBLISHED",
            ends_at__lte=datetime.now(UTC),
            starts_at__gte=from_,
            starts_at__lt=to,
        )
        since = datetime.fromisoformat(starts_at)
        beyond = Q(starts_at__gt=since) | Q(starts_at=since, id__gt=uuid.UUID(key))
        rows = await matching.filter(beyond).order_by("starts_at", "id").limit(first + 1)
        page = rows[:first]
        end = page[-1] if page else None
        end_cursor = end and f"{prefix}:{orjson.dumps([end.starts_at.isoformat(), str(end.id)]).decode()}"
        return FinishedActivities(
            matching=matching,
            page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end_cursor),
            nodes=[Activity.of(row) for row in page],
        )


def _key(global_id: str) -> uuid.UUID:
    return uuid.UUID(global_id.partition("_")[2])


def _published() -> Any:
    return models.Activity.filter(published_at__isnull=False).exclude(decision__in=HIDDEN)


def _is_asked(selections: Iterable[Selection], *path: str) -> bool:
    for selection in selections:
        if getattr(selection, "name", None) == path[0]:
            return len(path) == 1 or _is_asked(selection.selections, *path[1:])
    return False


def _loaders(sees_drafts: bool) -> dict[str, DataLoader[Any, Any]]:
    visible = models.Activity.all() if sees_drafts else _published()

    async def activities(keys: list[PageKey]) -> Sequence[list[models.Activity]]:
        # All keys of one question have the same page and the same selection.
        one = keys[0]
        query = visible.filter(place_id__in=[key.parent for key in keys])
        if one.since is not None:
            query = query.filter(starts_at__gte=one.since)
        if one.with_leaders:
            query = query.prefetch_related("lead_organization")
        found: dict[Any, list[Any]] = defaultdict(list)
        rows: list[Any] = await query.order_by("starts_at", "id")
        for row in rows:
            if len(of_place := found[row.place_id]) < one.first:
                of_place.append(row)
        return [found[key.parent] for key in keys]

    async def counts(places: list[uuid.UUID]) -> list[int]:
        query = visible.filter(place_id__in=places).annotate(n=Count("id")).group_by("place_id")
        found = {place: count for place, count in await query.values_list("place_id", "n")}
        return [found.get(place, 0) for place in places]

    async def registrations(keys: list[PageKey]) -> Sequence[list[models.Registration]]:
        query = models.Registration.filter(activity_id__in=[key.parent for key in keys])
        found: dict[Any, list[Any]] = defaultdict(list)
        rows: list[Any] = await query.order_by("registered_at", "id").prefetch_related("person")
        for row in rows:
            if len(of_activity := found[row.activity_id]) < keys[0].first:
                of_activity.append(row)
        return [found[key.parent] for key in keys]

    return {
        "activities": DataLoader(activities),
        "counts": DataLoader(counts),
        "registrations": DataLoader(registrations),
    }


class Endpoint(GraphQL[Any, Any]):
    """Strawberry's endpoint, with the faster JSON and with loaders for each request."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Any:
        """Loaders for this request; who has a token sees drafts."""
        return _loaders("authorization" in request.headers)

    def encode_json(self, data: object) -> bytes:
        """The answer as JSON."""
        return orjson.dumps(data)

    def decode_json(self, data: str | bytes) -> Any:
        """The question from JSON."""
        return orjson.loads(data)


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """Opens the database."""
    async with database(os.environ["LINLI_DATABASE_URL"], writers=CONNECTIONS, readers=1):
        yield


# Instances, as its documentation has it: a cache that is made for each request holds nothing.
_CACHES: list[Any] = [ParserCache(maxsize=128), ValidationCache(maxsize=128)]
schema = strawberry.Schema(Query, extensions=_CACHES)
app = Starlette(lifespan=lifespan)
app.mount("/graphql", Endpoint(schema))
