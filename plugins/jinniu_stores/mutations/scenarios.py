"""Mutations of scenario reports."""

from __future__ import annotations

from collections.abc import Mapping

from linli import InputType, Mutation, Reference
from plugins.jinniu_stores import scenarios
from plugins.jinniu_stores.permissions import SCENARIOS_PUBLISH, SCENARIOS_WRITE

_PICTURE = InputType(
    "PioneerStoreScenarioPictureInput",
    "A picture (图片).",
    scenarios.NewPicture,
    {
        "media_id": Reference("The media item; its credits are told with it (媒体).", "Media"),
        "caption": "What is said below it, in Chinese (图说).",
        "caption_en": "What is said below it, in English (英文图说).",
    },
)

_DOCUMENT: Mapping[str, str | Reference | InputType] = {
    "title": "The title in Chinese (标题).",
    "text": "The text in Chinese (正文).",
    "starts_on": "The first day of which it tells (起始日期).",
    "ends_on": "The last day of which it tells (截止日期).",
    "title_en": "The title in English (英文标题).",
    "text_en": "The text in English (英文正文).",
    "figures": "The figures in their order; they are frozen when the report goes to review (指标).",
    "pictures": _PICTURE,
}

_KEYED = "PioneerStoreScenario"
_WHY = {"reason": "Why (原因)."}

SCENARIO_MUTATIONS = (
    Mutation(
        "createPioneerStoreScenario",
        "Begins a report on a store, or on the stores of an area, as a draft (新建治理场景报告).",
        InputType(
            "CreatePioneerStoreScenarioInput",
            "A draft. Name a store, an area, or the edition that it replaces.",
            scenarios.NewScenario,
            {
                **_DOCUMENT,
                "store_id": Reference("The store on which it is (门店).", "PioneerStore"),
                "area_id": Reference("The area on whose stores it is (区域).", "Area"),
                "replaces_id": Reference("The published edition that it replaces (前一版).", _KEYED),
            },
        ),
        "scenario",
        _KEYED,
        lambda given: scenarios.create(given.value),
        SCENARIOS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "updatePioneerStoreScenario",
        "Changes a draft; lists are replaced in whole (修改治理场景报告).",
        InputType(
            "UpdatePioneerStoreScenarioInput",
            "The draft, and what changes of it.",
            scenarios.ScenarioChange,
            _DOCUMENT,
            keyed=_KEYED,
        ),
        "scenario",
        _KEYED,
        lambda given: scenarios.change(given.id, given.value, expected_version=given.expected_version),
        SCENARIOS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "submitPioneerStoreScenario",
        "Sends a draft to review, and freezes its figures (提交审核).",
        InputType("SubmitPioneerStoreScenarioInput", "The draft.", scenarios.Step, {}, keyed=_KEYED),
        "scenario",
        _KEYED,
        lambda given: scenarios.submit(given.id, expected_version=given.expected_version),
        SCENARIOS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "returnPioneerStoreScenario",
        "Sends a report in review back to its author (退回修改).",
        InputType(
            "ReturnPioneerStoreScenarioInput", "The report, and the reason.", scenarios.Reason, _WHY, keyed=_KEYED
        ),
        "scenario",
        _KEYED,
        lambda given: scenarios.send_back(given.id, given.value, expected_version=given.expected_version),
        SCENARIOS_PUBLISH,
        since="0.1.0",
    ),
    Mutation(
        "publishPioneerStoreScenario",
        "Publishes a report in review (发布治理场景报告).",
        InputType("PublishPioneerStoreScenarioInput", "The report.", scenarios.Step, {}, keyed=_KEYED),
        "scenario",
        _KEYED,
        lambda given: scenarios.publish(given.id, expected_version=given.expected_version),
        SCENARIOS_PUBLISH,
        since="0.1.0",
    ),
    Mutation(
        "withdrawPioneerStoreScenario",
        "Takes a published report from the public (撤回治理场景报告).",
        InputType(
            "WithdrawPioneerStoreScenarioInput", "The report, and the reason.", scenarios.Reason, _WHY, keyed=_KEYED
        ),
        "scenario",
        _KEYED,
        lambda given: scenarios.withdraw(given.id, given.value, expected_version=given.expected_version),
        SCENARIOS_PUBLISH,
        since="0.1.0",
    ),
)
