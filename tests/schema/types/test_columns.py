"""What every declared type says of its rows: all columns and to-one relations of one row of each."""

from typing import Any

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

MADE = "2024-01-01T00:00:00+00:00"
LAST_WEEK = "2024-07-03T01:00:00+00:00"

ROWS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "area": (
        gid("ar", 2),
        """__typename id code level levelLabel name parent { name } households population populationAsOf
        validFrom validTo version createdAt updatedAt""",
        {
            "__typename": "Area",
            "id": gid("ar", 2),
            "code": "510106",
            "level": "DISTRICT",
            "levelLabel": "区",
            "name": "金牛区",
            "parent": {"name": "成都市"},
            "households": 500_000,
            "population": 1_265_398,
            "populationAsOf": "2020-11-01",
            "validFrom": "1990-12-01",
            "validTo": None,
            "version": 1,
            "createdAt": MADE,
            "updatedAt": MADE,
        },
    ),
    "organization": (
        gid("or", 2),
        """__typename id kind kindLabel name unifiedSocialCreditCode parent { name } area { name } status
        version createdAt updatedAt""",
        {
            "__typename": "Organization",
            "id": gid("or", 2),
            "kind": "COMPANY",
            "kindLabel": "企业",
            "name": "红旗连锁",
            "unifiedSocialCreditCode": "91510100720396648R",
            "parent": None,
            "area": {"name": "金牛区"},
            "status": "ACTIVE",
            "version": 1,
            "createdAt": MADE,
            "updatedAt": MADE,
        },
    ),
    "place": (
        gid("pl", 1),
        """__typename id name kind kindLabel area { name } operator { name } address status statusLabel
        alwaysOpen lastVerifiedOn location { __typename latitude longitude } isOpen openingHours version
        createdAt updatedAt""",
        {
            "__typename": "Place",
            "id": gid("pl", 1),
            "name": "跃进社区小剧场",
            "kind": "THEATRE",
            "kindLabel": "剧场",
            "area": {"name": "跃进社区"},
            "operator": {"name": "跃进社区居民委员会"},
            "address": "西华大道1号",
            "status": "ACTIVE",
            "statusLabel": "正常开放",
            "alwaysOpen": False,
            "lastVerifiedOn": "2024-07-01",
            "location": {"__typename": "Location", "latitude": 30.7, "longitude": 104.03},
            "isOpen": True,
            "openingHours": "Mo-Fr 09:00-12:00,13:00-21:00; PH 10:00-16:00",
            "version": 1,
            "createdAt": MADE,
            "updatedAt": MADE,
        },
    ),
    "person": (
        gid("pe", 1),
        "__typename id displayName area { name } status audiences version createdAt updatedAt",
        {
            "__typename": "Person",
            "id": gid("pe", 1),
            "displayName": "演示居民001",
            "area": {"name": "跃进社区"},
            "status": "ACTIVE",
            "audiences": ["RESIDENT", "VOLUNTEER"],
            "version": 1,
            "createdAt": MADE,
            "updatedAt": MADE,
        },
    ),
    "account": (
        gid("ac", 1),
        "__typename id issuer person { displayName } disabledAt createdAt",
        {
            "__typename": "Account",
            "id": gid("ac", 1),
            "issuer": "https://id.example.org",
            "person": {"displayName": "演示居民001"},
            "disabledAt": None,
            "createdAt": MADE,
        },
    ),
    "roleAssignment": (
        gid("ra", 1),
        """__typename id person { displayName } role area { name } organization { name } place { name }
        validFrom validTo version""",
        {
            "__typename": "RoleAssignment",
            "id": gid("ra", 1),
            "person": {"displayName": "演示居民001"},
            "role": "grid-worker",
            "area": {"name": "跃进社区"},
            "organization": None,
            "place": None,
            "validFrom": "2024-01-01",
            "validTo": None,
            "version": 1,
        },
    ),
    "programme": (
        gid("pg", 1),
        """__typename id code name description area { name } leadOrganization { name } startsOn endsOn
        status statusLabel publishedAt version createdAt updatedAt""",
        {
            "__typename": "Programme",
            "id": gid("pg", 1),
            "code": "neighbourly",
            "name": "睦邻亲·金牛情",
            "description": None,
            "area": {"name": "金牛区"},
            "leadOrganization": {"name": "金牛区社会工作部"},
            "startsOn": "2024-07-10",
            "endsOn": None,
            "status": "PUBLISHED",
            "statusLabel": "已发布",
            "publishedAt": LAST_WEEK,
            "version": 1,
            "createdAt": MADE,
            "updatedAt": MADE,
        },
    ),
    "seriesItem": (
        gid("se", 1),
        """__typename id code name description cadence area { name } programme { name } version
        createdAt updatedAt""",
        {
            "__typename": "Series",
            "id": gid("se", 1),
            "code": "festival",
            "name": "邻里节",
            "description": None,
            "cadence": "QUARTERLY",
            "area": {"name": "金牛区"},
            "programme": {"name": "睦邻亲·金牛情"},
            "version": 1,
            "createdAt": MADE,
            "updatedAt": MADE,
        },
    ),
    "milestone": (
        gid("ms", 2),
        """__typename id programme { name } position name dueOn targetCount targetPercent aspirational
        reachedOn""",
        {
            "__typename": "Milestone",
            "id": gid("ms", 2),
            "programme": {"name": "睦邻亲·金牛情"},
            "position": 2,
            "name": "全覆盖",
            "dueOn": "2025-12-31",
            "targetCount": None,
            "targetPercent": "12.50",
            "aspirational": True,
            "reachedOn": None,
        },
    ),
    "activity": (
        gid("at", 1),
        """__typename id title summary series { name } year quarter place { name } area { name }
        leadOrganization { name } audiences startsAt endsAt capacity waitlist seatsTaken joinPolicy volunteering
        decision decisionReason status statusLabel publishedAt version createdAt updatedAt""",
        {
            "__typename": "Activity",
            "id": gid("at", 1),
            "title": "2024年第三季度邻里节",
            "summary": "四方联合主办",
            "series": {"name": "邻里节"},
            "year": 2024,
            "quarter": 3,
            "place": {"name": "跃进社区小剧场"},
            "area": {"name": "跃进社区"},
            "leadOrganization": {"name": "金牛区社会工作部"},
            "audiences": ["RESIDENT", "VOLUNTEER"],
            "startsAt": "2024-07-10T01:00:00+00:00",
            "endsAt": "2024-07-10T03:00:00+00:00",
            "capacity": 100,
            "waitlist": True,
            "seatsTaken": 2,
            "joinPolicy": "OPEN",
            "volunteering": False,
            "decision": "PUBLISHED",
            "decisionReason": None,
            "status": "ONGOING",
            "statusLabel": "进行中",
            "publishedAt": LAST_WEEK,
            "version": 1,
            "createdAt": MADE,
            "updatedAt": MADE,
        },
    ),
    "registration": (
        gid("rg", 2),
        "__typename id activity { title } person { displayName } partySize state registeredAt version updatedAt",
        {
            "__typename": "Registration",
            "id": gid("rg", 2),
            "activity": {"title": "2024年第三季度邻里节"},
            "person": {"displayName": "演示居民002"},
            "partySize": 1,
            "state": "WAITLISTED",
            "registeredAt": LAST_WEEK,
            "version": 1,
            "updatedAt": LAST_WEEK,
        },
    ),
    "mediaItem": (
        gid("md", 1),
        """__typename id kind title alternativeText url byteSize takenAt consentRecorded activity { title }
        place { name } createdAt""",
        {
            "__typename": "Media",
            "id": gid("md", 1),
            "kind": "IMAGE",
            "title": "四方主办",
            "alternativeText": None,
            "url": "https://example.org/1.jpg",
            "byteSize": "9007199254740993",
            "takenAt": "2024-07-10T01:00:00+00:00",
            "consentRecorded": True,
            "activity": {"title": "2024年第三季度邻里节"},
            "place": None,
            "createdAt": MADE,
        },
    ),
    "calendarDay": (
        gid("cd", 2),
        "__typename id date kind name followsWeekday",
        {
            "__typename": "CalendarDay",
            "id": gid("cd", 2),
            "date": "2024-10-12",
            "kind": "MAKE_UP_WORKDAY",
            "name": "国庆节调休",
            "followsWeekday": 1,
        },
    ),
}


