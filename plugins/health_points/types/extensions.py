"""What health points add to places: their kits and contact points."""

from __future__ import annotations

import datetime
from typing import Any

from pypika_tortoise.terms import Criterion

from linli import Connection, IdOf, Place, Row, computed, extends, many, row_filter
from plugins.health_points.types import expressions
from plugins.health_points.types.contacts import DoctorContactPoint
from plugins.health_points.types.expressions import At
from plugins.health_points.types.kits import FirstAidKit


@extends(Place, since="0.1.0")
class PlaceHealthPoints:
    """The kits and contact points of a place."""

    first_aid_kits: Connection[FirstAidKit] = many(
        "Its first-aid kits (应急医药箱).", relation="health_points_kits", order_by=("code",)
    )
    doctor_contact_points: Connection[DoctorContactPoint] = many(
        "The family doctor contact points there (家庭医生联络点).",
        relation="health_points_contact_points",
        order_by=("opened_on",),
    )

    @computed(bool, "Whether a first-aid kit can be reached there at an instant (是否有可取用的医药箱).")
    def first_aid_kit_accessible(row: Row, at: At = None) -> Criterion:
        return row.any("health_points_kits", lambda kit: expressions.accessible(kit, at))

    @row_filter(
        "Only places where a first-aid kit can be reached at this instant (医药箱可取用).", input=datetime.datetime
    )
    def first_aid_kit_accessible_at(row: Row, given: Any) -> Criterion:
        # From the kits, for few of all places have one.
        return row.among("health_points_kits", lambda kit: expressions.accessible(kit, given))

    @row_filter(
        "Only places where a first-aid kit has something usable of this item (医药箱有此物品).",
        input=IdOf("MedicineItem"),
    )
    def first_aid_kit_has_item(row: Row, given: Any) -> Criterion:
        def has(stock: Row) -> Criterion:
            this: Criterion = stock.item_id == given.term()
            return this & expressions.has_usable(stock)

        return row.any("health_points_kits", lambda kit: kit.related("stock", has, visible=False)[1].exists())
