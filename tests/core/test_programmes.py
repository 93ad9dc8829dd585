import asyncio
import datetime

import pytest

from core import programmes
from core.models import Event, Programme, SearchDocument, Series
from core.models.choices import ProgrammeStatus, SeriesCadence
from core.programmes import NewProgramme, NewSeries, ProgrammeChange, SeriesChange
from tests.support.domain import NOWHERE, an_area, an_organization, problems_of

pytestmark = pytest.mark.usefixtures("db")

FIRST, LAST = datetime.date(2024, 8, 1), datetime.date(2025, 7, 31)


async def elite(**fields: object) -> NewProgramme:
    """The input of a programme with what it must have; `fields` replace parts of it."""
    required: dict[str, object] = {"code": "elite", "name": "菁英赋能计划"}
    if "area_id" not in fields:
        required["area_id"] = (await an_area()).id
    if "lead_organization_id" not in fields:
        required["lead_organization_id"] = (await an_organization()).id
    return NewProgramme(**{**required, **fields})  # type: ignore[arg-type]  # as the caller means it


async def test_a_programme_from_draft_to_its_end() -> None:
    programme = await programmes.create(await elite(starts_on=FIRST))
    assert (programme.status, programme.version) == (ProgrammeStatus.DRAFT, 1)
    assert (await Programme.get(id=programme.id)).published_at is None
    assert (await SearchDocument.get(subject_id=programme.id)).subject_type == "pg"
    assert await problems_of(programmes.close(programme.id)) == [("WRONG_STATE", "id")]

    await programmes.update(programme.id, ProgrammeChange(name_en="Elite", ends_on=LAST), expected_version=1)
    assert (await programmes.update(programme.id, ProgrammeChange(ends_on=LAST))).version == 2
    published = await programmes.publish(programme.id, expected_version=2)
    assert published.published_at is not None
    assert await problems_of(programmes.publish(programme.id)) == [("WRONG_STATE", "id")]
    await programmes.close(programme.id)

    stored = await Programme.get(id=programme.id)
    assert (stored.status, stored.name_en, stored.starts_on, stored.ends_on) == (
        ProgrammeStatus.CLOSED,
        "Elite",
        FIRST,
        LAST,
    )
    assert await problems_of(programmes.update(programme.id, ProgrammeChange(name="旧"), expected_version=2)) == [
        ("CONFLICT", "expectedVersion")
    ]
    assert [event.name for event in await Event.all().order_by("position")] == [
        "programme.created",
        "programme.updated",
        "programme.published",
        "programme.closed",
    ]


async def test_everything_that_is_wrong_with_a_programme_is_told_at_once() -> None:
    wrong = await elite(
        code="Elite 2024", name=" ", area_id=NOWHERE, lead_organization_id=NOWHERE, starts_on=LAST, ends_on=FIRST
    )
    assert await problems_of(programmes.create(wrong)) == [
        ("INVALID_FORMAT", "code"),
        ("REQUIRED", "name"),
        ("ENDS_BEFORE_START", "endsOn"),
        ("NOT_FOUND", "areaId"),
        ("NOT_FOUND", "leadOrganizationId"),
    ]
    programme = await programmes.create(await elite(starts_on=FIRST, ends_on=LAST))
    # Beside the day that stays, too.
    late = ProgrammeChange(starts_on=LAST + datetime.timedelta(days=1))
    assert await problems_of(programmes.update(programme.id, late)) == [("ENDS_BEFORE_START", "endsOn")]
    assert await Programme.all().count() == 1


async def test_of_many_with_one_code_one_is_made() -> None:
    new = await elite()
    outcomes = await asyncio.gather(*(problems_of(programmes.create(new)) for _ in range(6)))
    assert outcomes.count([]) == 1
    assert outcomes.count([("DUPLICATE", "code")]) == 5


async def test_a_series_of_a_programme() -> None:
    programme = await programmes.create(await elite())
    new = NewSeries(code="talks", name="书记说郫筒", area_id=(await an_area("郫都")).id, programme_id=programme.id)
    series = await programmes.create_series(new)
    assert await problems_of(programmes.create_series(new)) == [("DUPLICATE", "code")]
    nowhere = NewSeries(code="cases", name="村/社那些事", area_id=NOWHERE, programme_id=NOWHERE)
    assert await problems_of(programmes.create_series(nowhere)) == [
        ("NOT_FOUND", "areaId"),
        ("NOT_FOUND", "programmeId"),
    ]

    change = SeriesChange(cadence=SeriesCadence.MONTHLY, description="书记讲述")
    assert (await programmes.update_series(series.id, change, expected_version=1)).version == 2
    stored = await Series.get(id=series.id).select_related("programme")
    assert (stored.programme.code, stored.cadence, stored.description) == ("elite", SeriesCadence.MONTHLY, "书记讲述")
