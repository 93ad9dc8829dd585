import asyncio
import datetime
import uuid
from collections.abc import Awaitable, Callable

import pytest

from core import activities, clock, models
from core.activities import ActivityChange, NewActivity, NewHost
from core.database.connect import Database, database
from core.database.url import Dialect
from core.models import Activity, ActivityHost, Event, SearchDocument
from core.models.choices import ActivityDecision, Audience, HostRole, RegistrationState
from core.problems import InputRefused, Problem
from core.writing import writing
from tests.support.domain import (
    BEFORE,
    ENDS,
    NOWHERE,
    STARTS,
    an_area,
    an_organization,
    new_activity,
    problems_of,
)

pytestmark = pytest.mark.usefixtures("db")


async def in_state(decision: ActivityDecision, **fields: object) -> Activity:
    activity = await activities.create(await new_activity(**fields))
    activity.decision = decision
    activity.published_at = BEFORE
    await activity.save()
    return activity


async def events() -> list[tuple[str, object]]:
    return [(event.name, event.payload) for event in await Event.all().order_by("position")]


async def test_a_new_activity_is_a_draft_with_all_that_was_said() -> None:
    hosts = [await an_organization(f"主办{number}") for number in range(3)]
    programme = await models.Programme.create(
        code="neighbourly", name="睦邻亲·金牛情", area=await an_area(), lead_organization=hosts[0]
    )
    new = await new_activity(
        title="  邻里节  ",
        title_en=" ",
        year=2024,
        quarter=3,
        capacity=20,
        hosts=[NewHost(hosts[2].id), NewHost(hosts[0].id, HostRole.CO_ORGANIZER)],
        programme_ids=[programme.id, programme.id],
        audiences=[Audience.RESIDENT, Audience.VOLUNTEER, Audience.RESIDENT],
    )

    created = await activities.create(new)

    stored = await Activity.get(id=created.id)
    assert (stored.title, stored.title_en, stored.decision) == ("邻里节", None, ActivityDecision.DRAFT)
    assert (stored.starts_at, stored.ends_at) == (STARTS, ENDS)
    assert (stored.year, stored.quarter, stored.capacity, stored.version) == (2024, 3, 20, 1)
    assert await ActivityHost.all().order_by("position").values_list("organization_id", "role") == [
        (hosts[2].id, HostRole.HOST),
        (hosts[0].id, HostRole.CO_ORGANIZER),
    ]
    assert await models.ActivityProgramme.all().values_list("programme_id", flat=True) == [programme.id]
    audiences = await models.ActivityAudience.all().order_by("audience")
    assert [row.audience for row in audiences] == [Audience.RESIDENT, Audience.VOLUNTEER]
    assert await events() == [("activity.created", {"version": 1})]
    document = await SearchDocument.get(subject_id=created.id)
    assert (document.subject_type, document.tokens.split()[:3]) == ("at", ["邻", "里", "节"])


async def test_everything_that_is_wrong_is_told_at_once() -> None:
    organization = await an_organization()
    new = NewActivity(
        title=" ",
        title_en="x" * 201,
        summary="\x00",
        starts_at=STARTS,
        ends_at=STARTS - datetime.timedelta(seconds=1),
        quarter=5,
        capacity=-1,
        area_id=NOWHERE,
        lead_organization_id=organization.id,
        place_id=NOWHERE,
        series_id=NOWHERE,
        hosts=[NewHost(organization.id), NewHost(NOWHERE), NewHost(organization.id)],
        programme_ids=[NOWHERE],
    )

    assert await problems_of(activities.create(new)) == [
        ("REQUIRED", "title"),
        ("TOO_LONG", "titleEn"),
        ("INVALID_TEXT", "summary"),
        ("ENDS_BEFORE_START", "endsAt"),
        ("INCOMPLETE", "year"),
        ("OUT_OF_RANGE", "quarter"),
        ("OUT_OF_RANGE", "capacity"),
        ("DUPLICATE", "hosts.2.organizationId"),
        ("NOT_FOUND", "areaId"),
        ("NOT_FOUND", "hosts.1.organizationId"),
        ("NOT_FOUND", "seriesId"),
        ("NOT_FOUND", "placeId"),
        ("NOT_FOUND", "programmeIds.0"),
    ]
    assert await Activity.all().count() == await Event.all().count() == 0
    assert await SearchDocument.all().count() == 0


