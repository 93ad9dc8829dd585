from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0002_districts")]

    initial = True

    operations = [
        ops.CreateModel(
            name="LampKind",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("name", fields.CharField(max_length=50)),
            ],
            options={"table": "lamps_kind", "app": "lamps"},
        ),
        ops.CreateModel(
            name="Lamp",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place", source_field="place_id", related_name="lamps_lamps", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "kind",
                    fields.ForeignKeyField(
                        "lamps.LampKind",
                        source_field="kind_id",
                        null=True,
                        related_name="lamps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.CharField(max_length=50)),
                ("state", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
            ],
            options={"table": "lamps_lamp", "app": "lamps", "indexes": [Index(fields=["place_id", "code"])]},
        ),
        ops.CreateModel(
            name="LampCheck",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "lamp",
                    fields.ForeignKeyField(
                        "lamps.Lamp", source_field="lamp_id", related_name="checks", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("note", fields.CharField(max_length=50)),
            ],
            options={"table": "lamps_check", "app": "lamps"},
        ),
    ]
