"""The outbox: events written in the transaction that caused them, delivered at least once after it."""

from __future__ import annotations

import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.models.fields import CreatedField, InstantField, key, reference


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
    """How far a consumer, a handler of a plugin by its name, has read the outbox.

    ``attempts`` counts how often the event right behind was delivered in vain; not before ``retry_at`` it is tried
    again, and ``last_error`` says why.
    """

    consumer = fields.CharField(max_length=100, primary_key=True)
    transaction = fields.BigIntField(default=0)
    position = fields.BigIntField(default=0)
    attempts = fields.IntField(default=0)
    retry_at: datetime.datetime | None = InstantField(null=True)
    last_error: str | None = fields.TextField(null=True)
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "event_cursor"


class SetAsideEvent(Model):
    """An event that a consumer could not handle, and that was set aside so that later ones go on."""

    id = key()
    event = reference("Event", related_name="set_aside")
    consumer = fields.CharField(max_length=100)
    attempts = fields.IntField()
    last_error = fields.TextField()
    set_aside_at = CreatedField()

    class Meta:
        app = "core"
        table = "event_set_aside"
        unique_together = (("event", "consumer"),)
        indexes = (("consumer",),)
