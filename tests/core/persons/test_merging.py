"""Merging two records of one person, and undoing it (edge case 35)."""

from __future__ import annotations

import asyncio
import contextvars
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest

from core import accounts
from core.access import PERSONS_MERGE, Reach
from core.clock import today
from core.consents import has_consented
from core.database.connect import Database, transaction
from core.database.url import Dialect
from core.events import emit
from core.models import (
    Account,
    Activity,
    Area,
    AuditEntry,
    Consent,
    Event,
    Person,
    PersonAudience,
    PersonContact,
    PersonMerge,
    PersonMergeRow,
    Registration,
    RoleAssignment,
    SearchDocument,
)
from core.models.choices import AreaLevel, Audience, PersonStatus, RegistrationState
from core.persons import erasure, merging
from core.persons.erasure import PersonToErase
from core.persons.merging import PersonsToMerge
from core.persons.references import Reference
from core.problems import InputRefused
from core.roles import ROLES
from core.writing import writing
from tests.core.persons.rows import (
    a_consent,
    a_contact,
    a_full_person,
    a_person,
    an_activity,
    registered,
    somebody,
)
from tests.support.domain import BEFORE, NOWHERE, an_area, problems_of

pytestmark = pytest.mark.usefixtures("db")

S = RegistrationState


def into(kept: Person, merged: Person) -> PersonsToMerge:
    return PersonsToMerge(keep_id=kept.id, merge_id=merged.id, purpose="重复登记")


async def of(person: Person) -> dict[str, int]:
    """How many rows of each kind refer to a person."""
    kinds: list[Any] = [Account, Consent, PersonAudience, PersonContact, Registration, RoleAssignment]
    return {kind.__name__: count for kind in kinds if (count := await kind.filter(person_id=person.id).count())}


async def contents() -> dict[str, list[dict[str, Any]]]:
    """All that may change with a merge, but for versions and the moment of a change."""
    kinds: list[Any] = [Account, Activity, Consent, PersonAudience, PersonContact, Registration, RoleAssignment, Person]
    return {
        kind.__name__: [
            {name: value for name, value in row.items() if name not in ("version", "updated_at")}
            for row in await kind.all().order_by("id").values()
        ]
        for kind in kinds
    }


async def fates() -> list[tuple[str, str]]:
    rows = await PersonMergeRow.all().order_by("position")
    return [(row.table_name, row.fate.value) for row in rows]


async def test_everything_that_refers_to_one_refers_to_the_other() -> None:
    kept, merged = await a_person("张三"), await a_full_person("张三丰")
    row = await merging.merge(into(kept, merged))

    assert await of(kept) == {
        "Account": 1,
        "Consent": 1,
        "PersonAudience": 2,
        "PersonContact": 1,
        "Registration": 1,
        "RoleAssignment": 1,
    }
    assert await of(merged) == {}
    stored = await Person.get(id=merged.id)
    assert (stored.status, stored.merged_into_id, stored.display_name) == (PersonStatus.MERGED, kept.id, "张三丰")  # type: ignore[attr-defined]  # Tortoise adds it
    assert [one.subject_id for one in await SearchDocument.all()] == [kept.id]
    assert (row.purpose, row.merged_by, row.status_before) == ("重复登记", "PLATFORM", PersonStatus.ACTIVE)
    assert {fate for _, fate in await fates()} == {"MOVED"}
    assert await Event.all().values_list("name", "subject_id", "payload") == [
        ("person.merged", kept.id, {"version": 1, "keptId": f"pe_{kept.id}", "mergedId": f"pe_{merged.id}"})
    ]


async def test_a_merge_can_be_undone() -> None:
    kept, merged = await a_full_person("甲"), await a_full_person("乙")
    activity = await an_activity("同一场", capacity=5)
    await registered(kept, activity, S.CONFIRMED)
    await registered(merged, activity, S.CONFIRMED)
    before = await contents()
    row = await merging.merge(into(kept, merged))
    assert await contents() != before

    undone = await merging.undo(row.id, expected_version=1)
    assert await contents() == before
    assert (undone.undone_by, undone.version) == ("PLATFORM", 2)
    assert await SearchDocument.exists(subject_id=merged.id)
    assert [event.name for event in await Event.all().order_by("position")] == [
        "person.merged",
        "person_merge.undone",
        "person.merge_undone",
    ]
    assert await problems_of(merging.undo(row.id)) == [("WRONG_STATE", "id")]
    # And merged again.
    await merging.merge(into(kept, merged))
    assert await PersonMerge.all().count() == 2


