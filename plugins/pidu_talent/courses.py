"""The course library: courses and their versions. A version never changes; a correction is another version."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from linli.models import Area
from linli.services import Problems, References, changed, created, locked, refuse, today, writing
from plugins.pidu_talent.choices import TalentSessionKind
from plugins.pidu_talent.models import Course, CourseVersion
from plugins.pidu_talent.models.database_rules import RULES

LONGEST = 100_000
"""The most minutes of a course."""


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """What a course is from now on."""

    title: str
    kind: TalentSessionKind
    minutes: int
    title_en: str | None = None
    summary: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewCourse(NewVersion):
    """A course with its first version."""

    area_id: uuid.UUID
    code: str


async def create(new: NewCourse) -> Course:
    """Add a course to the library of an area. Raises `linli.services.InputRefused`."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        course = Course(area_id=new.area_id, code=problems.text(Course, "code", new.code, "code"))
        version = _version(new, problems)
        await references.check(problems)
        problems.refuse()
        course.update_from_dict(_shown(version))
        await created(course, "pidu_talent.course_created")
        version.course_id, version.number = course.id, 1
        await version.save(force_create=True)
    return course


async def publish_version(course_id: uuid.UUID, new: NewVersion, *, expected_version: int | None = None) -> Course:
    """Publish another version. Sessions and certificates keep theirs. WRONG_STATE for a course that is retired."""
    async with writing(RULES):
        course = await locked(Course, course_id, expected_version)
        _require_in_use(course)
        problems = Problems()
        version = _version(new, problems)
        problems.refuse()
        version.course_id, version.number = course.id, course.current_number + 1
        await version.save(force_create=True)
        values = {**_shown(version), "current_number": version.number}
        await changed(course, values, "pidu_talent.course_version_published")
    return course


async def retire(course_id: uuid.UUID, *, expected_version: int | None = None) -> Course:
    """Take a course out of use. What was taught of it stays."""
    async with writing(RULES):
        course = await locked(Course, course_id, expected_version)
        _require_in_use(course)
        await changed(course, {"retired_on": today()}, "pidu_talent.course_retired")
    return course


def _version(new: NewVersion, problems: Problems) -> CourseVersion:
    problems.within(new.minutes, 1, LONGEST, "minutes")
    return CourseVersion(
        title=problems.text(CourseVersion, "title", new.title, "title"),
        title_en=problems.optional_text(CourseVersion, "title_en", new.title_en, "title_en"),
        summary=problems.optional_text(CourseVersion, "summary", new.summary, "summary"),
        kind=new.kind,
        minutes=new.minutes,
    )


def _shown(version: CourseVersion) -> dict[str, object]:
    return {name: getattr(version, name) for name in ("title", "title_en", "kind", "minutes")}


def _require_in_use(course: Course) -> None:
    if course.retired_on is not None:
        raise refuse("WRONG_STATE", f"The course was retired on {course.retired_on}.", "id")
