"""Organisations: create and change them. Each verb is one transaction.

Both verbs raise `core.problems.InputRefused` with all problems that they found, and have then changed
nothing. They update the search and emit `organization.created` and `organization.updated`.
"""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Mapping
from typing import Any, cast

from tortoise import Tortoise

from core.database.connect import CONNECTION
from core.models import Area, Organization
from core.models.choices import OrganizationKind, OrganizationStatus
from core.problems import Problems
from core.unset import UNSET, Unset
from core.writing import References, changed, created, locked, writing

#: Digits and capital letters without I, O, S, V and Z. Source: GB 32100-2015, section 4.
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_DEEPEST = 100


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewOrganization:
    """What a new organisation is made of."""

    kind: OrganizationKind
    name: str
    name_en: str | None = None
    unified_social_credit_code: str | None = None
    parent_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class OrganizationChange:
    """What changes about an organisation; whatever is UNSET stays."""

    kind: OrganizationKind | Unset = UNSET
    name: str | Unset = UNSET
    name_en: str | Unset | None = UNSET
    unified_social_credit_code: str | Unset | None = UNSET
    parent_id: uuid.UUID | Unset | None = UNSET
    area_id: uuid.UUID | Unset | None = UNSET
    status: OrganizationStatus | Unset = UNSET


_COLUMNS = tuple(field.name for field in dataclasses.fields(OrganizationChange))


async def create(new: NewOrganization) -> Organization:
    """A new organisation."""
    async with writing():
        organization = Organization(**await _checked(dataclasses.asdict(new)))
        await created(organization, "organization.created")
    return organization


async def update(
    organization_id: uuid.UUID, change: OrganizationChange, *, expected_version: int | None = None
) -> Organization:
    """Change what `change` gives. A change that changes nothing stores nothing: the version stays.

    `expected_version` is the version that the caller saw: another one by now is a CONFLICT. Without it the
    last writer wins.
    """
    async with writing():
        organization = await locked(Organization, organization_id, expected_version)
        given = {name: value for name in _COLUMNS if (value := getattr(change, name)) is not UNSET}
        columns = await _checked(given, organization)
        values = {name: value for name, value in columns.items() if getattr(organization, name) != value}
        if values:
            await changed(organization, values, "organization.updated", {"changed": sorted(values)})
    return organization


async def _checked(given: Mapping[str, Any], present: Organization | None = None) -> dict[str, Any]:
    problems, references = Problems(), References()
    columns = dict(given)
    if "name" in given:
        columns["name"] = problems.text(Organization, "name", given["name"], "name")
    for column in ("name_en", "unified_social_credit_code"):
        if column in given:
            columns[column] = problems.optional_text(Organization, column, given[column], column)
    code = columns.get("unified_social_credit_code")
    if code is not None:
        if _CREDIT_CODE.fullmatch(code) is None:
            problems.add(
                "INVALID_FORMAT",
                "Must be 18 digits and capital letters, without I, O, S, V and Z.",
                "unified_social_credit_code",
            )
        elif await _has_code(code, present):
            problems.add("DUPLICATE", "Another organisation has this code.", "unified_social_credit_code")
    references.add(Area, given.get("area_id"), "area_id")
    references.add(Organization, given.get("parent_id"), "parent_id")
    await references.check(problems)
    if present is not None and given.get("parent_id") is not None:
        await _check_cycle(present, given["parent_id"], problems)
    problems.refuse()
    return columns


async def _has_code(code: str, present: Organization | None) -> bool:
    holder = await Organization.get_or_none(unified_social_credit_code=code)
    return holder is not None and (present is None or holder.id != present.id)


async def _check_cycle(organization: Organization, parent_id: uuid.UUID, problems: Problems) -> None:
    connection = Tortoise.get_connection(CONNECTION)
    if connection.capabilities.dialect == "postgres":
        # Two moves at once, of A below B and of B below A, would each find nothing wrong.
        await connection.execute_query("SELECT pg_advisory_xact_lock(hashtext('linli.organization.parent'))")
    above: uuid.UUID | None = parent_id
    for _ in range(_DEEPEST):
        if above is None:
            return
        if above == organization.id:
            problems.add("CYCLE", "The organisation would be above itself.", "parent_id")
            return
        found = await Organization.filter(id=above).values_list("parent_id", flat=True)
        above = cast("uuid.UUID | None", found[0]) if found else None
    problems.add("TOO_DEEP", f"More than {_DEEPEST} organisations stand above it.", "parent_id")
