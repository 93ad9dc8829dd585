"""Mutations of the medicine list, templates and kits."""

from __future__ import annotations

from linli import InputType, Reference
from plugins.health_points import kits, medicine
from plugins.health_points.mutations.declaring import Fields, changing, making
from plugins.health_points.permissions import KITS_WRITE, TEMPLATES_WRITE

LAST_DAY: Fields = {"on": "The last day; today by default (最后日期)."}
REASON: Fields = {"reason": "Why (原因)."}

_HOURS = InputType(
    "FirstAidKitAccessHoursInput",
    "Hours of one weekday at which a kit can be reached (取用时间).",
    kits.NewAccessHours,
    {
        "day": "The ISO weekday, 1 (Monday) to 7, or 8 for public holidays (星期).",
        "opens_minute": "Minutes after midnight from which on (开始分钟).",
        "closes_minute": "Minutes after midnight until which; above 1440 on the next day (结束分钟).",
    },
)

_SAID: Fields = {
    "template_id": Reference("By which template it is stocked (配置标准).", "FirstAidKitTemplate"),
    "name": "The name in Chinese (名称).",
    "name_en": "The name in English (英文名称).",
    "precise_location": "Where in the place it is (具体位置).",
    "precise_location_en": "The same in English (英文具体位置).",
    "keeper_id": Reference("Who looks after it (保管人).", "Person"),
    "access": "When it can be reached (取用方式).",
    "access_hours": _HOURS,
}

KIT_MUTATIONS = (
    making(
        "addMedicineItem",
        "Puts an item on the medicine list; prescription medicine is refused (新增药品物品).",
        "MedicineItem",
        medicine.NewMedicineItem,
        {
            "code": "A short code that never changes (代码).",
            "name": "The name in Chinese (名称).",
            "name_en": "The name in English (英文名称).",
            "category": "What it is (类别).",
            "unit": "In what it is counted, in Chinese (单位).",
            "unit_en": "In what it is counted, in English (英文单位).",
            "specification": "Strength, size or form (规格).",
            "valid_from": "The first day; today by default (生效日期).",
        },
        medicine.add_item,
        TEMPLATES_WRITE,
    ),
    changing(
        "endMedicineItem",
        "Takes an item off the medicine list after a day (停用药品物品).",
        "MedicineItem",
        medicine.LastDay,
        LAST_DAY,
        medicine.end_item,
        TEMPLATES_WRITE,
    ),
    making(
        "publishFirstAidKitTemplate",
        "Publishes a version of a template of kits (发布医药箱配置标准).",
        "FirstAidKitTemplate",
        medicine.NewTemplate,
        {
            "code": "The code of the kind, the same for all versions (代码).",
            "number": "The number of the version (版本号).",
            "name": "The name in Chinese (名称).",
            "name_en": "The name in English (英文名称).",
            "check_every_days": "Days from one check to the next (检查间隔天数).",
            "valid_from": "The first day; the last version is valid until the day before (生效日期).",
            "items": InputType(
                "FirstAidKitTemplateItemInput",
                "What a full kit holds, in its order (配置清单).",
                medicine.NewTemplateItem,
                {
                    "item_id": Reference("The item (物品).", "MedicineItem"),
                    "par_level": "How much there is when the kit is full (标准量).",
                    "essential": "Whether a kit without any of it counts as faulty (是否必备).",
                },
            ),
            "min_celsius": "The lowest temperature in °C (最低温度).",
            "max_celsius": "The highest temperature in °C (最高温度).",
            "max_humidity": "The highest humidity in % (最高湿度).",
        },
        medicine.publish_template,
        TEMPLATES_WRITE,
    ),
    making(
        "planFirstAidKit",
        "Plans a kit at a place (计划医药箱).",
        "FirstAidKit",
        kits.NewKit,
        {
            "place_id": Reference("The place (场所).", "Place"),
            "code": "Its own code, as it stands on it (编号).",
            **_SAID,
        },
        kits.plan,
        KITS_WRITE,
    ),
    changing(
        "updateFirstAidKit",
        "Changes what is said of a kit; whatever is left out stays (修改医药箱).",
        "FirstAidKit",
        kits.KitChange,
        _SAID,
        kits.update,
        KITS_WRITE,
    ),
    changing(
        "putFirstAidKitIntoService",
        "Puts a kit that was checked and stocked into service, or again (启用医药箱).",
        "FirstAidKit",
        kits.Nothing,
        {},
        kits.put_into_service,
        KITS_WRITE,
    ),
    changing(
        "takeFirstAidKitOutOfService",
        "Takes a kit out of service for a time (暂停医药箱).",
        "FirstAidKit",
        kits.Reason,
        REASON,
        kits.take_out_of_service,
        KITS_WRITE,
    ),
    changing(
        "retireFirstAidKit",
        "Takes an empty kit away for good (撤除医药箱).",
        "FirstAidKit",
        kits.Reason,
        REASON,
        kits.retire,
        KITS_WRITE,
    ),
)
