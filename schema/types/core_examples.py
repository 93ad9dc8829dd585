"""Operations over the core's types, ready to run in the console, and figures of the front page."""

from __future__ import annotations

from core.plugins.contributions import ExampleOperation, Figure, FigurePoints

EXAMPLES = (
    ExampleOperation(
        title_zh="小剧场接下来有什么活动",
        title_en="What comes next at the small theatre",
        query="""query ComingUp($name: String!, $now: DateTime!) {
  places(where: {name: {contains: $name}}) {
    nodes {
      name
      area { name parent { name } }
      activities(where: {startsAt: {gte: $now}}, orderBy: [{startsAt: ASC}], first: 3) {
        nodes { title startsAt statusLabel }
      }
    }
  }
}""",
        variables={"name": "小剧场", "now": "2026-07-01T12:00:00+08:00"},
        group="场所 Places",
    ),
    ExampleOperation(
        title_zh="附近的场所，由近到远",
        title_en="Places around here, the nearest first",
        query="""query Nearby($here: NearInput!) {
  places(near: $here, orderBy: [{distance: ASC}], first: 10) {
    totalCount
    nodes { name kindLabel openingHours }
  }
}""",
        variables={"here": {"latitude": 30.7359, "longitude": 104.0339, "radius": 3000}},
        group="场所 Places",
    ),
    ExampleOperation(
        title_zh="按名称或拼音搜索",
        title_en="Search by name or pinyin",
        query="""query Search($text: String!) {
  search(text: $text, first: 10) {
    nodes {
      id
      ... on Place { name }
      ... on Organization { name }
      ... on Activity { title }
    }
  }
}""",
        variables={"text": "hongqi"},
        group="搜索 Search",
    ),
    ExampleOperation(
        title_zh="各年度的活动数量",
        title_en="How many activities there are in each year",
        query="""query ByYear {
  activities(first: 1) {
    groups(by: [YEAR]) { year count }
  }
}""",
        group="活动 Activities",
    ),
)
"""The first operations that a frontend team sees."""

FIGURES = (
    Figure(
        "core.activities",
        "活动",
        "Activities",
        "{ activities { totalCount } activityMonths { month count } }",
        ("activities", "totalCount"),
        points=FigurePoints(("activityMonths",), ("month",), ("count",)),
    ),
)
"""The numbers of a front page."""
