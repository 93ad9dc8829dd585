"""Mutations of programmes and cohorts."""

from __future__ import annotations

from linli import Gives, Reference
from plugins.pidu_talent import cohorts, programmes
from plugins.pidu_talent.mutations.helping import Fields, changing, making
from plugins.pidu_talent.permissions import PROGRAMMES_WRITE

_P, _C = "TalentProgramme", "TalentCohort"
_ON = {"on": "The day; today by default (日期)."}

_COHORT_SAID: Fields = {
    "name": "The name in Chinese (名称).",
    "capacity": "How many members it admits (名额).",
    "starts_on": "The first day (开班日期).",
    "ends_on": "The last day (结班日期).",
    "name_en": "The name in English (英文名称).",
    "apply_until": "The last day to apply; until it ends by default (报名截止日期).",
}

PROGRAMME_MUTATIONS = (
    making(
        "createTalentProgramme",
        "Makes a programme a talent programme, with a brand and a window of days (新建人才计划).",
        programmes.NewTalentProgramme,
        {
            "programme_id": Reference("The programme (所属计划).", "Programme"),
            "brand": "The brand in Chinese (品牌).",
            "starts_on": "The first day of the window (起始日期).",
            "brand_en": "The brand in English (英文品牌).",
            "ends_on": "The last day; after a year by default, as the installation is set (截止日期).",
        },
        "programme",
        _P,
        programmes.create,
        PROGRAMMES_WRITE,
    ),
    changing(
        "publishTalentProgramme",
        "Publishes the programme, and what is seen with it (发布人才计划).",
        _P,
        programmes.publish,
        PROGRAMMES_WRITE,
    ),
    changing(
        "extendTalentProgramme",
        "Extends the window; that and why is noted for good (延期).",
        _P,
        programmes.extend,
        PROGRAMMES_WRITE,
        programmes.NewExtension,
        {"ends_on": "The new last day (新截止日期).", "reason": "Why (原因)."},
    ),
    changing(
        "addTalentSeries",
        "Lets a series belong to the programme (加入系列).",
        _P,
        programmes.add_series,
        PROGRAMMES_WRITE,
        programmes.NewSeries,
        {"series_id": Reference("The series (系列).", "Series"), "kind": "What it is made of (系列类型)."},
        type_name="TalentSeries",
    ),
    changing(
        "addTalentPartner",
        "Notes an organisation that works with the programme, or plans to (新增合作组织).",
        _P,
        programmes.add_partner,
        PROGRAMMES_WRITE,
        programmes.NewPartner,
        {
            "organization_id": Reference("The organisation (组织).", "Organization"),
            "collaboration": "What is done together, in Chinese (合作内容).",
            "collaboration_en": "The same in English (英文).",
            "starts_on": "The first day; none while it is only planned (开始日期).",
        },
        type_name="TalentPartner",
    ),
    changing(
        "startTalentPartner",
        "Notes that what was planned with a partner has begun (开始合作).",
        "TalentPartner",
        programmes.start_partner,
        PROGRAMMES_WRITE,
        programmes.PartnerDay,
        _ON,
    ),
    changing(
        "endTalentPartner",
        "Notes the last day of a collaboration (结束合作).",
        "TalentPartner",
        programmes.end_partner,
        PROGRAMMES_WRITE,
        programmes.PartnerDay,
        _ON,
    ),
    changing(
        "setTalentCompletionRule",
        "Sets another version of what it takes to complete; cohorts keep theirs (设定结业规则).",
        _P,
        programmes.set_rule,
        PROGRAMMES_WRITE,
        programmes.NewRule,
        {
            "min_theory_minutes": "Minutes of theory at least (理论分钟数).",
            "min_practicum_minutes": "Minutes of practicum at least (实训分钟数).",
            "min_attendance_percent": "Attended of all expected sessions at least, in percent (出勤率).",
            "min_mentor_logs": "Logs of mentoring at least (帮带记录数).",
            "needs_project": "Whether a practice project must have been delivered (需完成实践项目).",
            "needs_assessments": "Whether assessments before and after are needed (需训前训后评估).",
        },
        result="rule",
        type_name="TalentCompletionRule",
    ),
    making(
        "createTalentCohort",
        "Plans a cohort within the window of a programme (新建班次).",
        cohorts.NewCohort,
        {
            "programme_id": Reference("The programme (人才计划).", _P),
            "rule_id": Reference("What it takes to complete (结业规则).", "TalentCompletionRule"),
            "number": "Its number in the programme (期数).",
            **_COHORT_SAID,
            "categories": "The categories that it admits; of none everybody in the pool (招收类别).",
        },
        "cohort",
        _C,
        cohorts.create,
        PROGRAMMES_WRITE,
    ),
    changing(
        "updateTalentCohort",
        "Changes what is given of a cohort that is not closed, within the window of its programme (修改班次).",
        _C,
        cohorts.update,
        PROGRAMMES_WRITE,
        cohorts.CohortChange,
        _COHORT_SAID,
    ),
    changing(
        "setTalentCohortRule",
        "Gives a planned cohort another version of the rule (更换结业规则).",
        _C,
        cohorts.set_rule,
        PROGRAMMES_WRITE,
        cohorts.AnotherRule,
        {"rule_id": Reference("The version of the rule (结业规则).", "TalentCompletionRule")},
    ),
    changing(
        "openTalentCohort",
        "Opens a cohort for applications; it is public, and keeps its rule (开放报名).",
        _C,
        cohorts.open_for_applications,
        PROGRAMMES_WRITE,
    ),
    changing("closeTalentCohort", "Closes a cohort (结班).", _C, cohorts.close, PROGRAMMES_WRITE),
    changing(
        "addTalentCohortTrainer",
        "Lets a trainer or mentor work with a cohort, and see its members (安排师资).",
        _C,
        cohorts.add_trainer,
        PROGRAMMES_WRITE,
        cohorts.TrainerOfCohort,
        {"trainer_id": Reference("The trainer (师资).", "TalentTrainer")},
        type_name="TalentCohortTrainer",
    ),
    changing(
        "removeTalentCohortTrainer",
        "Lets a trainer work with a cohort no more; they see its members no more (移除师资).",
        "TalentCohortTrainer",
        cohorts.remove_trainer,
        PROGRAMMES_WRITE,
        result="removedIds",
        gives=Gives.REMOVED,
    ),
)
