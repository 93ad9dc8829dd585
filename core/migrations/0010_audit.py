from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.database.migrate import AddObjects, DatabaseObject
from core.models.fields import CreatedField, InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0009_access_tokens")]

    operations = [
        ops.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", fields.BigIntField(unique=True)),
                ("recorded_at", CreatedField()),
                ("actor", fields.CharField(max_length=100)),
                ("account_id", fields.UUIDField(null=True)),
                ("actor_person_id", fields.UUIDField(null=True)),
                ("action", fields.CharField(max_length=100)),
                ("subject_type", fields.CharField(max_length=16)),
                ("subject_id", fields.UUIDField(null=True)),
                ("person_id", fields.UUIDField(null=True)),
                ("purpose", fields.CharField(null=True, max_length=500)),
                ("request_id", fields.CharField(null=True, max_length=100)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        null=True,
                        db_constraint=False,
                        related_name="audit_entries",
                        on_delete=OnDelete.NO_ACTION,
                    ),
                ),
                ("details", fields.JSONField()),
                ("salt", fields.CharField(null=True, max_length=32)),
                ("before_hash", fields.CharField(null=True, max_length=64)),
                ("after_hash", fields.CharField(null=True, max_length=64)),
                ("previous", fields.CharField(max_length=64)),
                ("hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "audit_entry",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="number > 0", name="audit_entry_number_positive"),
                    CheckConstraint(check="length(hash) = 64", name="audit_entry_hash_length"),
                    CheckConstraint(check="length(previous) = 64", name="audit_entry_previous_length"),
                ],
                "indexes": [
                    Index(fields=["recorded_at", "id"]),
                    Index(fields=["person_id", "number"]),
                    Index(fields=["actor_person_id", "number"]),
                    Index(fields=["area_id", "number"]),
                    Index(fields=["subject_type", "subject_id", "number"]),
                ],
            },
        ),
        ops.CreateModel(
            name="AuditHead",
            fields=[
                ("name", fields.CharField(primary_key=True, max_length=16)),
                ("number", fields.BigIntField()),
                ("hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "audit_head",
                "app": "core",
                "constraints": [CheckConstraint(check="name = 'head'", name="audit_head_one")],
            },
        ),
        ops.CreateModel(
            name="UseCount",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("use", fields.CharField(max_length=64)),
                ("actor", fields.CharField(max_length=100)),
                ("hour", InstantField()),
                ("count", fields.IntField()),
            ],
            options={"table": "use_count", "app": "core", "unique_together": (("use", "actor", "hour"),)},
        ),
        ops.AddField(
            model_name="PersonContact",
            name="masked",
            field=fields.TextField(null=True),
        ),
        AddObjects(
            [
                DatabaseObject(
                    "audit_entry",
                    "audit_entry_append_only",
                    postgres=[
                        """CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % refused', TG_OP;
END $$""",
                        """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()""",
                        """CREATE TRIGGER audit_entry_never_emptied BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: UPDATE refused');
END""",
                        """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: DELETE refused');
END""",
                    ],
                ),
                DatabaseObject(
                    "audit_head",
                    "audit_head_forward",
                    postgres=[
                        """CREATE FUNCTION audit_head_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the head of the audit log only goes forward: % refused', TG_OP;
END $$""",
                        """CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_head_refuse()""",
                        """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
FOR EACH ROW WHEN (NEW.number <= OLD.number) EXECUTE FUNCTION audit_head_refuse()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'the head of the audit log only goes forward: DELETE refused');
END""",
                        """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NEW.number <= OLD.number
BEGIN
    SELECT RAISE(ABORT, 'the head of the audit log only goes forward: UPDATE refused');
END""",
                    ],
                ),
            ]
        ),
    ]
