"""Lots (批次) and movements (出入库) of kits. They need a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Connection,
    LanguageArgument,
    Row,
    auto,
    column,
    computed,
    label,
    literal,
    many,
    model_type,
    to_one,
)
from plugins.health_points import models, tags
from plugins.health_points.choices import MedicineMovementKind
from plugins.health_points.permissions import STOCK_READ
from plugins.health_points.types import expressions
from plugins.health_points.types.kits import FirstAidKitStock
from plugins.health_points.types.medicine import MedicineRecall

if TYPE_CHECKING:
    from plugins.health_points.types.care import FirstAidKitCheck, FirstAidKitRestock


@model_type(
    models.Lot,
    tag=tags.LOT,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("expires_on",),
    follows="kit",
    requires=STOCK_READ,
    group_by=("stock", "number"),
    since="0.1.0",
)
class MedicineLot:
    """A lot in a kit (批次). One that is used up stays, so that it is known which kits held it."""

    stock: FirstAidKitStock = to_one("The item of the kit (库存项).")
    number: auto = column("Its number, as the maker printed it (批号).")
    expires_on: auto = column("The last day on which it can be used, until midnight (有效期至).")
    quantity: auto = column("How much is left (数量).")
    recalled: auto = column("Whether it is recalled (是否召回).")
    recall: MedicineRecall | None = to_one("The last recall that found it, lifted by now or not (召回).")
    movements: Connection[MedicineMovement] = many("How it grew and shrank (出入库).", order_by=("moved_at",))
    created_at: auto = column("When the record was made.")

    @computed(bool, "Whether something of it can be used today (是否可用).", filterable=True)
    def usable(row: Row) -> Criterion:
        return expressions.usable(row)

    @computed(bool, "Whether it has expired, and some is left (是否过期).", filterable=True)
    def expired(row: Row) -> Criterion:
        left: Criterion = row.quantity > literal(0)
        return left & (row.expires_on < row.today)


@model_type(
    models.Movement,
    tag=tags.MOVEMENT,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("-moved_at",),
    follows="lot",
    requires=STOCK_READ,
    group_by=("kind", "lot"),
    since="0.1.0",
)
class MedicineMovement:
    """The stock of a lot grew or shrank (出入库). Movements are only ever added."""

    lot: MedicineLot = to_one("The lot (批次).")
    kind: auto = column("Why (类型).")
    change: auto = column("By how much; negative where it shrank (数量变化).")
    moved_at: auto = column("When (时间).")
    moved_on: auto = column("The day (日期).")
    note: auto = column("A note (备注).", orderable=False)
    check_made: FirstAidKitCheck | None = to_one("The check at which it was counted (检查).")
    restock: FirstAidKitRestock | None = to_one("The request with which it came (补货).")
    created_at: auto = column("When the record was made.")

    @computed(str, "The kind's label (类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, MedicineMovementKind, lang)
