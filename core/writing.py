"""What all use cases have in common: one transaction, locked rows, references, versions, events."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from core import events, search
from core.clock import now
from core.database.connect import transaction
from core.integrity import CORE_RULES, Rules, problem_of
from core.models import Person
from core.models.choices import GONE_STATES
from core.problems import InputRefused, Problems, refuse

ModelT = TypeVar("ModelT", bound=Model)


@asynccontextmanager
async def writing(rules: Rules = CORE_RULES) -> AsyncIterator[None]:
    """One transaction, or a savepoint of the open one. Raises InputRefused for a rule of the database.

    A plugin gives the rules of its own tables; the core's hold beside them.
    """
    try:
        async with transaction():
            yield
    except IntegrityError as error:
        problem = problem_of(error, rules)
        if problem is None:
            raise
        raise InputRefused([problem]) from error


async def locked(model: type[ModelT], key: uuid.UUID, expected_version: int | None) -> ModelT:
    """The row, which nobody else changes until the transaction ends.

    Raises InputRefused: NOT_FOUND at `id`; CONFLICT at `expectedVersion` if the row has another version by
    now. None expects none, so that the last writer wins.
    """
    row = await model.filter(id=key).select_for_update(no_key=True).get_or_none()
    if row is None:
        raise refuse("NOT_FOUND", "There is no such row.", "id")
    version: int = row.version  # type: ignore[attr-defined]  # every model that is changed has versions
    if expected_version is not None and version != expected_version:
        raise refuse(
            "CONFLICT",
            f"Somebody has changed the row: it has version {version}, and version {expected_version} was "
            "expected. Read it again, and repeat the change.",
            "expected_version",
        )
    return row


def no_such(model: type[Model]) -> str:
    """What is told of a row that is not there: in words, without the plugin's name that its table begins with."""
    noun = model._meta.db_table.removeprefix(f"{model._meta.app}_").replace("_", " ")
    return f"There is no such {noun}."


class References:
    """The rows that an input refers to. `check` looks for all of them, with one statement for each model."""

    def __init__(self) -> None:
        self._wanted: dict[type[Model], list[tuple[uuid.UUID, tuple[str | int, ...]]]] = {}

    def add(self, model: type[Model], key: uuid.UUID | None, *path: str | int) -> None:
        """Want the row, if the input names one. `path` is where the input names it."""
        if key is not None:
            self._wanted.setdefault(model, []).append((key, path))

    async def check(self, problems: Problems) -> None:
        """Note NOT_FOUND for each row that does not exist."""
        for model, wanted in self._wanted.items():
            keys = list({key for key, _ in wanted})
            rows = model.filter(id__in=keys)
            if model is Person:
                # Whom nobody is shown any more, nothing new refers to.
                rows = rows.exclude(status__in=GONE_STATES)
            found = set(await rows.values_list("id", flat=True))
            for key, path in wanted:
                if key not in found:
                    problems.add("NOT_FOUND", no_such(model), *path)


async def created(row: Model, event: str, payload: Mapping[str, Any] | None = None, *, tag: str | None = None) -> None:
    """Insert a new row, index it if it can be searched for, and note the event.

    `tag` is that of the row's identifiers; the tags of models that can be searched for are known.
    """
    await row.save(force_create=True)
    if type(row) in search.SUBJECTS:
        await search.index_instance(row)
    await _emit(row, event, payload, tag)


async def changed(
    row: Model,
    values: Mapping[str, Any],
    event: str,
    payload: Mapping[str, Any] | None = None,
    *,
    tag: str | None = None,
) -> None:
    """Store `values` of columns in a locked row with its next version, and note the event.

    The row is indexed anew if one of its names is among them. `tag` as for `created`.
    """
    for column, value in values.items():
        setattr(row, column, value)
    row.version += 1  # type: ignore[attr-defined]  # every model that is changed has versions
    stamped = ["updated_at"] if "updated_at" in row._meta.fields_map else []
    for column in stamped:
        setattr(row, column, now())
    await row.save(update_fields=[*values, "version", *stamped])
    if type(row) in search.SUBJECTS:
        _, names = search.SUBJECTS[type(row)]
        if not values.keys().isdisjoint(names):
            await search.index_instance(row)
    await _emit(row, event, payload, tag)


async def _emit(row: Model, event: str, payload: Mapping[str, Any] | None, tag: str | None) -> None:
    if tag is None:
        if type(row) not in search.SUBJECTS:
            raise ValueError(f"{event}: {type(row).__name__} cannot be searched for, so give its tag: tag=…")
        tag, _ = search.SUBJECTS[type(row)]
    version = row.version  # type: ignore[attr-defined]  # every model of which events tell has versions
    await events.emit(event, tag, row.pk, {"version": version, **(payload or {})})
