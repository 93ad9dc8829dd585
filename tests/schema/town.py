"""A small town whose every row is known by heart, so that tests can spell out whole answers.

It has what the rules of visibility are about (drafts, media without consent, people), names with every kind of
character, ties and nulls. `gid("at", 1)` is the global id of the activity number 1, and so on.
"""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

from tortoise.models import Model

from core import models, search
from core.models import choices

#: The instant of every request in these tests: Wednesday, 10 July 2024, 9:00 in Asia/Shanghai.
NOW = datetime.datetime(2024, 7, 10, 1, 0, tzinfo=datetime.UTC)

MADE = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
LAST_WEEK = NOW - datetime.timedelta(days=7)

#: Of links and lists, which have no global ids, the tags are the tests' own.
_TAGS = [
    *("ar", "as", "or", "pl", "pa", "pd", "sh", "sx", "cd", "pe", "ac", "ra"),
    *("pg", "se", "ms", "at", "ah", "ap", "rg", "md", "mc", "aa", "pu"),
]

#: A name with what has a meaning in SQL, in patterns, in JSON and in the search.
ODD_NAME = "100%_店 \"引号\" 'x' \\ 🏪"


def key(tag: str, number: int) -> uuid.UUID:
    """The key of a row. Keys grow with the number."""
    return uuid.UUID(f"{_TAGS.index(tag) + 1:08d}-0000-7000-8000-{number:012d}")


def gid(tag: str, number: int) -> str:
    """The global id of a row."""
    return f"{tag}_{key(tag, number)}"


def at(day: int, hour: int = 1) -> datetime.datetime:
    """An hour, in UTC, of a day in July 2024."""
    return datetime.datetime(2024, 7, day, hour, tzinfo=datetime.UTC)


async def load() -> None:
    """Write all rows, and the search's index, on the database that is open and migrated."""
    for rows in (
        _areas(),
        _organizations(),
        _places(),
        _people(),
        _programmes(),
        _activities(),
        _media(),
    ):
        for row in rows:
            await row.save(force_create=True)
    await search.rebuild()


def _areas() -> list[Model]:
    level = choices.AreaLevel
    stamps = {"created_at": MADE, "updated_at": MADE}
    return [
        models.Area(id=key("ar", 1), level=level.CITY, name="成都市", name_en="Chengdu", **stamps),
        models.Area(
            id=key("ar", 2),
            level=level.DISTRICT,
            name="金牛区",
            name_en="Jinniu District",
            code="510106",
            parent_id=key("ar", 1),
            households=500_000,
            population=1_265_398,
            population_as_of=datetime.date(2020, 11, 1),
            valid_from=datetime.date(1990, 12, 1),
            **stamps,
        ),
        models.Area(id=key("ar", 3), level=level.SUBDISTRICT, name="西华街道", parent_id=key("ar", 2), **stamps),
        models.Area(id=key("ar", 4), level=level.COMMUNITY, name="跃进社区", parent_id=key("ar", 3), **stamps),
        models.Area(
            id=key("ar", 5), level=level.DISTRICT, name="郫都区", code="510117", parent_id=key("ar", 1), **stamps
        ),
        models.AreaSuccession(
            id=key("as", 1),
            predecessor_id=key("ar", 5),
            successor_id=key("ar", 2),
            takes_effect_on=datetime.date(2016, 12, 5),
            created_at=MADE,
        ),
    ]


def _organizations() -> list[Model]:
    kind = choices.OrganizationKind
    stamps = {"created_at": MADE, "updated_at": MADE}
    return [
        models.Organization(
            id=key("or", 1), kind=kind.GOVERNMENT, name="金牛区社会工作部", area_id=key("ar", 2), **stamps
        ),
        models.Organization(
            id=key("or", 2),
            kind=kind.COMPANY,
            name="红旗连锁",
            name_en="Hongqi Chain",
            unified_social_credit_code="91510100720396648R",
            area_id=key("ar", 2),
            **stamps,
        ),
        models.Organization(
            id=key("or", 3), kind=kind.GOVERNMENT, name="金牛区卫健局", parent_id=key("or", 1), **stamps
        ),
        models.Organization(
            id=key("or", 4),
            kind=kind.RESIDENT_COMMITTEE,
            name="跃进社区居民委员会",
            area_id=key("ar", 4),
            status=choices.OrganizationStatus.DISSOLVED,
            **stamps,
        ),
    ]


