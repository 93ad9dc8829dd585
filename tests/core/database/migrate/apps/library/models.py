"""Authors, books, tags and loans: every kind of relation and constraint that migrations have to keep."""

from __future__ import annotations

from enum import Enum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Shelf(str, Enum):  # noqa: UP042  # the domain's own choices are of this kind
    """Where a book stands."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Author(Model):
    """Referred to by books, whose rows go with it."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=20, db_index=True)
    email = fields.CharField(max_length=100, null=True, unique=True)

    class Meta:
        app = "library"
        table = "author"


class Book(Model):
    """Refers to an author and is referred to by loans."""

    id = fields.UUIDField(primary_key=True)
    author: fields.ForeignKeyRelation[Author] = fields.ForeignKeyField(
        "library.Author", related_name="books", on_delete=fields.CASCADE
    )
    title = fields.CharField(max_length=40)
    pages = fields.IntField(null=True)
    shelf = fields.CharEnumField(Shelf, max_length=10, default=Shelf.OPEN)
    loans_made = fields.IntField(db_default=0)
    barcode = fields.CharField(max_length=10, null=True)
    tags: fields.ManyToManyRelation[Tag] = fields.ManyToManyField(
        "library.Tag", related_name="books", through="book_tag"
    )

    class Meta:
        app = "library"
        table = "book"
        unique_together = (("author", "title"),)
        indexes = (("title", "id"),)
        constraints = (
            CheckConstraint(check="pages > 0", name="book_has_pages"),
            UniqueConstraint(fields=("barcode",), name="book_barcode_open", condition="shelf = 'OPEN'"),
        )


class Tag(Model):
    """On many books."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=20, unique=True)

    class Meta:
        app = "library"
        table = "tag"


class Loan(Model):
    """Counted on its book by a trigger."""

    id = fields.IntField(primary_key=True)
    book: fields.ForeignKeyRelation[Book] = fields.ForeignKeyField(
        "library.Book", related_name="loans", on_delete=fields.CASCADE
    )
    reader = fields.CharField(max_length=40)
    returned = fields.BooleanField(default=False)

    class Meta:
        app = "library"
        table = "loan"
