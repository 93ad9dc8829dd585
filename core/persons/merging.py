"""Merging two records of one person: one is kept, and everything that referred to the other refers to it.

The other stays as a redirect, which nobody is shown. What was moved is noted row by row, so that it can be undone. Rows
that clash are settled by the rules of `core.persons.clashes`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q, Subquery
from tortoise.models import Model

from core import audit, consents, search
from core.access import PERSONS_MERGE
from core.acting import actor
from core.clock import now, today
from core.database.connect import transaction
from core.events import emit
from core.ids import encode
from core.models import Account, Consent, Person, PersonMerge, PersonMergeRow, RoleAssignment
from core.models.choices import GONE_STATES, MergedRowFate, PersonStatus
from core.persons.clashes import lock_activities, settled
from core.persons.permitted import TAG, locked_persons, permitted, person_meant, refuse_gone
from core.persons.references import Reference, by_table, references, told
from core.problems import Problems, refuse
from core.role_assignments import beyond_rights
from core.writing import changed, locked, writing

MERGE_TAG = "pm"
"""Starts the global ids of merges."""

_NAMED = 5
"""How many rows that are in the way a refusal names."""


@dataclass(frozen=True, kw_only=True)
class PersonsToMerge:
    """Who stands for both, who is merged into them, and why."""

    keep_id: uuid.UUID
    merge_id: uuid.UUID
    purpose: str


@dataclass(frozen=True, kw_only=True)
class MergeToUndo:
    """Nothing more is needed than the merge."""


async def merge(asked: PersonsToMerge) -> PersonMerge:
    """Merge a person into another, and note what became of each row. Emits `person.merged` of the one who is kept, and
    `consent.withdrawn` of each consent that a later withdrawal of the other record ends.

    Handlers in the transaction can do what only their plugin knows, say put balances together; the payload has both
    ids, ``keptId`` and ``mergedId``. Raises InputRefused: what `person_meant` raises; NOT_ALLOWED for one and the same
    person; NOT_FOUND; WRONG_STATE for a person who was merged already; NOT_PERMITTED for whoever acts themselves, and
    where somebody would get roles that whoever acts could not give.
    """
    async with writing():
        for key, name in ((asked.keep_id, "keep_id"), (asked.merge_id, "merge_id")):
            await person_meant(PERSONS_MERGE, key, name, own=False)
            # What is held of the other would be one's own, to see and to export in full.
            viewer = actor().viewer
            if viewer is not None and viewer.person_id == key:
                raise refuse("NOT_PERMITTED", "Somebody else must merge your own record.", name)
        problems = Problems()
        purpose = problems.text(PersonMerge, "purpose", asked.purpose, "purpose")
        if asked.keep_id == asked.merge_id:
            problems.add("NOT_ALLOWED", "Must be another person than the one who is kept.", "merge_id")
        problems.refuse()
        await lock_activities(asked.merge_id)
        persons = await locked_persons([asked.keep_id, asked.merge_id])
        kept = refuse_gone(persons.get(asked.keep_id), "keep_id")
        merged = refuse_gone(persons.get(asked.merge_id), "merge_id")
        await _refuse_others_roles(kept, merged)
        row = await PersonMerge.create(
            kept=kept, merged=merged, purpose=purpose, status_before=merged.status, merged_by=actor().name
        )
        await _set(merged, status=PersonStatus.MERGED, merged_into_id=kept.id)
        await search.forget([merged.id])
        moves = _Moves(row)
        withdrawn = []
        async for changing, values in settled(kept.id, merged.id):
            await moves.change(changing, values)
            if isinstance(changing, Consent) and "withdrawn_at" in values:
                withdrawn.append(changing.id)
        await moves.move_all()
        # Whoever hears of it finds the consent with the person who is kept.
        for consent in await Consent.filter(id__in=withdrawn).order_by("id"):
            await emit("consent.withdrawn", consents.TAG, consent.id, {"version": consent.version})
        await emit("person.merged", TAG, kept.id, _payload(row, kept))
        await audit.record("person.merged", MERGE_TAG, row.id, person_id=kept.id, purpose=purpose)
    return row


async def undo(merge_id: uuid.UUID, *, expected_version: int | None = None) -> PersonMerge:
    """Undo a merge: what was moved goes back, and the merged person is there again. Emits `person.merge_undone`.

    What came to the kept person since stays there. Raises InputRefused: NOT_FOUND; WRONG_STATE for a merge that was
    undone, whose kept person was merged or erased since, where rows were changed since, which it names, and where
    nobody could use roles any more that were given since.
    """
    async with writing():
        row = await locked(PersonMerge, merge_id, expected_version)
        if not (
            await permitted(PERSONS_MERGE, row.kept_id, own=False)
            and await permitted(PERSONS_MERGE, row.merged_id, own=False)
        ):
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        if row.undone_at is not None:
            raise refuse("WRONG_STATE", "The merge was undone already.", "id")
        await lock_activities(row.kept_id)
        persons = await locked_persons([row.kept_id, row.merged_id])
        kept, merged = persons[row.kept_id], persons[row.merged_id]
        await _refuse_to_take_roles(row)
        if kept.status in GONE_STATES:
            since = "erased" if kept.status is PersonStatus.PSEUDONYMOUS else "merged; undo that first"
            raise refuse("WRONG_STATE", f"The person who was kept was {since}.", "id")
        await _set(merged, status=row.status_before, merged_into_id=None)
        await _take_back(row)
        await search.index_instance(merged)
        await changed(row, {"undone_at": now(), "undone_by": actor().name}, "person_merge.undone", tag=MERGE_TAG)
        await emit("person.merge_undone", TAG, kept.id, _payload(row, kept))
        await audit.record("person.merge_undone", MERGE_TAG, row.id, person_id=kept.id, purpose=row.purpose)
    return row


async def _refuse_others_roles(kept: Person, merged: Person) -> None:
    """Raise NOT_PERMITTED where a merge would give roles to somebody else that whoever acts could not give.

    The roles of the merged person come to the accounts of the kept one, and the accounts of the merged person to the
    roles of the kept one.
    """
    given = [(merged, "merge_id")]
    if await Account.filter(person_id=merged.id).exists():
        given.append((kept, "keep_id"))
    for person, path in given:
        if beyond := await beyond_rights(person.id):
            raise refuse(
                "NOT_PERMITTED",
                f"The person has roles that you could not give: {', '.join(beyond)}. Somebody else would get them.",
                path,
            )


async def _refuse_to_take_roles(row: PersonMerge) -> None:
    """Raise WRONG_STATE where the kept person was given roles since the merge, and would be left without an account:
    all that they sign in with came by the merge, and goes back.
    """
    came = PersonMergeRow.filter(merge=row, table_name=str(Account._meta.db_table), fate=MergedRowFate.MOVED)
    going = [key for (key,) in await came.values_list("row_key")]
    if not going or await Account.filter(person_id=row.kept_id).exclude(id__in=going).exists():
        return
    given = RoleAssignment.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today()), person_id=row.kept_id, id__gt=row.id
    )
    moved = PersonMergeRow.filter(merge=row, table_name=str(RoleAssignment._meta.db_table), fate=MergedRowFate.MOVED)
    before = [key for (key,) in await moved.values_list("row_key")]
    if roles := sorted({one.role for one in await given if str(one.id) not in before}):
        raise refuse(
            "WRONG_STATE",
            f"The person who was kept was given roles since ({', '.join(roles)}), and would have no account any more "
            "to use them. End these roles, or link another account to the person, first.",
            "id",
        )


async def move_stragglers() -> None:
    """The core's job: move what came to refer to a merged person after the merge, or was not loaded at the time."""
    merged: set[uuid.UUID] = set()
    for reference in references():
        redirects = Person.filter(status=PersonStatus.MERGED).values("id")
        rows = reference.model.filter(**{f"{reference.column}__in": Subquery(redirects)})
        merged |= {key for (key,) in await rows.distinct().values_list(reference.column)}
    for key in sorted(merged):
        async with writing():
            standing = PersonMerge.filter(merged_id=key, undone_at__isnull=True).select_for_update(no_key=True)
            for row in await standing:
                if moved := await _Moves(row).move_all():
                    details = {"rows": moved}
                    await audit.record(
                        "person.stragglers_moved", MERGE_TAG, row.id, person_id=row.kept_id, details=details
                    )


