from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from core.database.migrate import AddObjects, DatabaseObject
from core.models.fields import CreatedField, InstantField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Area",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("code", fields.CharField(null=True, unique=True, max_length=12)),
                ("level", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="parent_id",
                        null=True,
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("households", fields.IntField(null=True)),
                ("population", fields.IntField(null=True)),
                ("population_as_of", fields.DateField(null=True)),
                ("valid_from", fields.DateField(null=True)),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "area",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="parent_id IS NULL OR parent_id <> id", name="area_not_its_own_parent"),
                    CheckConstraint(check="(level = 'CITY') = (parent_id IS NULL)", name="area_parent_unless_city"),
                    CheckConstraint(check="households >= 0", name="area_households_not_negative"),
                    CheckConstraint(check="population >= 0", name="area_population_not_negative"),
                    CheckConstraint(
                        check="(population IS NULL) = (population_as_of IS NULL)",
                        name="area_population_has_its_date",
                    ),
                    CheckConstraint(check="valid_to >= valid_from", name="area_valid_period"),
                ],
                "indexes": [Index(fields=["parent_id", "name", "id"]), Index(fields=["level", "name", "id"])],
            },
        ),
        ops.CreateModel(
            name="AreaAncestor",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField("core.Area", source_field="area_id", related_name="ancestor_links"),
                ),
                (
                    "ancestor",
                    fields.ForeignKeyField("core.Area", source_field="ancestor_id", related_name="descendant_links"),
                ),
                ("distance", fields.SmallIntField()),
            ],
            options={
                "table": "area_ancestor",
                "app": "core",
                "unique_together": (("area", "ancestor"),),
                "indexes": [Index(fields=["ancestor_id", "area_id"])],
            },
        ),
        ops.CreateModel(
            name="AreaSuccession",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "predecessor",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="predecessor_id",
                        related_name="successions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "successor",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="successor_id",
                        related_name="origins",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("takes_effect_on", fields.DateField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "area_succession",
                "app": "core",
                "unique_together": (("predecessor", "successor"),),
                "constraints": [
                    CheckConstraint(check="predecessor_id <> successor_id", name="area_succession_two_areas")
                ],
            },
        ),
        ops.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("date", fields.DateField(unique=True)),
                ("kind", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
                ("follows_weekday", fields.SmallIntField(null=True)),
            ],
            options={
                "table": "calendar_day",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="follows_weekday BETWEEN 1 AND 7", name="calendar_day_weekday_range"),
                    CheckConstraint(
                        check="(kind = 'MAKE_UP_WORKDAY') = (follows_weekday IS NOT NULL)",
                        name="calendar_day_weekday_of_make_up_only",
                    ),
                ],
            },
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                ("position", fields.BigIntField(generated=True, primary_key=True)),
                ("transaction", fields.BigIntField()),
                ("name", fields.CharField(max_length=100)),
                ("subject_type", fields.CharField(max_length=16)),
                ("subject_id", fields.UUIDField()),
                ("payload", fields.JSONField()),
                ("occurred_at", CreatedField()),
            ],
            options={
                "table": "event",
                "app": "core",
                "indexes": [Index(fields=["subject_id"]), Index(fields=["transaction", "position"])],
            },
        ),
        ops.CreateModel(
            name="EventCursor",
            fields=[
                ("consumer", fields.CharField(primary_key=True, max_length=100)),
                ("transaction", fields.BigIntField()),
                ("position", fields.BigIntField()),
                ("updated_at", CreatedField()),
            ],
            options={"table": "event_cursor", "app": "core"},
        ),
        ops.CreateModel(
            name="Organization",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("kind", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("unified_social_credit_code", fields.CharField(null=True, unique=True, max_length=18)),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="parent_id",
                        null=True,
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        null=True,
                        related_name="organizations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("status", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "organization",
                "app": "core",
                "constraints": [
                    CheckConstraint(
                        check="parent_id IS NULL OR parent_id <> id", name="organization_not_its_own_parent"
                    ),
                    CheckConstraint(
                        check="length(unified_social_credit_code) = 18",
                        name="organization_credit_code_length",
                    ),
                ],
                "indexes": [
                    Index(fields=["name", "id"]),
                    Index(fields=["kind", "name", "id"]),
                    Index(fields=["area_id", "name", "id"]),
                    Index(fields=["parent_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("display_name", fields.CharField(max_length=100)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        null=True,
                        related_name="people",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("status", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "person",
                "app": "core",
                "indexes": [
                    Index(fields=["display_name", "id"]),
                    Index(fields=["area_id", "display_name", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Account",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("issuer", fields.CharField(max_length=255)),
                ("subject", fields.CharField(max_length=255)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        null=True,
                        related_name="accounts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("disabled_at", CreatedField(null=True)),
                ("created_at", CreatedField()),
            ],
            options={"table": "account", "app": "core", "unique_together": (("issuer", "subject"),)},
        ),
        ops.CreateModel(
            name="PersonAudience",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "person",
                    fields.ForeignKeyField("core.Person", source_field="person_id", related_name="audiences"),
                ),
                ("audience", fields.CharField(max_length=32)),
            ],
            options={
                "table": "person_audience",
                "app": "core",
                "unique_together": (("person", "audience"),),
                "indexes": [Index(fields=["audience", "person_id"])],
            },
        ),
        ops.CreateModel(
            name="PersonContact",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "person",
                    fields.ForeignKeyField("core.Person", source_field="person_id", related_name="contacts"),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("value_encrypted", fields.TextField()),
                ("value_hash", fields.CharField(max_length=64)),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "person_contact",
                "app": "core",
                "unique_together": (("person", "kind", "value_hash"),),
                "indexes": [Index(fields=["kind", "value_hash"])],
            },
        ),
        ops.CreateModel(
            name="Place",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("kind", fields.CharField(max_length=32)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="places",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "operator",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="operator_id",
                        null=True,
                        related_name="operated_places",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("address", fields.CharField(null=True, max_length=300)),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
                ("status", fields.CharField(max_length=32)),
                ("always_open", fields.BooleanField()),
                ("last_verified_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "place",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="(latitude IS NULL) = (longitude IS NULL)", name="place_location_complete"),
                    CheckConstraint(check="latitude BETWEEN -90 AND 90", name="place_latitude_range"),
                    CheckConstraint(check="longitude BETWEEN -180 AND 180", name="place_longitude_range"),
                ],
                "indexes": [
                    Index(fields=["name", "id"]),
                    Index(fields=["area_id", "name", "id"]),
                    Index(fields=["operator_id", "name", "id"]),
                    Index(fields=["latitude", "longitude"]),
                ],
            },
        ),
        ops.CreateModel(
            name="PlaceAmenity",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField("core.Place", source_field="place_id", related_name="amenities"),
                ),
                ("code", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
            ],
            options={
                "table": "place_amenity",
                "app": "core",
                "unique_together": (("place", "code"),),
                "indexes": [Index(fields=["code", "place_id"])],
            },
        ),
        ops.CreateModel(
            name="PlaceDesignation",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField("core.Place", source_field="place_id", related_name="designations"),
                ),
                ("code", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "place_designation",
                "app": "core",
                "unique_together": (("place", "code", "valid_from"),),
                "constraints": [CheckConstraint(check="valid_to >= valid_from", name="place_designation_valid_period")],
                "indexes": [Index(fields=["code", "place_id"])],
            },
        ),
        ops.CreateModel(
            name="Programme",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("code", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("description", fields.TextField(null=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="programmes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "lead_organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="lead_organization_id",
                        related_name="led_programmes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("starts_on", fields.DateField(null=True)),
                ("ends_on", fields.DateField(null=True)),
                ("status", fields.CharField(max_length=32)),
                ("published_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "programme",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="ends_on >= starts_on", name="programme_period"),
                    CheckConstraint(
                        check="status = 'DRAFT' OR published_at IS NOT NULL",
                        name="programme_published_has_its_time",
                    ),
                ],
                "indexes": [
                    Index(fields=["name", "id"]),
                    Index(fields=["area_id", "name", "id"]),
                    Index(fields=["lead_organization_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Milestone",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "core.Programme",
                        source_field="programme_id",
                        related_name="milestones",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("due_on", fields.DateField()),
                ("target_count", fields.IntField(null=True)),
                ("target_percent", fields.DecimalField(null=True, max_digits=6, decimal_places=2)),
                ("aspirational", fields.BooleanField()),
                ("reached_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
            ],
            options={
                "table": "milestone",
                "app": "core",
                "unique_together": (("programme", "position"),),
                "constraints": [
                    CheckConstraint(
                        check="(target_count IS NULL) <> (target_percent IS NULL)",
                        name="milestone_one_target",
                    ),
                    CheckConstraint(check="target_count >= 0", name="milestone_count_not_negative"),
                ],
                "indexes": [Index(fields=["due_on", "id"])],
            },
        ),
        ops.CreateModel(
            name="RoleAssignment",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        related_name="role_assignments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.CharField(max_length=64)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        null=True,
                        related_name="role_assignments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        null=True,
                        related_name="role_assignments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        null=True,
                        related_name="role_assignments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "role_assignment",
                "app": "core",
                "constraints": [
                    CheckConstraint(
                        check="(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN place_id IS NULL THEN 0 ELSE 1 END) = 1",
                        name="role_assignment_one_scope",
                    ),
                    CheckConstraint(check="valid_to >= valid_from", name="role_assignment_valid_period"),
                ],
                "indexes": [
                    Index(fields=["person_id", "role"]),
                    Index(fields=["area_id"]),
                    Index(fields=["organization_id"]),
                    Index(fields=["place_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True)),
                ("subject_type", fields.CharField(max_length=16)),
                ("subject_id", fields.UUIDField()),
                ("tokens", fields.TextField()),
            ],
            options={"table": "search_document", "app": "core", "unique_together": (("subject_id",),)},
        ),
        ops.CreateModel(
            name="Series",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("code", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("description", fields.TextField(null=True)),
                ("cadence", fields.CharField(max_length=32)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="series",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "core.Programme",
                        source_field="programme_id",
                        null=True,
                        related_name="series",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "series",
                "app": "core",
                "indexes": [
                    Index(fields=["name", "id"]),
                    Index(fields=["area_id"]),
                    Index(fields=["programme_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Activity",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("summary", fields.TextField(null=True)),
                (
                    "series",
                    fields.ForeignKeyField(
                        "core.Series",
                        source_field="series_id",
                        null=True,
                        related_name="activities",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("year", fields.SmallIntField(null=True)),
                ("quarter", fields.SmallIntField(null=True)),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        null=True,
                        related_name="activities",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="activities",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "lead_organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="lead_organization_id",
                        related_name="led_activities",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("starts_at", InstantField()),
                ("ends_at", InstantField()),
                ("capacity", fields.IntField(null=True)),
                ("waitlist", fields.BooleanField()),
                ("seats_taken", fields.IntField()),
                ("join_policy", fields.CharField(max_length=32)),
                ("volunteering", fields.BooleanField()),
                ("decision", fields.CharField(max_length=32)),
                ("decision_reason", fields.CharField(null=True, max_length=500)),
                ("published_at", InstantField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "activity",
                "app": "core",
                "constraints": [
                    CheckConstraint(check="ends_at >= starts_at", name="activity_ends_after_start"),
                    CheckConstraint(check="(year IS NULL) = (quarter IS NULL)", name="activity_quarter_has_its_year"),
                    CheckConstraint(check="quarter BETWEEN 1 AND 4", name="activity_quarter_range"),
                    CheckConstraint(check="capacity >= 0", name="activity_capacity_not_negative"),
                    CheckConstraint(check="seats_taken >= 0", name="activity_seats_not_negative"),
                    CheckConstraint(
                        check="capacity IS NULL OR seats_taken <= capacity", name="activity_within_capacity"
                    ),
                    CheckConstraint(
                        check="decision IN ('DRAFT', 'IN_REVIEW', 'CANCELLED') OR published_at IS NOT NULL",
                        name="activity_published_has_its_time",
                    ),
                ],
                "indexes": [
                    Index(fields=["starts_at", "id"]),
                    Index(fields=["place_id", "starts_at", "id"]),
                    Index(fields=["area_id", "starts_at", "id"]),
                    Index(fields=["lead_organization_id", "starts_at", "id"]),
                    Index(fields=["series_id", "starts_at", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="ActivityAudience",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "activity",
                    fields.ForeignKeyField("core.Activity", source_field="activity_id", related_name="audiences"),
                ),
                ("audience", fields.CharField(max_length=32)),
            ],
            options={
                "table": "activity_audience",
                "app": "core",
                "unique_together": (("activity", "audience"),),
            },
        ),
        ops.CreateModel(
            name="ActivityHost",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "activity",
                    fields.ForeignKeyField("core.Activity", source_field="activity_id", related_name="hosts"),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        related_name="hostings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.CharField(max_length=32)),
                ("position", fields.SmallIntField()),
            ],
            options={
                "table": "activity_host",
                "app": "core",
                "unique_together": (("activity", "position"), ("activity", "organization")),
                "constraints": [CheckConstraint(check="position >= 1", name="activity_host_position_from_one")],
                "indexes": [Index(fields=["organization_id", "activity_id"])],
            },
        ),
        ops.CreateModel(
            name="ActivityProgramme",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "activity",
                    fields.ForeignKeyField("core.Activity", source_field="activity_id", related_name="programme_links"),
                ),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "core.Programme",
                        source_field="programme_id",
                        related_name="activity_links",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "activity_programme",
                "app": "core",
                "unique_together": (("activity", "programme"),),
                "indexes": [Index(fields=["programme_id", "activity_id"])],
            },
        ),
        ops.CreateModel(
            name="Media",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("kind", fields.CharField(max_length=32)),
                ("title", fields.CharField(max_length=200)),
                ("alternative_text", fields.CharField(null=True, max_length=500)),
                ("url", fields.CharField(max_length=1000)),
                ("byte_size", fields.BigIntField(null=True)),
                ("taken_at", InstantField(null=True)),
                ("consent_recorded", fields.BooleanField()),
                (
                    "activity",
                    fields.ForeignKeyField(
                        "core.Activity",
                        source_field="activity_id",
                        null=True,
                        related_name="media",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        null=True,
                        related_name="media",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "media",
                "app": "core",
                "constraints": [CheckConstraint(check="byte_size >= 0", name="media_byte_size_not_negative")],
                "indexes": [Index(fields=["activity_id", "id"]), Index(fields=["place_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="MediaCredit",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "media",
                    fields.ForeignKeyField("core.Media", source_field="media_id", related_name="credits"),
                ),
                ("position", fields.SmallIntField()),
                ("role", fields.CharField(max_length=32)),
                ("name", fields.CharField(max_length=100)),
            ],
            options={
                "table": "media_credit",
                "app": "core",
                "unique_together": (("media", "position"),),
                "constraints": [CheckConstraint(check="position >= 1", name="media_credit_position_from_one")],
            },
        ),
        ops.CreateModel(
            name="Registration",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "activity",
                    fields.ForeignKeyField(
                        "core.Activity",
                        source_field="activity_id",
                        related_name="registrations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "person",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="person_id",
                        related_name="registrations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("party_size", fields.SmallIntField()),
                ("answers", fields.JSONField(null=True)),
                ("state", fields.CharField(max_length=32)),
                ("registered_at", CreatedField()),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "registration",
                "app": "core",
                "constraints": [CheckConstraint(check="party_size >= 1", name="registration_party_size_positive")],
                "indexes": [
                    Index(fields=["activity_id", "registered_at", "id"]),
                    Index(fields=["person_id", "registered_at", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="ServiceException",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField("core.Place", source_field="place_id", related_name="service_exceptions"),
                ),
                ("date", fields.DateField()),
                ("opens_minute", fields.SmallIntField(null=True)),
                ("closes_minute", fields.SmallIntField(null=True)),
                ("reason", fields.CharField(null=True, max_length=200)),
            ],
            options={
                "table": "service_exception",
                "app": "core",
                "unique_together": (("place", "date", "opens_minute"),),
                "constraints": [
                    CheckConstraint(
                        check="(opens_minute IS NULL) = (closes_minute IS NULL)",
                        name="service_exception_hours_complete",
                    ),
                    CheckConstraint(check="opens_minute BETWEEN 0 AND 1439", name="service_exception_opens_range"),
                    CheckConstraint(
                        check="closes_minute > opens_minute AND closes_minute <= opens_minute + 1440",
                        name="service_exception_closes_after_opening",
                    ),
                ],
            },
        ),
        ops.CreateModel(
            name="ServiceHours",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.ForeignKeyField("core.Place", source_field="place_id", related_name="service_hours"),
                ),
                ("purpose", fields.CharField(max_length=32)),
                ("day", fields.SmallIntField()),
                ("opens_minute", fields.SmallIntField()),
                ("closes_minute", fields.SmallIntField()),
            ],
            options={
                "table": "service_hours",
                "app": "core",
                "unique_together": (("place", "purpose", "day", "opens_minute"),),
                "constraints": [
                    CheckConstraint(check="day BETWEEN 1 AND 8", name="service_hours_day_range"),
                    CheckConstraint(check="opens_minute BETWEEN 0 AND 1439", name="service_hours_opens_range"),
                    CheckConstraint(
                        check="closes_minute > opens_minute AND closes_minute <= opens_minute + 1440",
                        name="service_hours_closes_after_opening",
                    ),
                ],
            },
        ),
        AddObjects(
            [
                DatabaseObject(
                    "area",
                    "area_levels_in_order",
                    postgres=[
                        """CREATE FUNCTION area_check_levels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent_level text;
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        SELECT level INTO parent_level FROM area WHERE id = NEW.parent_id FOR SHARE;
        IF (CASE parent_level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END) >= (CASE NEW.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END) THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'area_levels_in_order',
                TABLE = 'area',
                MESSAGE = 'new row for relation "area" violates check constraint "area_levels_in_order"';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT 1 FROM area AS child
        WHERE child.parent_id = NEW.id AND (CASE child.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END) <= (CASE NEW.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END)
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'area_levels_in_order',
            TABLE = 'area',
            MESSAGE = 'new row for relation "area" violates check constraint "area_levels_in_order"';
    END IF;
    RETURN NEW;
END $$""",
                        """CREATE TRIGGER area_levels_in_order BEFORE INSERT OR UPDATE OF level, parent_id ON area
FOR EACH ROW EXECUTE FUNCTION area_check_levels()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER area_levels_in_order_insert BEFORE INSERT ON area
WHEN EXISTS (SELECT 1 FROM area AS parent
             WHERE parent.id = NEW.parent_id AND (CASE parent.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END) >= (CASE NEW.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END))
  OR EXISTS (SELECT 1 FROM area AS child
             WHERE child.parent_id = NEW.id AND (CASE child.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END) <= (CASE NEW.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: area_levels_in_order');
END""",
                        """CREATE TRIGGER area_levels_in_order_update BEFORE UPDATE OF level, parent_id ON area
WHEN EXISTS (SELECT 1 FROM area AS parent
             WHERE parent.id = NEW.parent_id AND (CASE parent.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END) >= (CASE NEW.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END))
  OR EXISTS (SELECT 1 FROM area AS child
             WHERE child.parent_id = NEW.id AND (CASE child.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END) <= (CASE NEW.level WHEN 'CITY' THEN 1 WHEN 'DISTRICT' THEN 2 WHEN 'SUBDISTRICT' THEN 3 WHEN 'COMMUNITY' THEN 4 WHEN 'VILLAGE' THEN 4 WHEN 'GENERAL_GRID' THEN 5 WHEN 'ORDINARY_GRID' THEN 6 WHEN 'MICRO_GRID' THEN 7 WHEN 'DEDICATED_GRID' THEN 7 END))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: area_levels_in_order');
END""",
                    ],
                ),
                DatabaseObject(
                    "area",
                    "area_closure",
                    postgres=[
                        """CREATE FUNCTION area_keep_closure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock_shared(hashtext('linli.area_ancestor'));
        INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT NEW.id, NEW.id, 0
    UNION ALL
    SELECT NEW.id, ancestor_id, distance + 1 FROM area_ancestor WHERE area_id = NEW.parent_id;
    ELSE
        PERFORM pg_advisory_xact_lock(hashtext('linli.area_ancestor'));
        DELETE FROM area_ancestor
    WHERE area_id IN (SELECT area_id FROM area_ancestor WHERE ancestor_id = NEW.id)
      AND ancestor_id IN (SELECT ancestor_id FROM area_ancestor WHERE area_id = OLD.parent_id);
    INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT below.area_id, above.ancestor_id, below.distance + above.distance + 1
    FROM area_ancestor AS below CROSS JOIN area_ancestor AS above
    WHERE below.ancestor_id = NEW.id AND above.area_id = NEW.parent_id;
    END IF;
    RETURN NULL;
END $$""",
                        """CREATE TRIGGER area_closure_insert AFTER INSERT ON area
FOR EACH ROW EXECUTE FUNCTION area_keep_closure()""",
                        """CREATE TRIGGER area_closure_move AFTER UPDATE OF parent_id ON area
FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION area_keep_closure()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER area_closure_insert AFTER INSERT ON area
BEGIN
    INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT NEW.id, NEW.id, 0
    UNION ALL
    SELECT NEW.id, ancestor_id, distance + 1 FROM area_ancestor WHERE area_id = NEW.parent_id;
END""",
                        """CREATE TRIGGER area_closure_move AFTER UPDATE OF parent_id ON area
WHEN OLD.parent_id IS NOT NEW.parent_id
BEGIN
    DELETE FROM area_ancestor
    WHERE area_id IN (SELECT area_id FROM area_ancestor WHERE ancestor_id = NEW.id)
      AND ancestor_id IN (SELECT ancestor_id FROM area_ancestor WHERE area_id = OLD.parent_id);
    INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT below.area_id, above.ancestor_id, below.distance + above.distance + 1
    FROM area_ancestor AS below CROSS JOIN area_ancestor AS above
    WHERE below.ancestor_id = NEW.id AND above.area_id = NEW.parent_id;
END""",
                    ],
                ),
                DatabaseObject(
                    "registration",
                    "registration_one_live",
                    both=[
                        "CREATE UNIQUE INDEX registration_one_live ON registration (activity_id, person_id) WHERE state NOT IN ('REJECTED', 'EXPIRED', 'CANCELLED')",
                    ],
                ),
                DatabaseObject(
                    "service_exception",
                    "service_exception_one_closure",
                    both=[
                        "CREATE UNIQUE INDEX service_exception_one_closure ON service_exception (place_id, date) WHERE opens_minute IS NULL",
                    ],
                ),
                DatabaseObject(
                    "registration",
                    "registration_seats",
                    postgres=[
                        """CREATE FUNCTION registration_count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE activity SET seats_taken = seats_taken - gone.seats
        FROM (SELECT activity_id, sum(party_size)::int AS seats FROM removed WHERE state IN ('CONFIRMED', 'OFFERED', 'ATTENDED')
              GROUP BY activity_id) AS gone
        WHERE activity.id = gone.activity_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE activity SET seats_taken = seats_taken + came.seats
        FROM (SELECT activity_id, sum(party_size)::int AS seats FROM added WHERE state IN ('CONFIRMED', 'OFFERED', 'ATTENDED')
              GROUP BY activity_id) AS came
        WHERE activity.id = came.activity_id;
    END IF;
    RETURN NULL;
END $$""",
                        """CREATE TRIGGER registration_seats_insert AFTER INSERT ON registration
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION registration_count_seats()""",
                        """CREATE TRIGGER registration_seats_delete AFTER DELETE ON registration
REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION registration_count_seats()""",
                        """CREATE TRIGGER registration_seats_update AFTER UPDATE ON registration
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION registration_count_seats()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER registration_seats_insert AFTER INSERT ON registration
WHEN NEW.state IN ('CONFIRMED', 'OFFERED', 'ATTENDED')
BEGIN
    UPDATE activity SET seats_taken = seats_taken + NEW.party_size WHERE id = NEW.activity_id;
END""",
                        """CREATE TRIGGER registration_seats_delete AFTER DELETE ON registration
WHEN OLD.state IN ('CONFIRMED', 'OFFERED', 'ATTENDED')
BEGIN
    UPDATE activity SET seats_taken = seats_taken - OLD.party_size WHERE id = OLD.activity_id;
END""",
                        """CREATE TRIGGER registration_seats_update
AFTER UPDATE OF state, party_size, activity_id ON registration
BEGIN
    UPDATE activity SET seats_taken = seats_taken - OLD.party_size WHERE id = OLD.activity_id AND OLD.state IN ('CONFIRMED', 'OFFERED', 'ATTENDED');
    UPDATE activity SET seats_taken = seats_taken + NEW.party_size WHERE id = NEW.activity_id AND NEW.state IN ('CONFIRMED', 'OFFERED', 'ATTENDED');
END""",
                    ],
                ),
                DatabaseObject(
                    "event",
                    "event_transaction",
                    postgres=[
                        """CREATE FUNCTION event_note_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$""",
                        """CREATE TRIGGER event_transaction BEFORE INSERT ON event
FOR EACH ROW EXECUTE FUNCTION event_note_transaction()""",
                    ],
                ),
                DatabaseObject(
                    "search_document",
                    "search_index",
                    postgres=[
                        "CREATE FUNCTION search_vector(tokens text) RETURNS tsvector\nLANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$\nSELECT coalesce(string_agg(\n    '''' || replace(replace(token, '\\', '\\\\'), '''', '''''') || ''':' || least(place, 16383), ' '\n)::tsvector, ''::tsvector)\nFROM unnest(string_to_array(tokens, ' ')) WITH ORDINALITY AS listed(token, place)\nWHERE token <> ''\n$$",
                        """ALTER TABLE search_document
ADD COLUMN tokens_vector tsvector GENERATED ALWAYS AS (search_vector(tokens)) STORED""",
                        "CREATE INDEX search_document_tokens ON search_document USING gin (tokens_vector)",
                    ],
                    sqlite=[
                        """CREATE VIRTUAL TABLE search_index
USING fts5 (tokens, content = 'search_document', content_rowid = 'id', tokenize = 'ascii')""",
                        """CREATE TRIGGER search_index_insert AFTER INSERT ON search_document
BEGIN
    INSERT INTO search_index (rowid, tokens) VALUES (NEW.id, NEW.tokens);
END""",
                        """CREATE TRIGGER search_index_delete AFTER DELETE ON search_document
BEGIN
    INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
END""",
                        """CREATE TRIGGER search_index_update AFTER UPDATE ON search_document
BEGIN
    INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
    INSERT INTO search_index (rowid, tokens) VALUES (NEW.id, NEW.tokens);
END""",
                    ],
                    drop_postgres=[
                        "DROP INDEX search_document_tokens",
                        "ALTER TABLE search_document DROP COLUMN tokens_vector",
                        "DROP FUNCTION search_vector",
                    ],
                ),
            ]
        ),
    ]
