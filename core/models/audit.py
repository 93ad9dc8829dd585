"""The audit log: who did what to whom, and why, in a chain that cannot be changed without a trace."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from tortoise import fields
from tortoise.fields.base import OnDelete
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.fields import CreatedField, InstantField, key

NO_HASH = "0" * 64
"""What stands for the predecessor of the first entry."""


class AuditEntry(Model):
    """An entry, written once. ``previous`` is the hash of the entry with the number before; see `core.audit`.

    It refers to rows by their keys alone: it outlives them, and writing it must lock none of them, for the lock of
    the chain's head is the last that a transaction takes. ``subject_id`` is null for what is about no row, or several.
    """

    id = key()
    number = fields.BigIntField(unique=True)
    recorded_at = CreatedField()
    actor = fields.CharField(max_length=100)
    account_id: uuid.UUID | None = fields.UUIDField(null=True)
    actor_person_id: uuid.UUID | None = fields.UUIDField(null=True)
    action = fields.CharField(max_length=100)
    subject_type = fields.CharField(max_length=16)
    subject_id: uuid.UUID | None = fields.UUIDField(null=True)
    person_id: uuid.UUID | None = fields.UUIDField(null=True)
    purpose = fields.CharField(max_length=500, null=True)
    request_id = fields.CharField(max_length=100, null=True)
    area: Any = fields.ForeignKeyField(
        "core.Area",
        related_name="audit_entries",
        null=True,
        on_delete=OnDelete.NO_ACTION,
        db_constraint=False,
    )
    details: Any = fields.JSONField()
    salt = fields.CharField(max_length=32, null=True)
    before_hash = fields.CharField(max_length=64, null=True)
    after_hash = fields.CharField(max_length=64, null=True)
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        app = "core"
        table = "audit_entry"
        indexes = (
            ("recorded_at", "id"),
            ("person_id", "number"),
            ("actor_person_id", "number"),
            ("area_id", "number"),
            ("subject_type", "subject_id", "number"),
        )
        constraints = (
            CheckConstraint(check="number > 0", name="audit_entry_number_positive"),
            CheckConstraint(check="length(hash) = 64", name="audit_entry_hash_length"),
            CheckConstraint(check="length(previous) = 64", name="audit_entry_previous_length"),
        )


class AuditEntryPerson(Model):
    """One of several people whom an entry concerns, as those of whom somebody saw the names. It is written once.

    `person_id` refers to nobody in the database, as that of the entry: the log outlives everybody.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    entry: Any = fields.ForeignKeyField("core.AuditEntry", related_name="people", on_delete=OnDelete.RESTRICT)
    entry_id: uuid.UUID
    person_id: uuid.UUID = fields.UUIDField()

    class Meta:
        app = "core"
        table = "audit_entry_person"
        unique_together = (("entry", "person_id"),)
        indexes = (("person_id", "entry_id"),)


class UseCount(Model):
    """How often somebody has done something within an hour: see `core.use_limits`."""

    id = key()
    use = fields.CharField(max_length=64)
    actor = fields.CharField(max_length=100)
    hour: datetime.datetime = InstantField()
    count = fields.IntField(default=0)

    class Meta:
        app = "core"
        table = "use_count"
        unique_together = (("use", "actor", "hour"),)


class AuditHead(Model):
    """The end of the chain: the number and the hash of its last entry. There is one row, called "head"."""

    name = fields.CharField(max_length=16, primary_key=True)
    number = fields.BigIntField()
    hash = fields.CharField(max_length=64)

    class Meta:
        app = "core"
        table = "audit_head"
        constraints = (CheckConstraint(check="name = 'head'", name="audit_head_one"),)
