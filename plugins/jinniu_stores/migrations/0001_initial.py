from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from linli.migrations import AddObjects, DatabaseObject
from linli.models import CreatedField, InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0002_districts")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Agreement",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="jinniu_stores_agreements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=64)),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                (
                    "signing_activity",
                    fields.ForeignKeyField(
                        "core.Activity",
                        source_field="signing_activity_id",
                        null=True,
                        related_name="jinniu_stores_agreements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("signed_on", fields.DateField(null=True)),
                ("effective_on", fields.DateField(null=True)),
                ("expires_on", fields.DateField(null=True)),
                ("terminated_on", fields.DateField(null=True)),
                ("termination_reason", fields.CharField(null=True, max_length=500)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_agreement",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(
                        check="signed_on IS NOT NULL OR (effective_on IS NULL AND terminated_on IS NULL)",
                        name="jinniu_stores_agreement_signed_first",
                    ),
                    CheckConstraint(
                        check="effective_on >= signed_on", name="jinniu_stores_agreement_effective_after_signing"
                    ),
                    CheckConstraint(check="expires_on >= effective_on", name="jinniu_stores_agreement_period"),
                    CheckConstraint(
                        check="terminated_on >= signed_on", name="jinniu_stores_agreement_terminated_after_signing"
                    ),
                    CheckConstraint(
                        check="(terminated_on IS NULL) = (termination_reason IS NULL)",
                        name="jinniu_stores_agreement_termination_has_reason",
                    ),
                ],
                "indexes": [Index(fields=["area_id", "id"]), Index(fields=["signing_activity_id"])],
            },
        ),
        ops.CreateModel(
            name="Criteria",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", fields.SmallIntField(unique=True)),
                ("name", fields.CharField(max_length=200)),
                ("description", fields.TextField()),
                ("valid_from", fields.DateField(unique=True)),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_criteria",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(check="number >= 1", name="jinniu_stores_criteria_number_from_one"),
                    CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_criteria_period"),
                ],
            },
        ),
        ops.CreateModel(
            name="InspectionRule",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("inspect_every_days", fields.SmallIntField()),
                ("rectify_within_days", fields.SmallIntField()),
                ("valid_from", fields.DateField(unique=True)),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_inspection_rule",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(check="inspect_every_days >= 1", name="jinniu_stores_inspection_rule_interval"),
                    CheckConstraint(check="rectify_within_days >= 0", name="jinniu_stores_inspection_rule_deadline"),
                    CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_inspection_rule_period"),
                ],
            },
        ),
        ops.CreateModel(
            name="Obligation",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "agreement",
                    fields.ForeignKeyField(
                        "jinniu_stores.Agreement",
                        source_field="agreement_id",
                        related_name="obligations",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.SmallIntField()),
                (
                    "owner",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="owner_id",
                        related_name="jinniu_stores_obligations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("title", fields.CharField(max_length=500)),
                ("title_en", fields.CharField(null=True, max_length=500)),
                ("target_count", fields.IntField(null=True)),
                ("due_on", fields.DateField(null=True)),
                ("met_on", fields.DateField(null=True)),
                ("evidence", fields.TextField(null=True)),
                (
                    "evidence_media",
                    fields.ForeignKeyField(
                        "core.Media",
                        source_field="evidence_media_id",
                        null=True,
                        related_name="jinniu_stores_obligations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_obligation",
                "app": "jinniu_stores",
                "unique_together": (("agreement", "position"),),
                "constraints": [
                    CheckConstraint(check="position >= 1", name="jinniu_stores_obligation_position_from_one"),
                    CheckConstraint(check="target_count >= 1", name="jinniu_stores_obligation_target_positive"),
                    CheckConstraint(
                        check="met_on IS NULL OR evidence IS NOT NULL OR evidence_media_id IS NOT NULL",
                        name="jinniu_stores_obligation_met_with_evidence",
                    ),
                ],
                "indexes": [
                    Index(fields=["owner_id"]),
                    Index(fields=["due_on", "id"]),
                    Index(fields=["evidence_media_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Signatory",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "agreement",
                    fields.ForeignKeyField(
                        "jinniu_stores.Agreement",
                        source_field="agreement_id",
                        related_name="signatories",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        related_name="jinniu_stores_signatures",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.SmallIntField()),
            ],
            options={
                "table": "jinniu_stores_signatory",
                "app": "jinniu_stores",
                "unique_together": (("agreement", "position"), ("agreement", "organization")),
                "constraints": [
                    CheckConstraint(check="position >= 1", name="jinniu_stores_signatory_position_from_one")
                ],
                "indexes": [Index(fields=["organization_id"])],
            },
        ),
        ops.CreateModel(
            name="Standard",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", fields.SmallIntField(unique=True)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("valid_from", fields.DateField(unique=True)),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_standard",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(check="number >= 1", name="jinniu_stores_standard_number_from_one"),
                    CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_standard_period"),
                ],
            },
        ),
        ops.CreateModel(
            name="Item",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "standard",
                    fields.ForeignKeyField(
                        "jinniu_stores.Standard",
                        source_field="standard_id",
                        related_name="items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("element", fields.CharField(max_length=32)),
                ("position", fields.SmallIntField()),
                ("requirement", fields.CharField(null=True, max_length=1000)),
                ("for_eating", fields.BooleanField()),
                ("for_resting", fields.BooleanField()),
                ("for_services", fields.BooleanField()),
            ],
            options={
                "table": "jinniu_stores_item",
                "app": "jinniu_stores",
                "unique_together": (("standard", "element"), ("standard", "position")),
                "constraints": [
                    CheckConstraint(check="position BETWEEN 1 AND 10", name="jinniu_stores_item_one_of_ten")
                ],
            },
        ),
        ops.CreateModel(
            name="Wave",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "core.Programme",
                        source_field="programme_id",
                        related_name="jinniu_stores_waves",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.SmallIntField()),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("target_count", fields.IntField()),
                ("starts_on", fields.DateField(null=True)),
                ("due_on", fields.DateField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_wave",
                "app": "jinniu_stores",
                "unique_together": (("programme", "number"),),
                "constraints": [
                    CheckConstraint(check="number >= 1", name="jinniu_stores_wave_number_from_one"),
                    CheckConstraint(check="target_count >= 1", name="jinniu_stores_wave_target_positive"),
                    CheckConstraint(check="due_on >= starts_on", name="jinniu_stores_wave_period"),
                ],
            },
        ),
        ops.CreateModel(
            name="Store",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.OneToOneField(
                        "core.Place",
                        source_field="place_id",
                        related_name="jinniu_stores_store",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("partner_code", fields.CharField(unique=True, max_length=32)),
                (
                    "wave",
                    fields.ForeignKeyField(
                        "jinniu_stores.Wave",
                        source_field="wave_id",
                        null=True,
                        related_name="stores",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("status", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_store",
                "app": "jinniu_stores",
                "indexes": [Index(fields=["status", "id"]), Index(fields=["wave_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="Assessment",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        related_name="assessments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "criteria",
                    fields.ForeignKeyField(
                        "jinniu_stores.Criteria",
                        source_field="criteria_id",
                        related_name="assessments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("verdict", fields.CharField(max_length=32)),
                ("reasons", fields.TextField(null=True)),
                ("assessed_on", fields.DateField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_assessment",
                "app": "jinniu_stores",
                "unique_together": (("store", "position"),),
                "constraints": [
                    CheckConstraint(
                        check="verdict <> 'INELIGIBLE' OR reasons IS NOT NULL",
                        name="jinniu_stores_assessment_has_reasons",
                    )
                ],
                "indexes": [Index(fields=["criteria_id", "id"]), Index(fields=["assessed_on", "id"])],
            },
        ),
        ops.CreateModel(
            name="Inspection",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        related_name="inspections",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "standard",
                    fields.ForeignKeyField(
                        "jinniu_stores.Standard",
                        source_field="standard_id",
                        related_name="inspections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("inspected_at", InstantField()),
                (
                    "inspector",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="inspector_id",
                        null=True,
                        related_name="jinniu_stores_inspections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("note", fields.TextField(null=True)),
                ("next_due_on", fields.DateField(null=True)),
                ("is_latest", fields.BooleanField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_inspection",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(
                        check="kind = 'OFFICIAL' OR NOT is_latest", name="jinniu_stores_inspection_latest_official"
                    ),
                    UniqueConstraint(
                        fields=("store_id",), name="jinniu_stores_inspection_one_latest", condition="is_latest"
                    ),
                ],
                "indexes": [
                    Index(fields=["store_id", "inspected_at", "id"]),
                    Index(fields=["inspected_at", "id"]),
                    Index(fields=["standard_id", "id"]),
                    Index(fields=["inspector_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Finding",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "inspection",
                    fields.ForeignKeyField(
                        "jinniu_stores.Inspection",
                        source_field="inspection_id",
                        related_name="findings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "jinniu_stores.Item",
                        source_field="item_id",
                        related_name="findings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("result", fields.CharField(max_length=32)),
                ("condition", fields.CharField(max_length=32)),
                ("condition_since", InstantField()),
                ("note", fields.CharField(null=True, max_length=500)),
                (
                    "photo",
                    fields.ForeignKeyField(
                        "core.Media",
                        source_field="photo_id",
                        null=True,
                        related_name="jinniu_stores_findings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "jinniu_stores_finding",
                "app": "jinniu_stores",
                "unique_together": (("inspection", "item"),),
                "indexes": [Index(fields=["item_id", "condition"]), Index(fields=["photo_id"])],
            },
        ),
        ops.CreateModel(
            name="Rectification",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "finding",
                    fields.ForeignKeyField(
                        "jinniu_stores.Finding",
                        source_field="finding_id",
                        related_name="rectifications",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("due_on", fields.DateField(null=True)),
                ("done_on", fields.DateField(null=True)),
                ("note", fields.CharField(null=True, max_length=500)),
                (
                    "photo",
                    fields.ForeignKeyField(
                        "core.Media",
                        source_field="photo_id",
                        null=True,
                        related_name="jinniu_stores_rectifications",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_rectification",
                "app": "jinniu_stores",
                "constraints": [
                    UniqueConstraint(
                        fields=("finding_id",), name="jinniu_stores_rectification_one_open", condition="done_on IS NULL"
                    )
                ],
                "indexes": [Index(fields=["finding_id"]), Index(fields=["due_on", "id"]), Index(fields=["photo_id"])],
            },
        ),
        ops.CreateModel(
            name="StatusChange",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        related_name="status_changes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("status", fields.CharField(max_length=32)),
                ("effective_on", fields.DateField()),
                ("ended_on", fields.DateField(null=True)),
                ("reason", fields.CharField(null=True, max_length=500)),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_status_change",
                "app": "jinniu_stores",
                "unique_together": (("store", "position"),),
                "constraints": [
                    CheckConstraint(check="ended_on >= effective_on", name="jinniu_stores_status_change_period"),
                    UniqueConstraint(
                        fields=("store_id",), name="jinniu_stores_status_one_open", condition="ended_on IS NULL"
                    ),
                ],
                "indexes": [Index(fields=["status", "effective_on", "ended_on"])],
            },
        ),
        AddObjects(
            [
                DatabaseObject(
                    "jinniu_stores_store",
                    "jinniu_stores_store_ten_of_ten",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_check_ten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM jinniu_stores_inspection AS seen
        WHERE seen.store_id = NEW.id AND seen.is_latest
          AND (SELECT count(*) FROM jinniu_stores_item AS asked WHERE asked.standard_id = seen.standard_id) = 10
          AND NOT EXISTS (
              SELECT 1 FROM jinniu_stores_item AS item
              WHERE item.standard_id = seen.standard_id
                AND NOT EXISTS (
                    SELECT 1 FROM jinniu_stores_finding AS found
                    WHERE found.inspection_id = seen.id AND found.item_id = item.id AND found.condition = 'OK'
                )
          )
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_store_ten_of_ten',
            TABLE = 'jinniu_stores_store',
            MESSAGE =
                'new row for relation "jinniu_stores_store" violates check constraint "jinniu_stores_store_ten_of_ten"';
    END IF;
    RETURN NEW;
END $$""",
                        """CREATE TRIGGER jinniu_stores_store_active_insert BEFORE INSERT ON jinniu_stores_store
FOR EACH ROW WHEN (NEW.status = 'ACTIVE') EXECUTE FUNCTION jinniu_stores_check_ten()""",
                        """CREATE TRIGGER jinniu_stores_store_active_update BEFORE UPDATE OF status ON jinniu_stores_store
FOR EACH ROW WHEN (NEW.status = 'ACTIVE' AND OLD.status <> 'ACTIVE') EXECUTE FUNCTION jinniu_stores_check_ten()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_store_active_insert BEFORE INSERT ON jinniu_stores_store
WHEN NEW.status = 'ACTIVE' AND NOT EXISTS (
        SELECT 1 FROM jinniu_stores_inspection AS seen
        WHERE seen.store_id = NEW.id AND seen.is_latest
          AND (SELECT count(*) FROM jinniu_stores_item AS asked WHERE asked.standard_id = seen.standard_id) = 10
          AND NOT EXISTS (
              SELECT 1 FROM jinniu_stores_item AS item
              WHERE item.standard_id = seen.standard_id
                AND NOT EXISTS (
                    SELECT 1 FROM jinniu_stores_finding AS found
                    WHERE found.inspection_id = seen.id AND found.item_id = item.id AND found.condition = 'OK'
                )
          )
    )
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_store_ten_of_ten');
END""",
                        """CREATE TRIGGER jinniu_stores_store_active_update BEFORE UPDATE OF status ON jinniu_stores_store
WHEN NEW.status = 'ACTIVE' AND OLD.status <> 'ACTIVE' AND NOT EXISTS (
        SELECT 1 FROM jinniu_stores_inspection AS seen
        WHERE seen.store_id = NEW.id AND seen.is_latest
          AND (SELECT count(*) FROM jinniu_stores_item AS asked WHERE asked.standard_id = seen.standard_id) = 10
          AND NOT EXISTS (
              SELECT 1 FROM jinniu_stores_item AS item
              WHERE item.standard_id = seen.standard_id
                AND NOT EXISTS (
                    SELECT 1 FROM jinniu_stores_finding AS found
                    WHERE found.inspection_id = seen.id AND found.item_id = item.id AND found.condition = 'OK'
                )
          )
    )
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_store_ten_of_ten');
END""",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_inspection",
                    "jinniu_stores_inspection_unchanging",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_inspection_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_inspection_unchanging', TABLE = 'jinniu_stores_inspection',
        MESSAGE = 'new row for relation "jinniu_stores_inspection" violates check constraint "jinniu_stores_inspection_unchanging"';
END $$""",
                        """CREATE TRIGGER jinniu_stores_inspection_unchanging BEFORE UPDATE OF store_id, standard_id, kind, inspected_at ON jinniu_stores_inspection
FOR EACH ROW EXECUTE FUNCTION jinniu_stores_inspection_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_inspection_unchanging BEFORE UPDATE OF store_id, standard_id, kind, inspected_at ON jinniu_stores_inspection
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_inspection_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_finding",
                    "jinniu_stores_finding_unchanging",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_finding_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_finding_unchanging', TABLE = 'jinniu_stores_finding',
        MESSAGE = 'new row for relation "jinniu_stores_finding" violates check constraint "jinniu_stores_finding_unchanging"';
END $$""",
                        """CREATE TRIGGER jinniu_stores_finding_unchanging BEFORE UPDATE OF inspection_id, item_id, result ON jinniu_stores_finding
FOR EACH ROW EXECUTE FUNCTION jinniu_stores_finding_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_finding_unchanging BEFORE UPDATE OF inspection_id, item_id, result ON jinniu_stores_finding
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_finding_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_item",
                    "jinniu_stores_item_unchanging",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_item_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_item_unchanging', TABLE = 'jinniu_stores_item',
        MESSAGE = 'new row for relation "jinniu_stores_item" violates check constraint "jinniu_stores_item_unchanging"';
END $$""",
                        """CREATE TRIGGER jinniu_stores_item_unchanging BEFORE UPDATE OF standard_id, element, position, requirement ON jinniu_stores_item
FOR EACH ROW EXECUTE FUNCTION jinniu_stores_item_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_item_unchanging BEFORE UPDATE OF standard_id, element, position, requirement ON jinniu_stores_item
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_item_unchanging');
END""",
                    ],
                ),
            ]
        ),
    ]