def _places() -> list[Model]:
    kind, status = choices.PlaceKind, choices.PlaceStatus
    stamps = {"created_at": MADE, "updated_at": MADE}
    rows: list[Model] = [
        models.Place(
            id=key("pl", 1),
            name="跃进社区小剧场",
            name_en="Yuejin Little Theatre",
            kind=kind.THEATRE,
            area_id=key("ar", 4),
            operator_id=key("or", 4),
            address="西华大道1号",
            latitude=30.7,
            longitude=104.03,
            last_verified_on=datetime.date(2024, 7, 1),
            **stamps,
        ),
        models.Place(
            id=key("pl", 2),
            name="红旗连锁一店",
            kind=kind.STORE,
            area_id=key("ar", 3),
            operator_id=key("or", 2),
            latitude=30.701,
            longitude=104.031,
            always_open=True,
            **stamps,
        ),
        models.Place(
            id=key("pl", 3),
            name="红旗连锁二店",
            kind=kind.STORE,
            area_id=key("ar", 5),
            operator_id=key("or", 2),
            latitude=30.8,
            longitude=103.9,
            status=status.TEMPORARILY_CLOSED,
            always_open=True,
            **stamps,
        ),
        models.Place(id=key("pl", 4), name=ODD_NAME, area_id=key("ar", 2), **stamps),
        models.Place(id=key("pl", 5), name="红旗连锁二店", kind=kind.STORE, area_id=key("ar", 3), **stamps),
    ]
    spans = [(day, opens, closes) for day in range(1, 6) for opens, closes in ((540, 720), (780, 1260))]
    for number, (day, opens, closes) in enumerate([*spans, (8, 600, 960)], start=1):
        rows.append(
            models.ServiceHours(
                id=key("sh", number), place_id=key("pl", 1), day=day, opens_minute=opens, closes_minute=closes
            )
        )
    rows += [
        models.ServiceHours(id=key("sh", 20), place_id=key("pl", 5), day=3, opens_minute=1320, closes_minute=1560),
        models.ServiceHours(
            id=key("sh", 21),
            place_id=key("pl", 5),
            purpose=choices.HoursPurpose.TRADING,
            day=3,
            opens_minute=0,
            closes_minute=1440,
        ),
        models.ServiceException(id=key("sx", 1), place_id=key("pl", 1), date=datetime.date(2024, 7, 11), reason="检修"),
        models.ServiceException(
            id=key("sx", 2),
            place_id=key("pl", 1),
            date=datetime.date(2024, 7, 12),
            opens_minute=600,
            closes_minute=660,
        ),
        models.CalendarDay(
            id=key("cd", 1),
            date=datetime.date(2024, 10, 1),
            kind=choices.CalendarDayKind.PUBLIC_HOLIDAY,
            name="国庆节",
        ),
        models.CalendarDay(
            id=key("cd", 2),
            date=datetime.date(2024, 10, 12),
            kind=choices.CalendarDayKind.MAKE_UP_WORKDAY,
            name="国庆节调休",
            follows_weekday=1,
        ),
        models.PlaceAmenity(
            id=key("pa", 1), place_id=key("pl", 2), code="outdoor-seats", name="外设桌椅", name_en="Outdoor seats"
        ),
        models.PlaceAmenity(id=key("pa", 2), place_id=key("pl", 2), code="parasol", name="遮阳伞"),
        models.PlaceDesignation(
            id=key("pd", 1),
            place_id=key("pl", 2),
            code="warm-space",
            name="馨空间",
            valid_from=datetime.date(2024, 7, 10),
        ),
    ]
    return rows


