"""Tokens of programs: create and revoke them. Each verb is one transaction.

A token has explicit permissions at explicit scopes, at most those that whoever created it has by then, and an end (see
`core.rights`). By no token that was not made on the command line more rights are given. Both verbs raise
`core.problems.InputRefused` with all problems that they found, and have then changed nothing. They emit
`api_token.created` and `api_token.revoked`.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import secrets
import uuid
from collections.abc import Collection, Sequence
from typing import Final

from tortoise.models import Model

from core import events
from core.access import KEPT_BACK, TOKENS_WRITE, Viewer
from core.acting import actor
from core.admin_token import token_digest
from core.clock import now
from core.models import ApiToken, ApiTokenGrant, Area, Organization, Place
from core.problems import Problems, refuse
from core.reach import around
from core.writing import References, locked, writing

TAG: Final = "tk"
"""The tag of their identifiers."""
PREFIX: Final = "linli_"
"""How a token begins, so that people and scanners of secrets know it."""
LONGEST_LIFE: Final = datetime.timedelta(days=366)
MOST_GRANTS: Final = 200

_TOKEN = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
_SCOPES: Final[dict[str, type[Model]]] = {"area_id": Area, "organization_id": Organization, "place_id": Place}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scope:
    """An area, an organisation or a place; everywhere without any."""

    area_id: uuid.UUID | None = None
    organization_id: uuid.UUID | None = None
    place_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewGrant(Scope):
    """A permission at one scope."""

    permission: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewApiToken:
    """What a new token is made of. `area_id` is the area whose administrators answer for it; none: the whole city."""

    name: str
    expires_at: datetime.datetime
    grants: Sequence[NewGrant]
    area_id: uuid.UUID | None = None


def is_api_token(text: str) -> bool:
    """Whether a bearer token has the form of one of these."""
    return _TOKEN.fullmatch(text) is not None


async def create(new: NewApiToken, permissions: Collection[str]) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can tell again. `permissions` are those that anybody declares."""
    viewer = actor().viewer
    async with writing():
        problems = Problems()
        name = problems.text(ApiToken, "name", new.name, "name")
        _check_life(new.expires_at, problems)
        await _check_grants(new, permissions, problems)
        problems.refuse()
        await _check_rights(new, viewer, problems)
        await _check_own_life(new.expires_at, viewer, problems)
        problems.refuse()
        text = PREFIX + secrets.token_urlsafe(32)
        token = await ApiToken.create(
            name=name,
            digest=token_digest(text).hex(),
            area_id=new.area_id,
            created_by_id=None if viewer is None else viewer.account_id,
            made_by_id=None if viewer is None else viewer.token_id,
            expires_at=new.expires_at.replace(microsecond=0),
        )
        await ApiTokenGrant.bulk_create([ApiTokenGrant(token=token, **dataclasses.asdict(one)) for one in new.grants])
        await events.emit("api_token.created", TAG, token.id, {"version": token.version})
    return token, text


async def revoke(token_id: uuid.UUID, *, expected_version: int | None = None) -> ApiToken:
    """End a token, from the next request on. One that has been revoked stays as it is."""
    async with writing():
        token = await locked(ApiToken, token_id, expected_version)
        if not await _holds(actor().viewer, TOKENS_WRITE, Scope(area_id=token.area_id)):
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        if token.revoked_at is None:
            token.revoked_at, token.version = now(), token.version + 1
            await token.save(update_fields=["revoked_at", "version"])
            await events.emit("api_token.revoked", TAG, token.id, {"version": token.version})
    return token


def _check_life(expires_at: datetime.datetime, problems: Problems) -> None:
    if expires_at.tzinfo is None:
        problems.add("NO_OFFSET", "Must be an instant with its offset.", "expires_at")
    elif not now() < expires_at.replace(microsecond=0) <= now() + LONGEST_LIFE:
        problems.add("OUT_OF_RANGE", f"Must be later than now, by at most {LONGEST_LIFE.days} days.", "expires_at")


async def _check_own_life(expires_at: datetime.datetime, viewer: Viewer | None, problems: Problems) -> None:
    """A program's token must not make itself a successor, or the end of tokens would be none."""
    if viewer is None or viewer.token_id is None:
        return
    own = await ApiToken.get(id=viewer.token_id)
    if expires_at.replace(microsecond=0) > own.expires_at:
        problems.add("OUT_OF_RANGE", f"Must not be later than your own token's end, {own.expires_at}.", "expires_at")


async def _check_grants(new: NewApiToken, permissions: Collection[str], problems: Problems) -> None:
    """Whether the grants make sense, whoever asks for them."""
    if not new.grants:
        problems.add("REQUIRED", "Name at least one permission.", "grants")
    if len(new.grants) > MOST_GRANTS:
        problems.add("TOO_MANY", f"Has {len(new.grants)} items; at most {MOST_GRANTS} are possible.", "grants")
        return
    references = References()
    references.add(Area, new.area_id, "area_id")
    for index, grant in enumerate(new.grants):
        named = [(column, key) for column in _SCOPES if (key := getattr(grant, column)) is not None]
        for column, key in named:
            references.add(_SCOPES[column], key, "grants", index, column)
        if len(named) > 1:
            problems.add("NOT_ALLOWED", "A grant has one scope: name one of them.", "grants", index, named[1][0])
        if grant.permission not in permissions:
            problems.add("NOT_FOUND", "Nobody declares this permission.", "grants", index, "permission")
    await references.check(problems)


async def _check_rights(new: NewApiToken, viewer: Viewer | None, problems: Problems) -> None:
    """Whether whoever asks has everything that the token is to have, there where it is to have it."""
    if not await _holds(viewer, TOKENS_WRITE, Scope(area_id=new.area_id)):
        problems.add(
            "NOT_PERMITTED", f"Name an area within those for which you have {TOKENS_WRITE} yourself.", "area_id"
        )
    for index, grant in enumerate(new.grants):
        if viewer is not None and grant.permission in KEPT_BACK:
            problems.add(
                "NOT_ALLOWED",
                f"By {grant.permission} more rights are given: only tokens of `linli token create` may have it.",
                "grants",
                index,
                "permission",
            )
        elif not await _holds(viewer, grant.permission, grant):
            problems.add(
                "NOT_PERMITTED",
                f"You do not have {grant.permission} there yourself.",
                "grants",
                index,
                "permission",
            )


async def _holds(viewer: Viewer | None, permission: str, scope: Scope) -> bool:
    """Whether a viewer, or the platform itself (None), has a permission at all of a scope."""
    if viewer is None:
        return True
    keys = {column: getattr(scope, column) for column in _SCOPES}
    return viewer.may_at(permission, await around(**keys))
