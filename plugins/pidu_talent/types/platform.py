"""Secretary studios (书记工作室), which are public, and moderated exchanges (交流)."""

from __future__ import annotations

from pypika_tortoise.terms import Case, Criterion, Term

from linli import (
    Activity,
    Connection,
    LanguageArgument,
    Person,
    Place,
    Row,
    Viewer,
    auto,
    column,
    computed,
    label,
    literal,
    many,
    model_type,
    to_one,
    translated,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentExchangeState
from plugins.pidu_talent.permissions import MODERATE, STUDIOS_WRITE
from plugins.pidu_talent.types.cohorts import TalentCohort
from plugins.pidu_talent.types.library import TalentTrainer


@model_type(
    models.Studio,
    tag=tags.STUDIO,
    area="place.area",
    organization="place.operator",
    place="place",
    order_by=("name",),
    group_by=("host",),
    since="0.1.0",
)
class TalentStudio:
    """A secretary studio (书记工作室): a place with a host, where people meet and learn from each other."""

    place: Place = to_one("The place that it is (场所).")
    host: TalentTrainer | None = to_one("The secretary who hosts it (主持人).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    closed_on: auto = column("The day on which it was closed; null while it is open (关闭日期).")
    activities: Connection[Activity] = many(
        "What takes place there: its calendar (日程).", relation="place.activities", order_by=("starts_at",)
    )
    exchanges: Connection[TalentExchange] = many("The exchanges at it (交流).", order_by=("-submitted_at",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether it is open (是否开放).", filterable=True)
    def open(row: Row) -> Criterion:
        return row.closed_on.isnull()

    @computed(
        str | None,
        "The token of its calendar feed, `/plugins/pidu_talent/studios/<token>.ics`; null unless you may keep studios "
        "(日历订阅令牌).",
    )
    def feed_token(row: Row) -> Term:
        return row.if_may(STUDIOS_WRITE, row.feed_token)


def moderated_only(row: Row, viewer: Viewer) -> Criterion | None:
    """Others see what was published; authors see their own as well."""
    published = row.state == literal(TalentExchangeState.PUBLISHED.value)
    return row.unless_may(MODERATE, published | row.is_viewers(row.author_id))


@model_type(
    models.Exchange,
    tag=tags.EXCHANGE,
    area="cohort.area",
    order_by=("-submitted_at",),
    rule=moderated_only,
    group_by=("state", "cohort", "studio"),
    since="0.1.0",
)
class TalentExchange:
    """What a member or trainer shares or asks, or an answer to it (交流). Others see it once it was moderated."""

    cohort: TalentCohort | None = to_one("The cohort (班次).")
    studio: TalentStudio | None = to_one("The studio at which it is (书记工作室).")
    answers: TalentExchange | None = to_one("What it answers; null for a beginning (回复对象).")
    replies: Connection[TalentExchange] = many("The answers to it (回复).", order_by=("submitted_at",))
    author: Person | None = to_one("Who wrote it, for those who may see people (作者).")
    title: auto = column("The title (标题).")
    text: auto = column("The text (正文).", orderable=False)
    state: auto = column("Whether it is shown (交流状态).")
    submitted_at: auto = column("When it was written (提交时间).")
    moderated_at: auto = column("When it was decided on (审核时间).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (交流状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, TalentExchangeState, lang)

    @computed(str | None, "Why it was rejected or withdrawn, for its author and for moderators; else null (原因).")
    def reason(row: Row) -> Term:
        told: Term = Case().when(row.where_may(MODERATE) | row.is_viewers(row.author_id), row.reason)
        return told
