"""The tree of areas: subtrees as a condition on everything that lies in an area, and what became of areas."""

import pytest

from core.models.choices import AreaLevel
from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

CITY, DISTRICT, STREET, COMMUNITY, OTHER_DISTRICT = (gid("ar", number) for number in range(1, 6))


@pytest.mark.parametrize(
    ("area", "areas", "places", "activities", "organizations"),
    [
        (CITY, 5, 5, 5, 3),
        (DISTRICT, 3, 4, 5, 3),
        (STREET, 2, 3, 5, 1),
        (COMMUNITY, 1, 1, 4, 1),
        (OTHER_DISTRICT, 1, 1, 0, 0),
        (gid("ar", 9), 0, 0, 0, 0),
    ],
)
async def test_everything_within_an_area(
    town: Client, area: str, areas: int, places: int, activities: int, organizations: int
) -> None:
    data = await town.ask(
        """query ($area: ID!) {
          areas(where: {within: $area}) { totalCount nodes { id } }
          places(where: {area: {within: $area}}) { totalCount nodes { id } }
          activities(where: {area: {within: $area}}) { totalCount nodes { id } }
          atPlaces: activities(where: {place: {area: {within: $area}}}) { totalCount }
          organizations(where: {area: {within: $area}}) { totalCount nodes { id } }
          outside: places(where: {not: {area: {within: $area}}}) { totalCount } }""",
        {"area": area},
    )
    for name, count in (
        ("areas", areas),
        ("places", places),
        ("activities", activities),
        ("organizations", organizations),
    ):
        assert (data[name]["totalCount"], len(data[name]["nodes"])) == (count, count), name
    assert data["outside"] == {"totalCount": 5 - places}
    # Of the activities that the public sees, two have no place, and two are in the community's theatre.
    assert data["atPlaces"]["totalCount"] == {CITY: 3, DISTRICT: 3, STREET: 3, COMMUNITY: 2}.get(area, 0)


async def test_the_condition_beside_others(town: Client) -> None:
    data = await town.ask(
        f"""{{
          places(where: {{area: {{within: "{DISTRICT}", level: {{ne: COMMUNITY}}}}, kind: {{eq: STORE}}}}) {{
            nodes {{ name area {{ name }} }} }}
          either: areas(where: {{or: [{{within: "{COMMUNITY}"}}, {{within: "{OTHER_DISTRICT}"}}]}}) {{
            nodes {{ name }} }}
          nothing: areas(where: {{within: null}}) {{ totalCount }}
        }}"""
    )
    assert data == {
        "places": {
            "nodes": [
                {"name": "红旗连锁一店", "area": {"name": "西华街道"}},
                {"name": "红旗连锁二店", "area": {"name": "西华街道"}},
            ]
        },
        "either": {"nodes": [{"name": "郫都区"}, {"name": "跃进社区"}]},
        "nothing": {"totalCount": 5},
    }


async def test_the_tree_downwards_and_upwards(town: Client) -> None:
    data = await town.ask(
        f"""{{
          area(id: "{CITY}") {{ parent {{ id }} children {{ totalCount nodes {{ name children {{ nodes {{ name
            children {{ nodes {{ name children {{ totalCount }} }} }} }} }} }} }} }}
          up: area(id: "{COMMUNITY}") {{ parent {{ name parent {{ name parent {{ name parent {{ name }} }} }} }} }}
        }}"""
    )
    assert data == {
        "area": {
            "parent": None,
            "children": {
                "totalCount": 2,
                "nodes": [
                    {"name": "郫都区", "children": {"nodes": []}},
                    {
                        "name": "金牛区",
                        "children": {
                            "nodes": [
                                {
                                    "name": "西华街道",
                                    "children": {"nodes": [{"name": "跃进社区", "children": {"totalCount": 0}}]},
                                }
                            ]
                        },
                    },
                ],
            },
        },
        "up": {
            "parent": {"name": "西华街道", "parent": {"name": "金牛区", "parent": {"name": "成都市", "parent": None}}}
        },
    }


async def test_what_lies_right_in_an_area(town: Client) -> None:
    data = await town.ask(
        f"""{{ area(id: "{STREET}") {{
          places {{ nodes {{ name }} }} activities {{ nodes {{ title }} }} organizations {{ totalCount }}
          programmes {{ totalCount }} }}
          district: area(id: "{DISTRICT}") {{
            origins {{ nodes {{ predecessor {{ name }} takesEffectOn }} }} successions {{ totalCount }}
            organizations {{ nodes {{ name }} }} programmes {{ nodes {{ name }} }} }} }}"""
    )
    assert data == {
        "area": {
            "places": {"nodes": [{"name": "红旗连锁一店"}, {"name": "红旗连锁二店"}]},
            "activities": {"nodes": [{"title": "读书会"}]},
            "organizations": {"totalCount": 0},
            "programmes": {"totalCount": 0},
        },
        "district": {
            "origins": {"nodes": [{"predecessor": {"name": "郫都区"}, "takesEffectOn": "2016-12-05"}]},
            "successions": {"totalCount": 0},
            "organizations": {"nodes": [{"name": "红旗连锁"}, {"name": "金牛区社会工作部"}]},
            "programmes": {"nodes": [{"name": "睦邻亲·金牛情"}]},
        },
    }


async def test_areas_come_from_the_city_down_and_pages_go_on(town: Client) -> None:
    seen: list[tuple[str, str]] = []
    after = None
    while True:
        query = """query ($after: String) { areas(first: 2, after: $after) {
          nodes { level name } pageInfo { hasNextPage endCursor } } }"""
        page = (await town.ask(query, {"after": after}))["areas"]
        seen += [(node["level"], node["name"]) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    levels = [level.value for level in AreaLevel]
    assert seen == sorted(seen, key=lambda area: (levels.index(area[0]), area[1]))
    assert [level for level, _ in seen[:2]] == ["CITY", "DISTRICT"]
    back = await town.ask("{ areas(orderBy: [{level: DESC}, {name: DESC}], last: 2) { nodes { level name } } }")
    assert [(node["level"], node["name"]) for node in back["areas"]["nodes"]] == [seen[1], seen[0]]
