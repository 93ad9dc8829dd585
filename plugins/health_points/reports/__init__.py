"""The reports on health points, each as of any day. They name places and teams, and no person.

What a template asks for is that of today; everything else is told as it stood.
"""

from __future__ import annotations

import datetime

from linli import Report, ReportColumn
from plugins.health_points.permissions import REPORTS_READ
from plugins.health_points.reports.contacts import contact_points
from plugins.health_points.reports.coverage import coverage
from plugins.health_points.reports.medicine import by_district, expiring, medicine

_Column = ReportColumn

REPORTS = (
    Report(
        "health_points.medicine",
        "应急药品情况",
        "Medicine in first-aid kits, by subdistrict",
        (
            _Column("area", "区域", "Area", str),
            _Column("kits", "使用中医药箱", "Kits in service", int),
            _Column("expiring_30", "30天内过期批次", "Lots that expire within 30 days", int),
            _Column("expiring_60", "60天内过期批次", "Lots that expire within 60 days", int),
            _Column("expiring_90", "90天内过期批次", "Lots that expire within 90 days", int),
            _Column("expired", "已过期批次", "Lots that have expired", int),
            _Column("stock_outs", "缺货项数", "Items out of stock", int),
            _Column("late_checks", "检查逾期医药箱", "Kits whose check is late", int),
        ),
        medicine,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "health_points.expiring_by_district",
        "各区县临期药品",
        "Lots of medicine that expire soon, by district",
        (
            _Column("area", "区县", "District", str),
            _Column("kits", "使用中医药箱", "Kits in service", int),
            _Column("expiring_30", "30天内过期批次", "Lots that expire within 30 days", int | None),
            _Column("expiring_60", "60天内过期批次", "Lots that expire within 60 days", int | None),
            _Column("expiring_90", "90天内过期批次", "Lots that expire within 90 days", int | None),
        ),
        by_district,
        None,
        since="0.1.0",
    ),
    Report(
        "health_points.expiring",
        "临期与过期药品",
        "Lots that have expired or expire within 90 days",
        (
            _Column("place", "场所", "Place", str),
            _Column("kit", "医药箱编号", "Kit", str),
            _Column("item", "物品", "Item", str),
            _Column("number", "批号", "Lot", str),
            _Column("expires_on", "有效期至", "Expires", datetime.date),
            _Column("quantity", "数量", "Quantity", int),
            _Column("days_left", "剩余天数", "Days left", int),
        ),
        expiring,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "health_points.contact_points",
        "家庭医生联络点情况",
        "Family doctor contact points",
        (
            _Column("place", "场所", "Place", str),
            _Column("team", "团队", "Team", str),
            _Column("sessions_held", "开展场次", "Sessions held", int),
            _Column("slots", "号源数", "Slots", int),
            _Column("booked", "预约数", "Booked", int | None),
            _Column("fill_rate", "预约率", "Booked ÷ slots", float | None),
            _Column("no_shows", "爽约数", "No-shows", int | None),
            _Column("walk_ins", "现场人数", "Walk-ins", int | None),
            _Column("callbacks", "回电请求数", "Requests for a call", int | None),
            _Column("hours_to_call", "平均回电用时（小时）", "Hours to call back, on average", float | None),
        ),
        contact_points,
        REPORTS_READ,
        since="0.1.0",
    ),
    Report(
        "health_points.coverage",
        "健康服务覆盖与使用",
        "Coverage and use, by community",
        (
            _Column("subdistrict", "街道", "Subdistrict", str | None),
            _Column("community", "社区/村", "Community", str),
            _Column("kits", "使用中医药箱", "Kits in service", int),
            _Column("contact_points", "联络点", "Contact points", int),
            _Column("covered", "是否两者兼有", "Has both", bool),
            _Column("uses", "取用次数", "Times that something was used", int),
            _Column("units_used", "取用数量", "Units used", int),
            _Column("sessions_held", "联络场次", "Sessions held", int),
        ),
        coverage,
        REPORTS_READ,
        since="0.1.0",
    ),
)
