"""Mutations of stores, their inspections and rectifications."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tortoise.models import Model

from linli import Converted, InputType, Mutation, Reference
from plugins.jinniu_stores import eligibility, inspections, rectifications, signage, stores, warm_spaces
from plugins.jinniu_stores.choices import StoreInspectionKind
from plugins.jinniu_stores.models import Store
from plugins.jinniu_stores.permissions import APPROVE, ASSESS, INSPECT, SELF_CHECK, SIGNAGE_CHECK, STORES_WRITE

ON = "The day from which it holds; today by default (日期)."


@dataclass(frozen=True, kw_only=True)
class Dated:
    """From when a change holds."""

    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Reasoned:
    """Why something is done, and from when it holds."""

    reason: str
    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The wave for which a store is planned."""

    wave_id: uuid.UUID
    on: datetime.date | None = None


Verb = Callable[..., Awaitable[Model]]


def _dated(name: str, description: str, verb: Verb, requires: str) -> Mutation:
    def run(given: Converted) -> Awaitable[Model]:
        return verb(given.id, on=given.value.on, expected_version=given.expected_version)

    declared = InputType(_input(name), "The store, and the day.", Dated, {"on": ON}, keyed="PioneerStore")
    return Mutation(name, description, declared, "pioneerStore", "PioneerStore", run, requires, since="0.1.0")


def _reasoned(name: str, description: str, verb: Verb, requires: str) -> Mutation:
    def run(given: Converted) -> Awaitable[Model]:
        return verb(given.id, given.value.reason, on=given.value.on, expected_version=given.expected_version)

    fields = {"reason": "Why (原因).", "on": ON}
    declared = InputType(_input(name), "The store, the reason and the day.", Reasoned, fields, keyed="PioneerStore")
    return Mutation(name, description, declared, "pioneerStore", "PioneerStore", run, requires, since="0.1.0")


def _input(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}Input"


_FINDING = InputType(
    "PioneerStoreFindingInput",
    "What was found of each of the Ten Elements (检查结果).",
    inspections.NewFinding,
    {
        "element": "The element (红十件).",
        "result": "Its condition (状况).",
        "note": "A note (备注).",
        "photo_id": Reference("A picture of it (照片).", "Media"),
    },
)

_INSPECTED: Mapping[str, str | Reference | InputType] = {
    "findings": _FINDING,
    "inspected_at": "When; now by default (检查时间).",
    "inspector_id": Reference("Who looked (检查人).", "Person"),
    "note": "A note (备注).",
}


async def _self_check(given: Converted) -> Model:
    """Gives the store: who may check it need not be allowed to see inspections."""
    kind = StoreInspectionKind.SELF_CHECK
    await inspections.record(given.id, given.value, kind, expected_version=given.expected_version)
    return await Store.get(id=given.id)


async def _signage_check(given: Converted) -> Model:
    """Gives the store, as `_self_check` does."""
    await signage.check(given.id, given.value, expected_version=given.expected_version)
    return await Store.get(id=given.id)


