"""What the public does not see, on every path to it: drafts, media without consent, and what follows them."""

from typing import Any

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

HIDDEN = {
    "Activity": [gid("at", number) for number in (2, 3, 7)],
    "Programme": [gid("pg", 2)],
    "Milestone": [gid("ms", 3)],
    "Media": [gid("md", 2), gid("md", 3)],
    "MediaCredit": [gid("mc", 2), gid("mc", 3)],
    "ActivityHost": [gid("ah", 5)],
}
SHOWN = {
    "Activity": [gid("at", number) for number in (1, 4, 5, 6, 8)],
    "Programme": [gid("pg", 1), gid("pg", 3)],
    "Milestone": [gid("ms", 1), gid("ms", 2)],
    "Media": [gid("md", 1), gid("md", 4)],
    "MediaCredit": [gid("mc", 1), gid("mc", 4)],
    "ActivityHost": [gid("ah", number) for number in (1, 2, 3, 4, 6)],
}
ROOTS = {
    "Activity": ("activities", "activity"),
    "Programme": ("programmes", "programme"),
    "Milestone": ("milestones", "milestone"),
    "Media": ("media", "mediaItem"),
    "MediaCredit": ("mediaCredits", "mediaCredit"),
    "ActivityHost": ("activityHosts", "activityHost"),
}

ALL_HIDDEN = [identifier for ids in HIDDEN.values() for identifier in ids]
ALL_SHOWN = [identifier for ids in SHOWN.values() for identifier in ids]


async def test_by_their_ids(town: Client) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    found = (await town.ask(query, {"ids": ALL_HIDDEN + ALL_SHOWN}))["nodes"]
    assert found == [None] * len(ALL_HIDDEN) + [{"id": identifier} for identifier in ALL_SHOWN]
    found = (await town.ask(query, {"ids": ALL_HIDDEN}, admin=True))["nodes"]
    assert found == [{"id": identifier} for identifier in ALL_HIDDEN]


@pytest.mark.parametrize("identifier", ALL_HIDDEN)
async def test_by_one_id(town: Client, identifier: str) -> None:
    query = "query ($id: ID!) { node(id: $id) { id } }"
    assert await town.ask(query, {"id": identifier}) == {"node": None}
    assert await town.ask(query, {"id": identifier}, admin=True) == {"node": {"id": identifier}}


@pytest.mark.parametrize("name", ROOTS)
async def test_in_the_root_fields(town: Client, name: str) -> None:
    many, one = ROOTS[name]
    query = f"""query ($hidden: ID!, $ids: [ID!]) {{
      {many}(orderBy: [{{id: ASC}}]) {{ totalCount nodes {{ id }} edges {{ node {{ id }} }} }}
      named: {many}(where: {{id: {{in: $ids}}}}) {{ totalCount }}
      one: {one}(id: $hidden) {{ id }} }}"""
    variables = {"hidden": HIDDEN[name][0], "ids": HIDDEN[name]}
    shown = [{"id": identifier} for identifier in SHOWN[name]]
    assert await town.ask(query, variables) == {
        many: {"totalCount": len(shown), "nodes": shown, "edges": [{"node": node} for node in shown]},
        "named": {"totalCount": 0},
        "one": None,
    }
    data = await town.ask(query, variables, admin=True)
    everything = sorted(SHOWN[name] + HIDDEN[name])
    assert data == {
        many: {
            "totalCount": len(everything),
            "nodes": [{"id": identifier} for identifier in everything],
            "edges": [{"node": {"id": identifier}} for identifier in everything],
        },
        "named": {"totalCount": len(HIDDEN[name])},
        "one": {"id": HIDDEN[name][0]},
    }


