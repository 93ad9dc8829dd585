from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from linli.migrations import AddObjects, DatabaseObject
from linli.models import CreatedField, InstantField


class Migration(migrations.Migration):
    dependencies = [("core", "0011_persons")]

    initial = True

    operations = [
        ops.CreateModel(
            name="KitTemplate",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("code", fields.CharField(max_length=64)),
                ("number", fields.SmallIntField()),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("check_every_days", fields.SmallIntField()),
                ("min_celsius", fields.SmallIntField(null=True)),
                ("max_celsius", fields.SmallIntField(null=True)),
                ("max_humidity", fields.SmallIntField(null=True)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_kit_template",
                "app": "health_points",
                "unique_together": (("code", "number"),),
                "constraints": [
                    CheckConstraint(check="number >= 1", name="health_points_kit_template_number_from_one"),
                    CheckConstraint(check="check_every_days >= 1", name="health_points_kit_template_interval_positive"),
                    CheckConstraint(
                        check="max_celsius >= min_celsius", name="health_points_kit_template_celsius_range"
                    ),
                    CheckConstraint(
                        check="max_humidity BETWEEN 0 AND 100", name="health_points_kit_template_humidity_range"
                    ),
                    CheckConstraint(check="valid_to > valid_from", name="health_points_kit_template_period"),
                    UniqueConstraint(
                        fields=("code",), name="health_points_kit_template_one_open", condition="valid_to IS NULL"
                    ),
                ],
            },
        ),
        ops.CreateModel(
            name="Kit",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        related_name="health_points_kits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "template",
                    fields.ForeignKeyField(
                        "health_points.KitTemplate",
                        source_field="template_id",
                        related_name="kits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("name", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
                ("precise_location", fields.CharField(max_length=200)),
                ("precise_location_en", fields.CharField(null=True, max_length=200)),
                (
                    "keeper",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="keeper_id",
                        null=True,
                        related_name="health_points_kits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("access", fields.CharField(max_length=32)),
                ("status", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_kit",
                "app": "health_points",
                "indexes": [
                    Index(fields=["place_id", "id"]),
                    Index(fields=["template_id", "id"]),
                    Index(fields=["status", "id"]),
                    Index(fields=["keeper_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="AccessHours",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "kit",
                    fields.ForeignKeyField(
                        "health_points.Kit",
                        source_field="kit_id",
                        related_name="access_hours",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.SmallIntField()),
                ("opens_minute", fields.SmallIntField()),
                ("closes_minute", fields.SmallIntField()),
            ],
            options={
                "table": "health_points_access_hours",
                "app": "health_points",
                "unique_together": (("kit", "day", "opens_minute"),),
                "constraints": [
                    CheckConstraint(check="day BETWEEN 1 AND 8", name="health_points_access_hours_day_range"),
                    CheckConstraint(
                        check="opens_minute BETWEEN 0 AND 1439", name="health_points_access_hours_opens_range"
                    ),
                    CheckConstraint(
                        check="closes_minute > opens_minute AND closes_minute <= opens_minute + 1440",
                        name="health_points_access_hours_closes_after_opening",
                    ),
                ],
            },
        ),
        ops.CreateModel(
            name="Check",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "kit",
                    fields.ForeignKeyField(
                        "health_points.Kit", source_field="kit_id", related_name="checks", on_delete=OnDelete.CASCADE
                    ),
                ),
                ("checked_at", InstantField()),
                ("checked_on", fields.DateField()),
                ("superseded_on", fields.DateField(null=True)),
                ("next_due_on", fields.DateField()),
                (
                    "checker",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="checker_id",
                        null=True,
                        related_name="health_points_checks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("celsius", fields.SmallIntField(null=True)),
                ("humidity", fields.SmallIntField(null=True)),
                ("storage_ok", fields.BooleanField(null=True)),
                ("seal_intact", fields.BooleanField()),
                ("note", fields.CharField(null=True, max_length=500)),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "health_points_check",
                "app": "health_points",
                "constraints": [
                    CheckConstraint(check="superseded_on >= checked_on", name="health_points_check_period"),
                    CheckConstraint(check="next_due_on > checked_on", name="health_points_check_due_later"),
                    UniqueConstraint(
                        fields=("kit_id",), name="health_points_check_one_latest", condition="superseded_on IS NULL"
                    ),
                ],
                "indexes": [
                    Index(fields=["kit_id", "checked_at", "id"]),
                    Index(fields=["checked_at", "id"]),
                    Index(fields=["next_due_on", "kit_id"]),
                    Index(fields=["checker_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="MedicineItem",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("code", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("category", fields.CharField(max_length=32)),
                ("specification", fields.CharField(null=True, max_length=200)),
                ("unit", fields.CharField(max_length=20)),
                ("unit_en", fields.CharField(null=True, max_length=20)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_medicine_item",
                "app": "health_points",
                "constraints": [
                    CheckConstraint(
                        check="category <> 'PRESCRIPTION_MEDICINE'", name="health_points_medicine_item_no_prescription"
                    ),
                    CheckConstraint(check="valid_to >= valid_from", name="health_points_medicine_item_period"),
                ],
                "indexes": [Index(fields=["name", "id"])],
            },
        ),
        ops.CreateModel(
            name="Recall",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="health_points_recalls",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "health_points.MedicineItem",
                        source_field="item_id",
                        related_name="recalls",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.CharField(max_length=64)),
                ("reason", fields.CharField(max_length=500)),
                ("recalled_at", InstantField()),
                ("lifted_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_recall",
                "app": "health_points",
                "constraints": [
                    UniqueConstraint(
                        fields=("item_id", "number", "area_id"),
                        name="health_points_recall_one_open",
                        condition="lifted_at IS NULL",
                    )
                ],
                "indexes": [Index(fields=["area_id", "id"]), Index(fields=["recalled_at", "id"])],
            },
        ),
        ops.CreateModel(
            name="Restock",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "kit",
                    fields.ForeignKeyField(
                        "health_points.Kit", source_field="kit_id", related_name="restocks", on_delete=OnDelete.CASCADE
                    ),
                ),
                ("state", fields.CharField(max_length=32)),
                ("note", fields.CharField(null=True, max_length=500)),
                ("requested_at", InstantField()),
                ("approved_at", InstantField(null=True)),
                ("dispatched_at", InstantField(null=True)),
                ("received_at", InstantField(null=True)),
                ("cancelled_at", InstantField(null=True)),
                ("cancel_reason", fields.CharField(null=True, max_length=500)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_restock",
                "app": "health_points",
                "constraints": [
                    CheckConstraint(
                        check="(state = 'RECEIVED') = (received_at IS NOT NULL)", name="health_points_restock_received"
                    ),
                    CheckConstraint(
                        check="(state = 'CANCELLED') = (cancelled_at IS NOT NULL)",
                        name="health_points_restock_cancelled",
                    ),
                    UniqueConstraint(
                        fields=("kit_id",),
                        name="health_points_restock_one_open",
                        condition="received_at IS NULL AND cancelled_at IS NULL",
                    ),
                ],
                "indexes": [
                    Index(fields=["kit_id", "requested_at", "id"]),
                    Index(fields=["state", "requested_at", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="StatusChange",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "kit",
                    fields.ForeignKeyField(
                        "health_points.Kit",
                        source_field="kit_id",
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
                "table": "health_points_status_change",
                "app": "health_points",
                "unique_together": (("kit", "position"),),
                "constraints": [
                    CheckConstraint(check="ended_on >= effective_on", name="health_points_status_change_period"),
                    UniqueConstraint(
                        fields=("kit_id",), name="health_points_status_one_open", condition="ended_on IS NULL"
                    ),
                ],
                "indexes": [Index(fields=["status", "effective_on", "ended_on"])],
            },
        ),
        ops.CreateModel(
            name="Stock",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "kit",
                    fields.ForeignKeyField(
                        "health_points.Kit", source_field="kit_id", related_name="stock", on_delete=OnDelete.CASCADE
                    ),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "health_points.MedicineItem",
                        source_field="item_id",
                        related_name="stock",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("par_level", fields.IntField()),
                ("essential", fields.BooleanField()),
            ],
            options={
                "table": "health_points_stock",
                "app": "health_points",
                "unique_together": (("kit", "item"),),
                "constraints": [CheckConstraint(check="par_level >= 0", name="health_points_stock_par_not_negative")],
                "indexes": [Index(fields=["item_id", "kit_id"])],
            },
        ),
        ops.CreateModel(
            name="Lot",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "stock",
                    fields.ForeignKeyField(
                        "health_points.Stock", source_field="stock_id", related_name="lots", on_delete=OnDelete.CASCADE
                    ),
                ),
                ("number", fields.CharField(max_length=64)),
                ("expires_on", fields.DateField()),
                ("quantity", fields.IntField()),
                (
                    "recall",
                    fields.ForeignKeyField(
                        "health_points.Recall",
                        source_field="recall_id",
                        null=True,
                        related_name="lots",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("recalled", fields.BooleanField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "health_points_lot",
                "app": "health_points",
                "unique_together": (("stock", "number"),),
                "constraints": [CheckConstraint(check="quantity >= 0", name="health_points_lot_not_below_zero")],
                "indexes": [
                    Index(fields=["expires_on", "id"]),
                    Index(fields=["number", "stock_id"]),
                    Index(fields=["recall_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Alert",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "kit",
                    fields.ForeignKeyField(
                        "health_points.Kit", source_field="kit_id", related_name="alerts", on_delete=OnDelete.CASCADE
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                (
                    "stock",
                    fields.ForeignKeyField(
                        "health_points.Stock",
                        source_field="stock_id",
                        null=True,
                        related_name="alerts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "lot",
                    fields.ForeignKeyField(
                        "health_points.Lot",
                        source_field="lot_id",
                        null=True,
                        related_name="alerts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("about", fields.CharField(max_length=36)),
                ("raised_at", InstantField()),
                ("cleared_at", InstantField(null=True)),
            ],
            options={
                "table": "health_points_alert",
                "app": "health_points",
                "constraints": [
                    UniqueConstraint(
                        fields=("kit_id", "kind", "about"),
                        name="health_points_alert_one_open",
                        condition="cleared_at IS NULL",
                    )
                ],
                "indexes": [
                    Index(fields=["kit_id", "raised_at", "id"]),
                    Index(fields=["raised_at", "id"]),
                    Index(fields=["stock_id"]),
                    Index(fields=["lot_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Movement",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "lot",
                    fields.ForeignKeyField(
                        "health_points.Lot", source_field="lot_id", related_name="movements", on_delete=OnDelete.CASCADE
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("change", fields.IntField()),
                ("moved_at", InstantField()),
                ("moved_on", fields.DateField()),
                ("note", fields.CharField(null=True, max_length=500)),
                (
                    "check_made",
                    fields.ForeignKeyField(
                        "health_points.Check",
                        source_field="check_made_id",
                        null=True,
                        related_name="movements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "restock",
                    fields.ForeignKeyField(
                        "health_points.Restock",
                        source_field="restock_id",
                        null=True,
                        related_name="movements",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "health_points_movement",
                "app": "health_points",
                "constraints": [
                    CheckConstraint(
                        check="(kind IN ('RECEIVED', 'MOVED_IN') AND change > 0) OR (kind = 'COUNTED' AND change <> 0) OR (kind IN ('USED', 'DISCARDED', 'WITHDRAWN', 'MOVED_OUT') AND change < 0)",
                        name="health_points_movement_direction",
                    )
                ],
                "indexes": [
                    Index(fields=["lot_id", "moved_on"]),
                    Index(fields=["moved_on", "kind"]),
                    Index(fields=["moved_at", "id"]),
                    Index(fields=["check_made_id"]),
                    Index(fields=["restock_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="RestockLine",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "restock",
                    fields.ForeignKeyField(
                        "health_points.Restock",
                        source_field="restock_id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "stock",
                    fields.ForeignKeyField(
                        "health_points.Stock",
                        source_field="stock_id",
                        related_name="restock_lines",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("quantity", fields.IntField()),
                ("received", fields.IntField()),
            ],
            options={
                "table": "health_points_restock_line",
                "app": "health_points",
                "unique_together": (("restock", "stock"),),
                "constraints": [
                    CheckConstraint(
                        check="quantity BETWEEN 1 AND 10000", name="health_points_restock_line_quantity_range"
                    ),
                    CheckConstraint(check="received >= 0", name="health_points_restock_line_received_not_negative"),
                ],
                "indexes": [Index(fields=["stock_id"])],
            },
        ),
        ops.CreateModel(
            name="Team",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        related_name="health_points_teams",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="health_points_teams",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("phone", fields.CharField(null=True, max_length=32)),
                ("ended_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_team",
                "app": "health_points",
                "indexes": [
                    Index(fields=["name", "id"]),
                    Index(fields=["area_id", "id"]),
                    Index(fields=["organization_id", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "team",
                    fields.ForeignKeyField(
                        "health_points.Team",
                        source_field="team_id",
                        related_name="contact_points",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        related_name="health_points_contact_points",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("services", fields.CharField(null=True, max_length=500)),
                ("services_en", fields.CharField(null=True, max_length=500)),
                ("phone", fields.CharField(null=True, max_length=32)),
                ("needs_confirmation", fields.BooleanField()),
                ("opened_on", fields.DateField()),
                ("closed_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_contact_point",
                "app": "health_points",
                "unique_together": (("team", "place"),),
                "constraints": [
                    CheckConstraint(check="closed_on >= opened_on", name="health_points_contact_point_period")
                ],
                "indexes": [Index(fields=["place_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="Callback",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "contact_point",
                    fields.ForeignKeyField(
                        "health_points.ContactPoint",
                        source_field="contact_point_id",
                        related_name="callbacks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        null=True,
                        related_name="health_points_callbacks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("preferred", fields.CharField(max_length=32)),
                ("state", fields.CharField(max_length=32)),
                ("attempts", fields.SmallIntField()),
                ("requested_at", InstantField()),
                ("requested_on", fields.DateField()),
                ("ended_at", InstantField(null=True)),
                ("minutes_to_call", fields.IntField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_callback",
                "app": "health_points",
                "constraints": [
                    UniqueConstraint(
                        fields=("contact_point_id", "person_id"),
                        name="health_points_callback_one_open",
                        condition="ended_at IS NULL",
                    ),
                    CheckConstraint(
                        check="(ended_at IS NOT NULL) = (state IN ('CALLED', 'CANCELLED'))",
                        name="health_points_callback_ended",
                    ),
                    CheckConstraint(
                        check="(minutes_to_call IS NOT NULL) = (state = 'CALLED')", name="health_points_callback_called"
                    ),
                    CheckConstraint(
                        check="person_id IS NOT NULL OR ended_at IS NOT NULL", name="health_points_callback_named"
                    ),
                ],
                "indexes": [
                    Index(fields=["contact_point_id", "requested_on"]),
                    Index(fields=["requested_at", "id"]),
                    Index(fields=["person_id", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="ContactSession",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "contact_point",
                    fields.ForeignKeyField(
                        "health_points.ContactPoint",
                        source_field="contact_point_id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "doctor",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="doctor_id",
                        null=True,
                        related_name="health_points_sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("day", fields.DateField()),
                ("starts_at", InstantField()),
                ("ends_at", InstantField()),
                ("topic", fields.CharField(null=True, max_length=200)),
                ("topic_en", fields.CharField(null=True, max_length=200)),
                ("held_at", InstantField(null=True)),
                ("walk_ins", fields.IntField()),
                ("cancelled_at", InstantField(null=True)),
                ("cancel_reason", fields.CharField(null=True, max_length=500)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_contact_session",
                "app": "health_points",
                "unique_together": (("contact_point", "starts_at"),),
                "constraints": [
                    CheckConstraint(check="ends_at > starts_at", name="health_points_contact_session_ends_after_start"),
                    CheckConstraint(check="walk_ins >= 0", name="health_points_contact_session_walk_ins"),
                    CheckConstraint(
                        check="held_at IS NULL OR cancelled_at IS NULL", name="health_points_contact_session_one_end"
                    ),
                ],
                "indexes": [
                    Index(fields=["starts_at", "id"]),
                    Index(fields=["day", "contact_point_id"]),
                    Index(fields=["doctor_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="SigningIntent",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "team",
                    fields.ForeignKeyField(
                        "health_points.Team",
                        source_field="team_id",
                        related_name="signing_intents",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        null=True,
                        related_name="health_points_signing_intents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharField(max_length=32)),
                ("registered_at", InstantField()),
                ("contacted_at", InstantField(null=True)),
                ("ended_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_signing_intent",
                "app": "health_points",
                "constraints": [
                    UniqueConstraint(
                        fields=("person_id",),
                        name="health_points_signing_intent_one_open",
                        condition="ended_at IS NULL",
                    ),
                    CheckConstraint(
                        check="(ended_at IS NOT NULL) = (state IN ('SIGNED', 'DECLINED', 'WITHDRAWN'))",
                        name="health_points_signing_intent_ended",
                    ),
                    CheckConstraint(
                        check="person_id IS NOT NULL OR ended_at IS NOT NULL", name="health_points_signing_intent_named"
                    ),
                ],
                "indexes": [Index(fields=["team_id", "registered_at", "id"]), Index(fields=["person_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="Slot",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "health_points.ContactSession",
                        source_field="session_id",
                        related_name="slots",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("starts_at", InstantField()),
                ("ends_at", InstantField()),
                ("blocked", fields.BooleanField()),
                ("version", fields.IntField()),
            ],
            options={
                "table": "health_points_slot",
                "app": "health_points",
                "unique_together": (("session", "starts_at"),),
                "constraints": [
                    CheckConstraint(check="ends_at > starts_at", name="health_points_slot_ends_after_start")
                ],
                "indexes": [Index(fields=["starts_at", "id"])],
            },
        ),
        ops.CreateModel(
            name="Appointment",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "slot",
                    fields.ForeignKeyField(
                        "health_points.Slot",
                        source_field="slot_id",
                        related_name="appointments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        null=True,
                        related_name="health_points_appointments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("status", fields.CharField(max_length=32)),
                ("booked_at", InstantField()),
                ("arrived_at", InstantField(null=True)),
                ("ended_at", InstantField(null=True)),
                ("by_team", fields.BooleanField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_appointment",
                "app": "health_points",
                "constraints": [
                    UniqueConstraint(
                        fields=("slot_id",),
                        name="health_points_appointment_one_a_slot",
                        condition="status <> 'CANCELLED'",
                    ),
                    CheckConstraint(
                        check="(ended_at IS NOT NULL) = (status IN ('FULFILLED', 'CANCELLED', 'NOSHOW'))",
                        name="health_points_appointment_ended",
                    ),
                    CheckConstraint(
                        check="person_id IS NOT NULL OR ended_at IS NOT NULL", name="health_points_appointment_named"
                    ),
                ],
                "indexes": [
                    Index(fields=["person_id", "id"]),
                    Index(fields=["slot_id", "status"]),
                    Index(fields=["booked_at", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="TeamMember",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "team",
                    fields.ForeignKeyField(
                        "health_points.Team", source_field="team_id", related_name="members", on_delete=OnDelete.CASCADE
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        related_name="health_points_memberships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("function", fields.CharField(max_length=32)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "health_points_team_member",
                "app": "health_points",
                "unique_together": (("team", "person", "valid_from"),),
                "constraints": [
                    CheckConstraint(check="valid_to >= valid_from", name="health_points_team_member_period")
                ],
                "indexes": [Index(fields=["person_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="TemplateItem",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "template",
                    fields.ForeignKeyField(
                        "health_points.KitTemplate",
                        source_field="template_id",
                        related_name="items",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "item",
                    fields.ForeignKeyField(
                        "health_points.MedicineItem",
                        source_field="item_id",
                        related_name="template_items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("par_level", fields.IntField()),
                ("essential", fields.BooleanField()),
            ],
            options={
                "table": "health_points_template_item",
                "app": "health_points",
                "unique_together": (("template", "item"),),
                "constraints": [
                    CheckConstraint(check="par_level BETWEEN 1 AND 10000", name="health_points_template_item_par_range")
                ],
                "indexes": [Index(fields=["item_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="ToldCondition",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.OneToOneField(
                        "core.Place",
                        source_field="place_id",
                        related_name="health_points_told_condition",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("condition", fields.CharField(max_length=32)),
                ("told_at", InstantField()),
            ],
            options={"table": "health_points_told_condition", "app": "health_points"},
        ),
        AddObjects(
            [
                DatabaseObject(
                    "health_points_movement",
                    "health_points_movement_moves",
                    postgres=[
                        """CREATE FUNCTION health_points_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE health_points_lot SET quantity = quantity + NEW.change WHERE id = NEW.lot_id;
    RETURN NULL;
END $$""",
                        """CREATE TRIGGER health_points_movement_moves AFTER INSERT ON health_points_movement
FOR EACH ROW EXECUTE FUNCTION health_points_move()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_movement_moves AFTER INSERT ON health_points_movement
BEGIN
    UPDATE health_points_lot SET quantity = quantity + NEW.change WHERE id = NEW.lot_id;
END""",
                    ],
                ),
                DatabaseObject(
                    "health_points_movement",
                    "health_points_movement_unchanging",
                    postgres=[
                        """CREATE FUNCTION health_points_movement_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_movement_unchanging', TABLE = 'health_points_movement',
        MESSAGE = 'new row for relation "health_points_movement" violates check constraint "health_points_movement_unchanging"';
END $$""",
                        """CREATE TRIGGER health_points_movement_unchanging BEFORE UPDATE OR DELETE ON health_points_movement
FOR EACH ROW EXECUTE FUNCTION health_points_movement_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_movement_unchanging_update BEFORE UPDATE ON health_points_movement
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_movement_unchanging');
END""",
                        """CREATE TRIGGER health_points_movement_unchanging_delete BEFORE DELETE ON health_points_movement
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_movement_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "health_points_lot",
                    "health_points_lot_unchanging",
                    postgres=[
                        """CREATE FUNCTION health_points_lot_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_lot_unchanging', TABLE = 'health_points_lot',
        MESSAGE = 'new row for relation "health_points_lot" violates check constraint "health_points_lot_unchanging"';
END $$""",
                        """CREATE TRIGGER health_points_lot_unchanging BEFORE UPDATE OF stock_id, number, expires_on ON health_points_lot
FOR EACH ROW EXECUTE FUNCTION health_points_lot_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_lot_unchanging_update BEFORE UPDATE OF stock_id, number, expires_on ON health_points_lot
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_lot_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "health_points_check",
                    "health_points_check_unchanging",
                    postgres=[
                        """CREATE FUNCTION health_points_check_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'health_points_check_unchanging', TABLE = 'health_points_check',
        MESSAGE = 'new row for relation "health_points_check" violates check constraint "health_points_check_unchanging"';
END $$""",
                        """CREATE TRIGGER health_points_check_unchanging BEFORE UPDATE OF kit_id, checked_at, checked_on, next_due_on, celsius, humidity, storage_ok, seal_intact ON health_points_check
FOR EACH ROW EXECUTE FUNCTION health_points_check_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER health_points_check_unchanging_update BEFORE UPDATE OF kit_id, checked_at, checked_on, next_due_on, celsius, humidity, storage_ok, seal_intact ON health_points_check
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_check_unchanging');
END""",
                    ],
                ),
            ]
        ),
    ]
