"""Subscriptions over the endpoint: who is told what, from when on, and how it ends."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest

from core import activities, places
from core.access import ADMIN, DRAFTS_READ, Reach, Viewer, ViewerKind
from core.activities import ActivityChange
from core.database.connect import transaction
from core.database.url import Dialect
from core.event_cursors import cursor_of, delete_events
from core.events import Offset, emit, events_after, offset_of, wait_for_events
from core.ids import encode
from core.models import Event, Place
from core.place_input import NewPlace, PlaceChange
from schema.execution import announcer
from schema.execution.endings import ServerStopping
from tests.schema.client import TOKEN
from tests.schema.execution.conftest import Served
from tests.schema.http.client import GRAPHQL_JSON, POST_JSON, answered, posted
from tests.schema.http.streams import Sent, Stream, subscribed
from tests.support.domain import an_area, new_activity

ACTIVITIES = "subscription { activityChanged { event activity { title } } }"
PLACES = "subscription ($after: String) { placeChanged(after: $after) { event place { name } } }"


async def a_place(name: str = "馆") -> Place:
    area = await an_area(f"{name}区")
    return await places.create(NewPlace(name=name, area_id=area.id))


async def rename(place: Place, name: str) -> None:
    await places.update(place.id, PlaceChange(name=name))


async def refused(app: Served, query: str, *headers: tuple[bytes, bytes]) -> tuple[int, list[str]]:
    """The status and the codes of a refusal in JSON."""
    reply = await answered(app, posted(query), headers=[*POST_JSON, *headers])
    return reply.status, reply.codes


# -- who is told what


async def test_the_row_is_told_as_it_is_after_the_commit(app: Served) -> None:
    query = """subscription { told: activityChanged {
      __typename event at cursor
      activity { id title status hosts { totalCount } }
      again: activity { __typename area { name } }
    } }"""
    async with subscribed(app, query, token=TOKEN) as stream:
        activity = await activities.create(await new_activity())
        told = (await stream.told())["told"]
        (event,) = await events_after(Offset())
        assert told == {
            "__typename": "ActivityChangedPayload",
            "event": "activity.created",
            "at": event.occurred_at.isoformat(),
            "cursor": cursor_of(offset_of(event)),
            "activity": {
                "id": encode("at", activity.id),
                "title": "第三季度邻里节",
                "status": "DRAFT",
                "hosts": {"totalCount": 0},
            },
            "again": {"__typename": "Activity", "area": {"name": "成都市"}},
        }
        assert stream.last_id == told["cursor"]


async def test_a_draft_is_not_announced_to_the_public_and_what_is_published_is(app: Served) -> None:
    async with subscribed(app, ACTIVITIES) as public, subscribed(app, ACTIVITIES, token=TOKEN) as office:
        draft = await activities.create(await new_activity(title="草稿"))
        assert (await office.told())["activityChanged"]["event"] == "activity.created"
        other = await activities.create(await new_activity(title="公开"))
        assert (await office.told())["activityChanged"]["activity"] == {"title": "公开"}
        published = {"event": "activity.published", "activity": {"title": "公开"}}
        await activities.publish(other.id)
        assert (await office.told())["activityChanged"] == published
        assert (await public.told())["activityChanged"] == published
        await activities.publish(draft.id)
        assert (await public.told())["activityChanged"] == {**published, "activity": {"title": "草稿"}}


async def test_a_draft_that_is_published_before_it_is_told_is_told_as_published_and_once(app: Served) -> None:
    async with subscribed(app, ACTIVITIES) as public, subscribed(app, ACTIVITIES, token=TOKEN) as office:
        # The statement about the first event runs when the second has been committed.
        async with app.paused():
            draft = await activities.create(await new_activity(title="草稿"))
            await app.taken()
            await activities.publish(draft.id)
        published = {"event": "activity.published", "activity": {"title": "草稿"}}
        for stream in (public, office):
            assert (await stream.told())["activityChanged"] == published
        await activities.archive(draft.id)
        for stream in (public, office):
            assert (await stream.told())["activityChanged"] == {**published, "event": "activity.archived"}


async def test_events_about_a_row_that_wait_are_told_by_the_latest(app: Served) -> None:
    one, two = await a_place("一"), await a_place("二")
    async with subscribed(app, PLACES) as stream:
        async with app.paused():
            await rename(two, "二甲")
            await app.taken()
            for name in ("一甲", "一乙"):
                await rename(one, name)
            await rename(two, "二乙")
            await rename(one, "一丙")
        told = [(await stream.told())["placeChanged"]["place"]["name"] for _ in range(2)]
        assert told == ["二乙", "一丙"]


async def test_who_may_see_drafts_at_a_scope_is_told_of_those_there(app: Served) -> None:
    """Viewers of one pattern share a statement, and are told of other rows."""
    one, other = await an_area("一区"), await an_area("另一区")
    for token, area in (("one", one), ("other", other)):
        reach = Reach(areas=frozenset({area.id}))
        app.viewers[token] = Viewer(ViewerKind.PERSON, frozenset({DRAFTS_READ}), {DRAFTS_READ: reach})
    async with (
        subscribed(app, ACTIVITIES, token="one") as here,
        subscribed(app, ACTIVITIES, token="other") as there,
    ):
        draft = await activities.create(await new_activity(title="一草稿", area_id=one.id))
        elsewhere = await activities.create(await new_activity(title="另一草稿", area_id=other.id))
        for stream, title in ((here, "一草稿"), (there, "另一草稿")):
            created = {"event": "activity.created", "activity": {"title": title}}
            assert (await stream.told())["activityChanged"] == created
        # What moves out of the scope is not told any more, until everybody sees it.
        await activities.update(draft.id, ActivityChange(area_id=other.id))
        moved = {"event": "activity.updated", "activity": {"title": "一草稿"}}
        assert (await there.told())["activityChanged"] == moved
        await activities.publish(elsewhere.id)
        published = {"event": "activity.published", "activity": {"title": "另一草稿"}}
        for stream in (here, there):
            assert (await stream.told())["activityChanged"] == published


async def test_a_subscription_ends_when_a_scope_does(app: Served) -> None:
    """Edge case 33: the permission stays, for other rows."""
    areas = [(await an_area(name)).id for name in ("一区", "另一区")]
    viewers = [
        Viewer(ViewerKind.PERSON, frozenset({DRAFTS_READ}), {DRAFTS_READ: Reach(areas=frozenset({area}))})
        for area in areas
    ]
    app.viewers["somebody"] = viewers[0]
    async with subscribed(app, ACTIVITIES, token="somebody") as stream:
        app.viewers["somebody"] = viewers[1]
        await activities.create(await new_activity(title="草稿", area_id=areas[0]))
        assert (await stream.end())[0] == "PERMISSIONS_CHANGED"


async def test_arguments_choose_the_row_and_what_it_must_be(app: Served) -> None:
    first, second = await a_place("一"), await a_place("二")
    query = """subscription ($id: ID, $where: PlaceWhere) { placeChanged(id: $id, where: $where) { place { name } } }"""
    async with (
        subscribed(app, query, {"id": encode("pl", second.id)}) as one,
        subscribed(app, query, {"where": {"name": {"startsWith": "新"}}}) as new,
        subscribed(app, query, {"id": None, "where": None}) as every,
    ):
        seen = []
        for place, name in ((first, "旧一"), (second, "旧二"), (first, "新一"), (second, "新二")):
            await rename(place, name)
            seen.append((await every.told())["placeChanged"]["place"]["name"])
        assert seen == ["旧一", "旧二", "新一", "新二"]
        told = [
            [(await stream.told())["placeChanged"]["place"]["name"] for _ in range(n)]
            for stream, n in ((one, 2), (new, 2))
        ]
        assert told == [["旧二", "新二"], ["新一", "新二"]]


async def test_who_asks_the_same_is_told_by_one_statement(app: Served) -> None:
    place = await a_place()
    cursor = cursor_of(offset_of((await events_after(Offset()))[-1]))
    async with AsyncExitStack() as stack:

        async def enter(query: str, **options: Any) -> Stream:
            return await stack.enter_async_context(subscribed(app, query, **options))

        same = [await enter(PLACES, variables={"after": after}) for after in (None, cursor, cursor)]
        same.append(await enter(PLACES))
        english = await enter(PLACES, headers=[(b"accept-language", b"en")])
        office = await enter(PLACES, token=TOKEN)
        other = await enter(ACTIVITIES)
        assert (app.announcer.open, app.announcer.groups) == (7, 4)
        app.reader.statements.clear()
        await rename(place, "新馆")
        for stream in (*same, english, office):
            assert await stream.told() == {"placeChanged": {"event": "place.updated", "place": {"name": "新馆"}}}
        # One for each group, and none for who asks about other rows.
        assert len(app.reader.statements) == 3
        assert not other.over


async def test_a_cursor_inside_the_selection_does_not_make_questions_the_same(app: Served) -> None:
    query = """subscription ($after: String) {
      placeChanged(where: {name: {ne: $after}}, after: $after) { place { name } }
    }"""
    place = await a_place("旧")
    cursor = cursor_of(offset_of((await events_after(Offset()))[-1]))
    async with subscribed(app, query, {"after": cursor}), subscribed(app, query):
        assert app.announcer.groups == 2
    nested = """subscription ($after: String) {
      placeChanged { place { name amenities(after: $after) { nodes { code } } } }
    }"""
    async with subscribed(app, nested) as stream, subscribed(app, nested, {"after": "x"}, begun=False) as wrong:
        await rename(place, "新")
        assert (await wrong.end())[0] == "INVALID_CURSOR"
        assert (await stream.told())["placeChanged"]["place"] == {"name": "新", "amenities": {"nodes": []}}


async def test_an_event_about_a_row_of_another_type_is_not_told(app: Served) -> None:
    place = await a_place()
    async with subscribed(app, PLACES) as stream:
        await emit("place.looked_at", "at", place.id)
        await emit("places.counted", "pl", place.id)
        await emit("place.any", "pl", place.id)
        assert (await stream.told())["placeChanged"]["event"] == "place.any"


async def test_python_fields_are_answered_as_in_queries(app: Served) -> None:
    place = await a_place()
    async with subscribed(app, "subscription { placeChanged { here: place { name openingHours } } }") as stream:
        await places.update(place.id, PlaceChange(always_open=True))
        assert await stream.told() == {"placeChanged": {"here": {"name": "馆", "openingHours": "24/7"}}}


# -- from when on


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_an_event_that_commits_late_is_told_and_in_order(app: Served) -> None:
    early, late = await a_place("早"), await a_place("晚")
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            await rename(early, "早先")
            begun.set()
            await finish.wait()

    async with subscribed(app, PLACES) as stream:
        task = asyncio.create_task(slow())
        await begun.wait()
        await rename(late, "晚后")
        finish.set()
        await task
        assert [(await stream.told())["placeChanged"]["place"]["name"] for _ in range(2)] == ["早先", "晚后"]


async def test_after_a_cursor_what_was_missed_is_told_once_for_each_row(app: Served) -> None:
    one, two = await a_place("一"), await a_place("二")
    async with subscribed(app, PLACES) as stream:
        await rename(one, "一甲")
        seen = (await stream.told(), stream.last_id)
    assert seen[1] is not None
    for name in ("一乙", "一丙"):
        await rename(one, name)
    await rename(two, "二甲")
    await rename(one, "一丁")
    async with subscribed(app, PLACES, {"after": seen[1]}, begun=False) as stream:
        told = [(await stream.told())["placeChanged"]["place"]["name"] for _ in range(2)]
        assert told == ["二甲", "一丁"]
        await rename(two, "二乙")
        assert (await stream.told())["placeChanged"]["place"]["name"] == "二乙"
    header = [(b"last-event-id", seen[1].encode())]
    # What the client saw last counts, and not where it once began.
    async with subscribed(app, PLACES, {"after": "0-0"}, headers=header, begun=False) as stream:
        told = [(await stream.told())["placeChanged"]["place"]["name"] for _ in range(2)]
        assert told == ["一丁", "二乙"]


async def test_the_place_that_opens_a_stream_is_one_to_go_on_from(app: Served) -> None:
    place = await a_place()
    async with subscribed(app, PLACES) as stream:
        opened = stream.last_id
    await rename(place, "新馆")
    async with subscribed(app, PLACES, {"after": opened}, begun=False) as stream:
        assert (await stream.told())["placeChanged"]["place"]["name"] == "新馆"


async def test_missed_events_show_no_more_than_the_present(app: Served) -> None:
    """What was a draft at the time of an event, and is published by now, is told by its latest event alone."""
    async with subscribed(app, ACTIVITIES) as stream:
        opened = stream.last_id
    draft = await activities.create(await new_activity(title="草稿"))
    public = await activities.create(await new_activity(title="公开"))
    await activities.publish(public.id)
    query = "subscription ($after: String) { activityChanged(after: $after) { event activity { title } } }"
    async with subscribed(app, query, {"after": opened}, begun=False) as stream:
        assert (await stream.told())["activityChanged"] == {
            "event": "activity.published",
            "activity": {"title": "公开"},
        }
        await activities.publish(draft.id)
        assert (await stream.told())["activityChanged"]["activity"] == {"title": "草稿"}


@pytest.mark.parametrize("after", ["x", "", "0-0-0"])
async def test_a_cursor_that_is_none_is_refused(app: Served, after: str) -> None:
    async with subscribed(app, PLACES, {"after": after}, begun=False) as stream:
        assert await stream.end() == (
            "INVALID_CURSOR",
            f"The cursor {after!r} is none of events; take cursors from events, or begin without one.",
        )


async def test_a_cursor_that_the_outbox_has_forgotten_is_refused(app: Served) -> None:
    place = await a_place()
    async with subscribed(app, PLACES) as stream:
        await rename(place, "新馆")
        await stream.told()
        seen = stream.last_id
    await rename(place, "旧馆")
    await delete_events(await Event.filter(position__lte=3).order_by("position"))
    async with subscribed(app, PLACES, {"after": seen}, begun=False) as stream:
        assert await stream.end() == (
            "CURSOR_EXPIRED",
            "What has changed since this cursor cannot be told any more. Ask anew, and begin from now on.",
        )


async def test_more_than_can_be_caught_up_with_is_refused(app: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcer, "MOST_MISSED", 2)
    place = await a_place()
    async with subscribed(app, PLACES, {"after": "0-0"}, begun=False) as stream:
        assert (await stream.told())["placeChanged"]["event"] == "place.created"
    for name in ("二", "三"):
        await rename(place, name)
    async with subscribed(app, PLACES, {"after": "0-0"}, begun=False) as stream:
        assert (await stream.end())[0] == "CURSOR_EXPIRED"
    assert app.announcer.open == 0


async def test_a_cursor_of_another_process_that_is_ahead_is_not_repeated(app: Served) -> None:
    place = await a_place()
    async with subscribed(app, PLACES):
        behind = app.announcer._place
        await rename(place, "二")
        ahead = offset_of((await events_after(Offset()))[-1])
        app.announcer._place = behind
        async with subscribed(app, PLACES, {"after": cursor_of(ahead)}) as stream:
            await rename(place, "三")
            assert (await stream.told())["placeChanged"]["place"]["name"] == "三"


# -- how it ends


async def test_a_client_that_takes_too_little_is_told_where_to_go_on(app: Served) -> None:
    app.limit(subscription_queue=3)
    place = await a_place()
    async with subscribed(app, PLACES) as slow, subscribed(app, PLACES) as quick:
        slow.reading.clear()
        for number in range(6):
            await rename(place, f"馆{number}")
            assert (await quick.told())["placeChanged"]["place"]["name"] == f"馆{number}"
        slow.reading.set()
        assert (await slow.told())["placeChanged"]["place"]["name"] == "馆0"
        assert await slow.end() == (
            "SUBSCRIPTION_TOO_SLOW",
            "Events came faster than they were taken. Subscribe again, after the last cursor that you saw.",
        )
    async with subscribed(app, PLACES, {"after": slow.last_id}, begun=False) as again:
        assert (await again.told())["placeChanged"]["place"]["name"] == "馆5"


async def test_events_that_come_faster_than_they_are_read_end_the_subscription(
    app: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer, "WAITING", 2)
    place = await a_place()
    async with subscribed(app, PLACES) as stream:
        async with app.paused():
            for number in range(4):
                await a_place(f"馆{number}")
            assert (await stream.end())[0] == "SUBSCRIPTION_TOO_SLOW"
        async with subscribed(app, PLACES) as other:
            await rename(place, "新馆")
            assert (await other.told())["placeChanged"]["place"]["name"] == "新馆"


async def test_a_token_that_nobody_has_any_more_ends_its_streams(app: Served) -> None:
    place = await a_place()
    async with subscribed(app, PLACES, token=TOKEN) as office, subscribed(app, PLACES) as public:
        await rename(place, "二")
        for stream in (office, public):
            await stream.told()
        del app.viewers[TOKEN]
        await rename(place, "三")
        assert await office.end() == ("UNAUTHENTICATED", "The token is not valid any more.")
        assert (await public.told())["placeChanged"]["place"]["name"] == "三"


async def test_a_token_that_nobody_has_any_more_ends_a_stream_in_which_nothing_happens(app: Served) -> None:
    app.endpoint.heartbeat_seconds = 0.01
    async with subscribed(app, PLACES, token=TOKEN) as stream:
        assert await stream.next() == Sent("", None, None)
        del app.viewers[TOKEN]
        assert (await stream.end())[0] == "UNAUTHENTICATED"


async def test_a_viewer_who_may_see_something_else_by_now_asks_again(app: Served) -> None:
    async with subscribed(app, ACTIVITIES, token=TOKEN) as stream:
        app.viewers[TOKEN] = Viewer(ADMIN.kind, frozenset())
        await activities.create(await new_activity())
        assert await stream.end() == (
            "PERMISSIONS_CHANGED",
            "What you may see has changed. Subscribe again, after the last cursor.",
        )


async def test_a_stream_is_closed_at_its_age(app: Served) -> None:
    app.limit(subscription_seconds=0.01)
    async with subscribed(app, PLACES, begun=False) as stream:
        assert await stream.end() == (
            "SUBSCRIPTION_EXPIRED",
            "The subscription was open for as long as it may be. Subscribe again, after the last cursor.",
        )


async def test_too_many_streams_are_refused(app: Served) -> None:
    app.limit(subscriptions=3, subscriptions_per_client=2, subscriptions_anonymous=3)
    async with subscribed(app, PLACES), subscribed(app, PLACES) as second:
        async with subscribed(app, PLACES, begun=False) as third:
            assert (third.status, third.headers["content-type"]) == (429, "application/json; charset=utf-8")
            assert third.refusal() == (
                "TOO_MANY_SUBSCRIPTIONS",
                "You have 2 subscriptions open, which is the most allowed. Close some, or try again later.",
            )
        async with subscribed(app, PLACES, token=TOKEN), subscribed(app, PLACES, address="::1", begun=False) as other:
            assert other.status == 429
            assert other.refusal()[1].startswith("The server has 3 subscriptions open, ")
        assert not second.over
    async with subscribed(app, PLACES) as again:
        assert not again.over


async def test_those_without_a_token_leave_room_for_others(app: Served) -> None:
    app.limit(subscriptions=4, subscriptions_per_client=2)
    async with AsyncExitStack() as open_ones:
        for address in ("192.0.2.1", "192.0.2.2"):
            await open_ones.enter_async_context(subscribed(app, PLACES, address=address))
        third = await open_ones.enter_async_context(subscribed(app, PLACES, address="192.0.2.3", begun=False))
        assert (third.status, third.refusal()) == (
            429,
            (
                "TOO_MANY_SUBSCRIPTIONS",
                "Without a token the server has 2 subscriptions open, which is the most allowed. Close some, or try "
                "again later.",
            ),
        )
        for _ in range(2):
            stream = await open_ones.enter_async_context(subscribed(app, PLACES, token=TOKEN, address="192.0.2.3"))
            assert not stream.over
    app.limit(subscriptions_anonymous=0)
    async with subscribed(app, PLACES, begun=False) as nobody, subscribed(app, PLACES, token=TOKEN) as stream:
        assert (nobody.status, stream.over) == (429, False)


async def test_an_account_is_counted_by_itself_and_not_by_its_tokens(app: Served) -> None:
    app.limit(subscriptions_per_client=2)
    account = uuid.uuid4()
    for token in ("one", "two", "three"):
        app.viewers[token] = Viewer(ViewerKind.PERSON, frozenset(), account_id=account)
    async with (
        subscribed(app, PLACES, token="one"),
        subscribed(app, PLACES, token="two"),
        subscribed(app, PLACES, token="three", begun=False) as third,
    ):
        assert third.refusal()[1].startswith("You have 2 subscriptions open, ")


async def test_a_stopping_server_ends_all_streams_and_opens_no_others(app: Served) -> None:
    async with subscribed(app, PLACES) as stream, subscribed(app, ACTIVITIES) as other:
        app.announcer.stop()
        for each in (stream, other):
            assert await each.end() == (
                "SERVER_STOPPING",
                "The server stops. Subscribe again in a moment, after the last cursor.",
            )
        async with subscribed(app, PLACES, begun=False) as late:
            assert (late.status, late.refusal()[0]) == (503, "SERVER_STOPPING")


async def test_a_defect_ends_the_streams_that_meet_it_and_no_others(
    app: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = await a_place()
    reader, fetch = app.reader, app.reader.fetch

    async def broken(sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        if '"place"' in sql:
            raise ZeroDivisionError("secret of the house")
        return await fetch(sql, params, small=small)

    async with subscribed(app, PLACES) as stream, subscribed(app, ACTIVITIES, token=TOKEN) as other:
        monkeypatch.setattr(reader, "fetch", broken)
        await rename(place, "新馆")
        assert await stream.end() == ("INTERNAL", "Internal error")
        monkeypatch.setattr(reader, "fetch", fetch)
        async with subscribed(app, PLACES) as again:
            await rename(place, "旧馆")
            assert (await again.told())["placeChanged"]["place"]["name"] == "旧馆"
        await activities.create(await new_activity())
        assert (await other.told())["activityChanged"]["event"] == "activity.created"
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["Internal error"]


async def test_an_outbox_that_cannot_be_read_ends_all_streams_and_the_next_begins_anew(
    app: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await a_place()

    async def broken(offset: Offset, limit: int = 100) -> list[Event]:
        await wait_for_events(offset, limit)
        raise ServerStopping

    async with subscribed(app, PLACES) as first:
        monkeypatch.setattr(announcer, "wait_for_events", broken)
        await rename(place, "二")
        await first.told()
        await rename(place, "三")
        assert (await first.end())[0] == "SERVER_STOPPING"
        monkeypatch.setattr(announcer, "wait_for_events", wait_for_events)
        async with subscribed(app, PLACES) as second:
            await rename(place, "四")
            assert (await second.told())["placeChanged"]["place"]["name"] == "四"


# -- what is refused


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { placeChanged { event } activityChanged { event } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { placeChanged @skip(if: true) { event } }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { placeChanged(id: "at_1") { event } }', "INVALID_ID"),
        ("subscription { placeChanged(id: 7) { event } }", "INVALID_ID"),
        ("subscription { activityChanged { activity { registrations { totalCount } } } }", "FORBIDDEN"),
        ("subscription { placeChanged { place { activities(first: 100000) { totalCount } } } }", "PAGE_SIZE"),
    ],
)
@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_what_cannot_be_followed_is_told_as_the_only_result(app: Served, query: str, code: str) -> None:
    async with subscribed(app, query, begun=False) as stream:
        assert (stream.status, (await stream.end())[0]) == (200, code)
    assert app.announcer.open == 0


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_a_client_that_names_no_stream_is_told_so(app: Served) -> None:
    for accept in ((GRAPHQL_JSON,), ((b"accept", b"application/json"),), (), ((b"accept", b"*/*"),)):
        assert await refused(app, ACTIVITIES, *accept) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_queries_and_mutations_are_streams_of_one_result(app: Served) -> None:
    async with subscribed(app, "{ __typename }", begun=False) as stream:
        assert await stream.next() == Sent("next", '{"data":{"__typename":"Query"}}', None)
        assert await stream.next() == Sent("complete", "", None)
        assert stream.over
    mutation = 'mutation { createOrganization(input: {name: "会", kind: COMPANY}) { organization { name } } }'
    async with subscribed(app, mutation, begun=False, token=TOKEN) as stream:
        assert await stream.told() == {"createOrganization": {"organization": {"name": "会"}}}
    async with subscribed(app, mutation, begun=False) as stream:
        assert (await stream.end())[0] == "FORBIDDEN"
