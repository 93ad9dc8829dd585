import pytest

from core.equipment import EQUIPMENT_ALERT, EQUIPMENT_CHANGED, equipment_alert, equipment_changed
from core.models import Event, Place
from core.models.choices import EquipmentCondition, PlaceKind
from core.problems import InputRefused, Problem
from tests.support.domain import NOWHERE, an_area

pytestmark = pytest.mark.usefixtures("db")


async def test_news_of_equipment_is_an_event_of_the_place() -> None:
    place = await Place.create(name="红旗1店", area=await an_area(), kind=PlaceKind.STORE)
    event = await equipment_changed(place.id, "FIRST_AID_KIT", EquipmentCondition.FAULTY)
    stored = await Event.get(position=event.position)
    assert (stored.name, stored.subject_type, stored.subject_id, stored.payload) == (
        EQUIPMENT_CHANGED,
        "pl",
        place.id,
        {"item": "FIRST_AID_KIT", "condition": "FAULTY"},
    )


async def test_what_nobody_could_read_is_refused_at_the_sender() -> None:
    place = await Place.create(name="红旗1店", area=await an_area(), kind=PlaceKind.STORE)
    with pytest.raises(ValueError, match="condition is 'BROKEN', and must be OK, FAULTY, MISSING"):
        await equipment_changed(place.id, "FIRST_AID_KIT", "BROKEN")  # type: ignore[arg-type]  # a typo
    for item in ("", "first-aid kit", "A" * 65):
        with pytest.raises(ValueError, match="must be a code of at most 64 capital letters"):
            await equipment_changed(place.id, item, EquipmentCondition.OK)
    with pytest.raises(InputRefused) as refused:
        await equipment_changed(NOWHERE, "FIRST_AID_KIT", EquipmentCondition.OK)
    assert refused.value.problems == (Problem("NOT_FOUND", "There is no such place.", ("placeId",)),)
    assert await Event.all().count() == 0


async def test_what_somebody_should_see_to_is_an_event_of_the_place() -> None:
    place = await Place.create(name="红旗1店", area=await an_area(), kind=PlaceKind.STORE)
    event = await equipment_alert(place.id, "FIRST_AID_KIT", "EXPIRING", {"lotId": "x_1", "days": 30, "note": None})
    stored = await Event.get(position=event.position)
    assert (stored.name, stored.subject_type, stored.subject_id, stored.payload) == (
        EQUIPMENT_ALERT,
        "pl",
        place.id,
        {"item": "FIRST_AID_KIT", "alert": "EXPIRING", "about": {"lotId": "x_1", "days": 30, "note": None}},
    )
    with pytest.raises(ValueError, match=r"alert is 'expiring', and must be a code of .* such as EXPIRING\."):
        await equipment_alert(place.id, "FIRST_AID_KIT", "expiring")
    with pytest.raises(InputRefused):
        await equipment_alert(NOWHERE, "FIRST_AID_KIT", "EXPIRING")
    assert await Event.all().count() == 1
