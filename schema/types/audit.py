"""The audit log (审计日志). Who has the permission reads it; a person reads what concerns them, and what they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError
from pypika_tortoise.terms import Criterion, Term

from core import ids, models
from core.access import AUDIT_READ
from schema.declare.fields import IdOf, auto, column, computed, row_filter, to_one
from schema.declare.rows import Row
from schema.declare.scalars import STRING, UuidCodec
from schema.declare.terms import Composed
from schema.declare.types import model_type

if TYPE_CHECKING:
    from core.access import Viewer
    from schema.types.areas import Area

_KEY = UuidCodec("")


def own_or_permitted(row: Row, viewer: Viewer) -> Criterion | None:
    """Who may read the log sees it, as far as that holds; everybody what concerns them, and what they did."""
    if viewer.person_id is None:
        return row.unless_may(AUDIT_READ, Composed("1 = 0"))
    among = _among(row, lambda other: other.is_viewers(other.person_id))
    return row.unless_may(AUDIT_READ, Composed("({0}) OR {1}", _own(row), among))


def _own(row: Row) -> Criterion:
    """Whether an entry concerns the viewer alone, or the viewer did it."""
    return Composed("({0}) OR ({1})", row.is_viewers(row.person_id), row.is_viewers(row.actor_person_id))


def _among(row: Row, condition: Callable[[Row], Criterion]) -> Criterion:
    """Whether somebody meets a condition among the several people whom an entry concerns."""

    def of_entry(other: Row) -> Criterion:
        return Composed("{0} = {1} AND ({2})", other.entry_id, row.id, condition(other))

    return row.rows_of(models.AuditEntryPerson, of_entry, visible=False)[1].exists()


def _id_of(tag: Term | str, key: Term) -> Term:
    if isinstance(tag, str):
        return Composed(f"'{tag}_' || CAST({{0}} AS text)", key)
    return Composed("{0} || '_' || CAST({1} AS text)", tag, key)


@model_type(models.AuditEntry, tag="au", area="area", order_by=("-number",), rule=own_or_permitted)
class AuditEntry:
    """An entry of the audit log (审计记录): who did what, on what, and why. It is written once, and never changed."""

    number: auto = column("Its number in the chain, from 1 without a gap (序号).")
    recorded_at: auto = column("When it was done (时间).")
    actor: auto = column(
        "Who did it (操作者): ADMIN, ACCOUNT:… or TOKEN:… with its key, ANONYMOUS, PLATFORM for the server itself and "
        "its commands; THEMSELVES where people did something about themselves that is sensitive."
    )
    action: auto = column("What was done (操作): the name of a mutation, `read`, or the name of a command's work.")
    subject_type: auto = column("The tag of the kind of thing that it was done to, as ids start with it (对象类型).")
    purpose: auto = column("Why, where the action asks for it (目的).", orderable=False)
    request_id: auto = column(
        "The request, as the answer's header x-request-id named it (请求编号); null without one, and for THEMSELVES.",
        orderable=False,
    )
    area: Area | None = to_one("The area where the row lay (区域); null where that is not known.")
    before_hash: auto = column(
        "SHA-256 of the row as it was, salted; null where there was none (变更前摘要).", orderable=False
    )
    after_hash: auto = column(
        "SHA-256 of the row as it became, salted; null where it was removed (变更后摘要).", orderable=False
    )
    previous: auto = column("The hash of the entry before (前一条的哈希).", filterable=False, orderable=False)
    hash: auto = column("SHA-256 of this entry, with the hash of the one before in it (哈希).", orderable=False)

    @computed(
        dict[str, Any] | None,
        "What else is known, never personal data (详情); null for who is one of several people whom it concerns.",
    )
    def details(row: Row) -> Term:
        # It may say who the others are.
        return Composed("CASE WHEN {0} OR {1} THEN {2} END", row.where_may(AUDIT_READ), _own(row), row.details)

    @computed(
        str | None, "The id of the row that it was done to; null for what is about no row, or several (对象编号)."
    )
    def subject_id(row: Row) -> Term:
        return _id_of(row.subject_type, row.subject_id)

    @computed(str | None, "The id of the person whom it concerns (相关人员).")
    def person_id(row: Row) -> Term:
        return _id_of("pe", row.person_id)

    @computed(str | None, "The id of the person who did it (操作人员).")
    def actor_person_id(row: Row) -> Term:
        return _id_of("pe", row.actor_person_id)

    @row_filter("Only what was done to the row of this id (对象编号).", input=str, name="subject")
    def by_subject(row: Row, given: Any) -> Criterion:
        tag = given.term(STRING, lambda value: _decoded(value).tag)
        key = given.term(_KEY, lambda value: _decoded(value).key)
        return Composed("{0} = {1} AND {2} = {3}", row.subject_type, tag, row.subject_id, key)

    @row_filter(
        "Only what concerns this person (相关人员), alone or among others.", input=IdOf("Person"), name="concerning"
    )
    def by_person(row: Row, given: Any) -> Criterion:
        person = given.term()
        among = _among(row, lambda other: Composed("{0} = {1}", other.person_id, person))
        # Who is but one of several finds themselves, and not out who the others are.
        told = Composed("{0} OR {1} OR {2}", row.where_may(AUDIT_READ), _own(row), row.is_viewers(person))
        return Composed("({0} IS NOT NULL AND {0} = {1}) OR ({2} AND ({3}))", row.person_id, person, among, told)

    @row_filter("Only what this person did (操作人员).", input=IdOf("Person"), name="by")
    def by_actor(row: Row, given: Any) -> Criterion:
        return Composed("{0} = {1}", row.actor_person_id, given.term())


def _decoded(value: str) -> ids.GlobalId:
    try:
        return ids.decode(value)
    except ids.InvalidId as error:
        raise GraphQLError(error.message, extensions={"code": error.code}) from error
