"""What can be done to accounts: each a use case of `core.accounts`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core import accounts
from core.access import ACCOUNTS_WRITE
from core.models import Account, Person
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.roots import Mutation


async def _unlink(given: Converted) -> Person:
    before = await Account.get_or_none(id=given.id).select_related("person")
    await accounts.unlink(given.id, expected_version=given.expected_version)
    assert before is not None, "it was unlinked"
    return before.person  # type: ignore[no-any-return]  # the relation


def _keyed(name: str, description: str, verb: Callable[..., Awaitable[Account]]) -> Mutation:
    return Mutation(
        f"{name}Account",
        description,
        InputType(f"{name.capitalize()}AccountInput", "The account.", accounts.AccountChoice, {}, keyed="Account"),
        "account",
        "Account",
        lambda given: verb(given.id, expected_version=given.expected_version),
        ACCOUNTS_WRITE,
    )


ACCOUNT_MUTATIONS = (
    Mutation(
        "linkAccount",
        "Links an account to the person whose it is (关联账号), whose roles it then has. You need the right to give "
        "each of them; your own account somebody else links.",
        InputType(
            "LinkAccountInput",
            "The account as its issuer knows it, and the person.",
            accounts.AccountToLink,
            {
                "issuer": "Who vouches for the identity (签发方): one of the issuers that the server believes.",
                "subject": "By what the issuer knows the identity, the claim `sub` (主体标识).",
                "person_id": Reference("The person whose account it is (人员).", "Person", unseen=True),
            },
        ),
        "account",
        "Account",
        lambda given: accounts.link(given.value),
        ACCOUNTS_WRITE,
    ),
    Mutation(
        "unlinkAccount",
        "Takes an account from its person (解除账号关联): it may do nothing from the next request on.",
        InputType("UnlinkAccountInput", "The account.", accounts.AccountChoice, {}, keyed="Account"),
        "person",
        "Person",
        _unlink,
        ACCOUNTS_WRITE,
    ),
    _keyed(
        "disable", "Refuses whoever signs in with an account, from the next request on (停用账号).", accounts.disable
    ),
    _keyed("enable", "Lets an account in again that was disabled (启用账号).", accounts.enable),
)
