"""Everything that pioneer stores bring to the schema."""

from __future__ import annotations

from linli import Part, RootConnection, Subscription
from plugins.jinniu_stores.mutations import MUTATIONS
from plugins.jinniu_stores.types.agreements import PioneerStoreAgreement, PioneerStoreObligation, PioneerStoreSignatory
from plugins.jinniu_stores.types.eligibility import PioneerStoreAssessment, PioneerStoreCriteria
from plugins.jinniu_stores.types.extensions import (
    AreaPioneerStores,
    MilestonePioneerStores,
    PioneerStoreCoverage,
    PioneerStoreProgress,
    PlacePioneerStore,
)
from plugins.jinniu_stores.types.inspections import (
    PioneerStoreFinding,
    PioneerStoreInspection,
    PioneerStoreInspectionRule,
    PioneerStoreRectification,
)
from plugins.jinniu_stores.types.party import PioneerStorePartyCheckIn, PioneerStorePartyConsent
from plugins.jinniu_stores.types.scenarios import (
    PioneerStoreScenario,
    PioneerStoreScenarioFigure,
    PioneerStoreScenarioPicture,
)
from plugins.jinniu_stores.types.services import (
    PioneerStoreCounsellingService,
    PioneerStoreScanEvent,
    PioneerStoreServiceCode,
    PioneerStoreServiceItem,
    PioneerStoreServiceTap,
)
from plugins.jinniu_stores.types.signage import PioneerStoreSignageCheck, PioneerStoreSignageDesign
from plugins.jinniu_stores.types.standards import TenElementsItem, TenElementsStandard
from plugins.jinniu_stores.types.stores import (
    PioneerStore,
    PioneerStoreStatusChange,
    PioneerStoreWave,
    PioneerStoreWaveProgress,
)
from plugins.jinniu_stores.types.use import PioneerStoreUse

#: Of what everybody may know: assessments, inspections and equipment are for those with permissions.
STORE_STEPS = tuple(
    f"jinniu_stores.store_{step}"
    for step in (
        "registered",
        "planned",
        "fitting_out",
        "inspection_requested",
        "activated",
        "suspended",
        "resumed",
        "withdrawn",
    )
)

PART = Part(
    types=(
        PioneerStore,
        PioneerStoreStatusChange,
        PioneerStoreWave,
        TenElementsStandard,
        TenElementsItem,
        PioneerStoreCriteria,
        PioneerStoreAssessment,
        PioneerStoreInspection,
        PioneerStoreInspectionRule,
        PioneerStoreFinding,
        PioneerStoreRectification,
        PioneerStoreAgreement,
        PioneerStoreSignatory,
        PioneerStoreObligation,
        PioneerStoreSignageDesign,
        PioneerStoreSignageCheck,
        PioneerStoreServiceCode,
        PioneerStoreScanEvent,
        PioneerStoreServiceItem,
        PioneerStoreServiceTap,
        PioneerStoreCounsellingService,
        PioneerStorePartyConsent,
        PioneerStorePartyCheckIn,
        PioneerStoreScenario,
        PioneerStoreScenarioFigure,
        PioneerStoreScenarioPicture,
    ),
    extensions=(PlacePioneerStore, AreaPioneerStores, MilestonePioneerStores),
    values=(PioneerStoreCoverage, PioneerStoreProgress, PioneerStoreWaveProgress, PioneerStoreUse),
    roots=(
        RootConnection(
            "pioneerStores", "pioneerStore", "PioneerStore", "All pioneer stores (先锋门店).", since="0.1.0"
        ),
        RootConnection("pioneerStoreWaves", "pioneerStoreWave", "PioneerStoreWave", "All waves (批次).", since="0.1.0"),
        RootConnection(
            "tenElementsStandards",
            "tenElementsStandard",
            "TenElementsStandard",
            "All versions of the standard of the Ten Elements (红十件标准).",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreCriteriaVersions",
            "pioneerStoreCriteria",
            "PioneerStoreCriteria",
            "All versions of the criteria of eligibility (评估标准).",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreAssessments",
            "pioneerStoreAssessment",
            "PioneerStoreAssessment",
            "All assessments (条件评估). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreInspections",
            "pioneerStoreInspection",
            "PioneerStoreInspection",
            "All inspections (检查). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreInspectionRules",
            "pioneerStoreInspectionRule",
            "PioneerStoreInspectionRule",
            "All rules of inspection (检查规则).",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreFindings",
            "pioneerStoreFinding",
            "PioneerStoreFinding",
            "All findings (检查结果). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreRectifications",
            "pioneerStoreRectification",
            "PioneerStoreRectification",
            "All rectifications (整改). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreAgreements",
            "pioneerStoreAgreement",
            "PioneerStoreAgreement",
            "All agreements that you may see (协议).",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreObligations",
            "pioneerStoreObligation",
            "PioneerStoreObligation",
            "All obligations (约定事项). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreSignageDesigns",
            "pioneerStoreSignageDesign",
            "PioneerStoreSignageDesign",
            "All versions of the sign of grid governance (微网实格标识).",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreSignageChecks",
            "pioneerStoreSignageCheck",
            "PioneerStoreSignageCheck",
            "All checks of signs (标识检查). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreServiceCodes",
            "pioneerStoreServiceCode",
            "PioneerStoreServiceCode",
            "All service codes that you may see (服务码).",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreScanEvents",
            "pioneerStoreScanEvent",
            "PioneerStoreScanEvent",
            "All counts of scans (扫码计数). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreServiceItems",
            "pioneerStoreServiceItem",
            "PioneerStoreServiceItem",
            "The catalogue of government services (政务服务事项).",
            ("forStore",),
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreServiceTaps",
            "pioneerStoreServiceTap",
            "PioneerStoreServiceTap",
            "All counts of openings (打开计数). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreCounsellingServices",
            "pioneerStoreCounsellingService",
            "PioneerStoreCounsellingService",
            "Outside services of counselling (心理咨询服务).",
            ("forStore",),
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStorePartyConsents",
            "pioneerStorePartyConsent",
            "PioneerStorePartyConsent",
            "All versions of the text to which people agree before a party check-in (同意书).",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStorePartyCheckIns",
            "pioneerStorePartyCheckIn",
            "PioneerStorePartyCheckIn",
            "All party check-ins (党员报到). Needs a permission.",
            since="0.1.0",
        ),
        RootConnection(
            "pioneerStoreScenarios",
            "pioneerStoreScenario",
            "PioneerStoreScenario",
            "All scenario reports that you may see (治理场景报告).",
            since="0.1.0",
        ),
    ),
    mutations=MUTATIONS,
    subscriptions=(
        Subscription(
            "pioneerStoreChanged",
            "Tells of each step of a pioneer store in its life cycle, as soon as it is committed (先锋门店变更).",
            STORE_STEPS,
            "pioneerStore",
            "PioneerStore",
            since="0.1.0",
        ),
    ),
)