@pytest.mark.parametrize(
    ("of_kept", "of_merged", "left"),
    [
        (S.CONFIRMED, S.CONFIRMED, [S.CONFIRMED, S.CANCELLED]),
        (S.WAITLISTED, S.CONFIRMED, [S.CANCELLED, S.CONFIRMED]),
        (S.ATTENDED, S.PENDING, [S.ATTENDED, S.CANCELLED]),
        (S.CANCELLED, S.CONFIRMED, [S.CANCELLED, S.CONFIRMED]),
    ],
)
async def test_of_two_registrations_for_an_activity_the_one_further_along_stays(
    of_kept: S, of_merged: S, left: list[S]
) -> None:
    kept, merged, activity = await a_person(), await a_person(), await an_activity(capacity=10)
    first = await registered(kept, activity, of_kept, party_size=2)
    second = await registered(merged, activity, of_merged, party_size=3)
    await merging.merge(into(kept, merged))

    rows = [await Registration.get(id=one.id) for one in (first, second)]
    assert [row.state for row in rows] == left
    # Every registration is kept, and the person's seats are counted once.
    assert await of(kept) == {"Registration": 2}
    seats = sum(row.party_size for row in rows if row.state in (S.CONFIRMED, S.ATTENDED))
    assert (await Activity.get()).seats_taken == seats


async def test_what_clashes_otherwise_stays_with_the_merged_person() -> None:
    kept, merged = await a_person(), await a_person()
    for person in (kept, merged):
        await PersonAudience.create(person=person, audience=Audience.RESIDENT)
        await a_contact(person)
    await PersonAudience.create(person=merged, audience=Audience.VOLUNTEER)
    await merging.merge(into(kept, merged))
    assert await of(kept) == {"PersonAudience": 2, "PersonContact": 1}
    assert await of(merged) == {"PersonAudience": 1, "PersonContact": 1}
    assert sorted(await fates()) == [
        ("person_audience", "LEFT"),
        ("person_audience", "MOVED"),
        ("person_contact", "LEFT"),
    ]
    # Left is left: the job does not try again.
    await merging.move_stragglers()
    assert len(await fates()) == 3


async def test_the_later_word_on_a_consent_counts() -> None:
    kept, merged = await a_person(), await a_person()
    later = BEFORE + timedelta(days=1)
    await a_consent(kept, "contact")
    await a_consent(merged, "contact", given_at=later)
    open_one = await a_consent(kept, "publicity")
    await a_consent(merged, "publicity", withdrawn_at=later, withdrawn_by="ADMIN")
    before = await contents()
    row = await merging.merge(into(kept, merged))

    assert await has_consented(kept.id, "contact")
    assert not await has_consented(kept.id, "publicity")
    # The one that the merge withdrew is told of, as any other.
    told = await Event.filter(name="consent.withdrawn").values_list("subject_id", "payload")
    assert told == [(open_one.id, {"version": 2})]
    (replaced,) = await Consent.filter(purpose="contact", replaced_at__isnull=False)
    assert (replaced.given_at, replaced.replaced_at) == (BEFORE, later)
    await merging.undo(row.id)
    assert await contents() == before


async def test_what_was_forgotten_since_is_not_in_the_way() -> None:
    kept, merged = await a_person(), await a_full_person()
    row = await merging.merge(into(kept, merged))
    # Its account was taken from the person, and refers to nobody.
    account = await Account.get()
    await accounts.unlink(account.id)
    await merging.undo(row.id)
    assert (await Account.get()).person_id is None
    assert (await RoleAssignment.get()).person_id == merged.id  # type: ignore[attr-defined]  # Tortoise adds it


