"""What can be said of people: each a use case of `core.people`."""

from __future__ import annotations

from core import people
from core.access import PEOPLE_WRITE
from schema.declare.inputs import InputType, Reference
from schema.declare.roots import Mutation

_FIELDS: dict[str, str | Reference | InputType] = {
    "display_name": "The name as shown (显示名称).",
    "area_id": Reference("The area where the person lives or works (所在区域).", "Area"),
    "audiences": "The audiences that the person belongs to, but for sensitive ones (人群).",
}

PEOPLE_MUTATIONS = (
    Mutation(
        "createPerson",
        "Notes somebody (新建人员). Contact details, roles and accounts are set apart.",
        InputType("CreatePersonInput", "Somebody new.", people.NewPerson, _FIELDS),
        "person",
        "Person",
        lambda given: people.create(given.value),
        PEOPLE_WRITE,
        idempotent=True,
    ),
    Mutation(
        "updatePerson",
        "Changes what is given of somebody (修改人员).",
        InputType(
            "UpdatePersonInput",
            "What changes about somebody; what is left out stays.",
            people.PersonChange,
            {name: _FIELDS[name] for name in ("display_name", "audiences")},
            keyed="Person",
        ),
        "person",
        "Person",
        lambda given: people.update(given.id, given.value, expected_version=given.expected_version),
        PEOPLE_WRITE,
    ),
)
