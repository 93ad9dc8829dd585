"""Scenario reports (治理场景报告): what stores are to grid governance, told for the public, with frozen figures."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.jinniu_stores.choices import ScenarioFigureKind, ScenarioState


class Scenario(Model):
    """An edition of a report on one store, or on all stores of an area, over a period.

    Another edition is a row of its own, which names the one that it replaces. From its publication on the document does
    not change: a trigger of the database holds that.
    """

    id = key()
    area = reference("Area", related_name="jinniu_stores_scenarios")
    area_id: uuid.UUID
    store = reference("jinniu_stores.Store", related_name="scenarios", null=True)
    store_id: uuid.UUID | None
    replaces = reference("jinniu_stores.Scenario", related_name="replaced_by", null=True, unique=True)
    replaces_id: uuid.UUID | None
    edition = fields.SmallIntField(default=1)
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    text = fields.TextField()
    text_en = fields.TextField(null=True)
    starts_on: datetime.date = fields.DateField()
    ends_on: datetime.date = fields.DateField()
    state = fields.CharEnumField(ScenarioState, max_length=32, default=ScenarioState.DRAFT)
    state_reason = fields.CharField(max_length=500, null=True)
    published_at = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_scenario"
        indexes = (("area_id", "id"), ("store_id", "id"), ("state", "published_at"))
        constraints = (
            CheckConstraint(check="edition >= 1", name="jinniu_stores_scenario_edition_from_one"),
            CheckConstraint(check="ends_on >= starts_on", name="jinniu_stores_scenario_period"),
            CheckConstraint(
                check="(published_at IS NOT NULL) = (state IN ('PUBLISHED', 'WITHDRAWN'))",
                name="jinniu_stores_scenario_published_when",
            ),
        )


class ScenarioFigure(Model):
    """A figure of a report. It is frozen when the report goes to review, with the question that made it.

    ``amount`` stays null where nothing can be computed, such as a ratio without a denominator.
    """

    id = key()
    scenario = reference("jinniu_stores.Scenario", related_name="figures", owned=True)
    position = fields.SmallIntField()
    kind = fields.CharEnumField(ScenarioFigureKind, max_length=32)
    amount: Decimal | None = fields.DecimalField(max_digits=18, decimal_places=4, null=True)
    as_of = fields.DateField(null=True)
    query = fields.TextField(null=True)
    variables = fields.TextField(null=True)

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_scenario_figure"
        unique_together = (("scenario", "position"), ("scenario", "kind"))
        constraints = (
            CheckConstraint(check="position >= 1", name="jinniu_stores_scenario_figure_position_from_one"),
            CheckConstraint(
                check="(as_of IS NULL) = (query IS NULL) AND (amount IS NULL OR as_of IS NOT NULL)",
                name="jinniu_stores_scenario_figure_has_its_question",
            ),
        )


class ScenarioPicture(Model):
    """A picture of a report, at its place. Who is credited is told by the media item."""

    id = key()
    scenario = reference("jinniu_stores.Scenario", related_name="pictures", owned=True)
    position = fields.SmallIntField()
    media = reference("Media", related_name="jinniu_stores_scenario_pictures")
    caption = fields.CharField(max_length=300, null=True)
    caption_en = fields.CharField(max_length=300, null=True)

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_scenario_picture"
        unique_together = (("scenario", "position"), ("scenario", "media"))
        indexes = (("media_id",),)
        constraints = (CheckConstraint(check="position >= 1", name="jinniu_stores_scenario_picture_position_from_one"),)
