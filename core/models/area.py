"""Areas (市 … 微网格), the closure of their tree, and the history of splits and mergers."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import AreaLevel
from core.models.fields import CreatedField, key, reference


class Area(Model):
    """An official area or a grid. A trigger keeps levels in order, so the tree has no cycles.

    ``slug`` is how a district is called in addresses, say ``jinniu`` in ``/jinniu/graphql``.
    """

    id = key()
    code = fields.CharField(max_length=12, null=True, unique=True)
    slug = fields.CharField(max_length=40, null=True, unique=True)
    level = fields.CharEnumField(AreaLevel, max_length=32)
    name = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, null=True)
    parent = reference("Area", related_name="children", null=True)
    households = fields.IntField(null=True)
    population = fields.IntField(null=True)
    population_as_of = fields.DateField(null=True)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "area"
        indexes = (("parent_id", "name", "id"), ("level", "name", "id"))
        constraints = (
            CheckConstraint(check="parent_id IS NULL OR parent_id <> id", name="area_not_its_own_parent"),
            CheckConstraint(
                check="(level = 'CITY') = (parent_id IS NULL)",
                name="area_parent_unless_city",
            ),
            CheckConstraint(check="slug IS NULL OR level = 'DISTRICT'", name="area_slug_of_districts_only"),
            CheckConstraint(check="households >= 0", name="area_households_not_negative"),
            CheckConstraint(check="population >= 0", name="area_population_not_negative"),
            CheckConstraint(
                check="(population IS NULL) = (population_as_of IS NULL)", name="area_population_has_its_date"
            ),
            CheckConstraint(check="valid_to >= valid_from", name="area_valid_period"),
        )


class AreaAncestor(Model):
    """One row for each area and each of its ancestors, itself included (distance 0). Triggers write it."""

    id = fields.BigIntField(primary_key=True, generated=True)
    area = reference("Area", related_name="ancestor_links", owned=True)
    ancestor = reference("Area", related_name="descendant_links", owned=True)
    distance = fields.SmallIntField()

    class Meta:
        app = "core"
        table = "area_ancestor"
        unique_together = (("area", "ancestor"),)
        indexes = (("ancestor_id", "area_id"),)


class AreaSuccession(Model):
    """A split or a merger: on a date, the successor took over from the predecessor."""

    id = key()
    predecessor = reference("Area", related_name="successions")
    successor = reference("Area", related_name="origins")
    takes_effect_on = fields.DateField()
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "area_succession"
        unique_together = (("predecessor", "successor"),)
        constraints = (CheckConstraint(check="predecessor_id <> successor_id", name="area_succession_two_areas"),)
