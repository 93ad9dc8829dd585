from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.database.migrate import AddObjects, DatabaseObject
from core.models.fields import CreatedField, InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0010_audit")]

    operations = [
        ops.CreateModel(
            name="ConsentText",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("purpose", fields.CharField(max_length=100)),
                ("number", fields.IntField()),
                ("text", fields.TextField()),
                ("text_en", fields.TextField(null=True)),
                ("valid_from", fields.DateField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "consent_text",
                "app": "core",
                "unique_together": (("purpose", "number"), ("purpose", "valid_from")),
                "constraints": [
                    CheckConstraint(check="number >= 1", name="consent_text_number_from_one"),
                    CheckConstraint(check="length(text) > 0", name="consent_text_not_empty"),
                ],
            },
        ),
        ops.CreateModel(
            name="Consent",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person", source_field="person_id", related_name="consents", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "text",
                    fields.ForeignKeyField(
                        "core.ConsentText", source_field="text_id", related_name="consents", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("purpose", fields.CharField(max_length=100)),
                ("channel", fields.CharField(max_length=32)),
                ("given_at", InstantField()),
                ("recorded_by", fields.CharField(max_length=100)),
                ("withdrawn_at", InstantField(null=True)),
                ("withdrawn_by", fields.CharField(null=True, max_length=100)),
                ("replaced_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "consent",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="withdrawn_at >= given_at", name="consent_withdrawn_after_given"),
                    CheckConstraint(check="replaced_at >= given_at", name="consent_replaced_after_given"),
                    CheckConstraint(check="withdrawn_at IS NULL OR replaced_at IS NULL", name="consent_ends_once"),
                    CheckConstraint(
                        check="(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="consent_withdrawn_by_somebody"
                    ),
                ],
                "indexes": [
                    Index(fields=["person_id", "purpose", "given_at"]),
                    Index(fields=["text_id"]),
                    Index(fields=["purpose", "given_at", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="PersonErasure",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "person",
                    fields.OneToOneField(
                        "core.Person", source_field="person_id", related_name="erasure", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("purpose", fields.CharField(max_length=500)),
                ("requested_by", fields.CharField(max_length=100)),
                ("requested_at", CreatedField()),
                ("finished_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "person_erasure",
                "app": "core",
                "indexes": [Index(fields=["finished_at"]), Index(fields=["requested_at", "id"])],
            },
        ),
        ops.CreateModel(
            name="PersonErasureStep",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "erasure",
                    fields.ForeignKeyField(
                        "core.PersonErasure",
                        source_field="erasure_id",
                        related_name="steps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                ("done_at", CreatedField()),
            ],
            options={
                "table": "person_erasure_step",
                "app": "core",
                "unique_together": (("erasure", "name"),),
                "indexes": [Index(fields=["name", "erasure_id"])],
            },
        ),
        ops.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "kept",
                    fields.ForeignKeyField(
                        "core.Person", source_field="kept_id", related_name="merges_into", on_delete=OnDelete.RESTRICT
                    ),
                ),
                (
                    "merged",
                    fields.ForeignKeyField(
                        "core.Person", source_field="merged_id", related_name="merges_away", on_delete=OnDelete.RESTRICT
                    ),
                ),
                ("purpose", fields.CharField(max_length=500)),
                ("status_before", fields.CharField(max_length=32)),
                ("merged_by", fields.CharField(max_length=100)),
                ("merged_at", CreatedField()),
                ("undone_at", InstantField(null=True)),
                ("undone_by", fields.CharField(null=True, max_length=100)),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "person_merge",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="kept_id <> merged_id", name="person_merge_of_two"),
                    CheckConstraint(
                        check="(undone_at IS NULL) = (undone_by IS NULL)", name="person_merge_undone_by_somebody"
                    ),
                ],
                "indexes": [Index(fields=["kept_id"]), Index(fields=["merged_id"]), Index(fields=["merged_at", "id"])],
            },
        ),
        ops.CreateModel(
            name="PersonMergeRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "merge",
                    fields.ForeignKeyField(
                        "core.PersonMerge", source_field="merge_id", related_name="rows", on_delete=OnDelete.CASCADE
                    ),
                ),
                ("position", fields.IntField()),
                ("table_name", fields.CharField(max_length=100)),
                ("row_key", fields.CharField(max_length=100)),
                ("column", fields.CharField(null=True, max_length=100)),
                ("fate", fields.CharField(max_length=32)),
                ("before", fields.JSONField(null=True)),
                ("after", fields.JSONField(null=True)),
            ],
            options={"table": "person_merge_row", "app": "core", "unique_together": (("merge", "position"),)},
        ),
        ops.AddField(
            model_name="Person",
            name="merged_into",
            field=fields.ForeignKeyField(
                "core.Person",
                source_field="merged_into_id",
                null=True,
                related_name="merged_persons",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddIndex(
            model_name="Person",
            index=Index(fields=["merged_into_id"]),
        ),
        ops.AddConstraint(
            model_name="Person",
            constraint=CheckConstraint(
                check="merged_into_id IS NULL OR status = 'MERGED'", name="person_merged_says_so"
            ),
        ),
        ops.AddConstraint(
            model_name="Person",
            constraint=CheckConstraint(check="merged_into_id <> id", name="person_not_merged_into_itself"),
        ),
        AddObjects(
            [
                DatabaseObject(
                    "consent",
                    "consent_one_open",
                    both=[
                        "CREATE UNIQUE INDEX consent_one_open ON consent (person_id, purpose) WHERE withdrawn_at IS NULL AND replaced_at IS NULL",
                    ],
                ),
                DatabaseObject(
                    "person_merge",
                    "person_merge_one_standing",
                    both=[
                        "CREATE UNIQUE INDEX person_merge_one_standing ON person_merge (merged_id) WHERE undone_at IS NULL",
                    ],
                ),
                DatabaseObject(
                    "person",
                    "person_refuse_gone",
                    postgres=[
                        """CREATE FUNCTION person_refuse_gone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person_status text;
BEGIN
    SELECT status INTO person_status FROM person WHERE id = NEW.person_id FOR KEY SHARE;
    IF person_status IN ('PSEUDONYMOUS', 'MERGED') THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'person_is_there', TABLE = TG_TABLE_NAME,
            MESSAGE = format('new row for relation "%s" violates check constraint "person_is_there"', TG_TABLE_NAME);
    END IF;
    RETURN NEW;
END $$""",
                    ],
                ),
                DatabaseObject(
                    "account",
                    "account_person_is_there",
                    postgres=[
                        """CREATE TRIGGER account_person_is_there BEFORE INSERT OR UPDATE OF person_id ON account
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER account_person_is_there_insert BEFORE INSERT ON account
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                        """CREATE TRIGGER account_person_is_there_update BEFORE UPDATE OF person_id ON account
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                    ],
                ),
                DatabaseObject(
                    "consent",
                    "consent_person_is_there",
                    postgres=[
                        """CREATE TRIGGER consent_person_is_there BEFORE INSERT OR UPDATE OF person_id ON consent
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER consent_person_is_there_insert BEFORE INSERT ON consent
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                        """CREATE TRIGGER consent_person_is_there_update BEFORE UPDATE OF person_id ON consent
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                    ],
                ),
                DatabaseObject(
                    "person_audience",
                    "person_audience_person_is_there",
                    postgres=[
                        """CREATE TRIGGER person_audience_person_is_there BEFORE INSERT OR UPDATE OF person_id ON person_audience
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER person_audience_person_is_there_insert BEFORE INSERT ON person_audience
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                        """CREATE TRIGGER person_audience_person_is_there_update BEFORE UPDATE OF person_id ON person_audience
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                    ],
                ),
                DatabaseObject(
                    "person_contact",
                    "person_contact_person_is_there",
                    postgres=[
                        """CREATE TRIGGER person_contact_person_is_there BEFORE INSERT OR UPDATE OF person_id ON person_contact
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER person_contact_person_is_there_insert BEFORE INSERT ON person_contact
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                        """CREATE TRIGGER person_contact_person_is_there_update BEFORE UPDATE OF person_id ON person_contact
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                    ],
                ),
                DatabaseObject(
                    "registration",
                    "registration_person_is_there",
                    postgres=[
                        """CREATE TRIGGER registration_person_is_there BEFORE INSERT OR UPDATE OF person_id ON registration
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER registration_person_is_there_insert BEFORE INSERT ON registration
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                        """CREATE TRIGGER registration_person_is_there_update BEFORE UPDATE OF person_id ON registration
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                    ],
                ),
                DatabaseObject(
                    "role_assignment",
                    "role_assignment_person_is_there",
                    postgres=[
                        """CREATE TRIGGER role_assignment_person_is_there BEFORE INSERT OR UPDATE OF person_id ON role_assignment
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER role_assignment_person_is_there_insert BEFORE INSERT ON role_assignment
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                        """CREATE TRIGGER role_assignment_person_is_there_update BEFORE UPDATE OF person_id ON role_assignment
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ('PSEUDONYMOUS', 'MERGED'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END""",
                    ],
                ),
            ]
        ),
    ]
