"""What can be done to pioneer stores: each mutation is a use case of the plugin's services."""

from __future__ import annotations

from plugins.jinniu_stores.mutations.agreements import AGREEMENT_MUTATIONS
from plugins.jinniu_stores.mutations.rules import RULE_MUTATIONS
from plugins.jinniu_stores.mutations.scenarios import SCENARIO_MUTATIONS
from plugins.jinniu_stores.mutations.services import SERVICE_MUTATIONS
from plugins.jinniu_stores.mutations.stores import STORE_MUTATIONS

MUTATIONS = (*STORE_MUTATIONS, *RULE_MUTATIONS, *AGREEMENT_MUTATIONS, *SERVICE_MUTATIONS, *SCENARIO_MUTATIONS)
