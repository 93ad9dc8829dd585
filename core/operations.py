"""Registered operations: what each app of a frontend team sends, so that it can be told what would break it.

What GraphQL says of an operation is the schema's; here are the rows.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.clock import now
from core.events import emit
from core.models import RegisteredOperation
from core.models.choices import OperationKind
from core.modules import enabled_in, locked_district
from core.problems import Problems, refuse
from core.writing import writing

TAG = "op"
"""Starts the global ids of registered operations."""


@dataclass(frozen=True, kw_only=True)
class App:
    """Who sends operations, and to which address: of the whole city, or of a district.

    ``version`` is the release of the app, if it has one.
    """

    team: str
    app: str
    area_id: uuid.UUID | None = None
    version: str | None = None


@dataclass(frozen=True)
class OperationText:
    """An operation with the fragments that it uses, in its one form."""

    name: str
    kind: OperationKind
    document: str

    @property
    def hash(self) -> str:
        """The SHA-256 of the document, in hex."""
        return hashlib.sha256(self.document.encode()).hexdigest()


Read = Callable[[frozenset[str] | None], Sequence[OperationText]]
"""Gives the operations to register, if they fit an address: what its district has enabled, None for the whole city.

Their names are distinct. Raises InputRefused where they do not fit.
"""


@dataclass(frozen=True)
class Registered:
    """The operations that were given, by name as they are now; and the names of those that are new or changed."""

    rows: list[RegisteredOperation]
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


async def register(app: App, read: Read) -> Registered:
    """Registers the operations of an app that ``read`` gives; others that it has registered stay.

    The same document again changes nothing; another one replaces it with the next version. The modules of the
    district do not change while ``read`` looks at them. Emits `operation.registered` and `operation.changed`. Raises
    `core.problems.InputRefused` for a missing team or app, an area that is no district, and for what ``read`` refuses.
    """
    async with writing():
        checked = _checked(app)
        enabled = await _enabled_at(app.area_id)
        texts = {text.name: text for text in sorted(read(enabled), key=lambda text: text.name)}
        new = [
            RegisteredOperation(
                area_id=app.area_id,
                **checked,
                name=text.name,
                kind=text.kind,
                document=text.document,
                hash=text.hash,
            )
            for text in texts.values()
        ]
        # Whoever registers the same at the same time waits here, and then finds it there.
        await RegisteredOperation.bulk_create(new, ignore_conflicts=True)
        keys = {row.id for row in new}
        rows = (
            await RegisteredOperation.filter(
                area_id=app.area_id, team=checked["team"], app=checked["app"], name__in=list(texts)
            )
            .order_by("name")
            .select_for_update(no_key=True)
        )
        found = Registered(rows)
        for row in rows:
            if row.id in keys:
                found.added.append(row.name)
                await _emit("operation.registered", row)
            elif row.hash != texts[row.name].hash:
                found.changed.append(row.name)
                await _replace(row, texts[row.name], checked["app_version"])
    return found


async def remove(keys: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Removes registered operations for good, and gives their keys. Emits `operation.removed`.

    Raises `core.problems.InputRefused`: NOT_FOUND at ``ids`` for one that is not there; then all are still there.
    """
    async with writing():
        rows = await RegisteredOperation.filter(id__in=list(keys)).order_by("id").select_for_update()
        known = {row.id for row in rows}
        problems = Problems()
        for index, key in enumerate(keys):
            if key not in known:
                problems.add("NOT_FOUND", "There is no such registered operation.", "ids", index)
        problems.refuse()
        for row in rows:
            await _emit("operation.removed", row)
        await RegisteredOperation.filter(id__in=list(known)).delete()
    return [row.id for row in rows]


async def _enabled_at(area_id: uuid.UUID | None) -> frozenset[str] | None:
    if area_id is None:
        return None
    area = await locked_district(area_id)
    if area.slug is None:
        raise refuse(
            "NOT_ALLOWED",
            f"{area.name} has no address yet; give it one with `linli plugins address`.",
            "area_id",
        )
    return frozenset(await enabled_in(area_id))


def _checked(app: App) -> dict[str, str | None]:
    problems = Problems()
    found: dict[str, str | None] = {
        "team": problems.text(RegisteredOperation, "team", app.team, "team"),
        "app": problems.text(RegisteredOperation, "app", app.app, "app"),
        "app_version": problems.optional_text(RegisteredOperation, "app_version", app.version, "app_version"),
    }
    problems.refuse()
    return found


async def _replace(row: RegisteredOperation, text: OperationText, app_version: str | None) -> None:
    row.kind, row.document, row.hash = text.kind, text.document, text.hash
    row.app_version, row.registered_at, row.version = app_version, now(), row.version + 1
    await row.save(
        update_fields=["kind", "document", "hash", "app_version", "registered_at", "version"],
    )
    await _emit("operation.changed", row)


async def _emit(name: str, row: RegisteredOperation) -> None:
    await emit(name, TAG, row.id, {"version": row.version, "team": row.team, "app": row.app, "operation": row.name})
