"""What can be done to accounts: each a use case of `core.accounts` or `core.account_links`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core import account_links, accounts
from core.access import ACCOUNTS_WRITE
from core.models import Account, AccountLinkRequest, Person
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


def _decides(name: str, description: str, verb: Callable[..., Awaitable[AccountLinkRequest]]) -> Mutation:
    return Mutation(
        f"{name}AccountLink",
        description,
        InputType(
            f"{name.capitalize()}AccountLinkInput",
            "The request.",
            account_links.LinkDecision,
            {},
            keyed="AccountLinkRequest",
        ),
        "request",
        "AccountLinkRequest",
        lambda given: verb(given.id, expected_version=given.expected_version),
        # People decide about themselves without one.
        None,
    )


ACCOUNT_MUTATIONS = (
    Mutation(
        "requestAccountLink",
        "Asks to link an account to the person whose it is (申请关联账号), whose roles it then has. You need the right "
        "to give each of them. Somebody else confirms it; an account of your own somebody else asks for.",
        InputType(
            "RequestAccountLinkInput",
            "The account as its issuer knows it, and the person.",
            accounts.AccountToLink,
            {
                "issuer": "Who vouches for the identity (签发方): one of the issuers that the server believes.",
                "subject": "By what the issuer knows the identity, the claim `sub` (主体标识).",
                "person_id": Reference("The person whose account it is (人员).", "Person", unseen=True),
            },
        ),
        "request",
        "AccountLinkRequest",
        lambda given: account_links.request(given.value),
        ACCOUNTS_WRITE,
    ),
    _decides(
        "confirm",
        "Confirms that an account is the person's (确认关联账号), which somebody else asked for: about yourself, or "
        "with a permission and the right to give each role of the person.",
        account_links.confirm,
    ),
    _decides(
        "decline",
        "Declines to link an account (拒绝关联账号), or takes back what you asked for: about yourself, or with a "
        "permission.",
        account_links.decline,
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
