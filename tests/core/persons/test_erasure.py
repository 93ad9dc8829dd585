"""Erasing a person: unknown at once, finished whatever happens in between, and what is counted stays counted."""

from __future__ import annotations

import asyncio
import sys
import uuid
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core import contributed as contributions
from core.access import PERSONS_ERASE, Reach
from core.clock import fixed, today
from core.contributed import Contributed, contributed
from core.models import (
    Account,
    AccountLinkRequest,
    Activity,
    Area,
    Consent,
    Event,
    Person,
    PersonAudience,
    PersonContact,
    PersonErasure,
    PersonErasureStep,
    Registration,
    RoleAssignment,
    SearchDocument,
)
from core.models.choices import AreaLevel, PersonStatus
from core.persons import erasure
from core.persons.erasure import ErasureUnfinished, PersonToErase
from core.persons.held import HELD
from core.plugins.contributions import PersonalData
from tests.core.persons.rows import a_full_person, a_person, somebody
from tests.docs.markdown import ROOT
from tests.support.domain import ENDS, NOWHERE, an_area, problems_of

pytestmark = pytest.mark.usefixtures("db")

CORE = [data.name for data in HELD]


def whom(person: Person) -> PersonToErase:
    return PersonToErase(person_id=person.id, purpose="本人申请")


async def nothing_held(_: uuid.UUID) -> Any:
    return []


def holding(monkeypatch: pytest.MonkeyPatch, name: str, erase: Callable[[uuid.UUID], Awaitable[None]]) -> None:
    """A plugin holds personal data too."""
    known = contributed()
    data = PersonalData(name, "甲", "A", nothing_held, erase)
    more = Contributed(known.purposes, {**known.personal_data, name: data}, known.retention)
    monkeypatch.setattr(contributions, "_current", more)


async def steps() -> list[str]:
    return [step.name for step in await PersonErasureStep.all().order_by("id")]


async def test_a_person_is_unknown_at_once() -> None:
    person = await a_full_person("张三丰")
    with fixed(ENDS):
        begun = await erasure.begin(whom(person))

    stored = await Person.get(id=person.id)
    assert (stored.display_name, stored.status) == (f"匿名{person.id.hex[-8:]}", PersonStatus.PSEUDONYMOUS)
    assert stored.version == 2
    assert not await SearchDocument.exists(subject_id=person.id)
    assert not await PersonContact.exists()
    account = await Account.get()
    assert (account.person_id, account.subject, account.disabled_at) == (None, f"erased:{account.id}", ENDS)
    assert (begun.purpose, begun.requested_by, begun.finished_at) == ("本人申请", "PLATFORM", None)
    assert await Event.all().values_list("name", "subject_id", "payload") == [
        ("person.erased", person.id, {"version": 2})
    ]
    assert await steps() == []


async def test_erasing_a_person_keeps_what_is_counted() -> None:
    """Edge case 44, as far as the core goes: reports stay unchanged."""
    person = await a_full_person()
    with fixed(ENDS):
        done = await erasure.erase(whom(person))
        assert done.finished_at == ENDS
        assert await steps() == CORE
        assert await erasure.unfinished() == []
        day = today()
    registration = await Registration.get()
    assert (registration.person_id, registration.party_size, registration.answers) == (person.id, 2, None)  # type: ignore[attr-defined]  # Tortoise adds it
    assert (await Activity.get()).seats_taken == 2
    assert await PersonContact.all().count() == 0
    assert await AccountLinkRequest.all().count() == 0
    assert [one.audience.value for one in await PersonAudience.all()] == ["RESIDENT"]
    assert (await RoleAssignment.get()).valid_to == day
    consent = await Consent.get()
    assert (consent.withdrawn_at, consent.withdrawn_by) == (ENDS, "PLATFORM")
    told = await Event.get(name="consent.withdrawn")
    assert (told.subject_id, told.payload) == (consent.id, {"version": consent.version})


async def test_erasing_twice_changes_nothing() -> None:
    person = await a_full_person()
    first = await erasure.erase(whom(person))
    version = (await Registration.get()).version
    second = await erasure.erase(PersonToErase(person_id=person.id, purpose="又一次"))
    assert (second.id, second.purpose, second.finished_at) == (first.id, "本人申请", first.finished_at)
    assert (await Registration.get()).version == version
    assert await PersonErasure.all().count() == 1


async def test_many_at_once_erase_once() -> None:
    person = await a_full_person()
    found = await asyncio.gather(*(erasure.erase(whom(person)) for _ in range(6)))
    assert len({one.id for one in found}) == 1
    assert sorted(await steps()) == sorted(CORE)


