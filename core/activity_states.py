"""The states of an activity: what the clock makes of a decision, and which step may follow which state."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from core.models import Activity
from core.models.choices import ActivityDecision, ActivityStatus


class Step(NamedTuple):
    """A decision, what an activity is after it (in events and messages), and the states that permit it."""

    decision: ActivityDecision
    done: str
    allowed: frozenset[ActivityStatus]


# DRAFT → IN_REVIEW → PUBLISHED → ONGOING → FINISHED → ARCHIVED; PUBLISHED ⇄ POSTPONED; any state before
# FINISHED → CANCELLED. Whoever may publish may publish a draft at once: the review is their own.
SUBMIT = Step(ActivityDecision.IN_REVIEW, "submitted", frozenset({ActivityStatus.DRAFT}))
PUBLISH = Step(
    ActivityDecision.PUBLISHED,
    "published",
    frozenset({ActivityStatus.DRAFT, ActivityStatus.IN_REVIEW, ActivityStatus.POSTPONED}),
)
POSTPONE = Step(ActivityDecision.POSTPONED, "postponed", frozenset({ActivityStatus.PUBLISHED}))
CANCEL = Step(
    ActivityDecision.CANCELLED,
    "cancelled",
    frozenset(ActivityStatus) - {ActivityStatus.FINISHED, ActivityStatus.CANCELLED, ActivityStatus.ARCHIVED},
)
ARCHIVE = Step(ActivityDecision.ARCHIVED, "archived", frozenset({ActivityStatus.FINISHED}))

# States in which nothing about an activity changes any more.
CLOSED = frozenset({ActivityStatus.CANCELLED, ActivityStatus.ARCHIVED})


def status_of(activity: Activity, instant: datetime.datetime) -> ActivityStatus:
    """The state that is shown at `instant`: a published activity is ongoing from its start until its end."""
    if activity.decision is not ActivityDecision.PUBLISHED:
        return ActivityStatus(activity.decision.value)
    if instant < activity.starts_at:
        return ActivityStatus.PUBLISHED
    return ActivityStatus.ONGOING if instant < activity.ends_at else ActivityStatus.FINISHED
