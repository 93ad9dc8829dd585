"""First-aid kits (应急医药箱): where they are, when they can be reached, what is in them. It is public.

Everybody sees kits in service and out of service, and whether there is some of an item; how much needs a permission.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pypika_tortoise.terms import Case, Criterion, Term

from linli import (
    Argument,
    Connection,
    IdOf,
    LanguageArgument,
    NearInput,
    Person,
    Place,
    PointInput,
    Row,
    Viewer,
    auto,
    column,
    computed,
    distance_from,
    label,
    literal,
    many,
    model_type,
    row_filter,
    row_order,
    to_one,
    translated,
    within_circle,
)
from linli import distance_order as by_distance
from plugins.health_points import models, tags
from plugins.health_points.choices import FirstAidKitAccess, FirstAidKitStatus
from plugins.health_points.permissions import STOCK_READ
from plugins.health_points.types import expressions
from plugins.health_points.types.expressions import AsOf, At
from plugins.health_points.types.medicine import FirstAidKitTemplate, MedicineItem

if TYPE_CHECKING:
    from plugins.health_points.types.care import FirstAidKitAlert, FirstAidKitCheck, FirstAidKitRestock
    from plugins.health_points.types.stock import MedicineLot


def not_hidden(row: Row, viewer: Viewer) -> Criterion | None:
    """Who may not see stock sees no kits that are only planned, nor those that are gone."""
    shown = (FirstAidKitStatus.IN_SERVICE, FirstAidKitStatus.OUT_OF_SERVICE)
    return row.unless_may(STOCK_READ, expressions.one_of(row.status, shown))


@model_type(
    models.Kit,
    tag=tags.KIT,
    area="place.area",
    organization="place.operator",
    place="place",
    order_by=("code",),
    rule=not_hidden,
    group_by=("status", "access", "template", "place"),
    since="0.1.0",
)
class FirstAidKit:
    """A stocked and inspected first-aid kit at a place (应急医药箱)."""

    place: Place = to_one("The place (场所).")
    template: FirstAidKitTemplate = to_one("By which template it is stocked (配置标准).")
    code: auto = column("Its own code, as it stands on it (编号).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    precise_location: auto = translated("Where in the place it is, say beside the counter (具体位置).")
    keeper: Person | None = to_one("Who looks after it; null where that is nobody (保管人).")
    access: auto = column("When it can be reached (取用方式).")
    access_hours: Connection[FirstAidKitAccessHours] = many(
        "Hours of its own (取用时间).", order_by=("day", "opens_minute")
    )
    status: auto = column("The status, today (状态).")
    status_changes: Connection[FirstAidKitStatusChange] = many(
        "All statuses that it had, in their order (状态变更).", order_by=("position",)
    )
    stock: Connection[FirstAidKitStock] = many("What it holds (库存).", order_by=("position",))
    checks: Connection[FirstAidKitCheck] = many("Its checks (检查). Needs a permission.", order_by=("-checked_at",))
    restocks: Connection[FirstAidKitRestock] = many(
        "Requests for what it lacks (补货). Needs a permission.", order_by=("-requested_at",)
    )
    alerts: Connection[FirstAidKitAlert] = many(
        "To what somebody should see, or should have seen (预警). Needs a permission.", order_by=("-raised_at",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The status's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, FirstAidKitStatus, lang)

    @computed(str, "The label of when it can be reached (取用方式名称).")
    def access_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.access, FirstAidKitAccess, lang)

    @computed(FirstAidKitStatus | None, "The status on a day; null before it was planned (当日状态).")
    def status_as_of(row: Row, as_of: AsOf = None) -> Term:
        day = expressions.day_of(row, as_of)
        change, rows = row.related("status_changes", lambda it: expressions.holds_on(it.effective_on, it.ended_on, day))
        return rows.value("{0}", change.status)

    @computed(bool, "Whether it is in service and can be reached at an instant (是否可取用).")
    def accessible(row: Row, at: At = None) -> Criterion:
        return expressions.accessible(row, at)

    @computed(
        bool,
        "Whether it is in service with something usable in it, and lacks nothing essential (是否可用).",
        filterable=True,
    )
    def ready(row: Row) -> Criterion:
        return expressions.ready(row)

    @computed(int, "Of how many items nothing usable is left (缺货项数).", filterable=True, orderable=True)
    def stock_outs(row: Row) -> Term:
        return row.related("stock", expressions.is_out, visible=False)[1].value("count(*)")

    @computed(datetime.date | None, "The day of its last check (最近检查日期).", filterable=True, orderable=True)
    def checked_on(row: Row) -> Term:
        return expressions.latest_check(row, lambda made: made.checked_on)

    @computed(
        datetime.date | None, "The day by which it is to be checked (下次检查日期).", filterable=True, orderable=True
    )
    def check_due_on(row: Row) -> Term:
        return expressions.latest_check(row, lambda made: made.next_due_on)

    @computed(bool, "Whether it is in service and its check is late (检查逾期).", filterable=True)
    def check_late(row: Row) -> Criterion:
        return expressions.check_late(row)

    @computed(float | None, "Metres from a point; null when its place has no location (距离).")
    def distance(row: Row, origin: Annotated[PointInput, Argument("The point to measure from.")]) -> Term:
        return _distance(row, origin)

    @row_filter("Only kits at places within this circle (附近).", input=NearInput)
    def near(row: Row, given: Any) -> Criterion:
        return row.any("place", lambda place: within_circle(place, given))

    @row_filter("Only kits that are in service and can be reached at this instant (可取用).", input=datetime.datetime)
    def accessible_at(row: Row, given: Any) -> Criterion:
        return expressions.accessible(row, given)

    @row_filter("Only kits with something usable of this item (有此物品).", input=IdOf("MedicineItem"))
    def has_item(row: Row, given: Any) -> Criterion:
        def has(stock: Row) -> Criterion:
            this: Criterion = stock.item_id == given.term()
            return this & expressions.has_usable(stock)

        return row.related("stock", has, visible=False)[1].exists()

    @row_order("The distance from the point in `near`; only together with it (距离).", name="distance")
    def distance_order(row: Row, arguments: Any) -> tuple[Term, Any]:
        return by_distance(arguments, lambda point: _distance(row, point))


def _distance(row: Row, point: Any) -> Term:
    place, places = row.related("place")
    return places.value("{0}", distance_from(place, point))


@model_type(
    models.AccessHours,
    tag=tags.ACCESS_HOURS,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("day", "opens_minute"),
    follows="kit",
    since="0.1.0",
)
class FirstAidKitAccessHours:
    """Hours of one weekday at which a kit can be reached (取用时间), in minutes after midnight in Asia/Shanghai."""

    kit: FirstAidKit = to_one("The kit (医药箱).")
    day: auto = column("The ISO weekday, 1 (Monday) to 7, or 8 for public holidays (星期).")
    opens_minute: auto = column("Minutes after midnight from which on (开始分钟).")
    closes_minute: auto = column("Minutes after midnight until which; above 1440 on the next day (结束分钟).")


@model_type(
    models.StatusChange,
    tag=tags.STATUS_CHANGE,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("effective_on", "position"),
    follows="kit",
    group_by=("status",),
    since="0.1.0",
)
class FirstAidKitStatusChange:
    """From a day on, a kit had this status (状态变更)."""

    kit: FirstAidKit = to_one("The kit (医药箱).")
    position: auto = column("Its place among the kit's changes, from 1 (次序).")
    status: auto = column("The status (状态).")
    effective_on: auto = column("The first day (生效日期).")
    ended_on: auto = column("The day from which another status holds; null for the present one (结束日期).")
    reason: auto = column("Why (原因).", orderable=False)

    @computed(str, "The status's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, FirstAidKitStatus, lang)


@model_type(
    models.Stock,
    tag=tags.STOCK,
    area="kit.place.area",
    organization="kit.place.operator",
    place="kit.place",
    order_by=("position",),
    follows="kit",
    group_by=("item", "kit"),
    since="0.1.0",
)
class FirstAidKitStock:
    """An item of a kit (库存项). Whether there is some is public; how much needs a permission, else it is null."""

    kit: FirstAidKit = to_one("The kit (医药箱).")
    item: MedicineItem = to_one("The item (物品).")
    position: auto = column("Its place in the list, from 1 (次序).")
    par_level: auto = column("How much there is when the kit is full (标准量).")
    essential: auto = column("Whether a kit without any of it counts as faulty (是否必备).")
    lots: Connection[MedicineLot] = many("Its lots (批次). Needs a permission.", order_by=("expires_on",))

    @computed(bool, "Whether something usable is there: not expired, not recalled (是否有货).", filterable=True)
    def available(row: Row) -> Criterion:
        return expressions.has_usable(row)

    @computed(bool, "Whether nothing usable is left of what the kit should hold (是否缺货).", filterable=True)
    def stock_out(row: Row) -> Criterion:
        return expressions.is_out(row)

    @computed(int | None, "How much can be used today (可用量).", filterable=True, orderable=True)
    def usable(row: Row) -> Term:
        return row.if_may(STOCK_READ, expressions.units(row, expressions.usable))

    @computed(int | None, "How much has expired (过期量).", filterable=True, orderable=True)
    def expired(row: Row) -> Term:
        return row.if_may(STOCK_READ, expressions.units(row, lambda lot: lot.expires_on < lot.today))

    @computed(int | None, "How much is recalled (召回量).", filterable=True, orderable=True)
    def recalled(row: Row) -> Term:
        return row.if_may(STOCK_READ, expressions.units(row, lambda lot: lot.recalled.eq(True)))

    @computed(int | None, "How much is missing from the par level (缺少量).", filterable=True, orderable=True)
    def missing(row: Row) -> Term:
        lacking = row.par_level - expressions.units(row, expressions.usable)
        return row.if_may(STOCK_READ, Case().when(lacking > literal(0), lacking).else_(literal(0)))
