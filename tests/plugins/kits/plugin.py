"""Every hook once."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import typer
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from linli import (
    ConsentPurpose,
    ErrorCode,
    EventHandler,
    ExampleOperation,
    Figure,
    Job,
    Manifest,
    Models,
    Narrowing,
    Part,
    Permission,
    PersonalData,
    Report,
    ReportColumn,
    ReportPeriod,
    Retention,
    Role,
    Row,
    Viewer,
    hookimpl,
)
from linli.commands import run_with_database
from linli.models import Event, Organization, Place
from linli.services import counted, emit, new_id, plugin_settings, refuse, writing
from tests.plugins.kits.models import Kit
from tests.plugins.kits.types import PART


class KitSettings(BaseModel):
    target: int = Field(10, ge=1, description="How many kits there are to be.")
    wards: list[str] = Field(default_factory=list, description="Where.")


@hookimpl
def linli_manifest() -> Manifest:
    return Manifest("kits", "急救包", "First-aid kits", "1.0")


@hookimpl
def linli_settings() -> type[BaseModel]:
    return KitSettings


@hookimpl
def linli_models() -> Models:
    return Models("tests.plugins.kits.models", "tests.plugins.kits.migrations")


@hookimpl
def linli_schema() -> Part:
    return PART


@hookimpl
def linli_error_codes() -> Sequence[ErrorCode]:
    return [ErrorCode("KIT_UNNAMED", "请给急救包起个名字", "Give the kit a name")]


@hookimpl
def linli_permissions() -> Sequence[Permission]:
    return [Permission("kits.write", "管理急救包", "Add kits")]


@hookimpl
def linli_roles() -> Sequence[Role]:
    return [Role("kits.keeper", "管理员", "Keeper", ("kits.write",))]


def named(row: Row, viewer: Viewer) -> Any:
    return row.name != "秘密组织"


@hookimpl
def linli_narrowings() -> Sequence[Narrowing]:
    return [Narrowing("Organization", named)]


async def on_place(event: Event) -> None:
    assert event.name


@hookimpl
def linli_event_handlers() -> Sequence[EventHandler]:
    return [EventHandler("place.*", on_place)]


async def inspect_kits() -> None:
    await Kit.all().count()


@hookimpl
def linli_jobs() -> Sequence[Job]:
    return [Job("kits.inspect", datetime.timedelta(days=1), inspect_kits)]


@hookimpl
def linli_consent_purposes() -> Sequence[ConsentPurpose]:
    return [ConsentPurpose("kits.allergies", "过敏信息", "Allergies", sensitive=True)]


async def held(person_id: uuid.UUID) -> Any:
    return {"keeper_of": [kit.name for kit in await Kit.filter(name=str(person_id))]}


async def erase(person_id: uuid.UUID) -> None:
    await Kit.filter(name=str(person_id)).update(name="匿名")


@hookimpl
def linli_personal_data() -> Sequence[PersonalData]:
    return [PersonalData("kits.keepers", "保管人", "Keepers", held, erase)]


@hookimpl
def linli_retention() -> Sequence[Retention]:
    return [Retention("kits.old", "旧急救包", "Old kits", Kit, "place__created_at", 30, {"status": "EXPIRED"})]


async def count_kits(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    kits = await Kit.filter(counted(period, "place__area")).count()
    return [{"kits": kits, "target": plugin_settings(KitSettings).target}]


@hookimpl
def linli_reports() -> Sequence[Report]:
    columns = (ReportColumn("kits", "急救包", "Kits", int), ReportColumn("target", "目标", "Target", int))
    return [Report("kits.count", "急救包数量", "Number of kits", columns, count_kits, "kits.write")]


async def hello(_: Request) -> PlainTextResponse:
    return PlainTextResponse(f"target {plugin_settings(KitSettings).target}")


@hookimpl
def linli_routes() -> Sequence[Route]:
    return [Route("/hello", hello)]


@hookimpl
def linli_search_subjects() -> Sequence[tuple[type, str, tuple[str, ...]]]:
    return [(Kit, "kt", ("name",))]


@hookimpl
def linli_figures() -> Sequence[Figure]:
    return [Figure("kits.total", "急救包", "Kits", "{ kits { totalCount } }", ("kits", "totalCount"))]


async def load() -> int:
    place = await Place.first()
    if place is None or await Kit.exists():
        return 0
    await Kit.create(name="演示急救包", place=place)
    await Organization.filter(name="秘密组织").count()
    return 1


@hookimpl
def linli_sample_data() -> Callable[[], Awaitable[int]]:
    return load


commands = typer.Typer(name="kits")


@commands.command()
def target() -> None:
    typer.echo(str(plugin_settings(KitSettings).target))


async def announce(what: str) -> int:
    if not what:
        raise refuse("REQUIRED", "Say what is announced.", "what")
    async with writing():
        await emit("kits.announced", "kt", new_id(), {"what": what})
    return await Event.filter(name="kits.announced").count()


@commands.command("announce")
def announce_command(context: typer.Context, what: str) -> None:
    typer.echo(f"{run_with_database(context, lambda: announce(what))} announcements")


@hookimpl
def linli_commands() -> Sequence[typer.Typer]:
    return [commands]


@hookimpl
def linli_example_operations() -> Sequence[ExampleOperation]:
    return [ExampleOperation("急救包", "Kits", "{ kits { nodes { name } } }")]
