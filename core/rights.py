"""What the database says of an account or a token: who it is, what they may do, and where. One statement each, and
one more for each set of areas where they may do something.

An account's person holds roles at scopes, for a time; a program's token has grants of its own, and never roles. A grant
holds as long as whoever made the token has the permission for its whole scope. Every answer carries the epoch of its
snapshot: while that is the same, so is the answer, until the clock changes it.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import orjson

from core.access import KEPT_BACK, Reach, Viewer, ViewerKind
from core.clock import SHANGHAI, now, today
from core.covers import covers_of
from core.database.reader import Reader
from core.database.url import Dialect
from core.roles import ROLES


@dataclass(frozen=True)
class Known:
    """Somebody, as of the viewer's epoch; the clock alone changes nothing about it before `until`."""

    viewer: Viewer
    until: datetime.datetime


class Nobody(Enum):
    """Why an account or a token is nobody's."""

    UNKNOWN = "there is none"
    ENDED = "it was disabled or revoked, or has expired"


async def epoch_of(reader: Reader) -> int:
    """The epoch by now: another one than before if what anybody may do has changed since."""
    return int(await reader.fetch(EPOCH[reader.dialect], (), small=True) or 0)


async def known_account(reader: Reader, issuer: str, subject: str) -> Known | Nobody:
    """Who signed in with an account: its person, with the permissions of the roles that they hold today.

    An account that is not linked to a person may do nothing, and neither may a role that no loaded plugin declares.
    """
    found = await reader.fetch(_ACCOUNT[reader.dialect], (issuer, subject, today().isoformat()), small=True)
    epoch, roots, account = orjson.loads(found or b"[0,[],null]")
    if account is None:
        return Nobody.UNKNOWN
    key, person, disabled, assignments = account
    if disabled:
        return Nobody.ENDED
    permissions, reaches = _united(_granted(assignments), roots)
    viewer = Viewer(
        ViewerKind.PERSON,
        permissions,
        reaches,
        uuid.UUID(key),
        None if person is None else uuid.UUID(person),
        epoch=epoch,
        covers=await covers_of(reader, reaches.values(), epoch),
    )
    return Known(viewer, _midnight())


async def known_token(reader: Reader, digest: bytes) -> Known | Nobody:
    """The program that has the token with this SHA-256, with the permissions that the token's grants list: those that
    whoever made it could still give.
    """
    found = await reader.fetch(_TOKEN[reader.dialect], (digest.hex(), today().isoformat()), small=True)
    epoch, roots, token = orjson.loads(found or b"[0,[],null]")
    if token is None:
        return Nobody.UNKNOWN
    key, expires, revoked, listed, account, made_by = token
    until = datetime.datetime.fromisoformat(expires)
    if revoked or until <= now():
        return Nobody.ENDED
    bound = maker = None
    if account is not None:
        account_id, person, disabled, assignments = account
        maker = f"ACCOUNT:{account_id}" if person is None else f"PERSON:{person}"
        bound = _maker([] if disabled else _granted(assignments), roots)
        until = min(until, _midnight())
    elif made_by is not None:
        token_id, ends, ended, own = made_by
        maker = f"TOKEN:{token_id}"
        ends_at = datetime.datetime.fromisoformat(ends)
        bound = _maker([] if ended or ends_at <= now() else own, roots)
        until = min(until, ends_at) if ends_at > now() else until
    grants: list[Grant] = []
    for permission, area, organization, place, areas, operator in listed:
        grant = (permission, area, organization, place)
        held = bound is None or bound.may_at(permission, _around(grant, areas, operator))
        if held and (bound is None or permission not in KEPT_BACK):
            grants.append(grant)
    permissions, reaches = _united(grants, roots)
    covers = await covers_of(reader, reaches.values(), epoch)
    viewer = Viewer(
        ViewerKind.PROGRAM, permissions, reaches, token_id=uuid.UUID(key), maker=maker, epoch=epoch, covers=covers
    )
    return Known(viewer, until)


def _granted(assignments: Iterable[Sequence[str]]) -> list[Grant]:
    """What roles at scopes amount to; those that no loaded plugin declares to nothing."""
    return [
        (permission, area, organization, place)
        for role, area, organization, place in assignments
        if role in ROLES
        for permission in ROLES[role].permissions
    ]


def _maker(grants: Iterable[Grant], roots: Sequence[str]) -> Viewer:
    """Whoever made a token, as far as it matters what they may."""
    permissions, reaches = _united(grants, roots)
    return Viewer(ViewerKind.PERSON, permissions, reaches)


def _around(grant: Grant, areas: Iterable[str], operator: str | None) -> Reach:
    """The scopes around that of a grant, as `core.reach.around`; ``areas`` are those in which it lies."""
    _, _, organization, place = grant
    organizations = (one for one in (organization, operator) if one is not None)
    return Reach(
        frozenset(map(uuid.UUID, areas)),
        frozenset(map(uuid.UUID, organizations)),
        frozenset() if place is None else frozenset({uuid.UUID(place)}),
    )


def _midnight() -> datetime.datetime:
    """When the day ends, and roles begin and end."""
    midnight = datetime.datetime.combine(today() + datetime.timedelta(days=1), datetime.time(), SHANGHAI)
    return midnight.astimezone(datetime.UTC)


Grant = tuple[str, str | None, str | None, str | None]
"""A permission, and the key of an area, an organisation or a place; of none of them: everywhere."""


