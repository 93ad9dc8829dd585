"""Sends every mutation that takes the id of another row, with one that its sender does not see: as if it were none."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.access import Reach, Viewer, ViewerKind
from core.writing import no_such
from linli.testing.leaks.asking import Asker
from linli.testing.leaks.questions import Question
from linli.testing.server import TestServer
from schema.declare.catalog import Catalog
from schema.declare.inputs import InputField, InputType, Reference, fields_of
from schema.declare.roots import Mutation
from tests.paths.values import NOBODY
from tests.paths.writes import errors_of, input_of

FEW = 40


@dataclass(frozen=True)
class Naming:
    """Whoever sends a mutation has the one permission that it needs: everywhere, or where the use case itself decides
    who may be named, in the area ``elsewhere``, in which there is nothing. ``resident`` sends those that need none.
    ``everything`` are all rows that there are.
    """

    server: TestServer
    catalog: Catalog
    resident: uuid.UUID
    elsewhere: uuid.UUID
    everything: Mapping[str, Collection[str]]
    checked: set[str] = field(default_factory=set)
    """Types of which a hidden row was named."""
    unchecked: set[str] = field(default_factory=set)
    """Types with a rule of which whoever could name a row saw each."""
    unseen: set[str] = field(default_factory=set)
    """Where one may name what one does not see: ``requestAccountLink.personId``."""

    async def wrong(self) -> list[str]:
        """Where hidden rows are told from none, or used."""
        found = []
        for mutation in self.catalog.mutations.values():
            for path, reference in _references(mutation.input):
                viewer = self._sender(mutation, reference)
                if not self.catalog.types[reference.type_name].restricted:
                    continue
                if reference.unseen:
                    self.unseen.add(f"{mutation.name}.{'.'.join(path)}")
                hidden = await self._hidden_from(viewer, reference.type_name)
                (self.unchecked if hidden is None else self.checked).add(reference.type_name)
                if hidden is not None:
                    found += await self._wrong_at(mutation, viewer, path, reference, hidden)
        self.unchecked.difference_update(self.checked)
        return found

    async def _wrong_at(
        self, mutation: Mutation, viewer: Viewer, path: Sequence[str], reference: Reference, hidden: str
    ) -> list[str]:
        target = self.catalog.types[reference.type_name]
        there, not_there = [
            await errors_of(self.server, viewer, mutation, self._naming(mutation.input, path, one))
            for one in (hidden, f"{target.tag}_{NOBODY}")
        ]
        where = f"{mutation.name}, {'.'.join(path)}"
        if not there or there != not_there:
            return [f"{where} tells hidden rows from none: {there}, and {not_there}"]
        words = no_such(target.model)
        at = [part for step in path for part in step.split()]
        if not reference.unseen and {"code": "NOT_FOUND", "message": words, "field": at} not in there:
            return [f"{where} is refused with {there}"]
        return []

    def _sender(self, mutation: Mutation, reference: Reference) -> Viewer:
        needs = mutation.requires
        if needs is None:
            return Viewer(ViewerKind.PERSON, frozenset(), account_id=uuid.UUID(int=1), person_id=self.resident)
        reaches = {needs: Reach(areas=frozenset({self.elsewhere}))} if reference.unseen else {}
        return Viewer(ViewerKind.PERSON, frozenset({needs}), reaches, account_id=uuid.UUID(int=4))

    async def _hidden_from(self, viewer: Viewer, type_name: str) -> str | None:
        """A row of a type that somebody does not see, among some."""
        some = sorted(self.everything[type_name])[-FEW:]
        asked = Question("nodes", "nodes(ids: $ids) { id }", {"ids": ("[ID!]!", some)}, strict=True)
        (nodes,) = await Asker(self.server, viewer, None).all([asked])
        return next((one for one, node in zip(some, nodes, strict=True) if node is None), None)

    def _some(self, type_name: str) -> str:
        return max(self.everything[type_name], default=f"{self.catalog.types[type_name].tag}_{NOBODY}")

    def _naming(self, declared: InputType, path: Sequence[str], id_: str) -> dict[str, Any]:
        """The least input that names a row at a path."""
        given = input_of(self.server, declared, self._some)
        step, *rest = path
        one = next(each for each in fields_of(declared) if each.name == step.split()[0])
        inner: Any = id_
        if rest:
            assert one.nested is not None
            inner = self._naming(one.nested, rest, id_)
        given[one.name] = [inner] if one.many else inner
        return given


def _references(declared: InputType, *before: str) -> Iterator[tuple[tuple[str, ...], Reference]]:
    """Where an input takes the ids of other rows. A step says of a list that its first item is meant: ``ids 0``."""
    for one in fields_of(declared):
        path = (*before, _step(one))
        if one.reference is not None:
            yield path, one.reference
        elif one.nested is not None:
            yield from _references(one.nested, *path)


def _step(one: InputField) -> str:
    return f"{one.name} 0" if one.many else one.name
