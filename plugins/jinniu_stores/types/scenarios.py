"""Scenario reports (治理场景报告): the public sees those that are published."""

from __future__ import annotations

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Area,
    Connection,
    LanguageArgument,
    Media,
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
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import ScenarioFigureKind, ScenarioState
from plugins.jinniu_stores.permissions import SCENARIOS_READ
from plugins.jinniu_stores.types.stores import PioneerStore


def published(row: Row) -> Criterion:
    """Whether a report is published."""
    is_it: Criterion = row.state == literal(ScenarioState.PUBLISHED.value)
    return is_it


def published_only(row: Row, viewer: Viewer) -> Criterion | None:
    """The public sees neither drafts nor what was withdrawn."""
    return row.unless_may(SCENARIOS_READ, published(row))


@model_type(
    models.Scenario,
    tag=tags.SCENARIO,
    area="area",
    organization="store.place.operator",
    place="store.place",
    order_by=("-published_at", "-id"),
    rule=published_only,
    group_by=("state", "area", "store"),
    since="0.1.0",
)
class PioneerStoreScenario:
    """An edition of a report on what a store, or the stores of an area, are to grid governance (治理场景报告)."""

    area: Area = to_one("The area on which it is, or in which its store is (区域).")
    store: PioneerStore | None = to_one("The store on which it is; null for one on all stores of the area (门店).")
    replaces: PioneerStoreScenario | None = to_one("The edition that it replaces (前一版).")
    replaced_by: PioneerStoreScenario | None = to_one("The edition that replaces it (后一版).")
    edition: auto = column("The number of the edition, from 1 (版次).")
    title: auto = translated("The title (标题).")
    title_en: auto = column("The title in English; null where there is none (英文标题).")
    text: auto = translated("The text (正文).", orderable=False)
    text_en: auto = column("The text in English; null where there is none (英文正文).", orderable=False)
    starts_on: auto = column("The first day of which it tells (起始日期).")
    ends_on: auto = column("The last day of which it tells (截止日期).")
    state: auto = column("How far it is (报告状态).")
    published_at: auto = column("When it was published (发布时间).")
    figures: Connection[PioneerStoreScenarioFigure] = many("Its figures, frozen (指标).", order_by=("position",))
    pictures: Connection[PioneerStoreScenarioPicture] = many("Its pictures (图片).", order_by=("position",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (报告状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, ScenarioState, lang)

    @computed(str | None, "Why it was sent back or withdrawn; null unless you may see drafts (原因).")
    def state_reason(row: Row) -> Term:
        return row.if_may(SCENARIOS_READ, row.state_reason)

    @computed(bool, "Whether no later edition is published (是否最新版).", filterable=True)
    def latest(row: Row) -> Criterion:
        return row.any("replaced_by", published).negate()


@model_type(
    models.ScenarioFigure,
    tag=tags.SCENARIO_FIGURE,
    area="scenario.area",
    organization="scenario.store.place.operator",
    place="scenario.store.place",
    order_by=("position",),
    follows="scenario",
    since="0.1.0",
)
class PioneerStoreScenarioFigure:
    """A figure of a report (指标), as it was on a day, with the question that made it."""

    scenario: PioneerStoreScenario = to_one("The report (报告).")
    position: auto = column("Its place in the report, from 1 (次序).")
    kind: auto = column("What it counts (指标).")
    value: auto = column(
        "The value; null before the review, and where nothing can be computed (数值).", attribute="amount"
    )
    as_of: auto = column("The day as of which it is told; null before the review (截至日期).")
    query: auto = column("The GraphQL question that gave it (查询).", filterable=False, orderable=False)
    variables: auto = column("The question's variables, as JSON (查询变量).", filterable=False, orderable=False)

    @computed(str, "The kind's label (指标名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, ScenarioFigureKind, lang)


@model_type(
    models.ScenarioPicture,
    tag=tags.SCENARIO_PICTURE,
    area="scenario.area",
    organization="scenario.store.place.operator",
    place="scenario.store.place",
    order_by=("position",),
    follows="scenario",
    since="0.1.0",
)
class PioneerStoreScenarioPicture:
    """A picture of a report (图片). Its credits are those of the media item."""

    scenario: PioneerStoreScenario = to_one("The report (报告).")
    position: auto = column("Its place in the report, from 1 (次序).")
    media: Media | None = to_one("The picture, with its credits (媒体).")
    caption: auto = translated("What is said below it (图说).", orderable=False)
    caption_en: auto = column("What is said below it, in English (英文图说).", orderable=False)
