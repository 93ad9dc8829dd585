"""Activities: create, change, and the steps from a draft to the archive. Each verb is one transaction.

Every verb raises `core.problems.InputRefused` with all problems that it found, and has then changed nothing.
`expected_version` is the version that the caller saw: another one by now is a CONFLICT. Without it the last
writer wins. Each change stores the next version, updates the search, and emits an event such as
`activity.published`.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from core.access import ACTIVITIES_WRITE, Reach
from core.acting import actor
from core.activity_input import (
    COLUMNS,
    LISTS,
    ActivityChange,
    NewActivity,
    NewHost,
    checked,
    checked_times,
)
from core.activity_states import ARCHIVE, CANCEL, CLOSED, POSTPONE, PUBLISH, SUBMIT, Step, status_of
from core.clock import now
from core.models import Activity, ActivityAudience, ActivityHost, ActivityProgramme
from core.models.choices import ActivityDecision, ActivityStatus
from core.problems import InputRefused, Problems, refuse
from core.reach import around
from core.unset import UNSET
from core.writing import changed, created, locked, writing

__all__ = [
    "ActivityChange",
    "NewActivity",
    "NewHost",
    "archive",
    "cancel",
    "create",
    "postpone",
    "publish",
    "submit",
    "update",
]


async def create(new: NewActivity) -> Activity:
    """A new activity, as a draft. NOT_PERMITTED for who has the permission for one of its hosts alone."""
    values = {name: getattr(new, name) for name in COLUMNS}
    lists = {name: getattr(new, name) for name in LISTS}
    async with writing():
        stored = await checked(values, values, lists, Problems())
        await _refuse_for_hosts_alone(stored, "lead_organization_id")
        activity = Activity(**stored)
        await created(activity, "activity.created")
        await _replace_lists(activity, lists)
    return activity


async def update(activity_id: uuid.UUID, change: ActivityChange, *, expected_version: int | None = None) -> Activity:
    """Change what `change` gives. Refused once an activity is cancelled or archived.

    The times of a finished activity stay as they are. A change that changes nothing stores nothing: the
    version stays, and there is no event. NOT_PERMITTED at `areaId`, `leadOrganizationId` or `placeId` is for who may
    change the activity, and not these.
    """
    async with writing():
        activity = await locked(Activity, activity_id, expected_version)
        status = status_of(activity, now())
        if status in CLOSED:
            raise _wrong_state("changed", status)
        before = {name: getattr(activity, name) for name in COLUMNS}
        given = {name: value for name in COLUMNS if (value := getattr(change, name)) is not UNSET}
        lists = {name: value for name in LISTS if (value := getattr(change, name)) is not UNSET}
        problems = Problems()
        if status is ActivityStatus.FINISHED:
            for name in ("starts_at", "ends_at"):
                if name in given and given[name] != before[name]:
                    problems.add("WRONG_STATE", "The activity is over: its times stay as they are.", name)
        stored = await checked({**before, **given}, given, lists, problems, seats_taken=activity.seats_taken)
        values = {name: stored[name] for name in given if stored[name] != before[name]}
        await _refuse_to_hand_over(before, stored, values)
        if values or lists:
            await _replace_lists(activity, lists)
            await changed(activity, values, "activity.updated", {"changed": sorted([*values, *lists])})
    return activity


async def submit(activity_id: uuid.UUID, *, expected_version: int | None = None) -> Activity:
    """Hand a draft in for review."""
    async with writing():
        activity = await _before(SUBMIT, activity_id, expected_version)
        await _take(SUBMIT, activity)
    return activity


async def publish(activity_id: uuid.UUID, *, expected_version: int | None = None) -> Activity:
    """Show everybody an activity that was a draft, in review or postponed.

    One that was postponed must not be over by its dates: DATES_PASSED, until an update sets others.
    """
    async with writing():
        activity = await _before(PUBLISH, activity_id, expected_version)
        if activity.decision is ActivityDecision.POSTPONED and activity.ends_at <= now():
            raise refuse(
                "DATES_PASSED",
                f"The activity was postponed, and its end, {activity.ends_at.isoformat()}, has passed. "
                "Set new dates first.",
                "id",
            )
        # The first publication stays the one that is told.
        first = cast("datetime.datetime | None", activity.published_at)
        await _take(PUBLISH, activity, decision_reason=None, published_at=first or now())
    return activity


async def postpone(
    activity_id: uuid.UUID,
    *,
    starts_at: datetime.datetime | None = None,
    ends_at: datetime.datetime | None = None,
    reason: str | None = None,
    expected_version: int | None = None,
) -> Activity:
    """Postpone a published activity that has not begun: to later dates, or until there are some."""
    async with writing():
        activity = await _before(POSTPONE, activity_id, expected_version)
        problems = Problems()
        text = problems.optional_text(Activity, "decision_reason", reason, "reason")
        times: Mapping[str, datetime.datetime] = {}
        if starts_at is not None and ends_at is not None:
            times = checked_times({"starts_at": starts_at, "ends_at": ends_at}, problems)
            if times and times["starts_at"] <= activity.starts_at:
                problems.add(
                    "NOT_LATER",
                    f"Must be later than the present start, {activity.starts_at.isoformat()}.",
                    "starts_at",
                )
        elif starts_at is not None or ends_at is not None:
            missing = "starts_at" if starts_at is None else "ends_at"
            problems.add("INCOMPLETE", "New dates have a start and an end.", missing)
        problems.refuse()
        await _take(POSTPONE, activity, decision_reason=text, **times)
    return activity


async def cancel(activity_id: uuid.UUID, reason: str, *, expected_version: int | None = None) -> Activity:
    """Cancel an activity that is not over, for a reason that people are told."""
    async with writing():
        activity = await _before(CANCEL, activity_id, expected_version)
        problems = Problems()
        text = problems.text(Activity, "decision_reason", reason, "reason")
        problems.refuse()
        await _take(CANCEL, activity, decision_reason=text)
    return activity


async def archive(activity_id: uuid.UUID, *, expected_version: int | None = None) -> Activity:
    """Put a finished activity away: nothing about it changes any more."""
    async with writing():
        activity = await _before(ARCHIVE, activity_id, expected_version)
        await _take(ARCHIVE, activity)
    return activity


async def _refuse_to_hand_over(before: Mapping[str, Any], after: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Raise NOT_PERMITTED for whoever would put an activity into another area or under another lead, by a permission
    for an organisation or a place alone: both decide who sees who registered. It is for those of the areas, old and
    new. So does the venue: changing that is not for those of a host.
    """
    viewer = actor().viewer
    if viewer is None:
        return
    moving = [name for name in ("area_id", "lead_organization_id") if name in values]
    for area_id in {before["area_id"], after["area_id"]} if moving else ():
        if not viewer.may_at(ACTIVITIES_WRITE, await around(area_id=area_id)):
            raise refuse("NOT_PERMITTED", f"This needs the permission {ACTIVITIES_WRITE!r} for the area.", moving[0])
    if "place_id" in values:
        for held in (before, after):
            await _refuse_for_hosts_alone(held, "place_id")


