"""Registered operations (已登记操作): what apps send, for whoever changes the schema. Part of `/graphql` alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import Source

from core import models, operations
from core.access import OPERATIONS_WRITE
from core.models import RegisteredOperation as RegisteredOperationRow
from core.modules import CORE
from core.operations import App
from core.problems import Problems
from schema.declare.fields import auto, column, to_one
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.roots import Gives, Mutation, Part, RootConnection
from schema.declare.types import model_type
from schema.operations.reading import OperationsRefused
from schema.operations.registry import Registry

if TYPE_CHECKING:
    from schema.types.areas import Area

MOST_DOCUMENTS = 200
"""The most documents, and ids, of one mutation."""


@model_type(
    models.RegisteredOperation,
    tag=operations.TAG,
    order_by=("team", "app", "name"),
    requires=OPERATIONS_WRITE,
    area="area",
    group_by=("team", "app", "kind", "area"),
)
class RegisteredOperation:
    """An operation that an app sends (已登记操作), registered so that nobody breaks it unawares."""

    area: Area | None = to_one("The district at whose address it is sent (区县); null for that of the whole city.")
    team: auto = column("The team that answers for the app (团队).")
    app: auto = column("The app that sends it (应用).")
    name: auto = column("The operation's name (操作名).")
    kind: auto = column("Query, mutation or subscription (种类).")
    document: auto = column(
        "The operation with the fragments that it uses (文档), printed in one form.", filterable=False, orderable=False
    )
    hash: auto = column("The SHA-256 of `document`, in hex (摘要).", orderable=False)
    app_version: auto = column("The release of the app that first sent this document (应用版本).")
    registered_at: auto = column("When this document was registered (登记时间).")
    version: auto = column("Grows with every change of the document.", filterable=False, orderable=False)


@dataclass(frozen=True, kw_only=True)
class NewOperations:
    """The operations of an app."""

    team: str
    app: str
    documents: Sequence[str]
    area_id: uuid.UUID | None = None
    app_version: str | None = None


@dataclass(frozen=True, kw_only=True)
class OperationKeys:
    """Which operations."""

    ids: Sequence[uuid.UUID]


def operations_part(registry: Callable[[], Registry]) -> Part:
    """The part with the registered operations. ``registry`` gives that of the schema which the part becomes a part of,
    once a mutation needs it.
    """

    async def register(given: Converted) -> list[RegisteredOperationRow]:
        new: NewOperations = given.value
        _refuse_too_many(new.documents, "documents")
        sources = [Source(text, str(index)) for index, text in enumerate(new.documents)]
        app = App(team=new.team, app=new.app, area_id=new.area_id, version=new.app_version)
        try:
            return (await registry().register(app, [sources], registry().limits.tokens)).rows
        except OperationsRefused as refused:
            problems = Problems()
            for problem in refused.problems:
                path = ("documents", problem.source) if problem.source.isdecimal() else ("documents",)
                problems.add(problem.code, f"{problem.place}{problem.told}", *path)
            problems.refuse()
            raise

    async def remove(given: Converted) -> list[uuid.UUID]:
        _refuse_too_many(given.value.ids, "ids")
        return await operations.remove(given.value.ids)

    return Part(
        owner=CORE,
        types=(RegisteredOperation,),
        roots=(
            RootConnection(
                "registeredOperations",
                "registeredOperation",
                "RegisteredOperation",
                "All operations that apps registered (已登记操作). Needs a permission.",
            ),
        ),
        mutations=(
            Mutation(
                "registerOperations",
                "Registers the operations of an app (登记操作), if the schema of their address takes them; the same "
                "again changes nothing, and another document of the same name takes the place of the former.",
                InputType(
                    "RegisterOperationsInput",
                    "Operations of an app.",
                    NewOperations,
                    {
                        "team": "The team that answers for the app (团队).",
                        "app": "The app that sends them (应用).",
                        "documents": "Texts with one or more named operations, which share their fragments (文档).",
                        "area_id": Reference(
                            "The district at whose address they are sent (区县); without it that of the whole city.",
                            "Area",
                        ),
                        "app_version": "The release of the app (应用版本).",
                    },
                ),
                "operations",
                "RegisteredOperation",
                register,
                OPERATIONS_WRITE,
                gives=Gives.ROWS,
            ),
            Mutation(
                "removeOperations",
                "Removes registered operations, which no app sends any more (移除登记).",
                InputType(
                    "RemoveOperationsInput",
                    "The operations to remove.",
                    OperationKeys,
                    {"ids": Reference("The ids of the operations (操作).", "RegisteredOperation")},
                ),
                "removedIds",
                "RegisteredOperation",
                remove,
                OPERATIONS_WRITE,
                gives=Gives.REMOVED,
            ),
        ),
    )


def _refuse_too_many(given: Sequence[object], field: str) -> None:
    problems = Problems()
    if len(given) > MOST_DOCUMENTS:
        problems.add("TOO_MANY", f"Has {len(given)} items; send at most {MOST_DOCUMENTS} at once.", field)
    problems.refuse()
