"""The other 59 activities of the demo, all made up: what they are called, when, where, and who hosts them.

Their series and programmes are told by the reports; that these activities took place is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.models.choices import ActivityDecision, Audience, HostRole, JoinPolicy
from core.sample.activities import MADE_UP, ActivityPlan
from core.sample.programmes import FESTIVAL, NEIGHBOURLY, PIONEER_STORES, SIX_TEAMS
from core.sample.stores import store_label
from core.sample.talent_meetings import talent_meetings

DECISION = ActivityDecision
HOST, CO, SUPPORTER = HostRole.HOST, HostRole.CO_ORGANIZER, HostRole.SUPPORTER

FESTIVAL_DAYS: tuple[tuple[date, str, ActivityDecision], ...] = (
    (date(2024, 10, 19), "theatre/yuejin", DECISION.ARCHIVED),
    (date(2025, 3, 15), "park/xihua-demo", DECISION.ARCHIVED),
    (date(2025, 6, 14), "park/shaheyuan-demo-1", DECISION.PUBLISHED),
    (date(2025, 9, 13), "theatre/yuejin", DECISION.PUBLISHED),
    (date(2025, 12, 13), "theatre/yuejin", DECISION.PUBLISHED),
    (date(2026, 3, 21), "park/shaheyuan-demo-2", DECISION.PUBLISHED),
    (date(2026, 6, 13), "theatre/yuejin", DECISION.PUBLISHED),
    (date(2026, 9, 12), "park/xihua-demo", DECISION.PUBLISHED),
    (date(2026, 12, 12), "theatre/yuejin", DECISION.PUBLISHED),
    (date(2027, 3, 13), "theatre/yuejin", DECISION.IN_REVIEW),
)
QUARTERS = "一二三四"


def festivals() -> Iterator[ActivityPlan]:
    """The editions of the neighbours' festival after the told one, one a quarter."""
    for day, place, decision in FESTIVAL_DAYS:
        quarter = (day.month + 2) // 3
        yield ActivityPlan(
            label=f"festival/{day.year}-{quarter}",
            title=f"{day.year}年第{QUARTERS[quarter - 1]}季度邻里节（演示）",
            title_en=f"Neighbours' Festival, quarter {quarter} of {day.year} (demo)",
            summary=MADE_UP + "邻里同乐、技能分享、家风故事。",
            day=day,
            starts=(14, 0),
            minutes=180,
            place=place,
            hosts=(("social-work", HOST), ("xihua-office", HOST), ("hongqi", SUPPORTER)),
            programmes=(NEIGHBOURLY,),
            series=FESTIVAL,
            edition=(day.year, quarter),
            capacity=60,
            waitlist=True,
            decision=decision,
        )


STORE_EVENTS: tuple[tuple[date, int, str, str, tuple[Audience, ...]], ...] = (
    (date(2024, 7, 25), 1, "红旗先锋门店开放日", "Open day of a pioneer store", ()),
    (
        date(2024, 8, 20),
        2,
        "骑手清凉驿站",
        "A cool stop for riders",
        (Audience.NEW_EMPLOYMENT_WORKER,),
    ),
    (date(2024, 11, 8), 3, "义诊进门店", "Free medical advice at the store", ()),
    (
        date(2025, 4, 18),
        4,
        "微网格员歇脚日",
        "A rest for micro-grid workers",
        (Audience.GRID_WORKER, Audience.MICRO_GRID_WORKER),
    ),
    (date(2025, 7, 10), 5, "图书篮子接力", "Book basket relay", ()),
    (date(2026, 4, 24), 6, "应急医药箱使用课", "How to use a first-aid kit", ()),
    (
        date(2026, 12, 18),
        7,
        "骑手暖冬日",
        "A warm winter's day for riders",
        (Audience.NEW_EMPLOYMENT_WORKER,),
    ),
)


def store_events() -> Iterator[ActivityPlan]:
    """Activities at the first pioneer stores."""
    for day, store, title, title_en, audiences in STORE_EVENTS:
        yield ActivityPlan(
            label=f"store-event/{day.isoformat()}",
            title=f"{title}（演示）",
            title_en=f"{title_en} (demo)",
            summary=MADE_UP + "饿了能就餐、累了能歇脚。",
            day=day,
            starts=(15, 0),
            minutes=120,
            place=store_label(store),
            hosts=(("hongqi", HOST), ("health-centre", SUPPORTER), ("riders", SUPPORTER)),
            programmes=(PIONEER_STORES,),
            capacity=None if store == 1 else 20,
            waitlist=store == 7,
            audiences=audiences,
        )


