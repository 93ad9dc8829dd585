"""What people may be allowed to do with health points, and the roles that these permissions make."""

from __future__ import annotations

from linli import Permission, Role

TEMPLATES_WRITE = "health_points.templates_write"
KITS_WRITE = "health_points.kits_write"
STOCK_READ = "health_points.stock_read"
STOCK_WRITE = "health_points.stock_write"
USE_REPORT = "health_points.use_report"
RESTOCK_APPROVE = "health_points.restock_approve"
RECALL = "health_points.recall"
TEAMS_READ = "health_points.teams_read"
TEAMS_WRITE = "health_points.teams_write"
SESSIONS_WRITE = "health_points.sessions_write"
APPOINTMENTS_READ = "health_points.appointments_read"
APPOINTMENTS_WRITE = "health_points.appointments_write"
USAGE_READ = "health_points.usage_read"
REPORTS_READ = "health_points.reports_read"

PERMISSIONS = (
    Permission(TEMPLATES_WRITE, "维护药品目录与配置标准", "Keep the medicine list, and publish templates of kits"),
    Permission(KITS_WRITE, "管理应急医药箱", "Plan first-aid kits, and take them through their life cycle"),
    Permission(STOCK_READ, "查看医药箱库存", "See lots, movements, checks, restocking and alerts of kits"),
    Permission(STOCK_WRITE, "登记医药箱库存", "Receive, count, discard and move stock; check kits; ask for restocking"),
    Permission(USE_REPORT, "登记药品取用", "Report what was used of a kit"),
    Permission(RESTOCK_APPROVE, "审批补货", "Approve and dispatch restocking"),
    Permission(RECALL, "召回药品批次", "Recall lots by their number"),
    Permission(TEAMS_READ, "查看家庭医生团队成员", "See who belongs to family doctor teams"),
    Permission(TEAMS_WRITE, "管理家庭医生团队与联络点", "Set up family doctor teams and contact points"),
    Permission(SESSIONS_WRITE, "安排联络时段", "Plan, confirm and cancel sessions at contact points"),
    Permission(
        APPOINTMENTS_READ,
        "查看预约与回电请求",
        "See whose appointments, requests for a call and signing intents there are",
    ),
    Permission(
        APPOINTMENTS_WRITE, "处理预约与回电请求", "Keep appointments, requests for a call and signing intents of others"
    ),
    Permission(USAGE_READ, "查看联络点使用情况", "See how much contact points are used, in counts"),
    Permission(REPORTS_READ, "查看健康服务报表", "See the reports on kits and contact points"),
)

SENSITIVE = (APPOINTMENTS_READ, APPOINTMENTS_WRITE)
"""Health contacts: for the team itself alone, and in no role of an administrator or an auditor."""

ROLES = (
    Role("health_points.grid_worker", "取用登记员（网格员）", "Grid worker who reports use", (USE_REPORT,)),
    Role(
        "health_points.store_staff",
        "医药箱保管员（门店员工）",
        "Keeper of a kit",
        (USE_REPORT, STOCK_READ, STOCK_WRITE),
    ),
    Role(
        "health_points.health_team",
        "医药箱工作团队",
        "Health team for kits",
        (KITS_WRITE, STOCK_READ, STOCK_WRITE, USE_REPORT, RESTOCK_APPROVE, RECALL),
    ),
    Role(
        "health_points.doctor_team",
        "家庭医生团队",
        "Family doctor team",
        (TEAMS_READ, SESSIONS_WRITE, APPOINTMENTS_READ, APPOINTMENTS_WRITE, USAGE_READ),
    ),
    Role(
        "health_points.area_admin",
        "健康服务区域管理员",
        "Area administrator of health points",
        (STOCK_READ, TEAMS_READ, TEAMS_WRITE, USAGE_READ, REPORTS_READ),
    ),
    Role(
        "health_points.auditor",
        "健康服务审计员",
        "Auditor of health points",
        (STOCK_READ, USAGE_READ, REPORTS_READ),
    ),
    Role(
        "health_points.administrator",
        "健康服务管理员",
        "Administrator of health points",
        # Whose appointments there are is for the team.
        tuple(permission.name for permission in PERMISSIONS if permission.name not in SENSITIVE),
    ),
)