async def _refuse_for_hosts_alone(values: Mapping[str, Any], path: str) -> None:
    """Raise NOT_PERMITTED for whoever has the permission neither for the area of an activity, nor for the organisation
    that leads it, nor for the venue.
    """
    viewer = actor().viewer
    if viewer is None:
        return
    place_id = values["place_id"]
    lies = Reach(
        (await around(area_id=values["area_id"])).areas,
        frozenset({values["lead_organization_id"]}),
        frozenset() if place_id is None else frozenset({place_id}),
    )
    if not viewer.may_at(ACTIVITIES_WRITE, lies):
        raise refuse(
            "NOT_PERMITTED",
            f"This needs the permission {ACTIVITIES_WRITE!r} for the area, for the organisation that leads the "
            "activity, or for the venue.",
            path,
        )


async def _before(step: Step, activity_id: uuid.UUID, expected_version: int | None) -> Activity:
    activity = await locked(Activity, activity_id, expected_version)
    status = status_of(activity, now())
    if status not in step.allowed:
        raise _wrong_state(step.done, status)
    return activity


async def _take(step: Step, activity: Activity, **values: Any) -> None:
    decided = {"decision": step.decision, **values}
    await changed(activity, decided, f"activity.{step.done}", {"decision": step.decision.value})


def _wrong_state(done: str, status: ActivityStatus) -> InputRefused:
    return refuse("WRONG_STATE", f"An activity that is {status.value} cannot be {done}.", "id")


async def _replace_lists(activity: Activity, lists: Mapping[str, Sequence[Any]]) -> None:
    if "hosts" in lists:
        await ActivityHost.filter(activity_id=activity.id).delete()
        await ActivityHost.bulk_create(
            ActivityHost(
                activity_id=activity.id,
                organization_id=host.organization_id,
                role=host.role,
                position=position,
            )
            for position, host in enumerate(lists["hosts"], start=1)
        )
    if "programme_ids" in lists:
        await ActivityProgramme.filter(activity_id=activity.id).delete()
        await ActivityProgramme.bulk_create(
            ActivityProgramme(activity_id=activity.id, programme_id=key)
            for key in dict.fromkeys(lists["programme_ids"])
        )
    if "audiences" in lists:
        await ActivityAudience.filter(activity_id=activity.id).delete()
        await ActivityAudience.bulk_create(
            ActivityAudience(activity_id=activity.id, audience=audience)
            for audience in dict.fromkeys(lists["audiences"])
        )
