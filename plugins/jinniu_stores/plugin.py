"""The hooks of the plugin `jinniu_stores`: a table of contents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version

from starlette.routing import Route

from linli import (
    ErrorCode,
    EventHandler,
    ExampleOperation,
    Figure,
    Manifest,
    Models,
    Part,
    Permission,
    PersonalData,
    Report,
    Retention,
    Role,
    hookimpl,
)
from linli.services import EQUIPMENT_CHANGED
from plugins.jinniu_stores import equipment, models, sample, tags
from plugins.jinniu_stores.error_codes import ERROR_CODES
from plugins.jinniu_stores.examples import EXAMPLES, FIGURES
from plugins.jinniu_stores.permissions import PERMISSIONS, ROLES
from plugins.jinniu_stores.persons import PERSONAL_DATA, RETENTION
from plugins.jinniu_stores.reports import REPORTS
from plugins.jinniu_stores.routes import ROUTES
from plugins.jinniu_stores.settings import StoreSettings
from plugins.jinniu_stores.types.part import PART


@hookimpl
def linli_manifest() -> Manifest:
    """Who the plugin is."""
    return Manifest(
        name="jinniu_stores",
        title_zh="红旗先锋门店",
        title_en="Pioneer stores",
        version=version("linli"),
        description="The registry of the partner's stores, the Ten Elements, inspections, coverage and agreements.",
    )


@hookimpl
def linli_settings() -> type[StoreSettings]:
    """What an installation may set."""
    return StoreSettings


@hookimpl
def linli_models() -> Models:
    """Its tables."""
    return Models(
        "plugins.jinniu_stores.models",
        "plugins.jinniu_stores.migrations",
        objects="plugins.jinniu_stores.models.database_rules:OBJECTS",
    )


@hookimpl
def linli_schema() -> Part:
    """Its types, what it adds to the core's, root fields and mutations."""
    return PART


@hookimpl
def linli_error_codes() -> Sequence[ErrorCode]:
    """What its mutations say of broken rules, beside what the core's say."""
    return ERROR_CODES


@hookimpl
def linli_permissions() -> Sequence[Permission]:
    """What people may be allowed to see and do."""
    return PERMISSIONS


@hookimpl
def linli_roles() -> Sequence[Role]:
    """Who usually does it."""
    return ROLES


@hookimpl
def linli_event_handlers() -> Sequence[EventHandler]:
    """What happens to equipment and to places."""
    return (
        EventHandler(EQUIPMENT_CHANGED, equipment.on_equipment_changed),
        EventHandler(equipment.UPDATED, equipment.on_place_updated),
    )


@hookimpl
def linli_sample_data() -> Callable[[], Awaitable[int]]:
    """The registry of the demo."""
    return sample.load


@hookimpl
def linli_personal_data() -> Sequence[PersonalData]:
    """Party check-ins, and who inspected."""
    return PERSONAL_DATA


@hookimpl
def linli_retention() -> Sequence[Retention]:
    """Who checked in is forgotten after a year."""
    return RETENTION


@hookimpl
def linli_reports() -> Sequence[Report]:
    """Coverage, roll-out, the Ten Elements, overdue inspections, obligations."""
    return REPORTS


@hookimpl
def linli_routes() -> Sequence[Route]:
    """Pictures of service codes."""
    return ROUTES


@hookimpl
def linli_search_subjects() -> Sequence[tuple[type, str, tuple[str, ...]]]:
    """Scenario reports, by their titles."""
    return ((models.Scenario, tags.SCENARIO, ("title", "title_en")),)


@hookimpl
def linli_figures() -> Sequence[Figure]:
    """Numbers for a front page."""
    return FIGURES


@hookimpl
def linli_example_operations() -> Sequence[ExampleOperation]:
    """Questions to begin with."""
    return EXAMPLES
