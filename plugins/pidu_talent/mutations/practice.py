"""Mutations of mentorships, needs and projects, assessments and certificates, studios and exchanges."""

from __future__ import annotations

from linli import Reference
from plugins.pidu_talent import assessments, certificates, exchanges, mentorships, projects, studios
from plugins.pidu_talent.mutations.helping import changing, making
from plugins.pidu_talent.permissions import CERTIFY, MODERATE, PROJECTS_WRITE, STUDIOS_WRITE

_M, _P, _X = "TalentMentorship", "TalentProject", "TalentExchange"
_REASON = {"reason": "Why (原因)."}
_COHORT = Reference("The cohort (班次).", "TalentCohort")
_ENROLLMENT = Reference("The member's enrolment (学员).", "TalentEnrollment")

MENTORING_MUTATIONS = (
    making(
        "proposeTalentMentorship",
        "Asks a mentor of the cohort: as the member, or for them with a permission (申请导师).",
        mentorships.NewMentorship,
        {
            "enrollment_id": _ENROLLMENT,
            "mentor_id": Reference("The mentor (导师).", "TalentTrainer"),
            "goal": "What it is to achieve (帮带目标).",
        },
        "mentorship",
        _M,
        mentorships.propose,
        None,
    ),
    changing(
        "acceptTalentMentorship",
        "Accepts a request, within the mentor's capacity; the mentee's other requests are cancelled (接受帮带).",
        _M,
        mentorships.accept,
        None,
    ),
    changing(
        "declineTalentMentorship",
        "Declines a request, or takes it back (婉拒帮带).",
        _M,
        mentorships.decline,
        None,
        mentorships.Refusal,
        _REASON,
    ),
    changing("startTalentMentorship", "Begins an accepted mentorship (开始帮带).", _M, mentorships.start, None),
    changing(
        "logTalentMentoring",
        "Notes what mentor and mentee did (登记帮带记录).",
        _M,
        mentorships.log,
        None,
        mentorships.NewLog,
        {"day": "The day (日期).", "minutes": "How long, in minutes (分钟数).", "text": "What they did (内容)."},
        result="log",
        type_name="TalentMentorLog",
    ),
    changing(
        "completeTalentMentorship", "Notes that the goal was achieved (完成帮带).", _M, mentorships.complete, None
    ),
    changing(
        "endTalentMentorship",
        "Ends a mentorship early (提前结束帮带).",
        _M,
        mentorships.end,
        None,
        mentorships.Refusal,
        _REASON,
    ),
)

PROJECT_MUTATIONS = (
    making(
        "noteTalentNeed",
        "Notes what residents need urgently, in words that name nobody (登记急难愁盼).",
        projects.NewNeed,
        {
            "area_id": Reference("The area (区域).", "Area"),
            "title": "What is needed, in Chinese (需求).",
            "title_en": "The same in English (英文).",
            "description": "More about it (说明).",
            "place_id": Reference("The place that it is about (场所).", "Place"),
            "raised_on": "When it was raised; today by default (提出日期).",
        },
        "need",
        "TalentNeed",
        projects.note_need,
        PROJECTS_WRITE,
    ),
    making(
        "proposeTalentProject",
        "Proposes a practice project: by its team or a trainer, or with a permission (申报实践项目).",
        projects.NewProject,
        {
            "cohort_id": _COHORT,
            "title": "The title in Chinese (项目名称).",
            "plan": "What is to be done (项目方案).",
            "need_ids": Reference("The pressing needs that it answers (对应需求).", "TalentNeed"),
            "enrollment_ids": Reference("Its team, who leads it first (团队).", "TalentEnrollment"),
            "title_en": "The title in English (英文名称).",
        },
        "project",
        _P,
        projects.propose,
        None,
    ),
    changing("approveTalentProject", "Approves a project; it is public (立项).", _P, projects.approve, PROJECTS_WRITE),
    changing("startTalentProject", "Begins an approved project (启动项目).", _P, projects.start, None),
    changing(
        "deliverTalentProject",
        "Delivers a project (交付项目).",
        _P,
        projects.deliver,
        None,
        projects.Delivery,
        {
            "deliverable": "What was delivered (项目成果).",
            "media_id": Reference("A media item that shows it (成果材料).", "Media"),
            "on": "When; today by default (交付日期).",
        },
    ),
    changing(
        "reviewTalentProject",
        "Reviews what a project delivered (评审项目).",
        _P,
        projects.review,
        PROJECTS_WRITE,
        projects.Review,
        {
            "score": "The score, 0 to 100 (评审分数).",
            "review": "What the review says (评审意见).",
            "result": "What has changed for residents (治理成效).",
        },
    ),
)

