"""The hooks of the plugin `pidu_talent`: a table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from linli import Manifest, Models, Part, Permission, Role, hookimpl
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.permissions import PERMISSIONS, ROLES
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
def linli_permissions() -> Sequence[Permission]:
    """What people may be allowed to see and do."""
    return PERMISSIONS


@hookimpl
def linli_roles() -> Sequence[Role]:
    """Who usually does it."""
    return ROLES


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
