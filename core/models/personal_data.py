"""What was done to the records of persons: erasures with their steps, and merges with what they moved."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import MergedRowFate, PersonStatus
from core.models.fields import CreatedField, InstantField, key, reference


class PersonErasure(Model):
    """A person was erased on demand. It is finished when each contributor of personal data has done its step."""

    id = key()
    person = reference("Person", related_name="erasure", unique=True)
    person_id: uuid.UUID
    purpose = fields.CharField(max_length=500)
    requested_by = fields.CharField(max_length=100)
    requested_at: datetime.datetime = CreatedField()
    finished_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "person_erasure"
        indexes = (("finished_at",), ("requested_at", "id"))


class PersonErasureStep(Model):
    """A contributor has erased what it held of the person."""

    id = key()
    erasure = reference("PersonErasure", related_name="steps", owned=True)
    name = fields.CharField(max_length=100)
    done_at: datetime.datetime = CreatedField()

    class Meta:
        app = "core"
        table = "person_erasure_step"
        unique_together = (("erasure", "name"),)
        indexes = (("name", "erasure_id"),)


class PersonMerge(Model):
    """A person was merged into another, who is kept. ``status_before`` is the state that the merged one had."""

    id = key()
    kept = reference("Person", related_name="merges_into")
    kept_id: uuid.UUID
    merged = reference("Person", related_name="merges_away")
    merged_id: uuid.UUID
    purpose = fields.CharField(max_length=500)
    status_before = fields.CharEnumField(PersonStatus, max_length=32)
    merged_by = fields.CharField(max_length=100)
    merged_at: datetime.datetime = CreatedField()
    undone_at: datetime.datetime | None = InstantField(null=True)
    undone_by = fields.CharField(max_length=100, null=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "person_merge"
        # One that stands for a merged person: see the index person_merge_one_standing in database_rules.
        indexes = (("kept_id",), ("merged_id",), ("merged_at", "id"))
        constraints = (
            CheckConstraint(check="kept_id <> merged_id", name="person_merge_of_two"),
            CheckConstraint(check="(undone_at IS NULL) = (undone_by IS NULL)", name="person_merge_undone_by_somebody"),
        )


class PersonMergeRow(Model):
    """A row that referred to the merged person by a column, and what became of it.

    ``before`` and ``after`` are the values of other columns that were changed, for one that is CHANGED. ``position``
    is the order in which it was done; undoing goes backwards.
    """

    id = key()
    merge = reference("PersonMerge", related_name="rows", owned=True)
    position = fields.IntField()
    table_name = fields.CharField(max_length=100)
    row_key = fields.CharField(max_length=100)
    column = fields.CharField(max_length=100, null=True)
    fate = fields.CharEnumField(MergedRowFate, max_length=32)
    before: Any = fields.JSONField(null=True)
    after: Any = fields.JSONField(null=True)

    class Meta:
        app = "core"
        table = "person_merge_row"
        unique_together = (("merge", "position"),)
