"""The kit of a pioneer store is one of its Ten Elements: news reaches the store by an event, and by no import."""

from __future__ import annotations

from core.clock import fixed
from core.models import Event, Organization, Programme
from core.models.choices import OrganizationKind, ProgrammeStatus
from plugins.health_points import condition
from plugins.jinniu_stores import eligibility, equipment, inspections, standards, stores, waves
from plugins.jinniu_stores.choices import ElementCondition, EligibilityVerdict, TenElement
from plugins.jinniu_stores.models import Finding, Store
from tests.plugins.health_points.ward import NOW, TODAY, Ward, at, date
from tests.plugins.jinniu_stores.office import a_standard, findings


async def an_inspected_store(ward: Ward) -> Store:
    """The store of the town, inspected with ten of ten."""
    chain = await Organization.create(name="红旗连锁", kind=OrganizationKind.COMPANY)
    programme = await Programme.create(
        code="pioneer-stores",
        name="红旗先锋门店",
        area=ward.town.jinniu,
        lead_organization=chain,
        status=ProgrammeStatus.PUBLISHED,
        published_at=NOW,
    )
    await standards.publish(a_standard(1, TODAY))
    await eligibility.publish(
        eligibility.NewCriteria(number=1, name="第一版", description="有室内面积", valid_from=TODAY)
    )
    wave = await waves.create(
        waves.NewWave(programme_id=programme.id, number=1, name="首批", target_count=1, due_on=TODAY)
    )
    store = await stores.register(stores.NewStore(place_id=ward.town.store.id, partner_code="HQ-1"))
    await eligibility.assess(
        store.id, eligibility.NewAssessment(verdict=EligibilityVerdict.ELIGIBLE, reasons="现场查看")
    )
    await stores.plan(store.id, wave.id)
    await stores.start_fitting_out(store.id)
    await stores.request_inspection(store.id)
    await inspections.record(store.id, inspections.NewInspection(findings=findings()))
    return store


async def test_a_kit_with_only_expired_stock_turns_the_finding(ward: Ward) -> None:
    """Edge case 15."""
    with fixed(NOW):
        store = await an_inspected_store(ward)
    with fixed(at(date(2024, 8, 2), 0, 1)):
        await condition.review_all()
        event = await Event.filter(name="place.equipment_changed").order_by("-position").first()
        assert event is not None
        assert event.payload == {"item": "FIRST_AID_KIT", "condition": "FAULTY"}
        await equipment.on_equipment_changed(event)
    found = await Finding.get(inspection__store_id=store.id, item__element=TenElement.FIRST_AID_KIT)
    assert (found.result, found.condition) == (ElementCondition.OK, ElementCondition.FAULTY)
