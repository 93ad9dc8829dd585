"""Party check-in (党员报到). That somebody is a member is sensitive: all of it needs a permission but the text."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

from pypika_tortoise.terms import Criterion

from linli import (
    CITY_WIDE,
    Argument,
    Person,
    Row,
    auto,
    column,
    computed,
    model_type,
    to_one,
    translated,
)
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.permissions import PARTY_CHECK_INS_READ
from plugins.jinniu_stores.types import expressions

if TYPE_CHECKING:
    from plugins.jinniu_stores.types.stores import PioneerStore


@model_type(models.PartyConsent, tag=tags.PARTY_CONSENT, area=CITY_WIDE, order_by=("number",), since="0.1.0")
class PioneerStorePartyConsent:
    """A version of the text to which people agree before they check in (同意书)."""

    number: auto = column("The number of the version, from 1 (版本号).")
    text: auto = translated("The text (正文).", orderable=False)
    text_en: auto = column("The text in English; null where there is none (英文正文).", orderable=False)
    valid_from: auto = column("The first day (生效日期).")
    valid_to: auto = column("The day from which the next version is valid; null for the last one (失效日期).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")

    @computed(bool, "Whether it is valid on a day, today by default (是否现行).", filterable=True)
    def current(
        row: Row, on: Annotated[datetime.date | None, Argument("The day; today by default (日期).")] = None
    ) -> Criterion:
        return expressions.holds_on(row.valid_from, row.valid_to, expressions.day_of(row, on))


@model_type(
    models.PartyCheckIn,
    tag=tags.PARTY_CHECK_IN,
    area="store.place.area",
    organization="store.place.operator",
    place="store.place",
    own="person",
    sensitive=True,
    order_by=("-day",),
    requires=PARTY_CHECK_INS_READ,
    group_by=("store", "consent"),
    since="0.1.0",
)
class PioneerStorePartyCheckIn:
    """A party member's check-in at a store (党员报到). Asking for check-ins needs a permission."""

    store: PioneerStore = to_one("The store (门店).")
    person: Person | None = to_one("Who; null once the consent was withdrawn (人员).")
    consent: PioneerStorePartyConsent = to_one("The text to which the person agreed (同意书).")
    day: auto = column("The day (日期).")
    withdrawn_at: auto = column("When the consent was withdrawn (撤回时间).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")
