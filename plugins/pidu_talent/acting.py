"""What people do as themselves, and others only with a permission."""

from __future__ import annotations

import datetime
import uuid

from linli.services import Problems, acting_person, permitted_at, refuse, today
from plugins.pidu_talent.models import CohortTrainer


async def require(permission: str, area_id: uuid.UUID, *people: uuid.UUID | None, field: str = "id") -> None:
    """Go on where whoever acts is one of the people, or has the permission in the area.

    Raises `linli.services.InputRefused`: NOT_FOUND, as for a row that does not exist.
    """
    person = acting_person()
    if person is not None and person in people:
        return
    if not await permitted_at(permission, area_id=area_id):
        raise refuse("NOT_FOUND", "There is no such row.", field)


async def trainers_of(cohort_id: uuid.UUID) -> list[uuid.UUID]:
    """The persons who work with a cohort as trainers and mentors."""
    links = CohortTrainer.filter(cohort_id=cohort_id, trainer__person_id__isnull=False)
    return [key for (key,) in await links.values_list("trainer__person_id")]


def past_day(day: datetime.date | None, problems: Problems, *path: str) -> datetime.date:
    """The day, which must not be in the future; today by default."""
    if day is not None and day > today():
        problems.add("IN_THE_FUTURE", f"Is {day}, and must not be in the future.", *path)
    return day or today()