async def test_a_chain_of_merges_leads_to_who_is_kept_and_is_undone_backwards() -> None:
    first, second, third = [await a_full_person(name) for name in ("甲", "乙", "丙")]
    before = await contents()
    one = await merging.merge(into(second, first))
    two = await merging.merge(into(third, second))
    assert await Person.filter(merged_into_id=third.id).count() == 2
    assert (await of(third))["Account"] == 3
    with pytest.raises(InputRefused) as caught:
        await merging.undo(one.id)
    assert [problem.message for problem in caught.value.problems] == [
        "The person who was kept was merged; undo that first."
    ]
    await merging.undo(two.id)
    await merging.undo(one.id)
    assert await contents() == before


async def test_a_merge_is_not_undone_over_later_changes_which_are_named() -> None:
    kept, merged = await a_person(), await a_full_person()
    row = await merging.merge(into(kept, merged))
    other = await a_person()
    account, role, contact = await Account.get(), await RoleAssignment.get(), await PersonContact.get()
    await Account.filter(id=account.id).update(person_id=other.id)
    await RoleAssignment.filter(id=role.id).delete()
    before = await contents()
    with pytest.raises(InputRefused) as caught:
        await merging.undo(row.id)
    (problem,) = caught.value.problems
    assert (problem.code, problem.field) == ("WRONG_STATE", ("id",))
    assert f"account {account.id} was changed" in problem.message
    assert f"role_assignment {role.id} is gone" in problem.message
    assert str(contact.id) not in problem.message
    assert await contents() == before


async def test_seats_that_are_taken_since_are_in_the_way() -> None:
    kept, merged, activity = await a_person(), await a_person(), await an_activity(capacity=2)
    await registered(kept, activity, S.CONFIRMED)
    second = await registered(merged, activity, S.CONFIRMED)
    row = await merging.merge(into(kept, merged))
    await registered(await a_person(), activity, S.CONFIRMED)
    with pytest.raises(InputRefused) as caught:
        await merging.undo(row.id)
    (problem,) = caught.value.problems
    assert f"registration {second.id} does not fit any more where it was" in problem.message
    assert (await Person.get(id=merged.id)).status is PersonStatus.MERGED


async def test_erasing_takes_those_along_who_were_merged() -> None:
    kept, merged = await a_full_person("甲"), await a_full_person("乙")
    row = await merging.merge(into(kept, merged))
    assert await problems_of(erasure.begin(PersonToErase(person_id=merged.id, purpose="申请"))) == [
        ("WRONG_STATE", "personId")
    ]
    await erasure.erase(PersonToErase(person_id=kept.id, purpose="申请"))
    assert [person.display_name[:2] for person in await Person.all()] == ["匿名", "匿名"]
    assert await PersonContact.all().count() == 0
    with pytest.raises(InputRefused) as caught:
        await merging.undo(row.id)
    assert caught.value.problems[0].message == "The person who was kept was erased."


async def test_what_is_wrong_with_a_merge_is_told() -> None:
    kept, merged = await a_person(), await a_person()
    assert await problems_of(merging.merge(into(kept, kept))) == [("NOT_ALLOWED", "mergeId")]
    assert await problems_of(merging.merge(into(kept, Person(id=NOWHERE)))) == [("NOT_FOUND", "mergeId")]
    assert await problems_of(merging.merge(into(Person(id=NOWHERE), merged))) == [("NOT_FOUND", "keepId")]
    unexplained = PersonsToMerge(keep_id=kept.id, merge_id=merged.id, purpose="")
    assert await problems_of(merging.merge(unexplained)) == [("REQUIRED", "purpose")]
    await merging.merge(into(kept, merged))
    assert await problems_of(merging.merge(into(kept, merged))) == [("WRONG_STATE", "mergeId")]
    assert await problems_of(merging.merge(into(merged, kept))) == [("WRONG_STATE", "keepId")]


