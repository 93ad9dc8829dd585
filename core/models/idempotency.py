"""Keys by which a mutation that is sent again is known."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.models import Model

from core.models.fields import CreatedField, key


class IdempotencyKey(Model):
    """What a caller's key stands for: which mutation, with which input, and the row that it wrote.

    ``digest`` is of the input; the input itself is not kept. ``result_id`` is null only within the transaction that
    writes the row. Rows are forgotten after a time (see `core.idempotency`).
    """

    id = key()
    mutation = fields.CharField(max_length=100)
    caller = fields.CharField(max_length=100)
    key = fields.CharField(max_length=100)
    digest = fields.CharField(max_length=64)
    result_id: uuid.UUID | None = fields.UUIDField(null=True)
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "idempotency_key"
        unique_together = (("mutation", "caller", "key"),)
        indexes = (("created_at",),)
