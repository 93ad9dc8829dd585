"""The reports on pioneer stores, each as of any day. They name stores and organisations, and no person."""

from __future__ import annotations

import datetime

from linli import Report, ReportColumn
from plugins.jinniu_stores.choices import StoreObligationState, TenElement
from plugins.jinniu_stores.permissions import REPORTS_READ
from plugins.jinniu_stores.reports.agreements import obligations
from plugins.jinniu_stores.reports.coverage import coverage, rollout
from plugins.jinniu_stores.reports.inspections import overdue_inspections, ten_elements

_Column = ReportColumn

REPORTS = (
    Report(
        "jinniu_stores.coverage",
        "先锋门店覆盖情况",
        "Coverage by subdistrict",
        (
            _Column("area", "区域", "Area", str),
            _Column("active", "示范运行", "Active", int),
            _Column("eligible", "有条件", "Eligible", int),
            _Column("registered", "登记总数", "Registered", int),
            _Column("ratio", "覆盖率", "Active ÷ eligible", float | None),
            _Column("ratio_of_total", "占比", "Active ÷ registered", float | None),
        ),
        coverage,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "jinniu_stores.rollout",
        "先锋门店推进情况",
        "Roll-out by month, with the milestones",
        (
            _Column("day", "日期", "Day", datetime.date),
            _Column("active", "示范运行", "Active", int),
            _Column("eligible", "有条件", "Eligible", int),
            _Column("ratio", "覆盖率", "Active ÷ eligible", float | None),
            _Column("milestone", "里程碑", "Milestone", str | None),
            _Column("target", "目标数量", "Target", int | None),
            _Column("reached", "是否达成", "Reached", bool | None),
        ),
        rollout,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "jinniu_stores.ten_elements",
        "红十件达标情况",
        "Ten Elements: pass rate by item",
        (
            _Column("element", "红十件", "Element", TenElement),
            _Column("inspected", "检查次数", "Inspected", int),
            _Column("ok", "完好", "OK", int),
            _Column("faulty", "故障", "Faulty", int),
            _Column("missing", "缺失", "Missing", int),
            _Column("pass_rate", "完好率", "Pass rate", float | None),
            _Column("rectifications_overdue", "逾期整改", "Rectifications overdue", int),
        ),
        ten_elements,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "jinniu_stores.overdue_inspections",
        "逾期未检门店",
        "Inspections overdue",
        (
            _Column("partner_code", "门店编号", "Code", str),
            _Column("place", "门店", "Store", str),
            _Column("inspected_on", "最近检查日期", "Last inspected", datetime.date),
            _Column("due_on", "应检日期", "Due", datetime.date),
            _Column("days_overdue", "逾期天数", "Days overdue", int),
        ),
        overdue_inspections,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "jinniu_stores.obligations",
        "协议约定事项",
        "Obligations of agreements",
        (
            _Column("agreement", "协议", "Agreement", str),
            _Column("expires_on", "到期日期", "Expires", datetime.date | None),
            _Column("obligation", "事项", "Obligation", str),
            _Column("owner", "责任方", "Owner", str),
            _Column("due_on", "截止日期", "Due", datetime.date | None),
            _Column("met_on", "履行日期", "Met", datetime.date | None),
            _Column("state", "履行状态", "State", StoreObligationState),
        ),
        obligations,
        REPORTS_READ,
        since="0.1.0",
    ),
)
