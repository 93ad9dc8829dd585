from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.models.fields import CreatedField


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        ops.CreateModel(
            name="PluginEnablement",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="plugin_enablements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("plugin", fields.CharField(max_length=64)),
                ("enabled", fields.BooleanField()),
                ("changed_at", CreatedField()),
                ("version", fields.IntField()),
            ],
            options={
                "table": "plugin_enablement",
                "app": "core",
                "unique_together": (("area", "plugin"),),
                "indexes": [Index(fields=["plugin", "area_id"])],
            },
        ),
        ops.AddField(
            model_name="Area",
            name="slug",
            field=fields.CharField(null=True, unique=True, max_length=40),
        ),
        ops.AddConstraint(
            model_name="Area",
            constraint=CheckConstraint(check="slug IS NULL OR level = 'DISTRICT'", name="area_slug_of_districts_only"),
        ),
    ]
