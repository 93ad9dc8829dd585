"""Pressing needs, and practice projects (项目制): a team, a deliverable, a review.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.models import Area, Media, Place
from linli.services import Problems, References, acting_person, changed, created, locked, refuse, today, writing
from plugins.pidu_talent.acting import past_day, require, trainers_of
from plugins.pidu_talent.choices import TalentEnrollmentState
from plugins.pidu_talent.choices import TalentProjectState as S
from plugins.pidu_talent.models import Cohort, Enrollment, PressingNeed, Project, ProjectMember, ProjectNeed
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import PROJECTS_WRITE

MOST_NEEDS = 20
MOST_MEMBERS = 50


@dataclass(frozen=True, kw_only=True)
class NewNeed:
    """What residents of an area need urgently, in words that name nobody."""

    area_id: uuid.UUID
    title: str
    title_en: str | None = None
    description: str | None = None
    place_id: uuid.UUID | None = None
    raised_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewProject:
    """A project that answers at least one need, by active members of a cohort, the first of whom leads."""

    cohort_id: uuid.UUID
    title: str
    plan: str
    need_ids: Sequence[uuid.UUID]
    enrollment_ids: Sequence[uuid.UUID]
    title_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What was delivered."""

    deliverable: str
    media_id: uuid.UUID | None = None
    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Review:
    """What the review found: a score from 0 to 100, and what has changed for residents."""

    score: int
    review: str | None = None
    result: str | None = None


async def note_need(new: NewNeed) -> PressingNeed:
    """Note a pressing need of residents."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        references.add(Place, new.place_id, "place_id")
        row = PressingNeed(
            area_id=new.area_id,
            place_id=new.place_id,
            title=problems.text(PressingNeed, "title", new.title, "title"),
            title_en=problems.optional_text(PressingNeed, "title_en", new.title_en, "title_en"),
            description=problems.optional_text(PressingNeed, "description", new.description, "description"),
            raised_on=past_day(new.raised_on, problems, "raised_on"),
        )
        await references.check(problems)
        problems.refuse()
        await created(row, "pidu_talent.need_noted")
    return row


async def propose(new: NewProject) -> Project:
    """Propose a project: as one of its team or a trainer of the cohort, or with the permission."""
    async with writing(RULES):
        cohort = await Cohort.get_or_none(id=new.cohort_id)
        if cohort is None:
            raise refuse("NOT_FOUND", "There is no such row.", "cohort_id")
        members = await Enrollment.filter(
            id__in=list(new.enrollment_ids), cohort_id=cohort.id, state=TalentEnrollmentState.ACTIVE
        ).select_related("member")
        team = [row.member.person_id for row in members]
        await require(PROJECTS_WRITE, cohort.area_id, *team, *await trainers_of(cohort.id), field="cohort_id")
        problems, references = Problems(), References()
        for name, keys, most in (
            ("need_ids", new.need_ids, MOST_NEEDS),
            ("enrollment_ids", new.enrollment_ids, MOST_MEMBERS),
        ):
            if not keys:
                problems.add("REQUIRED", "Name at least one.", name)
            if len(keys) > most:
                problems.add("TOO_MANY", f"Has {len(keys)} items, and at most {most} fit.", name)
            for index, key in enumerate(keys):
                if key in keys[:index]:
                    problems.add("DUPLICATE", "Is named twice.", name, index)
        problems.refuse()
        for index, key in enumerate(new.need_ids):
            references.add(PressingNeed, key, "need_ids", index)
        known = {row.id for row in members}
        for index, key in enumerate(new.enrollment_ids):
            if key not in known:
                problems.add("NOT_ALLOWED", "Is no active member of the cohort.", "enrollment_ids", index)
        project = Project(
            cohort_id=cohort.id,
            title=problems.text(Project, "title", new.title, "title"),
            title_en=problems.optional_text(Project, "title_en", new.title_en, "title_en"),
            plan=problems.text(Project, "plan", new.plan, "plan"),
        )
        await references.check(problems)
        problems.refuse()
        await created(project, "pidu_talent.project_proposed")
        await ProjectNeed.bulk_create(ProjectNeed(project_id=project.id, need_id=key) for key in new.need_ids)
        await ProjectMember.bulk_create(
            ProjectMember(project_id=project.id, enrollment_id=key, leads=index == 0)
            for index, key in enumerate(new.enrollment_ids)
        )
    return project


async def approve(project_id: uuid.UUID, *, expected_version: int | None = None) -> Project:
    """Approve a proposed project; from now on it is public."""
    return await _step(project_id, S.PROPOSED, S.APPROVED, "approved", expected_version)


async def start(project_id: uuid.UUID, *, expected_version: int | None = None) -> Project:
    """Begin an approved project: as one of its team or a trainer of the cohort, or with the permission."""
    return await _step(project_id, S.APPROVED, S.RUNNING, "started", expected_version, by_team=True)


async def deliver(project_id: uuid.UUID, given: Delivery, *, expected_version: int | None = None) -> Project:
    """Deliver a running project: as one of its team or a trainer of the cohort, or with the permission."""
    async with writing(RULES):
        project = await locked(Project, project_id, expected_version)
        await _require_team(project)
        _require_state(project, S.RUNNING, "delivered")
        problems, references = Problems(), References()
        references.add(Media, given.media_id, "media_id")
        values = {
            "state": S.DELIVERED,
            "deliverable": problems.text(Project, "deliverable", given.deliverable, "deliverable"),
            "deliverable_media_id": given.media_id,
            "delivered_on": past_day(given.on, problems, "on"),
        }
        await references.check(problems)
        problems.refuse()
        await changed(project, values, "pidu_talent.project_delivered")
    return project


async def review(project_id: uuid.UUID, given: Review, *, expected_version: int | None = None) -> Project:
    """Review what a project delivered. NOT_PERMITTED for one of its own team."""
    async with writing(RULES):
        project = await locked(Project, project_id, expected_version)
        _require_state(project, S.DELIVERED, "reviewed")
        if (person := acting_person()) is not None and person in await _team_of(project):
            raise refuse("NOT_PERMITTED", "Somebody else than its team must review a project.", "id")
        problems = Problems()
        problems.within(given.score, 0, 100, "score")
        values = {
            "state": S.REVIEWED,
            "review_score": given.score,
            "review": problems.optional_text(Project, "review", given.review, "review"),
            "result": problems.optional_text(Project, "result", given.result, "result"),
            "reviewed_on": today(),
        }
        problems.refuse()
        await changed(project, values, "pidu_talent.project_reviewed")
    return project


async def _step(
    project_id: uuid.UUID, before: S, after: S, done: str, expected_version: int | None, *, by_team: bool = False
) -> Project:
    async with writing(RULES):
        project = await locked(Project, project_id, expected_version)
        if by_team:
            await _require_team(project)
        _require_state(project, before, done)
        await changed(project, {"state": after}, f"pidu_talent.project_{done}")
    return project


async def _require_team(project: Project) -> None:
    cohort = await Cohort.get(id=project.cohort_id)
    await require(PROJECTS_WRITE, cohort.area_id, *await _team_of(project), *await trainers_of(cohort.id))


async def _team_of(project: Project) -> list[uuid.UUID]:
    team = ProjectMember.filter(project_id=project.id)
    return [key for (key,) in await team.values_list("enrollment__member__person_id")]


def _require_state(project: Project, state: S, done: str) -> None:
    if project.state is not state:
        raise refuse("WRONG_STATE", f"A project that is {project.state.value} cannot be {done}.", "id")
