from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models.fields import CreatedField


class Migration(migrations.Migration):
    dependencies = [("core", "0005_order_of_areas")]

    operations = [
        ops.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("mutation", fields.CharField(max_length=100)),
                ("caller", fields.CharField(max_length=100)),
                ("key", fields.CharField(max_length=100)),
                ("digest", fields.CharField(max_length=64)),
                ("result_id", fields.UUIDField(null=True)),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "idempotency_key",
                "app": "core",
                "unique_together": (("mutation", "caller", "key"),),
                "indexes": [Index(fields=["created_at"])],
            },
        ),
    ]
