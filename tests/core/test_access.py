import uuid

from core import access
from core.access import ADMIN, ANONYMOUS, PERMISSIONS, Cover, Reach, Viewer, ViewerKind


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


def test_what_a_reach_amounts_to_is_known_only_to_who_compares_the_epoch() -> None:
    area = uuid.uuid4()
    reach, covers = Reach(areas=frozenset({area})), {frozenset({area}): Cover((area,))}
    name = access.DRAFTS_READ
    viewer = Viewer(ViewerKind.PERSON, frozenset({name}), {name: reach}, epoch=7, covers=covers)

    assert viewer.cover(name) == Cover((area,))
    assert viewer.settled.cover(name) is None
    assert viewer.pattern != viewer.settled.pattern


def test_plans_differ_by_which_permissions_have_the_same_reach() -> None:
    here, there = (Reach(areas=frozenset({uuid.uuid4()})) for _ in range(2))
    names = access.DRAFTS_READ, access.PEOPLE_READ

    def viewer(*reaches: Reach) -> Viewer:
        return Viewer(ViewerKind.PERSON, frozenset(names), dict(zip(names, reaches, strict=True)))

    assert viewer(here, here).alike == dict.fromkeys(names, access.DRAFTS_READ)
    assert viewer(here, there).alike == dict(zip(names, names, strict=True))
    assert viewer(here, here).pattern == viewer(there, there).pattern
    assert viewer(here, here).pattern != viewer(here, there).pattern


def test_one_permission_implies_another_where_its_reach_lies_within_the_other_ones() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    here, both = Reach(areas=frozenset({one})), Reach(areas=frozenset({one, other}))
    place = Reach(areas=frozenset({one}), places=frozenset({other}))
    people, names = access.PEOPLE_READ, access.PEOPLE_NAMES

    def viewer(**reaches: Reach) -> Viewer:
        scoped = {getattr(access, name): reach for name, reach in reaches.items()}
        return Viewer(ViewerKind.PERSON, frozenset({people, names}), scoped)

    assert viewer(PEOPLE_READ=here).implies(people, names)
    assert viewer(PEOPLE_READ=here, PEOPLE_NAMES=here).implies(people, names)
    assert viewer(PEOPLE_READ=here, PEOPLE_NAMES=both).implies(people, names)
    assert viewer(PEOPLE_READ=here, PEOPLE_NAMES=place).implies(people, names)
    assert not viewer(PEOPLE_NAMES=here).implies(people, names)
    assert not viewer(PEOPLE_READ=both, PEOPLE_NAMES=here).implies(people, names)
    assert not viewer(PEOPLE_READ=place, PEOPLE_NAMES=here).implies(people, names)
    assert not viewer(PEOPLE_READ=here).implies(people, access.CONTACTS_READ)
    # Plans depend on it: of two permissions with different reaches the one may lie within the other or not.
    apart = Reach(areas=frozenset({other}))
    assert viewer(PEOPLE_READ=here, PEOPLE_NAMES=both).pattern != viewer(PEOPLE_READ=apart, PEOPLE_NAMES=here).pattern


def test_every_named_permission_is_listed() -> None:
    names = {value for name, value in vars(access).items() if name.isupper() and isinstance(value, str)}

    assert names == PERMISSIONS
