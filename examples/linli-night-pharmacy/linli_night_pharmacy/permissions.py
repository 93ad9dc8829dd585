"""What people may be allowed to do with night duties, and the role that these permissions make."""

from __future__ import annotations

from linli import Permission, Role

DUTIES_WRITE = "night_pharmacy.duties_write"
REPORTS_READ = "night_pharmacy.reports_read"

PERMISSIONS = (
    Permission(DUTIES_WRITE, "管理夜间值班", "Create and cancel night duties, and see those that were cancelled"),
    Permission(REPORTS_READ, "查看夜间值班报表", "See the report on night duties"),
)

ROLES = (
    Role(
        "night_pharmacy.manager",
        "夜间药房管理员",
        "Manager of night pharmacies",
        tuple(permission.name for permission in PERMISSIONS),
    ),
)
