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
            name="Course",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="pidu_talent_courses",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=64)),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("kind", fields.CharField(max_length=32)),
                ("minutes", fields.IntField()),
                ("current_number", fields.SmallIntField()),
                ("retired_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_course",
                "app": "pidu_talent",
                "constraints": [CheckConstraint(check="minutes >= 1", name="pidu_talent_course_minutes")],
                "indexes": [Index(fields=["area_id", "id"]), Index(fields=["title", "id"])],
            },
        ),
        ops.CreateModel(
            name="CourseVersion",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "course",
                    fields.ForeignKeyField(
                        "pidu_talent.Course",
                        source_field="course_id",
                        related_name="versions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.SmallIntField()),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("summary", fields.TextField(null=True)),
                ("kind", fields.CharField(max_length=32)),
                ("minutes", fields.IntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_course_version",
                "app": "pidu_talent",
                "unique_together": (("course", "number"),),
                "constraints": [CheckConstraint(check="minutes >= 1", name="pidu_talent_course_version_minutes")],
            },
        ),
        ops.CreateModel(
            name="Member",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "person",
                    fields.OneToOneField(
                        "core.Person",
                        source_field="person_id",
                        related_name="pidu_talent_member",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="pidu_talent_members",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        null=True,
                        related_name="pidu_talent_members",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.CharField(null=True, max_length=200)),
                ("joined_on", fields.DateField()),
                ("left_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_member",
                "app": "pidu_talent",
                "constraints": [CheckConstraint(check="left_on >= joined_on", name="pidu_talent_member_period")],
                "indexes": [Index(fields=["area_id", "id"]), Index(fields=["organization_id"])],
            },
        ),
        ops.CreateModel(
            name="MemberCategory",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "pidu_talent.Member",
                        source_field="member_id",
                        related_name="categories",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("category", fields.CharField(max_length=32)),
            ],
            options={
                "table": "pidu_talent_member_category",
                "app": "pidu_talent",
                "unique_together": (("member", "category"),),
                "indexes": [Index(fields=["category", "member_id"])],
            },
        ),
        ops.CreateModel(
            name="PressingNeed",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="pidu_talent_needs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "place",
                    fields.ForeignKeyField(
                        "core.Place",
                        source_field="place_id",
                        null=True,
                        related_name="pidu_talent_needs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("description", fields.TextField(null=True)),
                ("raised_on", fields.DateField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_need",
                "app": "pidu_talent",
                "indexes": [
                    Index(fields=["area_id", "id"]),
                    Index(fields=["place_id"]),
                    Index(fields=["raised_on", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="TalentProgramme",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.OneToOneField(
                        "core.Programme",
                        source_field="programme_id",
                        related_name="pidu_talent_programme",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("brand", fields.CharField(max_length=100)),
                ("brand_en", fields.CharField(null=True, max_length=100)),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_programme",
                "app": "pidu_talent",
                "constraints": [CheckConstraint(check="ends_on >= starts_on", name="pidu_talent_programme_window")],
                "indexes": [Index(fields=["starts_on", "id"])],
            },
        ),
        ops.CreateModel(
            name="CompletionRule",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "pidu_talent.TalentProgramme",
                        source_field="programme_id",
                        related_name="rules",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.SmallIntField()),
                ("min_theory_minutes", fields.IntField()),
                ("min_practicum_minutes", fields.IntField()),
                ("min_attendance_percent", fields.SmallIntField()),
                ("min_mentor_logs", fields.SmallIntField()),
                ("needs_project", fields.BooleanField()),
                ("needs_assessments", fields.BooleanField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_rule",
                "app": "pidu_talent",
                "unique_together": (("programme", "number"),),
                "constraints": [
                    CheckConstraint(check="number >= 1", name="pidu_talent_rule_number_from_one"),
                    CheckConstraint(check="min_theory_minutes >= 1", name="pidu_talent_rule_theory"),
                    CheckConstraint(check="min_practicum_minutes >= 1", name="pidu_talent_rule_practicum"),
                    CheckConstraint(
                        check="min_attendance_percent BETWEEN 0 AND 100", name="pidu_talent_rule_attendance"
                    ),
                    CheckConstraint(check="min_mentor_logs >= 0", name="pidu_talent_rule_logs"),
                ],
            },
        ),
        ops.CreateModel(
            name="Cohort",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "pidu_talent.TalentProgramme",
                        source_field="programme_id",
                        related_name="cohorts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="pidu_talent_cohorts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "rule",
                    fields.ForeignKeyField(
                        "pidu_talent.CompletionRule",
                        source_field="rule_id",
                        related_name="cohorts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.SmallIntField()),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("capacity", fields.SmallIntField()),
                ("seats_taken", fields.SmallIntField()),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField()),
                ("apply_until", fields.DateField(null=True)),
                ("opened_at", InstantField(null=True)),
                ("closed_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_cohort",
                "app": "pidu_talent",
                "unique_together": (("programme", "number"),),
                "constraints": [
                    CheckConstraint(check="number >= 1", name="pidu_talent_cohort_number_from_one"),
                    CheckConstraint(check="ends_on >= starts_on", name="pidu_talent_cohort_period"),
                    CheckConstraint(check="capacity >= 1", name="pidu_talent_cohort_capacity"),
                    CheckConstraint(
                        check="seats_taken BETWEEN 0 AND capacity", name="pidu_talent_cohort_within_capacity"
                    ),
                    CheckConstraint(
                        check="closed_on IS NULL OR opened_at IS NOT NULL", name="pidu_talent_cohort_opened_first"
                    ),
                ],
                "indexes": [
                    Index(fields=["area_id", "id"]),
                    Index(fields=["rule_id"]),
                    Index(fields=["starts_on", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="CohortCategory",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="categories",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("category", fields.CharField(max_length=32)),
            ],
            options={
                "table": "pidu_talent_cohort_category",
                "app": "pidu_talent",
                "unique_together": (("cohort", "category"),),
            },
        ),
        ops.CreateModel(
            name="Enrollment",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="enrollments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "pidu_talent.Member",
                        source_field="member_id",
                        related_name="enrollments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharField(max_length=32)),
                ("statement", fields.TextField(null=True)),
                ("applied_at", CreatedField()),
                ("admitted_at", InstantField(null=True)),
                ("active_on", fields.DateField(null=True)),
                ("ended_on", fields.DateField(null=True)),
                ("end_reason", fields.CharField(null=True, max_length=500)),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_enrollment",
                "app": "pidu_talent",
                "constraints": [
                    UniqueConstraint(
                        fields=("cohort_id", "member_id"),
                        name="pidu_talent_enrollment_one",
                        condition="state <> 'WITHDRAWN'",
                    ),
                    CheckConstraint(
                        check="state IN ('APPLIED', 'WITHDRAWN') OR admitted_at IS NOT NULL",
                        name="pidu_talent_enrollment_admitted_first",
                    ),
                    CheckConstraint(
                        check="state NOT IN ('ACTIVE', 'COMPLETED', 'FAILED') OR active_on IS NOT NULL",
                        name="pidu_talent_enrollment_active_first",
                    ),
                    CheckConstraint(
                        check="(state IN ('COMPLETED', 'WITHDRAWN', 'FAILED')) = (ended_on IS NOT NULL)",
                        name="pidu_talent_enrollment_ended_has_day",
                    ),
                ],
                "indexes": [Index(fields=["cohort_id", "state", "id"]), Index(fields=["member_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="Assessment",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "enrollment",
                    fields.ForeignKeyField(
                        "pidu_talent.Enrollment",
                        source_field="enrollment_id",
                        related_name="assessments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("phase", fields.CharField(max_length=32)),
                (
                    "evaluator",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="evaluator_id",
                        related_name="pidu_talent_assessments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("score", fields.SmallIntField()),
                ("remark", fields.TextField(null=True)),
                ("assessed_on", fields.DateField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_assessment",
                "app": "pidu_talent",
                "unique_together": (("enrollment", "phase", "evaluator"),),
                "constraints": [CheckConstraint(check="score BETWEEN 0 AND 100", name="pidu_talent_assessment_score")],
                "indexes": [Index(fields=["evaluator_id"]), Index(fields=["assessed_on", "id"])],
            },
        ),
        ops.CreateModel(
            name="Certificate",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "enrollment",
                    fields.ForeignKeyField(
                        "pidu_talent.Enrollment",
                        source_field="enrollment_id",
                        related_name="certificates",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=32)),
                ("salt", fields.CharField(max_length=32)),
                ("state", fields.CharField(max_length=32)),
                ("holder_name", fields.CharField(null=True, max_length=100)),
                ("title", fields.CharField(max_length=300)),
                ("title_en", fields.CharField(null=True, max_length=300)),
                ("rule_number", fields.SmallIntField()),
                ("theory_minutes", fields.IntField()),
                ("practicum_minutes", fields.IntField()),
                ("issued_at", CreatedField()),
                ("revoked_at", InstantField(null=True)),
                ("revoke_reason", fields.CharField(null=True, max_length=500)),
                (
                    "replaces",
                    fields.OneToOneField(
                        "pidu_talent.Certificate",
                        source_field="replaces_id",
                        null=True,
                        related_name="replaced_by",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_certificate",
                "app": "pidu_talent",
                "constraints": [
                    UniqueConstraint(
                        fields=("enrollment_id",),
                        name="pidu_talent_certificate_one_valid",
                        condition="state = 'ISSUED'",
                    ),
                    CheckConstraint(
                        check="(state = 'ISSUED') = (revoked_at IS NULL)",
                        name="pidu_talent_certificate_revoked_has_time",
                    ),
                    CheckConstraint(
                        check="(revoked_at IS NULL) = (revoke_reason IS NULL)",
                        name="pidu_talent_certificate_has_reason",
                    ),
                ],
                "indexes": [Index(fields=["enrollment_id", "id"]), Index(fields=["issued_at", "id"])],
            },
        ),
        ops.CreateModel(
            name="CertificateCourse",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "certificate",
                    fields.ForeignKeyField(
                        "pidu_talent.Certificate",
                        source_field="certificate_id",
                        related_name="courses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "course_version",
                    fields.ForeignKeyField(
                        "pidu_talent.CourseVersion",
                        source_field="course_version_id",
                        related_name="certificates",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.SmallIntField()),
            ],
            options={
                "table": "pidu_talent_certificate_course",
                "app": "pidu_talent",
                "unique_together": (("certificate", "position"), ("certificate", "course_version")),
                "indexes": [Index(fields=["course_version_id"])],
            },
        ),
        ops.CreateModel(
            name="Extension",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "pidu_talent.TalentProgramme",
                        source_field="programme_id",
                        related_name="extensions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("previous_ends_on", fields.DateField()),
                ("ends_on", fields.DateField()),
                ("reason", fields.CharField(max_length=500)),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_extension",
                "app": "pidu_talent",
                "unique_together": (("programme", "position"),),
                "constraints": [
                    CheckConstraint(check="ends_on > previous_ends_on", name="pidu_talent_extension_later")
                ],
            },
        ),
        ops.CreateModel(
            name="Partner",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "pidu_talent.TalentProgramme",
                        source_field="programme_id",
                        related_name="partners",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        related_name="pidu_talent_partnerships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("collaboration", fields.CharField(max_length=500)),
                ("collaboration_en", fields.CharField(null=True, max_length=500)),
                ("starts_on", fields.DateField(null=True)),
                ("ended_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_partner",
                "app": "pidu_talent",
                "unique_together": (("programme", "organization"),),
                "constraints": [
                    CheckConstraint(
                        check="ended_on IS NULL OR starts_on IS NULL OR ended_on >= starts_on",
                        name="pidu_talent_partner_period",
                    )
                ],
                "indexes": [Index(fields=["organization_id"])],
            },
        ),
        ops.CreateModel(
            name="ProgrammeSeries",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "programme",
                    fields.ForeignKeyField(
                        "pidu_talent.TalentProgramme",
                        source_field="programme_id",
                        related_name="series",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "series",
                    fields.OneToOneField(
                        "core.Series",
                        source_field="series_id",
                        related_name="pidu_talent_series",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_series",
                "app": "pidu_talent",
                "indexes": [Index(fields=["programme_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="Project",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="projects",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("plan", fields.TextField()),
                ("state", fields.CharField(max_length=32)),
                ("deliverable", fields.TextField(null=True)),
                (
                    "deliverable_media",
                    fields.ForeignKeyField(
                        "core.Media",
                        source_field="deliverable_media_id",
                        null=True,
                        related_name="pidu_talent_projects",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("delivered_on", fields.DateField(null=True)),
                ("review_score", fields.SmallIntField(null=True)),
                ("review", fields.TextField(null=True)),
                ("result", fields.TextField(null=True)),
                ("reviewed_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_project",
                "app": "pidu_talent",
                "constraints": [
                    CheckConstraint(
                        check="(delivered_on IS NULL) = (deliverable IS NULL)", name="pidu_talent_project_delivered"
                    ),
                    CheckConstraint(
                        check="(state IN ('DELIVERED', 'REVIEWED')) = (delivered_on IS NOT NULL)",
                        name="pidu_talent_project_delivered_has_day",
                    ),
                    CheckConstraint(
                        check="(state = 'REVIEWED') = (review_score IS NOT NULL AND reviewed_on IS NOT NULL)",
                        name="pidu_talent_project_reviewed",
                    ),
                    CheckConstraint(check="review_score BETWEEN 0 AND 100", name="pidu_talent_project_score"),
                ],
                "indexes": [Index(fields=["cohort_id", "state", "id"]), Index(fields=["deliverable_media_id"])],
            },
        ),
        ops.CreateModel(
            name="ProjectMember",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "pidu_talent.Project",
                        source_field="project_id",
                        related_name="team",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "enrollment",
                    fields.ForeignKeyField(
                        "pidu_talent.Enrollment",
                        source_field="enrollment_id",
                        related_name="projects",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("leads", fields.BooleanField()),
            ],
            options={
                "table": "pidu_talent_project_member",
                "app": "pidu_talent",
                "unique_together": (("project", "enrollment"),),
                "constraints": [
                    UniqueConstraint(fields=("project_id",), name="pidu_talent_project_one_lead", condition="leads")
                ],
                "indexes": [Index(fields=["enrollment_id", "project_id"])],
            },
        ),
        ops.CreateModel(
            name="ProjectNeed",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "project",
                    fields.ForeignKeyField(
                        "pidu_talent.Project",
                        source_field="project_id",
                        related_name="needs",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "need",
                    fields.ForeignKeyField(
                        "pidu_talent.PressingNeed",
                        source_field="need_id",
                        related_name="projects",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "pidu_talent_project_need",
                "app": "pidu_talent",
                "unique_together": (("project", "need"),),
                "indexes": [Index(fields=["need_id", "project_id"])],
            },
        ),
        ops.CreateModel(
            name="Survey",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="surveys",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("state", fields.CharField(max_length=32)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_survey",
                "app": "pidu_talent",
                "indexes": [Index(fields=["cohort_id", "id"])],
            },
        ),
        ops.CreateModel(
            name="SurveyTopic",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "survey",
                    fields.ForeignKeyField(
                        "pidu_talent.Survey",
                        source_field="survey_id",
                        related_name="topics",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("title", fields.CharField(max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
            ],
            options={
                "table": "pidu_talent_survey_topic",
                "app": "pidu_talent",
                "unique_together": (("survey", "position"),),
            },
        ),
        ops.CreateModel(
            name="Objective",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="objectives",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("position", fields.SmallIntField()),
                ("title", fields.CharField(max_length=300)),
                ("title_en", fields.CharField(null=True, max_length=300)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "pidu_talent.SurveyTopic",
                        source_field="topic_id",
                        null=True,
                        related_name="objectives",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_objective",
                "app": "pidu_talent",
                "unique_together": (("cohort", "position"),),
                "indexes": [Index(fields=["topic_id"])],
            },
        ),
        ops.CreateModel(
            name="ObjectiveCourse",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "objective",
                    fields.ForeignKeyField(
                        "pidu_talent.Objective",
                        source_field="objective_id",
                        related_name="courses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "course",
                    fields.ForeignKeyField(
                        "pidu_talent.Course",
                        source_field="course_id",
                        related_name="objectives",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "pidu_talent_objective_course",
                "app": "pidu_talent",
                "unique_together": (("objective", "course"),),
                "indexes": [Index(fields=["course_id", "objective_id"])],
            },
        ),
        ops.CreateModel(
            name="SurveyAnswer",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "topic",
                    fields.ForeignKeyField(
                        "pidu_talent.SurveyTopic",
                        source_field="topic_id",
                        related_name="answers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "enrollment",
                    fields.ForeignKeyField(
                        "pidu_talent.Enrollment",
                        source_field="enrollment_id",
                        related_name="survey_answers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("importance", fields.SmallIntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_survey_answer",
                "app": "pidu_talent",
                "unique_together": (("topic", "enrollment"),),
                "constraints": [
                    CheckConstraint(check="importance BETWEEN 1 AND 5", name="pidu_talent_survey_answer_range")
                ],
                "indexes": [Index(fields=["enrollment_id"])],
            },
        ),
        ops.CreateModel(
            name="Trainer",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "area",
                    fields.ForeignKeyField(
                        "core.Area",
                        source_field="area_id",
                        related_name="pidu_talent_trainers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "person",
                    fields.OneToOneField(
                        "core.Person",
                        source_field="person_id",
                        null=True,
                        related_name="pidu_talent_trainer",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                ("name_en", fields.CharField(null=True, max_length=100)),
                ("title", fields.CharField(null=True, max_length=200)),
                ("title_en", fields.CharField(null=True, max_length=200)),
                ("expertise", fields.CharField(null=True, max_length=500)),
                (
                    "organization",
                    fields.ForeignKeyField(
                        "core.Organization",
                        source_field="organization_id",
                        null=True,
                        related_name="pidu_talent_trainers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("mentor_capacity", fields.SmallIntField()),
                ("mentees_count", fields.SmallIntField()),
                ("retired_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_trainer",
                "app": "pidu_talent",
                "constraints": [
                    CheckConstraint(check="mentor_capacity >= 0", name="pidu_talent_trainer_capacity"),
                    CheckConstraint(
                        check="mentees_count BETWEEN 0 AND mentor_capacity", name="pidu_talent_trainer_within_capacity"
                    ),
                ],
                "indexes": [
                    Index(fields=["area_id", "id"]),
                    Index(fields=["name", "id"]),
                    Index(fields=["organization_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="CohortTrainer",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="trainers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "trainer",
                    fields.ForeignKeyField(
                        "pidu_talent.Trainer",
                        source_field="trainer_id",
                        related_name="cohorts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_cohort_trainer",
                "app": "pidu_talent",
                "unique_together": (("cohort", "trainer"),),
                "indexes": [Index(fields=["trainer_id", "cohort_id"])],
            },
        ),
        ops.CreateModel(
            name="Mentorship",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "enrollment",
                    fields.ForeignKeyField(
                        "pidu_talent.Enrollment",
                        source_field="enrollment_id",
                        related_name="mentorships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "mentor",
                    fields.ForeignKeyField(
                        "pidu_talent.Trainer",
                        source_field="mentor_id",
                        related_name="mentorships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharField(max_length=32)),
                ("goal", fields.CharField(null=True, max_length=500)),
                ("proposed_at", CreatedField()),
                ("accepted_at", InstantField(null=True)),
                ("started_on", fields.DateField(null=True)),
                ("ended_on", fields.DateField(null=True)),
                ("end_reason", fields.CharField(null=True, max_length=500)),
                (
                    "superseded_by",
                    fields.ForeignKeyField(
                        "pidu_talent.Mentorship",
                        source_field="superseded_by_id",
                        null=True,
                        related_name="superseded",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_mentorship",
                "app": "pidu_talent",
                "constraints": [
                    UniqueConstraint(
                        fields=("enrollment_id",),
                        name="pidu_talent_mentorship_one_held",
                        condition="state IN ('ACCEPTED', 'ACTIVE')",
                    ),
                    UniqueConstraint(
                        fields=("enrollment_id", "mentor_id"),
                        name="pidu_talent_mentorship_one_request",
                        condition="state = 'PROPOSED'",
                    ),
                    CheckConstraint(
                        check="state IN ('PROPOSED', 'DECLINED') OR accepted_at IS NOT NULL",
                        name="pidu_talent_mentorship_accepted_first",
                    ),
                    CheckConstraint(
                        check="(state IN ('COMPLETED', 'ENDED', 'DECLINED')) = (ended_on IS NOT NULL)",
                        name="pidu_talent_mentorship_ended_has_day",
                    ),
                ],
                "indexes": [
                    Index(fields=["mentor_id", "state"]),
                    Index(fields=["enrollment_id", "id"]),
                    Index(fields=["superseded_by_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="MentorLog",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "mentorship",
                    fields.ForeignKeyField(
                        "pidu_talent.Mentorship",
                        source_field="mentorship_id",
                        related_name="logs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("day", fields.DateField()),
                ("minutes", fields.IntField()),
                ("text", fields.TextField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_mentor_log",
                "app": "pidu_talent",
                "constraints": [
                    CheckConstraint(check="minutes BETWEEN 1 AND 1440", name="pidu_talent_mentor_log_minutes")
                ],
                "indexes": [Index(fields=["mentorship_id", "day"]), Index(fields=["day", "id"])],
            },
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "activity",
                    fields.OneToOneField(
                        "core.Activity",
                        source_field="activity_id",
                        related_name="pidu_talent_session",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.CharField(max_length=32)),
                ("minutes", fields.IntField()),
                (
                    "course_version",
                    fields.ForeignKeyField(
                        "pidu_talent.CourseVersion",
                        source_field="course_version_id",
                        null=True,
                        related_name="sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "trainer",
                    fields.ForeignKeyField(
                        "pidu_talent.Trainer",
                        source_field="trainer_id",
                        null=True,
                        related_name="sessions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_session",
                "app": "pidu_talent",
                "constraints": [CheckConstraint(check="minutes >= 1", name="pidu_talent_session_minutes")],
                "indexes": [
                    Index(fields=["cohort_id", "id"]),
                    Index(fields=["course_version_id"]),
                    Index(fields=["trainer_id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Attendance",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "pidu_talent.Session",
                        source_field="session_id",
                        related_name="attendances",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "enrollment",
                    fields.ForeignKeyField(
                        "pidu_talent.Enrollment",
                        source_field="enrollment_id",
                        related_name="attendances",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharField(max_length=32)),
                ("minutes", fields.IntField()),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_attendance",
                "app": "pidu_talent",
                "unique_together": (("session", "enrollment"),),
                "constraints": [
                    CheckConstraint(
                        check="minutes >= 0 AND (minutes > 0) = (state IN ('PRESENT', 'LATE'))",
                        name="pidu_talent_attendance_minutes",
                    )
                ],
                "indexes": [Index(fields=["enrollment_id", "session_id"])],
            },
        ),
        ops.CreateModel(
            name="Studio",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "place",
                    fields.OneToOneField(
                        "core.Place",
                        source_field="place_id",
                        related_name="pidu_talent_studio",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "host",
                    fields.ForeignKeyField(
                        "pidu_talent.Trainer",
                        source_field="host_id",
                        null=True,
                        related_name="studios",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("name_en", fields.CharField(null=True, max_length=200)),
                ("feed_token", fields.CharField(unique=True, max_length=32)),
                ("closed_on", fields.DateField(null=True)),
                ("version", fields.IntField()),
                ("created_at", CreatedField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_studio",
                "app": "pidu_talent",
                "indexes": [Index(fields=["host_id"]), Index(fields=["name", "id"])],
            },
        ),
        ops.CreateModel(
            name="Exchange",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                (
                    "cohort",
                    fields.ForeignKeyField(
                        "pidu_talent.Cohort",
                        source_field="cohort_id",
                        related_name="exchanges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "studio",
                    fields.ForeignKeyField(
                        "pidu_talent.Studio",
                        source_field="studio_id",
                        null=True,
                        related_name="exchanges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "answers",
                    fields.ForeignKeyField(
                        "pidu_talent.Exchange",
                        source_field="answers_id",
                        null=True,
                        related_name="replies",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "author",
                    fields.ForeignKeyField(
                        "core.Person",
                        source_field="author_id",
                        related_name="pidu_talent_exchanges",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("text", fields.TextField()),
                ("state", fields.CharField(max_length=32)),
                ("submitted_at", CreatedField()),
                ("moderated_at", InstantField(null=True)),
                ("reason", fields.CharField(null=True, max_length=500)),
                ("version", fields.IntField()),
                ("updated_at", CreatedField()),
            ],
            options={
                "table": "pidu_talent_exchange",
                "app": "pidu_talent",
                "constraints": [
                    CheckConstraint(
                        check="state NOT IN ('PUBLISHED', 'REJECTED') OR moderated_at IS NOT NULL",
                        name="pidu_talent_exchange_moderated",
                    )
                ],
                "indexes": [
                    Index(fields=["cohort_id", "submitted_at", "id"]),
                    Index(fields=["author_id"]),
                    Index(fields=["studio_id"]),
                    Index(fields=["answers_id"]),
                    Index(fields=["state", "submitted_at"]),
                ],
            },
        ),
        AddObjects(
            [
                DatabaseObject(
                    "pidu_talent_enrollment",
                    "pidu_talent_enrollment_both_minima",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_enrollment_both_minima() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM pidu_talent_cohort AS cohort
        JOIN pidu_talent_rule AS asked ON asked.id = cohort.rule_id
        WHERE cohort.id = NEW.cohort_id
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'THEORY'
        ), 0) >= asked.min_theory_minutes
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'PRACTICUM'
        ), 0) >= asked.min_practicum_minutes
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_enrollment_both_minima', TABLE = 'pidu_talent_enrollment',
        MESSAGE = 'new row for relation "pidu_talent_enrollment" violates check constraint "pidu_talent_enrollment_both_minima"';
END $$""",
                        """CREATE TRIGGER pidu_talent_enrollment_both_minima_insert BEFORE INSERT ON pidu_talent_enrollment
FOR EACH ROW WHEN (NEW.state = 'COMPLETED') EXECUTE FUNCTION pidu_talent_enrollment_both_minima()""",
                        """CREATE TRIGGER pidu_talent_enrollment_both_minima_update BEFORE UPDATE OF state ON pidu_talent_enrollment
FOR EACH ROW WHEN (NEW.state = 'COMPLETED') EXECUTE FUNCTION pidu_talent_enrollment_both_minima()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_enrollment_both_minima_insert BEFORE INSERT ON pidu_talent_enrollment
WHEN (NEW.state = 'COMPLETED') AND NOT EXISTS (
        SELECT 1 FROM pidu_talent_cohort AS cohort
        JOIN pidu_talent_rule AS asked ON asked.id = cohort.rule_id
        WHERE cohort.id = NEW.cohort_id
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'THEORY'
        ), 0) >= asked.min_theory_minutes
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'PRACTICUM'
        ), 0) >= asked.min_practicum_minutes
    )
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_enrollment_both_minima');
END""",
                        """CREATE TRIGGER pidu_talent_enrollment_both_minima_update BEFORE UPDATE OF state ON pidu_talent_enrollment
WHEN (NEW.state = 'COMPLETED') AND NOT EXISTS (
        SELECT 1 FROM pidu_talent_cohort AS cohort
        JOIN pidu_talent_rule AS asked ON asked.id = cohort.rule_id
        WHERE cohort.id = NEW.cohort_id
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'THEORY'
        ), 0) >= asked.min_theory_minutes
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'PRACTICUM'
        ), 0) >= asked.min_practicum_minutes
    )
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_enrollment_both_minima');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_attendance",
                    "pidu_talent_attendance_fits",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_attendance_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM pidu_talent_session AS held
        JOIN pidu_talent_enrollment AS who ON who.cohort_id = held.cohort_id
        WHERE held.id = NEW.session_id AND who.id = NEW.enrollment_id AND NEW.minutes <= held.minutes
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_attendance_fits', TABLE = 'pidu_talent_attendance',
        MESSAGE = 'new row for relation "pidu_talent_attendance" violates check constraint "pidu_talent_attendance_fits"';
END $$""",
                        """CREATE TRIGGER pidu_talent_attendance_fits_insert BEFORE INSERT ON pidu_talent_attendance
FOR EACH ROW EXECUTE FUNCTION pidu_talent_attendance_fits()""",
                        """CREATE TRIGGER pidu_talent_attendance_fits_update BEFORE UPDATE OF minutes, session_id, enrollment_id ON pidu_talent_attendance
FOR EACH ROW EXECUTE FUNCTION pidu_talent_attendance_fits()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_attendance_fits_insert BEFORE INSERT ON pidu_talent_attendance
WHEN NOT EXISTS (
        SELECT 1 FROM pidu_talent_session AS held
        JOIN pidu_talent_enrollment AS who ON who.cohort_id = held.cohort_id
        WHERE held.id = NEW.session_id AND who.id = NEW.enrollment_id AND NEW.minutes <= held.minutes
    )
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_attendance_fits');
END""",
                        """CREATE TRIGGER pidu_talent_attendance_fits_update BEFORE UPDATE OF minutes, session_id, enrollment_id ON pidu_talent_attendance
WHEN NOT EXISTS (
        SELECT 1 FROM pidu_talent_session AS held
        JOIN pidu_talent_enrollment AS who ON who.cohort_id = held.cohort_id
        WHERE held.id = NEW.session_id AND who.id = NEW.enrollment_id AND NEW.minutes <= held.minutes
    )
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_attendance_fits');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_extension",
                    "pidu_talent_extension_unchanging",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_extension_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_extension_unchanging', TABLE = 'pidu_talent_extension',
        MESSAGE = 'new row for relation "pidu_talent_extension" violates check constraint "pidu_talent_extension_unchanging"';
END $$""",
                        """CREATE TRIGGER pidu_talent_extension_unchanging BEFORE UPDATE OF programme_id, position, previous_ends_on, ends_on, reason ON pidu_talent_extension
FOR EACH ROW EXECUTE FUNCTION pidu_talent_extension_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_extension_unchanging BEFORE UPDATE OF programme_id, position, previous_ends_on, ends_on, reason ON pidu_talent_extension
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_extension_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_rule",
                    "pidu_talent_rule_unchanging",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_rule_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_rule_unchanging', TABLE = 'pidu_talent_rule',
        MESSAGE = 'new row for relation "pidu_talent_rule" violates check constraint "pidu_talent_rule_unchanging"';
END $$""",
                        """CREATE TRIGGER pidu_talent_rule_unchanging BEFORE UPDATE OF programme_id, number, min_theory_minutes, min_practicum_minutes, min_attendance_percent, min_mentor_logs, needs_project, needs_assessments ON pidu_talent_rule
FOR EACH ROW EXECUTE FUNCTION pidu_talent_rule_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_rule_unchanging BEFORE UPDATE OF programme_id, number, min_theory_minutes, min_practicum_minutes, min_attendance_percent, min_mentor_logs, needs_project, needs_assessments ON pidu_talent_rule
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_rule_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_cohort",
                    "pidu_talent_cohort_rule_frozen",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_cohort_rule_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_cohort_rule_frozen', TABLE = 'pidu_talent_cohort',
        MESSAGE = 'new row for relation "pidu_talent_cohort" violates check constraint "pidu_talent_cohort_rule_frozen"';
END $$""",
                        """CREATE TRIGGER pidu_talent_cohort_rule_frozen BEFORE UPDATE OF rule_id ON pidu_talent_cohort
FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL) EXECUTE FUNCTION pidu_talent_cohort_rule_frozen()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_cohort_rule_frozen BEFORE UPDATE OF rule_id ON pidu_talent_cohort WHEN (OLD.opened_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_cohort_rule_frozen');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_course_version",
                    "pidu_talent_course_version_unchanging",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_course_version_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_course_version_unchanging', TABLE = 'pidu_talent_course_version',
        MESSAGE = 'new row for relation "pidu_talent_course_version" violates check constraint "pidu_talent_course_version_unchanging"';
END $$""",
                        """CREATE TRIGGER pidu_talent_course_version_unchanging BEFORE UPDATE OF course_id, number, title, title_en, summary, kind, minutes ON pidu_talent_course_version
FOR EACH ROW EXECUTE FUNCTION pidu_talent_course_version_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_course_version_unchanging BEFORE UPDATE OF course_id, number, title, title_en, summary, kind, minutes ON pidu_talent_course_version
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_course_version_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_certificate",
                    "pidu_talent_certificate_unchanging",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_certificate_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_certificate_unchanging', TABLE = 'pidu_talent_certificate',
        MESSAGE = 'new row for relation "pidu_talent_certificate" violates check constraint "pidu_talent_certificate_unchanging"';
END $$""",
                        """CREATE TRIGGER pidu_talent_certificate_unchanging BEFORE UPDATE OF enrollment_id, code, salt, title, title_en, rule_number, theory_minutes, practicum_minutes, issued_at, replaces_id ON pidu_talent_certificate
FOR EACH ROW EXECUTE FUNCTION pidu_talent_certificate_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_certificate_unchanging BEFORE UPDATE OF enrollment_id, code, salt, title, title_en, rule_number, theory_minutes, practicum_minutes, issued_at, replaces_id ON pidu_talent_certificate
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_certificate_unchanging');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_certificate_course",
                    "pidu_talent_certificate_course_unchanging",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_certificate_course_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_certificate_course_unchanging', TABLE = 'pidu_talent_certificate_course',
        MESSAGE = 'new row for relation "pidu_talent_certificate_course" violates check constraint "pidu_talent_certificate_course_unchanging"';
END $$""",
                        """CREATE TRIGGER pidu_talent_certificate_course_unchanging BEFORE UPDATE OF certificate_id, course_version_id, position ON pidu_talent_certificate_course
FOR EACH ROW EXECUTE FUNCTION pidu_talent_certificate_course_unchanging()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_certificate_course_unchanging BEFORE UPDATE OF certificate_id, course_version_id, position ON pidu_talent_certificate_course
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_certificate_course_unchanging');
END""",
                    ],
                ),
            ]
        ),
    ]
