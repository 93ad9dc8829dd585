"""Agreements (协议): those that were signed are public; drafts and obligations need a permission."""

from __future__ import annotations

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Activity,
    Area,
    Connection,
    Derived,
    LanguageArgument,
    Media,
    Organization,
    Row,
    Viewer,
    auto,
    column,
    computed,
    label,
    many,
    model_type,
    to_one,
    translated,
)
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import StoreAgreementState, StoreObligationState
from plugins.jinniu_stores.permissions import AGREEMENTS_READ


def signed_only(row: Row, viewer: Viewer) -> Criterion | None:
    """The public does not see drafts."""
    return row.unless_may(AGREEMENTS_READ, row.signed_on.notnull())


@model_type(
    models.Agreement,
    tag=tags.AGREEMENT,
    area="area",
    organization="signatories.organization",
    order_by=("code",),
    rule=signed_only,
    group_by=("area",),
    since="0.1.0",
)
class PioneerStoreAgreement:
    """An agreement on pioneer stores (战略合作协议)."""

    area: Area = to_one("The area for which it holds (区域).")
    code: auto = column("A short code that never changes (代码).")
    title: auto = translated("The title (标题).")
    title_en: auto = column("The title in English; null where there is none (英文标题).")
    signing_activity: Activity | None = to_one("The activity at which it was signed (签约活动).")
    signed_on: auto = column("The day on which it was signed; null for a draft (签署日期).")
    effective_on: auto = column("The first day on which it holds (生效日期).")
    expires_on: auto = column("The last day on which it holds; null while it has no end (到期日期).")
    terminated_on: auto = column("The day on which it was ended early (终止日期).")
    termination_reason: auto = column("Why it was ended early (终止原因).", orderable=False)
    signatories: Connection[PioneerStoreSignatory] = many(
        "Who signed, in the order of the signatures (签署方).", order_by=("position",)
    )
    obligations: Connection[PioneerStoreObligation] = many(
        "What it obliges to (约定事项). Needs a permission.", order_by=("position",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(StoreAgreementState, "How far it is, by its dates (协议状态).", filterable=True, orderable=True)
    def state(row: Row) -> Derived:
        return _agreement_state(row)

    @computed(str, "The state's label (协议状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _agreement_state(row).term(), StoreAgreementState, lang)


@model_type(
    models.Signatory,
    tag=tags.SIGNATORY,
    area="agreement.area",
    organization="agreement.signatories.organization",
    order_by=("position",),
    follows="agreement",
    group_by=("organization",),
    since="0.1.0",
)
class PioneerStoreSignatory:
    """An organisation that signed an agreement (签署方)."""

    agreement: PioneerStoreAgreement = to_one("The agreement (协议).")
    organization: Organization = to_one("The organisation (组织).")
    position: auto = column("Its place in the order of signatures, from 1 (次序).")


@model_type(
    models.Obligation,
    tag=tags.OBLIGATION,
    area="agreement.area",
    organization=("agreement.signatories.organization", "owner"),
    order_by=("due_on", "position"),
    follows="agreement",
    requires=AGREEMENTS_READ,
    group_by=("agreement", "owner"),
    since="0.1.0",
)
class PioneerStoreObligation:
    """What an agreement obliges an organisation to (约定事项). Asking for obligations needs a permission."""

    agreement: PioneerStoreAgreement = to_one("The agreement (协议).")
    position: auto = column("Its place in the agreement, from 1 (次序).")
    owner: Organization = to_one("The organisation that has to do it (责任方).")
    title: auto = translated("What is to be done (事项).", orderable=False)
    title_en: auto = column("What is to be done, in English; null where there is none (英文).", orderable=False)
    target_count: auto = column("How many, where it can be counted (目标数量).")
    due_on: auto = column("The day by which it is to be done (截止日期).")
    met_on: auto = column("The day on which it was done (履行日期).")
    evidence: auto = column("What shows that it was done (佐证).", orderable=False)
    evidence_media: Media | None = to_one("A media item that shows that it was done (佐证材料).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)

    @computed(StoreObligationState, "How far it is, by its dates (履行状态).", filterable=True, orderable=True)
    def state(row: Row) -> Derived:
        return _obligation_state(row)

    @computed(str, "The state's label (履行状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _obligation_state(row).term(), StoreObligationState, lang)


def _agreement_state(row: Row) -> Derived:
    standing = row.signed_on.notnull() & (row.terminated_on.isnull() | (row.terminated_on > row.today))
    begun = row.effective_on <= row.today
    return Derived(
        [
            (StoreAgreementState.DRAFT, row.signed_on.isnull()),
            (StoreAgreementState.TERMINATED, row.terminated_on <= row.today),
            (StoreAgreementState.SIGNED, standing & (row.effective_on > row.today)),
            (StoreAgreementState.EXPIRED, standing & begun & (row.expires_on < row.today)),
            (
                StoreAgreementState.EFFECTIVE,
                standing & begun & (row.expires_on.isnull() | (row.expires_on >= row.today)),
            ),
        ]
    )


def _obligation_state(row: Row) -> Derived:
    waiting = row.met_on.isnull()
    return Derived(
        [
            (StoreObligationState.MET, row.met_on.notnull()),
            (StoreObligationState.LATE, waiting & (row.due_on < row.today)),
            (StoreObligationState.OPEN, waiting & (row.due_on.isnull() | (row.due_on >= row.today))),
        ]
    )
