from core import access
from core.access import ADMIN, ANONYMOUS, PERMISSIONS, Viewer, ViewerKind


def test_the_public_has_no_permission_and_the_administrator_every_one() -> None:
    assert [permission for permission in PERMISSIONS if ANONYMOUS.may(permission)] == []
    assert all(ADMIN.may(permission) for permission in PERMISSIONS)
    assert not ADMIN.may("points.award")


def test_a_permission_implies_no_other() -> None:
    viewer = Viewer(ViewerKind.ADMIN, frozenset({access.ACTIVITIES_WRITE}))

    assert viewer.may(access.ACTIVITIES_WRITE)
    assert not viewer.may(access.DRAFTS_READ)


def test_every_named_permission_is_listed() -> None:
    names = {value for name, value in vars(access).items() if name.isupper() and isinstance(value, str)}

    assert names == PERMISSIONS