@pytest.mark.parametrize("root", ROWS)
async def test_a_row_by_its_id(town: Client, root: str) -> None:
    identifier, selection, expected = ROWS[root]
    before = len(town.reader.statements)
    data = await town.ask(f"query ($id: ID!) {{ {root}(id: $id) {{ {selection} }} }}", {"id": identifier}, admin=True)
    assert data == {root: expected}
    # The order of keys is that of the question (GraphQL, section 7.2.2).
    assert list(data[root]) == list(expected)
    assert len(town.reader.statements) - before == 1


@pytest.mark.parametrize("root", ROWS)
async def test_node_says_the_same_of_the_row(town: Client, root: str) -> None:
    identifier, selection, expected = ROWS[root]
    name = expected["__typename"]
    data = await town.ask(
        f"query ($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {selection} }} }} }}", {"id": identifier}, admin=True
    )
    assert data == {"node": expected}


async def test_types_that_have_no_root_field_of_their_own(town: Client) -> None:
    data = await town.ask(
        """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename
          ... on AreaSuccession { predecessor { name } successor { name } takesEffectOn }
          ... on PlaceAmenity { place { name } code name english: name(lang: EN) }
          ... on PlaceDesignation { place { name } code name english: name(lang: EN) validFrom validTo }
          ... on ServiceHours { place { name } purpose day opensMinute closesMinute }
          ... on ServiceException { place { name } date opens: opensMinute closes: closesMinute reason }
          ... on ActivityHost { activity { title } organization { name } role roleLabel position }
          ... on MediaCredit { media { title } position credited: role roleLabel name } } }""",
        {"ids": [gid(tag, 1) for tag in ("as", "pa", "pd", "sh", "sx", "ah", "mc")]},
    )
    assert data["nodes"] == [
        {
            "__typename": "AreaSuccession",
            "predecessor": {"name": "郫都区"},
            "successor": {"name": "金牛区"},
            "takesEffectOn": "2016-12-05",
        },
        {
            "__typename": "PlaceAmenity",
            "place": {"name": "红旗连锁一店"},
            "code": "outdoor-seats",
            "name": "外设桌椅",
            "english": "Outdoor seats",
        },
        {
            "__typename": "PlaceDesignation",
            "place": {"name": "红旗连锁一店"},
            "code": "warm-space",
            "name": "馨空间",
            "english": "馨空间",
            "validFrom": "2024-07-10",
            "validTo": None,
        },
        {
            "__typename": "ServiceHours",
            "place": {"name": "跃进社区小剧场"},
            "purpose": "SERVICE",
            "day": 1,
            "opensMinute": 540,
            "closesMinute": 720,
        },
        {
            "__typename": "ServiceException",
            "place": {"name": "跃进社区小剧场"},
            "date": "2024-07-11",
            "opens": None,
            "closes": None,
            "reason": "检修",
        },
        {
            "__typename": "ActivityHost",
            "activity": {"title": "2024年第三季度邻里节"},
            "organization": {"name": "金牛区社会工作部"},
            "role": "HOST",
            "roleLabel": "主办",
            "position": 1,
        },
        {
            "__typename": "MediaCredit",
            "media": {"title": "四方主办"},
            "position": 1,
            "credited": "REPORTER",
            "roleLabel": "记者",
            "name": "记者1",
        },
    ]


async def test_an_object_of_more_keys_than_one_call_of_the_database_takes(town: Client) -> None:
    keys = [f"k{number:02}" for number in range(95)]
    selection = " ".join(f"{key}: {'name' if number % 2 else 'code'}" for number, key in enumerate(keys))
    data = await town.ask(f'{{ area(id: "{gid("ar", 2)}") {{ {selection} }} }}')
    assert data["area"] == {key: "金牛区" if number % 2 else "510106" for number, key in enumerate(keys)}
    assert list(data["area"]) == keys


async def test_keys_that_differ_only_at_their_end(town: Client) -> None:
    # PostgreSQL cuts its own names at 63 bytes.
    long = "k" * 70
    data = await town.ask(f'{{ area(id: "{gid("ar", 2)}") {{ {long}a: name {long}b: code }} }}')
    assert data["area"] == {f"{long}a": "金牛区", f"{long}b": "510106"}
