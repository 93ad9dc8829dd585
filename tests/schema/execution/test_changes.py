"""`changesSince`: what subscriptions tell, for those who ask from time to time."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from core import activities, organizations, places
from core.access import ADMIN, ANONYMOUS, DRAFTS_READ, ORGANIZATIONS_WRITE, Reach, Viewer, ViewerKind
from core.database.connect import Database, transaction
from core.database.url import Dialect
from core.event_cursors import delete_events
from core.events import Offset, emit, events_after
from core.ids import encode
from core.models import Event, Place
from core.models.choices import OrganizationKind
from core.organizations import NewOrganization
from core.place_input import NewPlace, PlaceChange
from core.settings import Settings
from schema.declare.roots import Part, Subscription
from schema.execution.service import build_service
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext
from schema.types.core_part import CORE
from tests.schema.client import TOKEN
from tests.schema.execution.conftest import Served
from tests.schema.http.client import GRAPHQL_JSON, POST_JSON, Reply, answered, posted
from tests.support.domain import an_area, new_activity

QUERY = """query ($cursor: String, $types: [ChangeType!], $first: Int) {
  changesSince(cursor: $cursor, types: $types, first: $first) { cursor more changes { id event } }
}"""


async def send(app: Served, query: str = QUERY, *, admin: bool = False, **variables: Any) -> Reply:
    headers = [*POST_JSON, GRAPHQL_JSON]
    if admin:
        headers.append((b"authorization", f"Bearer {TOKEN}".encode()))
    return await answered(app, posted(query, variables=variables), headers=headers)


async def since(app: Served, cursor: str | None = None, **options: Any) -> Any:
    reply = await send(app, cursor=cursor, **options)
    assert list(reply.json) == ["data"], reply.json
    return reply.json["data"]["changesSince"]


async def changed(app: Served, cursor: str | None, **options: Any) -> list[tuple[str, str]]:
    return [(each["id"], each["event"]) for each in (await since(app, cursor, **options))["changes"]]


async def a_place(name: str = "馆") -> Place:
    area = await an_area(f"{name}区")
    return await places.create(NewPlace(name=name, area_id=area.id))


async def rename(place: Place, name: str) -> None:
    await places.update(place.id, PlaceChange(name=name))


async def test_each_row_comes_once_by_its_latest_event_from_one_statement(app: Served) -> None:
    before = await a_place("旧")
    start = await since(app)
    assert start == {"cursor": start["cursor"], "more": False, "changes": []}
    one, two = await a_place("一"), await a_place("二")
    await rename(one, "一甲")
    app.reader.statements.clear()
    answer = await since(app, start["cursor"])
    assert len(app.reader.statements) == 1
    assert [(each["id"], each["event"]) for each in answer["changes"]] == [
        (encode("pl", two.id), "place.created"),
        (encode("pl", one.id), "place.updated"),
    ]
    assert answer["more"] is False
    assert await changed(app, answer["cursor"]) == []
    await rename(before, "新")
    assert await changed(app, answer["cursor"]) == [(encode("pl", before.id), "place.updated")]


async def test_the_selection_is_answered_as_it_is_written(app: Served) -> None:
    place = await a_place()
    reply = await send(
        app,
        """{ news: changesSince(cursor: "0-0") {
          __typename more
          what: changes { __typename ...Change at }
        } }
        fragment Change on Change { name: event key: id }""",
    )
    (event,) = await events_after(Offset())
    assert reply.json == {
        "data": {
            "news": {
                "__typename": "ChangeSet",
                "more": False,
                "what": [
                    {
                        "__typename": "Change",
                        "name": "place.created",
                        "key": encode("pl", place.id),
                        "at": event.occurred_at.isoformat(),
                    }
                ],
            }
        }
    }


async def test_pages_follow_each_other_without_gaps(app: Served) -> None:
    made = [encode("pl", (await a_place(f"馆{number}")).id) for number in range(5)]
    found: list[str] = []
    cursor, more = "0-0", True
    sizes = []
    while more:
        answer = await since(app, cursor, first=2)
        cursor, more = answer["cursor"], answer["more"]
        sizes.append(len(answer["changes"]))
        found += [change["id"] for change in answer["changes"]]
    assert (found, sizes) == (made, [2, 2, 1])
    assert await since(app, "0-0", first=0) == {"cursor": "0-0", "more": True, "changes": []}


async def test_rows_that_are_not_seen_do_not_come(app: Served) -> None:
    draft = await activities.create(await new_activity(title="草稿"))
    assert await changed(app, "0-0") == []
    assert await changed(app, "0-0", admin=True) == [(encode("at", draft.id), "activity.created")]
    await activities.publish(draft.id)
    assert await changed(app, "0-0") == [(encode("at", draft.id), "activity.published")]
    assert ADMIN.may("drafts.read")


async def test_rows_that_are_seen_at_a_scope_come(app: Served) -> None:
    areas = [await an_area(name) for name in ("一区", "另一区")]
    drafts = [await activities.create(await new_activity(area_id=area.id)) for area in areas]
    for area, draft in zip(areas, drafts, strict=True):
        reach = Reach(areas=frozenset({area.id}))
        app.viewers[TOKEN] = Viewer(ViewerKind.PERSON, frozenset({DRAFTS_READ}), {DRAFTS_READ: reach})
        assert await changed(app, "0-0", admin=True) == [(encode("at", draft.id), "activity.created")]


async def test_what_a_subscription_requires_holds_for_rows_at_its_scope(db: Database) -> None:
    watched = Subscription(
        "organizationWatched",
        "Tells of organisations (组织).",
        ("organization.*",),
        "organization",
        "Organization",
        requires=ORGANIZATIONS_WRITE,
    )
    service = build_service([CORE, Part(owner="extra", subscriptions=(watched,))], db.reader, Settings())
    here, there = await an_area("一区"), await an_area("另一区")
    made = [
        await organizations.create(NewOrganization(kind=OrganizationKind.COMPANY, name=area.name, area_id=area.id))
        for area in (here, there)
    ]
    query = '{ changesSince(cursor: "0-0", types: [ORGANIZATION]) { changes { id } } }'

    async def told(viewer: Viewer) -> list[str]:
        request = GraphQLRequest(query, None, {}, {})
        answer = await service.execute(request, viewer, RequestContext("1", None, False))
        assert isinstance(answer, GraphQLAnswer)
        return [change["id"] for change in orjson.loads(answer.body)["data"]["changesSince"]["changes"]]

    both = [encode("or", each.id) for each in made]
    assert await told(ADMIN) == both
    assert await told(ANONYMOUS) == []
    for area, identifier in zip((here, there), both, strict=True):
        reach = Reach(areas=frozenset({area.id}))
        viewer = Viewer(ViewerKind.PERSON, frozenset({ORGANIZATIONS_WRITE}), {ORGANIZATIONS_WRITE: reach})
        assert await told(viewer) == [identifier]


async def test_only_types_that_are_named_and_events_that_are_followed(app: Served) -> None:
    place = await a_place()
    await activities.publish((await activities.create(await new_activity())).id)
    await emit("places.counted", "pl", place.id)
    await emit("place.odd", "at", place.id)
    assert await changed(app, "0-0", types=["PLACE"]) == [(encode("pl", place.id), "place.created")]
    assert len(await changed(app, "0-0", types=["PLACE", "ACTIVITY"])) == 2
    assert await changed(app, "0-0", types=[]) == []


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_what_commits_late_comes_later(app: Served) -> None:
    early, late = await a_place("早"), await a_place("晚")
    start = (await since(app))["cursor"]
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            await rename(early, "早先")
            begun.set()
            await finish.wait()

    task = asyncio.create_task(slow())
    await begun.wait()
    await rename(late, "晚后")
    meanwhile = await since(app, start)
    finish.set()
    await task
    assert meanwhile["changes"] == []
    assert [key for key, _ in await changed(app, meanwhile["cursor"])] == [
        encode("pl", early.id),
        encode("pl", late.id),
    ]


async def test_refusals(app: Served) -> None:
    place = await a_place()
    for variables, code in (
        ({"cursor": "x"}, "INVALID_CURSOR"),
        ({"cursor": "0-0", "first": -1}, "PAGE_SIZE"),
        ({"cursor": "0-0", "first": 100_000}, "PAGE_SIZE"),
        ({"types": ["PERSON"]}, "BAD_USER_INPUT"),
    ):
        assert (await send(app, **variables)).codes == [code]
    await rename(place, "新")
    await delete_events(await Event.filter(position=1))
    reply = await send(app, cursor="0-0")
    assert reply.json["errors"] == [
        {
            "message": "What has changed since this cursor cannot be told any more. Ask anew, and begin from now on.",
            "locations": [{"line": 2, "column": 3}],
            "path": ["changesSince"],
            "extensions": {"code": "CURSOR_EXPIRED"},
        }
    ]
    assert (await since(app))["changes"] == []


async def test_an_outbox_without_events_goes_on_where_it_was(app: Served) -> None:
    place = await a_place()
    before = (await since(app))["cursor"]
    await delete_events(await events_after(Offset()))
    quiet = (await since(app, before))["cursor"]
    assert (await since(app, quiet))["changes"] == []
    await rename(place, "新")
    assert await changed(app, quiet) == [(encode("pl", place.id), "place.updated")]


async def test_a_cursor_of_a_later_state_of_the_database_is_refused(app: Served) -> None:
    await a_place()
    assert (await send(app, cursor="fffffffff-1")).codes == ["CURSOR_EXPIRED"]
