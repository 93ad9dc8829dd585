"""Mutations of service codes, of what they lead to, and of party check-ins. To scan and to open needs no token."""

from __future__ import annotations

from linli import InputType, Mutation, Reference
from plugins.jinniu_stores import catalogue, party_check_ins, service_codes
from plugins.jinniu_stores.permissions import PARTY_CHECK_IN, SERVICES_WRITE, STANDARDS_WRITE

_TOKEN = "The token of the code that was scanned (令牌)."
_AREA = Reference("The area in which it is offered (区域).", "Area")
_FIRST_DAY = "The first day; today by default (开始日期)."
_LAST_DAY = {"on": "The last day; today by default (结束日期)."}

SERVICE_MUTATIONS = (
    Mutation(
        "issuePioneerStoreServiceCode",
        "Issues the first code of a kind for a store (启用服务码).",
        InputType(
            "IssuePioneerStoreServiceCodeInput",
            "The store, and the kind of code.",
            service_codes.Issue,
            {"kind": "What it is for (服务码类型)."},
            keyed="PioneerStore",
        ),
        "serviceCode",
        "PioneerStoreServiceCode",
        lambda given: service_codes.issue(given.id, given.value, expected_version=given.expected_version),
        SERVICES_WRITE,
    ),
    Mutation(
        "rotatePioneerStoreServiceCode",
        "Replaces a code by a new one, and gives that; the old print expires after days of grace (更换服务码).",
        InputType(
            "RotatePioneerStoreServiceCodeInput",
            "The current code, and the days of grace.",
            service_codes.Rotation,
            {"grace_days": "How many days the old print stays valid; 0 for not at all (宽限天数)."},
            keyed="PioneerStoreServiceCode",
        ),
        "serviceCode",
        "PioneerStoreServiceCode",
        lambda given: service_codes.rotate(given.id, given.value, expected_version=given.expected_version),
        SERVICES_WRITE,
    ),
    Mutation(
        "scanPioneerStoreServiceCode",
        "Counts a scan of a code, and tells what it is for and where it hangs. Anybody may do it (扫码).",
        InputType("ScanPioneerStoreServiceCodeInput", "What was scanned.", service_codes.Scan, {"token": _TOKEN}),
        "serviceCode",
        "PioneerStoreServiceCode",
        lambda given: service_codes.scan(given.value.token),
        None,
    ),
    Mutation(
        "addPioneerStoreServiceItem",
        "Adds a government service to the catalogue (新增政务服务事项).",
        InputType(
            "AddPioneerStoreServiceItemInput",
            "A government service.",
            catalogue.NewServiceItem,
            {
                "area_id": _AREA,
                "code": "A short code that never changes (代码).",
                "name": "The name in Chinese (名称).",
                "mode": "What can be done (服务方式).",
                "deep_link": "Where it is done: https://, weixin:// or alipays:// (链接).",
                "name_en": "The name in English (英文名称).",
                "authority_id": Reference("The authority in charge (主管部门).", "Organization"),
                "valid_from": _FIRST_DAY,
            },
        ),
        "serviceItem",
        "PioneerStoreServiceItem",
        lambda given: catalogue.add_item(given.value),
        SERVICES_WRITE,
    ),
    Mutation(
        "endPioneerStoreServiceItem",
        "Takes a government service out of the catalogue after a day (下线政务服务事项).",
        InputType(
            "EndPioneerStoreServiceItemInput",
            "The item, and its last day.",
            catalogue.LastDay,
            _LAST_DAY,
            keyed="PioneerStoreServiceItem",
        ),
        "serviceItem",
        "PioneerStoreServiceItem",
        lambda given: catalogue.end_item(given.id, given.value, expected_version=given.expected_version),
        SERVICES_WRITE,
    ),
    Mutation(
        "openPioneerStoreServiceItem",
        "Counts that a government service was opened, and tells its link. Anybody may do it (打开政务服务).",
        InputType(
            "OpenPioneerStoreServiceItemInput",
            "The item, and the code by which one came to it.",
            catalogue.Opening,
            {"item_id": Reference("The item (事项).", "PioneerStoreServiceItem"), "token": _TOKEN},
        ),
        "serviceItem",
        "PioneerStoreServiceItem",
        lambda given: catalogue.open_item(given.value),
        None,
    ),
    Mutation(
        "addPioneerStoreCounsellingService",
        "Names an outside service of counselling to the people of an area (新增心理咨询服务).",
        InputType(
            "AddPioneerStoreCounsellingServiceInput",
            "An outside service.",
            catalogue.NewCounsellingService,
            {
                "area_id": _AREA,
                "provider_id": Reference("Who offers it (服务机构).", "Organization"),
                "name": "The name in Chinese (名称).",
                "name_en": "The name in English (英文名称).",
                "phone": "The number to call (电话).",
                "link": "The page or app: https://, weixin:// or alipays:// (链接).",
                "hours": "When somebody answers, in words (服务时间).",
                "valid_from": _FIRST_DAY,
            },
        ),
        "counsellingService",
        "PioneerStoreCounsellingService",
        lambda given: catalogue.add_counselling(given.value),
        SERVICES_WRITE,
    ),
    Mutation(
        "endPioneerStoreCounsellingService",
        "Names an outside service no more after a day (下线心理咨询服务).",
        InputType(
            "EndPioneerStoreCounsellingServiceInput",
            "The service, and its last day.",
            catalogue.LastDay,
            _LAST_DAY,
            keyed="PioneerStoreCounsellingService",
        ),
        "counsellingService",
        "PioneerStoreCounsellingService",
        lambda given: catalogue.end_counselling(given.id, given.value, expected_version=given.expected_version),
        SERVICES_WRITE,
    ),
    Mutation(
        "publishPioneerStorePartyConsent",
        "Publishes a version of the text to which people agree before they check in (发布同意书).",
        InputType(
            "PublishPioneerStorePartyConsentInput",
            "A new version of the text.",
            party_check_ins.NewPartyConsent,
            {
                "number": "The number of the version (版本号).",
                "text": "The text in Chinese (正文).",
                "valid_from": "The first day; the last version is valid until the day before (生效日期).",
                "text_en": "The text in English (英文正文).",
            },
        ),
        "consent",
        "PioneerStorePartyConsent",
        lambda given: party_check_ins.publish_consent(given.value),
        STANDARDS_WRITE,
    ),
    Mutation(
        "recordPioneerStorePartyCheckIn",
        "Records that a party member checked in, with consent; a second time on a day changes nothing (党员报到).",
        InputType(
            "RecordPioneerStorePartyCheckInInput",
            "Who checks in, where, and what they agreed to.",
            party_check_ins.NewPartyCheckIn,
            {
                "token": _TOKEN,
                "person_id": Reference("Who (人员).", "Person"),
                "consent_id": Reference("The text that was shown (同意书).", "PioneerStorePartyConsent"),
                "agreed": "Whether the person agreed to it (是否同意).",
            },
        ),
        "checkIn",
        "PioneerStorePartyCheckIn",
        lambda given: party_check_ins.record(given.value),
        PARTY_CHECK_IN,
    ),
    Mutation(
        "withdrawPioneerStorePartyConsent",
        "Forgets whose check-in it was, for who withdraws the consent (撤回同意).",
        InputType(
            "WithdrawPioneerStorePartyConsentInput",
            "The check-in.",
            party_check_ins.Withdrawal,
            {},
            keyed="PioneerStorePartyCheckIn",
        ),
        "checkIn",
        "PioneerStorePartyCheckIn",
        lambda given: party_check_ins.withdraw_consent(given.id, expected_version=given.expected_version),
        PARTY_CHECK_IN,
    ),
)
