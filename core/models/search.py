"""What the search finds: one row for each searchable row, with the tokens of its names."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class SearchDocument(Model):
    """The searchable names of a row. ``tokens`` are separated by spaces; the full-text index is built from them."""

    id = fields.BigIntField(primary_key=True, generated=True)
    subject_type = fields.CharField(max_length=16)
    subject_id = fields.UUIDField()
    tokens = fields.TextField()

    class Meta:
        app = "core"
        table = "search_document"
        unique_together = (("subject_id",),)
