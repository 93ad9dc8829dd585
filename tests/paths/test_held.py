"""Whatever is tied to a person is exported and erased, or it is said here why not: in all tables of core and plugins.

A new column that refers to persons, or a new text of a row about one, fails here until somebody has looked at it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, Final

import orjson
import pytest
from tortoise import Tortoise, fields
from tortoise.exceptions import IntegrityError
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from core.contributed import contributed
from core.database.connect import transaction
from core.database.url import Dialect
from core.models import Person
from core.persons.references import Reference, references
from linli.testing import Client
from tests.paths.world import build_world

NOT_EXPORTED: Final = {
    "account_link_request.asked_by_person_id": "what was done in office, about somebody else; the audit log has it",
    "person.merged_into_id": "the export has those who were merged into the person beside them, each by itself",
}
"""Columns that refer to persons of whom the export does not tell it, and why."""

KEPT: Final = {
    "account_link_request.asked_by_person_id": "what was asked for in office",
    "consent.person_id": "withdrawn; that somebody had agreed can still be shown",
    "health_points_check.checker_id": "a check of medicine was made by somebody",
    "health_points_contact_session.doctor_id": "a session was held by somebody",
    "health_points_team_member.person_id": "a team had somebody; counts of it stay",
    "jinniu_stores_inspection.inspector_id": "an inspection was made by somebody",
    "jinniu_stores_signage_check.checker_id": "a check was made by somebody",
    "person.merged_into_id": "records that were merged into the person are erased with them",
    "person_audience.person_id": "what is counted by audience stays; a sensitive one goes",
    "pidu_talent_assessment.evaluator_id": "a score was given by somebody; the remark goes",
    "pidu_talent_exchange.author_id": "it has no text any more, and is not shown",
    "pidu_talent_member.person_id": "hours and scores stay; texts go, and the name with that of the person",
    "pidu_talent_trainer.person_id": "hours stay; the name and what is said of them go",
    "registration.person_id": "registrations go on to count; the answers go",
    "role_assignment.person_id": "ended; who held a role when can still be shown",
}
"""Columns that go on to name the person who was erased, of whom nothing else is known, and why."""

OFFICE: Final = {
    "account_link_request.asked_by_person_id",
    "health_points_check.checker_id",
    "health_points_contact_session.doctor_id",
    "health_points_kit.keeper_id",
    "jinniu_stores_inspection.inspector_id",
    "jinniu_stores_signage_check.checker_id",
    "pidu_talent_assessment.evaluator_id",
}
"""By these a row is somebody's work, and not about them: neither is what hangs on it."""

WORKS: Final = {"account.person_id", "pidu_talent_trainer.person_id"}
"""What hangs on these rows is work again: tokens of programs, and sessions with what members learn."""

ENCRYPTED: Final = "person_contact.value_encrypted"
"""Exported as it was given, as other tests say; no other text can be put there."""

TEXTS_NOT_EXPORTED: Final = {
    "account_link_request.asked_by": "who asked for it, as the audit log names them",
    "consent.recorded_by": "who recorded it, as the audit log names them",
    "person_contact.masked": "what is shown of the value, which is exported",
    "person_contact.value_hash": "the hash of the value, which is exported",
    "pidu_talent_member.name": "the database keeps it as the name of the person, which is exported",
    "pidu_talent_certificate.salt": "of the hash of the name in the credential, which the person has",
}
"""Columns of text of rows about a person that the export leaves out, and why."""

pytestmark = pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)


def named(reference: Reference) -> str:
    return f"{reference.table}.{reference.column}"


async def held(person_id: uuid.UUID) -> dict[str, str]:
    """The export of each contributor, as text."""
    found = {name: await data.export(person_id) for name, data in contributed().personal_data.items()}
    return {name: orjson.dumps(value).decode() for name, value in found.items()}


async def every_column() -> None:
    """Each column that refers to persons is exported, and erased, or listed."""
    columns = {named(one): one for one in references()}
    assert sorted((NOT_EXPORTED.keys() | KEPT.keys() | OFFICE) - columns.keys()) == [], "there is no such column"
    exported, kept = set(), set()
    for name, reference in columns.items():
        person = await Person.create(display_name="演示居民999")
        before = await held(person.id)
        named_one = reference.model.filter(**{f"{reference.column}__isnull": False})
        row: Any = await named_one.first() or await reference.model.first()
        assert row is not None, f"no row has {name}: add one to the plugin's sample data, or to tests/paths/world.py"
        await reference.model.filter(pk=row.pk).update(**{reference.column: person.id})
        after = await held(person.id)
        if before != after:
            exported.add(name)
        for data in contributed().personal_data.values():
            async with transaction():
                await data.erase(person.id)
        if await reference.model.filter(pk=row.pk, **{reference.column: person.id}).exists():
            kept.add(name)
    assert sorted(columns.keys() - exported) == sorted(NOT_EXPORTED), "export it, or say why not"
    assert sorted(kept) == sorted(KEPT), "let the row name nobody, or say why it does"


def about_persons() -> Iterator[tuple[type[Model], str]]:
    """The models of which a row is about one person, each with a path to the key of the person."""
    found = [(one.model, one.column) for one in references() if named(one) not in OFFICE and one.model is not Person]
    known = {model for model, _ in found}
    while found:
        model, path = found.pop(0)
        yield model, path
        if f"{model._meta.db_table}.{path}" in WORKS:
            continue
        for other in (other for models in (Tortoise.apps or {}).values() for other in models.values()):
            for name, field in other._meta.fields_map.items():
                if isinstance(field, ForeignKeyFieldInstance) and field.related_model is model and other not in known:
                    known.add(other)
                    found.append((other, f"{name}__{path}"))


async def every_text() -> None:
    """Each text of a row about a person is exported, or listed."""
    left_out = set()
    for model, path in about_persons():
        texts = [
            name
            for name, field in model._meta.fields_map.items()
            if type(field) in (fields.CharField, fields.TextField) and name not in model._meta.fk_fields
        ]
        found = (
            await model.filter(**{f"{path}__isnull": False})
            .order_by(model._meta.pk_attr)
            .first()
            .values_list(model._meta.pk_attr, path)
        )
        assert found is not None, f"{model.__name__} has no row: add one to the sample data, or to tests/paths/world.py"
        pk, person_id = found
        for number, name in enumerate(texts):
            if f"{model._meta.db_table}.{name}" == ENCRYPTED:
                continue
            marker: Any = f"标记{number}。"
            try:
                async with transaction():
                    await model.filter(pk=pk).update(**{name: marker})
            except IntegrityError:
                # The database keeps what is there, which is then looked for.
                (marker,) = await model.filter(pk=pk).values_list(name, flat=True)
            if marker is not None and marker not in "".join((await held(person_id)).values()):
                left_out.add(f"{model._meta.db_table}.{name}")
    assert sorted(left_out) == sorted(TEXTS_NOT_EXPORTED), "export it, or say why not"


async def test_whatever_is_tied_to_a_person_is_exported_and_erased(client: Client) -> None:
    # One world for both, which takes some seconds to build.
    await build_world(client.server.plugins)
    await every_text()
    await every_column()
