"""Duties for a demo: three stores, the next seven nights. Names and numbers are obviously fictional."""

from __future__ import annotations

import datetime

from linli.models import Place, PlaceKind, PlaceStatus
from linli.sample import local
from linli.services import today

from linli_night_pharmacy import duties
from linli_night_pharmacy.choices import NightService
from linli_night_pharmacy.models import Duty

_NIGHTS = 7
_STORES = 3

_S = NightService
_PHARMACISTS = (
    ("演示药师甲", (_S.OVER_THE_COUNTER, _S.PRESCRIPTION, _S.ADVICE)),
    ("演示药师乙", (_S.OVER_THE_COUNTER, _S.DELIVERY)),
    ("演示药师丙", (_S.OVER_THE_COUNTER,)),
)


async def load() -> int:
    """Add duties from tonight on, for a roster is about the days to come; gives the number of rows.

    Where there are duties, none are added. In a night one store is on duty, the next in turn.
    """
    open_stores = Place.filter(kind=PlaceKind.STORE, status=PlaceStatus.ACTIVE)
    stores = await open_stores.order_by("name", "id").limit(_STORES)
    if not stores or await Duty.exists():
        return 0
    rows = 0
    for night in range(_NIGHTS):
        day = today() + datetime.timedelta(days=night)
        pharmacist, services = _PHARMACISTS[night % len(_PHARMACISTS)]
        await duties.create(
            duties.NewDuty(
                place_id=stores[night % len(stores)].id,
                starts_at=local(day, 21),
                ends_at=local(day, 24 + 7),
                pharmacist=pharmacist,
                phone=f"028-0000 00{night:02}",
                services=services,
            )
        )
        rows += 1 + len(services)
    return rows
