"""The types of tips, and extensions through which secret tips leak."""

from __future__ import annotations

from typing import Any

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Connection,
    Part,
    Place,
    RootConnection,
    Row,
    Viewer,
    auto,
    column,
    computed,
    extends,
    many,
    model_type,
    python_field,
    row_filter,
    row_order,
    to_one,
    values,
)
from schema.declare.scalars import INT, STRING
from tests.linli.testing.tips import models

EDIT = "tips.edit"


def no_secrets(row: Row, viewer: Viewer) -> Criterion | None:
    return row.unless_may(EDIT, row.secret.eq(False))


@model_type(models.Tip, tag="tip", order_by=("title",), rule=no_secrets, area="place.area", group_by=("kind",))
class Tip:
    """Something that a resident noticed (提示)."""

    place: Place = to_one("Where (场所).")
    title: auto = column("What (标题).")
    kind: auto = column("What it is about (类型).")
    remarks: Connection[TipRemark] = many("What is said of it (评论).", order_by=("text",))


@model_type(models.Remark, tag="tre", order_by=("text",), follows="tip", area="tip.place.area", group_by=("tip",))
class TipRemark:
    """What somebody says of a tip (评论)."""

    tip: Tip = to_one("The tip (提示).")
    text: auto = column("The words (内容).")


@extends(Place)
class PlaceTips:
    """Tips at a place."""

    tips: Connection[Tip] = many("Its tips (提示).", relation="tips_tips")
    tip_titles: list[str] = values("What was noticed (提示标题).", relation="tips_tips.title")

    @computed(int, "How many there are (提示数).", filterable=True, orderable=True)
    def tip_count(row: Row) -> Term:
        return row.count("tips_tips")


@extends(Place)
class LeakyPlace:
    """Tells of secret tips in each way in which an author can forget the rule."""

    @computed(int, "How many there are, the secret ones too (提示总数).", filterable=True, orderable=True)
    def all_tips(row: Row) -> Term:
        return row.related("tips_tips", visible=False)[1].value("count(*)")

    @row_filter("Places with a tip of this title (提示标题).", input=str, name="tip_titled")
    def tip_titled(row: Row, given: Any) -> Criterion:
        title = given.term(STRING)
        return row.related("tips_tips", lambda tip: tip.title == title, visible=False)[1].exists()

    @row_order("By the number of all tips.", name="tips_order")
    def tips_order(row: Row, arguments: Any) -> tuple[Term, Any]:
        return row.related("tips_tips", visible=False)[1].value("count(*)"), INT

    @python_field(int, "How many there are in all, asked of the database again (提示总数).", needs="id")
    async def counted(rows: list[dict[str, Any]]) -> list[int]:
        count = await models.Tip.all().count()
        return [count for _ in rows]


@extends(Tip)
class LeakyTip:
    """Tells of the place's other tips."""

    @computed(int, "How many tips the place has (场所提示数).")
    def beside(row: Row) -> Term:
        _, select = row.rows_of(models.Tip, lambda it: it.place_id == row.place_id, visible=False)
        return select.value("count(*)")


PART = Part(
    types=(Tip, TipRemark),
    extensions=(PlaceTips,),
    roots=(
        RootConnection("tips", "tip", "Tip", "All tips that you may see (提示)."),
        RootConnection("tipRemarks", "tipRemark", "TipRemark", "All remarks (评论)."),
    ),
)
