"""The event that the reports tell: 10 July 2024, the neighbours' festival of the third quarter of 2024.

Told: the day, the edition, the venue (Xihua Subdistrict, Yuejin Community's small theatre), that four bodies
hosted it together, that the mascot was launched and that strategic agreements were signed. Made up, because a
row needs it: the time of day, the order of the four, the number of seats, all media and their credits.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core.models import Media, MediaCredit
from core.models.choices import CreditRole, HostRole, MediaKind
from core.sample.activities import ActivityPlan, World, add_activity
from core.sample.places import THEATRE
from core.sample.programmes import FESTIVAL, NEIGHBOURLY, PIONEER_STORES
from core.sample.rows import Rows, local

DAY = date(2024, 7, 10)

THE_FESTIVAL = ActivityPlan(
    label="festival/2024-3",
    title="2024年第三季度邻里节",
    title_en="Neighbours' Festival, third quarter of 2024",
    summary="四方联合主办。活动发布微网实格IP形象“格小妹”，并分别签署战略合作协议。",
    day=DAY,
    starts=(9, 30),
    minutes=120,
    place=THEATRE,
    hosts=(
        ("social-work", HostRole.HOST),
        ("health", HostRole.HOST),
        ("xihua-office", HostRole.HOST),
        ("hongqi", HostRole.HOST),
    ),
    programmes=(NEIGHBOURLY, PIONEER_STORES),
    series=FESTIVAL,
    edition=(2024, 3),
    capacity=120,
    waitlist=True,
)


def add_story(rows: Rows, world: World) -> UUID:
    """Add the event and its media: an article, a picture, and one that lacks consent and stays hidden."""
    activity = add_activity(rows, THE_FESTIVAL, world)
    _add_media(
        rows,
        activity,
        "article",
        MediaKind.ARTICLE,
        "邻里节报道（演示）",
        None,
        ((CreditRole.REPORTER, "演示记者甲"), (CreditRole.PICTURE_PROVIDER, "演示供图单位")),
    )
    _add_media(
        rows,
        activity,
        "picture",
        MediaKind.IMAGE,
        "格小妹亮相（演示）",
        "舞台上的吉祥物格小妹，头戴牛角发饰（演示图片）",
        ((CreditRole.PHOTOGRAPHER, "演示记者乙"), (CreditRole.PICTURE_PROVIDER, "演示供图单位")),
    )
    _add_media(
        rows,
        activity,
        "audience",
        MediaKind.IMAGE,
        "观众席（演示，未获同意）",
        "观众席（演示图片）",
        ((CreditRole.PHOTOGRAPHER, "演示记者乙"),),
        consent=False,
    )
    return activity


def _add_media(
    rows: Rows,
    activity: UUID,
    label: str,
    kind: MediaKind,
    title: str,
    alternative_text: str | None,
    credits: tuple[tuple[CreditRole, str], ...],
    *,
    consent: bool = True,
) -> None:
    media = rows.add(
        Media,
        f"{THE_FESTIVAL.label}/{label}",
        at=local(DAY, 18),
        kind=kind,
        title=title,
        alternative_text=alternative_text,
        url=f"https://media.demo.invalid/2024-3/{label}",
        taken_at=local(DAY, 10) if kind is MediaKind.IMAGE else None,
        consent_recorded=consent,
        activity_id=activity,
    )
    for position, (role, name) in enumerate(credits, start=1):
        rows.add(
            MediaCredit,
            f"{THE_FESTIVAL.label}/{label}/{position}",
            media_id=media,
            position=position,
            role=role,
            name=name,
        )
