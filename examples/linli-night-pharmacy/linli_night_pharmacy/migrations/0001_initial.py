from linli.migrations import AddObjects, DatabaseObject
from linli.models import CreatedField, InstantField
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint


class Migration(migrations.Migration):
    dependencies = [("core", "0004_workers")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Duty",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        related_name="night_pharmacy_duties",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("starts_at", InstantField()),
                ("ends_at", InstantField()),
                ("pharmacist", fields.CharField(null=True, max_length=60)),
                ("phone", fields.CharField(max_length=32)),
                ("cancelled_at", InstantField(null=True)),
                ("cancel_reason", fields.CharField(null=True, max_length=500)),
                ("retired_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "night_pharmacy_duty",
                "app": "night_pharmacy",
                "constraints": [
                    CheckConstraint(check="ends_at > starts_at", name="night_pharmacy_duty_ends_after_start"),
                    CheckConstraint(
                        check="(cancelled_at IS NULL) = (cancel_reason IS NULL)",
                        name="night_pharmacy_duty_cancelled_why",
                    ),
                    CheckConstraint(
                        check="(retired_at IS NULL) = (pharmacist IS NOT NULL)", name="night_pharmacy_duty_forgotten"
                    ),
                ],
                "indexes": [Index(fields=["place_id", "starts_at", "id"]), Index(fields=["ends_at", "id"])],
            },
        ),
        ops.CreateModel(
            name="DutyService",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "duty",
                    fields.ForeignKeyField(
                        "night_pharmacy.Duty",
                        source_field="duty_id",
                        related_name="services",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("service", fields.CharField(max_length=32)),
            ],
            options={
                "table": "night_pharmacy_duty_service",
                "app": "night_pharmacy",
                "unique_together": (("duty", "service"),),
            },
        ),
        AddObjects(
            [
                DatabaseObject(
                    "night_pharmacy_duty",
                    "night_pharmacy_duty_no_overlap",
                    postgres=[
                        """CREATE FUNCTION night_pharmacy_duty_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM place WHERE id = NEW.place_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
            SELECT 1 FROM night_pharmacy_duty AS other
            WHERE other.place_id = NEW.place_id AND other.id <> NEW.id AND other.cancelled_at IS NULL
              AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
        ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'night_pharmacy_duty_no_overlap', TABLE = 'night_pharmacy_duty',
        MESSAGE = 'new row for relation "night_pharmacy_duty" violates check constraint "night_pharmacy_duty_no_overlap"';
END $$""",
                        """CREATE TRIGGER night_pharmacy_duty_no_overlap BEFORE INSERT OR UPDATE OF place_id, starts_at, ends_at, cancelled_at ON night_pharmacy_duty
FOR EACH ROW WHEN (NEW.cancelled_at IS NULL) EXECUTE FUNCTION night_pharmacy_duty_no_overlap()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER night_pharmacy_duty_no_overlap_insert BEFORE INSERT ON night_pharmacy_duty WHEN ((NEW.cancelled_at IS NULL) AND NOT (NOT EXISTS (
        SELECT 1 FROM night_pharmacy_duty AS other
        WHERE other.place_id = NEW.place_id AND other.id <> NEW.id AND other.cancelled_at IS NULL
          AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    )))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: night_pharmacy_duty_no_overlap');
END""",
                        """CREATE TRIGGER night_pharmacy_duty_no_overlap_update BEFORE UPDATE OF place_id, starts_at, ends_at, cancelled_at ON night_pharmacy_duty WHEN ((NEW.cancelled_at IS NULL) AND NOT (NOT EXISTS (
        SELECT 1 FROM night_pharmacy_duty AS other
        WHERE other.place_id = NEW.place_id AND other.id <> NEW.id AND other.cancelled_at IS NULL
          AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    )))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: night_pharmacy_duty_no_overlap');
END""",
                    ],
                ),
                DatabaseObject(
                    "night_pharmacy_duty",
                    "night_pharmacy_duty_not_too_long",
                    postgres=[
                        """CREATE FUNCTION night_pharmacy_duty_not_too_long() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'night_pharmacy_duty_not_too_long', TABLE = 'night_pharmacy_duty',
        MESSAGE = 'new row for relation "night_pharmacy_duty" violates check constraint "night_pharmacy_duty_not_too_long"';
END $$""",
                        """CREATE TRIGGER night_pharmacy_duty_not_too_long BEFORE INSERT OR UPDATE OF starts_at, ends_at ON night_pharmacy_duty
FOR EACH ROW WHEN (NEW.ends_at > NEW.starts_at + interval '16 hours') EXECUTE FUNCTION night_pharmacy_duty_not_too_long()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER night_pharmacy_duty_not_too_long_insert BEFORE INSERT ON night_pharmacy_duty WHEN (NEW.ends_at > NEW.starts_at AND CAST(strftime('%s', NEW.ends_at) AS INTEGER) - CAST(strftime('%s', NEW.starts_at) AS INTEGER) > 57600)
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: night_pharmacy_duty_not_too_long');
END""",
                        """CREATE TRIGGER night_pharmacy_duty_not_too_long_update BEFORE UPDATE OF starts_at, ends_at ON night_pharmacy_duty WHEN (NEW.ends_at > NEW.starts_at AND CAST(strftime('%s', NEW.ends_at) AS INTEGER) - CAST(strftime('%s', NEW.starts_at) AS INTEGER) > 57600)
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: night_pharmacy_duty_not_too_long');
END""",
                    ],
                ),
            ]
        ),
    ]
