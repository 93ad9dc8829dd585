"""News of the equipment at places, which plugins tell by `linli.services.equipment_changed`, and closures of places.

Of the items of the core's event, those with the name of one of the Ten Elements concern a store.
"""

from __future__ import annotations

from linli.models import Event, Place, PlaceStatus
from linli.services import EquipmentCondition, changed, writing
from plugins.jinniu_stores import compliance, rectifications, stores, tags
from plugins.jinniu_stores.choices import ElementCondition, PioneerStoreStatus, TenElement
from plugins.jinniu_stores.models import Finding, InspectionRule, StatusChange, Store
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import day_of, valid_on

UPDATED = "place.updated"


async def on_equipment_changed(event: Event) -> None:
    """Turn the finding of the element in the latest official inspection to the condition that the event tells.

    What the inspection itself saw stays as it was. Events about other items, about places without a pioneer store or
    whose store has left, and those older than what is known change nothing; so an event may come twice. ValueError for
    a condition that is none.
    """
    element = event.payload.get("item")
    if element not in TenElement.__members__:
        return
    told = event.payload.get("condition")
    if told not in EquipmentCondition.__members__:
        raise ValueError(
            f"{event.name} {event.position}: condition is {told!r}. Tell it by linli.services.equipment_changed."
        )
    condition = ElementCondition(EquipmentCondition(told).value)
    async with writing(RULES):
        store = await _store_at(event)
        if store is None or store.status is PioneerStoreStatus.WITHDRAWN:
            return
        inspection = await compliance.latest_inspection(store)
        if inspection is None or inspection.inspected_at > event.occurred_at:
            return
        finding = await Finding.get(inspection_id=inspection.id, item__element=TenElement(element))
        if finding.condition is condition or finding.condition_since > event.occurred_at:
            return
        lacking = set() if finding.condition is ElementCondition.OK else {TenElement(element)}
        finding.condition, finding.condition_since = condition, event.occurred_at
        await finding.save(update_fields=["condition", "condition_since"])
        day = day_of(event.occurred_at)
        rule = await valid_on(InspectionRule, day)
        await rectifications.follow_up(store, {TenElement(element): finding}, day, rule, lacking)
        whole = not await Finding.filter(inspection_id=inspection.id).exclude(condition=ElementCondition.OK).exists()
        since = compliance.lacking_since(store.lacking_since, whole, day)
        news = {"element": element, "condition": condition.value}
        await changed(store, {"lacking_since": since}, "jinniu_stores.element_changed", news, tag=tags.STORE)


async def on_place_updated(event: Event) -> None:
    """Withdraw the store of a place that has closed for good, from the day of the event on."""
    if "status" not in event.payload.get("changed", ()):
        return
    async with writing(RULES):
        store = await _store_at(event)
        if store is None or store.status is PioneerStoreStatus.WITHDRAWN:
            return
        place = await Place.get(id=store.place_id)
        if place.status is PlaceStatus.CLOSED:
            # Never before the last change, which may have been made by hand since the event.
            last = await StatusChange.get(store_id=store.id, ended_on=None)
            day = max(day_of(event.occurred_at), last.effective_on)
            await stores.leave(store, day, "场所已关闭 (the place has closed)")


async def _store_at(event: Event) -> Store | None:
    return await Store.filter(place_id=event.subject_id).select_for_update(no_key=True).get_or_none()
