"""The tables of health points. All belong to the app ``health_points``, which is the prefix of their names."""

from __future__ import annotations

from plugins.health_points.models.appointment import Appointment, Callback, SigningIntent
from plugins.health_points.models.care import Check, Restock, RestockLine
from plugins.health_points.models.contact import ContactPoint, ContactSession, Slot, Team, TeamMember
from plugins.health_points.models.kit import AccessHours, Kit, StatusChange, ToldCondition
from plugins.health_points.models.medicine import KitTemplate, MedicineItem, TemplateItem
from plugins.health_points.models.stock import Alert, Lot, Movement, Recall, Stock

__all__ = [
    "AccessHours",
    "Alert",
    "Appointment",
    "Callback",
    "Check",
    "ContactPoint",
    "ContactSession",
    "Kit",
    "KitTemplate",
    "Lot",
    "MedicineItem",
    "Movement",
    "Recall",
    "Restock",
    "RestockLine",
    "SigningIntent",
    "Slot",
    "StatusChange",
    "Stock",
    "Team",
    "TeamMember",
    "TemplateItem",
    "ToldCondition",
]
