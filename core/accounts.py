"""Accounts of those who sign in with an issuer of identities."""

from __future__ import annotations

from core.models import Account


async def ensure_account(issuer: str, subject: str) -> None:
    """Make the account if there is none yet. It is linked to nobody, and may do nothing."""
    await Account.bulk_create([Account(issuer=issuer, subject=subject)], ignore_conflicts=True)
