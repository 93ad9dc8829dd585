from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.database.migrate import AddObjects, DatabaseObject
from core.models.fields import CreatedField


class Migration(migrations.Migration):
    dependencies = [("core", "0002_districts")]

    operations = [
        ops.CreateModel(
            name="RegisteredOperation",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        null=True,
                        related_name="registered_operations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("team", fields.CharField(max_length=64)),
                ("app", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=200)),
                ("kind", fields.CharField(max_length=32)),
                ("document", fields.TextField()),
                ("hash", fields.CharField(max_length=64)),
                ("app_version", fields.CharField(null=True, max_length=64)),
                ("version", fields.IntField()),
                ("registered_at", CreatedField()),
            ],
            options={
                "table": "registered_operation",
                "app": "core",
                "unique_together": (("team", "app", "name", "area"),),
                "constraints": [
                    CheckConstraint(check="length(hash) = 64", name="registered_operation_hash_length"),
                    CheckConstraint(check="length(document) > 0", name="registered_operation_has_document"),
                    CheckConstraint(check="version > 0", name="registered_operation_version_positive"),
                ],
                "indexes": [Index(fields=["area_id", "team", "app", "name"])],
            },
        ),
        AddObjects(
            [
                DatabaseObject(
                    "registered_operation",
                    "registered_operation_of_the_city",
                    both=[
                        "CREATE UNIQUE INDEX registered_operation_of_the_city ON registered_operation (team, app, name) WHERE area_id IS NULL",
                    ],
                ),
            ]
        ),
    ]
