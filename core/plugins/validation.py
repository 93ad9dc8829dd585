"""What the hooks of a plugin may return. Each check gives the value, in the form the host uses, or says what is wrong.

Every check takes the value and the plugin's name, and raises `Unusable` with the reason and the cure.
"""

from __future__ import annotations

import datetime
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import typer
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel
from starlette.routing import BaseRoute
from tortoise.models import Model

from core.plugins import contributions
from core.plugins.contributions import (
    ConsentPurpose,
    ErrorCode,
    EventHandler,
    ExampleOperation,
    Figure,
    FigurePoints,
    Job,
    Manifest,
    Models,
    Narrowing,
    Permission,
    PersonalData,
    Report,
    ReportColumn,
    Retention,
    Role,
    SchemaPart,
)
from core.plugins.failures import Unusable
from core.reports.kinds import KINDS_TOLD, is_kind

CORE_NAME = "core"
"""The platform's own contribution, which comes in by the same door. Its names carry no prefix."""

LONGEST_NAME = 100
"""The most characters of the name of an event handler, the plugin's name before it, of a job, or of an error code."""

Check = Callable[[Any, str], Any]

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_COMMAND = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


def shape_of(value: object) -> str:
    """A returned value in words, for a message: ``a list``, ``None``, ``the class Kit``."""
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    kind = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    return f"{value!r}, {kind}" if isinstance(value, str | int) else kind


def not_synchronous(value: object) -> Unusable | None:
    """The complaint about a hook that is ``async def`` or a generator; None for one that returned something."""
    if inspect.iscoroutine(value):
        value.close()  # nobody awaits it, and Python would warn of that
        return Unusable(
            "it is `async def`, and hooks are synchronous.", "Write `def`; hooks return data, and await nothing."
        )
    if inspect.isgenerator(value) or inspect.isasyncgen(value):
        return Unusable("it is a generator.", "Return a tuple or a list; do not `yield`.")
    return None


def one(kind: type) -> Check:
    """One instance of ``kind``."""

    def check(value: Any, plugin: str) -> Any:
        if not isinstance(value, kind):
            raise Unusable(f"it returned {shape_of(value)}.", f"Return a {_named(kind)}.")
        return value

    return check


def several(kind: type, check_one: Check | None = None) -> Check:
    """A tuple or list of instances of ``kind``, each of which passes ``check_one``. Gives a tuple."""

    def check(value: Any, plugin: str) -> Any:
        if not isinstance(value, tuple | list):
            raise Unusable(f"it returned {shape_of(value)}.", f"Return a tuple or a list of {_named(kind)}.")
        for index, item in enumerate(value):
            if not isinstance(item, kind):
                raise Unusable(f"item {index} of what it returned is {shape_of(item)}.", f"Return only {_named(kind)}.")
            if check_one is not None:
                check_one(item, plugin)
        return tuple(value)

    return check


def _named(kind: type) -> str:
    if kind is BaseRoute:
        return "starlette.routing.Route"
    public = kind is not SchemaPart and getattr(contributions, kind.__name__, None) is kind
    return "linli.Part" if kind is SchemaPart else f"linli.{kind.__name__}" if public else kind.__name__


def manifest(value: Any, plugin: str) -> Manifest:
    """The manifest: its name is that of the entry point, its version one that pip understands."""
    found: Manifest = one(Manifest)(value, plugin)
    _texts(found, "Manifest", ("name", "title_zh", "title_en", "version"))
    if found.name != plugin:
        raise Unusable(
            f"its manifest says the name {found.name!r}, and its entry point {plugin!r}.",
            "Write the same name in both.",
        )
    try:
        Version(found.version)
    except InvalidVersion as error:
        raise Unusable(
            f"its version {found.version!r} is not a version as pip knows them.", 'Write one such as "0.1.0".'
        ) from error
    if not _is_sequence(found.needs) or not all(isinstance(name, str) for name in found.needs):
        raise Unusable("`needs` is not a tuple of names.", 'Write `needs=("other_plugin",)`, with a comma.')
    return replace(found, needs=tuple(name for name in found.needs if name != CORE_NAME))