STORE_MUTATIONS = (
    Mutation(
        "registerPioneerStore",
        "Enters a place into the registry, as a candidate (登记门店).",
        InputType(
            "RegisterPioneerStoreInput",
            "A store of the partner.",
            stores.NewStore,
            {
                "place_id": Reference("The place that it is (场所).", "Place"),
                "partner_code": "The partner's own code of the store (门店编号).",
                "on": "The day from which it is in the registry; today by default (登记日期).",
            },
        ),
        "pioneerStore",
        "PioneerStore",
        lambda given: stores.register(given.value),
        STORES_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "assessPioneerStore",
        "Assesses a store that is not planned yet by the criteria of the day (评估门店条件).",
        InputType(
            "AssessPioneerStoreInput",
            "The store, and the verdict on it.",
            eligibility.NewAssessment,
            {
                "verdict": "The verdict (结论).",
                "reasons": "Why; INELIGIBLE needs it (理由).",
                "on": "The day of the assessment; today by default (评估日期).",
            },
            keyed="PioneerStore",
        ),
        "pioneerStore",
        "PioneerStore",
        lambda given: eligibility.assess(given.id, given.value, expected_version=given.expected_version),
        ASSESS,
        since="0.1.0",
    ),
    Mutation(
        "planPioneerStore",
        "Plans an eligible store for a wave (列入批次).",
        InputType(
            "PlanPioneerStoreInput",
            "The store, the wave and the day.",
            Plan,
            {"wave_id": Reference("The wave (批次).", "PioneerStoreWave"), "on": ON},
            keyed="PioneerStore",
        ),
        "pioneerStore",
        "PioneerStore",
        lambda given: stores.plan(
            given.id, given.value.wave_id, on=given.value.on, expected_version=given.expected_version
        ),
        STORES_WRITE,
        since="0.1.0",
    ),
    _dated(
        "startPioneerStoreFittingOut",
        "Begins to bring a planned store to the standard (开始改造).",
        stores.start_fitting_out,
        STORES_WRITE,
    ),
    _dated(
        "requestPioneerStoreInspection",
        "Reports a store as fitted out, so that it can be inspected (申请验收).",
        stores.request_inspection,
        STORES_WRITE,
    ),
    Mutation(
        "recordPioneerStoreInspection",
        "Records an inspection of a store by the standard of the day (登记检查).",
        InputType(
            "RecordPioneerStoreInspectionInput",
            "The store, and what was found.",
            inspections.NewInspection,
            _INSPECTED,
            keyed="PioneerStore",
        ),
        "inspection",
        "PioneerStoreInspection",
        lambda given: inspections.record(given.id, given.value, expected_version=given.expected_version),
        INSPECT,
        since="0.1.0",
    ),
    Mutation(
        "recordPioneerStoreSelfCheck",
        "Records a store's own look at the Ten Elements; it decides nothing (登记门店自查).",
        InputType(
            "RecordPioneerStoreSelfCheckInput",
            "The store, and what was found.",
            inspections.NewInspection,
            _INSPECTED,
            keyed="PioneerStore",
        ),
        "pioneerStore",
        "PioneerStore",
        _self_check,
        SELF_CHECK,
        since="0.1.0",
    ),
    Mutation(
        "recordPioneerStoreSignageCheck",
        "Records a look at the sign of grid governance at a store (登记标识检查).",
        InputType(
            "RecordPioneerStoreSignageCheckInput",
            "The store, and what was seen.",
            signage.NewSignageCheck,
            {
                "condition": "In which condition it is (标识状况).",
                "design_id": Reference(
                    "The version that hangs there; needed unless none does (标识版本).", "PioneerStoreSignageDesign"
                ),
                "photo_id": Reference("A picture of it; needed unless none hangs (照片).", "Media"),
                "checked_at": "When; now by default (检查时间).",
                "checker_id": Reference("Who looked (检查人).", "Person"),
                "note": "A note (备注).",
            },
            keyed="PioneerStore",
        ),
        "pioneerStore",
        "PioneerStore",
        _signage_check,
        SIGNAGE_CHECK,
        since="0.1.0",
    ),
    Mutation(
        "completePioneerStoreRectification",
        "Reports that something was put right; the next inspection confirms it (完成整改).",
        InputType(
            "CompletePioneerStoreRectificationInput",
            "The rectification, and what was done.",
            rectifications.Completion,
            {
                "on": "The day on which it was done; today by default (完成日期).",
                "note": "What was done (备注).",
                "photo_id": Reference("A picture of it (照片).", "Media"),
            },
            keyed="PioneerStoreRectification",
        ),
        "rectification",
        "PioneerStoreRectification",
        lambda given: rectifications.complete(given.id, given.value, expected_version=given.expected_version),
        SELF_CHECK,
        since="0.1.0",
    ),
    _dated(
        "activatePioneerStore",
        "Opens a store that has ten elements of ten (门店投入示范).",
        stores.activate,
        APPROVE,
    ),
    _reasoned(
        "suspendPioneerStore", "Takes an active store out of service for a time (暂停).", stores.suspend, APPROVE
    ),
    _dated(
        "resumePioneerStore", "Lets a suspended store serve again; it needs ten of ten (恢复).", stores.resume, APPROVE
    ),
    _reasoned("withdrawPioneerStore", "Takes a store out; its history stays (退出).", stores.withdraw, APPROVE),
    _dated(
        "readmitPioneerStore",
        "Enters a store that had left into the registry again, as a candidate (重新登记).",
        stores.readmit,
        STORES_WRITE,
    ),
    _dated(
        "designatePioneerStoreWarmSpace",
        "Designates the place of an active store a warm space (认定馨空间).",
        warm_spaces.designate,
        APPROVE,
    ),
    _dated(
        "endPioneerStoreWarmSpace",
        "Ends the designation as a warm space; `on` is its last day (取消馨空间).",
        warm_spaces.end,
        APPROVE,
    ),
)
