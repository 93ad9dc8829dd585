"""What agreements oblige to, and what of it is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from linli import ReportPeriod
from linli.services import counted
from plugins.jinniu_stores.choices import StoreObligationState
from plugins.jinniu_stores.models import Obligation


async def obligations(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each obligation of the agreements that were signed by the day, as it stood on that day."""
    found = await (
        Obligation.filter(counted(period, "agreement__area"))
        .filter(agreement__signed_on__lte=period.as_of)
        .order_by("agreement__code", "position")
        .values("title", "due_on", "met_on", "agreement__title", "agreement__expires_on", "owner__name")
    )
    rows = []
    for item in found:
        met = item["met_on"] if item["met_on"] is not None and item["met_on"] <= period.as_of else None
        late = met is None and item["due_on"] is not None and item["due_on"] < period.as_of
        state = StoreObligationState.LATE if late else StoreObligationState.OPEN
        rows.append(
            {
                "agreement": item["agreement__title"],
                "expires_on": item["agreement__expires_on"],
                "obligation": item["title"],
                "owner": item["owner__name"],
                "due_on": item["due_on"],
                "met_on": met,
                "state": StoreObligationState.MET if met is not None else state,
            }
        )
    return rows
