"""Who asks (当前用户): somebody's own account, roles and permissions, without any permission."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import strawberry
from tortoise.expressions import Q

from core import access, models
from core.access import Reach, ViewerKind
from core.clock import today
from core.ids import encode
from core.models.choices import Choice
from core.roles import ROLES
from schema.declare.described import described
from schema.declare.roots import Asked, CalledRoot
from schema.declare.types import value_type
from schema.types.areas import Area
from schema.types.organizations import Organization
from schema.types.people import Account, Person
from schema.types.places import Place


class ScopeKind(Choice):
    """What a role is held at."""

    AREA = "AREA", "区域", "An area, with all that lies in it"
    ORGANIZATION = "ORGANIZATION", "组织", "An organisation"
    PLACE = "PLACE", "场所", "A place"


@value_type
class ViewerAccount:
    """Your account (账号) at an issuer of identities."""

    id: strawberry.ID = described("Its global id.")
    issuer: str = described("Who vouches for you (签发方).")


@value_type
class ViewerPerson:
    """The person (人员) to whom your account is linked."""

    id: strawberry.ID = described("The global id of the person.")
    display_name: str = described("The name as shown (显示名称).")


@value_type
class ViewerScope:
    """What a role of yours is held at (范围)."""

    kind: ScopeKind = described("An area, an organisation or a place (类型).")
    id: strawberry.ID = described("Its global id.")
    name: str = described("Its name in Chinese (名称).")
    name_en: str | None = described("Its name in English (英文名称); null if it has none.")


@value_type
class ViewerRole:
    """A role that you hold today (任职)."""

    role: str = described("The code of the role (角色).")
    title_zh: str = described("The title in Chinese (名称); the code where no module knows the role.")
    title_en: str = described("The title in English (英文名称); the code where no module knows the role.")
    scope: ViewerScope = described("What you hold it at (范围).")
    valid_from: date = described("The first day (开始日期).")
    valid_to: date | None = described("The last day; null while it has no end (结束日期).")


@value_type
class ViewerPermission:
    """A permission that you have (权限): everywhere, or there where the lists say."""

    name: str = described("The permission (权限).")
    everywhere: bool = described("Whether it holds everywhere (是否全局).")
    areas: list[strawberry.ID] = described("The areas in which it holds, with all that lies in them (区域).")
    organizations: list[strawberry.ID] = described("The organisations for which it holds (组织).")
    places: list[strawberry.ID] = described("The places for which it holds (场所).")


@value_type
class Viewer:
    """Who asks (当前用户)."""

    kind: ViewerKind = described("What kind of viewer you are (类型).")
    account: ViewerAccount | None = described("Your account; null unless you signed in with one (账号).")
    person: ViewerPerson | None = described("The person to whom your account is linked; null if it is to none (人员).")
    roles: list[ViewerRole] = described("The roles that you hold today (任职).")
    permissions: list[ViewerPermission] = described("What you may do, and where, by name (权限).")


async def _viewer(asked: Asked) -> Mapping[str, Any]:
    viewer = asked.viewer
    account = None if viewer.account_id is None else await models.Account.get(id=viewer.account_id)
    person = None if viewer.person_id is None else await models.Person.get(id=viewer.person_id)
    return {
        "kind": viewer.kind,
        "account": account and {"id": _id(Account, account.id), "issuer": account.issuer},
        "person": person and {"id": _id(Person, person.id), "display_name": person.display_name},
        "roles": [] if viewer.person_id is None else await _roles(viewer.person_id),
        "permissions": [_permission(viewer, name) for name in sorted(viewer.permissions)],
    }


async def _roles(person_id: uuid.UUID) -> list[dict[str, Any]]:
    day = today()
    held = models.RoleAssignment.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), person_id=person_id, valid_from__lte=day
    )
    rows = await held.order_by("role", "valid_from", "id").prefetch_related("area", "organization", "place")
    return [
        {
            "role": row.role,
            "title_zh": ROLES[row.role].title_zh if row.role in ROLES else row.role,
            "title_en": ROLES[row.role].title_en if row.role in ROLES else row.role,
            "scope": _scope(row),
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in rows
    ]


def _scope(row: models.RoleAssignment) -> dict[str, Any]:
    found: Any
    for kind, declared, found in (
        (ScopeKind.AREA, Area, row.area),
        (ScopeKind.ORGANIZATION, Organization, row.organization),
        (ScopeKind.PLACE, Place, row.place),
    ):
        if found is not None:
            return {"kind": kind, "id": _id(declared, found.id), "name": found.name, "name_en": found.name_en}
    raise AssertionError("the database holds that an assignment has a scope")


def _permission(viewer: access.Viewer, name: str) -> dict[str, Any]:
    reach = viewer.reach(name)
    where = reach or Reach()
    return {
        "name": name,
        "everywhere": reach is None,
        "areas": _ids(Area, where.areas),
        "organizations": _ids(Organization, where.organizations),
        "places": _ids(Place, where.places),
    }


def _ids(declared: type, keys: Iterable[uuid.UUID]) -> list[str]:
    return [_id(declared, key) for key in sorted(keys)]


def _id(declared: type, key: uuid.UUID) -> str:
    return encode(declared.__linli_type__.tag, key)  # type: ignore[attr-defined]  # set by model_type


VIEWER = CalledRoot(
    "viewer",
    "Who you are, and what you may do and where (当前用户); for everybody, without a token too.",
    Viewer,
    _viewer,
    many=False,
    cost=10,
)
VIEWER_VALUES = (ViewerAccount, ViewerPerson, ViewerScope, ViewerRole, ViewerPermission, Viewer)
