"""The use cases as mutations."""

from __future__ import annotations

from dataclasses import dataclass

from linli import InputType, Mutation, Reference

from linli_night_pharmacy import duties
from linli_night_pharmacy.permissions import DUTIES_WRITE


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """Why a duty is cancelled."""

    reason: str


MUTATIONS = (
    Mutation(
        "createNightDuty",
        "Puts a pharmacy on duty for hours of a night (新增夜间值班).",
        InputType(
            "CreateNightDutyInput",
            "A new duty.",
            duties.NewDuty,
            {
                "place_id": Reference("The pharmacy (药房).", "Place"),
                "starts_at": "When it begins (开始时间).",
                "ends_at": "When it ends, at most 16 hours later (结束时间).",
                "pharmacist": "The display name of the pharmacist on duty, which everybody sees (值班药师).",
                "phone": "The phone of the counter, which everybody sees (柜台电话).",
                "services": "What is served (夜间服务).",
            },
        ),
        "nightDuty",
        "NightDuty",
        lambda given: duties.create(given.value),
        DUTIES_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "cancelNightDuty",
        "Cancels a duty that is not over (取消夜间值班).",
        InputType(
            "CancelNightDutyInput",
            "The duty, and the reason.",
            Cancellation,
            {"reason": "Why (取消原因)."},
            keyed="NightDuty",
        ),
        "nightDuty",
        "NightDuty",
        lambda given: duties.cancel(given.id, given.value.reason, expected_version=given.expected_version),
        DUTIES_WRITE,
        since="0.1.0",
    ),
)
