"""Service codes (服务码): issue and rotate them, and count how often they are scanned.

A code is an opaque token of at most 32 characters, which fits into the scene of a mini-program. A scan adds one to the
counter of the day; nobody's name comes near it.
"""

from __future__ import annotations

import datetime
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import F
from tortoise.models import Model

from linli.services import (
    Problems,
    changed,
    count_within_minute,
    created,
    locked,
    new_id,
    now,
    plugin_settings,
    refuse,
    today,
    writing,
)
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import PioneerStoreStatus, ServiceCodeKind
from plugins.jinniu_stores.life_cycle import require
from plugins.jinniu_stores.models import ScanEvent, ServiceCode, Store
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.settings import StoreSettings

S = PioneerStoreStatus

TOKEN_BYTES = 16
"""128 random bits, 22 characters: nobody guesses one."""


@dataclass(frozen=True, kw_only=True)
class Issue:
    """The kind of a new code."""

    kind: ServiceCodeKind


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """How many days the old print stays valid; the setting ``code_grace_days`` by default, 0 for not at all."""

    grace_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Scan:
    """The token of a code that somebody scanned."""

    token: str


async def issue(store_id: uuid.UUID, new: Issue, *, expected_version: int | None = None) -> ServiceCode:
    """Issue the first code of a kind for a store that is being fitted out or further on.

    Raises `linli.services.InputRefused`: WRONG_STATE; DUPLICATE if there is a current one, which can be rotated.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        require(store, S.FITTING_OUT, S.AWAITING_INSPECTION, S.ACTIVE, S.SUSPENDED)
        if await ServiceCode.exists(store_id=store.id, kind=new.kind, expires_at=None):
            raise refuse("DUPLICATE", "The store has a current code of this kind; rotate it.", "kind")
        return await _issue(store, new.kind, "service_code_issued")


async def rotate(code_id: uuid.UUID, rotation: Rotation, *, expected_version: int | None = None) -> ServiceCode:
    """Replace the current code of its kind by a new one, which is returned; the old print expires after the grace.

    Raises `linli.services.InputRefused`: WRONG_STATE for a code that was replaced already; OUT_OF_RANGE.
    """
    async with writing(RULES):
        code = await locked(ServiceCode, code_id, expected_version)
        if code.expires_at is not None:
            raise refuse("WRONG_STATE", f"It was replaced, and expires at {code.expires_at.isoformat()}.", "id")
        problems = Problems()
        problems.within(rotation.grace_days, 0, 366, "grace_days")
        problems.refuse()
        days = rotation.grace_days
        grace = datetime.timedelta(days=plugin_settings(StoreSettings).code_grace_days if days is None else days)
        values = {"expires_at": now() + grace}
        await changed(code, values, "jinniu_stores.service_code_replaced", tag=tags.SERVICE_CODE)
        store = await Store.get(id=code.store_id)
        return await _issue(store, code.kind, "service_code_issued")


async def _issue(store: Store, kind: ServiceCodeKind, verb: str) -> ServiceCode:
    code = ServiceCode(store_id=store.id, kind=kind, token=secrets.token_urlsafe(TOKEN_BYTES), issued_at=now())
    told = {"storeId": f"{tags.STORE}_{store.id}", "kind": kind.value}
    await created(code, f"jinniu_stores.{verb}", told, tag=tags.SERVICE_CODE)
    return code


async def valid_code(token: str, kind: ServiceCodeKind | None = None) -> ServiceCode:
    """The valid code with a token, with its store and the place.

    Raises `linli.services.InputRefused` at `token`: NOT_FOUND for an unknown token, and one of another kind than is
    needed; CODE_EXPIRED for an old print, and one of a store that has left.
    """
    code = await ServiceCode.get_or_none(token=token).select_related("store__place")
    if code is None or (kind is not None and code.kind is not kind):
        raise refuse("NOT_FOUND", "There is no such code.", "token")
    if (code.expires_at is not None and code.expires_at <= now()) or code.store.status is S.WITHDRAWN:
        raise refuse("CODE_EXPIRED", "This code is not valid any more.", "token")
    return code


async def scan(token: str) -> ServiceCode:
    """Count a scan of a valid code, and give the code. Raises what `valid_code` and `limit` raise."""
    async with writing(RULES):
        code = await valid_code(token)
        limit(code)
        await count(ScanEvent, code_id=code.id, day=today())
    return code


def limit(code: ServiceCode) -> None:
    """Let nobody turn the counters of a code: RATE_LIMITED for an address that uses it too often within a minute."""
    count_within_minute("jinniu_stores.scan", code.id, plugin_settings(StoreSettings).scans_per_minute)


async def count(model: type[Model], **what: Any) -> None:
    """Add one to a counter of the day, which is made if it is the first. Nobody's count is lost beside another's."""
    await model.bulk_create([model(id=new_id(), **what)], ignore_conflicts=True)
    await model.filter(**what).update(times=F("times") + 1)


def says(code: ServiceCode) -> str:
    """What the QR code of a service code says: the address by the setting ``scan_url``, or the token alone."""
    template = plugin_settings(StoreSettings).scan_url
    return template.replace("{token}", code.token) if template else code.token