async def test_problems_say_what_to_do() -> None:
    with pytest.raises(InputRefused) as refused:
        await activities.create(await new_activity(title="x" * 201, starts_at=STARTS.replace(tzinfo=None)))

    assert refused.value.problems == (
        Problem("TOO_LONG", "Has 201 characters, and at most 200 fit.", ("title",)),
        Problem("NO_OFFSET", "Must be an instant, with an offset from UTC.", ("startsAt",)),
    )


async def test_a_change_changes_what_it_gives_and_nothing_else() -> None:
    host = await an_organization("新主办")
    created = await activities.create(await new_activity(title_en="Festival", capacity=10, hosts=[NewHost(host.id)]))

    changed = await activities.update(
        created.id, ActivityChange(title="义诊", title_en=None, audiences=[Audience.RESIDENT])
    )

    stored = await Activity.get(id=created.id)
    assert (stored.title, stored.title_en, stored.capacity) == ("义诊", None, 10)
    assert stored.version == changed.version == 2
    assert await ActivityHost.all().count() == 1
    assert (await events())[1:] == [("activity.updated", {"version": 2, "changed": ["audiences", "title", "title_en"]})]
    assert (await SearchDocument.get(subject_id=created.id)).tokens.startswith("义 诊")


async def test_a_change_that_changes_nothing_stores_nothing() -> None:
    created = await activities.create(await new_activity())

    unchanged = await activities.update(created.id, ActivityChange(title=created.title, starts_at=STARTS))

    assert unchanged.version == 1
    assert len(await events()) == 1


async def test_hosts_are_replaced_in_their_new_order() -> None:
    first, second = await an_organization("甲"), await an_organization("乙")
    created = await activities.create(await new_activity(hosts=[NewHost(first.id), NewHost(second.id)]))

    await activities.update(created.id, ActivityChange(hosts=[NewHost(second.id), NewHost(first.id)]))

    assert await ActivityHost.all().order_by("position").values_list("position", "organization_id") == [
        (1, second.id),
        (2, first.id),
    ]


async def test_a_change_is_checked_together_with_what_stays() -> None:
    created = await activities.create(await new_activity())

    assert await problems_of(
        activities.update(created.id, ActivityChange(ends_at=STARTS - datetime.timedelta(hours=1)))
    ) == [("ENDS_BEFORE_START", "endsAt")]
    assert await problems_of(activities.update(created.id, ActivityChange(year=2024))) == [("INCOMPLETE", "quarter")]


async def test_another_version_is_a_conflict() -> None:
    created = await activities.create(await new_activity())
    await activities.update(created.id, ActivityChange(title="甲"), expected_version=1)

    with pytest.raises(InputRefused) as refused:
        await activities.update(created.id, ActivityChange(title="乙"), expected_version=1)

    assert refused.value.problems == (
        Problem(
            "CONFLICT",
            "Somebody has changed the row: it has version 2, and version 1 was expected. "
            "Read it again, and repeat the change.",
            ("expectedVersion",),
        ),
    )
    assert (await Activity.get(id=created.id)).title == "甲"


async def test_an_activity_that_does_not_exist_is_not_found() -> None:
    for verb in (
        activities.update(NOWHERE, ActivityChange(title="甲")),
        activities.publish(NOWHERE),
        activities.cancel(NOWHERE, "雨"),
    ):
        assert await problems_of(verb) == [("NOT_FOUND", "id")]


async def test_capacity_never_falls_below_the_seats_taken() -> None:
    created = await activities.create(await new_activity(capacity=5))
    person = await models.Person.create(display_name="演示居民001")
    await models.Registration.create(activity=created, person=person, party_size=3, state=RegistrationState.CONFIRMED)

    assert await problems_of(activities.update(created.id, ActivityChange(capacity=2))) == [
        ("BELOW_SEATS_TAKEN", "capacity")
    ]
    assert (await activities.update(created.id, ActivityChange(capacity=3))).capacity == 3
    assert (await activities.update(created.id, ActivityChange(capacity=None))).capacity is None


