"""What a plugin's migrations and declared database objects are made with."""

from core.database.migrate import (
    AddObjects,
    AlterTable,
    DatabaseObject,
    DropObjects,
    RunStatements,
    append_only,
    check_violation,
    refusing,
    required,
    unchanging,
)

__all__ = [
    "AddObjects",
    "AlterTable",
    "DatabaseObject",
    "DropObjects",
    "RunStatements",
    "append_only",
    "check_violation",
    "refusing",
    "required",
    "unchanging",
]
