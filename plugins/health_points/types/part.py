"""Everything that health points bring to the schema."""

from __future__ import annotations

from linli import Part, RootConnection, Subscription
from plugins.health_points.mutations import MUTATIONS
from plugins.health_points.types.appointments import DoctorAppointment, DoctorCallback, DoctorSigningIntent
from plugins.health_points.types.care import (
    FirstAidKitAlert,
    FirstAidKitCheck,
    FirstAidKitRestock,
    FirstAidKitRestockLine,
)
from plugins.health_points.types.contacts import (
    DoctorContactPoint,
    DoctorContactSession,
    DoctorSlot,
    DoctorTeam,
    DoctorTeamMember,
)
from plugins.health_points.types.extensions import PlaceHealthPoints
from plugins.health_points.types.kits import (
    FirstAidKit,
    FirstAidKitAccessHours,
    FirstAidKitStatusChange,
    FirstAidKitStock,
)
from plugins.health_points.types.medicine import (
    FirstAidKitTemplate,
    FirstAidKitTemplateItem,
    MedicineItem,
    MedicineRecall,
)
from plugins.health_points.types.stock import MedicineLot, MedicineMovement
from plugins.health_points.types.use import DoctorContactPointUse


def _root(name: str, single: str, type_name: str, description: str, *filters: str) -> RootConnection:
    return RootConnection(name, single, type_name, description, filters, since="0.1.0")


PART = Part(
    types=(
        MedicineItem,
        FirstAidKitTemplate,
        FirstAidKitTemplateItem,
        FirstAidKit,
        FirstAidKitAccessHours,
        FirstAidKitStatusChange,
        FirstAidKitStock,
        MedicineLot,
        MedicineMovement,
        MedicineRecall,
        FirstAidKitCheck,
        FirstAidKitRestock,
        FirstAidKitRestockLine,
        FirstAidKitAlert,
        DoctorTeam,
        DoctorTeamMember,
        DoctorContactPoint,
        DoctorContactSession,
        DoctorSlot,
        DoctorAppointment,
        DoctorCallback,
        DoctorSigningIntent,
    ),
    extensions=(PlaceHealthPoints,),
    values=(DoctorContactPointUse,),
    roots=(
        _root("medicineItems", "medicineItem", "MedicineItem", "The medicine list (药品目录)."),
        _root(
            "firstAidKitTemplates",
            "firstAidKitTemplate",
            "FirstAidKitTemplate",
            "All versions of templates of kits (医药箱配置标准).",
        ),
        _root(
            "firstAidKits",
            "firstAidKit",
            "FirstAidKit",
            "All first-aid kits that you may see (应急医药箱).",
            "near",
            "accessibleAt",
            "hasItem",
        ),
        _root("firstAidKitStocks", "firstAidKitStock", "FirstAidKitStock", "All items of all kits (库存项)."),
        _root("medicineLots", "medicineLot", "MedicineLot", "All lots in kits (批次). Needs a permission."),
        _root(
            "medicineMovements",
            "medicineMovement",
            "MedicineMovement",
            "All movements of stock (出入库). Needs a permission.",
        ),
        _root("medicineRecalls", "medicineRecall", "MedicineRecall", "All recalls of lots (批次召回)."),
        _root(
            "firstAidKitChecks",
            "firstAidKitCheck",
            "FirstAidKitCheck",
            "All checks of kits (检查). Needs a permission.",
        ),
        _root(
            "firstAidKitRestocks",
            "firstAidKitRestock",
            "FirstAidKitRestock",
            "All requests for restocking (补货). Needs a permission.",
        ),
        _root(
            "firstAidKitAlerts",
            "firstAidKitAlert",
            "FirstAidKitAlert",
            "All alerts about kits, past ones too (预警). Needs a permission.",
        ),
        _root("doctorTeams", "doctorTeam", "DoctorTeam", "All family doctor teams (家庭医生团队)."),
        _root(
            "doctorTeamMembers",
            "doctorTeamMember",
            "DoctorTeamMember",
            "Who works in teams (团队成员): yourself, or with a permission everybody.",
        ),
        _root(
            "doctorContactPoints",
            "doctorContactPoint",
            "DoctorContactPoint",
            "All family doctor contact points (家庭医生联络点).",
        ),
        _root(
            "doctorContactSessions",
            "doctorContactSession",
            "DoctorContactSession",
            "All sessions at contact points (联络时段).",
        ),
        _root("doctorSlots", "doctorSlot", "DoctorSlot", "All slots of sessions (号源)."),
        _root(
            "doctorAppointments",
            "doctorAppointment",
            "DoctorAppointment",
            "Appointments (预约): your own, or with a permission those of a team.",
        ),
        _root(
            "doctorCallbacks",
            "doctorCallback",
            "DoctorCallback",
            "Requests for a call (回电请求): your own, or with a permission those to a team.",
        ),
        _root(
            "doctorSigningIntents",
            "doctorSigningIntent",
            "DoctorSigningIntent",
            "Intents to sign up (签约意向): your own, or with a permission those with a team.",
        ),
    ),
    mutations=MUTATIONS,
    subscriptions=(
        Subscription(
            "firstAidKitChanged",
            "Tells of every change of a kit and of what is in it, as soon as it is committed (医药箱变更).",
            ("health_points.kit_*",),
            "firstAidKit",
            "FirstAidKit",
            since="0.1.0",
        ),
        Subscription(
            "doctorContactSessionChanged",
            "Tells of sessions that are planned, confirmed or cancelled (联络时段变更).",
            ("health_points.session_*",),
            "session",
            "DoctorContactSession",
            since="0.1.0",
        ),
    ),
)
