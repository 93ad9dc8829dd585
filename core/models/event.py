"""The outbox: events written in the transaction that caused them, delivered at least once after it."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.models.fields import CreatedField


class Event(Model):
    """Something that happened. ``position`` grows; ``transaction`` (PostgreSQL) guards against late commits.

    A transaction that took a small position may commit after one with a larger position. A reader therefore takes
    only events whose transaction is older than every running one.
    """

    position = fields.BigIntField(primary_key=True, generated=True)
    transaction = fields.BigIntField(default=0)
    name = fields.CharField(max_length=100)
    subject_type = fields.CharField(max_length=16)
    subject_id = fields.UUIDField()
    payload: Any = fields.JSONField()
    occurred_at = CreatedField()

    class Meta:
        app = "core"
        table = "event"
        indexes = (("subject_id",), ("transaction", "position"))


class EventCursor(Model):
    """How far a consumer has read the outbox."""

    consumer = fields.CharField(max_length=100, primary_key=True)
    transaction = fields.BigIntField(default=0)
    position = fields.BigIntField(default=0)
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "event_cursor"
