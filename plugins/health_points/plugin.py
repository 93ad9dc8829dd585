"""The hooks of the plugin `health_points`: a table of contents."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from importlib.metadata import version

from linli import (
    ConsentPurpose,
    EventHandler,
    Job,
    Manifest,
    Models,
    Part,
    Permission,
    PersonalData,
    Retention,
    Role,
    hookimpl,
)
from plugins.health_points import condition, events
from plugins.health_points.permissions import PERMISSIONS, ROLES
from plugins.health_points.persons import CONSENT_PURPOSES, PERSONAL_DATA, RETENTION
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
def linli_permissions() -> Sequence[Permission]:
    """What people may be allowed to see and do."""
    return PERMISSIONS


@hookimpl
def linli_roles() -> Sequence[Role]:
    """Who usually does it."""
    return ROLES


@hookimpl
def linli_event_handlers() -> Sequence[EventHandler]:
    """What happens to places."""
    return (EventHandler(events.PLACE_UPDATED, events.on_place_updated),)


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
