"""Mutations of agreements and obligations."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from linli import InputType, Mutation, Reference
from plugins.jinniu_stores import agreements
from plugins.jinniu_stores.permissions import AGREEMENTS_WRITE


@dataclass(frozen=True, kw_only=True)
class Termination:
    """Why an agreement ends early, and when."""

    reason: str
    on: datetime.date | None = None


_OBLIGATION = InputType(
    "PioneerStoreObligationInput",
    "What it obliges to, in order (约定事项).",
    agreements.NewObligation,
    {
        "owner_id": Reference("The organisation that has to do it (责任方).", "Organization"),
        "title": "What is to be done, in Chinese (事项).",
        "title_en": "What is to be done, in English (英文).",
        "target_count": "How many, where it can be counted (目标数量).",
        "due_on": "The day by which it is to be done (截止日期).",
    },
)

AGREEMENT_MUTATIONS = (
    Mutation(
        "createPioneerStoreAgreement",
        "Draws up an agreement (起草协议).",
        InputType(
            "CreatePioneerStoreAgreementInput",
            "A draft.",
            agreements.NewAgreement,
            {
                "area_id": Reference("The area for which it holds (区域).", "Area"),
                "code": "A short code that never changes (代码).",
                "title": "The title in Chinese (标题).",
                "signatory_ids": Reference("Who signs, in the order of the signatures (签署方).", "Organization"),
                "title_en": "The title in English (英文标题).",
                "obligations": _OBLIGATION,
            },
        ),
        "agreement",
        "PioneerStoreAgreement",
        lambda given: agreements.create(given.value),
        AGREEMENTS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "signPioneerStoreAgreement",
        "Notes that a draft was signed (签署协议).",
        InputType(
            "SignPioneerStoreAgreementInput",
            "The agreement, and from when to when it holds.",
            agreements.Signing,
            {
                "signed_on": "The day on which it was signed (签署日期).",
                "effective_on": "The first day on which it holds (生效日期).",
                "expires_on": "The last day on which it holds (到期日期).",
                "signing_activity_id": Reference("The activity at which it was signed (签约活动).", "Activity"),
            },
            keyed="PioneerStoreAgreement",
        ),
        "agreement",
        "PioneerStoreAgreement",
        lambda given: agreements.sign(given.id, given.value, expected_version=given.expected_version),
        AGREEMENTS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "terminatePioneerStoreAgreement",
        "Ends a signed agreement before it expires (终止协议).",
        InputType(
            "TerminatePioneerStoreAgreementInput",
            "The agreement, the reason and the day.",
            Termination,
            {"reason": "Why (原因).", "on": "The first day on which it does not hold; today by default (终止日期)."},
            keyed="PioneerStoreAgreement",
        ),
        "agreement",
        "PioneerStoreAgreement",
        lambda given: agreements.terminate(
            given.id, given.value.reason, on=given.value.on, expected_version=given.expected_version
        ),
        AGREEMENTS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "meetPioneerStoreObligation",
        "Notes that an obligation was met, with its evidence (履行约定).",
        InputType(
            "MeetPioneerStoreObligationInput",
            "The obligation, and what shows that it was met.",
            agreements.Evidence,
            {
                "evidence": "What shows that it was met (佐证).",
                "evidence_media_id": Reference("A media item that shows it (佐证材料).", "Media"),
                "on": "The day on which it was met; today by default (履行日期).",
            },
            keyed="PioneerStoreObligation",
        ),
        "obligation",
        "PioneerStoreObligation",
        lambda given: agreements.meet(given.id, given.value, expected_version=given.expected_version),
        AGREEMENTS_WRITE,
        since="0.1.0",
    ),
)
