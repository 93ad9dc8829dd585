from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0002_districts")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Tip",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place", source_field="place_id", related_name="tips_tips", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("title", fields.CharField(max_length=100)),
                ("kind", fields.CharField(max_length=32)),
                ("secret", fields.BooleanField()),
            ],
            options={"table": "tips_tip", "app": "tips"},
        ),
        ops.CreateModel(
            name="Remark",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "tip",
                    fields.ForeignKeyField(
                        "tips.Tip", source_field="tip_id", related_name="remarks", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("text", fields.CharField(max_length=100)),
            ],
            options={"table": "tips_remark", "app": "tips"},
        ),
    ]
