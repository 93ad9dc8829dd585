"""The tables of pioneer stores. All belong to the app ``jinniu_stores``, which is the prefix of their names."""

from __future__ import annotations

from plugins.jinniu_stores.models.agreement import Agreement, Obligation, Signatory
from plugins.jinniu_stores.models.eligibility import Assessment, Criteria
from plugins.jinniu_stores.models.inspection import Finding, Inspection, InspectionRule, Rectification
from plugins.jinniu_stores.models.party import PartyCheckIn, PartyConsent
from plugins.jinniu_stores.models.scenario import Scenario, ScenarioFigure, ScenarioPicture
from plugins.jinniu_stores.models.service import CounsellingService, ScanEvent, ServiceCode, ServiceItem, ServiceTap
from plugins.jinniu_stores.models.signage import SignageCheck, SignageDesign
from plugins.jinniu_stores.models.standard import Item, Standard
from plugins.jinniu_stores.models.store import StatusChange, Store, Wave

__all__ = [
    "Agreement",
    "Assessment",
    "CounsellingService",
    "Criteria",
    "Finding",
    "Inspection",
    "InspectionRule",
    "Item",
    "Obligation",
    "PartyCheckIn",
    "PartyConsent",
    "Rectification",
    "ScanEvent",
    "Scenario",
    "ScenarioFigure",
    "ScenarioPicture",
    "ServiceCode",
    "ServiceItem",
    "ServiceTap",
    "SignageCheck",
    "SignageDesign",
    "Signatory",
    "Standard",
    "StatusChange",
    "Store",
    "Wave",
]
