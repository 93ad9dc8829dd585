"""The enumerations of talent training, each value with its Chinese and English label."""

from __future__ import annotations

from linli import Choice


class TalentCohortState(Choice):
    """How far a cohort is (班次状态); it follows from its dates."""

    PLANNED = "PLANNED", "筹备中", "Planned"
    OPEN = "OPEN", "报名中", "Open for applications"
    RUNNING = "RUNNING", "培训中", "Running"
    CLOSED = "CLOSED", "已结班", "Closed"


class TalentMemberCategory(Choice):
    """To which category a member belongs (成员类别)."""

    RESERVE_CADRE = "RESERVE_CADRE", "后备干部", "Reserve cadre"
    SOCIAL_WORK_TALENT = "SOCIAL_WORK_TALENT", "社会工作人才", "Social-work talent"


class TalentEnrollmentState(Choice):
    """Where an enrolment stands (学员状态)."""

    APPLIED = "APPLIED", "已报名", "Applied"
    ADMITTED = "ADMITTED", "已录取", "Admitted"
    ACTIVE = "ACTIVE", "在训", "Active"
    COMPLETED = "COMPLETED", "已结业", "Completed"
    WITHDRAWN = "WITHDRAWN", "已退出", "Withdrawn"
    FAILED = "FAILED", "未结业", "Failed"


class TalentSessionKind(Choice):
    """What kind of learning it is (培训形式). To complete, both are needed."""

    THEORY = "THEORY", "理论", "Theory"
    PRACTICUM = "PRACTICUM", "实训", "Practicum"


class TalentSeriesKind(Choice):
    """What a series of the programme is made of (系列类型)."""

    CASE = "CASE", "案例分享", "Cases"
    TALK = "TALK", "书记讲述", "Talks"
    FIELD_VISIT = "FIELD_VISIT", "实地走访", "Field visits"


class TalentAttendanceState(Choice):
    """Whether a member came (出勤状态)."""

    PRESENT = "PRESENT", "出勤", "Present"
    LATE = "LATE", "迟到", "Late"
    EXCUSED = "EXCUSED", "请假", "Excused"
    ABSENT = "ABSENT", "缺勤", "Absent"
    NOT_APPLICABLE = "NOT_APPLICABLE", "不适用", "Not applicable"


CAME = (TalentAttendanceState.PRESENT, TalentAttendanceState.LATE)
"""Who has these has minutes."""

EXPECTED = (*CAME, TalentAttendanceState.ABSENT)
"""The denominator of attendance: who was excused, or not enrolled yet, was not expected."""


class TalentMentorshipState(Choice):
    """How far a mentorship is (帮带状态)."""

    PROPOSED = "PROPOSED", "已申请", "Proposed"
    ACCEPTED = "ACCEPTED", "已接受", "Accepted"
    ACTIVE = "ACTIVE", "帮带中", "Active"
    COMPLETED = "COMPLETED", "已完成", "Completed"
    ENDED = "ENDED", "提前结束", "Ended early"
    DECLINED = "DECLINED", "已婉拒", "Declined"


HELD = (TalentMentorshipState.ACCEPTED, TalentMentorshipState.ACTIVE)
"""Mentorships that take one of the mentor's places."""


class TalentProjectState(Choice):
    """How far a practice project is (项目状态)."""

    PROPOSED = "PROPOSED", "已申报", "Proposed"
    APPROVED = "APPROVED", "已立项", "Approved"
    RUNNING = "RUNNING", "实施中", "Running"
    DELIVERED = "DELIVERED", "已交付", "Delivered"
    REVIEWED = "REVIEWED", "已评审", "Reviewed"


class TalentNeedState(Choice):
    """What is done about a pressing need (需求状态); it follows from the projects that answer it."""

    OPEN = "OPEN", "待认领", "Open"
    IN_HAND = "IN_HAND", "办理中", "A project is at work"
    ANSWERED = "ANSWERED", "已回应", "A project has delivered"


class TalentSurveyState(Choice):
    """Whether a needs survey can be answered (调查状态)."""

    DRAFT = "DRAFT", "草稿", "Draft"
    OPEN = "OPEN", "进行中", "Open"
    CLOSED = "CLOSED", "已截止", "Closed"


class TalentAssessmentPhase(Choice):
    """When a member was assessed (评估阶段)."""

    BEFORE = "BEFORE", "训前", "Before the training"
    AFTER = "AFTER", "训后", "After the training"


class TalentCertificateState(Choice):
    """Whether a certificate is valid (证书状态)."""

    ISSUED = "ISSUED", "有效", "Issued"
    REVOKED = "REVOKED", "已撤销", "Revoked"
    REISSUED = "REISSUED", "已换发", "Replaced by another"


class TalentPartnerState(Choice):
    """How far a collaboration is (合作状态); it follows from its dates."""

    PLANNED = "PLANNED", "计划中", "Planned"
    ACTIVE = "ACTIVE", "合作中", "Active"
    ENDED = "ENDED", "已结束", "Ended"


class TalentExchangeState(Choice):
    """Whether an exchange is shown (交流状态)."""

    SUBMITTED = "SUBMITTED", "待审核", "Awaiting moderation"
    PUBLISHED = "PUBLISHED", "已发布", "Published"
    REJECTED = "REJECTED", "未通过", "Rejected"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"
