from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from linli.migrations import RunStatements

# The first withdrawal after it was found; for what was found at a store that had left, the withdrawal that still holds.
LEFT = """UPDATE jinniu_stores_rectification
SET withdrawn_on = (
    SELECT min(change.effective_on) FROM jinniu_stores_status_change AS change
    JOIN jinniu_stores_inspection AS seen ON seen.store_id = change.store_id
    JOIN jinniu_stores_finding AS found ON found.inspection_id = seen.id
    WHERE found.id = jinniu_stores_rectification.finding_id AND change.status = 'WITHDRAWN'
    AND (change.created_at >= jinniu_stores_rectification.created_at OR change.ended_on IS NULL)
)
WHERE done_on IS NULL"""


class Migration(migrations.Migration):
    dependencies = [("jinniu_stores", "0002_signage_services_scenarios")]

    operations = [
        ops.AddField(
            model_name="Rectification",
            name="withdrawn_on",
            field=fields.DateField(null=True),
        ),
        RunStatements(postgres=[LEFT], sqlite=[LEFT], reverse_postgres=[], reverse_sqlite=[]),
        ops.AddConstraint(
            model_name="Rectification",
            constraint=CheckConstraint(
                check="done_on IS NULL OR withdrawn_on IS NULL", name="jinniu_stores_rectification_one_end"
            ),
        ),
    ]
