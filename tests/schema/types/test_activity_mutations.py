"""What can be done to activities, from the input to the answer, the rows, the events and the search."""

from typing import Any

from core.models import ActivityHost
from tests.schema.client import Client
from tests.schema.town import gid
from tests.schema.types.writes import events, found_by_search, mutate, nothing_written, problems

NEW: dict[str, Any] = {
    "title": "重阳节慰问",
    "areaId": gid("ar", 4),
    "leadOrganizationId": gid("or", 1),
    "startsAt": "2024-10-11T09:00:00+08:00",
    "endsAt": "2024-10-11T11:00:00+08:00",
}
WHOLE = """activity { title english: title(lang: EN) summary series { name } year quarter place { name } area { name }
leadOrganization { name } startsAt endsAt capacity waitlist joinPolicy volunteering audiences decision status
publishedAt version seatsTaken hosts { totalCount nodes { position role organization { name } } }
programmes(orderBy: [{code: ASC}]) { nodes { code } } }"""
NOWHERE = "00000000-0000-7000-8000-000000000000"


async def test_create_with_all_there_is_to_say(office: Client) -> None:
    value = {
        **NEW,
        "title": "  重阳节慰问 ",
        "titleEn": "Double Ninth visits",
        "summary": "走访\n老人 🏮",
        "seriesId": gid("se", 1),
        "year": 2024,
        "quarter": 4,
        "placeId": gid("pl", 1),
        "capacity": 30,
        "waitlist": True,
        "joinPolicy": "INVITE",
        "volunteering": True,
        "hosts": [{"organizationId": gid("or", 2)}, {"organizationId": gid("or", 1), "role": "SUPPORTER"}],
        "programmeIds": [gid("pg", 2), gid("pg", 1), gid("pg", 2)],
        "audiences": ["VOLUNTEER", "RESIDENT", "VOLUNTEER"],
    }
    payload = await mutate(office, "createActivity", value, WHOLE.replace("{ title", "{ id title", 1))
    identifier = payload["activity"].pop("id")
    assert payload == {
        "activity": {
            "title": "重阳节慰问",
            "english": "Double Ninth visits",
            "summary": "走访\n老人 🏮",
            "series": {"name": "邻里节"},
            "year": 2024,
            "quarter": 4,
            "place": {"name": "跃进社区小剧场"},
            "area": {"name": "跃进社区"},
            "leadOrganization": {"name": "金牛区社会工作部"},
            "startsAt": "2024-10-11T01:00:00+00:00",
            "endsAt": "2024-10-11T03:00:00+00:00",
            "capacity": 30,
            "waitlist": True,
            "joinPolicy": "INVITE",
            "volunteering": True,
            "audiences": ["RESIDENT", "VOLUNTEER"],
            "decision": "DRAFT",
            "status": "DRAFT",
            "publishedAt": None,
            "version": 1,
            "seatsTaken": 0,
            "hosts": {
                "totalCount": 2,
                "nodes": [
                    {"position": 1, "role": "HOST", "organization": {"name": "红旗连锁"}},
                    {"position": 2, "role": "SUPPORTER", "organization": {"name": "金牛区社会工作部"}},
                ],
            },
            "programmes": {"nodes": [{"code": "neighbourly"}, {"code": "secret"}]},
        },
        "userErrors": [],
    }
    assert await events() == [("activity.created", identifier, {"version": 1})]
    assert await found_by_search(office, "chongyang", admin=True) == [identifier]
    assert await found_by_search(office, "double ninth", admin=True) == [identifier]
    # A draft is not for the public.
    assert await found_by_search(office, "重阳", admin=False) == []
    assert await office.ask(f'{{ node(id: "{identifier}") {{ id }} }}') == {"node": None}


async def test_create_with_the_least_there_must_be(office: Client) -> None:
    payload = await mutate(office, "createActivity", NEW, WHOLE)
    assert payload == {
        "activity": {
            "title": "重阳节慰问",
            "english": "重阳节慰问",
            "summary": None,
            "series": None,
            "year": None,
            "quarter": None,
            "place": None,
            "area": {"name": "跃进社区"},
            "leadOrganization": {"name": "金牛区社会工作部"},
            "startsAt": "2024-10-11T01:00:00+00:00",
            "endsAt": "2024-10-11T03:00:00+00:00",
            "capacity": None,
            "waitlist": False,
            "joinPolicy": "OPEN",
            "volunteering": False,
            "audiences": [],
            "decision": "DRAFT",
            "status": "DRAFT",
            "publishedAt": None,
            "version": 1,
            "seatsTaken": 0,
            "hosts": {"totalCount": 0, "nodes": []},
            "programmes": {"nodes": []},
        },
        "userErrors": [],
    }


