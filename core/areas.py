"""Areas: create them, and name districts. One transaction; the search is updated, and an event is emitted."""

from __future__ import annotations

import dataclasses
import datetime
import re
import uuid

from core.models import Area
from core.models.choices import AREA_LEVEL_RANKS, AreaLevel
from core.problems import Problems
from core.writing import changed, created, locked, writing

#: GB/T 2260 has 6 digits, GB/T 10114 extends it to 9 (subdistricts) and statistics to 12 (communities,
#: villages).
_CODE = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_SLUG = 40
RESERVED_SLUGS = frozenset({"api", "assets", "docs", "graphql", "health", "metrics", "plugins", "reports", "static"})
"""What stands first in other addresses of the server."""
MOST_PEOPLE = 100_000_000


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewArea:
    """What a new area is made of. A population comes with the date at which it was counted.

    `slug` is for districts only: how the district is called in addresses, say `jinniu`.
    """

    level: AreaLevel
    name: str
    code: str | None = None
    name_en: str | None = None
    parent_id: uuid.UUID | None = None
    households: int | None = None
    population: int | None = None
    population_as_of: datetime.date | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    slug: str | None = None


async def create(new: NewArea) -> Area:
    """A new area below its parent; only a city has none.

    Raises `core.problems.InputRefused` with all problems found, and has then changed nothing.
    """
    async with writing():
        problems = Problems()
        columns = dataclasses.asdict(new)
        columns["name"] = problems.text(Area, "name", new.name, "name")
        for column in ("name_en", "code"):
            columns[column] = problems.optional_text(Area, column, columns[column], column)
        await _check_code(columns["code"], new.level, problems)
        await _check_slug(new.slug, new.level, problems)
        await _check_parent(new, problems)
        problems.within(new.households, 0, MOST_PEOPLE, "households")
        problems.within(new.population, 0, MOST_PEOPLE, "population")
        if (new.population is None) != (new.population_as_of is None):
            missing = "population" if new.population is None else "population_as_of"
            problems.add("INCOMPLETE", "A population has the date at which it was counted.", missing)
        if new.valid_from is not None and new.valid_to is not None and new.valid_to < new.valid_from:
            problems.add("ENDS_BEFORE_START", "Must not be before the start.", "valid_to")
        problems.refuse()
        area = Area(**columns)
        await created(area, "area.created")
    return area


async def _check_code(code: str | None, level: AreaLevel, problems: Problems) -> None:
    if code is None:
        return
    if AREA_LEVEL_RANKS[level] > AREA_LEVEL_RANKS[AreaLevel.COMMUNITY]:
        problems.add("NOT_ALLOWED", "Levels below the community have no official codes.", "code")
    elif _CODE.fullmatch(code) is None:
        problems.add("INVALID_FORMAT", "Must have 6, 9 or 12 digits.", "code")
    elif await Area.exists(code=code):
        problems.add("DUPLICATE", "Another area has this code.", "code")


async def name_district(key: uuid.UUID, slug: str, *, expected_version: int | None = None) -> Area:
    """Gives a district the name that it has in addresses. Whoever used the old one gets 404 from then on.

    Emits `area.slug_changed`. Raises `core.problems.InputRefused` as `create` does, and as
    `core.writing.locked`.
    """
    async with writing():
        area = await locked(Area, key, expected_version)
        if area.slug != slug:
            problems = Problems()
            await _check_slug(slug, area.level, problems)
            problems.refuse()
            await changed(area, {"slug": slug}, "area.slug_changed", {"slug": slug})
    return area


async def _check_slug(slug: str | None, level: AreaLevel, problems: Problems) -> None:
    if slug is None:
        return
    if level is not AreaLevel.DISTRICT:
        problems.add("NOT_ALLOWED", "Only districts have a name in addresses.", "slug")
    elif len(slug) > LONGEST_SLUG or _SLUG.fullmatch(slug) is None:
        problems.add(
            "INVALID_FORMAT",
            f"Must be of lower-case letters a to z, digits and single hyphens, start with a letter, and have at most "
            f"{LONGEST_SLUG} characters.",
            "slug",
        )
    elif slug in RESERVED_SLUGS:
        problems.add("NOT_ALLOWED", f"{slug} stands for something else in addresses; choose another.", "slug")
    elif await Area.exists(slug=slug):
        problems.add("DUPLICATE", "Another district has this name.", "slug")


async def _check_parent(new: NewArea, problems: Problems) -> None:
    if (new.level is AreaLevel.CITY) != (new.parent_id is None):
        problems.add("WRONG_LEVEL", "A city has no parent, and every other area has one.", "parent_id")
    elif new.parent_id is not None:
        parent = await Area.get_or_none(id=new.parent_id)
        if parent is None:
            problems.add("NOT_FOUND", "There is no such area.", "parent_id")
        elif AREA_LEVEL_RANKS[parent.level] >= AREA_LEVEL_RANKS[new.level]:
            problems.add(
                "WRONG_LEVEL",
                f"A {new.level.value} cannot stand below a {parent.level.value}.",
                "parent_id",
            )
