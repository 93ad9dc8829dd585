"""The demo's meetings of the Elite Empowerment Programme: its three series are told, their meetings made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.models.choices import ActivityDecision, Audience, HostRole, JoinPolicy
from core.sample.activities import MADE_UP, ActivityPlan
from core.sample.programmes import EMPOWERMENT, GUIDED_VISITS, SECRETARY_TALKS, VILLAGE_MATTERS

SERIES: tuple[tuple[str, str, str, str, tuple[date, ...]], ...] = (
    (
        VILLAGE_MATTERS,
        "村/社那些事",
        "Village Matters",
        "classroom/pitong-demo-1",
        (
            date(2024, 8, 15),
            date(2024, 9, 12),
            date(2024, 10, 17),
            date(2024, 11, 14),
            date(2025, 1, 9),
            date(2025, 3, 13),
            date(2025, 5, 15),
            date(2025, 7, 10),
        ),
    ),
    (
        SECRETARY_TALKS,
        "书记说郫筒",
        "Secretaries on Pitong",
        "studio/pitong-demo-2",
        (
            date(2024, 8, 23),
            date(2024, 9, 20),
            date(2024, 10, 25),
            date(2024, 11, 22),
            date(2025, 1, 17),
            date(2025, 3, 21),
            date(2025, 5, 23),
            date(2025, 7, 18),
        ),
    ),
    (
        GUIDED_VISITS,
        "社区运营官带你游",
        "Guided by a Community Operator",
        "station/pitong-demo-2",
        (
            date(2024, 8, 31),
            date(2024, 9, 28),
            date(2024, 10, 26),
            date(2024, 11, 30),
            date(2025, 2, 22),
            date(2025, 4, 19),
            date(2025, 5, 24),
            date(2025, 7, 26),
        ),
    ),
)
CANCELLED_ON = date(2025, 2, 22)
ARCHIVED_BEFORE = date(2024, 11, 1)
HOSTS = (
    ("pitong-office", HostRole.HOST),
    ("federation", HostRole.CO_ORGANIZER),
    ("trainers", HostRole.IMPLEMENTER),
)


def talent_meetings() -> Iterator[ActivityPlan]:
    """The meetings of the three series of the Elite Empowerment Programme, within its year."""
    for series, title, title_en, place, days in SERIES:
        for number, day in enumerate(days, start=1):
            yield ActivityPlan(
                label=f"{series}/{number}",
                title=f"{title}第{number}期（演示）",
                title_en=f"{title_en}, no. {number} (demo)",
                summary=MADE_UP + "筒创营的学员参加。",
                day=day,
                starts=(9, 0) if series == GUIDED_VISITS else (14, 30),
                minutes=150 if series == GUIDED_VISITS else 120,
                place=place,
                hosts=HOSTS,
                programmes=(EMPOWERMENT,),
                series=series,
                capacity=30,
                join_policy=JoinPolicy.APPROVAL,
                audiences=(Audience.RESERVE_CADRE, Audience.SOCIAL_WORK_TALENT),
                decision=_decision(day),
                reason="天气原因取消（演示）" if day == CANCELLED_ON else None,
            )


def _decision(day: date) -> ActivityDecision:
    if day == CANCELLED_ON:
        return ActivityDecision.CANCELLED
    return ActivityDecision.ARCHIVED if day < ARCHIVED_BEFORE else ActivityDecision.PUBLISHED
