"""What mutations of talent training say of broken rules, beside what the core's codes say."""

from __future__ import annotations

from linli import ErrorCode

ERROR_CODES = (
    ErrorCode("BEFORE_ENROLLMENT", "早于学员的入班日期", "Before the member's first day"),
    ErrorCode("MENTOR_FULL", "该导师名额已满", "The mentor has no place left"),
    ErrorCode("NOT_COMPLETE", "尚未达到结业要求", "The cohort's requirements are not met yet"),
    ErrorCode("NOT_ELIGIBLE", "不符合报名条件", "Not eligible"),
    ErrorCode("OUTSIDE_WINDOW", "日期不在项目或班次期间内", "Outside of the dates of the programme or the cohort"),
)