async def test_a_contributor_that_fails_is_named_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = True
    erased: list[uuid.UUID] = []

    async def erase(person_id: uuid.UUID) -> None:
        await Person.filter(id=person_id).update(display_name="半途")
        if broken:
            raise OSError("no disk")
        erased.append(person_id)

    holding(monkeypatch, "kits.loans", erase)
    person = await a_full_person()
    with pytest.raises(ErasureUnfinished) as caught:
        await erasure.erase(whom(person))
    assert "kits.loans: OSError: no disk" in caught.value.message
    assert caught.value.code == "ERASURE_UNFINISHED"
    # The others are done, and what the one had begun is undone.
    assert await steps() == CORE
    assert (await Person.get(id=person.id)).display_name.startswith("匿名")
    assert (await PersonErasure.get()).finished_at is None
    with pytest.raises(ErasureUnfinished, match=r"kits\.loans"):
        await erasure.finish_erasures()
    broken = False
    await erasure.finish_erasures()
    assert await steps() == [*CORE, "kits.loans"]
    assert (await PersonErasure.get()).finished_at is not None
    assert erased == [person.id]


async def test_a_plugin_that_comes_later_erases_too(monkeypatch: pytest.MonkeyPatch) -> None:
    erased: list[uuid.UUID] = []

    async def erase(person_id: uuid.UUID) -> None:
        erased.append(person_id)

    person = await a_full_person()
    done = await erasure.erase(whom(person))
    holding(monkeypatch, "kits.loans", erase)
    assert await erasure.unfinished() == [done.id]
    assert await erasure.finish_all() == 1
    assert await erasure.finish_all() == 0
    assert erased == [person.id]


async def test_what_a_killed_process_left_is_finished(migrated_database_url: str) -> None:
    person = await a_full_person()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.core.persons.killed",
        migrated_database_url,
        str(person.id),
        "registrations",
        stdout=PIPE,
        cwd=ROOT,
    )
    await process.communicate()
    assert process.returncode == -9
    # What was being done when it died is undone, what was done before is noted.
    assert await steps() == CORE[: CORE.index("registrations")]
    assert (await Registration.get()).answers == {"过敏": "花生"}
    assert (await Person.get(id=person.id)).status is PersonStatus.PSEUDONYMOUS
    assert await erasure.finish_all() == 1
    assert await steps() == CORE
    assert (await Registration.get()).answers is None
    assert (await PersonErasure.get()).finished_at is not None


async def test_who_may_erase_whom() -> None:
    person, other = await a_person(), await a_person()
    with somebody(other):
        assert await problems_of(erasure.begin(whom(person))) == [("NOT_PERMITTED", "personId")]
        own = await erasure.begin(PersonToErase(purpose="本人申请"))
        assert own.person_id == other.id
    with somebody():
        assert await problems_of(erasure.begin(PersonToErase(purpose="本人申请"))) == [("REQUIRED", "personId")]
    with somebody(None, [PERSONS_ERASE]):
        nobody = PersonToErase(person_id=NOWHERE, purpose="申请")
        assert await problems_of(erasure.begin(nobody)) == [("NOT_FOUND", "personId")]
        unexplained = PersonToErase(person_id=person.id, purpose=" ")
        assert await problems_of(erasure.begin(unexplained)) == [("REQUIRED", "purpose")]
        await erasure.begin(whom(person))
    assert await Person.filter(status=PersonStatus.ACTIVE).count() == 0


async def test_nobody_ends_roles_beyond_their_scope_by_erasing() -> None:
    city = await an_area()
    here = await Area.create(level=AreaLevel.DISTRICT, name="金牛区", parent=city)
    office, chief = [await a_person(name, here) for name in ("甲", "乙")]
    role = await RoleAssignment.create(person=chief, role="auditor", area=city, valid_from=today())
    reach = Reach(areas=frozenset({here.id}))
    with somebody(office, [PERSONS_ERASE], reach):
        assert await problems_of(erasure.begin(whom(chief))) == [("NOT_PERMITTED", "personId")]
    assert (await Person.get(id=chief.id)).status is PersonStatus.ACTIVE
    await RoleAssignment.filter(id=role.id).update(area_id=here.id)
    with somebody(office, [PERSONS_ERASE], reach):
        await erasure.begin(whom(chief))
    # One's own record everybody erases.
    other = await a_person("丙", here)
    await RoleAssignment.create(person=other, role="auditor", area=city, valid_from=today())
    with somebody(other):
        await erasure.begin(PersonToErase(purpose="本人申请"))
    assert (await Person.get(id=other.id)).status is PersonStatus.PSEUDONYMOUS
