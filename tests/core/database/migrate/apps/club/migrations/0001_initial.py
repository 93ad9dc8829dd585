from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Meeting",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True)),
                (
                    "book",
                    fields.ForeignKeyField(
                        "library.Book",
                        source_field="book_id",
                        related_name="club_meetings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("topic", fields.CharField(max_length=80)),
            ],
            options={"table": "club_meeting", "app": "club"},
        ),
    ]
