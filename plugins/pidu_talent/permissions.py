"""What people may be allowed to do with talent training, and the roles that these permissions make.

Members and the trainers of a cohort need none of them: they see what is theirs, and do what is theirs to do.
"""

from __future__ import annotations

from linli import Permission, Role

PROGRAMMES_WRITE = "pidu_talent.programmes_write"
LIBRARY_WRITE = "pidu_talent.library_write"
MEMBERS_READ = "pidu_talent.members_read"
MEMBERS_WRITE = "pidu_talent.members_write"
MEMBER_NAMES = "pidu_talent.member_names"
ENROLLMENTS_READ = "pidu_talent.enrollments_read"
ADMIT = "pidu_talent.admit"
SESSIONS_WRITE = "pidu_talent.sessions_write"
MENTORING_READ = "pidu_talent.mentoring_read"
MENTORING_WRITE = "pidu_talent.mentoring_write"
PROJECTS_READ = "pidu_talent.projects_read"
PROJECTS_WRITE = "pidu_talent.projects_write"
NEEDS_WRITE = "pidu_talent.needs_write"
SURVEYS_READ = "pidu_talent.surveys_read"
ASSESSMENTS_READ = "pidu_talent.assessments_read"
ASSESSMENTS_WRITE = "pidu_talent.assessments_write"
CERTIFICATES_READ = "pidu_talent.certificates_read"
CERTIFY = "pidu_talent.certify"
STUDIOS_WRITE = "pidu_talent.studios_write"
MODERATE = "pidu_talent.moderate"
REPORTS_READ = "pidu_talent.reports_read"

PERMISSIONS = (
    Permission(
        PROGRAMMES_WRITE, "管理人才计划", "Set up programmes, extend and publish them; rules, cohorts, series, partners"
    ),
    Permission(LIBRARY_WRITE, "管理课程库和师资库", "Keep the courses and the trainers, retired ones too"),
    Permission(MEMBERS_READ, "查看成员库", "See the member pool, names masked"),
    Permission(MEMBERS_WRITE, "管理成员库", "Add members to the pool, and change them"),
    Permission(MEMBER_NAMES, "查看成员姓名", "See the names of members in full, who sees members at all"),
    Permission(ENROLLMENTS_READ, "查看学员", "See enrolments and attendance"),
    Permission(ADMIT, "审批学员", "Enrol members, admit them, and decide who completes"),
    Permission(SESSIONS_WRITE, "管理课次", "Make activities sessions, and record attendance"),
    Permission(MENTORING_READ, "查看导师帮带", "See mentorships and their logs"),
    Permission(MENTORING_WRITE, "管理导师帮带", "Propose, accept and end mentorships on behalf of others"),
    Permission(PROJECTS_READ, "查看实践项目", "See projects that are not approved yet"),
    Permission(PROJECTS_WRITE, "管理实践项目", "Note pressing needs; approve and review practice projects"),
    Permission(NEEDS_WRITE, "管理需求调查", "Hold needs surveys, and set the objectives that follow"),
    Permission(SURVEYS_READ, "查看需求调查结果", "See what members answered, and drafts of surveys"),
    Permission(ASSESSMENTS_READ, "查看评估", "See assessments of members"),
    Permission(ASSESSMENTS_WRITE, "登记评估", "Record assessments of members for any evaluator"),
    Permission(CERTIFICATES_READ, "查看证书", "See the certificates of members"),
    Permission(CERTIFY, "颁发证书", "Issue, revoke and reissue certificates"),
    Permission(STUDIOS_WRITE, "管理书记工作室", "Keep the secretary studios, and see the addresses of their calendars"),
    Permission(MODERATE, "审核交流", "See exchanges before they are published, and decide on them"),
    Permission(REPORTS_READ, "查看培训报表", "See the reports on talent training"),
)

READS = (
    MEMBERS_READ,
    ENROLLMENTS_READ,
    MENTORING_READ,
    PROJECTS_READ,
    SURVEYS_READ,
    ASSESSMENTS_READ,
    CERTIFICATES_READ,
    REPORTS_READ,
)
"""What a district's administrator and an auditor see; names stay masked."""

ROLES = (
    Role(
        "pidu_talent.administrator",
        "培训管理员",
        "Administrator of talent training",
        tuple(permission.name for permission in PERMISSIONS),
    ),
    Role(
        "pidu_talent.coordinator",
        "培训班主任",
        "Coordinator of cohorts",
        (
            MEMBERS_READ,
            MEMBER_NAMES,
            ENROLLMENTS_READ,
            SESSIONS_WRITE,
            MENTORING_READ,
            PROJECTS_READ,
            NEEDS_WRITE,
            SURVEYS_READ,
            MODERATE,
            REPORTS_READ,
        ),
    ),
    Role("pidu_talent.district_reader", "区级培训查看员", "District reader of talent training", READS),
    Role("pidu_talent.auditor", "培训审计员", "Auditor of talent training", READS),
)
