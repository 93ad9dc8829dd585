"""How an activity of the demo is planned, and how it becomes rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from core.models import Activity, ActivityAudience, ActivityHost, ActivityProgramme
from core.models.choices import ActivityDecision, Audience, HostRole, JoinPolicy
from core.sample.areas import Areas
from core.sample.people import People
from core.sample.programmes import Programmes
from core.sample.rows import Rows, local

AS_OF = date(2026, 6, 30)
"""The day on which the demo was taken: no row was made later, and what lies after it has not happened yet."""

MADE_UP = "演示活动，内容为虚构。"
"""What the summary of an activity begins with that the reports do not tell."""


@dataclass(frozen=True)
class World:
    """What activities refer to: everything that was added before them, by label."""

    areas: Areas
    organizations: dict[str, UUID]
    places: dict[str, UUID]
    place_areas: dict[UUID, UUID]
    """The area of each place."""
    people: People
    programmes: Programmes


@dataclass(frozen=True, kw_only=True)
class ActivityPlan:
    """An activity to make. Times are of Asia/Shanghai; labels name the rows that it refers to."""

    label: str
    title: str
    title_en: str
    summary: str
    day: date
    starts: tuple[int, int]
    minutes: int
    place: str
    hosts: tuple[tuple[str, HostRole], ...]
    """The hosts in their order. The first leads."""
    programmes: tuple[str, ...] = ()
    series: str | None = None
    edition: tuple[int, int] | None = None
    """Year and quarter of an edition."""
    capacity: int | None = None
    waitlist: bool = False
    join_policy: JoinPolicy = JoinPolicy.OPEN
    volunteering: bool = False
    audiences: tuple[Audience, ...] = ()
    decision: ActivityDecision = ActivityDecision.PUBLISHED
    reason: str | None = None

    @property
    def published_on(self) -> date | None:
        """Two weeks ahead, and none for what was never published."""
        if self.decision in (ActivityDecision.DRAFT, ActivityDecision.IN_REVIEW):
            return None
        return min(self.day - timedelta(days=14), AS_OF - timedelta(days=14))

    @property
    def created_on(self) -> date:
        """A week before it was published; ten weeks ahead otherwise."""
        published = self.published_on
        if published is not None:
            return published - timedelta(days=7)
        return min(self.day - timedelta(days=70), AS_OF - timedelta(days=7))


def add_activity(rows: Rows, plan: ActivityPlan, world: World) -> UUID:
    """Add an activity with its hosts, programmes and audiences, and give its key."""
    place = world.places[plan.place]
    starts_at = local(plan.day, *plan.starts)
    year, quarter = plan.edition or (None, None)
    activity = rows.add(
        Activity,
        plan.label,
        at=local(plan.created_on, 9),
        title=plan.title,
        title_en=plan.title_en,
        summary=plan.summary,
        series_id=None if plan.series is None else world.programmes.series[plan.series],
        year=year,
        quarter=quarter,
        place_id=place,
        area_id=world.place_areas[place],
        lead_organization_id=world.organizations[plan.hosts[0][0]],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=plan.minutes),
        capacity=plan.capacity,
        waitlist=plan.waitlist,
        join_policy=plan.join_policy,
        volunteering=plan.volunteering,
        decision=plan.decision,
        decision_reason=plan.reason,
        published_at=None if plan.published_on is None else local(plan.published_on, 10),
    )
    for position, (host, role) in enumerate(plan.hosts, start=1):
        rows.add(
            ActivityHost,
            f"{plan.label}/{host}",
            activity_id=activity,
            organization_id=world.organizations[host],
            role=role,
            position=position,
        )
    for code in plan.programmes:
        rows.add(
            ActivityProgramme,
            f"{plan.label}/{code}",
            activity_id=activity,
            programme_id=world.programmes.programmes[code],
        )
    for audience in plan.audiences:
        rows.add(ActivityAudience, f"{plan.label}/{audience}", activity_id=activity, audience=audience)
    return activity
