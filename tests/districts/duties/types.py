"""The plugin's type, and what it adds to places."""

from __future__ import annotations

from linli import Part, Place, RootConnection, auto, column, extends, model_type, to_one
from tests.districts.duties import models
from tests.districts.lamps.types import Lamp


@model_type(models.Duty, tag="du", order_by=("shift",), area="place.area")
class Duty:
    """A duty."""

    place: Place = to_one("Where it is.")
    lamp: Lamp | None = to_one("The lamp to look after.")
    shift: auto = column("When it is.")


@extends(Place)
class PlaceDuty:
    """What places have."""

    duty: Duty | None = to_one("The duty there.", relation="duties_duty")


PART = Part(
    types=(Duty,), extensions=(PlaceDuty,), roots=(RootConnection("duties", "dutyItem", "Duty", "All duties."),)
)
