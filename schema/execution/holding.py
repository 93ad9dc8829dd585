"""Whether somebody whose permission holds at a scope may change a row, and write what a mutation has written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from core.database.reader import Reader
from core.problems import InputRefused, refuse
from schema.declare.roots import Gives, Mutation
from schema.declare.terms import RowValues
from schema.engine.compiler import Compiler, Question
from schema.engine.plan import Plan


@dataclass(slots=True)
class Holding:
    """What is asked of rows before and after a mutation; nothing of any row where the permission holds everywhere.

    ``target`` tells of the row to be changed, and ``written`` of one that was written: see `Compiler.compile_reach`.
    ``nowhere`` says why the permission does not do for the mutation at all, whatever the rows.
    """

    permission: str = ""
    target: Plan | None = None
    written: Plan | None = None
    nowhere: str | None = None

    @property
    def plans(self) -> list[Plan]:
        """All that may be run."""
        return [plan for plan in (self.target, self.written) if plan is not None]

    async def refuse_target(self, values: RowValues, reader: Reader, absent: Callable[[], InputRefused]) -> None:
        """Raises NOT_PERMITTED where the permission does not hold for the row to be changed; ``absent`` where the
        viewer does not see it either, as where there is none.
        """
        if self.target is not None:
            found = orjson.loads(await self.target.run(reader, values))
            if found is None or not (found["held"] or found["seen"]):
                raise absent()
            if not found["held"]:
                raise refuse(
                    "NOT_PERMITTED",
                    f"You have the permission {self.permission!r} for a part of the rows, and not for this one.",
                    "id",
                )
        if self.nowhere is not None:
            raise refuse("NOT_PERMITTED", self.nowhere)

    async def holds(self, values: RowValues, reader: Reader) -> bool:
        """Whether the permission holds for a row as it was written, or is to be told."""
        if self.written is None:
            return True
        found = orjson.loads(await self.written.run(reader, values))
        return found is not None and bool(found["held"])

    async def refuse_written(self, values: RowValues, reader: Reader) -> None:
        """Raises NOT_PERMITTED where the permission does not hold for a row as it was written."""
        if not await self.holds(values, reader):
            raise refuse(
                "NOT_PERMITTED",
                f"What would be written lies outside of where you have the permission {self.permission!r}.",
            )


def holding(compiler: Compiler, question: Question, mutation: Mutation) -> Holding:
    """What is to be asked for a mutation. The viewer has its permission at least somewhere."""
    permission = mutation.requires
    if permission is None or question.viewer.may(permission):
        return Holding()
    types = compiler.catalog.types
    found, of = Holding(permission), types[mutation.type_name]
    keyed = mutation.input.keyed
    if keyed is not None:
        found.target = compiler.compile_reach(question, types[keyed], permission)
    if mutation.gives is not Gives.REMOVED:
        found.written = compiler.compile_reach(question, of, permission)
    if compiler.reaches_none(question, of, permission):
        found.nowhere = (
            f"Rows of {of.name} lie outside of whatever scope you have the permission {permission!r} for. "
            f"{mutation.name} needs it everywhere."
        )
    elif mutation.gives is Gives.REMOVED and keyed is None:
        # The rows are gone when it is over, and nobody knows beforehand which they are.
        found.nowhere = f"{mutation.name} needs the permission {permission!r} everywhere; you have it at a scope."
    return found
