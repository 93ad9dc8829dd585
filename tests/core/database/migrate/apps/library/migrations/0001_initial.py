from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from core.database.migrate import AddObjects, DatabaseObject


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Author",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True)),
                ("name", fields.CharField(db_index=True, max_length=20)),
                ("email", fields.CharField(null=True, unique=True, max_length=100)),
            ],
            options={"table": "author", "app": "library"},
        ),
        ops.CreateModel(
            name="Tag",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True)),
                ("name", fields.CharField(unique=True, max_length=20)),
            ],
            options={"table": "tag", "app": "library"},
        ),
        ops.CreateModel(
            name="Book",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "author",
                    fields.ForeignKeyField(
                        "library.Author",
                        source_field="author_id",
                        related_name="books",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=40)),
                ("pages", fields.IntField(null=True)),
                ("shelf", fields.CharField(max_length=10)),
                ("loans_made", fields.IntField(db_default=0)),
                ("barcode", fields.CharField(null=True, max_length=10)),
                (
                    "tags",
                    fields.ManyToManyField(
                        "library.Tag",
                        through="book_tag",
                        forward_key="tag_id",
                        backward_key="book_id",
                        related_name="books",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "book",
                "app": "library",
                "unique_together": (("author", "title"),),
                "constraints": [
                    CheckConstraint(check="pages > 0", name="book_has_pages"),
                    UniqueConstraint(fields=("barcode",), name="book_barcode_open", condition="shelf = 'OPEN'"),
                ],
                "indexes": [Index(fields=["title", "id"])],
            },
        ),
        ops.CreateModel(
            name="Loan",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True)),
                (
                    "book",
                    fields.ForeignKeyField(
                        "library.Book",
                        source_field="book_id",
                        related_name="loans",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("reader", fields.CharField(max_length=40)),
                ("returned", fields.BooleanField()),
            ],
            options={"table": "loan", "app": "library"},
        ),
        AddObjects(
            [
                DatabaseObject(
                    "book",
                    "book_title_lower",
                    both=[
                        "CREATE INDEX book_title_lower ON book (lower(title)) WHERE pages > 1",
                    ],
                ),
                DatabaseObject(
                    "loan",
                    "loan_one_open",
                    both=[
                        "CREATE UNIQUE INDEX loan_one_open ON loan (book_id) WHERE NOT returned",
                    ],
                ),
                DatabaseObject(
                    "loan",
                    "loan_counted",
                    postgres=[
                        """CREATE FUNCTION loan_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE book SET loans_made = loans_made + 1 WHERE id = NEW.book_id;
    RETURN NULL;
END $$""",
                        "CREATE TRIGGER loan_counted AFTER INSERT ON loan FOR EACH ROW EXECUTE FUNCTION loan_count()",
                    ],
                    sqlite=[
                        """CREATE TRIGGER loan_counted AFTER INSERT ON loan
BEGIN
    UPDATE book SET loans_made = loans_made + 1 WHERE id = NEW.book_id;
END""",
                    ],
                ),
            ]
        ),
    ]