async def test_the_way_from_draft_to_archive() -> None:
    with clock.fixed(BEFORE):
        created = await activities.create(await new_activity())
        await activities.submit(created.id)
        published = await activities.publish(created.id, expected_version=2)
        assert published.published_at == BEFORE
    with clock.fixed(ENDS):
        archived = await activities.archive(created.id)

    assert archived.decision is ActivityDecision.ARCHIVED
    assert await events() == [
        ("activity.created", {"version": 1}),
        ("activity.submitted", {"version": 2, "decision": "IN_REVIEW"}),
        ("activity.published", {"version": 3, "decision": "PUBLISHED"}),
        ("activity.archived", {"version": 4, "decision": "ARCHIVED"}),
    ]


LATER = STARTS + datetime.timedelta(days=30)
D = ActivityDecision
STEPS: dict[str, Callable[[uuid.UUID], Awaitable[Activity]]] = {
    "submit": activities.submit,
    "publish": activities.publish,
    "postpone": activities.postpone,
    "cancel": lambda key: activities.cancel(key, "雨"),
    "archive": activities.archive,
    "update": lambda key: activities.update(key, ActivityChange(title="义诊")),
}


@pytest.mark.parametrize(
    ("decision", "instant", "allowed"),
    [
        (D.DRAFT, BEFORE, {"submit", "publish", "cancel", "update"}),
        (D.IN_REVIEW, BEFORE, {"publish", "cancel", "update"}),
        (D.PUBLISHED, BEFORE, {"postpone", "cancel", "update"}),
        (D.PUBLISHED, STARTS, {"cancel", "update"}),
        (D.PUBLISHED, ENDS, {"archive", "update"}),
        (D.POSTPONED, BEFORE, {"publish", "cancel", "update"}),
        (D.CANCELLED, BEFORE, set()),
        (D.ARCHIVED, ENDS, set()),
    ],
)
async def test_which_step_follows_which_state(
    decision: ActivityDecision, instant: datetime.datetime, allowed: set[str]
) -> None:
    area, organization = await an_area(), await an_organization()
    taken, refusals = set(), []
    with clock.fixed(instant):
        for name in STEPS:
            activity = await in_state(decision, area_id=area.id, lead_organization_id=organization.id)
            try:
                await STEPS[name](activity.id)
                taken.add(name)
            except InputRefused as error:
                refusals.append([(problem.code, problem.field) for problem in error.problems])

    assert taken == allowed
    assert refusals == [[("WRONG_STATE", ("id",))]] * (len(STEPS) - len(allowed))


async def test_what_is_over_cannot_be_cancelled() -> None:
    activity = await in_state(ActivityDecision.PUBLISHED)

    with clock.fixed(ENDS), pytest.raises(InputRefused) as refused:
        await activities.cancel(activity.id, "雨")

    assert refused.value.problems == (
        Problem("WRONG_STATE", "An activity that is FINISHED cannot be cancelled.", ("id",)),
    )


async def test_the_times_of_what_is_over_stay() -> None:
    activity = await in_state(ActivityDecision.PUBLISHED)

    with clock.fixed(ENDS):
        assert await problems_of(activities.update(activity.id, ActivityChange(starts_at=LATER, ends_at=LATER))) == [
            ("WRONG_STATE", "startsAt"),
            ("WRONG_STATE", "endsAt"),
        ]
        assert (await activities.update(activity.id, ActivityChange(summary="纪实"))).summary == "纪实"


async def test_postponed_to_later_dates_and_published_again() -> None:
    activity = await in_state(ActivityDecision.PUBLISHED)
    ends = LATER + datetime.timedelta(hours=2)

    with clock.fixed(BEFORE):
        postponed = await activities.postpone(activity.id, starts_at=LATER, ends_at=ends, reason="高温")
        assert (postponed.decision, postponed.decision_reason) == (ActivityDecision.POSTPONED, "高温")
        published = await activities.publish(activity.id)

    assert (published.starts_at, published.ends_at) == (LATER, ends)
    assert (published.decision, published.decision_reason) == (ActivityDecision.PUBLISHED, None)
    assert published.published_at == BEFORE