def settings(value: Any, plugin: str) -> type[BaseModel]:
    """A class of settings; each of its fields is one value."""
    if not isinstance(value, type) or not issubclass(value, BaseModel):
        raise Unusable(
            f"it returned {shape_of(value)}.", "Return a subclass of pydantic.BaseModel, and not an instance."
        )
    return value


def models(value: Any, plugin: str) -> Models:
    """Where the models are. What is in them is checked by `core.plugins.models`."""
    found: Models = one(Models)(value, plugin)
    _texts(found, "Models", ("models_module", "migrations_module"))
    return found


def _error_code(item: ErrorCode, plugin: str) -> None:
    _texts(item, "ErrorCode", ("name", "title_zh", "title_en"))
    if not _CODE.fullmatch(item.name):
        raise Unusable(
            f"the error code {item.name!r} is no code.", "Write it in capitals with underscores, say SLOT_TAKEN."
        )
    _fits("error code", item.name)


def _permission(item: Permission, plugin: str) -> None:
    _texts(item, "Permission", ("name", "title_zh", "title_en"))
    prefixed("permission", item.name, plugin, ".")


def _role(item: Role, plugin: str) -> None:
    _texts(item, "Role", ("name", "title_zh", "title_en"))
    prefixed("role", item.name, plugin, ".")
    if not _is_sequence(item.permissions):
        raise Unusable(f"the permissions of the role {item.name!r} are no tuple.", "Return a tuple of their names.")


def _narrowing(item: Narrowing, plugin: str) -> None:
    _texts(item, "Narrowing", ("type_name",))
    rule: object = item.rule
    if not (callable(rule) and not inspect.iscoroutinefunction(rule)):
        raise Unusable(
            f"the rule of the narrowing of {item.type_name} is {shape_of(item.rule)}.",
            "Give a plain function of (row, viewer) that returns a criterion or None.",
        )


def _event_handler(item: EventHandler, plugin: str) -> None:
    _texts(item, "EventHandler", ("event",))
    if "*" in item.event[:-1]:
        raise Unusable(f"a handler is for {item.event!r}.", "Write * at the end of an event's name, or not at all.")
    _asynchronous(item.function, f"the handler of {item.event!r}", 1)
    if not _NAME.fullmatch(str(item.known_as)):
        raise Unusable(
            f"the handler of {item.event!r} is called {item.known_as!r}.",
            'Name it in lower case, say EventHandler(…, name="on_place_closed").',
        )
    _fits("event handler", f"{plugin}.{item.known_as}")


def _job(item: Job, plugin: str) -> None:
    _texts(item, "Job", ("name",))
    prefixed("job", item.name, plugin, ".")
    _fits("job", item.name)
    if not _is_period(item.every):
        raise Unusable(
            f"the job {item.name!r} is to run every {item.every!r}.", "Give a timedelta of more than nothing."
        )
    _asynchronous(item.function, f"the job {item.name!r}", 0)


def _consent_purpose(item: ConsentPurpose, plugin: str) -> None:
    _texts(item, "ConsentPurpose", ("name", "title_zh", "title_en"))
    prefixed("purpose of consent", item.name, plugin, ".")
    _fits("purpose of consent", item.name)


def _personal_data(item: PersonalData, plugin: str) -> None:
    _texts(item, "PersonalData", ("name", "title_zh", "title_en"))
    prefixed("personal data", item.name, plugin, ".")
    _fits("personal data", item.name)
    _asynchronous(item.export, f"`export` of the personal data {item.name!r}", 1)
    _asynchronous(item.erase, f"`erase` of the personal data {item.name!r}", 1)


