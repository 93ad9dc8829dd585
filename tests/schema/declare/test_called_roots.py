"""Root fields that Python answers, and those of reports: what does not fit is found at the start, with its owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from core.models.choices import AreaLevel
from linli import Part, Report, ReportColumn, ReportPeriod, RootConnection, described, value_type
from schema.brought import brought, refuse_undeclared_permissions
from schema.declare.catalog import Catalog
from schema.declare.errors import DeclarationError
from schema.declare.fields import IdOf
from schema.declare.roots import Asked, CalledArgument, CalledRoot
from schema.execution.districts import city_parts
from schema.types.core_part import CORE
from tests.plugins.kits.types import Kit
from tests.plugins.making import KITS, load, plugin


@value_type
class Sum:
    """A sum."""

    total: int = described("The total.")


@value_type
class Sums:
    """Sums."""

    sums: list[Sum] = described("The sums.")


async def none(_: Asked) -> Sequence[Mapping[str, Any]]:
    return []


def said(*parts: Part) -> str:
    with pytest.raises(DeclarationError) as caught:
        Catalog([CORE, *parts])
    return caught.value.message


def part(root: CalledRoot, *values: type) -> Part:
    return Part(owner="club", values=values, called_roots=(root,))


def test_types_that_no_part_brings() -> None:
    root = CalledRoot("clubSums", "Sums.", Sums, none)
    assert said(part(root)) == (
        f"the root field 'clubSums' of 'club' gives {Sums!r}, which is not among the values of a part"
    )
    assert said(part(root, Sums)) == (
        f"the root field 'clubSums' of 'club' gives {Sum!r}, which is not among the values of a part"
    )
    Catalog([CORE, part(root, Sums, Sum)])


def test_arguments_of_no_type() -> None:
    arguments = {"kit": CalledArgument(IdOf("Kit"), "The kit.")}
    assert said(part(CalledRoot("clubSums", "Sums.", Sum, none, arguments), Sum)) == (
        "the root field 'clubSums' of 'club' takes the id of Kit, which no part declares"
    )
    assert "is not a type that the database can give" in said(
        part(CalledRoot("clubSums", "Sums.", Sum, none, {"kit": CalledArgument(set, "The kit.")}), Sum)
    )


def test_a_root_field_without_a_description() -> None:
    assert said(part(CalledRoot("clubSums", " ", Sum, none), Sum)) == (
        "the root field 'clubSums' of 'club' has no description"
    )


async def no_rows(_: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    return []


def report(name: str, *columns: ReportColumn, requires: str = "places.write") -> Report:
    return Report(name, "表", "Table", columns or (column("a"),), no_rows, requires)


def column(name: str, kind: Any = int) -> ReportColumn:
    return ReportColumn(name, "列", "Column", kind)


def catalog_of(*reports: Report, **hooks: Any) -> Catalog:
    return Catalog(city_parts(load(plugin("club", linli_reports=reports, **hooks))))


def test_a_report_is_its_plugins() -> None:
    catalog = catalog_of(report("club.per_area"))
    assert ("Query.clubPerArea", "club", "") in list(brought(catalog))
    assert catalog.called_roots["clubPerArea"].description == (
        "The report Table (表). Needs the permission places.write. From club."
    )
    refuse_undeclared_permissions(catalog, {"places.write", "modules.write", *_core_permissions()})
    with pytest.raises(DeclarationError) as caught:
        refuse_undeclared_permissions(catalog, _core_permissions() - {"places.write"})
    assert "'places.write', which nobody declares" in caught.value.message


def _core_permissions() -> frozenset[str]:
    return load().permissions


def test_a_report_and_a_root_field_of_one_name() -> None:
    roots = (RootConnection("clubKits", "clubKit", "Kit", "All kits."),)
    with pytest.raises(DeclarationError) as caught:
        Catalog(
            city_parts(load(KITS, plugin("club", linli_reports=[report("club.kits")], linli_schema=Part(roots=roots))))
        )
    assert caught.value.message == (
        "the root field 'clubKits' is claimed twice by 'club'; rename the root field at one place"
    )
    assert Kit.__name__ == "Kit"


def test_columns_that_make_one_field() -> None:
    for columns, field in (
        ((column("level", AreaLevel), column("level_label", str)), "levelLabel"),
        ((column("in_1"), column("in1")), "in1"),
    ):
        with pytest.raises(DeclarationError) as caught:
            catalog_of(report("club.areas", *columns))
        assert caught.value.message == (
            f"two columns of the report 'club.areas' make the field {field!r} of ClubAreasReportRow; rename one of them"
        )