def _people() -> list[Model]:
    stamps = {"created_at": MADE, "updated_at": MADE}
    return [
        models.Person(id=key("pe", 1), display_name="演示居民001", area_id=key("ar", 4), **stamps),
        models.Person(id=key("pe", 2), display_name="演示居民002", status=choices.PersonStatus.RETIRED, **stamps),
        models.PersonAudience(id=key("pu", 1), person_id=key("pe", 1), audience=choices.Audience.VOLUNTEER),
        models.PersonAudience(id=key("pu", 2), person_id=key("pe", 1), audience=choices.Audience.RESIDENT),
        models.Account(
            id=key("ac", 1), issuer="https://id.example.org", subject="s1", person_id=key("pe", 1), created_at=MADE
        ),
        models.RoleAssignment(
            id=key("ra", 1),
            person_id=key("pe", 1),
            role="grid-worker",
            area_id=key("ar", 4),
            valid_from=datetime.date(2024, 1, 1),
            created_at=MADE,
        ),
    ]


def _programmes() -> list[Model]:
    status = choices.ProgrammeStatus
    stamps = {"created_at": MADE, "updated_at": MADE}
    return [
        models.Programme(
            id=key("pg", 1),
            code="neighbourly",
            name="睦邻亲·金牛情",
            name_en="Neighbourly Jinniu",
            area_id=key("ar", 2),
            lead_organization_id=key("or", 1),
            starts_on=datetime.date(2024, 7, 10),
            status=status.PUBLISHED,
            published_at=LAST_WEEK,
            **stamps,
        ),
        models.Programme(
            id=key("pg", 2),
            code="secret",
            name="保密计划",
            area_id=key("ar", 2),
            lead_organization_id=key("or", 1),
            **stamps,
        ),
        models.Programme(
            id=key("pg", 3),
            code="talent",
            name="菁英赋能计划",
            area_id=key("ar", 5),
            lead_organization_id=key("or", 3),
            status=status.CLOSED,
            published_at=LAST_WEEK,
            **stamps,
        ),
        models.Series(
            id=key("se", 1),
            code="festival",
            name="邻里节",
            name_en="Neighbours' Festival",
            cadence=choices.SeriesCadence.QUARTERLY,
            area_id=key("ar", 2),
            programme_id=key("pg", 1),
            **stamps,
        ),
        models.Series(
            id=key("se", 2),
            code="hidden",
            name="书记说郫筒",
            area_id=key("ar", 5),
            programme_id=key("pg", 2),
            **stamps,
        ),
        models.Milestone(
            id=key("ms", 1),
            programme_id=key("pg", 1),
            position=1,
            name="首批10个",
            due_on=datetime.date(2024, 7, 10),
            target_count=10,
            reached_on=datetime.date(2024, 7, 10),
        ),
        models.Milestone(
            id=key("ms", 2),
            programme_id=key("pg", 1),
            position=2,
            name="全覆盖",
            due_on=datetime.date(2025, 12, 31),
            target_percent=Decimal("12.50"),
            aspirational=True,
        ),
        models.Milestone(
            id=key("ms", 3),
            programme_id=key("pg", 2),
            position=1,
            name="保密目标",
            due_on=datetime.date(2024, 12, 31),
            target_count=1,
        ),
    ]


