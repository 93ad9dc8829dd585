"""Rows that the input of a mutation refers to: what the caller does not see is refused as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from core.database.reader import Reader
from core.ids import encode
from core.problems import Problems
from core.writing import no_such
from schema.declare.catalog import CatalogType
from schema.declare.inputs import Referred, types_referred_to
from schema.declare.roots import Mutation
from schema.declare.terms import RowValues
from schema.engine.compiler import Compiler, Question
from schema.engine.plan import Plan


@dataclass(slots=True)
class Referring:
    """By which plans it is looked whether rows are seen: by the types of which the caller may not see every row."""

    found: Mapping[str, tuple[CatalogType, Plan]] = field(default_factory=dict)

    @property
    def plans(self) -> list[Plan]:
        """All that may be run."""
        return [plan for _, plan in self.found.values()]

    async def refuse_unseen(self, referred: Sequence[Referred], values: RowValues, reader: Reader) -> None:
        """Raises InputRefused with NOT_FOUND for each row that is hidden from the caller, or is not there. One
        statement for each type.
        """
        seen: set[str] = set()
        for name, (_, plan) in self.found.items():
            keys = list({one.key for one in referred if one.type_name == name})
            if keys:
                seen |= set(orjson.loads(await plan.run(reader, replace(values, keys=keys))))
        problems = Problems()
        for one in referred:
            if one.type_name in self.found:
                target, _ = self.found[one.type_name]
                if encode(target.tag, one.key) not in seen:
                    problems.add("NOT_FOUND", no_such(target.model), *one.path)
        problems.refuse()


def referring(compiler: Compiler, question: Question, mutation: Mutation) -> Referring:
    """What is to be asked of the rows that the input of a mutation may refer to."""
    found = {}
    for name in sorted(types_referred_to(mutation.input)):
        target = compiler.catalog.types[name]
        plan = compiler.compile_seen(question, target)
        if plan is not None:
            found[name] = (target, plan)
    return Referring(found)
