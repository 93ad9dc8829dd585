"""Use cases: create, cancel and retire duties. Each verb is one transaction.

A verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.models import Place, PlaceStatus
from linli.services import (
    SHANGHAI,
    Problems,
    changed,
    created,
    locked,
    now,
    plugin_settings,
    refuse,
    where_enabled,
    writing,
)

from linli_night_pharmacy.choices import NightService
from linli_night_pharmacy.models import Duty, DutyService
from linli_night_pharmacy.names import DUTY_TAG, NAME
from linli_night_pharmacy.rules import RULES
from linli_night_pharmacy.settings import NightPharmacySettings

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,28}[0-9]")


@dataclass(frozen=True, kw_only=True)
class NewDuty:
    """What a new duty is made of: instants with an offset, the pharmacist's display name, the counter's phone."""

    place_id: uuid.UUID
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    pharmacist: str
    phone: str
    services: Sequence[NightService]


async def create(new: NewDuty) -> Duty:
    """Put a place on duty.

    Problems beside those of texts: ENDS_BEFORE_START, OUT_OF_RANGE (longer than the setting ``longest_hours``),
    IN_THE_PAST, OVERLAP, DUPLICATE (a service), NOT_FOUND and WRONG_STATE (a place that has closed for good).
    """
    async with writing(RULES):
        problems = Problems()
        starts_at, ends_at = (at.replace(microsecond=0) for at in (new.starts_at, new.ends_at))
        _check_hours(starts_at, ends_at, problems)
        pharmacist = problems.text(Duty, "pharmacist", new.pharmacist, "pharmacist")
        phone = problems.text(Duty, "phone", new.phone, "phone")
        if phone and not _PHONE.fullmatch(phone):
            problems.add("INVALID_FORMAT", "Write digits, with spaces, hyphens or brackets: 028-6155 0120.", "phone")
        for index, service in enumerate(new.services):
            if service in new.services[:index]:
                problems.add("DUPLICATE", "The service is named twice.", "services", index)
        # Locked until the commit, so that the check for overlaps and a closure wait for each other.
        place = await Place.filter(id=new.place_id).select_for_update(no_key=True).get_or_none()
        if place is None:
            problems.add("NOT_FOUND", "There is no such place.", "place_id")
        elif place.status is PlaceStatus.CLOSED:
            problems.add("WRONG_STATE", f"{place.name} has closed for good.", "place_id")
        problems.refuse()
        await _refuse_overlap(new.place_id, starts_at, ends_at)
        duty = Duty(place_id=new.place_id, starts_at=starts_at, ends_at=ends_at, pharmacist=pharmacist, phone=phone)
        await created(duty, "night_pharmacy.duty_created", {"placeId": f"pl_{new.place_id}"}, tag=DUTY_TAG)
        await DutyService.bulk_create(DutyService(duty_id=duty.id, service=service) for service in new.services)
    return duty


def _check_hours(starts_at: datetime.datetime, ends_at: datetime.datetime, problems: Problems) -> None:
    longest = plugin_settings(NightPharmacySettings).longest_hours
    if ends_at <= starts_at:
        problems.add("ENDS_BEFORE_START", "Must end after it starts.", "ends_at")
    elif ends_at - starts_at > datetime.timedelta(hours=longest):
        problems.add(
            "OUT_OF_RANGE", f"Lasts {ends_at - starts_at}, and at most {longest} hours are allowed.", "ends_at"
        )
    if ends_at <= now():
        problems.add("IN_THE_PAST", "Is over already.", "ends_at")


async def _refuse_overlap(place_id: uuid.UUID, starts_at: datetime.datetime, ends_at: datetime.datetime) -> None:
    duties = Duty.filter(place_id=place_id, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)
    other = await duties.order_by("starts_at").first()
    if other is not None:
        raise refuse(
            "OVERLAP",
            f"Another duty of the place is from {_told(other.starts_at)} to {_told(other.ends_at)}. Cancel it first, "
            "or choose other hours.",
            "starts_at",
        )


def _told(instant: datetime.datetime) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


async def cancel(duty_id: uuid.UUID, reason: str, *, expected_version: int | None = None) -> Duty:
    """Cancel a duty that is not over. WRONG_STATE if it is, or was cancelled before."""
    async with writing(RULES):
        duty = await locked(Duty, duty_id, expected_version)
        if duty.cancelled_at is not None:
            raise refuse("WRONG_STATE", f"It was cancelled on {_told(duty.cancelled_at)}.", "id")
        if duty.ends_at <= now():
            raise refuse("WRONG_STATE", f"It was over on {_told(duty.ends_at)}.", "id")
        problems = Problems()
        text = problems.text(Duty, "cancel_reason", reason, "reason")
        problems.refuse()
        values = {"cancelled_at": now(), "cancel_reason": text}
        news = {"placeId": f"pl_{duty.place_id}"}
        await changed(duty, values, "night_pharmacy.duty_cancelled", news, tag=DUTY_TAG)
    return duty


async def cancel_all(place_id: uuid.UUID, reason: str) -> int:
    """Cancel what is not over of a place's duties, in one transaction; gives their number."""
    async with writing(RULES):
        left = Duty.filter(place_id=place_id, cancelled_at=None, ends_at__gt=now()).select_for_update(no_key=True)
        keys = [duty.id for duty in await left.order_by("starts_at")]
        for key in keys:
            await cancel(key, reason)
    return len(keys)


async def retire_old() -> None:
    """Retire each duty that was over more than ``keep_days`` days ago: nobody reads its pharmacist's name any more.

    Hours and services stay, for the report. Only in districts that have the plugin enabled; each duty by itself.
    """
    before = now() - datetime.timedelta(days=plugin_settings(NightPharmacySettings).keep_days)
    old = Duty.filter(where_enabled(NAME, "place__area_id"), ends_at__lt=before, retired_at=None)
    for (key,) in await old.order_by("ends_at").values_list("id"):
        async with writing(RULES):
            duty = await locked(Duty, key, None)
            if duty.retired_at is None:
                values = {"retired_at": now(), "pharmacist": None}
                await changed(duty, values, "night_pharmacy.duty_retired", tag=DUTY_TAG)
