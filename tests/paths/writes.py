"""Sends every mutation that a viewer may send at all, about rows that are not theirs: nothing may be written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLObjectType

from core.access import Viewer
from core.models import AuditEntry
from linli.testing.server import TestServer
from schema.declare.catalog import Catalog
from schema.declare.inputs import InputType, fields_of
from schema.declare.roots import Mutation
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext
from tests.paths.values import NOBODY, least

Rows = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Writes:
    """The mutations of one viewer. ``hidden`` are the rows that they do not see, ``everything`` all there are, and
    ``area`` is one in which they have no permission.
    """

    server: TestServer
    catalog: Catalog
    viewer: Viewer
    everything: Rows
    hidden: Rows
    area: str

    async def wrong(self) -> list[str]:
        """What was written, or told of rows that are not there for the viewer."""
        found = []
        for mutation in self.catalog.mutations.values():
            requires = mutation.requires
            if requires is not None and (not self.viewer.may_somewhere(requires) or self.viewer.may(requires)):
                continue
            # A mutation of what is one's own: the person whom it names is somebody else.
            already = await AuditEntry.all().count()
            given = self._input(mutation.input)
            told = await self._told(mutation, given)
            if told["errors"] == [] or await AuditEntry.all().count() != already:
                found.append(f"{mutation.name} was done with {given}: {told}")
            keyed = mutation.input.keyed
            if keyed is not None and self.hidden.get(keyed):
                tag = self.catalog.types[keyed].tag
                there = await self._told(mutation, {**given, "id": self._some(keyed)})
                not_there = await self._told(mutation, {**given, "id": f"{tag}_{NOBODY}"})
                if there != not_there:
                    found.append(f"{mutation.name} tells hidden rows from none: {there}, and {not_there}")
        return found

    def _input(self, declared: InputType) -> dict[str, Any]:
        """The least input, and in every place for a row one that is not the viewer's."""
        return input_of(self.server, declared, self._some, optional=True)

    def _some(self, type_name: str) -> str:
        if type_name == "Area":
            return self.area
        rows = self.hidden.get(type_name) or self.everything[type_name]
        return max(rows, default=f"{self.catalog.types[type_name].tag}_{NOBODY}")

    async def _told(self, mutation: Mutation, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"errors": await errors_of(self.server, self.viewer, mutation, given)}


def input_of(
    server: TestServer, declared: InputType, some: Callable[[str], str], *, optional: bool = False
) -> dict[str, Any]:
    """The least input, with ``some`` row of the type in each place for one; if ``optional``, where none need be too."""
    given: dict[str, Any] = dict(least(server.city.schema.type_map[declared.name]))  # type: ignore[arg-type]  # an input
    if declared.keyed is not None:
        given["id"] = some(declared.keyed)
    for field in fields_of(declared):
        value: Any = None
        if field.reference is not None and (optional or field.name in given):
            value = some(field.reference.type_name)
        elif field.nested is not None and field.name in given:
            value = input_of(server, field.nested, some, optional=optional)
        if value is not None:
            given[field.name] = [value] if field.many else value
    return given


async def errors_of(
    server: TestServer, viewer: Viewer, mutation: Mutation, given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """All that a mutation is refused for; nothing where it was done."""
    fields = server.city.schema.type_map["Mutation"]
    assert isinstance(fields, GraphQLObjectType)
    kind = fields.fields[mutation.name].args["input"].type
    query = f"mutation ($v: {kind}) {{ {mutation.name}(input: $v) {{ userErrors {{ code message field }} }} }}"
    request = GraphQLRequest(query, None, {"v": dict(given)}, {})
    context = RequestContext("paths", None, read_only=False)
    answer = await server.city.execute(request, viewer, context)
    assert isinstance(answer, GraphQLAnswer)
    said = orjson.loads(answer.body)
    refused = [{"message": error["message"], **error["extensions"]} for error in said.get("errors", ())]
    data = (said.get("data") or {}).get(mutation.name) or {}
    return [*refused, *data.get("userErrors", ())]
