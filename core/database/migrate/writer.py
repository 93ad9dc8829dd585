"""Write a migration file."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.migrations.operations import AddField, AlterField, CreateModel, Operation
from tortoise.migrations.writer import (
    ImportManager,
    MigrationWriter,
    _render_call,
    slugify_migration_name,
)

from core.database.migrate.apps import CORE, AppModels
from core.database.migrate.declare import DatabaseObject
from core.database.migrate.detect import missing_migrations
from core.database.migrate.graph import Graph
from core.database.migrate.operations import AddObjects, AlterTable, DropObjects
from core.errors import MigrationError

_PACKAGE = "core.database.migrate"
_NUMBER = re.compile(r"(\d{4})_")
_PUBLIC = {"core.database.migrate": "linli.migrations", "core.models.fields": "linli.models"}
"""By what names the migrations of plugins import what those of the core do: plugins import `linli` alone."""
_STATEMENTS = ("both", "postgres", "sqlite", "drop_postgres", "drop_sqlite")


def make(apps: Sequence[AppModels] = CORE, name: str = "auto") -> list[Path]:
    """Write a migration for each app that misses one, and give back the files.

    ``name`` becomes part of the file's name; an app's first migration is always ``0001_initial``. The file
    depends on the app's last migration, and on the last ones of the apps that it points to: an app's first
    migration on those of all apps that it stands on, a later one on those that its new foreign keys name.
    Raises MigrationError.
    """
    graph = Graph(apps)
    written: list[Path] = []
    newest: dict[str, str] = {app.label: key.name for app in apps for key in graph.leaves(app.label)}
    for missing in missing_migrations(apps):
        app = graph.apps[missing.app]
        last = newest.get(app.label)
        others = app.depends_on if last is None else _apps_named(missing.operations, app)
        dependencies = [(label, newest[label]) for label in sorted(others) if label in newest]
        if last is not None:
            dependencies.insert(0, (app.label, last))
        own = [key for key in graph.order if key.app_label == app.label]
        newest[app.label] = _next_name([key.name for key in own], name)
        _ensure_package(app)
        writer = _Writer(
            newest[app.label],
            app.label,
            missing.operations,
            dependencies=dependencies,
            initial=True if last is None else None,
            migrations_module=app.migrations_module,
        )
        written.append(writer.write())
        if app.label != CORE[0].label:
            _import_what_is_public(written[-1])
    _format(written)
    importlib.invalidate_caches()
    return written


def _apps_named(operations: Iterable[Operation], app: AppModels) -> set[str]:
    named: set[str] = set()
    for operation in operations:
        fields = []
        if isinstance(operation, CreateModel):
            fields = [field for _, field in operation.fields]
        elif isinstance(operation, AddField | AlterField):
            fields = [operation.field]
        for field in fields:
            if isinstance(field, ForeignKeyFieldInstance | ManyToManyFieldInstance):
                named.add(str(field.model_name).split(".")[0])
    strangers = named - {app.label, *app.depends_on}
    if strangers:
        raise MigrationError(f"Models of {app.label} point to {', '.join(sorted(strangers))}, not among its depends_on")
    return named - {app.label}


def _next_name(names: Sequence[str], name: str) -> str:
    if not names:
        return "0001_initial"
    numbers = [int(found[1]) for found in map(_NUMBER.match, names) if found is not None]
    return f"{max(numbers, default=0) + 1:04d}_{slugify_migration_name(name)}"


def _ensure_package(app: AppModels) -> None:
    try:
        importlib.import_module(app.migrations_module)
        return
    except ModuleNotFoundError as error:
        if error.name != app.migrations_module:
            raise
    parent, _, last = app.migrations_module.rpartition(".")
    directory = Path(next(iter(importlib.import_module(parent).__path__)), last)
    directory.mkdir(exist_ok=True)
    Path(directory, "__init__.py").write_text(f'"""Migrations of the app {app.label}."""\n', encoding="utf-8")
    importlib.invalidate_caches()


def _import_what_is_public(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for internal, public in _PUBLIC.items():
        text = text.replace(f"from {internal} import", f"from {public} import")
    path.write_text(text, encoding="utf-8")


def _format(paths: Sequence[Path]) -> None:
    """Bring files into the usual layout, where the formatter is installed; it is a tool of development."""
    ruff = shutil.which("ruff", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if ruff is None or not paths:
        return
    files = [str(path) for path in paths]
    subprocess.run([ruff, "check", "--quiet", "--select", "I", "--fix", *files], check=True)
    subprocess.run([ruff, "format", "--quiet", *files], check=True)


def _object_lines(item: DatabaseObject, indent: str) -> list[str]:
    lines = [f"{indent}DatabaseObject(", f"{indent}    {item.table!r},", f"{indent}    {item.name!r},"]
    for attribute in _STATEMENTS:
        statements = getattr(item, attribute)
        if statements or (statements is not None and attribute.startswith("drop_")):
            lines.append(f"{indent}    {attribute}=[")
            lines += [f"{indent}        {_text(statement)}," for statement in statements]
            lines.append(f"{indent}    ],")
    return [*lines, f"{indent}),"]


def _text(statement: str) -> str:
    """A literal of a statement, in the lines that it has."""
    plain = not any(mark in statement for mark in ("\\", '"""')) and not statement.endswith('"')
    return f'"""{statement}"""' if "\n" in statement and plain else repr(statement)


class _Writer(MigrationWriter):
    """Tortoise's writer, which knows Linli's operations and leaves out what no database reads."""

    def _format_operation(self, operation: Operation, imports: ImportManager, *, indent: str) -> list[str]:
        if isinstance(operation, AddObjects):
            imports.add_from(_PACKAGE, "AddObjects")
            imports.add_from(_PACKAGE, "DatabaseObject")
            lines = [f"{indent}AddObjects(", f"{indent}    ["]
            for item in operation.objects:
                lines += _object_lines(item, f"{indent}        ")
            return [*lines, f"{indent}    ]", f"{indent}),"]
        if isinstance(operation, DropObjects):
            imports.add_from(_PACKAGE, "DropObjects")
            return [f"{indent}DropObjects({list(operation.names)!r}),"]
        if isinstance(operation, AlterTable):
            imports.add_from(_PACKAGE, "AlterTable")
            return [f"{indent}AlterTable(model_name={operation.model_name!r}, table={operation.table!r}),"]
        return super()._format_operation(operation, imports, indent=indent)

    def _format_create_model(self, operation: CreateModel, imports: ImportManager, *, indent: str) -> list[str]:
        # Defaults matter only where rows exist already; without them a file stands on less of today's code.
        columns = [(name, _without_default(field)) for name, field in operation.fields if field is not None]
        options = {key: value for key, value in (operation.options or {}).items() if key != "pk_attr"}
        return super()._format_create_model(CreateModel(operation.name, columns, options), imports, indent=indent)

    def _render_field(self, field: Any, imports: ImportManager) -> str:
        path, args, kwargs = field.deconstruct()
        parameters = inspect.signature(type(field).__init__).parameters
        said = {
            key: value
            for key, value in kwargs.items()
            if not (key in parameters and parameters[key].default == value and key != "on_delete")
            and not (key == "db_constraint" and value is True)
            and not (key in ("unique", "db_index") and field.pk)
        }
        return _render_call(path, args, said, imports)


def _without_default(field: Any) -> Any:
    copied = copy(field)
    copied.default = None
    return copied
