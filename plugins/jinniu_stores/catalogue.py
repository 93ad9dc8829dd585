"""Where the codes lead: government services (政务服务事项), and outside services of counselling (心理咨询).

Counselling is a hand-off. The platform tells who to call or where to go, and learns nothing of what follows.
"""

from __future__ import annotations

import datetime
import re
import uuid
from dataclasses import dataclass

from linli.models import Area, AreaAncestor, Organization
from linli.services import Problems, References, changed, created, locked, refuse, today, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import ServiceCodeKind, ServiceItemMode
from plugins.jinniu_stores.models import CounsellingService, ServiceItem, ServiceTap
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.service_codes import count, limit, valid_code

LINK = re.compile(r"(https|weixin|alipays)://\S+")
"""Pages on the web over TLS, and deep links into WeChat and Alipay."""


@dataclass(frozen=True, kw_only=True)
class NewServiceItem:
    """A government service, from a day on; today by default."""

    area_id: uuid.UUID
    code: str
    name: str
    mode: ServiceItemMode
    deep_link: str
    name_en: str | None = None
    authority_id: uuid.UUID | None = None
    valid_from: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewCounsellingService:
    """An outside service, which is reached by phone or by a link, from a day on; today by default."""

    area_id: uuid.UUID
    provider_id: uuid.UUID
    name: str
    name_en: str | None = None
    phone: str | None = None
    link: str | None = None
    hours: str | None = None
    valid_from: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class LastDay:
    """The last day on which something is offered; today by default."""

    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The item that somebody opened, and the token of the code by which they came to the catalogue."""

    item_id: uuid.UUID
    token: str


async def add_item(new: NewServiceItem) -> ServiceItem:
    """Add a government service to the catalogue of an area. Raises `linli.services.InputRefused`: INVALID_FORMAT …"""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        references.add(Organization, new.authority_id, "authority_id")
        item = ServiceItem(
            area_id=new.area_id,
            code=problems.text(ServiceItem, "code", new.code, "code"),
            name=problems.text(ServiceItem, "name", new.name, "name"),
            name_en=problems.optional_text(ServiceItem, "name_en", new.name_en, "name_en"),
            mode=new.mode,
            authority_id=new.authority_id,
            deep_link=problems.text(ServiceItem, "deep_link", new.deep_link, "deep_link"),
            valid_from=new.valid_from or today(),
        )
        _check_link(item.deep_link, problems, "deep_link")
        await references.check(problems)
        problems.refuse()
        await created(item, "jinniu_stores.service_item_added", tag=tags.SERVICE_ITEM)
    return item


async def end_item(item_id: uuid.UUID, last: LastDay, *, expected_version: int | None = None) -> ServiceItem:
    """Take a government service out of the catalogue after a day. WRONG_STATE if it has a last day already."""
    async with writing(RULES):
        item = await locked(ServiceItem, item_id, expected_version)
        values = {"valid_to": _last_day(item, last)}
        await changed(item, values, "jinniu_stores.service_item_ended", tag=tags.SERVICE_ITEM)
    return item


async def add_counselling(new: NewCounsellingService) -> CounsellingService:
    """Name an outside service of counselling to the people of an area. REQUIRED without a phone number and a link."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        references.add(Organization, new.provider_id, "provider_id")
        service = CounsellingService(
            area_id=new.area_id,
            provider_id=new.provider_id,
            name=problems.text(CounsellingService, "name", new.name, "name"),
            name_en=problems.optional_text(CounsellingService, "name_en", new.name_en, "name_en"),
            phone=problems.optional_text(CounsellingService, "phone", new.phone, "phone"),
            link=problems.optional_text(CounsellingService, "link", new.link, "link"),
            hours=problems.optional_text(CounsellingService, "hours", new.hours, "hours"),
            valid_from=new.valid_from or today(),
        )
        if service.link is not None:
            _check_link(service.link, problems, "link")
        if service.phone is None and service.link is None:
            problems.add("REQUIRED", "Name a phone number, a link, or both.", "phone")
        await references.check(problems)
        problems.refuse()
        await created(service, "jinniu_stores.counselling_service_added", tag=tags.COUNSELLING_SERVICE)
    return service


async def end_counselling(
    service_id: uuid.UUID, last: LastDay, *, expected_version: int | None = None
) -> CounsellingService:
    """Name an outside service no more after a day. WRONG_STATE if it has a last day already."""
    async with writing(RULES):
        service = await locked(CounsellingService, service_id, expected_version)
        values = {"valid_to": _last_day(service, last)}
        await changed(service, values, "jinniu_stores.counselling_service_ended", tag=tags.COUNSELLING_SERVICE)
    return service


async def open_item(opening: Opening) -> ServiceItem:
    """Count that an item was opened from a store's code, and give the item with its link.

    Raises `linli.services.InputRefused`: what `service_codes.valid_code` and `limit` raise, and NOT_FOUND at
    `itemId` for an item that is not offered today where the store is.
    """
    async with writing(RULES):
        code = await valid_code(opening.token, ServiceCodeKind.GOVERNMENT_SERVICE)
        item = await ServiceItem.get_or_none(id=opening.item_id)
        day = today()
        if item is None or item.valid_from > day or (item.valid_to is not None and item.valid_to < day):
            raise refuse("NOT_FOUND", "There is no such item today.", "item_id")
        if not await AreaAncestor.exists(area_id=code.store.place.area_id, ancestor_id=item.area_id):
            raise refuse("NOT_FOUND", "The item is not offered where the store is.", "item_id")
        limit(code)
        await count(ServiceTap, item_id=item.id, store_id=code.store_id, day=day)
    return item


def _last_day(row: ServiceItem | CounsellingService, last: LastDay) -> datetime.date:
    if row.valid_to is not None:
        raise refuse("WRONG_STATE", f"Its last day is {row.valid_to}.", "id")
    return last.on or today()


def _check_link(link: str, problems: Problems, field: str) -> None:
    if link and not LINK.fullmatch(link):
        problems.add("INVALID_FORMAT", "Must begin with https://, weixin:// or alipays://, without spaces.", field)
