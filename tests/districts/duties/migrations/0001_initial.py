from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0002_districts"), ("lamps", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Duty",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.OneToOneField(
                        "core.Place",
                        source_field="place_id",
                        related_name="duties_duty",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "lamp",
                    fields.ForeignKeyField(
                        "lamps.Lamp",
                        source_field="lamp_id",
                        null=True,
                        related_name="duties_duties",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("shift", fields.CharField(max_length=32)),
            ],
            options={"table": "duties_duty", "app": "duties"},
        ),
    ]
