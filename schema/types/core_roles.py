"""The roles that the domain knows, as far as the core's own permissions go; plugins have roles of their own."""

from __future__ import annotations

from core import access
from core.plugins.contributions import Role

CORE_ROLES: tuple[Role, ...] = (
    Role("resident", "居民", "Resident", ()),
    # Whoever has `people.read` sees names masked, and with `contacts.read` contact details masked.
    Role(
        "grid_worker",
        "网格员",
        "Grid worker",
        (access.REGISTRATIONS_READ, access.PEOPLE_READ, access.CONTACTS_READ),
    ),
    Role("store_staff", "门店员工", "Store staff", (access.PLACES_WRITE,)),
    Role("health_team", "家庭医生团队", "Health team", ()),
    Role("trainer", "讲师/导师", "Trainer or mentor", ()),
    Role(
        "area_admin",
        "区域管理员",
        "Area administrator",
        (
            access.PEOPLE_READ,
            access.PEOPLE_NAMES,
            access.PEOPLE_WRITE,
            access.CONTACTS_READ,
            access.CONTACTS_REVEAL,
            access.REGISTRATIONS_READ,
            access.DRAFTS_READ,
            access.ACTIVITIES_WRITE,
            access.PLACES_WRITE,
            access.ORGANIZATIONS_WRITE,
            access.PROGRAMMES_WRITE,
            access.ROLES_WRITE,
            access.ACCOUNTS_WRITE,
            access.AUDIT_READ,
        ),
    ),
    Role(
        "district_admin",
        "区县管理员",
        "District administrator",
        (
            access.PEOPLE_READ,
            access.REGISTRATIONS_AGGREGATE,
            access.DRAFTS_READ,
            access.ACTIVITIES_WRITE,
            access.PLACES_WRITE,
            access.ORGANIZATIONS_WRITE,
            access.PROGRAMMES_WRITE,
            access.AREAS_WRITE,
            access.ROLES_WRITE,
            access.ACCOUNTS_WRITE,
            access.TOKENS_WRITE,
            access.AUDIT_READ,
        ),
    ),
    Role(
        "auditor",
        "审计员",
        "Auditor",
        (access.PEOPLE_READ, access.REGISTRATIONS_READ, access.DRAFTS_READ, access.AUDIT_READ),
    ),
)
"""Each is held at a scope. Where a role has nothing here, it is for plugins to know who is one."""
