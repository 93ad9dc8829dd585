"""The hooks of the plugin: a table of contents."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import typer
from linli import (
    EventHandler,
    ExampleOperation,
    Figure,
    Job,
    Manifest,
    Models,
    Part,
    Permission,
    Report,
    Role,
    hookimpl,
)
from pydantic import BaseModel

from linli_night_pharmacy import commands, sample
from linli_night_pharmacy.examples import EXAMPLES, FIGURES
from linli_night_pharmacy.names import NAME
from linli_night_pharmacy.permissions import PERMISSIONS, ROLES
from linli_night_pharmacy.reactions import HANDLERS, JOBS
from linli_night_pharmacy.reports import REPORTS
from linli_night_pharmacy.settings import NightPharmacySettings
from linli_night_pharmacy.types import PART


@hookimpl
def linli_manifest() -> Manifest:
    """Who the plugin is."""
    return Manifest(
        name=NAME,
        title_zh="夜间药房",
        title_en="Night pharmacies",
        version="0.1.0",
        description="Which pharmacies serve at night, who is on duty there, and what they do.",
    )


@hookimpl
def linli_settings() -> type[BaseModel]:
    """How long duties may be, and how long names are kept."""
    return NightPharmacySettings


@hookimpl
def linli_models() -> Models:
    """Its tables, and the triggers on them."""
    return Models(
        "linli_night_pharmacy.models", "linli_night_pharmacy.migrations", objects="linli_night_pharmacy.rules:OBJECTS"
    )


@hookimpl
def linli_schema() -> Part:
    """Its types, what it adds to places, a root field and mutations."""
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
    """What it does when a place closes."""
    return HANDLERS


@hookimpl
def linli_jobs() -> Sequence[Job]:
    """What it does every day."""
    return JOBS


@hookimpl
def linli_reports() -> Sequence[Report]:
    """Nights on duty, by place."""
    return REPORTS


@hookimpl
def linli_figures() -> Sequence[Figure]:
    """How many are on duty now."""
    return FIGURES


@hookimpl
def linli_sample_data() -> Callable[[], Awaitable[int]]:
    """A week of duties for a demo."""
    return sample.load


@hookimpl
def linli_commands() -> Sequence[typer.Typer]:
    """`linli night-pharmacy`."""
    return (commands.command,)


@hookimpl
def linli_example_operations() -> Sequence[ExampleOperation]:
    """Questions to begin with."""
    return EXAMPLES
