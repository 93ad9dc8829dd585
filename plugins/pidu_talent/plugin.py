"""The hooks of the plugin `pidu_talent`: a table of contents."""

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
from plugins.pidu_talent import events, models, sample, tags
from plugins.pidu_talent.error_codes import ERROR_CODES
from plugins.pidu_talent.examples import EXAMPLES, FIGURES
from plugins.pidu_talent.permissions import PERMISSIONS, ROLES
from plugins.pidu_talent.persons import PERSONAL_DATA, RETENTION
from plugins.pidu_talent.reports import REPORTS
from plugins.pidu_talent.routes import ROUTES
from plugins.pidu_talent.settings import TalentSettings
from plugins.pidu_talent.types.part import PART


@hookimpl
def linli_manifest() -> Manifest:
    """Who the plugin is."""
    return Manifest(
        name="pidu_talent",
        title_zh="菁英赋能",
        title_en="Talent training",
        version=version("linli"),
        description="Programmes, cohorts and the three libraries; sessions, mentors, projects, and certificates.",
    )


@hookimpl
def linli_settings() -> type[TalentSettings]:
    """What an installation may set."""
    return TalentSettings


@hookimpl
def linli_models() -> Models:
    """Its tables."""
    return Models(
        "plugins.pidu_talent.models",
        "plugins.pidu_talent.migrations",
        objects="plugins.pidu_talent.models.database_rules:OBJECTS",
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
    """What happens to programmes."""
    return (EventHandler(events.PROGRAMME_UPDATED, events.on_programme_updated),)


@hookimpl
def linli_search_subjects() -> Sequence[tuple[type, str, tuple[str, ...]]]:
    """The three libraries, cohorts, projects and studios, in characters and in pinyin."""
    return (
        (models.Course, tags.COURSE, ("title", "title_en")),
        (models.Trainer, tags.TRAINER, ("name", "name_en", "expertise")),
        (models.Member, tags.MEMBER, ("name",)),
        (models.Cohort, tags.COHORT, ("name", "name_en")),
        (models.PressingNeed, tags.NEED, ("title", "title_en")),
        (models.Project, tags.PROJECT, ("title", "title_en")),
        (models.Studio, tags.STUDIO, ("name", "name_en")),
    )


@hookimpl
def linli_personal_data() -> Sequence[PersonalData]:
    """Members with what they did, trainers, and what people wrote."""
    return PERSONAL_DATA


@hookimpl
def linli_retention() -> Sequence[Retention]:
    """Texts about members are forgotten after some years."""
    return RETENTION


@hookimpl
def linli_reports() -> Sequence[Report]:
    """Hours, attendance, mentoring, change from before to after, completion."""
    return REPORTS


@hookimpl
def linli_routes() -> Sequence[Route]:
    """Pages and credentials of certificates, calendars of studios."""
    return ROUTES


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
    """The training of the demo."""
    return sample.load
