"""Services by phone at a store: the codes that are scanned there, where they lead, and how often they are used.

How often is counted by the day, and nothing is kept of who it was.
"""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.jinniu_stores.choices import ServiceCodeKind, ServiceItemMode


class ServiceCode(Model):
    """A printed code of a store: an opaque token. ``expires_at`` is null for the current one of its kind.

    A code that was replaced is valid until ``expires_at``, so that there is time to hang up the new print.
    """

    id = key()
    store = reference("jinniu_stores.Store", related_name="service_codes", owned=True)
    store_id: uuid.UUID
    kind = fields.CharEnumField(ServiceCodeKind, max_length=32)
    token = fields.CharField(max_length=32, unique=True)
    issued_at = CreatedField()
    expires_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_service_code"
        indexes = (("store_id", "kind", "id"),)
        constraints = (
            UniqueConstraint(
                fields=("store_id", "kind"),
                name="jinniu_stores_service_code_one_current",
                condition="expires_at IS NULL",
            ),
        )


class ScanEvent(Model):
    """How often a code was scanned on a day. There is no person in it."""

    id = key()
    code = reference("jinniu_stores.ServiceCode", related_name="scans", owned=True)
    day = fields.DateField()
    times = fields.IntField(default=0)

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_scan_event"
        unique_together = (("code", "day"),)
        indexes = (("day", "id"),)
        constraints = (CheckConstraint(check="times >= 0", name="jinniu_stores_scan_event_not_negative"),)


class ServiceItem(Model):
    """A government service that people of an area can ask about or apply for by phone (政务服务事项)."""

    id = key()
    area = reference("Area", related_name="jinniu_stores_service_items")
    area_id: uuid.UUID
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    mode = fields.CharEnumField(ServiceItemMode, max_length=32)
    authority = reference("Organization", related_name="jinniu_stores_service_items", null=True)
    deep_link = fields.CharField(max_length=1000)
    valid_from: datetime.date = fields.DateField()
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_service_item"
        indexes = (("area_id", "id"), ("authority_id",))
        constraints = (CheckConstraint(check="valid_to >= valid_from", name="jinniu_stores_service_item_period"),)


class ServiceTap(Model):
    """How often an item of the catalogue was opened from the code of a store on a day. There is no person in it."""

    id = key()
    item = reference("jinniu_stores.ServiceItem", related_name="taps", owned=True)
    store = reference("jinniu_stores.Store", related_name="service_taps", owned=True)
    day = fields.DateField()
    times = fields.IntField(default=0)

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_service_tap"
        unique_together = (("item", "store", "day"),)
        indexes = (("store_id", "day"), ("day", "id"))
        constraints = (CheckConstraint(check="times >= 0", name="jinniu_stores_service_tap_not_negative"),)


class CounsellingService(Model):
    """An outside service to which people of an area are handed over (心理咨询). Nothing of what they say comes here."""

    id = key()
    area = reference("Area", related_name="jinniu_stores_counselling_services")
    area_id: uuid.UUID
    provider = reference("Organization", related_name="jinniu_stores_counselling_services")
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    phone = fields.CharField(max_length=32, null=True)
    link = fields.CharField(max_length=1000, null=True)
    hours = fields.CharField(max_length=200, null=True)
    valid_from: datetime.date = fields.DateField()
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_counselling_service"
        indexes = (("area_id", "id"), ("provider_id",))
        constraints = (
            CheckConstraint(
                check="phone IS NOT NULL OR link IS NOT NULL", name="jinniu_stores_counselling_service_reachable"
            ),
            CheckConstraint(check="valid_to >= valid_from", name="jinniu_stores_counselling_service_period"),
        )