async def test_everything_that_is_wrong_with_a_new_activity_is_told_at_once(office: Client) -> None:
    value = {
        "title": "   ",
        "titleEn": "x" * 201,
        "summary": "a\x00b",
        "areaId": f"ar_{NOWHERE}",
        "leadOrganizationId": f"or_{NOWHERE}",
        "seriesId": f"se_{NOWHERE}",
        "placeId": f"pl_{NOWHERE}",
        "startsAt": "2024-10-11T09:00:00+08:00",
        "endsAt": "2024-10-11T08:59:59+08:00",
        "year": 1899,
        "capacity": -1,
        "hosts": [
            {"organizationId": gid("or", 1)},
            {"organizationId": f"or_{NOWHERE}"},
            {"organizationId": gid("or", 1)},
        ],
        "programmeIds": [gid("pg", 1), f"pg_{NOWHERE}"],
    }
    assert sorted(await problems(office, "createActivity", value)) == [
        ("DUPLICATE", "hosts.2.organizationId", "The organisation is named twice."),
        ("ENDS_BEFORE_START", "endsAt", "Must not be before the start."),
        ("INCOMPLETE", "quarter", "A year and a quarter come together, or neither."),
        ("INVALID_TEXT", "summary", "summary: holds a NUL character (U+0000) at position 1. Remove it."),
        ("NOT_FOUND", "areaId", "There is no such area."),
        ("NOT_FOUND", "hosts.1.organizationId", "There is no such organization."),
        ("NOT_FOUND", "leadOrganizationId", "There is no such organization."),
        ("NOT_FOUND", "placeId", "There is no such place."),
        ("NOT_FOUND", "programmeIds.1", "There is no such programme."),
        ("NOT_FOUND", "seriesId", "There is no such series."),
        ("OUT_OF_RANGE", "capacity", "Is -1, and must be from 0 to 1000000."),
        ("OUT_OF_RANGE", "year", "Is 1899, and must be from 1900 to 2999."),
        ("REQUIRED", "title", "Must not be empty."),
        ("TOO_LONG", "titleEn", "Has 201 characters, and at most 200 fit."),
    ]


NOT_NEW: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({"quarter": 5, "year": 2024}, [("OUT_OF_RANGE", "quarter", "Is 5, and must be from 1 to 4.")]),
    ({"capacity": 1_000_001}, [("OUT_OF_RANGE", "capacity", "Is 1000001, and must be from 0 to 1000000.")]),
    (
        {"hosts": [{"organizationId": gid("or", 1)}] * 101},
        [("TOO_MANY", "hosts", "Has 101 items, and at most 100 fit.")]
        + [("DUPLICATE", f"hosts.{n}.organizationId", "The organisation is named twice.") for n in range(1, 101)],
    ),
    (
        {"programmeIds": [gid("pg", 1)] * 101},
        [("TOO_MANY", "programmeIds", "Has 101 items, and at most 100 fit.")],
    ),
    (
        {"summary": "字" * 20_001},
        [("TOO_LONG", "summary", "Has 20001 characters, and at most 20000 fit.")],
    ),
    (
        {"waitlist": None},
        [("REQUIRED", "waitlist", "Cannot be null; leave it out to keep what there is.")],
    ),
    ({"hosts": None}, [("REQUIRED", "hosts", "Cannot be null; leave it out to keep what there is.")]),
]


async def test_what_a_new_activity_cannot_be(office: Client) -> None:
    for change, expected in NOT_NEW:
        assert await problems(office, "createActivity", {**NEW, **change}) == expected


