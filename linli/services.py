"""What a plugin's use cases need: one transaction, problems with inputs, events, the clock."""

from core.audit import record
from core.clock import SHANGHAI, now, today
from core.consents import has_consented
from core.database.connect import transaction
from core.database.url import Dialect
from core.equipment import EQUIPMENT_ALERT, EQUIPMENT_CHANGED, equipment_alert, equipment_changed
from core.errors import LinliError
from core.events import emit
from core.ids import new_id
from core.integrity import Rule, Rules
from core.models.choices import EquipmentCondition
from core.modules import enabled_districts, where_enabled, works_at
from core.permitted import acting_person, own_person, permitted_at
from core.plugins.plugin_settings import plugin_settings
from core.problems import InputRefused, Problem, Problems, refuse
from core.rates import count_within_minute
from core.reports.periods import counted
from core.reports.statements import count_where, counts_in, fetched, in_order
from core.search import index_instance
from core.small_counts import told_count
from core.unset import UNSET, Unset
from core.writing import References, changed, created, locked, writing

__all__ = [
    "EQUIPMENT_ALERT",
    "EQUIPMENT_CHANGED",
    "SHANGHAI",
    "UNSET",
    "Dialect",
    "EquipmentCondition",
    "InputRefused",
    "LinliError",
    "Problem",
    "Problems",
    "References",
    "Rule",
    "Rules",
    "Unset",
    "acting_person",
    "changed",
    "count_where",
    "count_within_minute",
    "counted",
    "counts_in",
    "created",
    "emit",
    "enabled_districts",
    "equipment_alert",
    "equipment_changed",
    "fetched",
    "has_consented",
    "in_order",
    "index_instance",
    "locked",
    "new_id",
    "now",
    "own_person",
    "permitted_at",
    "plugin_settings",
    "record",
    "refuse",
    "today",
    "told_count",
    "transaction",
    "where_enabled",
    "works_at",
    "writing",
]
