"""What a report is asked: for which area, which period, as of which day; and which rows count."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q, Subquery

from core import ids
from core.access import Viewer
from core.clock import today
from core.errors import LinliError
from core.models import Area, AreaAncestor
from core.plugins.contributions import ReportPeriod

AREA_TAG = "ar"
"""Starts the global ids of areas."""

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
"""The days that a period may have."""

MOST_YEARS = 20
"""How long a period may be."""


class WrongPeriod(LinliError):
    """A day, or two of them together, make no sense; or there is no such area."""

    code = "BAD_USER_INPUT"


class OutsideDistrict(LinliError):
    """A report was asked at a district's address for an area that does not lie in the district."""

    code = "OUTSIDE_DISTRICT"


class NotPermitted(LinliError):
    """A report was asked for more than the areas in which the asker has its permission. The text continues "needs the
    permission".
    """

    code = "FORBIDDEN"


@dataclass(frozen=True)
class Reach:
    """Which rows a request may count: those in the subtrees of ``roots``, and those of the areas ``above`` them.

    ``district`` is set where the request is for one district, which is then the only root.
    """

    roots: tuple[uuid.UUID, ...]
    above: tuple[uuid.UUID, ...] = ()
    district: uuid.UUID | None = None


@dataclass(frozen=True)
class ReportQuestion:
    """What somebody asks a report; what is not said has its default (`period_of`)."""

    area_id: uuid.UUID | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    as_of: datetime.date | None = None


def areas_of(viewer: Viewer, permission: str | None) -> frozenset[uuid.UUID] | None:
    """The areas in whose subtrees a viewer has the permission of a report; None for everywhere, as where it needs none.

    Reports are about areas: a permission for organisations and places is none for them.
    """
    if permission is None:
        return None
    reach = viewer.reach(permission)
    if reach is None:
        return None if viewer.may(permission) else frozenset()
    return reach.areas


async def period_of(
    question: ReportQuestion, reach: Reach | None, permitted: frozenset[uuid.UUID] | None = None
) -> tuple[ReportPeriod, Area | None]:
    """The period that a question means, and its area, for a request that may count what ``reach`` says (None: all), by
    somebody who may ask about what lies in the areas ``permitted`` (None: everything).

    As of today, in Asia/Shanghai, if nothing else is said. A missing start or end is that of the calendar year in which
    the other lies; without both it is the year of the day as of which. The area is the whole city, or the district; for
    somebody who may ask about one area alone, that one.

    Raises WrongPeriod, OutsideDistrict and NotPermitted.
    """
    as_of = question.as_of or today()
    near = question.starts_on or question.ends_on or as_of
    starts_on = question.starts_on or datetime.date(near.year, 1, 1)
    ends_on = question.ends_on or datetime.date(near.year, 12, 31)
    _check(starts_on, ends_on, as_of)
    area_id = question.area_id or (reach.district if reach is not None else None)
    if permitted is not None:
        area_id = await _permitted(area_id, permitted, named=question.area_id is not None)
    if area_id is None:
        within, above = (None, ()) if reach is None else (reach.roots, reach.above)
        return ReportPeriod(None, starts_on, ends_on, as_of, within, above), None
    area = await Area.get_or_none(id=area_id)
    if area is None:
        raise WrongPeriod(f"There is no area with the id {ids.encode(AREA_TAG, area_id)}.")
    within, above = ((area_id,), ()) if reach is None else await _cut(area, reach)
    return ReportPeriod(area_id, starts_on, ends_on, as_of, within, above), area


async def _permitted(area_id: uuid.UUID | None, permitted: frozenset[uuid.UUID], *, named: bool) -> uuid.UUID:
    """The area, or where none was named the only one that is permitted. Raises NotPermitted."""
    if area_id is not None and await AreaAncestor.exists(area_id=area_id, ancestor_id__in=list(permitted)):
        return area_id
    if not named and len(permitted) == 1:
        return next(iter(permitted))
    if not permitted:
        raise NotPermitted("for an area, and you have it for none.")
    names = ", ".join(sorted([area.name async for area in Area.filter(id__in=list(permitted))]))
    wanted = "for its area" if named else "everywhere, if no area in reach is named"
    raise NotPermitted(f"{wanted}; you have it for {names}.")


def counted(period: ReportPeriod, area: str) -> Q:
    """The condition that a row counts, for a model that has ``area`` (a path, as in ``store__place__area``).

    Rows of no area count where the report is about all that there is. It adds no join, so that no row comes twice.
    """
    if period.within is None:
        return Q()
    below = AreaAncestor.filter(ancestor_id__in=list(period.within)).values("area_id")
    in_subtree: dict[str, Any] = {f"{area}_id__in": Subquery(below)}
    found = Q(**in_subtree)
    if period.above:
        of_above: dict[str, Any] = {f"{area}_id__in": list(period.above)}
        found |= Q(**of_above)
    if period.area_id is None:
        of_none: dict[str, Any] = {f"{area}_id__isnull": True}
        found |= Q(**of_none)
    return found


async def area_named(text: str) -> uuid.UUID:
    """The area with this global id, name in addresses or official code. Raises WrongPeriod."""
    try:
        tag, key = ids.decode(text)
    except ids.InvalidId:
        found = await Area.get_or_none(slug=text) or await Area.get_or_none(code=text)
        if found is None:
            raise WrongPeriod(
                f"There is no area {text[:100]!r}. Name one by its id, its official code or its name in addresses."
            ) from None
        return uuid.UUID(str(found.pk))
    if tag != AREA_TAG:
        raise WrongPeriod(f"{text!r} is the id of another type; ids of areas start with '{AREA_TAG}_'.")
    return key


def _check(starts_on: datetime.date, ends_on: datetime.date, as_of: datetime.date) -> None:
    for what, day in (("The start", starts_on), ("The end", ends_on), ("The day as of which it is told", as_of)):
        if not EARLIEST <= day <= LATEST:
            raise WrongPeriod(f"{what}, {day}, is not between {EARLIEST} and {LATEST}.")
    if ends_on < starts_on:
        raise WrongPeriod(f"The period ends on {ends_on}, before it starts on {starts_on}.")
    if ends_on.year - starts_on.year > MOST_YEARS:
        raise WrongPeriod(f"The period from {starts_on} to {ends_on} is longer than {MOST_YEARS} years.")


async def _cut(area: Area, reach: Reach) -> tuple[tuple[uuid.UUID, ...], tuple[uuid.UUID, ...]]:
    """What of a reach lies in an area's subtree."""
    around = set(await _ancestors_of(area, reach.roots))
    if around:
        return (area.pk,), ()
    if reach.district is not None:
        raise OutsideDistrict(f"{area.name} does not lie in this district. Ask at /graphql or /reports, of the city.")
    links = AreaAncestor.filter(ancestor_id=area.pk, area_id__in=[*reach.roots, *reach.above])
    below = set(await links.values_list("area_id", flat=True))
    return tuple(root for root in reach.roots if root in below), tuple(one for one in reach.above if one in below)


async def _ancestors_of(area: Area, among: Sequence[uuid.UUID]) -> list[Any]:
    return list(
        await AreaAncestor.filter(area_id=area.pk, ancestor_id__in=list(among)).values_list("ancestor_id", flat=True)
    )
