"""The trainer pool and the member pool: who comes in, what is said of them, who leaves."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linli.models import Area, Organization, Person
from linli.services import (
    UNSET,
    Problems,
    References,
    Unset,
    acting_person,
    changed,
    created,
    locked,
    permitted_at,
    record,
    refuse,
    today,
    writing,
)
from plugins.pidu_talent import tags
from plugins.pidu_talent.acting import past_day
from plugins.pidu_talent.choices import HELD, TalentMemberCategory
from plugins.pidu_talent.cohorts import UNDER_WAY
from plugins.pidu_talent.models import Enrollment, Member, MemberCategory, Mentorship, Trainer
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import MEMBERS_WRITE

MOST_MENTEES = 100


@dataclass(frozen=True, kw_only=True)
class NewTrainer:
    """A trainer; with a person, who then sees the cohorts with which they work."""

    area_id: uuid.UUID
    name: str
    name_en: str | None = None
    person_id: uuid.UUID | None = None
    title: str | None = None
    title_en: str | None = None
    expertise: str | None = None
    organization_id: uuid.UUID | None = None
    mentor_capacity: int = 0


@dataclass(frozen=True, kw_only=True)
class TrainerChange:
    """What changes about a trainer; whatever is UNSET stays."""

    name: str | Unset = UNSET
    name_en: str | Unset | None = UNSET
    title: str | Unset | None = UNSET
    title_en: str | Unset | None = UNSET
    expertise: str | Unset | None = UNSET
    organization_id: uuid.UUID | Unset | None = UNSET
    mentor_capacity: int | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A person for the member pool."""

    person_id: uuid.UUID
    area_id: uuid.UUID
    categories: Sequence[TalentMemberCategory]
    organization_id: uuid.UUID | None = None
    position: str | None = None
    joined_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class MemberChange:
    """What changes about a member; whatever is UNSET stays. The list of categories replaces the whole list."""

    categories: Sequence[TalentMemberCategory] | Unset = UNSET
    organization_id: uuid.UUID | Unset | None = UNSET
    position: str | Unset | None = UNSET


async def add_trainer(new: NewTrainer) -> Trainer:
    """Add a trainer to the pool of an area. Raises `linli.services.InputRefused`."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        references.add(Person, new.person_id, "person_id")
        row = Trainer(
            area_id=new.area_id,
            person_id=new.person_id,
            **_checked(Trainer, dataclasses.asdict(new), problems, references),
        )
        await references.check(problems)
        problems.refuse()
        await created(row, "pidu_talent.trainer_added")
    return row


async def update_trainer(
    trainer_id: uuid.UUID, change: TrainerChange, *, expected_version: int | None = None
) -> Trainer:
    """Change what `change` gives. OUT_OF_RANGE for a capacity below the mentees that the mentor has."""
    async with writing(RULES):
        row = await locked(Trainer, trainer_id, expected_version)
        problems, references = Problems(), References()
        values = _checked(Trainer, _given(change), problems, references)
        if values.get("mentor_capacity", row.mentees_count) < row.mentees_count:
            problems.add("OUT_OF_RANGE", f"The mentor has {row.mentees_count} mentees.", "mentor_capacity")
        await references.check(problems)
        problems.refuse()
        await _store(row, values, "pidu_talent.trainer_updated")
    return row


async def retire_trainer(trainer_id: uuid.UUID, *, expected_version: int | None = None) -> Trainer:
    """Let a trainer leave the pool. WRONG_STATE while there are mentees."""
    async with writing(RULES):
        row = await locked(Trainer, trainer_id, expected_version)
        if row.retired_on is not None:
            raise refuse("WRONG_STATE", f"The trainer left the pool on {row.retired_on}.", "id")
        if await Mentorship.exists(mentor_id=row.id, state__in=HELD):
            raise refuse("WRONG_STATE", "The mentor has mentees; end that first.", "id")
        await changed(row, {"retired_on": today()}, "pidu_talent.trainer_retired")
    return row


async def add_member(new: NewMember) -> Member:
    """Add a person to the member pool, with at least one category.

    Members are known by name, there and to the organisation where they work. So NOT_PERMITTED at `personId` for who may
    not see the person's name where the person belongs, and at `organizationId` for who may not add members there.
    """
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        references.add(Person, new.person_id, "person_id")
        given = {"organization_id": new.organization_id, "position": new.position}
        row = Member(
            person_id=new.person_id,
            area_id=new.area_id,
            joined_on=past_day(new.joined_on, problems, "joined_on"),
            **_checked(Member, given, problems, references),
        )
        _check_categories(new.categories, problems)
        await references.check(problems)
        problems.refuse()
        await _require_knowing(new.person_id)
        await _require_at(new.organization_id)
        row.name = (await Person.get(id=new.person_id)).display_name
        await created(row, "pidu_talent.member_added")
        await _set_categories(row, new.categories)
    return row


async def update_member(member_id: uuid.UUID, change: MemberChange, *, expected_version: int | None = None) -> Member:
    """Change what `change` gives. Enrolments that there are stay, whatever the categories become.

    With the organisation it changes who sees the member, and all that hangs on the enrolments: NOT_PERMITTED at
    `organizationId` for who may not change members at the old one and at the new one.
    """
    async with writing(RULES):
        row = await locked(Member, member_id, expected_version)
        problems, references = Problems(), References()
        given = _given(change)
        categories = given.pop("categories", None)
        values = _checked(Member, given, problems, references)
        if categories is not None:
            _check_categories(categories, problems)
        await references.check(problems)
        problems.refuse()
        before = row.organization_id
        after = values.get("organization_id", before)
        if after != before:
            for organization_id in (before, after):
                await _require_at(organization_id)
        if categories is not None:
            await MemberCategory.filter(member_id=row.id).delete()
            await _set_categories(row, categories)
        if categories is not None or values:
            await _store(row, values, "pidu_talent.member_updated")
        if after != before:
            told = {"from": _organization(before), "to": _organization(after)}
            await record(
                "pidu_talent.member_moved",
                tags.MEMBER,
                row.id,
                person_id=row.person_id,
                area_id=row.area_id,
                details=told,
            )
    return row


async def end_membership(member_id: uuid.UUID, *, expected_version: int | None = None) -> Member:
    """Let a member leave the pool. WRONG_STATE while an enrolment has not ended."""
    async with writing(RULES):
        row = await locked(Member, member_id, expected_version)
        if row.left_on is not None:
            raise refuse("WRONG_STATE", f"The member left the pool on {row.left_on}.", "id")
        if await Enrollment.exists(member_id=row.id, state__in=UNDER_WAY):
            raise refuse("WRONG_STATE", "The member has an enrolment that has not ended.", "id")
        await changed(row, {"left_on": today()}, "pidu_talent.member_left")
    return row


async def _require_knowing(person_id: uuid.UUID) -> None:
    """Go on where whoever acts is the person, or may see people's names where the person belongs."""
    if acting_person() == person_id:
        return
    area_id = next(key for (key,) in await Person.filter(id=person_id).values_list("area_id"))
    for permission in ("people.read", "people.names"):
        if not await permitted_at(permission, area_id=area_id):
            raise refuse(
                "NOT_PERMITTED", f"This needs the permission {permission!r} where the person belongs.", "person_id"
            )


