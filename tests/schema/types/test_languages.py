"""Titles and labels in Chinese and English, by argument and by `Accept-Language`; Chinese where there is no English."""

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS = f"""{{
  area(id: "{gid("ar", 2)}") {{ name levelLabel }}
  organization(id: "{gid("or", 4)}") {{ name kindLabel }}
  place(id: "{gid("pl", 1)}") {{ name kindLabel statusLabel }}
  programme(id: "{gid("pg", 1)}") {{ name statusLabel }}
  seriesItem(id: "{gid("se", 1)}") {{ name }}
  milestone(id: "{gid("ms", 1)}") {{ name }}
  activity(id: "{gid("at", 1)}") {{ title statusLabel hosts(first: 1) {{ nodes {{ roleLabel }} }} }}
}}"""
CHINESE = {
    "area": {"name": "金牛区", "levelLabel": "区"},
    "organization": {"name": "跃进社区居民委员会", "kindLabel": "居(村)民委员会"},
    "place": {"name": "跃进社区小剧场", "kindLabel": "剧场", "statusLabel": "正常开放"},
    "programme": {"name": "睦邻亲·金牛情", "statusLabel": "已发布"},
    "seriesItem": {"name": "邻里节"},
    "milestone": {"name": "首批10个"},
    "activity": {
        "title": "2024年第三季度邻里节",
        "statusLabel": "进行中",
        "hosts": {"nodes": [{"roleLabel": "主办"}]},
    },
}
ENGLISH = {
    "area": {"name": "Jinniu District", "levelLabel": "District"},
    "organization": {"name": "跃进社区居民委员会", "kindLabel": "Residents' committee"},
    "place": {"name": "Yuejin Little Theatre", "kindLabel": "Theatre", "statusLabel": "Active"},
    "programme": {"name": "Neighbourly Jinniu", "statusLabel": "Published"},
    "seriesItem": {"name": "Neighbours' Festival"},
    "milestone": {"name": "首批10个"},
    "activity": {
        "title": "Neighbours' Festival, Q3 2024",
        "statusLabel": "Ongoing",
        "hosts": {"nodes": [{"roleLabel": "Host"}]},
    },
}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, CHINESE),
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("en-GB,en;q=0.9,zh;q=0.8", ENGLISH),
        ("EN", ENGLISH),
        ("fr, en;q=0.3, zh;q=0.2", ENGLISH),
        ("fr", CHINESE),
        ("en;q=0", CHINESE),
        ("en;q=0.5, zh;q=0.5", ENGLISH),
        ("*", CHINESE),
        ("en;q=nonsense, ;;,=", CHINESE),
    ],
)
async def test_the_request_chooses(town: Client, header: str | None, expected: object) -> None:
    assert await town.ask(TEXTS, language=header) == expected


async def test_the_argument_wins_over_the_request(town: Client) -> None:
    query = """query ($id: ID!, $lang: Language) {
      area(id: $id) { zh: name(lang: ZH) en: name(lang: EN) name(lang: $lang) } }"""
    for language, header, name in (
        ("EN", "zh", "Jinniu District"),
        ("ZH", "en", "金牛区"),
        (None, "en", "Jinniu District"),
        (None, "zh", "金牛区"),
    ):
        data = await town.ask(query, {"id": gid("ar", 2), "lang": language}, language=header)
        assert data["area"] == {"zh": "金牛区", "en": "Jinniu District", "name": name}


async def test_a_filter_and_an_order_speak_of_codes_whatever_the_language(town: Client) -> None:
    query = "{ activities(where: {status: {eq: ONGOING}}, orderBy: [{status: DESC}]) { nodes { status statusLabel } } }"
    for header, label in (("en", "Ongoing"), ("zh", "进行中")):
        data = await town.ask(query, language=header)
        assert data == {"activities": {"nodes": [{"status": "ONGOING", "statusLabel": label}]}}


async def test_a_filter_and_an_order_by_a_text_mean_the_chinese_one_whatever_the_language(town: Client) -> None:
    query = """{ areas(where: {name: {contains: "区"}, level: {eq: DISTRICT}}, orderBy: [{name: ASC}]) {
      nodes { name } }
      english: areas(where: {nameEn: {contains: "Jinniu"}}) { nodes { name(lang: ZH) } } }"""
    data = await town.ask(query, language="en")
    assert data["english"] == {"nodes": [{"name": "金牛区"}]}
    assert {"name": "Jinniu District"} in data["areas"]["nodes"]


async def test_every_status_of_an_activity_follows_from_decision_and_clock(town: Client) -> None:
    data = await town.ask(
        "{ activities(orderBy: [{id: ASC}]) { nodes { decision status zh: statusLabel(lang: ZH) "
        "en: statusLabel(lang: EN) } } }",
        admin=True,
    )
    rows = [tuple(node.values()) for node in data["activities"]["nodes"]]
    assert rows == [
        ("PUBLISHED", "ONGOING", "进行中", "Ongoing"),
        ("DRAFT", "DRAFT", "草稿", "Draft"),
        ("IN_REVIEW", "IN_REVIEW", "审核中", "In review"),
        ("PUBLISHED", "PUBLISHED", "即将开始", "Published"),
        ("PUBLISHED", "FINISHED", "已结束", "Finished"),
        ("POSTPONED", "POSTPONED", "已延期", "Postponed"),
        ("CANCELLED", "CANCELLED", "已取消", "Cancelled"),
        ("CANCELLED", "CANCELLED", "已取消", "Cancelled"),
    ]