async def test_both_persons_must_lie_where_the_permission_holds() -> None:
    city = await Area.create(level=AreaLevel.CITY, name="成都市")
    here, there = [await Area.create(level=AreaLevel.DISTRICT, name=name, parent=city) for name in ("金牛区", "郫都区")]
    first, second, other = await a_person(area=here), await a_person(area=here), await a_person(area=there)
    clerk = await a_person(area=here)
    with somebody(first, [PERSONS_MERGE], Reach(areas=frozenset({here.id}))):
        assert await problems_of(merging.merge(into(first, second))) == [("NOT_PERMITTED", "keepId")]
        assert await problems_of(merging.merge(into(second, first))) == [("NOT_PERMITTED", "mergeId")]
    with somebody(clerk, [PERSONS_MERGE], Reach(areas=frozenset({here.id}))):
        assert await problems_of(merging.merge(into(first, other))) == [("NOT_PERMITTED", "mergeId")]
        assert await problems_of(merging.merge(into(other, first))) == [("NOT_PERMITTED", "keepId")]
        row = await merging.merge(into(first, second))
    with somebody(first, [PERSONS_MERGE], Reach(areas=frozenset({there.id}))):
        assert await problems_of(merging.undo(row.id)) == [("NOT_FOUND", "id")]
    # For oneself there is nothing special.
    with somebody(first):
        assert await problems_of(merging.undo(row.id)) == [("NOT_FOUND", "id")]


async def test_nothing_new_is_tied_to_a_merged_person() -> None:
    kept, merged, activity = await a_person(), await a_person(), await an_activity()
    await merging.merge(into(kept, merged))

    async def late() -> None:
        async with writing():
            await registered(merged, activity, S.CONFIRMED)

    assert await problems_of(late()) == [("NOT_FOUND", "personId")]


async def test_two_merges_of_a_pair_at_once() -> None:
    first, second = await a_full_person("甲"), await a_full_person("乙")
    outcomes = await asyncio.gather(
        *(problems_of(merging.merge(into(first, second))) for _ in range(3)),
        *(problems_of(merging.merge(into(second, first))) for _ in range(3)),
    )
    assert outcomes.count([]) == 1
    assert all(found in ([], [("WRONG_STATE", "keepId")], [("WRONG_STATE", "mergeId")]) for found in outcomes)
    assert await Person.filter(status=PersonStatus.MERGED).count() == 1
    assert await PersonMerge.all().count() == 1


async def blocked(db: Database) -> None:
    """Wait until somebody waits for a lock."""
    waiting = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted"
    async with asyncio.timeout(30):
        while not (await db.connection.execute_query_dict(waiting))[0]["n"]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_a_registration_under_way_is_moved_too(db: Database) -> None:
    kept, merged, activity = await a_person(), await a_person(), await an_activity(capacity=3)
    written, go = asyncio.Event(), asyncio.Event()

    async def register() -> None:
        async with transaction():
            await registered(merged, activity, S.CONFIRMED)
            written.set()
            await go.wait()

    registering = asyncio.create_task(register())
    await written.wait()
    merged_by_now = asyncio.create_task(merging.merge(into(kept, merged)))
    await blocked(db)
    go.set()
    await asyncio.gather(registering, merged_by_now)
    assert (await of(kept), await of(merged)) == ({"Registration": 1}, {})
    assert (await Activity.get()).seats_taken == 1


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_a_registration_that_comes_during_a_merge_is_refused(db: Database) -> None:
    kept, merged, activity = await a_person(), await a_person(), await an_activity(capacity=3)

    async def register() -> None:
        async with writing():
            # As who registers somebody does: the activity first.
            await Activity.filter(id=activity.id).select_for_update(no_key=True).get()
            await registered(merged, activity, S.CONFIRMED)

    async with transaction():
        await merging.merge(into(kept, merged))
        registering = asyncio.create_task(problems_of(register()), context=contextvars.Context())
        await blocked(db)
    assert await registering == [("NOT_FOUND", "personId")]
    assert await Registration.all().count() == 0
    assert (await Activity.get()).seats_taken == 0


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_merging_while_everybody_registers_loses_nothing() -> None:
    kept, merged = await a_person(), await a_person()
    activities = [await an_activity(f"第{number}场", capacity=1) for number in range(12)]

    async def register(activity: Activity) -> bool:
        try:
            async with writing():
                await Activity.filter(id=activity.id).select_for_update(no_key=True).get()
                await registered(merged, activity, S.CONFIRMED)
        except InputRefused:
            return False
        return True

    *accepted, _ = await asyncio.gather(*map(register, activities), merging.merge(into(kept, merged)))
    await merging.move_stragglers()
    assert (await of(merged), (await of(kept)).get("Registration", 0)) == ({}, accepted.count(True))
    assert sum([activity.seats_taken for activity in await Activity.all()]) == accepted.count(True)


