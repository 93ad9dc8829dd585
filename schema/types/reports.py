"""Reports (报表) in the schema: a typed root field for each, which its plugin brings, and a list of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.utils.str_converters import to_camel_case

from core import ids
from core.optional import strip_optional
from core.plugins import contributions
from core.plugins.loaded import LoadedPlugin
from core.reports.periods import AREA_TAG, NotPermitted, OutsideDistrict, ReportQuestion, WrongPeriod, areas_of
from core.reports.run import ReportAnswer, run_report
from core.reports.texts import area_name, has_labels, label_of, title_of
from schema.declare.annotations import codec_of_annotation
from schema.declare.described import described
from schema.declare.errors import DeclarationError
from schema.declare.fields import IdOf
from schema.declare.languages import CALLED_LANGUAGE, asked_language
from schema.declare.roots import Asked, CalledArgument, CalledRoot, Part
from schema.declare.types import ValueType, value_type

COST = 1_000
"""The rows that a report counts as, in the cost of an operation."""

_ARGUMENTS = {
    "areaId": CalledArgument(
        IdOf("Area"),
        "Only what lies in this area (区域); by default the whole city, or at a district's address the district.",
    ),
    "startsOn": CalledArgument(
        datetime.date, "The first day of the period (起始日期); by default the first of the calendar year."
    ),
    "endsOn": CalledArgument(
        datetime.date, "The last day of the period (截止日期); by default the last of the calendar year."
    ),
    "asOf": CalledArgument(datetime.date, "As it stood on this day (统计日期); by default today, in Asia/Shanghai."),
    "lang": CALLED_LANGUAGE,
}


@value_type
class ReportColumn:
    """A column of a report (列)."""

    name: str = described("The name of the rows' field with its values (字段名).")
    title: str = described("The title in the language asked for (列名).")
    title_zh: str = described("The title in Chinese (中文列名).")
    title_en: str = described("The title in English (英文列名).")
    kind: str = described("The GraphQL type of its values, such as Int or Date (类型).")


@value_type
class Report:
    """A report that you may see (报表)."""

    name: str = described("Its name, which never changes (代码).")
    field: str = described("The root field that gives it (查询字段).")
    title: str = described("The title in the language asked for (名称).")
    title_zh: str = described("The title in Chinese (中文名称).")
    title_en: str = described("The title in English (英文名称).")
    plugin: str = described("The plugin that brings it (所属模块).")
    requires: str | None = described("The permission that it needs (所需权限); null for everybody.")
    columns: list[ReportColumn] = described("Its columns, in their order (列).")


def field_of(report: contributions.Report) -> str:
    """The name of a report's root field: `jinniuStoresCoverage` of `jinniu_stores.coverage`."""
    return str(to_camel_case(report.name.replace(".", "_")))


def report_parts(plugins: Sequence[LoadedPlugin]) -> list[Part]:
    """For each plugin with reports a part of its own with their root fields, and the core's list of all."""
    return [*(_part(plugin) for plugin in plugins if plugin.reports), _list_part(plugins)]


def _list_part(plugins: Iterable[LoadedPlugin]) -> Part:
    reports = [(plugin.name, report) for plugin in plugins for report in plugin.reports]

    async def listed(asked: Asked) -> Sequence[Mapping[str, Any]]:
        language = asked_language(asked)
        return [
            {
                "name": report.name,
                "field": field_of(report),
                "title": title_of(report, language),
                "title_zh": report.title_zh,
                "title_en": report.title_en,
                "plugin": plugin,
                "requires": report.requires,
                "columns": _columns(report, language),
            }
            for plugin, report in reports
            if areas_of(asked.viewer, report.requires) != frozenset()
            and (asked.scope is None or asked.scope.has(plugin))
        ]

    root = CalledRoot("reports", "The reports that you may see (报表).", Report, listed, {"lang": CALLED_LANGUAGE})
    return Part(values=(ReportColumn, Report), called_roots=(root,))


def _part(plugin: LoadedPlugin) -> Part:
    values: list[type] = []
    roots = []
    for report in plugin.reports:
        row, answer = _value_types(report)
        values += [row, answer]
        roots.append(_root(plugin.name, report, answer))
    return Part(owner=plugin.name, values=values, called_roots=roots)


