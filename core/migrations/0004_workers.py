from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models.fields import CreatedField, InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0003_operations")]

    operations = [
        ops.CreateModel(
            name="JobRun",
            fields=[
                ("job", fields.CharField(primary_key=True, max_length=100)),
                ("started_at", InstantField()),
                ("finished_at", InstantField(null=True)),
                ("seconds", fields.FloatField(null=True)),
                ("outcome", fields.CharField(max_length=32)),
                ("last_error", fields.TextField(null=True)),
            ],
            options={"table": "job_run", "app": "core"},
        ),
        ops.CreateModel(
            name="Lease",
            fields=[
                ("name", fields.CharField(primary_key=True, max_length=120)),
                ("holder", fields.CharField(max_length=160)),
                ("until", InstantField()),
            ],
            options={"table": "lease", "app": "core"},
        ),
        ops.CreateModel(
            name="SetAsideEvent",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "event",
                    fields.ForeignKeyField(
                        "core.Event", source_field="event_id", related_name="set_aside", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("consumer", fields.CharField(max_length=100)),
                ("attempts", fields.IntField()),
                ("last_error", fields.TextField()),
                ("set_aside_at", CreatedField()),
            ],
            options={
                "table": "event_set_aside",
                "app": "core",
                "unique_together": (("event", "consumer"),),
                "indexes": [Index(fields=["consumer"])],
            },
        ),
        ops.AddField(
            model_name="EventCursor",
            name="attempts",
            field=fields.IntField(default=0),
        ),
        ops.AddField(
            model_name="EventCursor",
            name="last_error",
            field=fields.TextField(null=True),
        ),
        ops.AddField(
            model_name="EventCursor",
            name="retry_at",
            field=InstantField(null=True),
        ),
    ]
