"""What can be done to activities: each a use case of `core.activities`."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tortoise.models import Model

from core import activities
from core.access import ACTIVITIES_WRITE
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.roots import Mutation

_HOST = InputType(
    "ActivityHostInput",
    "The hosts in the order in which they are named (主办方).",
    activities.NewHost,
    {
        "organization_id": Reference("The organisation (组织).", "Organization"),
        "role": "The part that it plays; HOST by default (角色).",
    },
)

_FIELDS: dict[str, str | Reference | InputType] = {
    "title": "The title in Chinese (标题).",
    "area_id": Reference("The area that it belongs to (区域).", "Area"),
    "lead_organization_id": Reference("The organisation that leads it (牵头单位).", "Organization"),
    "starts_at": "When it starts (开始时间).",
    "ends_at": "When it ends (结束时间).",
    "title_en": "The title in English (英文标题).",
    "summary": "What it is about (简介).",
    "series_id": Reference("The series of which it is an edition (系列).", "Series"),
    "year": "The year of the edition, together with the quarter (年度).",
    "quarter": "The quarter of the edition, 1 to 4 (季度).",
    "place_id": Reference("The venue (场所).", "Place"),
    "capacity": "The number of seats; null means no limit (容量).",
    "waitlist": "Whether there is a waiting list when it is full (候补).",
    "join_policy": "How people join; OPEN by default (报名方式).",
    "volunteering": "Whether it is volunteering (志愿服务).",
    "hosts": _HOST,
    "programme_ids": Reference("The programmes that it belongs to (所属计划).", "Programme"),
    "audiences": "Whom it is for; empty means everybody (面向人群).",
}


@dataclass(frozen=True)
class Nothing:
    """An input that says no more than which row is meant."""


@dataclass(frozen=True, kw_only=True)
class Postponement:
    """New times, if they are known, and why."""

    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """Why something does not take place."""

    reason: str


async def _postpone(given: Converted) -> Model:
    value: Postponement = given.value
    return await activities.postpone(
        given.id,
        starts_at=value.starts_at,
        ends_at=value.ends_at,
        reason=value.reason,
        expected_version=given.expected_version,
    )


def _mutation(
    name: str,
    description: str,
    input_type: InputType,
    function: Callable[[Converted], Awaitable[Model]],
    *,
    idempotent: bool = False,
) -> Mutation:
    return Mutation(
        name, description, input_type, "activity", "Activity", function, ACTIVITIES_WRITE, idempotent=idempotent
    )


ACTIVITY_MUTATIONS = (
    _mutation(
        "createActivity",
        "Creates an activity as a draft (新建活动).",
        InputType("CreateActivityInput", "A new activity.", activities.NewActivity, _FIELDS),
        lambda given: activities.create(given.value),
        idempotent=True,
    ),
    _mutation(
        "updateActivity",
        "Changes what is given of an activity; a list replaces the whole list (修改活动).",
        InputType(
            "UpdateActivityInput",
            "What changes about an activity; what is left out stays.",
            activities.ActivityChange,
            _FIELDS,
            keyed="Activity",
        ),
        lambda given: activities.update(given.id, given.value, expected_version=given.expected_version),
    ),
    _mutation(
        "submitActivity",
        "Hands a draft in for review (提交审核).",
        InputType("SubmitActivityInput", "The activity to hand in.", Nothing, {}, keyed="Activity"),
        lambda given: activities.submit(given.id, expected_version=given.expected_version),
    ),
    _mutation(
        "publishActivity",
        "Publishes a draft, an activity in review, or a postponed one again (发布活动).",
        InputType("PublishActivityInput", "The activity to publish.", Nothing, {}, keyed="Activity"),
        lambda given: activities.publish(given.id, expected_version=given.expected_version),
    ),
    _mutation(
        "postponeActivity",
        "Postpones a published activity, to new times or until further notice (活动延期).",
        InputType(
            "PostponeActivityInput",
            "The activity to postpone.",
            Postponement,
            {
                "starts_at": "When it starts instead, if that is known (新的开始时间).",
                "ends_at": "When it ends instead, if that is known (新的结束时间).",
                "reason": "Why (原因).",
            },
            keyed="Activity",
        ),
        _postpone,
    ),
    _mutation(
        "cancelActivity",
        "Cancels an activity that is not over (取消活动).",
        InputType(
            "CancelActivityInput", "The activity to cancel.", Cancellation, {"reason": "Why (原因)."}, keyed="Activity"
        ),
        lambda given: activities.cancel(given.id, given.value.reason, expected_version=given.expected_version),
    ),
    _mutation(
        "archiveActivity",
        "Puts a finished activity away: nothing about it changes any more (活动归档).",
        InputType("ArchiveActivityInput", "The activity to put away.", Nothing, {}, keyed="Activity"),
        lambda given: activities.archive(given.id, expected_version=given.expected_version),
    ),
)