def _united(grants: Iterable[Grant], roots: Sequence[str]) -> tuple[frozenset[str], dict[str, Reach]]:
    """All permissions, and where those hold that do not hold everywhere.

    What is held at the one area above all others is held everywhere: also for rows that have no area, which nobody
    could look after otherwise. Where there are two such areas, each is only an area.
    """
    found: dict[str, Reach | None] = {}
    for permission, area, organization, place in grants:
        reach = Reach(
            *(frozenset() if one is None else frozenset({uuid.UUID(one)}) for one in (area, organization, place))
        )
        if not reach.kinds or (area is not None and roots == [area]):
            found[permission] = None
        elif (before := found.get(permission, reach)) is not None:
            found[permission] = before | reach
    return frozenset(found), {permission: reach for permission, reach in found.items() if reach is not None}


EPOCH = {
    Dialect.POSTGRES: "SELECT epoch::text FROM access_epoch",
    Dialect.SQLITE: "SELECT CAST(epoch AS TEXT) FROM access_epoch",
}
"""The statement of `epoch_of` for each kind of database."""

_ACCOUNT = {
    Dialect.POSTGRES: """
SELECT json_build_array(
    (SELECT epoch FROM access_epoch),
    (SELECT coalesce(json_agg(id), '[]') FROM area WHERE parent_id IS NULL),
    (SELECT json_build_array(a.id, a.person_id, a.disabled_at IS NOT NULL, (
        SELECT coalesce(json_agg(json_build_array(r.role, r.area_id, r.organization_id, r.place_id)), '[]')
        FROM role_assignment r WHERE r.person_id = a.person_id
            AND r.valid_from <= $3::text::date AND (r.valid_to IS NULL OR r.valid_to >= $3::text::date)))
     FROM account a WHERE a.issuer = $1::text AND a.subject = $2::text)
)::text""",
    Dialect.SQLITE: """
SELECT json_array(
    (SELECT epoch FROM access_epoch),
    json((SELECT json_group_array(id) FROM area WHERE parent_id IS NULL)),
    json((SELECT json_array(a.id, a.person_id, a.disabled_at IS NOT NULL, json((
        SELECT json_group_array(json_array(r.role, r.area_id, r.organization_id, r.place_id))
        FROM role_assignment r WHERE r.person_id = a.person_id
            AND r.valid_from <= ?3 AND (r.valid_to IS NULL OR r.valid_to >= ?3))))
     FROM account a WHERE a.issuer = ?1 AND a.subject = ?2))
)""",
}

_TOKEN = {
    Dialect.POSTGRES: """
SELECT json_build_array(
    (SELECT epoch FROM access_epoch),
    (SELECT coalesce(json_agg(id), '[]') FROM area WHERE parent_id IS NULL),
    (SELECT json_build_array(t.id, t.expires_at, t.revoked_at IS NOT NULL, (
        SELECT coalesce(json_agg(json_build_array(g.permission, g.area_id, g.organization_id, g.place_id, (
            SELECT coalesce(json_agg(n.ancestor_id), '[]') FROM area_ancestor n
            WHERE n.area_id = coalesce(g.area_id, p.area_id)), p.operator_id)), '[]')
        FROM api_token_grant g LEFT JOIN place p ON p.id = g.place_id WHERE g.token_id = t.id), (
        SELECT json_build_array(a.id, a.person_id, a.disabled_at IS NOT NULL, (
            SELECT coalesce(json_agg(json_build_array(r.role, r.area_id, r.organization_id, r.place_id)), '[]')
            FROM role_assignment r WHERE r.person_id = a.person_id
                AND r.valid_from <= $2::text::date AND (r.valid_to IS NULL OR r.valid_to >= $2::text::date)))
        FROM account a WHERE a.id = t.created_by_id), (
        SELECT json_build_array(m.id, m.expires_at, m.revoked_at IS NOT NULL, (
            SELECT coalesce(json_agg(json_build_array(g.permission, g.area_id, g.organization_id, g.place_id)), '[]')
            FROM api_token_grant g WHERE g.token_id = m.id))
        FROM api_token m WHERE m.id = t.made_by_id))
     FROM api_token t WHERE t.digest = $1::text)
)::text""",
    Dialect.SQLITE: """
SELECT json_array(
    (SELECT epoch FROM access_epoch),
    json((SELECT json_group_array(id) FROM area WHERE parent_id IS NULL)),
    json((SELECT json_array(t.id, t.expires_at, t.revoked_at IS NOT NULL, json((
        SELECT json_group_array(json_array(g.permission, g.area_id, g.organization_id, g.place_id, json((
            SELECT json_group_array(n.ancestor_id) FROM area_ancestor n
            WHERE n.area_id = coalesce(g.area_id, p.area_id))), p.operator_id))
        FROM api_token_grant g LEFT JOIN place p ON p.id = g.place_id WHERE g.token_id = t.id)), json((
        SELECT json_array(a.id, a.person_id, a.disabled_at IS NOT NULL, json((
            SELECT json_group_array(json_array(r.role, r.area_id, r.organization_id, r.place_id))
            FROM role_assignment r WHERE r.person_id = a.person_id
                AND r.valid_from <= ?2 AND (r.valid_to IS NULL OR r.valid_to >= ?2))))
        FROM account a WHERE a.id = t.created_by_id)), json((
        SELECT json_array(m.id, m.expires_at, m.revoked_at IS NOT NULL, json((
            SELECT json_group_array(json_array(g.permission, g.area_id, g.organization_id, g.place_id))
            FROM api_token_grant g WHERE g.token_id = m.id)))
        FROM api_token m WHERE m.id = t.made_by_id)))
     FROM api_token t WHERE t.digest = ?1))
)""",
}