async def test_nobody_gets_roles_by_a_merge_that_whoever_merges_could_not_give() -> None:
    city = await an_area()
    here = await Area.create(level=AreaLevel.DISTRICT, name="金牛区", parent=city)
    clerk, chief, office = [await a_person(name, here) for name in ("甲", "乙", "丙")]
    await Account.create(issuer="https://id.example.org", subject="clerk", person=clerk)
    held = await RoleAssignment.create(person=chief, role="area_admin", area=city, valid_from=BEFORE.date())
    reach = Reach(areas=frozenset({here.id}))
    with somebody(office, [PERSONS_MERGE], reach):
        # The roles of the one would come to the account of the other, whichever is kept.
        assert await problems_of(merging.merge(into(clerk, chief))) == [("NOT_PERMITTED", "mergeId")]
        assert await problems_of(merging.merge(into(chief, clerk))) == [("NOT_PERMITTED", "keepId")]
    area_admin = ROLES["area_admin"].permissions
    with somebody(office, [PERSONS_MERGE, *area_admin], reach):
        assert await problems_of(merging.merge(into(clerk, chief))) == [("NOT_PERMITTED", "mergeId")]
    assert (await RoleAssignment.get()).person_id == chief.id  # type: ignore[attr-defined]  # Tortoise adds it
    with somebody(office, [PERSONS_MERGE, *area_admin]):
        await merging.merge(into(clerk, chief))
    assert (await RoleAssignment.get(id=held.id)).person_id == clerk.id  # type: ignore[attr-defined]  # Tortoise adds it


async def test_roles_that_ended_or_give_nothing_are_in_no_ones_way() -> None:
    kept, merged = await a_person("甲"), await a_person("乙")
    city = await an_area()
    day = BEFORE.date()
    await RoleAssignment.create(person=merged, role="area_admin", area=city, valid_from=day, valid_to=day)
    await RoleAssignment.create(person=merged, role="resident", area=city, valid_from=BEFORE.date())
    with somebody(None, [PERSONS_MERGE]):
        await merging.merge(into(kept, merged))
    assert await of(kept) == {"RoleAssignment": 2}


async def test_undoing_takes_no_roles_away_that_were_given_since() -> None:
    kept, merged, city = await a_person("甲"), await a_person("乙"), await an_area()
    account = await Account.create(issuer="https://id.example.org", subject="乙", person=merged)
    before = await RoleAssignment.create(person=merged, role="auditor", area=city, valid_from=today())
    row = await merging.merge(into(kept, merged))
    given = await RoleAssignment.create(person=kept, role="grid_worker", area=city, valid_from=today())
    assert await problems_of(merging.undo(row.id)) == [("WRONG_STATE", "id")]
    assert (await Account.get()).person_id == kept.id
    # With an account of their own, whoever was kept can use them.
    await Account.create(issuer="https://id.example.org", subject="甲", person=kept)
    await merging.undo(row.id)
    holders = dict(await RoleAssignment.all().values_list("id", "person_id"))
    assert holders == {before.id: merged.id, given.id: kept.id}
    assert (await Account.get(id=account.id)).person_id == merged.id


async def test_what_is_moved_later_is_in_the_audit_log() -> None:
    kept, merged = await a_person("甲"), await a_person("乙")
    row = await merging.merge(into(kept, merged))
    await merging.move_stragglers()
    assert await AuditEntry.filter(action="person.stragglers_moved").count() == 0
    reference = Reference(Event, "subject_id")
    await emit("person.updated", "pe", merged.id, {})
    with mock.patch.object(merging, "references", return_value=[reference]):
        await merging.move_stragglers()
    (entry,) = await AuditEntry.filter(action="person.stragglers_moved")
    assert (entry.actor, entry.subject_id, entry.person_id, entry.details) == (
        "PLATFORM",
        row.id,
        kept.id,
        {"rows": 1},
    )
