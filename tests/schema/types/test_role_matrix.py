"""The core's roles against the matrix of the domain, cell by cell: what each may see and do of the core."""

from __future__ import annotations

import pytest

from core import access
from schema.types.core_roles import CORE_ROLES

#: Of each row of the matrix that the core has rights for: the permissions by which its cells are given.
REGISTRATIONS_MASKED = {access.REGISTRATIONS_READ, access.PEOPLE_READ}
REGISTRATIONS = REGISTRATIONS_MASKED | {access.PEOPLE_NAMES}
PLACES_OWN = {access.PLACES_WRITE}
PLACES = {
    access.PLACES_WRITE,
    access.ACTIVITIES_WRITE,
    access.ORGANIZATIONS_WRITE,
    access.PROGRAMMES_WRITE,
    access.DRAFTS_READ,
}
ROLES = {access.ROLES_WRITE, access.ACCOUNTS_WRITE, access.PEOPLE_READ}
AUDIT = {access.AUDIT_READ}

MATRIX = {
    # Whatever is their own they see without a permission; so do trainers and the health team in their plugins.
    "resident": set(),
    "health_team": set(),
    "trainer": set(),
    "grid_worker": REGISTRATIONS_MASKED | {access.CONTACTS_READ},
    "store_staff": PLACES_OWN,
    "area_admin": PLACES
    | REGISTRATIONS
    | ROLES
    | AUDIT
    | {access.PEOPLE_WRITE, access.CONTACTS_READ, access.CONTACTS_REVEAL},
    # Of registrations they see aggregates only.
    "district_admin": PLACES
    | ROLES
    | AUDIT
    | {access.REGISTRATIONS_AGGREGATE, access.AREAS_WRITE, access.TOKENS_WRITE},
    "auditor": REGISTRATIONS_MASKED | AUDIT | {access.DRAFTS_READ},
}


@pytest.mark.parametrize("name", [role.name for role in CORE_ROLES])
def test_a_role_has_what_the_matrix_gives_it_and_no_more(name: str) -> None:
    (role,) = [one for one in CORE_ROLES if one.name == name]
    assert set(role.permissions) == MATRIX[name]


def test_whoever_gives_rights_to_programs_is_no_program() -> None:
    assert {access.ROLES_WRITE, access.TOKENS_WRITE, access.ACCOUNTS_WRITE} == access.KEPT_BACK
