"""The tables of talent training. All belong to the app ``pidu_talent``, which is the prefix of their names."""

from __future__ import annotations

from plugins.pidu_talent.models.achievement import Assessment, Certificate, CertificateCourse
from plugins.pidu_talent.models.cohort import Cohort, CohortCategory, CohortTrainer, Enrollment
from plugins.pidu_talent.models.learning import Attendance, Session
from plugins.pidu_talent.models.library import Course, CourseVersion, Member, MemberCategory, Trainer
from plugins.pidu_talent.models.mentoring import MentorLog, Mentorship
from plugins.pidu_talent.models.needs import Objective, ObjectiveCourse, Survey, SurveyAnswer, SurveyTopic
from plugins.pidu_talent.models.platform import Exchange, Studio
from plugins.pidu_talent.models.programme import (
    CompletionRule,
    Extension,
    Partner,
    ProgrammeSeries,
    TalentProgramme,
)
from plugins.pidu_talent.models.project import PressingNeed, Project, ProjectMember, ProjectNeed

__all__ = [
    "Assessment",
    "Attendance",
    "Certificate",
    "CertificateCourse",
    "Cohort",
    "CohortCategory",
    "CohortTrainer",
    "CompletionRule",
    "Course",
    "CourseVersion",
    "Enrollment",
    "Exchange",
    "Extension",
    "Member",
    "MemberCategory",
    "MentorLog",
    "Mentorship",
    "Objective",
    "ObjectiveCourse",
    "Partner",
    "PressingNeed",
    "ProgrammeSeries",
    "Project",
    "ProjectMember",
    "ProjectNeed",
    "Session",
    "Studio",
    "Survey",
    "SurveyAnswer",
    "SurveyTopic",
    "TalentProgramme",
    "Trainer",
]