def _value_types(report: contributions.Report) -> tuple[type, type]:
    """The types of a report's rows and of its answer."""
    field = field_of(report)
    name = f"{field[0].upper()}{field[1:]}Report"
    told = f"{report.title_en} ({report.title_zh})"
    cells: dict[str, tuple[Any, str]] = {}

    def claim(cell: str, kind: Any, description: str) -> None:
        if to_camel_case(cell) in map(to_camel_case, cells):
            raise DeclarationError(
                f"two columns of the report {report.name!r} make the field {to_camel_case(cell)!r} of {name}Row; "
                "rename one of them"
            )
        cells[cell] = kind, description

    for column in report.columns:
        title = f"{column.title_en} ({column.title_zh})"
        claim(column.name, column.kind, f"{title}.")
        if has_labels(column):
            _, nullable = strip_optional(column.kind)
            kind = str | None if nullable else str
            claim(_label_name(column), kind, f"{title}, in the language asked for.")
    row = _made(f"{name}Row", f"A row of the report: {told}.", cells)
    answer = _made(
        name,
        f"{told}, a report.",
        {
            "title": (str, "The report's title in the language asked for (名称)."),
            "area_id": (strawberry.ID | None, "The id of its area; null for all that there is (区域)."),
            "area_name": (str | None, "The area's name in the language asked for (区域名称)."),
            "starts_on": (datetime.date, "The first day of the period (起始日期)."),
            "ends_on": (datetime.date, "The last day of the period (截止日期)."),
            "as_of": (datetime.date, "As it stood on this day (统计日期)."),
            "columns": (list[ReportColumn], "What the columns are called (列)."),
            "rows": (list[row], "The rows, in their order (行)."),  # type: ignore[valid-type]  # a type made above
        },
    )
    return row, answer


def _made(name: str, description: str, fields: dict[str, tuple[Any, str]]) -> type:
    """A class as `value_type` makes one."""
    made = type(name, (), {})
    made.__linli_value__ = ValueType(name, description, fields)  # type: ignore[attr-defined]  # as value_type does
    return made


def _root(plugin: str, report: contributions.Report, returns: type) -> CalledRoot:
    async def told(asked: Asked) -> Mapping[str, Any]:
        given = asked.arguments
        question = ReportQuestion(given.get("areaId"), given.get("startsOn"), given.get("endsOn"), given.get("asOf"))
        try:
            answer = await run_report(
                plugin,
                report,
                question,
                None if asked.scope is None else asked.scope.reach(plugin),
                areas_of(asked.viewer, report.requires),
            )
        except (WrongPeriod, OutsideDistrict, NotPermitted) as error:
            raise GraphQLError(error.message, extensions={"code": error.code}) from error
        return _told(answer, asked_language(asked))

    needs = "For everybody." if report.requires is None else f"Needs the permission {report.requires}."
    return CalledRoot(
        field_of(report),
        f"The report {report.title_en} ({report.title_zh}). {needs}",
        returns,
        told,
        _ARGUMENTS,
        many=False,
        requires=report.requires,
        scoped=True,
        cost=COST,
        since=report.since,
    )


def _told(answer: ReportAnswer, language: str) -> dict[str, Any]:
    report, period = answer.report, answer.period
    labelled = [column for column in report.columns if has_labels(column)]
    return {
        "title": title_of(report, language),
        "area_id": None if period.area_id is None else ids.encode(AREA_TAG, period.area_id),
        "area_name": None if answer.area is None else area_name(answer.area, language),
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "as_of": period.as_of,
        "columns": _columns(report, language),
        "rows": [
            {**row, **{_label_name(column): label_of(row[column.name], language) for column in labelled}}
            for row in answer.rows
        ],
    }


def _columns(report: contributions.Report, language: str) -> list[dict[str, Any]]:
    return [
        {
            "name": str(to_camel_case(column.name)),
            "title": title_of(column, language),
            "title_zh": column.title_zh,
            "title_en": column.title_en,
            "kind": codec_of_annotation(column.kind)[0].name,
        }
        for column in report.columns
    ]


def _label_name(column: contributions.ReportColumn) -> str:
    return f"{column.name}_label"
