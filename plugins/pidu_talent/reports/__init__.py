"""The reports on talent training, by cohort or by month, and as of any day. They name nobody."""

from __future__ import annotations

from linli import Report, ReportColumn
from plugins.pidu_talent.permissions import REPORTS_READ
from plugins.pidu_talent.reports.achievement import change, completion
from plugins.pidu_talent.reports.learning import attendance, hours
from plugins.pidu_talent.reports.mentoring import mentoring
from plugins.pidu_talent.reports.months import hours_by_month

_Column = ReportColumn
_COHORT = (
    _Column("programme", "计划", "Programme", str),
    _Column("cohort", "班次", "Cohort", str),
)

REPORTS = (
    Report(
        "pidu_talent.hours",
        "理论与实训学时",
        "Hours of theory and practicum",
        (
            *_COHORT,
            _Column("theory_sessions", "理论课次", "Sessions of theory", int),
            _Column("theory_hours", "理论学时", "Hours of theory, of all members", float),
            _Column("practicum_sessions", "实训课次", "Sessions of practicum", int),
            _Column("practicum_hours", "实训学时", "Hours of practicum, of all members", float),
            _Column("practicum_share", "实训占比", "Practicum ÷ all hours", float | None),
        ),
        hours,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "pidu_talent.hours_by_month",
        "每月培训学时",
        "Hours of training, by month",
        (
            _Column("month", "月份", "Month, as in 2024-09", str),
            _Column("theory_sessions", "理论课次", "Sessions of theory", int),
            _Column("theory_hours", "理论学时", "Hours of theory", float),
            _Column("practicum_sessions", "实训课次", "Sessions of practicum", int),
            _Column("practicum_hours", "实训学时", "Hours of practicum", float),
            _Column("hours", "培训学时", "Hours of both", float),
        ),
        hours_by_month,
        None,
        since="0.1.0",
    ),
    Report(
        "pidu_talent.attendance",
        "出勤情况",
        "Attendance",
        (
            *_COHORT,
            _Column("present", "出勤", "Present", int),
            _Column("late", "迟到", "Late", int),
            _Column("absent", "缺勤", "Absent", int),
            _Column("excused", "请假", "Excused", int),
            _Column("not_applicable", "不适用", "Not applicable", int),
            _Column("attendance_rate", "出勤率", "Came ÷ expected", float | None),
        ),
        attendance,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "pidu_talent.mentoring",
        "导师帮带情况",
        "Mentoring",
        (
            *_COHORT,
            _Column("mentorships", "帮带对数", "Mentorships", int),
            _Column("current", "进行中", "Going on", int),
            _Column("completed", "已完成", "Completed", int),
            _Column("logs", "帮带记录数", "Logs", int),
            _Column("hours", "帮带时长", "Hours", float),
            _Column("without_logs", "无记录对数", "Mentorships without a log", int),
        ),
        mentoring,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "pidu_talent.change",
        "训前训后评估变化",
        "Change from before to after",
        (
            *_COHORT,
            _Column("assessed", "有训前训后评估人数", "Assessed before and after", int | None),
            _Column("before", "训前均分", "Mean before", float | None),
            _Column("after", "训后均分", "Mean after", float | None),
            _Column("change", "变化", "Change", float | None),
            _Column("improved_share", "提升占比", "Share of who improved", float | None),
        ),
        change,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "pidu_talent.completion",
        "结业情况",
        "Completion",
        (
            *_COHORT,
            _Column("applied", "报名", "Applied", int),
            _Column("admitted", "录取", "Admitted", int),
            _Column("in_training", "在训", "In training", int),
            _Column("completed", "结业", "Completed", int),
            _Column("failed", "未结业", "Failed", int),
            _Column("withdrawn", "退出", "Withdrawn", int),
            _Column("completion_rate", "结业率", "Completed ÷ admitted", float | None),
        ),
        completion,
        REPORTS_READ,
        since="0.1.0",
    ),
)
