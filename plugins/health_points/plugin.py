"""The hooks of the plugin `health_points`: a table of contents."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version

from linli import (
    ConsentPurpose,
    ErrorCode,
    EventHandler,
    ExampleOperation,
    Figure,
    Job,
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
from plugins.health_points import condition, events, models, sample, tags
from plugins.health_points.error_codes import ERROR_CODES
from plugins.health_points.examples import EXAMPLES, FIGURES
from plugins.health_points.permissions import PERMISSIONS, ROLES
from plugins.health_points.persons import CONSENT_PURPOSES, PERSONAL_DATA, RETENTION
from plugins.health_points.reports import REPORTS
from plugins.health_points.settings import HealthSettings
from plugins.health_points.types.part import PART


@hookimpl
def linli_manifest() -> Manifest:
    """Who the plugin is."""
    return Manifest(
        name="health_points",
        title_zh="健康服务点",
        title_en="Health points",
        version=version("linli"),
        description="First-aid kits with their stock, and family doctor contact points with appointments.",
    )


@hookimpl
def linli_settings() -> type[HealthSettings]:
    """What an installation may set."""
    return HealthSettings


@hookimpl
def linli_models() -> Models:
    """Its tables."""
    return Models(
        "plugins.health_points.models",
        "plugins.health_points.migrations",
        objects="plugins.health_points.models.database_rules:OBJECTS",
    )


@hookimpl
def linli_schema() -> Part:
    """Its types, what it adds to places, root fields and mutations."""
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
    """What happens to places, and to consents."""
    return (
        EventHandler(events.PLACE_UPDATED, events.on_place_updated),
        EventHandler(events.CONSENT_WITHDRAWN, events.on_consent_withdrawn),
    )


@hookimpl
def linli_jobs() -> Sequence[Job]:
    """Each midnight lots have expired, and checks have become late."""
    return (Job("health_points.review_kits", datetime.timedelta(days=1), condition.review_all),)


@hookimpl
def linli_consent_purposes() -> Sequence[ConsentPurpose]:
    """To be in touch with a family doctor team, which is sensitive."""
    return CONSENT_PURPOSES


@hookimpl
def linli_personal_data() -> Sequence[PersonalData]:
    """Health contacts, and who works for health points."""
    return PERSONAL_DATA


@hookimpl
def linli_retention() -> Sequence[Retention]:
    """Whose health contacts there were is forgotten after a year."""
    return RETENTION


@hookimpl
def linli_reports() -> Sequence[Report]:
    """Medicine, what expires, contact points, coverage and use."""
    return REPORTS


@hookimpl
def linli_search_subjects() -> Sequence[tuple[type, str, tuple[str, ...]]]:
    """Kits, items of the medicine list and teams, by their names."""
    return (
        (models.Kit, tags.KIT, ("name", "name_en", "precise_location")),
        (models.MedicineItem, tags.ITEM, ("name", "name_en")),
        (models.Team, tags.TEAM, ("name", "name_en")),
    )


@hookimpl
def linli_figures() -> Sequence[Figure]:
    """Numbers for a front page."""
    return FIGURES


@hookimpl
def linli_example_operations() -> Sequence[ExampleOperation]:
    """Questions to begin with."""
    return EXAMPLES


@hookimpl
def linli_sample_data() -> Callable[[], Awaitable[int]]:
    """Ten kits, and four contact points."""
    return sample.load
