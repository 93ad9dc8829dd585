from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.models.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0007_purged_plugins")]

    operations = [
        ops.AddField(
            model_name="RoleAssignment",
            name="ended_at",
            field=InstantField(null=True),
        ),
        ops.RemoveConstraint(model_name="RoleAssignment", name="role_assignment_valid_period"),
        ops.AddConstraint(
            model_name="RoleAssignment",
            constraint=CheckConstraint(
                check="valid_to >= valid_from OR ended_at IS NOT NULL", name="role_assignment_valid_period"
            ),
        ),
    ]