async def _require_at(organization_id: uuid.UUID | None) -> None:
    """Go on where whoever acts may change members everywhere, or those of the organisation, or there is none."""
    if organization_id is None:
        return
    if await permitted_at(MEMBERS_WRITE, organization_id=organization_id):
        return
    area_id = next(key for (key,) in await Organization.filter(id=organization_id).values_list("area_id"))
    if not await permitted_at(MEMBERS_WRITE, area_id=area_id):
        raise refuse(
            "NOT_PERMITTED",
            f"Whoever may see members of an organisation would see this one: this needs {MEMBERS_WRITE!r} for the "
            "organisation, or where it is registered.",
            "organization_id",
        )


def _organization(key: uuid.UUID | None) -> str | None:
    return None if key is None else f"or_{key}"


def _given(change: Any) -> dict[str, Any]:
    found = {field.name: getattr(change, field.name) for field in dataclasses.fields(change)}
    return {name: value for name, value in found.items() if value is not UNSET}


_TEXTS = ("name_en", "title", "title_en", "expertise", "position")


def _checked(model: Any, given: dict[str, Any], problems: Problems, references: References) -> dict[str, Any]:
    """The columns of the input that are checked alike when a row is made and when it is changed."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name == "name":
            values[name] = problems.text(model, name, value, name)
        elif name in _TEXTS:
            values[name] = problems.optional_text(model, name, value, name)
        elif name == "organization_id":
            references.add(Organization, value, name)
            values[name] = value
        elif name == "mentor_capacity":
            problems.within(value, 0, MOST_MENTEES, name)
            values[name] = value
    return values


async def _store(row: Any, values: dict[str, Any], event: str) -> None:
    await changed(row, {name: value for name, value in values.items() if getattr(row, name) != value}, event)


def _check_categories(categories: Sequence[TalentMemberCategory], problems: Problems) -> None:
    if not categories:
        problems.add("REQUIRED", "A member has at least one category.", "categories")


async def _set_categories(member: Member, categories: Sequence[TalentMemberCategory]) -> None:
    await MemberCategory.bulk_create(
        MemberCategory(member_id=member.id, category=category) for category in dict.fromkeys(categories)
    )
