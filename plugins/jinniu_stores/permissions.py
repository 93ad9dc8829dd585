"""What people may be allowed to do with pioneer stores, and the roles that these permissions make."""

from __future__ import annotations

from linli import Permission, Role

STORES_WRITE = "jinniu_stores.stores_write"
ASSESS = "jinniu_stores.assess"
ASSESSMENTS_READ = "jinniu_stores.assessments_read"
INSPECT = "jinniu_stores.inspect"
INSPECTIONS_READ = "jinniu_stores.inspections_read"
APPROVE = "jinniu_stores.approve"
SELF_CHECK = "jinniu_stores.self_check"
SIGNAGE_CHECK = "jinniu_stores.signage_check"
STANDARDS_WRITE = "jinniu_stores.standards_write"
AGREEMENTS_READ = "jinniu_stores.agreements_read"
AGREEMENTS_WRITE = "jinniu_stores.agreements_write"
SERVICES_WRITE = "jinniu_stores.services_write"
CODES_READ = "jinniu_stores.codes_read"
USAGE_READ = "jinniu_stores.usage_read"
PARTY_CHECK_IN = "jinniu_stores.party_check_in"
PARTY_CHECK_INS_READ = "jinniu_stores.party_check_ins_read"
SCENARIOS_READ = "jinniu_stores.scenarios_read"
SCENARIOS_WRITE = "jinniu_stores.scenarios_write"
SCENARIOS_PUBLISH = "jinniu_stores.scenarios_publish"
REPORTS_READ = "jinniu_stores.reports_read"

PERMISSIONS = (
    Permission(STORES_WRITE, "管理先锋门店", "Register stores, plan waves, and take stores through their life cycle"),
    Permission(ASSESS, "评估门店条件", "Assess which stores are eligible"),
    Permission(ASSESSMENTS_READ, "查看门店评估", "See assessments of stores and their reasons"),
    Permission(INSPECT, "检查门店", "Record official inspections"),
    Permission(SELF_CHECK, "门店自查", "Record self-checks of stores, and report what was put right"),
    Permission(SIGNAGE_CHECK, "检查标识", "Record checks of the sign at stores"),
    Permission(
        INSPECTIONS_READ, "查看门店检查", "See inspections, findings, rectifications and checks of signs in detail"
    ),
    Permission(APPROVE, "批准门店", "Activate, suspend, resume and withdraw stores; designate warm spaces"),
    Permission(
        STANDARDS_WRITE, "发布红十件标准", "Publish standards, criteria, rules of inspection, signs, consent texts"
    ),
    Permission(AGREEMENTS_READ, "查看协议", "See agreements and obligations"),
    Permission(AGREEMENTS_WRITE, "管理协议", "Draw up, sign and end agreements; record evidence of obligations"),
    Permission(SERVICES_WRITE, "管理服务码", "Issue and rotate service codes, and keep the catalogue of services"),
    Permission(CODES_READ, "查看服务码令牌", "See service codes with their tokens, expired ones too"),
    Permission(USAGE_READ, "查看服务使用情况", "See how often codes are scanned and services opened"),
    Permission(PARTY_CHECK_IN, "登记党员报到", "Record party check-ins with consent, and withdraw them"),
    Permission(PARTY_CHECK_INS_READ, "查看党员报到", "See who checked in as a party member"),
    Permission(SCENARIOS_READ, "查看治理场景报告草稿", "See scenario reports that are not published"),
    Permission(SCENARIOS_WRITE, "撰写治理场景报告", "Write scenario reports, and send them to review"),
    Permission(SCENARIOS_PUBLISH, "发布治理场景报告", "Publish scenario reports, send them back, and take them away"),
    Permission(REPORTS_READ, "查看门店报表", "See the reports on pioneer stores"),
)

ROLES = (
    Role(
        "jinniu_stores.inspector",
        "门店检查员",
        "Inspector of stores",
        (INSPECT, SELF_CHECK, SIGNAGE_CHECK, INSPECTIONS_READ),
    ),
    Role("jinniu_stores.store_staff", "门店员工", "Staff of a store", (SELF_CHECK,)),
    Role(
        "jinniu_stores.coordinator",
        "门店工作协调员",
        "Coordinator of stores",
        (
            STORES_WRITE,
            ASSESS,
            ASSESSMENTS_READ,
            INSPECT,
            SELF_CHECK,
            SIGNAGE_CHECK,
            INSPECTIONS_READ,
            APPROVE,
            AGREEMENTS_READ,
            SERVICES_WRITE,
            CODES_READ,
            USAGE_READ,
            SCENARIOS_READ,
            SCENARIOS_WRITE,
            REPORTS_READ,
        ),
    ),
    Role(
        "jinniu_stores.party_officer",
        "党员报到专员",
        "Officer for party check-ins",
        # That somebody is a member is for the officer alone, also among the people whom another role of theirs shows.
        (PARTY_CHECK_IN, PARTY_CHECK_INS_READ, "people.sensitive"),
    ),
    Role(
        "jinniu_stores.auditor",
        "门店工作审计员",
        "Auditor of stores",
        (ASSESSMENTS_READ, INSPECTIONS_READ, AGREEMENTS_READ, USAGE_READ, SCENARIOS_READ, REPORTS_READ),
    ),
    Role(
        "jinniu_stores.administrator",
        "门店工作管理员",
        "Administrator of stores",
        # Who is a party member is for the officer who is assigned to it.
        tuple(
            permission.name
            for permission in PERMISSIONS
            if permission.name not in (PARTY_CHECK_IN, PARTY_CHECK_INS_READ)
        ),
    ),
)