async def test_postponed_without_dates_needs_some_once_the_old_ones_have_passed() -> None:
    activity = await in_state(ActivityDecision.PUBLISHED)

    with clock.fixed(BEFORE):
        await activities.postpone(activity.id)
    with clock.fixed(ENDS):
        assert await problems_of(activities.publish(activity.id)) == [("DATES_PASSED", "id")]
        await activities.update(activity.id, ActivityChange(starts_at=LATER, ends_at=LATER))
        assert (await activities.publish(activity.id)).decision is ActivityDecision.PUBLISHED


async def test_new_dates_are_complete_and_later() -> None:
    activity = await in_state(ActivityDecision.PUBLISHED)

    with clock.fixed(BEFORE):
        assert await problems_of(activities.postpone(activity.id, starts_at=LATER)) == [("INCOMPLETE", "endsAt")]
        assert await problems_of(activities.postpone(activity.id, starts_at=STARTS, ends_at=ENDS)) == [
            ("NOT_LATER", "startsAt")
        ]
        assert await problems_of(
            activities.postpone(activity.id, starts_at=LATER, ends_at=STARTS, reason="x" * 501)
        ) == [("TOO_LONG", "reason"), ("ENDS_BEFORE_START", "endsAt")]


async def test_a_cancellation_has_a_reason() -> None:
    activity = await activities.create(await new_activity())

    assert await problems_of(activities.cancel(activity.id, "  ")) == [("REQUIRED", "reason")]
    cancelled = await activities.cancel(activity.id, "大雨")
    assert (cancelled.decision, cancelled.decision_reason) == (ActivityDecision.CANCELLED, "大雨")


async def test_of_two_changes_of_one_version_one_wins(db: Database, migrated_database_url: str) -> None:
    created = await activities.create(await new_activity())

    outcomes = await asyncio.gather(
        *(
            activities.update(created.id, ActivityChange(title=f"标题{number}"), expected_version=1)
            for number in range(8)
        ),
        return_exceptions=True,
    )

    won = [outcome for outcome in outcomes if isinstance(outcome, Activity)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, InputRefused)]
    assert (len(won), len(lost)) == (1, 7)
    assert {problem.code for refused in lost for problem in refused.problems} == {"CONFLICT"}
    stored = await Activity.get(id=created.id)
    assert (stored.title, stored.version) == (won[0].title, 2)
    assert [name for name, _ in await events()] == ["activity.created", "activity.updated"]


async def test_changes_without_an_expected_version_are_all_counted() -> None:
    created = await activities.create(await new_activity())

    await asyncio.gather(*(activities.update(created.id, ActivityChange(title=f"标题{number}")) for number in range(8)))

    assert (await Activity.get(id=created.id)).version == 9
    versions = [payload["version"] for _, payload in await events()]  # type: ignore[index]  # a mapping
    assert versions == list(range(1, 10))


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_two_hundred_at_once_take_exactly_twenty_seats(db: Database, migrated_database_url: str) -> None:
    created = await activities.create(await new_activity(capacity=20))
    people = [models.Person(display_name=f"演示居民{number:03}") for number in range(200)]
    await models.Person.bulk_create(people)
    await db.close()

    async with database(migrated_database_url, writers=50):

        async def register(person: uuid.UUID) -> str:
            try:
                async with writing():
                    await models.Registration.create(
                        activity_id=created.id, person_id=person, state=RegistrationState.CONFIRMED
                    )
            except InputRefused as refused:
                return refused.problems[0].code
            return "CONFIRMED"

        outcomes = await asyncio.gather(*(register(person.id) for person in people))

        assert sorted(outcomes) == ["CONFIRMED"] * 20 + ["NO_SEATS_LEFT"] * 180
        assert (await Activity.get(id=created.id)).seats_taken == 20
        assert await models.Registration.filter(state=RegistrationState.CONFIRMED).count() == 20