TEAM_EVENTS: tuple[tuple[date, str, str, str], ...] = (
    (date(2024, 9, 21), "帮帮团", "Helping Team", "秋"),
    (date(2024, 12, 14), "帮帮团", "Helping Team", "冬"),
    (date(2025, 4, 12), "帮帮团", "Helping Team", "春"),
    (date(2025, 7, 12), "帮帮团", "Helping Team", "夏"),
    (date(2025, 9, 20), "续航团", "Sustaining Team", "秋"),
    (date(2026, 1, 10), "续航团", "Sustaining Team", "冬"),
    (date(2026, 4, 11), "续航团", "Sustaining Team", "春"),
    (date(2026, 7, 11), "续航团", "Sustaining Team", "夏"),
)
SEASONS = {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}
JINNIU_STATIONS = (
    "station/yuejin",
    "station/xihua-demo",
    "station/shaheyuan-demo-1",
    "station/shaheyuan-demo-2",
)


def team_events() -> Iterator[ActivityPlan]:
    """The two named teams through the four seasons."""
    for number, (day, team, team_en, season) in enumerate(TEAM_EVENTS):
        station = JINNIU_STATIONS[number % len(JINNIU_STATIONS)]
        community = station.partition("/")[2]
        yield ActivityPlan(
            label=f"team/{day.isoformat()}",
            title=f"{team}{season}季行动（演示）",
            title_en=f"{team_en} in {SEASONS[season]} (demo)",
            summary=MADE_UP + "志愿者帮助邻里。",
            day=day,
            starts=(9, 0),
            minutes=180,
            place=station,
            hosts=((f"volunteers/{community}", HOST), (f"committee/{community}", SUPPORTER)),
            programmes=(SIX_TEAMS, NEIGHBOURLY),
            capacity=25,
            volunteering=True,
            audiences=(Audience.VOLUNTEER,),
        )


def _single(
    day: date,
    title: str,
    title_en: str,
    place: str,
    host: str,
    decision: ActivityDecision = DECISION.PUBLISHED,
    reason: str | None = None,
    join_policy: JoinPolicy = JoinPolicy.OPEN,
) -> ActivityPlan:
    committee = f"committee/{place.partition('/')[2]}"
    return ActivityPlan(
        label=f"single/{day.isoformat()}",
        title=f"{title}（演示）",
        title_en=f"{title_en} (demo)",
        summary=MADE_UP,
        day=day,
        starts=(19, 0) if day.weekday() < 5 else (10, 0),
        minutes=90,
        place=place,
        hosts=((host, HOST), (committee, CO)),
        capacity=16,
        waitlist=True,
        join_policy=join_policy,
        decision=decision,
        reason=reason,
    )


SINGLE_EVENTS: tuple[ActivityPlan, ...] = (
    _single(date(2024, 8, 10), "技能集市", "Skill market", "park/yuejin", "social-work"),
    _single(date(2025, 5, 10), "社区义诊", "Free medical advice", "station/xihua-demo", "health-centre"),
    _single(
        date(2025, 8, 16),
        "阳台花友会",
        "Balcony gardeners' meeting",
        "park/xihua-demo",
        "gardeners",
        DECISION.CANCELLED,
        "高温预警取消（演示）",
    ),
    _single(date(2025, 11, 15), "书画展", "Calligraphy show", "classroom/shaheyuan-demo-1", "calligraphy"),
    _single(
        date(2026, 5, 16),
        "亲子共读",
        "Parents and children read",
        "classroom/xipu-demo-1",
        "reading",
        DECISION.CANCELLED,
        "场地检修取消（演示）",
    ),
    _single(
        date(2026, 8, 8),
        "合唱队排练开放日",
        "The choir's open rehearsal",
        "theatre/yuejin",
        "choir",
        DECISION.POSTPONED,
        "等待场地安排（演示）",
    ),
    _single(
        date(2027, 1, 16),
        "家庭故事会",
        "Evening of family stories",
        "centre/xipu-demo-1",
        "parents",
        DECISION.POSTPONED,
        "改期另行通知（演示）",
    ),
    _single(
        date(2027, 1, 23),
        "社会组织座谈",
        "Round table of social organisations",
        "studio/pitong-demo-1",
        "federation",
        join_policy=JoinPolicy.INVITE,
    ),
    _single(date(2027, 2, 27), "太极晨练", "Morning tai chi", "park/yuejin", "tai-chi", DECISION.DRAFT),
    _single(
        date(2027, 3, 20),
        "春日义诊",
        "Free medical advice in spring",
        "clinic/xihua-demo",
        "health",
        DECISION.DRAFT,
    ),
)


def occasions() -> Iterator[ActivityPlan]:
    """All of them."""
    yield from festivals()
    yield from talent_meetings()
    yield from store_events()
    yield from team_events()
    yield from SINGLE_EVENTS