async def test_update_changes_what_is_given_and_nothing_else(office: Client) -> None:
    activity = gid("at", 1)
    payload = await mutate(
        office,
        "updateActivity",
        {
            "id": activity,
            "expectedVersion": 1,
            "title": "第三季度邻里节",
            "titleEn": None,
            "placeId": None,
            "hosts": [{"organizationId": gid("or", 3), "role": "IMPLEMENTER"}],
            "audiences": [],
        },
        WHOLE,
    )
    assert payload["userErrors"] == []
    assert payload["activity"] == {
        "title": "第三季度邻里节",
        "english": "第三季度邻里节",
        "summary": "四方联合主办",
        "series": {"name": "邻里节"},
        "year": 2024,
        "quarter": 3,
        "place": None,
        "area": {"name": "跃进社区"},
        "leadOrganization": {"name": "金牛区社会工作部"},
        "startsAt": "2024-07-10T01:00:00+00:00",
        "endsAt": "2024-07-10T03:00:00+00:00",
        "capacity": 100,
        "waitlist": True,
        "joinPolicy": "OPEN",
        "volunteering": False,
        "audiences": [],
        "decision": "PUBLISHED",
        "status": "ONGOING",
        "publishedAt": "2024-07-03T01:00:00+00:00",
        "version": 2,
        "seatsTaken": 2,
        "hosts": {
            "totalCount": 1,
            "nodes": [{"position": 1, "role": "IMPLEMENTER", "organization": {"name": "金牛区卫健局"}}],
        },
        "programmes": {"nodes": [{"code": "neighbourly"}, {"code": "secret"}]},
    }
    changed = ["audiences", "hosts", "place_id", "title", "title_en"]
    assert await events() == [("activity.updated", activity, {"version": 2, "changed": changed})]
    # The old name finds it no more.
    assert await found_by_search(office, "2024年", admin=False) == []
    assert activity in await found_by_search(office, "第三季度", admin=False)
    assert await ActivityHost.filter(activity_id=activity[3:]).count() == 1


async def test_an_update_of_nothing_stores_nothing(office: Client) -> None:
    same = {"title": "2024年第三季度邻里节", "capacity": 100, "placeId": gid("pl", 1)}
    for change in ({}, same):
        async with nothing_written(but_the_log=True):
            payload = await mutate(office, "updateActivity", {"id": gid("at", 1), **change}, "activity { version }")
        assert payload == {"activity": {"version": 1}, "userErrors": []}


NOT_CHANGED: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    (
        {"id": gid("at", 1), "title": "x", "expectedVersion": 2},
        ("CONFLICT", "expectedVersion", "Somebody has changed the row: it has version 1, and version 2 was "
         "expected. Read it again, and repeat the change."),
    ),
    ({"id": gid("at", 99), "title": "x"}, ("NOT_FOUND", "id", "There is no such row.")),
    ({"id": gid("at", 1), "title": ""}, ("REQUIRED", "title", "Must not be empty.")),
    (
        {"id": gid("at", 1), "title": None},
        ("REQUIRED", "title", "Cannot be null; leave it out to keep what there is."),
    ),
    (
        {"id": gid("at", 1), "capacity": 1},
        ("BELOW_SEATS_TAKEN", "capacity", "2 seats are taken already; cancel some first."),
    ),
    (
        {"id": gid("at", 1), "quarter": None},
        ("INCOMPLETE", "quarter", "A year and a quarter come together, or neither."),
    ),
    (
        {"id": gid("at", 1), "endsAt": "2024-07-10T00:00:00Z"},
        ("ENDS_BEFORE_START", "endsAt", "Must not be before the start."),
    ),
    (
        {"id": gid("at", 5), "startsAt": "2024-06-01T00:00:00Z"},
        ("WRONG_STATE", "startsAt", "The activity is over: its times stay as they are."),
    ),
    (
        {"id": gid("at", 8), "title": "x"},
        ("WRONG_STATE", "id", "An activity that is CANCELLED cannot be changed."),
    ),
    (
        {"id": gid("at", 1), "areaId": f"ar_{NOWHERE}"},
        ("NOT_FOUND", "areaId", "There is no such area."),
    ),
]  # fmt: skip


async def test_what_an_update_cannot_be(office: Client) -> None:
    for value, expected in NOT_CHANGED:
        assert await problems(office, "updateActivity", value) == [expected]


STATE = "activity { decision status decisionReason publishedAt startsAt endsAt version }"


