"""Eligibility (有条件): the criteria, which are public, and assessments, which need a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Term

from linli import CITY_WIDE, LanguageArgument, Row, auto, column, computed, label, model_type, to_one
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import EligibilityVerdict
from plugins.jinniu_stores.permissions import ASSESSMENTS_READ

if TYPE_CHECKING:
    from plugins.jinniu_stores.types.stores import PioneerStore


@model_type(models.Criteria, tag=tags.CRITERIA, area=CITY_WIDE, order_by=("number",), since="0.1.0")
class PioneerStoreCriteria:
    """A version of the criteria by which stores are eligible (评估标准)."""

    number: auto = column("The number of the version, from 1 (版本号).")
    name: auto = column("The name (名称).")
    description: auto = column("The criteria (内容).", orderable=False)
    valid_from: auto = column("The first day (生效日期).")
    valid_to: auto = column("The day from which the next version is valid; null for the last one (失效日期).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")


@model_type(
    models.Assessment,
    tag=tags.ASSESSMENT,
    area="store.place.area",
    organization="store.place.operator",
    place="store.place",
    order_by=("assessed_on", "position"),
    follows="store",
    requires=ASSESSMENTS_READ,
    group_by=("verdict", "criteria"),
    since="0.1.0",
)
class PioneerStoreAssessment:
    """A verdict on the eligibility of a store (条件评估). Asking for assessments needs a permission."""

    store: PioneerStore = to_one("The store (门店).")
    criteria: PioneerStoreCriteria = to_one("The criteria by which it was assessed (评估标准).")
    position: auto = column("Its place among the store's assessments, from 1 (次序).")
    verdict: auto = column("The verdict (结论).")
    reasons: auto = column("Why (理由).", orderable=False)
    assessed_on: auto = column("The day (评估日期).")
    created_at: auto = column("When the record was made.")

    @computed(str, "The verdict's label (结论名称).")
    def verdict_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.verdict, EligibilityVerdict, lang)
