"""Sample data of what the first ten stores offer: codes, where they lead, use, the sign, and two scenario reports.

That there are three codes at a store, a sign and a scenario of its own is told by the reports. Everything else is made
up: tokens, services, links, counts, people, texts. Nothing in it leads anywhere.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.models import CreditRole, Media, MediaCredit, MediaKind
from linli.sample import Rows, local
from plugins.jinniu_stores.choices import (
    ScenarioFigureKind,
    ScenarioState,
    ServiceCodeKind,
    ServiceItemMode,
    SignageCondition,
)
from plugins.jinniu_stores.models import (
    CounsellingService,
    PartyCheckIn,
    PartyConsent,
    ScanEvent,
    Scenario,
    ScenarioFigure,
    ScenarioPicture,
    ServiceCode,
    ServiceItem,
    ServiceTap,
    SignageCheck,
    SignageDesign,
)

date = datetime.date
K = ServiceCodeKind

OPENED = date(2024, 7, 10)
SIGN_FROM = date(2024, 6, 1)
COUNTED_ON = tuple(date(2026, month, 15) for month in range(1, 7))
"""Days on which scans are counted."""

CODES: Mapping[ServiceCodeKind, str] = {
    K.PARTY_CHECK_IN: "party",
    K.COUNSELLING: "counselling",
    K.GOVERNMENT_SERVICE: "government",
}
DAMAGED = 9
"""The store whose sign was found damaged."""
ROTATED = 3
"""The store whose code for government services was replaced."""

ITEMS: Sequence[tuple[str, str, str, ServiceItemMode]] = (
    ("social-security", "社保参保查询（演示）", "Social insurance record (demo)", ServiceItemMode.CONSULT),
    ("residence-permit", "居住证办理（演示）", "Residence permit (demo)", ServiceItemMode.APPLY),
    ("elder-allowance", "高龄津贴申领（演示）", "Allowance for the elderly (demo)", ServiceItemMode.APPLY),
    ("medical-insurance", "医保缴费（演示）", "Medical insurance payment (demo)", ServiceItemMode.APPLY),
)

TEXT = (
    "首批10个示范门店于2024年7月10日投入运行，店内设有红十件。居民和新就业群体饿了能就餐、累了能歇脚、掌上能办事，"
    "24小时服务不打烊（演示报告，数字由系统固定）。"
)
TEXT_EN = (
    "The first ten demonstration stores opened on 10 July 2024, each with the Ten Elements. Residents and couriers can "
    "eat, rest and settle matters by phone there, around the clock (demo report; the figures are frozen by the system)."
)


@dataclass(frozen=True)
class Around:
    """The rows on which all this stands: the district, who is who, and the stores with their places, by number."""

    area: uuid.UUID
    health: uuid.UUID
    social_work: uuid.UUID
    people: Sequence[uuid.UUID]
    picture: uuid.UUID
    stores: Mapping[int, tuple[uuid.UUID, uuid.UUID]]


def add_services(rows: Rows, around: Around) -> uuid.UUID:
    """Add everything, and give the key of the report that is to be published."""
    _add_signs(rows, around)
    _add_codes(rows, around)
    _add_catalogue(rows, around)
    _add_check_ins(rows, around)
    return _add_scenarios(rows, around)


def _add_signs(rows: Rows, around: Around) -> None:
    design = rows.add(
        SignageDesign,
        "1",
        number=1,
        name="微网实格标识第一版（演示）",
        name_en="Sign of grid governance, version 1 (demo)",
        valid_from=SIGN_FROM,
    )
    for number, (store, place) in around.stores.items():
        for day in (date(2024, 7, 8), date(2026, 1, 14)):
            at, label = local(day, 11), f"{number:03}/{day}"
            latest = day.year == 2026
            damaged = latest and number == DAMAGED
            photo = rows.add(
                Media,
                f"signage/{label}",
                at=at,
                kind=MediaKind.IMAGE,
                title=f"{number:03}店微网实格标识（演示）",
                alternative_text="门店入口处的微网实格标识（演示图片）",
                url=f"https://media.demo.invalid/signage/{label}",
                taken_at=at,
                consent_recorded=True,
                place_id=place,
            )
            rows.add(
                MediaCredit,
                f"signage/{label}",
                media_id=photo,
                position=1,
                role=CreditRole.PICTURE_PROVIDER,
                name="演示供图单位",
            )
            rows.add(
                SignageCheck,
                label,
                at=at,
                store_id=store,
                condition=SignageCondition.DAMAGED if damaged else SignageCondition.OK,
                design_id=design,
                photo_id=photo,
                checked_at=at,
                is_latest=latest,
            )


def _add_codes(rows: Rows, around: Around) -> None:
    for number, (store, _) in around.stores.items():
        for place, (kind, word) in enumerate(CODES.items()):
            since = local(OPENED, 8)
            if number == ROTATED and kind is K.GOVERNMENT_SERVICE:
                since = local(date(2025, 9, 1), 8)
                rows.add(
                    ServiceCode,
                    f"{number:03}/{word}/0",
                    at=local(OPENED, 8),
                    store_id=store,
                    kind=kind,
                    token=f"demo-{number:03}-{word}-old",
                    issued_at=local(OPENED, 8),
                    expires_at=local(date(2025, 9, 15), 8),
                )
            code = rows.add(
                ServiceCode,
                f"{number:03}/{word}",
                at=since,
                store_id=store,
                kind=kind,
                token=f"demo-{number:03}-{word}",
                issued_at=since,
            )
            for day in COUNTED_ON:
                times = (number * 7 + day.month * 5 + place * 11) % 30 + 1
                rows.add(ScanEvent, f"{number:03}/{word}/{day}", code_id=code, day=day, times=times)


def _add_catalogue(rows: Rows, around: Around) -> None:
    for place, (code, name, name_en, mode) in enumerate(ITEMS):
        item = rows.add(
            ServiceItem,
            code,
            area_id=around.area,
            code=f"demo-{code}",
            name=name,
            name_en=name_en,
            mode=mode,
            authority_id=around.social_work,
            deep_link=f"https://service.demo.invalid/{code}",
            valid_from=OPENED,
        )
        for number, (store, _) in around.stores.items():
            for day in COUNTED_ON[place % 2 :: 2]:
                times = (number * 3 + day.month * 2 + place) % 9 + 1
                rows.add(ServiceTap, f"{code}/{number:03}/{day}", item_id=item, store_id=store, day=day, times=times)
    rows.add(
        CounsellingService,
        "hotline",
        area_id=around.area,
        provider_id=around.health,
        name="心理援助热线（演示）",
        name_en="Counselling hotline (demo)",
        phone="10000000099",
        link="https://counselling.demo.invalid/",
        hours="每天 9:00–21:00（演示）",
        valid_from=OPENED,
    )


def _add_check_ins(rows: Rows, around: Around) -> None:
    consent = rows.add(
        PartyConsent,
        "1",
        number=1,
        text="我同意记录我今天在本门店的党员报到。我可以随时撤回，撤回后不再保留我的姓名（演示文本）。",
        text_en="I agree that my party check-in at this store today is recorded. I may withdraw this at any time; my "
        "name is then not kept (demo text).",
        valid_from=SIGN_FROM,
    )
    for index, person in enumerate(around.people):
        # Six at the first store, two at the second, of which a total is not told.
        number = 1 if index < 6 else 2
        day = COUNTED_ON[index % len(COUNTED_ON)]
        rows.add(
            PartyCheckIn,
            f"{number:03}/{index}",
            at=local(day, 12),
            store_id=around.stores[number][0],
            person_id=person,
            consent_id=consent,
            day=day,
        )


def _add_scenarios(rows: Rows, around: Around) -> uuid.UUID:
    district = rows.add(
        Scenario,
        "district",
        at=local(date(2026, 1, 20), 10),
        area_id=around.area,
        title="红旗先锋门店：家门口的基层治理场景（演示）",
        title_en="Pioneer stores: grid governance on the doorstep (demo)",
        text=TEXT,
        text_en=TEXT_EN,
        starts_on=OPENED,
        ends_on=date(2026, 6, 30),
        state=ScenarioState.IN_REVIEW,
    )
    for position, kind in enumerate(ScenarioFigureKind, start=1):
        rows.add(ScenarioFigure, f"district/{position}", scenario_id=district, position=position, kind=kind)
    rows.add(
        ScenarioPicture,
        "district/1",
        scenario_id=district,
        position=1,
        media_id=around.picture,
        caption="2024年第三季度邻里节（演示图片）",
        caption_en="Neighbours' Festival, third quarter of 2024 (demo picture)",
    )
    store = rows.add(
        Scenario,
        "store-001",
        at=local(date(2026, 6, 1), 10),
        area_id=around.area,
        store_id=around.stores[1][0],
        title="一家门店的一年（演示草稿）",
        title_en="A year at one store (demo draft)",
        text="草稿：门店服务码的使用情况（演示）。",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    rows.add(ScenarioFigure, "store-001/1", scenario_id=store, position=1, kind=ScenarioFigureKind.SCANS)
    return district
