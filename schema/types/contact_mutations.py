"""What can be done with contact details: each a use case of `core.contacts`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core import contacts
from core.access import CONTACTS_READ, CONTACTS_REVEAL, CONTACTS_WRITE
from core.models.choices import ContactKind
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.roots import Gives, Mutation, Shown


@dataclass(frozen=True, kw_only=True)
class ContactChoice:
    """A kind of contact detail of a person."""

    person_id: uuid.UUID
    kind: ContactKind


@dataclass(frozen=True, kw_only=True)
class NewContact(ContactChoice):
    """A contact detail to set."""

    value: str


@dataclass(frozen=True, kw_only=True)
class ContactToReveal(ContactChoice):
    """A contact detail to show, and why."""

    purpose: str


@dataclass(frozen=True, kw_only=True)
class ContactValue:
    """A whole contact detail to look for."""

    kind: ContactKind
    value: str


_CHOICE: dict[str, str | Reference | InputType] = {
    "person_id": Reference("The person (人员).", "Person", unseen=True),
    "kind": "The kind (类型).",
}


async def _reveal(given: Converted) -> Shown:
    wanted: ContactToReveal = given.value
    contact, value = await contacts.reveal(wanted.person_id, wanted.kind, wanted.purpose)
    return Shown(contact, {"value": value})


CONTACT_MUTATIONS = (
    Mutation(
        "setContact",
        "Sets a person's contact detail of a kind, in place of the one there was (设置联系方式).",
        InputType(
            "SetContactInput", "The contact detail.", NewContact, {**_CHOICE, "value": "The value in full (值)."}
        ),
        "contact",
        "PersonContact",
        lambda given: contacts.set_contact(given.value.person_id, given.value.kind, given.value.value),
        CONTACTS_WRITE,
    ),
    Mutation(
        "removeContact",
        "Removes a person's contact detail of a kind (删除联系方式).",
        InputType("RemoveContactInput", "Which contact detail to remove.", ContactChoice, _CHOICE),
        "removed",
        "PersonContact",
        lambda given: contacts.remove_contact(given.value.person_id, given.value.kind),
        CONTACTS_WRITE,
        gives=Gives.REMOVED,
    ),
    Mutation(
        "revealContact",
        "Shows a person's contact detail in full, once, for a purpose (查看完整联系方式). It is noted in the audit "
        "log, and may be done a number of times within the hour.",
        InputType(
            "RevealContactInput",
            "Which contact detail to show, and why.",
            ContactToReveal,
            {**_CHOICE, "purpose": "Why it is needed, for the audit log (目的). Write no personal data into it."},
        ),
        "contact",
        "PersonContact",
        _reveal,
        CONTACTS_REVEAL,
        shows={"value": "The value in full (完整值)."},
    ),
    Mutation(
        "findPeopleByContact",
        "Finds everybody who has a whole contact detail, in whatever spelling (按联系方式查找). It is noted in the "
        "audit log, and may be done a number of times within the hour, so that nobody finds out values by trying.",
        InputType(
            "FindPeopleByContactInput",
            "The contact detail to look for.",
            ContactValue,
            {"kind": "The kind (类型).", "value": "The whole value (值)."},
        ),
        "people",
        "Person",
        lambda given: contacts.people_with(given.value.kind, given.value.value),
        CONTACTS_READ,
        gives=Gives.ROWS,
        reads=True,
    ),
)
