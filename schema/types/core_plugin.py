"""The core's contribution, through the hooks that every plugin has. Its names carry no prefix."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from importlib.metadata import version

from tortoise.models import Model

from core import access
from core.database.migrate import CORE as CORE_APPS
from core.plugins.contributions import ExampleOperation, Job, Manifest, Models, Permission, Role
from core.plugins.hookspecs import hookimpl
from core.plugins.plugin_settings import plugin_settings
from core.privacy import load_vault
from core.search import CORE_SUBJECTS
from core.settings import Settings
from core.work.retention import expire_events
from schema.declare.roots import Part
from schema.types.core_examples import EXAMPLES
from schema.types.core_part import CORE
from schema.types.core_roles import CORE_ROLES


@hookimpl
def linli_manifest() -> Manifest:
    """The core."""
    return Manifest(
        name="core",
        title_zh="邻里核心",
        title_en="Core",
        version=version("linli"),
        description="Areas, organisations, places, people, programmes and activities.",
    )


@hookimpl
def linli_models() -> Models:
    """Its tables."""
    app = CORE_APPS[0]
    return Models(app.models_module, app.migrations_module, app.objects, app.depends_on)


@hookimpl
def linli_schema() -> Part:
    """Its types, root fields and mutations."""
    return CORE


@hookimpl
def linli_permissions() -> Sequence[Permission]:
    """What people may be allowed to see and do."""
    return [
        Permission(access.PEOPLE_READ, "查看人员", "See people, their audiences and their roles"),
        Permission(access.REGISTRATIONS_READ, "查看报名", "See who registered for an activity"),
        Permission(access.DRAFTS_READ, "查看草稿", "See what is not published"),
        Permission(access.ACTIVITIES_WRITE, "管理活动", "Create and change activities"),
        Permission(access.PLACES_WRITE, "管理场所", "Create and change places and their hours"),
        Permission(access.ORGANIZATIONS_WRITE, "管理组织", "Create and change organisations"),
        Permission(access.AREAS_WRITE, "管理区域", "Create areas"),
        Permission(access.ROLES_WRITE, "任命角色", "Give people roles, and end them"),
        Permission(access.MODULES_WRITE, "管理模块", "Enable and disable the modules of districts"),
        Permission(access.OPERATIONS_WRITE, "管理已登记操作", "See, register and remove the operations of apps"),
        Permission(access.TOKENS_WRITE, "管理程序令牌", "See, create and revoke the tokens of programs"),
        Permission(access.AUDIT_READ, "查看审计日志", "See who did what"),
    ]


@hookimpl
def linli_roles() -> Sequence[Role]:
    """Whom the domain knows."""
    return CORE_ROLES


@hookimpl
def linli_jobs() -> Sequence[Job]:
    """What is cleared away."""
    return [Job("core.expire_events", timedelta(days=1), expire_events)]


@hookimpl
def linli_search_subjects() -> Sequence[tuple[type[Model], str, tuple[str, ...]]]:
    """What is found by its name."""
    return CORE_SUBJECTS


@hookimpl
def linli_sample_data() -> Callable[[], Awaitable[int]]:
    """The demo."""
    return load_sample


async def load_sample() -> int:
    """Add what the database lacks of the demo, and give the number of rows."""
    from core.sample.demo import load_demo_rows

    return (await load_demo_rows(load_vault(plugin_settings(Settings)))).total


@hookimpl
def linli_example_operations() -> Sequence[ExampleOperation]:
    """Questions for a first look."""
    return EXAMPLES
