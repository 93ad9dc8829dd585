"""Operations that frontend teams registered: what would break if a field went."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import OperationKind
from core.models.fields import CreatedField, key, reference


class RegisteredOperation(Model):
    """An operation that an app sends. No area: to the address of the whole city; else to that of the district.

    ``document`` is the operation with the fragments that it uses, in one form whatever the spaces and comments were;
    ``hash`` is the SHA-256 of it in hex. ``version`` grows when the document changes; ``app_version`` is the release of
    the app that first sent it, and ``registered_at`` when that was.
    """

    id = key()
    area = reference("Area", related_name="registered_operations", null=True)
    team = fields.CharField(max_length=64)
    app = fields.CharField(max_length=64)
    name = fields.CharField(max_length=200)
    kind = fields.CharEnumField(OperationKind, max_length=32)
    document = fields.TextField()
    hash = fields.CharField(max_length=64)
    app_version = fields.CharField(max_length=64, null=True)
    version = fields.IntField(default=1)
    registered_at = CreatedField()

    class Meta:
        app = "core"
        table = "registered_operation"
        # Without an area: see the index registered_operation_of_the_city in database_rules.
        unique_together = (("team", "app", "name", "area"),)
        indexes = (("area_id", "team", "app", "name"),)
        constraints = (
            CheckConstraint(check="length(hash) = 64", name="registered_operation_hash_length"),
            CheckConstraint(check="length(document) > 0", name="registered_operation_has_document"),
            CheckConstraint(check="version > 0", name="registered_operation_version_positive"),
        )
