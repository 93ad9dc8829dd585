"""Sends every mutation that a viewer may send at all, about rows that are not theirs: nothing may be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
        given: dict[str, Any] = dict(least(self.server.city.schema.type_map[declared.name]))  # type: ignore[arg-type]  # an input
        if declared.keyed is not None:
            given["id"] = self._some(declared.keyed)
        for field in fields_of(declared):
            if field.reference is not None:
                some = self._some(field.reference)
                given[field.name] = [some] if field.many else some
            elif field.nested is not None and field.name in given:
                inner = self._input(field.nested)
                given[field.name] = [inner] if field.many else inner
        return given

    def _some(self, type_name: str) -> str:
        if type_name == "Area":
            return self.area
        rows = self.hidden.get(type_name) or self.everything[type_name]
        return max(rows, default=f"{self.catalog.types[type_name].tag}_{NOBODY}")

    async def _told(self, mutation: Mutation, given: Mapping[str, Any]) -> dict[str, Any]:
        fields = self.server.city.schema.type_map["Mutation"]
        assert isinstance(fields, GraphQLObjectType)
        kind = fields.fields[mutation.name].args["input"].type
        query = f"mutation ($v: {kind}) {{ {mutation.name}(input: $v) {{ userErrors {{ code message field }} }} }}"
        request = GraphQLRequest(query, None, {"v": dict(given)}, {})
        context = RequestContext("paths", None, read_only=False)
        answer = await self.server.city.execute(request, self.viewer, context)
        assert isinstance(answer, GraphQLAnswer)
        said = orjson.loads(answer.body)
        refused = [{"message": error["message"], **error["extensions"]} for error in said.get("errors", ())]
        data = (said.get("data") or {}).get(mutation.name) or {}
        return {"errors": [*refused, *data.get("userErrors", ())]}