#: A question, what the public is answered, and what the administrator is answered.
PATHS: list[tuple[str, Any, Any]] = [
    (
        f'place(id: "{gid("pl", 1)}") {{ activities {{ totalCount nodes {{ title }} }} media {{ totalCount '
        f"nodes {{ title }} }} }}",
        {
            "activities": {"totalCount": 2, "nodes": [{"title": "第二季度邻里节"}, {"title": "2024年第三季度邻里节"}]},
            "media": {"totalCount": 1, "nodes": [{"title": "报道"}]},
        },
        {
            "activities": {
                "totalCount": 3,
                "nodes": [{"title": "第二季度邻里节"}, {"title": "2024年第三季度邻里节"}, {"title": "草稿邻里节"}],
            },
            "media": {"totalCount": 3, "nodes": [{"title": "未同意"}, {"title": "草稿视频"}, {"title": "报道"}]},
        },
    ),
    (
        f'activity(id: "{gid("at", 1)}") {{ programmes {{ totalCount nodes {{ code }} }} media {{ totalCount '
        f"edges {{ node {{ title }} }} }} }}",
        {
            "programmes": {"totalCount": 1, "nodes": [{"code": "neighbourly"}]},
            "media": {"totalCount": 1, "edges": [{"node": {"title": "四方主办"}}]},
        },
        {
            "programmes": {"totalCount": 2, "nodes": [{"code": "secret"}, {"code": "neighbourly"}]},
            "media": {"totalCount": 2, "edges": [{"node": {"title": "四方主办"}}, {"node": {"title": "未同意"}}]},
        },
    ),
    (
        f'programme(id: "{gid("pg", 1)}") {{ activities {{ totalCount nodes {{ title }} }} milestones {{ '
        f"totalCount }} series {{ totalCount }} }}",
        {
            "activities": {"totalCount": 1, "nodes": [{"title": "2024年第三季度邻里节"}]},
            "milestones": {"totalCount": 2},
            "series": {"totalCount": 1},
        },
        {
            "activities": {"totalCount": 2, "nodes": [{"title": "2024年第三季度邻里节"}, {"title": "草稿邻里节"}]},
            "milestones": {"totalCount": 2},
            "series": {"totalCount": 1},
        },
    ),
    # A series is public, the draft of its programme is not.
    (
        f'seriesItem(id: "{gid("se", 2)}") {{ name programme {{ code }} }}',
        {"name": "书记说郫筒", "programme": None},
        {"name": "书记说郫筒", "programme": {"code": "secret"}},
    ),
    (
        f'organization(id: "{gid("or", 2)}") {{ hostings {{ totalCount nodes {{ activity {{ title }} }} }} '
        f"ledActivities {{ totalCount }} }}",
        {
            "hostings": {
                "totalCount": 2,
                "nodes": [{"activity": {"title": "2024年第三季度邻里节"}}, {"activity": {"title": "读书会"}}],
            },
            "ledActivities": {"totalCount": 1},
        },
        {
            "hostings": {
                "totalCount": 3,
                "nodes": [
                    {"activity": {"title": "2024年第三季度邻里节"}},
                    {"activity": {"title": "草稿邻里节"}},
                    {"activity": {"title": "读书会"}},
                ],
            },
            "ledActivities": {"totalCount": 1},
        },
    ),
    (
        f'organization(id: "{gid("or", 1)}") {{ ledProgrammes {{ totalCount nodes {{ code }} }} }}',
        {"ledProgrammes": {"totalCount": 1, "nodes": [{"code": "neighbourly"}]}},
        {"ledProgrammes": {"totalCount": 2, "nodes": [{"code": "secret"}, {"code": "neighbourly"}]}},
    ),
    # Counts by groups, the groups' keys too: what is hidden counts as none.
    (
        "activities { groups(by: [DECISION]) { count decision } }",
        {
            "groups": [
                {"count": 3, "decision": "PUBLISHED"},
                {"count": 1, "decision": "CANCELLED"},
                {"count": 1, "decision": "POSTPONED"},
            ]
        },
        {
            "groups": [
                {"count": 3, "decision": "PUBLISHED"},
                {"count": 2, "decision": "CANCELLED"},
                {"count": 1, "decision": "DRAFT"},
                {"count": 1, "decision": "IN_REVIEW"},
                {"count": 1, "decision": "POSTPONED"},
            ]
        },
    ),
    (
        "series { groups(by: [PROGRAMME]) { count programme { code } } }",
        {"groups": [{"count": 1, "programme": {"code": "neighbourly"}}, {"count": 1, "programme": None}]},
        {"groups": [{"count": 1, "programme": {"code": "neighbourly"}}, {"count": 1, "programme": {"code": "secret"}}]},
    ),
    (
        "milestones { groups(by: [PROGRAMME]) { count programme { code milestones { totalCount } } } }",
        {"groups": [{"count": 2, "programme": {"code": "neighbourly", "milestones": {"totalCount": 2}}}]},
        {
            "groups": [
                {"count": 2, "programme": {"code": "neighbourly", "milestones": {"totalCount": 2}}},
                {"count": 1, "programme": {"code": "secret", "milestones": {"totalCount": 1}}},
            ]
        },
    ),
    (
        f'place(id: "{gid("pl", 2)}") {{ activities {{ groups(by: [LEAD_ORGANIZATION, DECISION]) {{ count '
        f"decision leadOrganization {{ name }} }} }} }}",
        {"activities": {"groups": [{"count": 1, "decision": "PUBLISHED", "leadOrganization": {"name": "红旗连锁"}}]}},
        {
            "activities": {
                "groups": [
                    {"count": 1, "decision": "PUBLISHED", "leadOrganization": {"name": "红旗连锁"}},
                    {"count": 1, "decision": "IN_REVIEW", "leadOrganization": {"name": "金牛区卫健局"}},
                ]
            }
        },
    ),
    # Filters see what the viewer sees: some, none, every, to-one, to-one is null.
    (
        'series(where: {activities: {some: {title: {startsWith: "草稿"}}}}) { totalCount }',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        'series(where: {activities: {none: {title: {startsWith: "草稿"}}}}) { totalCount }',
        {"totalCount": 2},
        {"totalCount": 1},
    ),
    (
        "series(where: {activities: {some: {}, every: {decision: {eq: PUBLISHED}}}}) { totalCount }",
        {"totalCount": 1},
        {"totalCount": 0},
    ),
    (
        'series(where: {programme: {code: {eq: "secret"}}}) { totalCount }',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        f'series(where: {{programme: {{id: {{eq: "{gid("pg", 2)}"}}}}}}) {{ totalCount }}',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        f'series(where: {{programme: {{id: {{ne: "{gid("pg", 1)}"}}}}}}) {{ totalCount }}',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    ("series(where: {programme: null}) { nodes { code } }", {"nodes": [{"code": "hidden"}]}, {"nodes": []}),
    ("series(where: {not: {programme: null}}) { totalCount }", {"totalCount": 1}, {"totalCount": 2}),
    (
        'organizations(where: {hostings: {some: {activity: {title: {contains: "草稿"}}}}}) { totalCount }',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        "organizations(where: {hostings: {some: {activity: null}}}) { totalCount }",
        {"totalCount": 0},
        {"totalCount": 0},
    ),
    (
        'activities(where: {programmes: {some: {code: {eq: "secret"}}}}) { totalCount }',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        'activities(where: {programmes: {every: {status: {eq: PUBLISHED}}}, id: {eq: "'
        + gid("at", 1)
        + '"}}) { totalCount }',
        {"totalCount": 1},
        {"totalCount": 0},
    ),
    (
        'activities(where: {media: {some: {title: {eq: "未同意"}}}}) { totalCount }',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        'activities(where: {media: {some: {credits: {some: {name: {eq: "记者2"}}}}}}) { totalCount }',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        "places(where: {media: {some: {activity: {decision: {eq: DRAFT}}}}}) { totalCount }",
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    (
        'programmes(where: {milestones: {some: {name: {eq: "保密目标"}}}}) { totalCount }',
        {"totalCount": 0},
        {"totalCount": 1},
    ),
    # Orders: by the number of what is seen, and by a hidden row as by none.
    (
        "series(orderBy: [{activities: {count: DESC}}]) { nodes { code activities { totalCount } } }",
        {
            "nodes": [
                {"code": "festival", "activities": {"totalCount": 2}},
                {"code": "hidden", "activities": {"totalCount": 0}},
            ]
        },
        {
            "nodes": [
                {"code": "festival", "activities": {"totalCount": 3}},
                {"code": "hidden", "activities": {"totalCount": 0}},
            ]
        },
    ),
    (
        "places(orderBy: [{activities: {count: DESC}}, {id: ASC}], first: 3) { edges { cursor node { id } } }",
        {"ids": [gid("pl", 1), gid("pl", 2), gid("pl", 3)], "counts": [2, 1, 0]},
        {"ids": [gid("pl", 1), gid("pl", 2), gid("pl", 3)], "counts": [3, 2, 0]},
    ),
    (
        "series(orderBy: [{programme: {code: DESC}}]) { edges { cursor node { code } } }",
        {"codes": ["festival", "hidden"], "keys": ["neighbourly", None]},
        {"codes": ["hidden", "festival"], "keys": ["secret", "neighbourly"]},
    ),
]


def _plain(answer: Any) -> Any:
    """The answer, with what cursors reveal where there are any."""
    import json

    if "edges" not in answer or "cursor" not in answer["edges"][0]:
        return answer
    keys = [json.loads(edge["cursor"].partition(":")[2])[0] for edge in answer["edges"]]
    if "id" in answer["edges"][0]["node"]:
        return {"ids": [edge["node"]["id"] for edge in answer["edges"]], "counts": keys}
    return {"codes": [edge["node"]["code"] for edge in answer["edges"]], "keys": keys}


@pytest.mark.parametrize(("question", "public", "everything"), PATHS, ids=[path[0][:70] for path in PATHS])
async def test_on_every_path(town: Client, question: str, public: Any, everything: Any) -> None:
    query = f"{{ answer: {question} }}"
    assert _plain((await town.ask(query))["answer"]) == public
    assert _plain((await town.ask(query, admin=True))["answer"]) == everything
    # And again, when the plans are those of the cache.
    assert _plain((await town.ask(query))["answer"]) == public


async def test_a_cursor_of_the_administrator_lets_nobody_see_more(town: Client) -> None:
    query = """query ($after: String) {
      activities(after: $after, orderBy: [{id: ASC}], first: 2) { edges { cursor node { id } } } }"""
    edges = (await town.ask(query, admin=True))["activities"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == [gid("at", 1), gid("at", 2)]
    after_the_draft = (await town.ask(query, {"after": edges[1]["cursor"]}))["activities"]["edges"]
    assert [edge["node"]["id"] for edge in after_the_draft] == [gid("at", 4), gid("at", 5)]
