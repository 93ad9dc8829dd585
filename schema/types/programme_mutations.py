"""What can be done to programmes and series: each a use case of `core.programmes`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core import programmes
from core.access import PROGRAMMES_WRITE
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.roots import Mutation
from schema.types.activity_mutations import Nothing

_Fields = Mapping[str, str | Reference | InputType]

_NAMED: _Fields = {
    "name": "The name in Chinese (名称).",
    "name_en": "The name in English (英文名称).",
    "description": "What it is about (说明).",
}
_CODE: _Fields = {"code": "A short code that never changes, as elite-2024 (代码)."}
_PERIOD: _Fields = {"starts_on": "The first day (开始日期).", "ends_on": "The last day (结束日期)."}
_CADENCE: _Fields = {"cadence": "How often there is an edition (频次)."}


def _creates(
    name: str, description: str, type_name: str, target: type, fields: _Fields, verb: Callable[[Any], Awaitable[Any]]
) -> Mutation:
    def run(given: Converted) -> Awaitable[Any]:
        return verb(given.value)

    noun = type_name.lower()
    declared = InputType(f"{name[0].upper()}{name[1:]}Input", f"A new {noun}.", target, fields)
    return Mutation(name, description, declared, noun, type_name, run, PROGRAMMES_WRITE, idempotent=True)


def _changes(
    name: str, description: str, type_name: str, target: type, fields: _Fields, verb: Callable[..., Awaitable[Any]]
) -> Mutation:
    def run(given: Converted) -> Awaitable[Any]:
        values = (given.value,) if fields else ()
        return verb(given.id, *values, expected_version=given.expected_version)

    noun = type_name.lower()
    said = f"What changes about a {noun}; what is left out stays." if fields else f"The {noun}."
    declared = InputType(f"{name[0].upper()}{name[1:]}Input", said, target, fields, keyed=type_name)
    return Mutation(name, description, declared, noun, type_name, run, PROGRAMMES_WRITE)


PROGRAMME_MUTATIONS = (
    _creates(
        "createProgramme",
        "Creates a programme as a draft (新建计划).",
        "Programme",
        programmes.NewProgramme,
        {
            **_CODE,
            **_NAMED,
            "area_id": Reference("The area that runs it (区域).", "Area"),
            "lead_organization_id": Reference("The organisation that leads it (牵头单位).", "Organization"),
            **_PERIOD,
        },
        programmes.create,
    ),
    _changes(
        "updateProgramme",
        "Changes what is given of a programme (修改计划).",
        "Programme",
        programmes.ProgrammeChange,
        {**_NAMED, **_PERIOD},
        programmes.update,
    ),
    _changes(
        "publishProgramme",
        "Publishes a draft of a programme (发布计划).",
        "Programme",
        Nothing,
        {},
        programmes.publish,
    ),
    _changes(
        "closeProgramme",
        "Says that a published programme is over; it stays public (结束计划).",
        "Programme",
        Nothing,
        {},
        programmes.close,
    ),
    _creates(
        "createSeries",
        "Creates a series of activities (新建系列).",
        "Series",
        programmes.NewSeries,
        {
            **_CODE,
            **_NAMED,
            "area_id": Reference("The area that runs it (区域).", "Area"),
            **_CADENCE,
            "programme_id": Reference("The programme that it belongs to (所属计划).", "Programme"),
        },
        programmes.create_series,
    ),
    _changes(
        "updateSeries",
        "Changes what is given of a series (修改系列).",
        "Series",
        programmes.SeriesChange,
        {**_NAMED, **_CADENCE},
        programmes.update_series,
    ),
)