def _activities() -> list[Model]:
    decision = choices.ActivityDecision
    common = {"area_id": key("ar", 4), "lead_organization_id": key("or", 1), "created_at": MADE, "updated_at": MADE}
    rows: list[Model] = [
        models.Activity(
            id=key("at", 1),
            title="2024年第三季度邻里节",
            title_en="Neighbours' Festival, Q3 2024",
            summary="四方联合主办",
            series_id=key("se", 1),
            year=2024,
            quarter=3,
            place_id=key("pl", 1),
            starts_at=NOW,
            ends_at=at(10, 3),
            capacity=100,
            waitlist=True,
            decision=decision.PUBLISHED,
            published_at=LAST_WEEK,
            **common,
        ),
        models.Activity(
            id=key("at", 2),
            title="草稿邻里节",
            series_id=key("se", 1),
            place_id=key("pl", 1),
            starts_at=at(12),
            ends_at=at(12, 3),
            **common,
        ),
        models.Activity(
            id=key("at", 3),
            title="待审读书会",
            place_id=key("pl", 2),
            starts_at=at(13),
            ends_at=at(13, 3),
            decision=decision.IN_REVIEW,
            **{**common, "lead_organization_id": key("or", 3)},
        ),
        models.Activity(
            id=key("at", 4),
            title="读书会",
            title_en="Reading circle",
            place_id=key("pl", 2),
            starts_at=at(14),
            ends_at=at(14, 3),
            join_policy=choices.JoinPolicy.APPROVAL,
            volunteering=True,
            decision=decision.PUBLISHED,
            published_at=LAST_WEEK,
            **{**common, "area_id": key("ar", 3), "lead_organization_id": key("or", 2)},
        ),
        models.Activity(
            id=key("at", 5),
            title="第二季度邻里节",
            series_id=key("se", 1),
            year=2024,
            quarter=2,
            place_id=key("pl", 1),
            starts_at=at(1),
            ends_at=at(1, 3),
            decision=decision.PUBLISHED,
            published_at=LAST_WEEK,
            **common,
        ),
        models.Activity(
            id=key("at", 6),
            title="消暑电影",
            starts_at=at(14),
            ends_at=at(14, 3),
            decision=decision.POSTPONED,
            decision_reason="高温",
            published_at=LAST_WEEK,
            **common,
        ),
        models.Activity(
            id=key("at", 7),
            title="从未发布",
            starts_at=at(15),
            ends_at=at(15, 3),
            decision=decision.CANCELLED,
            decision_reason="不办了",
            **common,
        ),
        models.Activity(
            id=key("at", 8),
            title="取消的讲座",
            starts_at=at(16),
            ends_at=at(16, 3),
            decision=decision.CANCELLED,
            decision_reason="场地",
            published_at=LAST_WEEK,
            **common,
        ),
    ]
    roles = choices.HostRole
    hosts = [
        (1, 1, 1, roles.HOST),
        (2, 1, 2, roles.CO_ORGANIZER),
        (3, 1, 3, roles.HOST),
        (4, 1, 4, roles.HOST),
        (5, 2, 2, roles.HOST),
        (6, 4, 2, roles.SUPPORTER),
    ]
    for number, activity, organization, role in hosts:
        rows.append(
            models.ActivityHost(
                id=key("ah", number),
                activity_id=key("at", activity),
                organization_id=key("or", organization),
                position=number if activity == 1 else 1,
                role=role,
            )
        )
    for number, (activity, programme) in enumerate([(1, 1), (1, 2), (2, 1), (4, 3)], start=1):
        rows.append(
            models.ActivityProgramme(
                id=key("ap", number), activity_id=key("at", activity), programme_id=key("pg", programme)
            )
        )
    audience = choices.Audience
    for number, (activity, whom) in enumerate(
        [(1, audience.VOLUNTEER), (1, audience.RESIDENT), (2, audience.PARTY_MEMBER)], start=1
    ):
        rows.append(models.ActivityAudience(id=key("aa", number), activity_id=key("at", activity), audience=whom))
    state = choices.RegistrationState
    for number, (activity, person, what, size) in enumerate(
        [(1, 1, state.CONFIRMED, 2), (1, 2, state.WAITLISTED, 1), (2, 1, state.CONFIRMED, 1)], start=1
    ):
        rows.append(
            models.Registration(
                id=key("rg", number),
                activity_id=key("at", activity),
                person_id=key("pe", person),
                state=what,
                party_size=size,
                registered_at=LAST_WEEK,
                updated_at=LAST_WEEK,
            )
        )
    return rows


def _media() -> list[Model]:
    kind = choices.MediaKind
    rows: list[Model] = [
        models.Media(
            id=key("md", number),
            kind=what,
            title=title,
            url=f"https://example.org/{number}.jpg",
            byte_size=size,
            taken_at=NOW if number == 1 else None,
            consent_recorded=consent,
            activity_id=None if activity is None else key("at", activity),
            place_id=None if place is None else key("pl", place),
            created_at=MADE,
        )
        for number, what, title, size, consent, activity, place in (
            (1, kind.IMAGE, "四方主办", 2**53 + 1, True, 1, None),
            (2, kind.IMAGE, "未同意", None, False, 1, 1),
            (3, kind.VIDEO, "草稿视频", 12, True, 2, 1),
            (4, kind.ARTICLE, "报道", 0, True, None, 1),
        )
    ]
    for number, media in enumerate((1, 2, 3, 4), start=1):
        rows.append(
            models.MediaCredit(
                id=key("mc", number),
                media_id=key("md", media),
                position=1,
                role=choices.CreditRole.REPORTER,
                name=f"记者{number}",
            )
        )
    return rows
