"""People: note somebody, and change what is said of them. Contact details, roles and accounts are set apart.

Both verbs are one transaction, raise `core.problems.InputRefused` with all problems that they found, and have then
changed nothing. They update the search, and emit `person.created` and `person.updated`, which tell no name.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence

from core.models import Area, Person, PersonAudience
from core.models.choices import SENSITIVE_AUDIENCES, Audience
from core.persons.permitted import refuse_gone
from core.problems import Problems
from core.unset import UNSET, Unset
from core.writing import References, changed, created, locked, writing


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody new. Only those for all areas may do something with who belongs to none."""

    display_name: str
    area_id: uuid.UUID | None = None
    audiences: Sequence[Audience] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class PersonChange:
    """What changes about somebody; whatever is UNSET stays. The list replaces all audiences but the sensitive ones."""

    display_name: str | Unset = UNSET
    audiences: Sequence[Audience] | Unset = UNSET


async def create(new: NewPerson) -> Person:
    """Note somebody. NOT_ALLOWED at an audience that is sensitive: that takes a consent of the person's own."""
    async with writing():
        problems, references = Problems(), References()
        person = Person(
            display_name=problems.text(Person, "display_name", new.display_name, "display_name"), area_id=new.area_id
        )
        references.add(Area, new.area_id, "area_id")
        _check_audiences(new.audiences, problems)
        await references.check(problems)
        problems.refuse()
        await created(person, "person.created")
        await _add_audiences(person, new.audiences)
    return person


async def update(person_id: uuid.UUID, change: PersonChange, *, expected_version: int | None = None) -> Person:
    """Change what `change` gives. A change that changes nothing stores nothing: the version stays.

    WRONG_STATE for somebody who was merged into another; NOT_ALLOWED as in `create`.
    """
    async with writing():
        person = refuse_gone(await locked(Person, person_id, expected_version), "id")
        problems = Problems()
        values: dict[str, object] = {}
        if not isinstance(change.display_name, Unset):
            name = problems.text(Person, "display_name", change.display_name, "display_name")
            values |= {} if name == person.display_name else {"display_name": name}
        others = not isinstance(change.audiences, Unset) and await _differ(person, change.audiences, problems)
        problems.refuse()
        if others and not isinstance(change.audiences, Unset):
            await PersonAudience.filter(person_id=person.id).exclude(audience__in=SENSITIVE_AUDIENCES).delete()
            await _add_audiences(person, change.audiences)
        if values or others:
            told = [*values, "audiences"] if others else [*values]
            await changed(person, values, "person.updated", {"changed": sorted(told)})
    return person


async def _differ(person: Person, audiences: Sequence[Audience], problems: Problems) -> bool:
    _check_audiences(audiences, problems)
    present = PersonAudience.filter(person_id=person.id).exclude(audience__in=SENSITIVE_AUDIENCES)
    return {row.audience for row in await present} != set(audiences)


def _check_audiences(audiences: Sequence[Audience], problems: Problems) -> None:
    for index, audience in enumerate(audiences):
        if audience in SENSITIVE_AUDIENCES:
            problems.add("NOT_ALLOWED", "Is sensitive, and follows from a consent alone.", "audiences", index)


async def _add_audiences(person: Person, audiences: Sequence[Audience]) -> None:
    await PersonAudience.bulk_create(
        PersonAudience(person_id=person.id, audience=audience) for audience in dict.fromkeys(audiences)
    )
