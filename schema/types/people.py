"""People (人员), accounts and roles; and contact details, of which the schema has the masked form alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypika_tortoise.terms import Criterion, Term

from core import account_links, models
from core.access import ACCOUNTS_WRITE, CONTACTS_READ, PEOPLE_NAMES, PEOPLE_READ, PEOPLE_SENSITIVE
from core.models.choices import GONE_STATES, SENSITIVE_AUDIENCES, AccountLinkState, Audience, ContactKind, PersonStatus
from schema.declare.fields import Connection, Derived, IdOf, auto, column, computed, many, row_filter, to_one, values
from schema.declare.languages import LanguageArgument, label, literal
from schema.declare.private import Private, mask_name
from schema.declare.rows import Row
from schema.declare.scalars import UuidCodec
from schema.declare.terms import Composed
from schema.declare.types import model_type

if TYPE_CHECKING:
    from core.access import Viewer
    from schema.types.activities import Registration
    from schema.types.areas import Area
    from schema.types.consents import Consent
    from schema.types.organizations import Organization
    from schema.types.places import Place


_PERSON = UuidCodec("pe")


def not_gone(row: Row, viewer: Viewer) -> Criterion:
    """Nobody is shown a person who was erased, or who was merged into another."""
    return row.status.notin([literal(state.value) for state in GONE_STATES])


def no_secret(row: Row, other: Row) -> Criterion | None:
    """What few may know, the person sees, and whoever may see that."""
    secret = other.audience.isin([literal(one.value) for one in SENSITIVE_AUDIENCES])
    return row.unless_may(PEOPLE_SENSITIVE, Composed("NOT ({0}) OR {1}", secret, row.is_viewers(row.id)))


@model_type(
    models.Person,
    tag="pe",
    area="area",
    own="id",
    order_by=("display_name",),
    rule=not_gone,
    requires=PEOPLE_READ,
    group_by=("status", "area"),
)
class Person:
    """A person (人员) by a display name. Asking for people needs a permission.

    Nobody is shown a person who was erased. The one into whom somebody was merged is found by the old id too: see the
    filter `standsFor`.
    """

    display_name: auto = column(
        "The name as shown (显示名称); masked as `张**` without the permission `people.names`.",
        private=Private(PEOPLE_NAMES, mask_name),
    )
    area: Area | None = to_one("The area where the person lives or works (所在区域).")
    status: auto = column("The state of the record (状态).")
    audiences: list[Audience] = values(
        "The audiences that the person belongs to (人群). That somebody is a party member is sensitive: people see it "
        "of themselves, and others need the permission `people.sensitive`.",
        relation="audiences.audience",
        rule=no_secret,
    )
    registrations: Connection[Registration] = many("The person's registrations (报名).", order_by=("registered_at",))
    role_assignments: Connection[RoleAssignment] = many("The roles that the person holds or held (任职).")
    consents: Connection[Consent] = many("To what the person agreed (同意记录).", order_by=("-given_at",))
    accounts: Connection[Account] = many("The accounts with which the person signs in (账号).")
    account_link_requests: Connection[AccountLinkRequest] = many(
        "The accounts that somebody asked to link to the person (账号关联申请).", order_by=("-asked_at",)
    )
    contacts: Connection[PersonContact] = many("The person's contact details, masked (联系方式).", order_by=("kind",))
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, PersonStatus, lang)

    @row_filter(
        "Only the person who has this id, or into whom the one who had it was merged (原编号).",
        input=IdOf("Person"),
        name="standsFor",
    )
    def stands_for(row: Row, given: Any) -> Criterion:
        key = given.term(_PERSON)
        merged = row.rows_of(
            models.Person, lambda other: (other.id == key) & (other.merged_into_id == row.id), visible=False
        )[1]
        found: Criterion = (row.id == key) | merged.exists()
        return found


@model_type(
    models.PersonContact, tag="pc", area="person.area", own="person", order_by=("kind",), requires=CONTACTS_READ
)
class PersonContact:
    """A contact detail of a person (联系方式), masked. `revealContact` shows it in full, for a noted purpose."""

    person: Person = to_one("The person (人员).")
    kind: auto = column("The kind (类型).")
    masked: auto = column(
        "What is shown of it (脱敏值), such as `138****0001`; null for one that was kept before there were masks.",
        filterable=False,
        orderable=False,
    )
    created_at: auto = column("When it was set.")

    @computed(str, "The kind's label (类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, ContactKind, lang)


@model_type(models.Account, tag="ac", area="person.area", own="person", order_by=("id",), requires=PEOPLE_READ)
class Account:
    """An account at an issuer of identities (账号), linked to at most one person."""

    issuer: auto = column("Who vouches for the identity (签发方).")
    person: Person | None = to_one("The person whose account it is (人员).")
    disabled_at: auto = column("When the account was disabled (停用时间); null while it is not.")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")


def shown_link_state(row: Row) -> Derived:
    """The decided state, and what the clock makes of a request on which nobody has decided."""
    pending = row.state == literal(AccountLinkState.PENDING.value)
    cases: list[tuple[AccountLinkState, Criterion]] = [
        (AccountLinkState.PENDING, pending & (row.expires_at > row.now)),
        (
            AccountLinkState.EXPIRED,
            (pending & (row.expires_at <= row.now)) | (row.state == literal(AccountLinkState.EXPIRED.value)),
        ),
        *(
            (state, row.state == literal(state.value))
            for state in (AccountLinkState.CONFIRMED, AccountLinkState.DECLINED)
        ),
    ]
    return Derived(cases, exclusive=True)


@model_type(
    models.AccountLinkRequest,
    tag=account_links.TAG,
    area="person.area",
    own="person",
    order_by=("-asked_at",),
    requires=ACCOUNTS_WRITE,
)
class AccountLinkRequest:
    """Somebody asked to link an account to a person (账号关联申请), which somebody else confirms. You see those about
    yourself; others need a permission.
    """

    issuer: auto = column("Who vouches for the identity (签发方).")
    subject: auto = column("By what the issuer knows the identity, the claim `sub` (主体标识).", orderable=False)
    person: Person | None = to_one("The person whose account it is to be (人员).")
    asked_by: auto = column("Who asked for it, as the audit log names them (申请人).", orderable=False)
    asked_at: auto = column("When (申请时间).")
    expires_at: auto = column("Until when it can be confirmed (截止时间).")
    decided_by: auto = column(
        "Who decided on it, as the audit log names them; null if nobody did (处理人).", orderable=False
    )
    decided_at: auto = column("When; null while nobody has (处理时间).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(
        AccountLinkState,
        "What became of it; EXPIRED follows from the clock (状态).",
        filterable=True,
    )
    def state(row: Row) -> Derived:
        return shown_link_state(row)

    @computed(str, "The state's label (状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, shown_link_state(row).term(), AccountLinkState, lang)


@model_type(
    models.RoleAssignment,
    tag="ra",
    area=("area", "organization.area", "place.area"),
    organization=("organization", "place.operator"),
    place="place",
    own="person",
    order_by=("valid_from",),
    requires=PEOPLE_READ,
    group_by=("role", "area"),
)
class RoleAssignment:
    """A role that a person holds at one scope for a time (任职)."""

    person: Person = to_one("The person (人员).")
    role: auto = column("The code of the role (角色).")
    area: Area | None = to_one("The scope, if it is an area (区域范围).")
    organization: Organization | None = to_one("The scope, if it is an organisation (组织范围).")
    place: Place | None = to_one("The scope, if it is a place (场所范围).")
    valid_from: auto = column("The first day (开始日期).")
    valid_to: auto = column("The last day; null while it has no end (结束日期).")
    ended_at: auto = column("When somebody set this end to it; null where nobody did (终止时间).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
