from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.models.fields import CreatedField


class Migration(migrations.Migration):
    dependencies = [("core", "0006_idempotency_keys")]

    operations = [
        ops.CreateModel(
            name="PurgedPlugin",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("plugin", fields.CharField(unique=True, max_length=64)),
                ("purged_at", CreatedField()),
            ],
            options={"table": "purged_plugin", "app": "core"},
        ),
    ]
