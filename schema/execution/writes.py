"""Mutations: one after the other, each a use case in its own transaction, its payload read back within it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import orjson
from asyncpg.exceptions import QueryCanceledError
from graphql import FieldNode, GraphQLError

from core import idempotency
from core.access import Viewer
from core.database.connect import transaction
from core.database.reader import TransactionReader
from core.errors import StatementTimeout
from core.ids import encode
from core.problems import InputRefused, refuse
from schema.declare.claims import payload_name
from schema.declare.inputs import IDEMPOTENCY_KEY, Converted, convert, digest_of
from schema.declare.roots import Gives, Mutation
from schema.declare.terms import RequestValues
from schema.engine.compiler import Compiler, Question
from schema.engine.placing import Placing
from schema.engine.selection import Selected, Selections
from schema.execution.permissions import refuse_without
from schema.execution.reads import located


class Mutations:
    """Runs the mutations of one schema."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._tags = {name: found.tag for name, found in compiler.catalog.types.items()}

    def check(self, selected: Selected, viewer: Viewer) -> None:
        """Refuses an operation before any of it runs: raises FORBIDDEN for a permission that the viewer lacks."""
        for key, nodes in selected.items():
            mutation = self._compiler.catalog.mutations.get(nodes[0].name.value)
            if mutation is not None:
                refuse_without(mutation.requires, mutation.name, key, nodes, viewer)

    async def run(
        self, selected: Selected, question: Question, values: RequestValues
    ) -> tuple[bytes, list[GraphQLError]]:
        """The JSON of ``data``, and the errors of the root fields that are null in it, with their paths.

        Each mutation is committed by itself, so one that fails takes nothing of the others with it: they run, and are
        told. Where the server fails before anything was done, that is raised, and the request fails as a whole.
        """
        parts: list[bytes] = []
        errors: list[GraphQLError] = []
        done = False
        for key, nodes in selected.items():
            name = nodes[0].name.value
            if name == "__typename":
                body = b'"Mutation"'
            else:
                try:
                    body = await self._one(self._compiler.catalog.mutations[name], nodes, question, values)
                    done = True
                except GraphQLError as error:
                    body = b"null"
                    errors.append(located(error, key, nodes))
                except Exception as error:
                    if not done:
                        raise
                    # What was committed before must be told all the same.
                    body = b"null"
                    errors.append(GraphQLError(str(error), nodes, path=[key], original_error=error))
            parts.append(f'"{key}":'.encode() + body)
        return b"{" + b",".join(parts) + b"}", errors

    async def _one(
        self, mutation: Mutation, nodes: list[FieldNode], question: Question, values: RequestValues
    ) -> bytes:
        given = self._compiler.builder(question).arguments(nodes[0], "Mutation")["input"]
        try:
            value = given.get(values)
            converted = convert(mutation.input, value, self._tags)
            async with transaction() as connection:
                reader = TransactionReader(connection)
                if mutation.input.keyed and self._compiler.placing is Placing.DISTRICT:
                    found = await self._is_there(mutation.input.keyed, mutation, question, values, converted.id, reader)
                    if not found:
                        raise refuse("NOT_FOUND", "There is no such row in this district.", "id")
                keys = await _once(mutation, value, values.viewer, converted)
                if mutation.gives is not Gives.REMOVED:
                    for key in keys:
                        if not await self._is_there(mutation.type_name, mutation, question, values, key, reader):
                            raise self._misplaced(mutation)
                return await self._payload(mutation, nodes, question, values, keys, reader, [])
        except InputRefused as refused:
            errors = [
                {"code": problem.code, "message": problem.message, "field": list(problem.field)}
                for problem in refused.problems
            ]
            return await self._payload(mutation, nodes, question, values, [], None, errors)
        except QueryCanceledError as error:
            raise StatementTimeout(f"A statement of {mutation.name} took longer than a write may.") from error

    async def _is_there(
        self,
        type_name: str,
        mutation: Mutation,
        question: Question,
        values: RequestValues,
        key: uuid.UUID,
        reader: TransactionReader,
    ) -> bool:
        """Whether a row lies where the schema is for, and where the plugin of the mutation works."""
        compiler = self._compiler
        plan = compiler.compile_presence(question, compiler.catalog.types[type_name], mutation.owner, key)
        return plan is None or await plan.run(reader, values) != b"null"

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
        mutation: Mutation,
        nodes: list[FieldNode],
        question: Question,
        values: RequestValues,
        keys: list[uuid.UUID],
        reader: TransactionReader | None,
        errors: list[dict[str, Any]],
    ) -> bytes:
        payload_type = payload_name(mutation)
        parts: list[bytes] = []
        for response_key, field_nodes in question.selections.under(nodes, payload_type).items():
            name = field_nodes[0].name.value
            if name == "__typename":
                body = orjson.dumps(payload_type)
            elif name == "userErrors":
                body = orjson.dumps([_user_error(question.selections, field_nodes, error) for error in errors])
            elif reader is None:
                body = b"null"
            elif mutation.gives is Gives.REMOVED:
                body = orjson.dumps([encode(self._tags[mutation.type_name], key) for key in keys])
            else:
                target = self._compiler.catalog.types[mutation.type_name]
                written = [
                    await self._compiler.compile_row(field_nodes, question, target, key).run(reader, values)
                    for key in keys
                ]
                body = written[0] if mutation.gives is Gives.ROW else b"[" + b",".join(written) + b"]"
            parts.append(f'"{response_key}":'.encode() + body)
        return b"{" + b",".join(parts) + b"}"


async def _once(mutation: Mutation, value: Mapping[str, Any], viewer: Viewer, converted: Converted) -> list[uuid.UUID]:
    """The keys of what the mutation writes, or wrote when its input came before under the same idempotency key."""
    key = value.get(IDEMPOTENCY_KEY) if mutation.idempotent else None
    if key is None:
        result = await mutation.function(converted)
        rows = [result] if mutation.gives is Gives.ROW else result
        return list(rows) if mutation.gives is Gives.REMOVED else [row.pk for row in rows]
    claim = await idempotency.claim(mutation.name, viewer.kind.value, key, digest_of(value))
    if claim.result_id is not None:
        return [claim.result_id]
    row = await mutation.function(converted)
    await claim.fulfil(row.pk)
    return [row.pk]


def _user_error(selections: Selections, nodes: list[FieldNode], error: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for key, field_nodes in selections.under(nodes, "UserError").items():
        name = field_nodes[0].name.value
        found[key] = "UserError" if name == "__typename" else error[name]
    return found