ACHIEVEMENT_MUTATIONS = (
    making(
        "recordTalentAssessment",
        "Records an assessment: by a trainer of the cohort, by the member, or with a permission (登记评估).",
        assessments.NewAssessment,
        {
            "enrollment_id": _ENROLLMENT,
            "phase": "Before or after the training (评估阶段).",
            "score": "The score, 0 to 100 (分数).",
            "remark": "A remark (评语).",
            "evaluator_id": Reference("Who assessed; yourself by default (评估人).", "Person"),
            "on": "When; today by default (评估日期).",
        },
        "assessment",
        "TalentAssessment",
        assessments.record,
        None,
    ),
    changing(
        "correctTalentAssessment",
        "Corrects an assessment while the enrolment has not ended: by its evaluator, or with a permission (更正评估).",
        "TalentAssessment",
        assessments.correct,
        None,
        assessments.Correction,
        {"score": "The score, 0 to 100 (分数).", "remark": "A remark (评语)."},
    ),
    changing(
        "issueTalentCertificate",
        "Certifies that a member completed (颁发证书).",
        "TalentEnrollment",
        certificates.issue,
        CERTIFY,
        type_name="TalentCertificate",
    ),
    changing(
        "revokeTalentCertificate",
        "Revokes a certificate; its address says so (撤销证书).",
        "TalentCertificate",
        certificates.revoke,
        CERTIFY,
        certificates.Revocation,
        _REASON,
    ),
    changing(
        "reissueTalentCertificate",
        "Replaces a certificate by another, and gives that (换发证书).",
        "TalentCertificate",
        certificates.reissue,
        CERTIFY,
        certificates.Revocation,
        _REASON,
    ),
)

PLATFORM_MUTATIONS = (
    making(
        "createTalentStudio",
        "Makes a place a secretary studio (新建书记工作室).",
        studios.NewStudio,
        {
            "place_id": Reference("The place (场所).", "Place"),
            "name": "The name in Chinese (名称).",
            "name_en": "The name in English (英文名称).",
            "host_id": Reference("The secretary who hosts it (主持人).", "TalentTrainer"),
        },
        "studio",
        "TalentStudio",
        studios.create,
        STUDIOS_WRITE,
    ),
    changing(
        "setTalentStudioHost",
        "Says who hosts a studio (更换主持人).",
        "TalentStudio",
        studios.set_host,
        STUDIOS_WRITE,
        studios.Host,
        {"host_id": Reference("The secretary who hosts it (主持人).", "TalentTrainer")},
    ),
    changing(
        "rotateTalentStudioFeed",
        "Gives a studio's calendar another address; the old one answers no more (更换日历地址).",
        "TalentStudio",
        studios.rotate_feed,
        STUDIOS_WRITE,
    ),
    changing(
        "closeTalentStudio", "Closes a studio for good (关闭工作室).", "TalentStudio", studios.close, STUDIOS_WRITE
    ),
    making(
        "submitTalentExchange",
        "Writes an exchange, as a member or a trainer of the cohort (提交交流).",
        exchanges.NewExchange,
        {
            "cohort_id": _COHORT,
            "title": "The title (标题).",
            "text": "The text (正文).",
            "studio_id": Reference("The studio at which it is (书记工作室).", "TalentStudio"),
            "answers_id": Reference("What it answers (回复对象).", _X),
        },
        "exchange",
        _X,
        exchanges.submit,
        None,
    ),
    changing("publishTalentExchange", "Shows an exchange to everybody (发布交流).", _X, exchanges.publish, MODERATE),
    changing(
        "rejectTalentExchange",
        "Does not show an exchange (不予发布).",
        _X,
        exchanges.reject,
        MODERATE,
        exchanges.Reasoned,
        _REASON,
    ),
    changing(
        "withdrawTalentExchange",
        "Shows an exchange no more: by its author, or with a permission (撤回交流).",
        _X,
        exchanges.withdraw,
        None,
        exchanges.Reasoned,
        _REASON,
    ),
)
