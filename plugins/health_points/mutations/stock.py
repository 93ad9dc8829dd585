"""Mutations of what is in kits: stock, checks, restocking, recalls."""

from __future__ import annotations

from linli import Gives, InputType, Reference
from plugins.health_points import checks, kits, recalls, restocking, stock
from plugins.health_points.mutations.declaring import Fields, changing, making
from plugins.health_points.mutations.kits import REASON
from plugins.health_points.permissions import RECALL, RESTOCK_APPROVE, STOCK_WRITE, USE_REPORT

_ITEM = Reference("The item (物品).", "MedicineItem")
_LOT = Reference("The lot (批次).", "MedicineLot")

_RECEIPT: Fields = {
    "lots": InputType(
        "ReceivedMedicineLotInput",
        "So many of a lot that came (入库批次).",
        stock.NewLot,
        {
            "item_id": _ITEM,
            "number": "Its number, as the maker printed it (批号).",
            "expires_on": "The last day on which it can be used (有效期至).",
            "quantity": "How many (数量).",
        },
    ),
    "note": "A note, without a person in it (备注).",
}

STOCK_MUTATIONS = (
    changing(
        "receiveMedicine",
        "Puts lots into a kit (药品入库).",
        "FirstAidKit",
        stock.Receipt,
        _RECEIPT,
        stock.receive,
        STOCK_WRITE,
        idempotent=True,
    ),
    changing(
        "reportFirstAidKitUse",
        "Takes what was used out of a kit, first expired first (登记药品取用). Say nothing of whom it helped.",
        "FirstAidKit",
        stock.Use,
        {"item_id": _ITEM, "quantity": "How many; 1 by default (数量)."},
        stock.report_use,
        USE_REPORT,
        idempotent=True,
    ),
    changing(
        "discardMedicine",
        "Throws lots of a kit away: those named, else all that has expired or is recalled (药品报废).",
        "FirstAidKit",
        stock.Discard,
        {
            "reason": "Why (原因).",
            "lots": InputType(
                "DiscardedMedicineLotInput",
                "So many of a lot that is thrown away (报废批次).",
                stock.DiscardedLot,
                {"lot_id": _LOT, "quantity": "How many; all that is left by default (数量)."},
            ),
        },
        stock.discard,
        STOCK_WRITE,
        idempotent=True,
    ),
    changing(
        "moveMedicine",
        "Moves usable stock into another kit, first expired first; gives both kits (药品调拨).",
        "FirstAidKit",
        stock.Transfer,
        {
            "to_kit_id": Reference("The other kit (调入医药箱).", "FirstAidKit"),
            "item_id": _ITEM,
            "quantity": "How many (数量).",
        },
        stock.transfer,
        STOCK_WRITE,
        ("firstAidKits", "FirstAidKit"),
        gives=Gives.ROWS,
    ),
    changing(
        "recordFirstAidKitCheck",
        "Records a check of a kit, with what was counted (登记医药箱检查).",
        "FirstAidKit",
        checks.NewCheck,
        {
            "seal_intact": "Whether the seal was whole (封签是否完好).",
            "celsius": "The temperature in °C (温度).",
            "humidity": "The humidity in % (湿度).",
            "checker_id": Reference("Who looked (检查人).", "Person"),
            "note": "A note, without a person in it (备注).",
            "counts": InputType(
                "CountedMedicineLotInput",
                "How much was found of a lot (盘点结果).",
                checks.CountedLot,
                {"lot_id": _LOT, "found": "How many there were (实盘数量)."},
            ),
        },
        checks.record,
        STOCK_WRITE,
    ),
    changing(
        "requestFirstAidKitRestock",
        "Asks for what a kit lacks: the items named, else all that is missing (申请补货).",
        "FirstAidKit",
        restocking.NewRestock,
        {
            "items": InputType(
                "WantedMedicineItemInput",
                "So many of an item (补货物品).",
                restocking.WantedItem,
                {"item_id": _ITEM, "quantity": "How many (数量)."},
            ),
            "note": "A note (备注).",
        },
        restocking.request,
        STOCK_WRITE,
        ("firstAidKitRestock", "FirstAidKitRestock"),
    ),
    changing(
        "approveFirstAidKitRestock",
        "Approves a request for restocking (批准补货).",
        "FirstAidKitRestock",
        kits.Nothing,
        {},
        restocking.approve,
        RESTOCK_APPROVE,
    ),
    changing(
        "dispatchFirstAidKitRestock",
        "Notes that what was approved is on its way (发出补货).",
        "FirstAidKitRestock",
        kits.Nothing,
        {},
        restocking.dispatch,
        RESTOCK_APPROVE,
    ),
    changing(
        "receiveFirstAidKitRestock",
        "Puts what came into the kit, and closes the request (补货收货).",
        "FirstAidKitRestock",
        stock.Receipt,
        _RECEIPT,
        restocking.receive,
        STOCK_WRITE,
    ),
    changing(
        "cancelFirstAidKitRestock",
        "Cancels a request that was not received (取消补货).",
        "FirstAidKitRestock",
        kits.Reason,
        REASON,
        restocking.cancel,
        STOCK_WRITE,
    ),
    making(
        "recallMedicineLot",
        "Recalls a lot by its number, in an area and those below it (召回批次).",
        "MedicineRecall",
        recalls.NewRecall,
        {
            "area_id": Reference("Where (区域).", "Area"),
            "item_id": _ITEM,
            "number": "The number of the lot (批号).",
            "reason": "Why (原因).",
        },
        recalls.recall,
        RECALL,
    ),
    changing(
        "liftMedicineRecall",
        "Ends a recall (解除召回).",
        "MedicineRecall",
        kits.Nothing,
        {},
        recalls.lift,
        RECALL,
    ),
)
