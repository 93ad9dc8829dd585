"""Tokens of programs (程序令牌), for those who keep them. Part of `/graphql` alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from core import api_tokens, models
from core.access import TOKENS_WRITE
from core.modules import CORE
from schema.declare.fields import Connection, auto, column, many, to_one
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.roots import Mutation, Part, RootConnection, Shown
from schema.declare.types import model_type
from schema.types.activity_mutations import Nothing

if TYPE_CHECKING:
    from schema.types.areas import Area
    from schema.types.organizations import Organization
    from schema.types.people import Account
    from schema.types.places import Place


@model_type(models.ApiToken, tag=api_tokens.TAG, order_by=("name",), requires=TOKENS_WRITE, area="area")
class ApiToken:
    """A program's token (程序令牌). What it is nobody can tell: only a hash of it is kept."""

    name: auto = column("What it is for (名称).")
    area: Area | None = to_one("The area whose administrators answer for it (区域); null for the whole city.")
    created_by: Account | None = to_one(
        "The account that created it (创建账号): the token may no more than its person still may. Null if another "
        "token did, see `madeBy`; or the command line or the administrator's token, by which nothing else bounds it."
    )
    made_by: ApiToken | None = to_one(
        "The token that created it (来源令牌): it may no more than that one still may. Null if none did."
    )
    grants: Connection[ApiTokenGrant] = many("What it permits, and where (授权).", order_by=("permission",))
    created_at: auto = column("When it was created (创建时间).")
    expires_at: auto = column("When it ends (到期时间).")
    revoked_at: auto = column("When it was revoked (撤销时间).")
    last_used_at: auto = column("When it was last used, to a minute (最近使用时间); null if never.")
    version: auto = column("Grows when it is revoked.", filterable=False, orderable=False)


@model_type(
    models.ApiTokenGrant, tag="tg", order_by=("permission",), requires=TOKENS_WRITE, area="token.area", follows="token"
)
class ApiTokenGrant:
    """A permission of a token at one scope (授权); everywhere if all three are null."""

    token: ApiToken = to_one("The token (程序令牌).")
    permission: auto = column("The permission (权限).")
    area: Area | None = to_one("The scope, if it is an area (区域范围).")
    organization: Organization | None = to_one("The scope, if it is an organisation (组织范围).")
    place: Place | None = to_one("The scope, if it is a place (场所范围).")


_GRANT = InputType(
    "ApiTokenGrantInput",
    "A permission at one scope; everywhere without any (授权).",
    api_tokens.NewGrant,
    {
        "permission": "The permission (权限). You must have it there yourself.",
        "area_id": Reference("The scope, if it is an area with all that lies in it (区域范围).", "Area"),
        "organization_id": Reference("The scope, if it is an organisation (组织范围).", "Organization"),
        "place_id": Reference("The scope, if it is a place (场所范围).", "Place"),
    },
)


def tokens_part(permissions: Collection[str]) -> Part:
    """The part with the tokens, where these permissions are declared."""

    async def create(given: Converted) -> Shown:
        token, text = await api_tokens.create(given.value, permissions)
        return Shown(token, {"token": text})

    return Part(
        owner=CORE,
        types=(ApiToken, ApiTokenGrant),
        roots=(
            RootConnection(
                "apiTokens", "apiToken", "ApiToken", "The tokens of programs (程序令牌). Needs a permission."
            ),
            RootConnection(
                "apiTokenGrants",
                "apiTokenGrant",
                "ApiTokenGrant",
                "What tokens of programs permit (授权). Needs a permission.",
            ),
        ),
        mutations=(
            Mutation(
                "createApiToken",
                "Creates a token for a program (新建程序令牌), with permissions that you have yourself.",
                InputType(
                    "CreateApiTokenInput",
                    "A new token.",
                    api_tokens.NewApiToken,
                    {
                        "name": "What it is for (名称).",
                        "expires_at": "When it ends (到期时间), within 366 days.",
                        "grants": _GRANT,
                        "area_id": Reference(
                            "The area whose administrators answer for it (区域); without it the whole city.", "Area"
                        ),
                    },
                ),
                "apiToken",
                "ApiToken",
                create,
                TOKENS_WRITE,
                shows={"token": "The token itself (令牌), which is shown this once; null when a rule was broken."},
            ),
            Mutation(
                "revokeApiToken",
                "Ends a token from the next request on (撤销程序令牌).",
                InputType("RevokeApiTokenInput", "The token to revoke.", Nothing, {}, keyed="ApiToken"),
                "apiToken",
                "ApiToken",
                lambda given: api_tokens.revoke(given.id, expected_version=given.expected_version),
                TOKENS_WRITE,
            ),
        ),
    )
