"""The enumerations of night duties, each value with its Chinese and English label."""

from __future__ import annotations

from linli import Choice


class NightService(Choice):
    """What a pharmacy does for people at night (夜间服务)."""

    OVER_THE_COUNTER = "OVER_THE_COUNTER", "非处方药", "Medicines without a prescription"
    PRESCRIPTION = "PRESCRIPTION", "处方配药", "Prescriptions"
    ADVICE = "ADVICE", "用药咨询", "Advice on medicines"
    DELIVERY = "DELIVERY", "送药上门", "Delivery to the door"


class NightDutyStatus(Choice):
    """How far a duty is (值班状态); it follows from its hours and the clock."""

    CANCELLED = "CANCELLED", "已取消", "Cancelled"
    OVER = "OVER", "已结束", "Over"
    COMING = "COMING", "未开始", "Coming"
    ON_DUTY = "ON_DUTY", "值班中", "On duty"
