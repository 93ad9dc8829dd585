"""What the core itself holds of a person, each kind with its export and its erasure."""

from __future__ import annotations

import uuid
from typing import Any

from tortoise.expressions import F

from core.clock import now, today
from core.consents import TAG as CONSENT_TAG
from core.consents import withdrawal
from core.ids import encode
from core.models import (
    Account,
    AccountLinkRequest,
    Consent,
    Person,
    PersonAudience,
    PersonContact,
    Registration,
    RoleAssignment,
)
from core.models.choices import SENSITIVE_AUDIENCES
from core.persons.permitted import TAG
from core.plugins.contributions import PersonalData
from core.plugins.plugin_settings import plugin_settings
from core.privacy import load_vault
from core.settings import Settings
from core.writing import changed


def pseudonym(person_id: uuid.UUID) -> str:
    """The name of a person who was erased: it tells erased persons apart, and nothing else."""
    return f"匿名{person_id.hex[-8:]}"


async def export_person_row(person_id: uuid.UUID) -> Any:
    """The person's own record."""
    person = await Person.get(id=person_id).prefetch_related("area", "audiences")
    return {
        "id": encode(TAG, person.id),
        "display_name": person.display_name,
        "status": person.status,
        "area": None if person.area is None else person.area.name,
        "audiences": sorted(one.audience for one in person.audiences),  # type: ignore[attr-defined]  # Tortoise adds it
        "created_at": person.created_at,
        "updated_at": person.updated_at,
    }


async def erase_person_row(person_id: uuid.UUID) -> None:
    """Replace the name, and forget what is sensitive. Other audiences stay, for what is counted by them."""
    await Person.filter(id=person_id).update(display_name=pseudonym(person_id))
    await PersonAudience.filter(person_id=person_id, audience__in=SENSITIVE_AUDIENCES).delete()


async def export_contacts(person_id: uuid.UUID) -> Any:
    """The contact details as they were given."""
    vault = load_vault(plugin_settings(Settings))
    return [
        {"kind": contact.kind, "value": vault.decrypt(contact.value_encrypted), "created_at": contact.created_at}
        for contact in await PersonContact.filter(person_id=person_id).order_by("kind", "id")
    ]


async def erase_contacts(person_id: uuid.UUID) -> None:
    """Delete the contact details with their hashes; nobody is found by them any more."""
    await PersonContact.filter(person_id=person_id).delete()


async def export_accounts(person_id: uuid.UUID) -> Any:
    """The accounts with which the person signs in."""
    return [
        {
            "issuer": account.issuer,
            "subject": account.subject,
            "created_at": account.created_at,
            "disabled_at": account.disabled_at,
        }
        for account in await Account.filter(person_id=person_id).order_by("id")
    ]


async def erase_accounts(person_id: uuid.UUID) -> None:
    """Disable the accounts, unlink them, and forget by what the issuer knows them."""
    accounts = Account.filter(person_id=person_id)
    await accounts.filter(disabled_at__isnull=True).update(disabled_at=now())
    for account in await accounts:
        await Account.filter(id=account.id).update(subject=f"erased:{account.id}", person_id=None)


async def export_account_links(person_id: uuid.UUID) -> Any:
    """The accounts that somebody asked to link to the person, and what became of that."""
    return [
        {
            "issuer": one.issuer,
            "subject": one.subject,
            "state": one.state,
            "asked_at": one.asked_at,
            "expires_at": one.expires_at,
            "decided_at": one.decided_at,
        }
        for one in await AccountLinkRequest.filter(person_id=person_id).order_by("asked_at", "id")
    ]


async def erase_account_links(person_id: uuid.UUID) -> None:
    """Delete the requests, by which an identity could still be told. The audit log has that there were any."""
    await AccountLinkRequest.filter(person_id=person_id).delete()


async def export_role_assignments(person_id: uuid.UUID) -> Any:
    """The roles that the person holds or held, and where."""
    held = RoleAssignment.filter(person_id=person_id).order_by("valid_from", "id")
    return [
        {
            "role": one.role,
            "scope": (one.area or one.organization or one.place).name,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
        }
        for one in await held.prefetch_related("area", "organization", "place")
    ]


async def erase_role_assignments(person_id: uuid.UUID) -> None:
    """End the roles today; those that have not begun are none."""
    day = today()
    await RoleAssignment.filter(person_id=person_id, valid_from__gt=day).delete()
    for one in await RoleAssignment.filter(person_id=person_id):
        if one.valid_to is None or one.valid_to > day:
            await RoleAssignment.filter(id=one.id).update(valid_to=day, ended_at=now(), version=F("version") + 1)


async def export_registrations(person_id: uuid.UUID) -> Any:
    """The registrations with their answers."""
    rows = Registration.filter(person_id=person_id).order_by("registered_at", "id").prefetch_related("activity")
    return [
        {
            "activity": one.activity.title,
            "starts_at": one.activity.starts_at,
            "state": one.state,
            "party_size": one.party_size,
            "answers": one.answers,
            "registered_at": one.registered_at,
        }
        for one in await rows
    ]


async def erase_registrations(person_id: uuid.UUID) -> None:
    """Clear the free answers. The registrations stay, and go on to count."""
    rows = Registration.filter(person_id=person_id, answers__isnull=False)
    await rows.update(answers=None, version=F("version") + 1, updated_at=now())


async def export_consents(person_id: uuid.UUID) -> Any:
    """To what the person agreed, with the texts, also what was withdrawn or replaced."""
    rows = Consent.filter(person_id=person_id).order_by("given_at", "id").prefetch_related("text")
    return [
        {
            "purpose": one.purpose,
            "text": one.text.text,
            "text_number": one.text.number,
            "channel": one.channel,
            "given_at": one.given_at,
            "withdrawn_at": one.withdrawn_at,
            "replaced_at": one.replaced_at,
        }
        for one in await rows
    ]


async def erase_consents(person_id: uuid.UUID) -> None:
    """Withdraw what is open. That somebody had agreed is still there, without a name."""
    rows = Consent.filter(person_id=person_id, withdrawn_at__isnull=True, replaced_at__isnull=True)
    for row in await rows.order_by("id").select_for_update(no_key=True):
        await changed(row, withdrawal(), "consent.withdrawn", tag=CONSENT_TAG)


HELD = (
    PersonalData("person", "人员记录", "The record", export_person_row, erase_person_row),
    PersonalData("contacts", "联系方式", "Contact details", export_contacts, erase_contacts),
    PersonalData("accounts", "账号", "Accounts", export_accounts, erase_accounts),
    PersonalData("account_links", "账号关联申请", "Requests for accounts", export_account_links, erase_account_links),
    PersonalData("role_assignments", "任职", "Roles", export_role_assignments, erase_role_assignments),
    PersonalData("registrations", "报名", "Registrations", export_registrations, erase_registrations),
    PersonalData("consents", "同意", "Consents", export_consents, erase_consents),
)
"""Everything, in the order in which it is exported and erased."""
