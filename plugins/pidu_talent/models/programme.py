"""The talent programme (菁英赋能计划) over a programme of the core: its window, extensions, series and partners."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.pidu_talent.choices import TalentSeriesKind


class TalentProgramme(Model):
    """What a programme of the core is as a training: a brand, and a window of days that only extensions move."""

    id = key()
    programme = reference("Programme", related_name="pidu_talent_programme", unique=True)
    programme_id: uuid.UUID
    brand = fields.CharField(max_length=100)
    brand_en = fields.CharField(max_length=100, null=True)
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_programme"
        indexes = (("starts_on", "id"),)
        constraints = (CheckConstraint(check="ends_on >= starts_on", name="pidu_talent_programme_window"),)


class Extension(Model):
    """The window was extended: from which last day to which, and why. Nothing about it changes."""

    id = key()
    programme = reference("pidu_talent.TalentProgramme", related_name="extensions", owned=True)
    position = fields.SmallIntField()
    previous_ends_on = fields.DateField()
    ends_on = fields.DateField()
    reason = fields.CharField(max_length=500)
    created_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_extension"
        unique_together = (("programme", "position"),)
        constraints = (CheckConstraint(check="ends_on > previous_ends_on", name="pidu_talent_extension_later"),)


class ProgrammeSeries(Model):
    """A series of activities of the core belongs to the programme, and is of a kind."""

    id = key()
    programme = reference("pidu_talent.TalentProgramme", related_name="series", owned=True)
    series = reference("Series", related_name="pidu_talent_series", unique=True)
    series_id: uuid.UUID
    kind = fields.CharEnumField(TalentSeriesKind, max_length=32)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_series"
        indexes = (("programme_id", "id"),)


class Partner(Model):
    """An organisation that works with the programme, and what is planned with it."""

    id = key()
    programme = reference("pidu_talent.TalentProgramme", related_name="partners", owned=True)
    organization = reference("Organization", related_name="pidu_talent_partnerships")
    collaboration = fields.CharField(max_length=500)
    collaboration_en = fields.CharField(max_length=500, null=True)
    starts_on = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_partner"
        unique_together = (("programme", "organization"),)
        indexes = (("organization_id",),)
        constraints = (
            CheckConstraint(
                check="ended_on IS NULL OR starts_on IS NULL OR ended_on >= starts_on",
                name="pidu_talent_partner_period",
            ),
        )


class CompletionRule(Model):
    """A version of what it takes to complete. It never changes; cohorts are frozen to one.

    Both minima are at least a minute: theory alone never completes, and practicum alone neither.
    """

    id = key()
    programme = reference("pidu_talent.TalentProgramme", related_name="rules", owned=True)
    programme_id: uuid.UUID
    number = fields.SmallIntField()
    min_theory_minutes = fields.IntField()
    min_practicum_minutes = fields.IntField()
    min_attendance_percent = fields.SmallIntField(default=0)
    min_mentor_logs = fields.SmallIntField(default=0)
    needs_project = fields.BooleanField(default=False)
    needs_assessments = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    created_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_rule"
        unique_together = (("programme", "number"),)
        constraints = (
            CheckConstraint(check="number >= 1", name="pidu_talent_rule_number_from_one"),
            CheckConstraint(check="min_theory_minutes >= 1", name="pidu_talent_rule_theory"),
            CheckConstraint(check="min_practicum_minutes >= 1", name="pidu_talent_rule_practicum"),
            CheckConstraint(check="min_attendance_percent BETWEEN 0 AND 100", name="pidu_talent_rule_attendance"),
            CheckConstraint(check="min_mentor_logs >= 0", name="pidu_talent_rule_logs"),
        )