def _retention(item: Retention, plugin: str) -> None:
    _texts(item, "Retention", ("name", "title_zh", "title_en", "column"))
    prefixed("retention", item.name, plugin, ".")
    whose = f"the retention {item.name!r}"
    if not _is_model(item.model):
        raise Unusable(f"{whose} is of {shape_of(item.model)}.", "Give one of the plugin's models.")
    days: object = item.days
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise Unusable(f"{whose} is for {item.days!r} days.", "Give a whole number from 1.")
    if item.becomes and not item.where and None not in item.becomes.values():
        raise Unusable(f"{whose} changes rows that stay due.", "Let a column become None, or narrow it by `where`.")
    for column in (item.column.partition("__")[0], *item.becomes):
        # The column of a reference is known only once Tortoise was set up.
        if not {column, column.removesuffix("_id")} & item.model._meta.fields_map.keys():
            raise Unusable(f"{whose}: {item.model.__name__} has no column {column!r}.", "Name columns of the model.")


def _fits(what: str, name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise Unusable(f"the name of the {what} {name!r} is too long.", f"At most {LONGEST_NAME} characters fit.")


def _is_model(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Model)


def _is_sequence(value: object) -> bool:
    return isinstance(value, tuple | list)


def _is_period(value: object) -> bool:
    return isinstance(value, datetime.timedelta) and value > datetime.timedelta(0)


def _report(item: Report, plugin: str) -> None:
    _texts(item, "Report", ("name", "title_zh", "title_en"))
    if item.requires is not None:
        _texts(item, "Report", ("requires",))
    prefixed("report", item.name, plugin, ".")
    if not _NAME.fullmatch(item.name.partition(".")[2] if plugin != CORE_NAME else item.name):
        raise Unusable(
            f"the report {item.name!r} is no name in addresses and in GraphQL.",
            f"Call it {plugin}.some_name, in lower case with underscores.",
        )
    if not _is_sequence(item.columns) or not item.columns or not all(isinstance(c, ReportColumn) for c in item.columns):
        raise Unusable(f"the report {item.name!r} has no columns.", "Give a tuple of linli.ReportColumn.")
    seen = set()
    for column in item.columns:
        _texts(column, "ReportColumn", ("name", "title_zh", "title_en"))
        whose = f"the column {column.name!r} of the report {item.name!r}"
        if not _NAME.fullmatch(column.name):
            raise Unusable(f"{whose} is no name.", "Write it in lower case with underscores.")
        if column.name in seen:
            raise Unusable(f"{whose} is there twice.", "Rename one of them.")
        seen.add(column.name)
        if not is_kind(column.kind):
            raise Unusable(f"{whose} is of the kind {column.kind!r}.", f"Give {KINDS_TOLD}.")
    _asynchronous(item.function, f"the report {item.name!r}", 1)


def _figure(item: Figure, plugin: str) -> None:
    _texts(item, "Figure", ("name", "title_zh", "title_en", "query"))
    prefixed("figure", item.name, plugin, ".")
    for name in ("points", "marks"):
        if not isinstance(getattr(item, name), FigurePoints | None):
            raise Unusable(f"{name} of the figure {item.name!r} are no points.", "Give a linli.FigurePoints.")


def _example(item: ExampleOperation, plugin: str) -> None:
    _texts(item, "ExampleOperation", ("title_zh", "title_en", "query"))


def _command(item: typer.Typer, plugin: str) -> None:
    name = item.info.name
    if not isinstance(name, str) or not _COMMAND.fullmatch(name):
        raise Unusable(
            f"a command is called {name!r}." if isinstance(name, str) else "a command has no name.",
            'Name it in lower case with dashes: typer.Typer(name="my-plugin").',
        )


def search_subjects(value: Any, plugin: str) -> tuple[tuple[type, str, tuple[str, ...]], ...]:
    """Models to be searched, with the tag of their ids and the columns of their names."""
    found = []
    for index, item in enumerate(several(tuple)(value, plugin)):
        cure = 'Return tuples such as (models.Kit, "fk", ("name",)).'
        if len(item) != 3 or not _is_model(item[0]):
            raise Unusable(f"item {index} of what it returned is not (model, tag, columns).", cure)
        model, tag, columns = item
        if not isinstance(tag, str) or not isinstance(columns, tuple | list) or not columns:
            raise Unusable(f"item {index} of what it returned is not (model, tag, columns).", cure)
        for column in columns:
            if column not in model._meta.fields_map:
                raise Unusable(f"{model.__name__} has no column {column!r} to search in.", "Name columns of the model.")
        found.append((model, tag, tuple(columns)))
    return tuple(found)


def sample_data(value: Any, plugin: str) -> Any:
    """An ``async def`` without arguments."""
    _asynchronous(value, "what it returned", 0)
    return value


def prefixed(what: str, name: str, plugin: str, separator: str) -> None:
    """Refuse a name that does not start with the plugin's; the core's names need no prefix."""
    if plugin != CORE_NAME and not name.startswith(plugin + separator):
        raise Unusable(
            f"the {what} {name!r} does not start with the plugin's name.", f"Call it {plugin}{separator}{name}."
        )


def _texts(item: object, kind: str, names: Sequence[str]) -> None:
    for name in names:
        value = getattr(item, name)
        if not isinstance(value, str) or not value.strip():
            article = "an" if kind[0] in "AEIOU" else "a"
            raise Unusable(f"`{name}` of {article} {kind} is {value!r}.", "Give a text that is not empty.")


def _asynchronous(function: Any, what: str, arguments: int) -> None:
    if not inspect.iscoroutinefunction(function):
        raise Unusable(
            f"{what} is {shape_of(function)}, and not an `async def`.", "Give the function itself, uncalled."
        )
    try:
        inspect.signature(function).bind(*range(arguments))
    except TypeError as error:
        takes = "one argument" if arguments else "no arguments"
        raise Unusable(f"{what} must take {takes}: {error}.", "Change the function's arguments.") from error


@dataclass(frozen=True)
class Hook:
    """A hook: the attribute of `LoadedPlugin` that keeps what it returned, its check, and what stands for none."""

    attribute: str
    check: Check
    default: Any = ()


HOOKS: dict[str, Hook] = {
    "linli_manifest": Hook("manifest", manifest, None),
    "linli_settings": Hook("settings_model", settings, None),
    "linli_models": Hook("models", models, None),
    "linli_schema": Hook("part", one(SchemaPart), None),
    "linli_error_codes": Hook("error_codes", several(ErrorCode, _error_code)),
    "linli_permissions": Hook("permissions", several(Permission, _permission)),
    "linli_roles": Hook("roles", several(Role, _role)),
    "linli_narrowings": Hook("narrowings", several(Narrowing, _narrowing)),
    "linli_event_handlers": Hook("event_handlers", several(EventHandler, _event_handler)),
    "linli_jobs": Hook("jobs", several(Job, _job)),
    "linli_consent_purposes": Hook("consent_purposes", several(ConsentPurpose, _consent_purpose)),
    "linli_personal_data": Hook("personal_data", several(PersonalData, _personal_data)),
    "linli_retention": Hook("retention", several(Retention, _retention)),
    "linli_reports": Hook("reports", several(Report, _report)),
    "linli_routes": Hook("routes", several(BaseRoute)),
    "linli_search_subjects": Hook("search_subjects", search_subjects),
    "linli_figures": Hook("figures", several(Figure, _figure)),
    "linli_sample_data": Hook("sample_data", sample_data, None),
    "linli_commands": Hook("commands", several(typer.Typer, _command)),
    "linli_example_operations": Hook("example_operations", several(ExampleOperation, _example)),
}
"""Every hook, in the order in which they are called."""
