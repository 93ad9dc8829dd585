"""Mutations of what stores are measured by: waves, standards, criteria, rules of inspection."""

from __future__ import annotations

from linli import InputType, Mutation, Reference
from plugins.jinniu_stores import eligibility, inspections, signage, standards, waves
from plugins.jinniu_stores.permissions import STANDARDS_WRITE, STORES_WRITE

_VALID_FROM = "The first day; the last version is valid until the day before (生效日期)."

_ITEM = InputType(
    "TenElementsItemInput",
    "The Ten Elements, each once, in the order of the standard (条目).",
    standards.NewItem,
    {
        "element": "The element (红十件).",
        "requirement": "What is asked (要求).",
        "for_eating": "Whether eating there needs it (就餐所需).",
        "for_resting": "Whether resting there needs it (歇脚所需).",
        "for_services": "Whether services by phone need it (办事所需).",
    },
)

RULE_MUTATIONS = (
    Mutation(
        "createPioneerStoreWave",
        "Creates a wave of stores (新建批次).",
        InputType(
            "CreatePioneerStoreWaveInput",
            "A new wave.",
            waves.NewWave,
            {
                "programme_id": Reference("The programme to which it belongs (所属计划).", "Programme"),
                "number": "Its number in the programme, from 1 (批号).",
                "name": "The name in Chinese (名称).",
                "target_count": "How many stores are to open with it (目标数量).",
                "due_on": "The day by which they are to open (截止日期).",
                "name_en": "The name in English (英文名称).",
                "starts_on": "The first day (开始日期).",
            },
        ),
        "wave",
        "PioneerStoreWave",
        lambda given: waves.create(given.value),
        STORES_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "publishTenElementsStandard",
        "Publishes a version of the standard; inspections keep theirs (发布红十件标准).",
        InputType(
            "PublishTenElementsStandardInput",
            "A new version of the standard.",
            standards.NewStandard,
            {
                "number": "The number of the version (版本号).",
                "name": "The name in Chinese (名称).",
                "valid_from": _VALID_FROM,
                "items": _ITEM,
                "name_en": "The name in English (英文名称).",
            },
        ),
        "standard",
        "TenElementsStandard",
        lambda given: standards.publish(given.value),
        STANDARDS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "publishPioneerStoreCriteria",
        "Publishes criteria of eligibility; assessments keep theirs (发布评估标准).",
        InputType(
            "PublishPioneerStoreCriteriaInput",
            "A new version of the criteria.",
            eligibility.NewCriteria,
            {
                "number": "The number of the version (版本号).",
                "name": "The name (名称).",
                "description": "The criteria (内容).",
                "valid_from": _VALID_FROM,
            },
        ),
        "criteria",
        "PioneerStoreCriteria",
        lambda given: eligibility.publish(given.value),
        STANDARDS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "setPioneerStoreInspectionRule",
        "Sets how often stores are inspected; what is due already stays (设定检查规则).",
        InputType(
            "SetPioneerStoreInspectionRuleInput",
            "A new rule.",
            inspections.NewInspectionRule,
            {
                "inspect_every_days": "Days from one inspection to the next (检查间隔天数).",
                "rectify_within_days": "Days until something found is put right (整改期限天数).",
                "valid_from": _VALID_FROM,
            },
        ),
        "rule",
        "PioneerStoreInspectionRule",
        lambda given: inspections.set_rule(given.value),
        STANDARDS_WRITE,
        since="0.1.0",
    ),
    Mutation(
        "publishPioneerStoreSignageDesign",
        "Publishes a version of the sign of grid governance; stores are to show it from its first day (发布标识版本).",
        InputType(
            "PublishPioneerStoreSignageDesignInput",
            "A new version of the sign.",
            signage.NewSignageDesign,
            {
                "number": "The number of the version (版本号).",
                "name": "The name in Chinese (名称).",
                "valid_from": _VALID_FROM,
                "name_en": "The name in English (英文名称).",
                "artwork_id": Reference("The picture from which it is printed (设计稿).", "Media"),
            },
        ),
        "design",
        "PioneerStoreSignageDesign",
        lambda given: signage.publish(given.value),
        STANDARDS_WRITE,
        since="0.1.0",
    ),
)
