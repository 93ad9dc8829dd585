from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0002_districts")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Kit",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("name", fields.CharField(max_length=100)),
                ("status", fields.CharField(max_length=32)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place", source_field="place_id", related_name="kits_kits", on_delete=OnDelete.RESTRICT
                    ),
                ),
            ],
            options={"table": "kits_kit", "app": "kits"},
        ),
    ]