async def test_publish_shows_a_draft_to_everybody(office: Client) -> None:
    activity = gid("at", 2)
    payload = await mutate(office, "publishActivity", {"id": activity, "expectedVersion": 1}, STATE)
    assert payload == {
        "activity": {
            "decision": "PUBLISHED",
            "status": "PUBLISHED",
            "decisionReason": None,
            "publishedAt": "2024-07-10T01:00:00+00:00",
            "startsAt": "2024-07-12T01:00:00+00:00",
            "endsAt": "2024-07-12T03:00:00+00:00",
            "version": 2,
        },
        "userErrors": [],
    }
    assert await events() == [("activity.published", activity, {"version": 2, "decision": "PUBLISHED"})]
    assert await found_by_search(office, "草稿", admin=False) == [activity]
    data = await office.ask(f'{{ activity(id: "{activity}") {{ title media {{ nodes {{ title }} }} }} }}')
    assert data == {"activity": {"title": "草稿邻里节", "media": {"nodes": [{"title": "草稿视频"}]}}}


async def test_submit_hands_a_draft_in_and_publish_takes_it_from_there(office: Client) -> None:
    activity = gid("at", 2)
    payload = await mutate(office, "submitActivity", {"id": activity, "expectedVersion": 1}, STATE)
    assert payload["userErrors"] == []
    assert (payload["activity"]["decision"], payload["activity"]["version"]) == ("IN_REVIEW", 2)
    assert await office.ask(f'{{ activity(id: "{activity}") {{ id }} }}') == {"activity": None}
    payload = await mutate(office, "publishActivity", {"id": activity}, STATE)
    assert (payload["activity"]["decision"], payload["activity"]["version"]) == ("PUBLISHED", 3)
    assert [name for name, _, _ in await events()] == ["activity.submitted", "activity.published"]


async def test_archive_puts_a_finished_activity_away(office: Client) -> None:
    activity = gid("at", 5)
    payload = await mutate(office, "archiveActivity", {"id": activity}, STATE)
    assert payload["userErrors"] == []
    assert (payload["activity"]["decision"], payload["activity"]["status"]) == ("ARCHIVED", "ARCHIVED")
    assert [name for name, _, _ in await events()] == ["activity.archived"]


async def test_postpone_and_publish_again_keeps_the_first_publication(office: Client) -> None:
    activity = gid("at", 4)
    times = {"startsAt": "2024-07-20T01:00:00Z", "endsAt": "2024-07-20T11:00:00+08:00"}
    payload = await mutate(office, "postponeActivity", {"id": activity, "reason": " 高温 ", **times}, STATE)
    shown = {
        "decision": "POSTPONED",
        "status": "POSTPONED",
        "decisionReason": "高温",
        "publishedAt": "2024-07-03T01:00:00+00:00",
        "startsAt": "2024-07-20T01:00:00+00:00",
        "endsAt": "2024-07-20T03:00:00+00:00",
        "version": 2,
    }
    assert payload == {"activity": shown, "userErrors": []}
    payload = await mutate(office, "publishActivity", {"id": activity}, STATE)
    again = {"decision": "PUBLISHED", "status": "PUBLISHED", "decisionReason": None, "version": 3}
    assert payload == {"activity": {**shown, **again}, "userErrors": []}
    assert await events() == [
        ("activity.postponed", activity, {"version": 2, "decision": "POSTPONED"}),
        ("activity.published", activity, {"version": 3, "decision": "PUBLISHED"}),
    ]


async def test_postpone_until_further_notice(office: Client) -> None:
    payload = await mutate(office, "postponeActivity", {"id": gid("at", 4)}, STATE)
    assert payload["activity"] == {
        "decision": "POSTPONED",
        "status": "POSTPONED",
        "decisionReason": None,
        "publishedAt": "2024-07-03T01:00:00+00:00",
        "startsAt": "2024-07-14T01:00:00+00:00",
        "endsAt": "2024-07-14T03:00:00+00:00",
        "version": 2,
    }


