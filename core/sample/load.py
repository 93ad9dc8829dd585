"""Loads gathered rows into a database: adds what is missing, and leaves everything else as it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from core.database.connect import transaction
from core.models import (
    Account,
    ActivityAudience,
    ActivityHost,
    ActivityProgramme,
    Area,
    CalendarDay,
    MediaCredit,
    Milestone,
    PersonAudience,
    PersonContact,
    PlaceAmenity,
    PlaceDesignation,
    Programme,
    Registration,
    SearchDocument,
    Series,
    ServiceException,
    ServiceHours,
)
from core.privacy import ContactVault, mask_contact
from core.sample.progress import Progress
from core.sample.rows import Rows
from core.search import SUBJECTS, document_tokens

NATURAL_KEYS: Mapping[type[Model], tuple[str, ...]] = {
    CalendarDay: ("date",),
    Area: ("code",),
    Programme: ("code",),
    Series: ("code",),
    Account: ("issuer", "subject"),
}
"""What else tells a row apart. A row that has a demo row's natural key stands for it."""

COMES_WITH: Mapping[type[Model], str] = {
    PlaceAmenity: "place_id",
    PlaceDesignation: "place_id",
    ServiceHours: "place_id",
    ServiceException: "place_id",
    PersonAudience: "person_id",
    PersonContact: "person_id",
    Milestone: "programme_id",
    ActivityHost: "activity_id",
    ActivityProgramme: "activity_id",
    ActivityAudience: "activity_id",
    Registration: "activity_id",
    MediaCredit: "media_id",
}
"""Rows that are added only together with the row that they belong to: if that one was there already, an
administrator may have removed or replaced them."""

_BATCH = 500


@dataclass(frozen=True)
class Loaded:
    """How many rows were added to each table; a table to which nothing was added is absent."""

    added: Mapping[str, int]

    @property
    def total(self) -> int:
        """Of all tables."""
        return sum(self.added.values())


async def load_rows(rows: Rows, vault: ContactVault, progress: Progress) -> Loaded:
    """Add the rows that are missing, with what the search finds them by, in one transaction.

    `vault` encrypts the contact details of people who are added. `progress` is called for each table.
    """
    added: dict[str, int] = {}
    new: set[uuid.UUID] = set()
    stands_for: dict[uuid.UUID, uuid.UUID] = {}
    async with transaction() as connection:
        for number, (model, all_rows) in enumerate(rows):
            progress(model._meta.db_table, number, len(rows.of))
            missing = await _missing(model, all_rows, new, stands_for)
            if not missing:
                continue
            if model is PersonContact:
                _encrypt(missing, rows, vault)
            await _create(model, missing, connection)
            new.update(row.pk for row in missing)
            added[model._meta.db_table] = len(missing)
            if model in SUBJECTS:
                added["search_document"] = added.get("search_document", 0) + await _index(missing, connection)
        progress("", len(rows.of), len(rows.of))
    return Loaded(added)


async def _missing(
    model: type[Model], rows: Sequence[Model], new: set[uuid.UUID], stands_for: dict[uuid.UUID, uuid.UUID]
) -> list[Model]:
    """The rows to add, their references put right; `stands_for` learns which existing row is used instead."""
    owner = COMES_WITH.get(model)
    if owner is not None:
        rows = [row for row in rows if getattr(row, owner) in new]
    there: set[uuid.UUID] = set()
    for start in range(0, len(rows), _BATCH):
        keys = [row.pk for row in rows[start : start + _BATCH]]
        there.update([row_id for (row_id,) in await model.filter(id__in=keys).values_list("id")])
    found = await _by_natural_key(model, rows)
    columns = NATURAL_KEYS.get(model, ())
    missing: list[Model] = []
    for row in rows:
        if row.pk in there:
            continue
        other = found.get(tuple(getattr(row, column) for column in columns))
        if other is not None:
            stands_for[row.pk] = other
            continue
        for name in model._meta.fk_fields:
            reference = f"{name}_id"
            value = getattr(row, reference)
            setattr(row, reference, stands_for.get(value, value))
        missing.append(row)
    return missing


async def _by_natural_key(model: type[Model], rows: Sequence[Model]) -> dict[tuple[object, ...], uuid.UUID]:
    columns = NATURAL_KEYS.get(model)
    if columns is None:
        return {}
    first = columns[0]
    values = {getattr(row, first) for row in rows} - {None}
    existing = await model.filter(**{f"{first}__in": list(values)}).values_list("id", *columns)
    return {tuple(key): row_id for row_id, *key in existing}


def _encrypt(contacts: Sequence[Model], rows: Rows, vault: ContactVault) -> None:
    for contact in contacts:
        assert isinstance(contact, PersonContact)
        value = rows.contacts[contact.pk]
        contact.value_encrypted = vault.encrypt(value)
        contact.value_hash = vault.digest(contact.kind, value)
        contact.masked = mask_contact(contact.kind, value)


async def _index(rows: Sequence[Model], connection: BaseDBAsyncClient) -> int:
    documents: list[Model] = []
    for row in rows:
        tag, columns = SUBJECTS[type(row)]
        tokens = document_tokens(*(getattr(row, column) for column in columns))
        documents.append(SearchDocument(subject_type=tag, subject_id=row.pk, tokens=tokens))
    await _create(SearchDocument, documents, connection)
    return len(documents)


async def _create(model: type[Model], rows: Sequence[Model], connection: BaseDBAsyncClient) -> None:
    await model.bulk_create(rows, batch_size=_BATCH, using_db=connection)
