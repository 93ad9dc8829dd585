"""What was done with the records of persons: erasures (删除) and merges (合并); exports (导出)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError
from pypika_tortoise.terms import Term

from core import models
from core.access import PERSONS_ERASE, PERSONS_MERGE
from core.acting import Actor, acting
from core.log import request_id
from core.persons import erasure, export, merging
from core.problems import InputRefused
from schema.declare.described import described
from schema.declare.fields import Connection, IdOf, auto, column, computed, many, to_one, values
from schema.declare.inputs import InputType, Reference
from schema.declare.roots import Asked, CalledArgument, CalledRoot, Mutation
from schema.declare.rows import Row
from schema.declare.terms import DISTRICT, Composed
from schema.declare.types import model_type, value_type

if TYPE_CHECKING:
    from schema.types.people import Person


@model_type(
    models.PersonErasure,
    tag=erasure.ERASURE_TAG,
    area="person.area",
    order_by=("-requested_at",),
    own="person",
    requires=PERSONS_ERASE,
)
class PersonErasure:
    """A person was erased on demand (个人信息删除). The person is not shown any more; what is counted stays counted."""

    purpose: auto = column("Why (事由).", filterable=False, orderable=False)
    requested_by: auto = column("Who asked for it, as the audit log names them (申请人).", orderable=False)
    requested_at: auto = column("When; from then on the person is unknown (申请时间).")
    finished_at: auto = column("When everybody had erased what they held; null while some have not (完成时间).")
    steps: list[str] = values("Who has erased what they held (已完成步骤).", relation="steps.name")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")


@model_type(
    models.PersonMerge,
    tag=merging.MERGE_TAG,
    area="kept.area",
    order_by=("-merged_at",),
    requires=PERSONS_MERGE,
)
class PersonMerge:
    """A person was found to be the same as another, and merged into them (人员合并). Needs a permission."""

    kept: Person | None = to_one("The person who stands for both; null once that one is not shown any more (保留人员).")
    purpose: auto = column("Why (事由).", filterable=False, orderable=False)
    merged_by: auto = column("Who did it, as the audit log names them (操作人).", orderable=False)
    merged_at: auto = column("When (合并时间).")
    undone_by: auto = column("Who undid it; null if nobody did (撤销人).", orderable=False)
    undone_at: auto = column("When it was undone; null if it was not (撤销时间).")
    rows: Connection[PersonMergeRow] = many("What became of each row (处理明细).", order_by=("position",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The id that the merged person had, and has again when it is undone (被合并人员编号).")
    def merged_id(row: Row) -> Term:
        return Composed("'pe_' || {0}", row.merged_id)


@model_type(
    models.PersonMergeRow,
    tag="pmr",
    area="merge.kept.area",
    order_by=("position",),
    requires=PERSONS_MERGE,
)
class PersonMergeRow:
    """A row that referred to a person who was merged, and what became of it (合并明细)."""

    merge: PersonMerge = to_one("The merge (合并).")
    position: auto = column("Its place in the order of what was done, from 1 (次序).")
    table_name: auto = column("The table (数据表).")
    row_key: auto = column("The key of the row in it (主键).", orderable=False)
    fate: auto = column("What became of it (处理方式).")


@value_type
class PersonExport:
    """Everything that is held of a person (个人信息导出)."""

    data: dict[str, Any] = described(
        "What is held, by the names of those who hold it, with the moment and the purpose (内容)."
    )


_CODES = {"NOT_PERMITTED": "FORBIDDEN", "RATE_LIMITED": "RATE_LIMITED"}
"""What the errors of a query are called that a mutation would tell in its payload."""


async def _export(asked: Asked) -> Mapping[str, Any]:
    if asked.scope is not None and DISTRICT in asked.scope.by_key:
        raise GraphQLError(
            "what is held of a person is of the whole city: ask at its address, /graphql",
            extensions={"code": "OUTSIDE_DISTRICT"},
        )
    try:
        with acting(Actor(asked.viewer, request_id.get())):
            return {"data": await export.export(asked.arguments.get("personId"), asked.arguments["purpose"])}
    except InputRefused as refused:
        (problem,) = refused.problems
        code = _CODES.get(problem.code)
        if code is None:
            raise
        raise GraphQLError(problem.message, extensions={"code": code}) from refused


PERSON_EXPORT = CalledRoot(
    "personExport",
    "Everything that is held of you, or with a permission of somebody else (个人信息导出); noted in the audit log.",
    PersonExport,
    _export,
    {
        "personId": CalledArgument(IdOf("Person"), "The person; you, if left out (人员)."),
        "purpose": CalledArgument(str, "Why it is exported, for the audit log (事由).", required=True),
    },
    many=False,
    cost=1_000,
)

PERSON_MUTATIONS = (
    Mutation(
        "erasePerson",
        "Erases a person (删除个人信息): yourself, or with a permission somebody else. The person is unknown at once; "
        "what modules hold follows within minutes. It cannot be undone.",
        InputType(
            "ErasePersonInput",
            "Whom to erase, and why.",
            erasure.PersonToErase,
            {
                "purpose": "Why, without a name in it (事由).",
                "person_id": Reference("The person; you, if left out (人员).", "Person", unseen=True),
            },
        ),
        "erasure",
        "PersonErasure",
        lambda given: erasure.begin(given.value),
        None,
    ),
    Mutation(
        "mergePersons",
        "Merges a person into another who is the same one (合并人员). Everything that refers to the one refers to the "
        "other then; `undoMerge` undoes it.",
        InputType(
            "MergePersonsInput",
            "Who is kept, and who is merged into them.",
            merging.PersonsToMerge,
            {
                "keep_id": Reference("The person who stands for both (保留人员).", "Person", unseen=True),
                "merge_id": Reference("The person who is merged (被合并人员).", "Person", unseen=True),
                "purpose": "Why, without a name in it (事由).",
            },
        ),
        "merge",
        "PersonMerge",
        lambda given: merging.merge(given.value),
        PERSONS_MERGE,
    ),
    Mutation(
        "undoMerge",
        "Undoes a merge of persons (撤销合并): what was moved goes back. Refused where later changes are in the way, "
        "which are named.",
        InputType("UndoMergeInput", "The merge to undo.", merging.MergeToUndo, {}, keyed="PersonMerge"),
        "merge",
        "PersonMerge",
        lambda given: merging.undo(given.id, expected_version=given.expected_version),
        PERSONS_MERGE,
    ),
)