class _Moves:
    """Moves rows of a merge, and notes each."""

    def __init__(self, merge: PersonMerge) -> None:
        self._merge = merge
        self._position: int | None = None

    async def move_all(self) -> int:
        """Let everything refer to the person who is kept, but for what clashes. The number of rows that it does now."""
        moved = 0
        for reference in references():
            keys = await self._keys(reference)
            if not keys or await self._move(reference, keys):
                moved += len(keys)
                continue
            # Something clashes; one by one it is seen what.
            for key in keys:
                if await self._move(reference, [key]):
                    moved += 1
                else:
                    await self._note(reference.table, key, reference.column, MergedRowFate.LEFT)
        return moved

    async def change(self, row: Model, values: Mapping[str, Any]) -> None:
        """Change other columns of a row."""
        before = {name: told(getattr(row, name)) for name in values}
        after = {name: told(value) for name, value in values.items()}
        await _update(type(row), [row.pk], dict(values))
        await self._note(str(row._meta.db_table), row.pk, None, MergedRowFate.CHANGED, before, after)

    async def _keys(self, reference: Reference) -> list[Any]:
        left = PersonMergeRow.filter(merge=self._merge, table_name=reference.table, column=reference.column)
        known = {key for (key,) in await left.filter(fate=MergedRowFate.LEFT).values_list("row_key")}
        name = reference.model._meta.pk_attr
        rows = reference.model.filter(**{reference.column: self._merge.merged_id}).order_by(name)
        return [key for (key,) in await rows.values_list(name) if str(key) not in known]

    async def _move(self, reference: Reference, keys: Sequence[Any]) -> bool:
        try:
            async with transaction():
                await _update(reference.model, keys, {reference.column: self._merge.kept_id})
        except IntegrityError:
            return False
        await search.index_rows(reference.model, keys)
        for key in keys:
            await self._note(reference.table, key, reference.column, MergedRowFate.MOVED)
        return True

    async def _note(
        self,
        table: str,
        key: Any,
        column: str | None,
        fate: MergedRowFate,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        if self._position is None:
            self._position = await PersonMergeRow.filter(merge=self._merge).count()
        self._position += 1
        await PersonMergeRow.create(
            merge=self._merge,
            position=self._position,
            table_name=table,
            row_key=str(key),
            column=column,
            fate=fate,
            before=before,
            after=after,
        )


async def _take_back(row: PersonMerge) -> None:
    """Undo what was noted, the last first. Raises InputRefused, which names what is in the way."""
    notes = await PersonMergeRow.filter(merge=row).exclude(fate=MergedRowFate.LEFT).order_by("-position")
    models = by_table()
    in_the_way = [
        why for note in notes if (why := await _changed_since(note, models.get(note.table_name), row)) is not None
    ]
    for note in [] if in_the_way else notes:
        model = models[note.table_name]
        if await _forgotten(note, model):
            continue
        back = {str(note.column): row.merged_id} if note.fate is MergedRowFate.MOVED else _values(model, note.before)
        try:
            async with transaction():
                await _update(model, [note.row_key], back)
        except IntegrityError:
            in_the_way.append(f"{note.table_name} {note.row_key} does not fit any more where it was")
        else:
            await search.index_rows(model, [note.row_key])
    if in_the_way:
        named = "; ".join(in_the_way[:_NAMED])
        more = f"; and {len(in_the_way) - _NAMED} more" if len(in_the_way) > _NAMED else ""
        raise refuse("WRONG_STATE", f"The merge cannot be undone, because of later changes: {named}{more}.", "id")


async def _changed_since(note: PersonMergeRow, model: type[Model] | None, row: PersonMerge) -> str | None:
    if model is None:
        return f"the plugin with the table {note.table_name} is not installed"
    found = await model.filter(pk=note.row_key).select_for_update(no_key=True).get_or_none()
    if found is None:
        return f"{note.table_name} {note.row_key} is gone"
    moved = note.fate is MergedRowFate.MOVED
    if moved and getattr(found, str(note.column)) is None:
        return None
    expected: Mapping[str, Any] = {str(note.column): told(row.kept_id)} if moved else note.after
    if {name: told(getattr(found, name)) for name in expected} == expected:
        return None
    return f"{note.table_name} {note.row_key} was changed"


async def _forgotten(note: PersonMergeRow, model: type[Model]) -> bool:
    """Whether a row that was moved names nobody any more, say because its time was over: it goes back to nobody."""
    moved = note.fate is MergedRowFate.MOVED
    return moved and await model.filter(pk=note.row_key, **{f"{note.column}__isnull": True}).exists()


def _values(model: type[Model], noted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: model._meta.fields_map[name].to_python_value(value) for name, value in noted.items()}


async def _update(model: type[Model], keys: Sequence[Any], values: Mapping[str, Any]) -> None:
    # Whoever read the row before must not write over this.
    if "version" in model._meta.fields_map:
        values = {**values, "version": F("version") + 1}
    await model.filter(pk__in=list(keys)).update(**values)


async def _set(person: Person, **values: Any) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.version, person.updated_at = person.version + 1, now()
    await person.save(update_fields=[*values, "version", "updated_at"])


def _payload(row: PersonMerge, kept: Person) -> dict[str, Any]:
    return {
        "version": kept.version,
        "keptId": encode(TAG, row.kept_id),
        "mergedId": encode(TAG, row.merged_id),
    }