async def test_cancel_tells_why(office: Client) -> None:
    activity = gid("at", 1)
    payload = await mutate(office, "cancelActivity", {"id": activity, "reason": "台风"}, STATE)
    assert payload["activity"]["status"] == "CANCELLED"
    assert payload["activity"]["decisionReason"] == "台风"
    assert await events() == [("activity.cancelled", activity, {"version": 2, "decision": "CANCELLED"})]
    # It was published, so that everybody learns of it.
    data = await office.ask(f'{{ activity(id: "{activity}") {{ status decisionReason }} }}')
    assert data == {"activity": {"status": "CANCELLED", "decisionReason": "台风"}}


def wrong(state: str, done: str) -> tuple[str, str, str]:
    return "WRONG_STATE", "id", f"An activity that is {state} cannot be {done}."


NO_STEPS: list[tuple[str, dict[str, Any], tuple[str, str, str]]] = [
    ("submitActivity", {"id": gid("at", 4)}, wrong("PUBLISHED", "submitted")),
    ("archiveActivity", {"id": gid("at", 4)}, wrong("PUBLISHED", "archived")),
    ("publishActivity", {"id": gid("at", 1)}, wrong("ONGOING", "published")),
    ("publishActivity", {"id": gid("at", 4)}, wrong("PUBLISHED", "published")),
    ("publishActivity", {"id": gid("at", 5)}, wrong("FINISHED", "published")),
    ("publishActivity", {"id": gid("at", 7)}, wrong("CANCELLED", "published")),
    ("publishActivity", {"id": gid("at", 99)}, ("NOT_FOUND", "id", "There is no such row.")),
    ("postponeActivity", {"id": gid("at", 1)}, wrong("ONGOING", "postponed")),
    ("postponeActivity", {"id": gid("at", 2)}, wrong("DRAFT", "postponed")),
    ("postponeActivity", {"id": gid("at", 6)}, wrong("POSTPONED", "postponed")),
    (
        "postponeActivity",
        {"id": gid("at", 4), "startsAt": "2024-07-20T01:00:00Z"},
        ("INCOMPLETE", "endsAt", "New dates have a start and an end."),
    ),
    (
        "postponeActivity",
        {"id": gid("at", 4), "startsAt": "2024-07-14T01:00:00Z", "endsAt": "2024-07-20T01:00:00Z"},
        ("NOT_LATER", "startsAt", "Must be later than the present start, 2024-07-14T01:00:00+00:00."),
    ),
    (
        "postponeActivity",
        {"id": gid("at", 4), "startsAt": "2024-07-20T01:00:00Z", "endsAt": "2024-07-19T01:00:00Z"},
        ("ENDS_BEFORE_START", "endsAt", "Must not be before the start."),
    ),
    (
        "postponeActivity",
        {"id": gid("at", 4), "reason": "x" * 501},
        ("TOO_LONG", "reason", "Has 501 characters, and at most 500 fit."),
    ),
    ("cancelActivity", {"id": gid("at", 5), "reason": "x"}, wrong("FINISHED", "cancelled")),
    ("cancelActivity", {"id": gid("at", 8), "reason": "x"}, wrong("CANCELLED", "cancelled")),
    ("cancelActivity", {"id": gid("at", 1), "reason": " "}, ("REQUIRED", "reason", "Must not be empty.")),
    *(
        (
            name,
            {"id": gid("at", number), "expectedVersion": 7, **more},
            (
                "CONFLICT",
                "expectedVersion",
                "Somebody has changed the row: it has version 1, and version 7 was expected. Read it again, and "
                "repeat the change.",
            ),
        )
        for name, number, more in (
            ("publishActivity", 2, {}),
            ("postponeActivity", 4, {}),
            ("cancelActivity", 1, {"reason": "x"}),
        )
    ),
]


async def test_steps_that_cannot_be_taken(office: Client) -> None:
    for name, value, expected in NO_STEPS:
        assert await problems(office, name, value) == [expected]


async def test_a_postponed_activity_whose_dates_have_passed_needs_others_first(office: Client) -> None:
    activity = {"id": gid("at", 6)}
    past = {"startsAt": "2024-07-01T01:00:00Z", "endsAt": "2024-07-01T03:00:00Z"}
    await mutate(office, "updateActivity", {**activity, **past}, "activity { id }")
    assert await problems(office, "publishActivity", activity) == [
        (
            "DATES_PASSED",
            "id",
            "The activity was postponed, and its end, 2024-07-01T03:00:00+00:00, has passed. Set new dates first.",
        )
    ]
