"""The core's contribution, through the hooks that every plugin has. Its names carry no prefix."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from importlib.metadata import version

from tortoise.models import Model

from core import access
from core.consents import CORE_PURPOSES
from core.database.migrate import CORE as CORE_APPS
from core.error_codes import CORE_ERROR_CODES
from core.persons.erasure import finish_erasures
from core.persons.held import HELD
from core.persons.merging import move_stragglers
from core.plugins.contributions import (
    ConsentPurpose,
    ErrorCode,
    ExampleOperation,
    Figure,
    Job,
    Manifest,
    Models,
    Permission,
    PersonalData,
    Retention,
    Role,
)
from core.plugins.hookspecs import hookimpl
from core.plugins.plugin_settings import plugin_settings
from core.privacy import load_vault
from core.retention import CORE_RETENTION
from core.search import CORE_SUBJECTS
from core.settings import Settings
from core.work.retention import expire_events
from schema.declare.roots import Part
from schema.types.core_examples import EXAMPLES, FIGURES
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
def linli_error_codes() -> Sequence[ErrorCode]:
    """What its mutations say of broken rules, and what plugins may say too."""
    return CORE_ERROR_CODES


@hookimpl
def linli_permissions() -> Sequence[Permission]:
    """What people may be allowed to see and do."""
    return [
        Permission(access.PEOPLE_READ, "查看人员", "See people, their audiences and their roles"),
        Permission(access.REGISTRATIONS_READ, "查看报名", "See who registered for an activity"),
        Permission(access.REGISTRATIONS_AGGREGATE, "统计报名", "Count registrations without seeing who registered"),
        Permission(access.DRAFTS_READ, "查看草稿", "See what is not published"),
        Permission(access.ACTIVITIES_WRITE, "管理活动", "Create and change activities"),
        Permission(access.PLACES_WRITE, "管理场所", "Create and change places and their hours"),
        Permission(access.ORGANIZATIONS_WRITE, "管理组织", "Create and change organisations"),
        Permission(access.PEOPLE_WRITE, "管理人员", "Note people, and change their names and audiences"),
        Permission(access.PROGRAMMES_WRITE, "管理计划", "Create, change, publish and close programmes and series"),
        Permission(access.AREAS_WRITE, "管理区域", "Create areas"),
        Permission(access.ROLES_WRITE, "任命角色", "Give people roles, and end them"),
        Permission(access.MODULES_WRITE, "管理模块", "Enable and disable the modules of districts"),
        Permission(access.OPERATIONS_WRITE, "管理已登记操作", "See, register and remove the operations of apps"),
        Permission(access.OPERATIONS_EXPLAIN, "查看执行计划", "See the SQL of queries, and the database's plan for it"),
        Permission(access.TOKENS_WRITE, "管理程序令牌", "See, create and revoke the tokens of programs"),
        Permission(access.ACCOUNTS_WRITE, "管理账号", "Link accounts to people, unlink, disable and enable them"),
        Permission(access.PEOPLE_NAMES, "查看姓名", "See people's names in full"),
        Permission(access.PEOPLE_SENSITIVE, "查看党员身份", "See which people are party members, which is sensitive"),
        Permission(access.CONTACTS_READ, "查看联系方式（脱敏）", "See contact details masked, and find people by one"),
        Permission(access.CONTACTS_WRITE, "管理联系方式", "Set and remove people's contact details"),
        Permission(access.CONTACTS_REVEAL, "查看完整联系方式", "See a contact detail in full, for a purpose"),
        Permission(access.AUDIT_READ, "查看审计日志", "See who did what"),
        Permission(access.CONSENTS_READ, "查看同意记录", "See to what people agreed"),
        Permission(access.CONSENTS_WRITE, "登记同意", "Record and withdraw the consents of others"),
        Permission(access.CONSENTS_PUBLISH, "发布同意书", "Publish the texts to which people agree"),
        Permission(access.PERSONS_EXPORT, "导出个人信息", "Export all that is held of a person"),
        Permission(access.PERSONS_ERASE, "删除个人信息", "Erase persons, and see who was erased"),
        Permission(access.PERSONS_MERGE, "合并人员", "Merge persons, undo that, and see what was merged"),
    ]


@hookimpl
def linli_roles() -> Sequence[Role]:
    """Whom the domain knows."""
    return CORE_ROLES


@hookimpl
def linli_jobs() -> Sequence[Job]:
    """What is cleared away, and what was left undone."""
    return [
        Job("core.expire_events", timedelta(days=1), expire_events),
        Job("core.finish_erasures", timedelta(minutes=1), finish_erasures),
        Job("core.move_stragglers", timedelta(hours=1), move_stragglers),
    ]


@hookimpl
def linli_consent_purposes() -> Sequence[ConsentPurpose]:
    """To what people may agree."""
    return CORE_PURPOSES


@hookimpl
def linli_personal_data() -> Sequence[PersonalData]:
    """What the core holds of persons."""
    return HELD


@hookimpl
def linli_retention() -> Sequence[Retention]:
    """How long it keeps what it need not keep."""
    return CORE_RETENTION


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
def linli_figures() -> Sequence[Figure]:
    """Numbers for a front page."""
    return FIGURES


@hookimpl
def linli_example_operations() -> Sequence[ExampleOperation]:
    """Questions for a first look."""
    return EXAMPLES
