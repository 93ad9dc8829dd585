"""Mutations: one after the other, each a use case in its own transaction, its payload read back within it.

What is wrong with a question is found before the first of them writes.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from asyncpg.exceptions import QueryCanceledError
from graphql import FieldNode, GraphQLError
from tortoise.models import Model

from core import idempotency
from core.access import StaleViewer, Viewer
from core.acting import Actor, acting
from core.database.connect import transaction
from core.database.reader import Reader, TransactionReader
from core.errors import StatementTimeout
from core.ids import encode
from core.problems import InputRefused, Problem, refuse
from schema.declare.claims import payload_name
from schema.declare.defects import naming_within, wrong_result
from schema.declare.inputs import IDEMPOTENCY_KEY, Converted, convert, digest_of
from schema.declare.roots import Gives, Mutation, Shown
from schema.declare.terms import RequestValues, RowValues
from schema.engine.compiler import Compiler, Question
from schema.engine.given import Getter
from schema.engine.placing import Placing
from schema.engine.plan import Plan
from schema.engine.selection import Selected
from schema.execution.audited import record_written
from schema.execution.freshness import refuse_stale
from schema.execution.holding import Holding, holding
from schema.execution.permissions import refuse_without
from schema.execution.reads import located
from schema.execution.references import Referring, referring
from schema.execution.user_errors import ErrorPart, error_parts, user_error


@dataclass(slots=True)
class PayloadField:
    """One field of a payload: its response key, its name, and what is needed to fill it.

    ``plan`` reads a written row; ``parts`` are what is asked for of a broken rule.
    """

    key: str
    name: str
    plan: Plan | None = None
    parts: Sequence[ErrorPart] = ()


@dataclass(slots=True)
class MutationField:
    """One root field. ``input`` gets its argument. ``reachable`` tells whether the row to be changed is there, and
    ``placed`` whether one that was written may lie where it does; None where that need not be asked. ``holding`` is the
    same for a permission that the viewer has at a scope, and ``referring`` whether they see what the input refers to.
    """

    key: str
    nodes: list[FieldNode]
    mutation: Mutation
    input: Getter
    reachable: Plan | None
    placed: Plan | None
    holding: Holding
    referring: Referring
    payload: Sequence[PayloadField]

    @property
    def plans(self) -> list[Plan]:
        """All that may be run."""
        found = [self.reachable, self.placed, *self.holding.plans, *self.referring.plans]
        found += [field.plan for field in self.payload]
        return [plan for plan in found if plan is not None]

    @property
    def cost(self) -> int:
        """The most rows that its payload may touch."""
        return sum(part.plan.cost for part in self.payload if part.plan is not None)


@dataclass(slots=True)
class MutationPlan:
    """The root fields of one operation: response keys, each with what is done; None is the type's name."""

    fields: Sequence[tuple[str, MutationField | None]]

    @property
    def cost(self) -> int:
        """The most rows that its payloads may touch."""
        return sum(field.cost for _, field in self.fields if field is not None)

    @property
    def weight(self) -> int:
        """The memory that the plans take, in bytes, estimated."""
        found = [field for _, field in self.fields if field is not None]
        return 200 + sum(500 + 200 * len(one.payload) + sum(plan.weight for plan in one.plans) for one in found)


@dataclass(frozen=True, slots=True)
class Run:
    """One plan and what it is run with. ``viewer`` is whose plan it is, with the epoch at which that was so."""

    plan: MutationPlan
    values: RequestValues
    viewer: Viewer
    request_id: str
    client: str


