"""Modules: which plugins a district has enabled."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from core.models.fields import CreatedField, key, reference


class PluginEnablement(Model):
    """Whether a district (an area of that level) has a plugin enabled. No row: it never had.

    ``plugin`` is a name and no reference: the row outlives the package. ``changed_at`` is when it was last
    enabled or disabled.
    """

    id = key()
    area = reference("Area", related_name="plugin_enablements")
    plugin = fields.CharField(max_length=64)
    enabled = fields.BooleanField(default=True)
    changed_at = CreatedField()
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "plugin_enablement"
        unique_together = (("area", "plugin"),)
        indexes = (("plugin", "area_id"),)


class PurgedPlugin(Model):
    """A plugin that was purged: it has no tables, and is not served, until somebody installs it again."""

    id = key()
    plugin = fields.CharField(max_length=64, unique=True)
    purged_at = CreatedField()

    class Meta:
        app = "core"
        table = "purged_plugin"
