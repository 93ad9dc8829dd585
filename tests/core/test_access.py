import uuid

from core import access
from core.access import ADMIN, ANONYMOUS, PERMISSIONS, Reach, Viewer, ViewerKind


def test_the_public_has_no_permission_and_the_administrator_every_one() -> None:
    assert [permission for permission in PERMISSIONS if ANONYMOUS.may(permission)] == []
    assert all(ADMIN.may(permission) for permission in PERMISSIONS)
    assert not ADMIN.may("points.award")


def test_a_permission_implies_no_other() -> None:
    viewer = Viewer(ViewerKind.ADMIN, frozenset({access.ACTIVITIES_WRITE}))

    assert viewer.may(access.ACTIVITIES_WRITE)
    assert not viewer.may(access.DRAFTS_READ)


def test_a_permission_at_a_scope_is_held_somewhere_and_not_everywhere() -> None:
    reach = Reach(places=frozenset({uuid.uuid4()}))
    viewer = Viewer(ViewerKind.PERSON, frozenset({access.PLACES_WRITE}), {access.PLACES_WRITE: reach})

    assert viewer.may_somewhere(access.PLACES_WRITE)
    assert not viewer.may(access.PLACES_WRITE)
    assert not viewer.may_somewhere(access.AREAS_WRITE)


def test_every_named_permission_is_listed() -> None:
    names = {value for name, value in vars(access).items() if name.isupper() and isinstance(value, str)}

    assert names == PERMISSIONS