class Mutations:
    """Runs the mutations of one schema. Each leaves entries in the audit log; ``reader`` reads what is committed."""

    def __init__(self, compiler: Compiler, reader: Reader) -> None:
        self._compiler = compiler
        self._reader = reader
        self._tags = {name: found.tag for name, found in compiler.catalog.types.items()}

    def plan(self, selected: Selected, question: Question) -> MutationPlan:
        """Compiles an operation with all its payloads, before any of it runs.

        Raises ``GraphQLError`` with the path and the place of the root field for a permission that the viewer lacks,
        and for whatever cannot be compiled.
        """
        fields: list[tuple[str, MutationField | None]] = []
        budget = self._compiler.limits.cost
        for key, nodes in selected.items():
            mutation = self._compiler.catalog.mutations.get(nodes[0].name.value)
            if mutation is None:
                fields.append((key, None))
                continue
            refuse_without(mutation.requires, mutation.name, key, nodes, question.viewer)
            try:
                field = self._field(self._compiler.within(budget), key, nodes, mutation, question)
            except GraphQLError as error:
                raise located(error, key, nodes) from error
            budget -= field.cost
            fields.append((key, field))
        return MutationPlan(fields)

    def _field(
        self, compiler: Compiler, key: str, nodes: list[FieldNode], mutation: Mutation, question: Question
    ) -> MutationField:
        types, reachable, placed = compiler.catalog.types, None, None
        if mutation.input.keyed is not None and compiler.placing is Placing.DISTRICT:
            reachable = compiler.compile_presence(question, types[mutation.input.keyed], mutation.owner)
        if mutation.gives is not Gives.REMOVED:
            placed = compiler.compile_presence(question, types[mutation.type_name], mutation.owner)
        payload: list[PayloadField] = []
        for response_key, below in question.selections.under(nodes, payload_name(mutation)).items():
            part = PayloadField(response_key, below[0].name.value)
            if part.name == "userErrors":
                part.parts = error_parts(compiler, question, below)
            elif part.name not in ("__typename", *mutation.shows) and mutation.gives is not Gives.REMOVED:
                part.plan = compiler.compile_row(below, question, types[mutation.type_name])
                compiler = compiler.within(compiler.limits.cost - part.plan.cost)
            payload.append(part)
        given = compiler.builder(question).arguments(nodes[0], "Mutation")["input"]
        # Only how to get the value: what one caller sent must not stay in the plan.
        held, referred = holding(compiler, question, mutation), referring(compiler, question, mutation)
        return MutationField(key, nodes, mutation, given.get, reachable, placed, held, referred, payload)

    async def run(self, run: Run, again: Callable[[], Awaitable[Run]]) -> tuple[bytes, list[GraphQLError]]:
        """The JSON of ``data``, and the errors of the root fields that are null in it, with their paths.

        The rights of the viewer are looked at again in the transaction of each mutation. Where they may be others by
        then, StaleViewer is raised if nothing was done; else ``again`` gives the same operation for the viewer as of
        now, and the rest of it is run.

        Each mutation is committed by itself, so one that fails takes nothing of the others with it: they run, and are
        told. Where the server fails before anything was done, that is raised, and the request fails as a whole; so is
        ``GraphQLError`` for values in a payload that make no sense.
        """
        _check_values(run.plan, run.values)
        parts: list[bytes] = []
        errors: list[GraphQLError] = []
        done = False
        for index, (key, field) in enumerate(run.plan.fields):
            if field is None:
                body = b'"Mutation"'
            else:
                try:
                    body, run = await self._by_now(index, run, again if done else None)
                    done = True
                except GraphQLError as error:
                    body = b"null"
                    errors.append(located(error, key, field.nodes))
                except Exception as error:
                    if not done:
                        raise
                    # What was committed before must be told all the same.
                    body = b"null"
                    errors.append(GraphQLError(str(error), field.nodes, path=[key], original_error=error))
            parts.append(f'"{key}":'.encode() + body)
        return b"{" + b",".join(parts) + b"}", errors

    async def _by_now(self, index: int, run: Run, again: Callable[[], Awaitable[Run]] | None) -> tuple[bytes, Run]:
        """What a root field gives, and the run that gave it: another one where the viewer may have other rights by now.
        Raises StaleViewer if there is no ``again``.
        """
        while True:
            field = run.plan.fields[index][1]
            assert field is not None
            try:
                with acting(Actor(run.values.viewer, run.request_id, run.client)):
                    return await self._one(field, run), run
            except StaleViewer:
                if again is None:
                    raise
                try:
                    run = await again()
                    _check_values(run.plan, run.values)
                except GraphQLError as error:
                    # It is told of the operation's first field, of which this may be a later one.
                    raise GraphQLError(error.message, extensions=error.extensions) from error

    async def _one(self, field: MutationField, run: Run) -> bytes:
        mutation, values = field.mutation, run.values
        try:
            value = field.input(values)
            converted = convert(mutation.input, value, self._tags)
            async with transaction() as connection:
                reader = TransactionReader(connection)
                await refuse_stale(run.viewer, reader)
                if not await _is_there(field.reachable, converted.id, values, reader):
                    raise self._absent()
                target = for_row(values, converted.id)
                await field.holding.refuse_target(target, reader, self._absent)
                await field.referring.refuse_unseen(converted.referred, target, reader)
                async with naming_within(self._compiler.limits.plugin_seconds, _named(mutation), mutation.owner):
                    keys, shown, anew = await _once(mutation, value, values.viewer, converted)
                if mutation.reads:
                    # A refusal would tell that there is something elsewhere, and undo the note that somebody asked.
                    keys = [key for key in keys if await self._may_be_told(field, key, values, reader)]
                for key in keys:
                    if not await _is_there(field.placed, key, values, reader):
                        raise self._misplaced(mutation)
                    await field.holding.refuse_written(for_row(values, key), reader)
                if anew and not mutation.counted:
                    written = self._compiler.catalog.types[mutation.type_name]
                    await record_written(mutation, written, keys, self._reader, reader)
                return await self._payload(field, values, keys, shown, reader)
        except InputRefused as refused:
            return await self._payload(field, values, [], {}, None, refused.problems)
        except QueryCanceledError as error:
            raise StatementTimeout(f"A statement of {mutation.name} took longer than a write may.") from error

    async def _may_be_told(
        self, field: MutationField, key: uuid.UUID, values: RequestValues, reader: TransactionReader
    ) -> bool:
        """Whether a row that was only read lies where the schema is for, and where the permission holds."""
        if not await _is_there(field.placed, key, values, reader):
            return False
        return await field.holding.holds(for_row(values, key), reader)

    def _absent(self) -> InputRefused:
        here = " in this district" if self._compiler.placing is Placing.DISTRICT else ""
        return refuse("NOT_FOUND", f"There is no such row{here}.", "id")

    def _misplaced(self, mutation: Mutation) -> InputRefused:
        if self._compiler.placing is Placing.DISTRICT:
            return refuse(
                "OUTSIDE_DISTRICT",
                "What would be written lies outside of this district. Send it to the address of its own district, "
                "or of the whole city.",
            )
        return refuse(
            "MODULE_NOT_ENABLED",
            f"The district of this row has not enabled the module that {mutation.name} belongs to. Enable it first.",
        )

    async def _payload(
        self,
        field: MutationField,
        values: RequestValues,
        keys: list[uuid.UUID],
        shown: Mapping[str, str],
        reader: TransactionReader | None,
        problems: Sequence[Problem] = (),
    ) -> bytes:
        mutation = field.mutation
        parts: list[bytes] = []
        for part in field.payload:
            if part.name == "__typename":
                body = orjson.dumps(payload_name(mutation))
            elif part.name == "userErrors":
                body = orjson.dumps([user_error(part.parts, problem) for problem in problems])
            elif reader is None:
                body = b"null"
            elif part.name in mutation.shows:
                body = orjson.dumps(shown[part.name])
            elif part.plan is None:
                body = orjson.dumps([encode(self._tags[mutation.type_name], key) for key in keys])
            else:
                written = [await part.plan.run(reader, for_row(values, key)) for key in keys]
                one = written[0] if written else b"null"
                body = one if mutation.gives is Gives.ROW else b"[" + b",".join(written) + b"]"
            parts.append(f'"{part.key}":'.encode() + body)
        return b"{" + b",".join(parts) + b"}"


