"""What people may be allowed to do with pioneer stores, and the roles that these permissions make."""

from __future__ import annotations

from linli import Permission, Role

STORES_WRITE = "jinniu_stores.stores_write"
ASSESS = "jinniu_stores.assess"
ASSESSMENTS_READ = "jinniu_stores.assessments_read"
INSPECT = "jinniu_stores.inspect"
INSPECTIONS_READ = "jinniu_stores.inspections_read"
APPROVE = "jinniu_stores.approve"
STANDARDS_WRITE = "jinniu_stores.standards_write"
AGREEMENTS_READ = "jinniu_stores.agreements_read"
AGREEMENTS_WRITE = "jinniu_stores.agreements_write"
REPORTS_READ = "jinniu_stores.reports_read"

PERMISSIONS = (
    Permission(STORES_WRITE, "管理先锋门店", "Register stores, plan waves, and take stores through their life cycle"),
    Permission(ASSESS, "评估门店条件", "Assess which stores are eligible"),
    Permission(ASSESSMENTS_READ, "查看门店评估", "See assessments of stores and their reasons"),
    Permission(INSPECT, "检查门店", "Record inspections and rectifications"),
    Permission(INSPECTIONS_READ, "查看门店检查", "See inspections, findings and rectifications in detail"),
    Permission(APPROVE, "批准门店", "Activate, suspend, resume and withdraw stores"),
    Permission(STANDARDS_WRITE, "发布红十件标准", "Publish standards, criteria and rules of inspection"),
    Permission(AGREEMENTS_READ, "查看协议", "See agreements and obligations"),
    Permission(AGREEMENTS_WRITE, "管理协议", "Draw up, sign and end agreements; record evidence of obligations"),
    Permission(REPORTS_READ, "查看门店报表", "See the reports on pioneer stores"),
)

ROLES = (
    Role("jinniu_stores.inspector", "门店检查员", "Inspector of stores", (INSPECT, INSPECTIONS_READ)),
    Role(
        "jinniu_stores.coordinator",
        "门店工作协调员",
        "Coordinator of stores",
        (STORES_WRITE, ASSESS, ASSESSMENTS_READ, INSPECT, INSPECTIONS_READ, AGREEMENTS_READ, REPORTS_READ),
    ),
    Role(
        "jinniu_stores.administrator",
        "门店工作管理员",
        "Administrator of stores",
        tuple(permission.name for permission in PERMISSIONS),
    ),
)
