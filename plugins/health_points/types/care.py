"""Checks (检查), restocking (补货) and alerts (预警) of kits. They need a permission."""

from __future__ import annotations

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Connection,
    LanguageArgument,
    Person,
    Row,
    auto,
    column,
    computed,
    label,
    many,
    model_type,
    to_one,
)
from plugins.health_points import models, tags
from plugins.health_points.choices import FirstAidKitAlertKind, RestockState
from plugins.health_points.permissions import STOCK_READ
from plugins.health_points.types.kits import FirstAidKit, FirstAidKitStock
from plugins.health_points.types.stock import MedicineLot, MedicineMovement


@model_type(
    models.Check,
    tag=tags.CHECK,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("-checked_at",),
    follows="kit",
    requires=STOCK_READ,
    group_by=("kit", "storage_ok", "seal_intact"),
    since="0.1.0",
)
class FirstAidKitCheck:
    """A look at a kit (检查), by the interval and the limits of the template that it then had."""

    kit: FirstAidKit = to_one("The kit (医药箱).")
    checked_at: auto = column("When (检查时间).")
    checked_on: auto = column("The day (检查日期).")
    superseded_on: auto = column("The day of the next one; null for the last (被取代日期).")
    next_due_on: auto = column("The day by which the kit is to be checked again (下次检查日期).")
    checker: Person | None = to_one("Who looked, where that is recorded (检查人).")
    celsius: auto = column("The temperature in °C, if it was read (温度).")
    humidity: auto = column("The humidity in %, if it was read (湿度).")
    storage_ok: auto = column("Whether both were within the limits; null if neither was read (存放是否合格).")
    seal_intact: auto = column("Whether the seal was whole (封签是否完好).")
    note: auto = column("A note (备注).", orderable=False)
    movements: Connection[MedicineMovement] = many("What was counted otherwise than it was booked (盘点差异).")
    created_at: auto = column("When the record was made.")


@model_type(
    models.Restock,
    tag=tags.RESTOCK,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("-requested_at",),
    follows="kit",
    requires=STOCK_READ,
    group_by=("state", "kit"),
    since="0.1.0",
)
class FirstAidKitRestock:
    """A request for what a kit lacks (补货申请)."""

    kit: FirstAidKit = to_one("The kit (医药箱).")
    state: auto = column("How far it is (状态).")
    note: auto = column("A note (备注).", orderable=False)
    lines: Connection[FirstAidKitRestockLine] = many("What is asked for (补货明细).", order_by=("id",))
    movements: Connection[MedicineMovement] = many("What came (入库记录).", order_by=("id",))
    requested_at: auto = column("When it was asked for (申请时间).")
    approved_at: auto = column("When it was approved (批准时间).")
    dispatched_at: auto = column("When it was sent out (发出时间).")
    received_at: auto = column("When it was received (收货时间).")
    cancelled_at: auto = column("When it was cancelled (取消时间).")
    cancel_reason: auto = column("Why it was cancelled (取消原因).", orderable=False)
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, RestockState, lang)


@model_type(
    models.RestockLine,
    tag=tags.RESTOCK_LINE,
    area="restock.kit.place.area",
    organization="restock.kit.place.operator",
    place="restock.kit.place",
    order_by=("id",),
    follows="restock",
    requires=STOCK_READ,
    since="0.1.0",
)
class FirstAidKitRestockLine:
    """How much of an item is asked for (补货明细)."""

    restock: FirstAidKitRestock = to_one("The request (补货申请).")
    stock: FirstAidKitStock = to_one("The item of the kit (库存项).")
    quantity: auto = column("How much is asked for (申请量).")
    received: auto = column("How much came (收货量).")


@model_type(
    models.Alert,
    tag=tags.ALERT,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("-raised_at",),
    follows="kit",
    requires=STOCK_READ,
    group_by=("kind", "kit"),
    since="0.1.0",
)
class FirstAidKitAlert:
    """Something about a kit to which somebody should see (预警)."""

    kit: FirstAidKit = to_one("The kit (医药箱).")
    kind: auto = column("What it is (类型).")
    stock: FirstAidKitStock | None = to_one("The item of the kit that it is about (库存项).")
    lot: MedicineLot | None = to_one("The lot that it is about (批次).")
    raised_at: auto = column("Since when (预警时间).")
    cleared_at: auto = column("Until when; null while it stands (解除时间).")

    @computed(str, "The kind's label (类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, FirstAidKitAlertKind, lang)

    @computed(bool, "Whether it stands (是否未解除).", filterable=True)
    def open(row: Row) -> Criterion:
        stands: Criterion = row.cleared_at.isnull()
        return stands
