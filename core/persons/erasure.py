"""Erasing a person on demand: nothing tells any more who it was, and what is counted stays counted.

At once, in one transaction, the person is noted as erased: nobody is shown them, neither the search nor a contact
detail finds them, and they cannot sign in. Then each contributor of personal data erases what it holds, in a
transaction of its own in which that is noted as a step. Whatever is interrupted is finished by the job, or by
``linli person erase --resume``.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from tortoise.expressions import Q, Subquery

from core import audit, search
from core.access import PERSONS_ERASE
from core.acting import actor
from core.clock import now
from core.contributed import contributed
from core.database.connect import transaction
from core.errors import LinliError
from core.events import emit
from core.ids import encode
from core.models import PersonErasure, PersonErasureStep
from core.models.choices import PersonStatus
from core.persons.held import erase_accounts, erase_contacts, pseudonym
from core.persons.permitted import TAG, locked_persons, merged_into, person_meant, refuse_gone
from core.plugins.contributions import PersonalData
from core.plugins.failures import raised
from core.problems import Problems, refuse
from core.role_assignments import beyond_scope
from core.writing import writing

logger = logging.getLogger("linli.persons")

ERASURE_TAG = "px"
"""Starts the global ids of erasures."""


class ErasureUnfinished(LinliError):
    """A contributor failed to erase what it holds. It is tried again."""

    code = "ERASURE_UNFINISHED"


@dataclass(frozen=True, kw_only=True)
class PersonToErase:
    """Whom to erase, and why. Nobody named: whoever acts."""

    purpose: str
    person_id: uuid.UUID | None = None


async def begin(asked: PersonToErase) -> PersonErasure:
    """Note that a person is erased, and make them unknown at once. A second time gives the erasure that there is.

    Those who were merged into the person go with them. Emits `person.erased`. Raises InputRefused: what `person_meant`
    raises; NOT_PERMITTED too for somebody else who holds a role beyond the scope of whoever acts; NOT_FOUND;
    WRONG_STATE for a person who was merged into another.
    """
    async with writing():
        person_id = await person_meant(PERSONS_ERASE, asked.person_id, "person_id")
        problems = Problems()
        purpose = problems.text(PersonErasure, "purpose", asked.purpose, "purpose")
        problems.refuse()
        persons = await locked_persons([person_id])
        await _refuse_beyond_scope(person_id)
        known = await PersonErasure.get_or_none(person_id=person_id)
        if known is not None:
            return known
        person = refuse_gone(persons.get(person_id), "person_id")
        merged = await locked_persons(await merged_into(person_id))
        for one in (person, *merged.values()):
            one.display_name = pseudonym(one.id)
            one.version, one.updated_at = one.version + 1, now()
            if one is person:
                one.status = PersonStatus.PSEUDONYMOUS
            await one.save(update_fields=["display_name", "status", "version", "updated_at"])
            await erase_accounts(one.id)
            # By a contact detail too somebody is found.
            await erase_contacts(one.id)
        await search.forget([person_id, *merged])
        erasure = await PersonErasure.create(person_id=person_id, purpose=purpose, requested_by=actor().name)
        await emit("person.erased", TAG, person_id, {"version": person.version})
        await audit.record("person.erased", TAG, person_id, person_id=person_id, purpose=purpose)
    return erasure


async def _refuse_beyond_scope(person_id: uuid.UUID) -> None:
    """Raise NOT_PERMITTED for whoever would end roles of somebody else that are held beyond their own scope."""
    viewer = actor().viewer
    if viewer is not None and viewer.person_id == person_id:
        return
    if beyond := await beyond_scope(person_id, PERSONS_ERASE):
        raise refuse(
            "NOT_PERMITTED",
            f"The person holds roles where you do not have the permission {PERSONS_ERASE!r}: {', '.join(beyond)}.",
            "person_id",
        )


async def erase(asked: PersonToErase) -> PersonErasure:
    """`begin`, and then all steps. Not inside of a transaction. Raises what both raise."""
    erasure = await begin(asked)
    await finish(erasure.id)
    return await PersonErasure.get(id=erasure.id)


async def finish(erasure_id: uuid.UUID) -> None:
    """Do what is left of an erasure: each contributor in a transaction of its own, and those after one that fails too.

    Raises ErasureUnfinished, which names who failed and why.
    """
    failures: list[str] = []
    cause: Exception | None = None
    for name, data in contributed().personal_data.items():
        try:
            await _step(erasure_id, data)
        except Exception as error:
            logger.exception("The erasure %s: %s failed. It is tried again.", encode(ERASURE_TAG, erasure_id), name)
            failures.append(f"{name}: {raised(error)}")
            cause = error
    if failures:
        raise ErasureUnfinished(
            f"The erasure {encode(ERASURE_TAG, erasure_id)} is not finished; these failed: {'; '.join(failures)}. "
            "The job core.finish_erasures tries again, and so does `linli person erase --resume`."
        ) from cause
    async with transaction():
        row = await PersonErasure.filter(id=erasure_id).select_for_update(no_key=True).get()
        if row.finished_at is None:
            row.finished_at = row.updated_at = now()
            row.version += 1
            await row.save(update_fields=["finished_at", "version", "updated_at"])


async def finish_all(progress: Callable[[str, int, int], None] | None = None) -> int:
    """Finish every erasure that lacks a step, also of plugins that were installed since. The number of them.

    Raises ErasureUnfinished for those of which something failed, once all were tried.
    """
    waiting = await unfinished()
    failures = []
    for done, erasure_id in enumerate(waiting):
        if progress is not None:
            progress("", done, len(waiting))
        try:
            await finish(erasure_id)
        except ErasureUnfinished as error:
            failures.append(error.message)
    if failures:
        raise ErasureUnfinished("\n".join(failures))
    return len(waiting)


async def unfinished() -> list[uuid.UUID]:
    """The keys of the erasures that lack a step, the oldest first."""
    lacking = Q(finished_at__isnull=True)
    for name in contributed().personal_data:
        lacking |= ~Q(id__in=Subquery(PersonErasureStep.filter(name=name).values("erasure_id")))
    rows = PersonErasure.filter(lacking).order_by("requested_at", "id")
    return [key for (key,) in await rows.values_list("id")]


async def finish_erasures() -> None:
    """The core's job: what was asked for through the API, and what was interrupted."""
    await finish_all()


async def _step(erasure_id: uuid.UUID, data: PersonalData) -> None:
    async with transaction():
        # Of two that finish the same erasure, the second waits here, and finds the step done.
        erasure = await PersonErasure.filter(id=erasure_id).select_for_update(no_key=True).get()
        if await PersonErasureStep.exists(erasure_id=erasure_id, name=data.name):
            return
        for person_id in (erasure.person_id, *await merged_into(erasure.person_id)):
            await data.erase(person_id)
        await PersonErasureStep.create(erasure_id=erasure_id, name=data.name)