def _check_values(plan: MutationPlan, values: RequestValues) -> None:
    """Raises ``GraphQLError`` for values that cannot be bound, such as forged cursors, while nothing is written yet."""
    some_row = for_row(values, uuid.UUID(int=0))
    for key, field in plan.fields:
        if field is None:
            continue
        try:
            for one in field.plans:
                one.params(some_row)
        except GraphQLError as error:
            raise located(error, key, field.nodes) from error


def for_row(values: RequestValues, key: uuid.UUID) -> RowValues:
    """The values of a request for a row that it writes."""
    return RowValues(values.variables, values.now, values.viewer, values.scope, values.service, values.seen, key=key)


async def _is_there(plan: Plan | None, key: uuid.UUID, values: RequestValues, reader: TransactionReader) -> bool:
    """Whether a row lies where the schema is for, and where the plugin of the mutation works."""
    return plan is None or await plan.run(reader, for_row(values, key)) != b"null"


async def _once(
    mutation: Mutation, value: Mapping[str, Any], viewer: Viewer, converted: Converted
) -> tuple[list[uuid.UUID], Mapping[str, str], bool]:
    """The keys of what the mutation writes, or wrote when its input came before under the same idempotency key; the
    texts that its answer shows; and whether it wrote just now.
    """
    key = value.get(IDEMPOTENCY_KEY) if mutation.idempotent else None
    if key is None:
        result = await mutation.function(converted)
        row, shown = _parted(mutation, result) if mutation.shows else (result, {})
        return _written(mutation, row), shown, True
    claim = await idempotency.claim(mutation.name, viewer.name, key, digest_of(value))
    if claim.result_id is not None:
        return [claim.result_id], {}, False
    (written,) = _written(mutation, await mutation.function(converted))
    await claim.fulfil(written)
    return [written], {}, True


def _parted(mutation: Mutation, result: Any) -> tuple[Model, Mapping[str, str]]:
    """The row and the texts. Raises PluginDefect for what the function must not give."""
    if not isinstance(result, Shown) or result.texts.keys() != mutation.shows.keys():
        wanted = f"a `Shown`: the row that it wrote, and the texts {', '.join(sorted(mutation.shows))}"
        raise wrong_result(_named(mutation), mutation.owner, result, wanted)
    return result.row, result.texts


def _written(mutation: Mutation, result: Any) -> list[uuid.UUID]:
    """The keys of what the function of a mutation gave. Raises PluginDefect for what it must not give."""
    items = [result] if mutation.gives is Gives.ROW else result
    kind, wanted = {
        Gives.ROW: (Model, "the row that it wrote"),
        Gives.ROWS: (Model, "a list of the rows that it wrote"),
        Gives.REMOVED: (uuid.UUID, "a list of the keys of the rows that it removed"),
    }[mutation.gives]
    if not isinstance(items, Collection) or not all(isinstance(item, kind) for item in items):
        raise wrong_result(_named(mutation), mutation.owner, result, wanted)
    return list(items) if mutation.gives is Gives.REMOVED else [item.pk for item in items]


def _named(mutation: Mutation) -> str:
    return f"the mutation {mutation.name!r}"
