from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.database.migrate import AddObjects, DatabaseObject


class Migration(migrations.Migration):
    dependencies = [("core", "0013_covers")]

    operations = [
        ops.CreateModel(
            name="AuditEntryPerson",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True)),
                (
                    "entry",
                    fields.ForeignKeyField(
                        "core.AuditEntry", source_field="entry_id", related_name="people", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("person_id", fields.UUIDField()),
            ],
            options={
                "table": "audit_entry_person",
                "app": "core",
                "unique_together": (("entry", "person_id"),),
                "indexes": [Index(fields=["person_id", "entry_id"])],
            },
        ),
        ops.AddField(
            model_name="Account",
            name="version",
            field=fields.IntField(default=1),
        ),
        ops.AddField(
            model_name="ApiToken",
            name="made_by",
            field=fields.ForeignKeyField(
                "core.ApiToken", source_field="made_by_id", null=True, related_name="made", on_delete=OnDelete.RESTRICT
            ),
        ),
        ops.AddIndex(
            model_name="ApiToken",
            index=Index(fields=["made_by_id"]),
        ),
        AddObjects(
            [
                DatabaseObject(
                    "place",
                    "place_access_epoch",
                    postgres=[
                        """CREATE CONSTRAINT TRIGGER place_access_epoch_update AFTER UPDATE OF area_id, operator_id ON place
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER place_access_epoch_update AFTER UPDATE OF area_id, operator_id ON place
BEGIN
    UPDATE access_epoch SET epoch = epoch + 1;
END""",
                    ],
                ),
                DatabaseObject(
                    "audit_entry_person",
                    "audit_entry_person_append_only",
                    postgres=[
                        """CREATE TRIGGER audit_entry_person_append_only BEFORE UPDATE OR DELETE ON audit_entry_person
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()""",
                        """CREATE TRIGGER audit_entry_person_never_emptied BEFORE TRUNCATE ON audit_entry_person
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER audit_entry_person_no_update BEFORE UPDATE ON audit_entry_person
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: UPDATE refused');
END""",
                        """CREATE TRIGGER audit_entry_person_no_delete BEFORE DELETE ON audit_entry_person
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: DELETE refused');
END""",
                    ],
                ),
            ]
        ),
    ]
