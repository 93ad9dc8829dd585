from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from linli.migrations import AddObjects, DatabaseObject, RunStatements
from linli.models import CreatedField, InstantField

WAVES = """UPDATE jinniu_stores_status_change
SET wave_id = (SELECT wave_id FROM jinniu_stores_store WHERE id = store_id)
WHERE status NOT IN ('CANDIDATE', 'ELIGIBLE', 'INELIGIBLE')"""

LACKING = """UPDATE jinniu_stores_store
SET lacking_since = (
    SELECT min({day}) FROM jinniu_stores_finding AS found
    JOIN jinniu_stores_inspection AS seen ON seen.id = found.inspection_id
    WHERE seen.store_id = jinniu_stores_store.id AND seen.is_latest AND found.condition <> 'OK'
)"""


class Migration(migrations.Migration):
    dependencies = [("jinniu_stores", "0001_initial"), ("core", "0002_districts")]

    operations = [
        ops.CreateModel(
            name="CounsellingService",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="jinniu_stores_counselling_services",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "provider",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="provider_id",
                        related_name="jinniu_stores_counselling_services",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("phone", fields.CharField(null=True, max_length=32)),
                ("link", fields.CharField(null=True, max_length=1000)),
                ("hours", fields.CharField(null=True, max_length=200)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_counselling_service",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(
                        check="phone IS NOT NULL OR link IS NOT NULL",
                        name="jinniu_stores_counselling_service_reachable",
                    ),
                    CheckConstraint(check="valid_to >= valid_from", name="jinniu_stores_counselling_service_period"),
                ],
                "indexes": [Index(fields=["area_id", "id"]), Index(fields=["provider_id"])],
            },
        ),
        ops.CreateModel(
            name="PartyConsent",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", fields.SmallIntField(unique=True)),
                ("text", fields.TextField()),
                ("text_en", fields.TextField(null=True)),
                ("valid_from", fields.DateField(unique=True)),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_party_consent",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(check="number >= 1", name="jinniu_stores_party_consent_number_from_one"),
                    CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_party_consent_period"),
                ],
            },
        ),
        ops.CreateModel(
            name="PartyCheckIn",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        related_name="party_check_ins",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        null=True,
                        related_name="jinniu_stores_party_check_ins",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "consent",
                    fields.ForeignKeyField(
                        "jinniu_stores.PartyConsent",
                        source_field="consent_id",
                        related_name="check_ins",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("day", fields.DateField()),
                ("withdrawn_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_party_check_in",
                "app": "jinniu_stores",
                "constraints": [
                    UniqueConstraint(
                        fields=("store_id", "person_id", "day"), name="jinniu_stores_party_check_in_once_a_day"
                    ),
                    CheckConstraint(
                        check="(person_id IS NULL) = (withdrawn_at IS NOT NULL)",
                        name="jinniu_stores_party_check_in_named",
                    ),
                ],
                "indexes": [Index(fields=["person_id"]), Index(fields=["consent_id"]), Index(fields=["day", "id"])],
            },
        ),
        ops.CreateModel(
            name="Scenario",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="jinniu_stores_scenarios",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        null=True,
                        related_name="scenarios",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "replaces",
                    fields.OneToOneField(
                        "jinniu_stores.Scenario",
                        source_field="replaces_id",
                        null=True,
                        related_name="replaced_by",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("edition", fields.SmallIntField()),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("text", fields.TextField()),
                ("text_en", fields.TextField(null=True)),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField()),
                ("state", fields.CharField(max_length=32)),
                ("state_reason", fields.CharField(null=True, max_length=500)),
                ("published_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_scenario",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(check="edition >= 1", name="jinniu_stores_scenario_edition_from_one"),
                    CheckConstraint(check="ends_on >= starts_on", name="jinniu_stores_scenario_period"),
                    CheckConstraint(
                        check="(published_at IS NOT NULL) = (state IN ('PUBLISHED', 'WITHDRAWN'))",
                        name="jinniu_stores_scenario_published_when",
                    ),
                ],
                "indexes": [
                    Index(fields=["area_id", "id"]),
                    Index(fields=["store_id", "id"]),
                    Index(fields=["state", "published_at"]),
                ],
            },
        ),
        ops.CreateModel(
            name="ScenarioFigure",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "scenario",
                    fields.ForeignKeyField(
                        "jinniu_stores.Scenario",
                        source_field="scenario_id",
                        related_name="figures",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("kind", fields.CharField(max_length=32)),
                ("amount", fields.DecimalField(null=True, max_digits=18, decimal_places=4)),
                ("as_of", fields.DateField(null=True)),
                ("query", fields.TextField(null=True)),
                ("variables", fields.TextField(null=True)),
            ],
            options={
                "table": "jinniu_stores_scenario_figure",
                "app": "jinniu_stores",
                "unique_together": (("scenario", "position"), ("scenario", "kind")),
                "constraints": [
                    CheckConstraint(check="position >= 1", name="jinniu_stores_scenario_figure_position_from_one"),
                    CheckConstraint(
                        check="(as_of IS NULL) = (query IS NULL) AND (amount IS NULL OR as_of IS NOT NULL)",
                        name="jinniu_stores_scenario_figure_has_its_question",
                    ),
                ],
            },
        ),
        ops.CreateModel(
            name="ScenarioPicture",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "scenario",
                    fields.ForeignKeyField(
                        "jinniu_stores.Scenario",
                        source_field="scenario_id",
                        related_name="pictures",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.SmallIntField()),
                (
                    "media",
                    fields.ForeignKeyField(
                        "core.Media",
                        source_field="media_id",
                        related_name="jinniu_stores_scenario_pictures",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("caption", fields.CharField(null=True, max_length=300)),
                ("caption_en", fields.CharField(null=True, max_length=300)),
            ],
            options={
                "table": "jinniu_stores_scenario_picture",
                "app": "jinniu_stores",
                "unique_together": (("scenario", "position"), ("scenario", "media")),
                "constraints": [
                    CheckConstraint(check="position >= 1", name="jinniu_stores_scenario_picture_position_from_one")
                ],
                "indexes": [Index(fields=["media_id"])],
            },
        ),
        ops.CreateModel(
            name="ServiceCode",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        related_name="service_codes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("token", fields.CharField(unique=True, max_length=32)),
                ("issued_at", CreatedField()),
                ("expires_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_service_code",
                "app": "jinniu_stores",
                "constraints": [
                    UniqueConstraint(
                        fields=("store_id", "kind"),
                        name="jinniu_stores_service_code_one_current",
                        condition="expires_at IS NULL",
                    )
                ],
                "indexes": [Index(fields=["store_id", "kind", "id"])],
            },
        ),
        ops.CreateModel(
            name="ScanEvent",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "code",
                    fields.ForeignKeyField(
                        "jinniu_stores.ServiceCode",
                        source_field="code_id",
                        related_name="scans",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.DateField()),
                ("times", fields.IntField()),
            ],
            options={
                "table": "jinniu_stores_scan_event",
                "app": "jinniu_stores",
                "unique_together": (("code", "day"),),
                "constraints": [CheckConstraint(check="times >= 0", name="jinniu_stores_scan_event_not_negative")],
                "indexes": [Index(fields=["day", "id"])],
            },
        ),
        ops.CreateModel(
            name="ServiceItem",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="jinniu_stores_service_items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("mode", fields.CharField(max_length=32)),
                (
                    "authority",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="authority_id",
                        null=True,
                        related_name="jinniu_stores_service_items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("deep_link", fields.CharField(max_length=1000)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_service_item",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(check="valid_to >= valid_from", name="jinniu_stores_service_item_period")
                ],
                "indexes": [Index(fields=["area_id", "id"]), Index(fields=["authority_id"])],
            },
        ),
        ops.CreateModel(
            name="ServiceTap",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "item",
                    fields.ForeignKeyField(
                        "jinniu_stores.ServiceItem",
                        source_field="item_id",
                        related_name="taps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        related_name="service_taps",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.DateField()),
                ("times", fields.IntField()),
            ],
            options={
                "table": "jinniu_stores_service_tap",
                "app": "jinniu_stores",
                "unique_together": (("item", "store", "day"),),
                "constraints": [CheckConstraint(check="times >= 0", name="jinniu_stores_service_tap_not_negative")],
                "indexes": [Index(fields=["store_id", "day"]), Index(fields=["day", "id"])],
            },
        ),
        ops.CreateModel(
            name="SignageDesign",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", fields.SmallIntField(unique=True)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                (
                    "artwork",
                    fields.ForeignKeyField(
                        "core.Media",
                        source_field="artwork_id",
                        null=True,
                        related_name="jinniu_stores_signage_designs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField(unique=True)),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_signage_design",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(check="number >= 1", name="jinniu_stores_signage_design_number_from_one"),
                    CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_signage_design_period"),
                ],
                "indexes": [Index(fields=["artwork_id"])],
            },
        ),
        ops.CreateModel(
            name="SignageCheck",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "store",
                    fields.ForeignKeyField(
                        "jinniu_stores.Store",
                        source_field="store_id",
                        related_name="signage_checks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("condition", fields.CharField(max_length=32)),
                (
                    "design",
                    fields.ForeignKeyField(
                        "jinniu_stores.SignageDesign",
                        source_field="design_id",
                        null=True,
                        related_name="checks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "photo",
                    fields.ForeignKeyField(
                        "core.Media",
                        source_field="photo_id",
                        null=True,
                        related_name="jinniu_stores_signage_checks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("checked_at", InstantField()),
                (
                    "checker",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="checker_id",
                        null=True,
                        related_name="jinniu_stores_signage_checks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("note", fields.CharField(null=True, max_length=500)),
                ("is_latest", fields.BooleanField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "jinniu_stores_signage_check",
                "app": "jinniu_stores",
                "constraints": [
                    CheckConstraint(
                        check="condition = 'MISSING' OR (design_id IS NOT NULL AND photo_id IS NOT NULL)",
                        name="jinniu_stores_signage_check_shows_it",
                    ),
                    UniqueConstraint(
                        fields=("store_id",), name="jinniu_stores_signage_check_one_latest", condition="is_latest"
                    ),
                ],
                "indexes": [
                    Index(fields=["store_id", "checked_at", "id"]),
                    Index(fields=["checked_at", "id"]),
                    Index(fields=["design_id"]),
                    Index(fields=["photo_id"]),
                    Index(fields=["checker_id"]),
                ],
            },
        ),
        ops.AddField(
            model_name="StatusChange",
            name="wave",
            field=fields.ForeignKeyField(
                "jinniu_stores.Wave",
                source_field="wave_id",
                null=True,
                related_name="status_changes",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddIndex(
            model_name="StatusChange",
            index=Index(fields=["wave_id", "status"]),
        ),
        ops.AddField(
            model_name="Store",
            name="lacking_since",
            field=fields.DateField(null=True),
        ),
        # What was in the tables before: the wave of each status, and since when a store has lacked something.
        RunStatements(
            postgres=[WAVES, LACKING.format(day="(found.condition_since AT TIME ZONE 'Asia/Shanghai')::date")],
            sqlite=[WAVES, LACKING.format(day="date(found.condition_since, '+8 hours')")],
            reverse_postgres=[],
            reverse_sqlite=[],
        ),
        AddObjects(
            [
                DatabaseObject(
                    "jinniu_stores_signage_check",
                    "jinniu_stores_signage_check_unchanging",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_signage_check_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_signage_check_unchanging', TABLE = 'jinniu_stores_signage_check',
        MESSAGE = 'new row for relation "jinniu_stores_signage_check" violates check constraint "jinniu_stores_signage_check_unchanging"';
END $$""",
                        """CREATE TRIGGER jinniu_stores_signage_check_unchanging BEFORE UPDATE OF store_id, condition, design_id, photo_id, checked_at ON jinniu_stores_signage_check
FOR EACH ROW EXECUTE FUNCTION jinniu_stores_signage_check_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_signage_check_unchanging BEFORE UPDATE OF store_id, condition, design_id, photo_id, checked_at ON jinniu_stores_signage_check
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_signage_check_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_standard",
                    "jinniu_stores_standard_one_open",
                    postgres=[
                        "CREATE UNIQUE INDEX jinniu_stores_standard_one_open ON jinniu_stores_standard ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                    sqlite=[
                        "CREATE UNIQUE INDEX jinniu_stores_standard_one_open ON jinniu_stores_standard ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_criteria",
                    "jinniu_stores_criteria_one_open",
                    postgres=[
                        "CREATE UNIQUE INDEX jinniu_stores_criteria_one_open ON jinniu_stores_criteria ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                    sqlite=[
                        "CREATE UNIQUE INDEX jinniu_stores_criteria_one_open ON jinniu_stores_criteria ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_inspection_rule",
                    "jinniu_stores_inspection_rule_one_open",
                    postgres=[
                        "CREATE UNIQUE INDEX jinniu_stores_inspection_rule_one_open ON jinniu_stores_inspection_rule ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                    sqlite=[
                        "CREATE UNIQUE INDEX jinniu_stores_inspection_rule_one_open ON jinniu_stores_inspection_rule ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_signage_design",
                    "jinniu_stores_signage_design_one_open",
                    postgres=[
                        "CREATE UNIQUE INDEX jinniu_stores_signage_design_one_open ON jinniu_stores_signage_design ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                    sqlite=[
                        "CREATE UNIQUE INDEX jinniu_stores_signage_design_one_open ON jinniu_stores_signage_design ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_party_consent",
                    "jinniu_stores_party_consent_one_open",
                    postgres=[
                        "CREATE UNIQUE INDEX jinniu_stores_party_consent_one_open ON jinniu_stores_party_consent ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                    sqlite=[
                        "CREATE UNIQUE INDEX jinniu_stores_party_consent_one_open ON jinniu_stores_party_consent ((valid_to IS NULL)) WHERE valid_to IS NULL",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_scenario",
                    "jinniu_stores_scenario_unchanging",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_scenario_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_scenario_unchanging', TABLE = 'jinniu_stores_scenario',
        MESSAGE = 'new row for relation "jinniu_stores_scenario" violates check constraint "jinniu_stores_scenario_unchanging"';
END $$""",
                        """CREATE TRIGGER jinniu_stores_scenario_unchanging BEFORE UPDATE OF area_id, store_id, replaces_id, edition, title, title_en, text, text_en, starts_on, ends_on, published_at ON jinniu_stores_scenario
FOR EACH ROW WHEN (OLD.state IN ('PUBLISHED', 'WITHDRAWN')) EXECUTE FUNCTION jinniu_stores_scenario_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_scenario_unchanging BEFORE UPDATE OF area_id, store_id, replaces_id, edition, title, title_en, text, text_en, starts_on, ends_on, published_at ON jinniu_stores_scenario WHEN (OLD.state IN ('PUBLISHED', 'WITHDRAWN'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_scenario_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_scenario_figure",
                    "jinniu_stores_scenario_figure_frozen",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_scenario_figure_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = NEW.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN')) THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' AND NOT EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = OLD.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN')) THEN
        IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSE RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_scenario_figure_frozen', TABLE = 'jinniu_stores_scenario_figure',
        MESSAGE = 'new row for relation "jinniu_stores_scenario_figure" violates check constraint "jinniu_stores_scenario_figure_frozen"';
END $$""",
                        """CREATE TRIGGER jinniu_stores_scenario_figure_frozen BEFORE INSERT OR UPDATE OR DELETE ON jinniu_stores_scenario_figure
FOR EACH ROW EXECUTE FUNCTION jinniu_stores_scenario_figure_frozen()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_scenario_figure_frozen_insert BEFORE INSERT ON jinniu_stores_scenario_figure
WHEN EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = NEW.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_scenario_figure_frozen');
END""",
                        """CREATE TRIGGER jinniu_stores_scenario_figure_frozen_update BEFORE UPDATE ON jinniu_stores_scenario_figure
WHEN EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = OLD.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_scenario_figure_frozen');
END""",
                        """CREATE TRIGGER jinniu_stores_scenario_figure_frozen_delete BEFORE DELETE ON jinniu_stores_scenario_figure
WHEN EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = OLD.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_scenario_figure_frozen');
END""",
                    ],
                ),
                DatabaseObject(
                    "jinniu_stores_scenario_picture",
                    "jinniu_stores_scenario_picture_frozen",
                    postgres=[
                        """CREATE FUNCTION jinniu_stores_scenario_picture_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = NEW.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN')) THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' AND NOT EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = OLD.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN')) THEN
        IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSE RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_scenario_picture_frozen', TABLE = 'jinniu_stores_scenario_picture',
        MESSAGE = 'new row for relation "jinniu_stores_scenario_picture" violates check constraint "jinniu_stores_scenario_picture_frozen"';
END $$""",
                        """CREATE TRIGGER jinniu_stores_scenario_picture_frozen BEFORE INSERT OR UPDATE OR DELETE ON jinniu_stores_scenario_picture
FOR EACH ROW EXECUTE FUNCTION jinniu_stores_scenario_picture_frozen()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER jinniu_stores_scenario_picture_frozen_insert BEFORE INSERT ON jinniu_stores_scenario_picture
WHEN EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = NEW.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_scenario_picture_frozen');
END""",
                        """CREATE TRIGGER jinniu_stores_scenario_picture_frozen_update BEFORE UPDATE ON jinniu_stores_scenario_picture
WHEN EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = OLD.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_scenario_picture_frozen');
END""",
                        """CREATE TRIGGER jinniu_stores_scenario_picture_frozen_delete BEFORE DELETE ON jinniu_stores_scenario_picture
WHEN EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = OLD.scenario_id AND state IN ('PUBLISHED', 'WITHDRAWN'))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_scenario_picture_frozen');
END""",
                    ],
                ),
            ]
        ),
    ]
