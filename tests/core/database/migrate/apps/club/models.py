"""A reading club: stands on the library."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from tests.core.database.migrate.apps.library.models import Book


class Meeting(Model):
    """About one book of the library."""

    id = fields.IntField(primary_key=True)
    book: fields.ForeignKeyRelation[Book] = fields.ForeignKeyField(
        "library.Book", related_name="club_meetings", on_delete=fields.RESTRICT
    )
    topic = fields.CharField(max_length=80)

    class Meta:
        app = "club"
        table = "club_meeting"
