"""The demo's talent training: 24 courses, 8 trainers, one cohort of 30 with 15 mentorships, and what came of it; and
one that takes applications.

Told by the report are the programme, its brand, its year, its three series and the federation that it works with. All
people, hours, scores, needs and projects are made up, and say so; so is what is to come, which moves with the present.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence

from tortoise.models import Model

from linli.models import Activity, ActivityHost, Area, Organization, Person, Place, PlaceKind, Programme, Series
from linli.sample import Rows, enable_unless_decided
from linli.services import index_instance
from plugins.pidu_talent.choices import TalentEnrollmentState, TalentMemberCategory
from plugins.pidu_talent.models import (
    Cohort,
    Course,
    Enrollment,
    Member,
    PressingNeed,
    Project,
    Studio,
    TalentProgramme,
    Trainer,
)
from plugins.pidu_talent.sample.coming import add_coming, add_to_core
from plugins.pidu_talent.sample.learning import add_learning, ended
from plugins.pidu_talent.sample.library import add_library
from plugins.pidu_talent.sample.practice import add_practice
from plugins.pidu_talent.sample.results import add_assessments, add_certificates
from plugins.pidu_talent.sample.world import SERIES, World

MEMBERS = 30
COMMUNITIES = 4
SEARCHABLE: tuple[type[Model], ...] = (Course, Trainer, Member, Cohort, PressingNeed, Project, Studio)
"""What the search finds; the core's demo indexes its own alone."""


OF_THE_CORE: tuple[type[Model], ...] = (Programme, Activity, ActivityHost)
"""What of the core the plugin's demo adds."""

OWN: tuple[type[Model], ...] = (TalentProgramme, Course, Trainer, Member, Studio)
"""Where any of these is, somebody has begun already."""


async def load() -> int:
    """Add the training, enable the plugin in Pidu, and give the number of rows.

    Nothing is added without the core's demo, or beside other data of the plugin.
    """
    if any([await model.exists() for model in OWN]):
        return 0
    world = await _world()
    if world is None:
        return 0
    rows = sample_rows(world)
    endings = _held_back(rows)
    added = 0
    for model in OF_THE_CORE:
        rows.of[model] = await _missing(model, rows.of[model])
    for model, made in rows:
        await model.bulk_create(made, batch_size=500)
        added += len(made)
    for key, state, day, reason in endings:
        # Nobody completes before there are the hours, which come after the enrolment.
        await Enrollment.filter(id=key).update(state=state, ended_on=day, end_reason=reason)
    searchable = [row for model in (Programme, Activity) for row in rows.of[model]]
    for model in SEARCHABLE:
        searchable += await model.all()
    for row in searchable:
        await index_instance(row)
    # Otherwise nobody would see it.
    await enable_unless_decided("pidu_talent", world.district)
    return added


def sample_rows(world: World) -> Rows:
    """The rows of the training, the same at every call on one day."""
    rows = Rows()
    coming = add_to_core(rows, world)
    library = add_library(rows, world)
    learning = add_learning(rows, world, library)
    add_practice(rows, world, library, learning)
    add_assessments(rows, library, learning)
    add_certificates(rows, world, learning)
    add_coming(rows, world, library, coming)
    return rows


async def _missing(model: type[Model], made: Sequence[Model]) -> list[Model]:
    """The rows that are not there: what the core keeps stays where the plugin was purged."""
    there = set(await model.filter(id__in=[row.pk for row in made]).values_list("id", flat=True))
    return [row for row in made if row.pk not in there]


def _held_back(rows: Rows) -> list[tuple[uuid.UUID, TalentEnrollmentState, datetime.date, str | None]]:
    """The enrolments that have ended, which begin as active ones; and how each ends."""
    found = []
    for number, row in enumerate(rows.of[Enrollment], start=1):
        assert isinstance(row, Enrollment)
        ending = ended(number)
        if ending is not None:
            found.append((row.id, *ending))
    return found


async def _world() -> World | None:
    programme = await Programme.get_or_none(code="elite-empowerment")
    district = await Area.get_or_none(code="510117")
    series = {row.code: row.id for row in await Series.filter(code__in=[code for code, _ in SERIES])}
    if programme is None or district is None or len(series) != len(SERIES):
        return None
    federation = await Organization.get_or_none(name="社会工作者联合会")
    centre = await Organization.get_or_none(name="演示社区治理研究中心")
    talents = [
        person.id
        for audience in TalentMemberCategory
        for person in await Person.filter(audiences__audience=audience.value, display_name__startswith="演示").order_by(
            "display_name"
        )
    ]
    studios = await Place.filter(kind=PlaceKind.STUDIO, name__endswith="书记工作室（演示）").order_by("id")
    communities = [place.area_id for place in studios]  # type: ignore[attr-defined]  # a column
    secretaries = [
        person
        for area in communities
        for person in await Person.filter(area_id=area, display_name__startswith="示例书记").limit(1)
    ]
    deputy = await Person.get_or_none(display_name="示例副书记甲")
    if federation is None or centre is None or deputy is None or len(talents) != MEMBERS:
        return None
    if len(studios) != COMMUNITIES or len(secretaries) != COMMUNITIES:
        return None
    meetings = {
        code: [
            (row.id, row.starts_at, row.ends_at)
            for row in await Activity.filter(series_id=key).exclude(decision="CANCELLED").order_by("starts_at")
        ]
        for code, key in series.items()
    }
    return World(
        programme=programme.id,
        area=programme.area_id,  # type: ignore[attr-defined]  # a column
        district=district.id,
        series=series,
        meetings=meetings,
        federation=federation.id,
        centre=centre.id,
        talents=talents,
        secretaries=[(person.id, person.display_name) for person in secretaries],
        deputy=(deputy.id, deputy.display_name),
        communities=communities,
        studios=[(place.id, place.name, place.name_en) for place in studios],
        names={person.id: person.display_name for person in await Person.filter(id__in=talents)},
    )
