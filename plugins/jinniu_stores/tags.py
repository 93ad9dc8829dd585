"""What the identifiers of the plugin's types start with. They never change."""

from __future__ import annotations

STORE = "jst"
WAVE = "jwa"
STATUS_CHANGE = "jsc"
STANDARD = "jes"
ITEM = "jei"
CRITERIA = "jec"
ASSESSMENT = "jea"
INSPECTION = "jin"
INSPECTION_RULE = "jir"
FINDING = "jfi"
RECTIFICATION = "jre"
AGREEMENT = "jag"
SIGNATORY = "jsg"
OBLIGATION = "job"
