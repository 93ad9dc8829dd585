from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("health_points", "0001_initial")]

    operations = [
        ops.RemoveConstraint(
            model_name="ContactPoint",
            name=None,
            fields=["team", "place"],
        ),
        ops.AddIndex(
            model_name="ContactPoint",
            index=Index(fields=["team_id", "id"]),
        ),
        ops.AddConstraint(
            model_name="ContactPoint",
            constraint=UniqueConstraint(
                fields=("team_id", "place_id"),
                name="health_points_contact_point_one_open",
                condition="closed_on IS NULL",
            ),
        ),
    ]
