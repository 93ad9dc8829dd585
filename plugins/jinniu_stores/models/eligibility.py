"""Which stores are eligible (有条件): the criteria in versions, and assessments by them."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.jinniu_stores.choices import EligibilityVerdict


class Criteria(Model):
    """A version of the criteria, valid from ``valid_from`` until the day before ``valid_to``."""

    id = key()
    number = fields.SmallIntField(unique=True)
    name = fields.CharField(max_length=200)
    description = fields.TextField()
    valid_from = fields.DateField(unique=True)
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_criteria"
        constraints = (
            CheckConstraint(check="number >= 1", name="jinniu_stores_criteria_number_from_one"),
            CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_criteria_period"),
        )


class Assessment(Model):
    """A verdict on a store by a version of the criteria. Appended only: a later one stands beside it."""

    id = key()
    store = reference("jinniu_stores.Store", related_name="assessments", owned=True)
    criteria = reference("jinniu_stores.Criteria", related_name="assessments")
    position = fields.SmallIntField()
    verdict = fields.CharEnumField(EligibilityVerdict, max_length=32)
    reasons = fields.TextField(null=True)
    assessed_on = fields.DateField()
    created_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_assessment"
        unique_together = (("store", "position"),)
        indexes = (("criteria_id", "id"), ("assessed_on", "id"))
        constraints = (
            CheckConstraint(
                check="verdict <> 'INELIGIBLE' OR reasons IS NOT NULL", name="jinniu_stores_assessment_has_reasons"
            ),
        )
