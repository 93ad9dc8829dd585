"""Consents (同意): to what people agreed, by purpose and text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pypika_tortoise.terms import Criterion, Term

from core import consents, models
from core.access import CONSENTS_PUBLISH, CONSENTS_READ
from core.contributed import contributed
from core.models.choices import ConsentChannel
from schema.declare.described import described
from schema.declare.fields import Argument, auto, column, computed, to_one, translated
from schema.declare.inputs import InputType, Reference
from schema.declare.languages import LanguageArgument, label
from schema.declare.placement import CITY_WIDE
from schema.declare.roots import Asked, CalledRoot, Gives, Mutation
from schema.declare.rows import Row
from schema.declare.scalars import DATE
from schema.declare.types import model_type, value_type

if TYPE_CHECKING:
    from schema.types.people import Person


@model_type(models.ConsentText, tag=consents.TEXT_TAG, area=CITY_WIDE, order_by=("purpose", "number"))
class ConsentText:
    """A version of the text to which people agree for one purpose (同意书). It never changes."""

    purpose: auto = column("The purpose: see `consentPurposes` (用途).")
    number: auto = column("The number of the version, from 1 for each purpose (版本号).")
    text: auto = translated("The text (正文).", orderable=False)
    text_en: auto = column("The text in English; null where there is none (英文正文).", orderable=False)
    valid_from: auto = column("The first day; it is valid until the next version is (生效日期).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")

    @computed(bool, "Whether it is the valid one on a day, today by default (是否现行).", filterable=True)
    def current(
        row: Row, on: Annotated[datetime.date | None, Argument("The day; today by default (日期).")] = None
    ) -> Term:
        given: Any = on
        day: Any = row.today if given is None else given.term(DATE)

        def follows(other: Row) -> Term:
            found: Term = (
                (other.purpose == row.purpose) & (other.valid_from > row.valid_from) & (other.valid_from <= day)
            )
            return found

        later = row.rows_of(models.ConsentText, follows)[1].exists()
        valid: Term = (row.valid_from <= day) & later.negate()
        return valid


@model_type(
    models.Consent,
    tag=consents.TAG,
    area="person.area",
    order_by=("-given_at",),
    own="person",
    requires=CONSENTS_READ,
    group_by=("purpose", "channel", "text"),
)
class Consent:
    """A person agreed to a text (同意记录). You see your own; those of others need a permission."""

    person: Person | None = to_one("Who agreed (人员).")
    text: ConsentText = to_one("To which text (同意书).")
    purpose: auto = column("To which purpose (用途).")
    channel: auto = column("How (方式).")
    given_at: auto = column("When (同意时间).")
    recorded_by: auto = column("Who recorded it, as the audit log names them (登记人).", orderable=False)
    withdrawn_at: auto = column("When it was withdrawn; null if it was not (撤回时间).")
    replaced_at: auto = column("When the person agreed to a newer text instead; null if not (更新时间).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether it holds: it was neither withdrawn nor replaced (是否有效).", filterable=True)
    def current(row: Row) -> Criterion:
        return row.withdrawn_at.isnull() & row.replaced_at.isnull()

    @computed(str, "The label of how (方式名称).")
    def channel_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.channel, ConsentChannel, lang)


@value_type
class ConsentPurpose:
    """Something to which people may agree (用途)."""

    name: str = described("Its name, which never changes (代码).")
    title_zh: str = described("The title in Chinese (名称).")
    title_en: str = described("The title in English (英文名称).")
    sensitive: bool = described("Whether the consent must be asked for by itself (是否敏感).")


async def _purposes(_: Asked) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "name": purpose.name,
            "title_zh": purpose.title_zh,
            "title_en": purpose.title_en,
            "sensitive": purpose.sensitive,
        }
        for purpose in contributed().purposes.values()
    ]


CONSENT_PURPOSES = CalledRoot(
    "consentPurposes",
    "To what people may agree (用途): what the core and the plugins ask for.",
    ConsentPurpose,
    _purposes,
)

CONSENT_MUTATIONS = (
    Mutation(
        "publishConsentText",
        "Publishes the next text for a purpose (发布同意书). Consents keep the text to which people agreed.",
        InputType(
            "PublishConsentTextInput",
            "A new version of a text.",
            consents.NewConsentText,
            {
                "purpose": "The purpose: see `consentPurposes` (用途).",
                "text": "The text in Chinese (正文).",
                "valid_from": "The first day, today at the earliest (生效日期).",
                "text_en": "The text in English (英文正文).",
            },
        ),
        "text",
        "ConsentText",
        lambda given: consents.publish_text(given.value),
        CONSENTS_PUBLISH,
        idempotent=True,
    ),
    Mutation(
        "recordConsent",
        "Records that a person agreed to texts (登记同意): yourself, or with a permission somebody else. "
        "A sensitive purpose needs a mutation of its own.",
        InputType(
            "RecordConsentInput",
            "Who agreed, to what, and how.",
            consents.NewConsent,
            {
                "person_id": Reference("Who agreed; you, if left out (人员).", "Person", unseen=True),
                "text_ids": Reference("The texts that were shown, each of another purpose (同意书).", "ConsentText"),
                "channel": "How (方式).",
                "given_at": "When, if that is some time ago; now, if left out (同意时间).",
            },
        ),
        "consents",
        "Consent",
        lambda given: consents.record(given.value),
        None,
        gives=Gives.ROWS,
    ),
    Mutation(
        "withdrawConsent",
        "Withdraws a consent from now on (撤回同意): your own, or with a permission that of somebody else.",
        InputType("WithdrawConsentInput", "The consent to withdraw.", consents.Withdrawal, {}, keyed="Consent"),
        "consent",
        "Consent",
        lambda given: consents.withdraw(given.id, expected_version=given.expected_version),
        None,
    ),
)
