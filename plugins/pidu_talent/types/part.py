"""Everything that talent training brings to the schema."""

from __future__ import annotations

from linli import Part, RootConnection, Subscription
from plugins.pidu_talent.mutations import MUTATIONS
from plugins.pidu_talent.types import (
    achievements,
    cohorts,
    extensions,
    learning,
    library,
    mentoring,
    needs,
    platform,
    programmes,
    projects,
    verification,
)


def _root(name: str, single: str, type_name: str, description: str, *filters: str) -> RootConnection:
    return RootConnection(name, single, type_name, description, filters, since="0.1.0")


ROOTS = (
    _root(
        "talentProgrammes", "talentProgramme", "TalentProgramme", "All talent programmes (人才计划).", "certificateCode"
    ),
    _root("talentCohorts", "talentCohort", "TalentCohort", "All cohorts that you may see (班次)."),
    _root("talentCourses", "talentCourse", "TalentCourse", "The course library (课程库)."),
    _root("talentCourseVersions", "talentCourseVersion", "TalentCourseVersion", "All versions of courses (课程版本)."),
    _root("talentTrainers", "talentTrainer", "TalentTrainer", "The trainer pool (师资库)."),
    _root("talentMembers", "talentMember", "TalentMember", "The member pool, as far as you may see it (成员库)."),
    _root("talentEnrollments", "talentEnrollment", "TalentEnrollment", "All enrolments that you may see (学员)."),
    _root("talentSessions", "talentSession", "TalentSession", "All sessions that you may see (课次)."),
    _root("talentAttendances", "talentAttendance", "TalentAttendance", "All attendance that you may see (出勤)."),
    _root("talentMentorships", "talentMentorship", "TalentMentorship", "All mentorships that you may see (导师帮带)."),
    _root(
        "talentMentorLogs", "talentMentorLog", "TalentMentorLog", "All logs of mentoring that you may see (帮带记录)."
    ),
    _root("talentNeeds", "talentNeed", "TalentNeed", "All pressing needs (急难愁盼)."),
    _root("talentProjects", "talentProject", "TalentProject", "All practice projects that you may see (实践项目)."),
    _root("talentSurveys", "talentSurvey", "TalentSurvey", "All needs surveys that you may see (需求调查)."),
    _root("talentObjectives", "talentObjective", "TalentObjective", "All objectives of training (培训目标)."),
    _root("talentAssessments", "talentAssessment", "TalentAssessment", "All assessments that you may see (评估)."),
    _root("talentCertificates", "talentCertificate", "TalentCertificate", "All certificates that you may see (证书)."),
    _root("talentStudios", "talentStudio", "TalentStudio", "All secretary studios (书记工作室)."),
    _root("talentExchanges", "talentExchange", "TalentExchange", "All exchanges that you may see (交流)."),
)

PART = Part(
    types=(
        programmes.TalentProgramme,
        programmes.TalentProgrammeExtension,
        programmes.TalentSeries,
        programmes.TalentPartner,
        programmes.TalentCompletionRule,
        library.TalentCourse,
        library.TalentCourseVersion,
        library.TalentTrainer,
        library.TalentMember,
        cohorts.TalentCohort,
        cohorts.TalentCohortTrainer,
        cohorts.TalentEnrollment,
        learning.TalentSession,
        learning.TalentAttendance,
        mentoring.TalentMentorship,
        mentoring.TalentMentorLog,
        projects.TalentNeed,
        projects.TalentProject,
        projects.TalentProjectNeed,
        projects.TalentProjectMember,
        needs.TalentSurvey,
        needs.TalentSurveyTopic,
        needs.TalentSurveyAnswer,
        needs.TalentObjective,
        needs.TalentObjectiveCourse,
        achievements.TalentAssessment,
        achievements.TalentCertificate,
        achievements.TalentCertificateCourse,
        platform.TalentStudio,
        platform.TalentExchange,
    ),
    extensions=(
        extensions.ProgrammeTalent,
        extensions.SeriesTalent,
        extensions.ActivityTalent,
        extensions.PlaceTalent,
        extensions.PersonTalent,
        extensions.AreaTalent,
    ),
    values=(verification.TalentCertificateVerification, cohorts.TalentProgress),
    roots=ROOTS,
    mutations=MUTATIONS,
    subscriptions=(
        Subscription(
            "talentCohortChanged",
            "Tells of each cohort that opens, changes or closes, as soon as it is committed (班次变更).",
            ("pidu_talent.cohort_*",),
            "cohort",
            "TalentCohort",
            since="0.1.0",
        ),
        Subscription(
            "talentExchangeChanged",
            "Tells of each exchange that is published or withdrawn, to those who see it (交流变更).",
            ("pidu_talent.exchange_*",),
            "exchange",
            "TalentExchange",
            since="0.1.0",
        ),
    ),
)
