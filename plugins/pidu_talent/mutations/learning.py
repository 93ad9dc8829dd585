"""Mutations of enrolments, sessions, attendance, surveys and objectives."""

from __future__ import annotations

from linli import InputType, Reference
from plugins.pidu_talent import enrollments, sessions, surveys
from plugins.pidu_talent.mutations.helping import changing, making
from plugins.pidu_talent.permissions import ADMIT, NEEDS_WRITE, SESSIONS_WRITE

_E = "TalentEnrollment"
_REASON = {"reason": "Why (原因)."}
_COHORT = Reference("The cohort (班次).", "TalentCohort")

LEARNING_MUTATIONS = (
    making(
        "applyForTalentCohort",
        "Applies to a cohort: as the member, or for them with a permission (报名).",
        enrollments.Application,
        {
            "cohort_id": _COHORT,
            "member_id": Reference("The member (成员).", "TalentMember"),
            "statement": "What the member says (报名说明).",
        },
        "enrollment",
        _E,
        enrollments.apply,
        None,
    ),
    changing("admitTalentEnrollment", "Admits a member who applied (录取).", _E, enrollments.admit, ADMIT),
    changing(
        "activateTalentEnrollment",
        "Lets an admitted member begin; earlier sessions are not applicable (入班).",
        _E,
        enrollments.activate,
        ADMIT,
        enrollments.FirstDay,
        {"on": "The first day; that of the cohort, or today if that is later (入班日期)."},
    ),
    changing(
        "completeTalentEnrollment",
        "Lets a member complete who has all that the cohort's rule asks for (结业).",
        _E,
        enrollments.complete,
        ADMIT,
    ),
    changing(
        "withdrawTalentEnrollment",
        "Withdraws a member: by themselves, or with a permission (退出).",
        _E,
        enrollments.withdraw,
        None,
        enrollments.Ending,
        _REASON,
    ),
    changing(
        "failTalentEnrollment",
        "Notes that a member does not complete, and why (未结业).",
        _E,
        enrollments.fail,
        ADMIT,
        enrollments.Ending,
        _REASON,
    ),
    making(
        "createTalentSession",
        "Makes an activity a session of a cohort (新建课次).",
        sessions.NewSession,
        {
            "cohort_id": _COHORT,
            "activity_id": Reference("The activity (活动).", "Activity"),
            "kind": "Theory or practicum (培训形式).",
            "minutes": "What it credits, in minutes; the length of the activity by default (计入分钟数).",
            "course_version_id": Reference("The version of the course (课程版本).", "TalentCourseVersion"),
            "trainer_id": Reference("Who teaches (授课人).", "TalentTrainer"),
        },
        "session",
        "TalentSession",
        sessions.create,
        SESSIONS_WRITE,
    ),
    changing(
        "recordTalentAttendance",
        "Records who was at a session, or corrects it: by the cohort's trainers, or with a permission (登记出勤).",
        "TalentSession",
        sessions.record,
        None,
        sessions.Roll,
        {
            "entries": InputType(
                "TalentAttendanceInput",
                "Whether members were there (出勤).",
                sessions.Entry,
                {
                    "enrollment_id": Reference("The member's enrolment (学员).", _E),
                    "state": "Whether the member came (出勤状态).",
                    "minutes": "For how many minutes; all by default, needed for LATE (分钟数).",
                },
            ),
            "rest_absent": "Whether everybody else of whom nothing is recorded was absent (其余缺勤).",
        },
    ),
    making(
        "createTalentSurvey",
        "Draws up a needs survey (新建需求调查).",
        surveys.NewSurvey,
        {
            "cohort_id": _COHORT,
            "title": "The title in Chinese (标题).",
            "topics": InputType(
                "TalentSurveyTopicInput",
                "Its topics, in order (调查主题).",
                surveys.NewTopic,
                {"title": "The topic in Chinese (主题).", "title_en": "The topic in English (英文主题)."},
            ),
            "title_en": "The title in English (英文标题).",
        },
        "survey",
        "TalentSurvey",
        surveys.create,
        NEEDS_WRITE,
    ),
    changing(
        "openTalentSurvey", "Lets members answer (开放调查).", "TalentSurvey", surveys.open_for_answers, NEEDS_WRITE
    ),
    changing("closeTalentSurvey", "Ends a survey (截止调查).", "TalentSurvey", surveys.close, NEEDS_WRITE),
    changing(
        "answerTalentSurvey",
        "Answers a survey, once: as the member, or for them with a permission (填写调查).",
        "TalentSurvey",
        surveys.answer,
        None,
        surveys.Answers,
        {
            "enrollment_id": Reference("The member's enrolment (学员).", _E),
            "answers": InputType(
                "TalentSurveyAnswerInput",
                "An answer to each topic (答案).",
                surveys.Answer,
                {
                    "topic_id": Reference("The topic (主题).", "TalentSurveyTopic"),
                    "importance": "How much the member needs it, 1 to 5 (重要程度).",
                },
            ),
        },
    ),
    making(
        "setTalentObjective",
        "Sets an objective of a cohort, with the topic it follows from and its courses (设定培训目标).",
        surveys.NewObjective,
        {
            "cohort_id": _COHORT,
            "title": "The objective in Chinese (目标).",
            "title_en": "The objective in English (英文目标).",
            "topic_id": Reference("The topic that it follows from (来源主题).", "TalentSurveyTopic"),
            "course_ids": Reference("The courses that serve it (对应课程).", "TalentCourse"),
        },
        "objective",
        "TalentObjective",
        surveys.set_objective,
        NEEDS_WRITE,
    ),
)
