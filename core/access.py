"""Who asks, and what they may do. The rules of rows live with their types; this only names permissions."""

from __future__ import annotations

import uuid
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from core.models.choices import Choice

PEOPLE_READ = "people.read"
"""See people, their audiences and their roles."""
PEOPLE_WRITE = "people.write"
"""Note people, and change their names and audiences."""
REGISTRATIONS_READ = "registrations.read"
"""See who registered for an activity."""
REGISTRATIONS_AGGREGATE = "registrations.aggregate"
"""Count registrations without seeing them; small counts are left out."""
DRAFTS_READ = "drafts.read"
"""See what is not published: drafts of activities and programmes, media without recorded consent."""
ACTIVITIES_WRITE = "activities.write"
"""Create, change, publish, postpone, cancel and archive activities."""
PLACES_WRITE = "places.write"
"""Create and change places and their hours."""
ORGANIZATIONS_WRITE = "organizations.write"
"""Create and change organisations."""
PROGRAMMES_WRITE = "programmes.write"
"""Create, change, publish and close programmes, and create and change series."""
AREAS_WRITE = "areas.write"
"""Create areas."""
ROLES_WRITE = "roles.write"
"""Give people roles, and end them: roles whose permissions one has oneself, where one has them."""
MODULES_WRITE = "modules.write"
"""See which plugins districts have, enable them and disable them."""
OPERATIONS_WRITE = "operations.write"
"""See the operations that frontend teams registered, register them and remove them."""
OPERATIONS_EXPLAIN = "operations.explain"
"""See the statements that queries become, and how the database would run them."""
TOKENS_WRITE = "tokens.write"
"""See the tokens of programs, create them within one's own rights, and revoke them."""
ACCOUNTS_WRITE = "accounts.write"
"""Link accounts to people and unlink them, disable accounts and enable them again."""
PEOPLE_NAMES = "people.names"
"""See people's names in full, who sees people at all; without it they are masked."""
PEOPLE_SENSITIVE = "people.sensitive"
"""See what few may know of people, who sees people at all: which of them are party members."""
CONTACTS_READ = "contacts.read"
"""See which contact details people have, masked, and find people by a whole one."""
CONTACTS_WRITE = "contacts.write"
"""Set and remove people's contact details."""
CONTACTS_REVEAL = "contacts.reveal"
"""See a person's contact detail in full, for a purpose that is noted."""
AUDIT_READ = "audit.read"
"""See who did what."""
CONSENTS_READ = "consents.read"
"""See to what people agreed."""
CONSENTS_WRITE = "consents.write"
"""Record and withdraw the consents of others."""
CONSENTS_PUBLISH = "consents.publish"
"""Publish the texts to which people agree."""
PERSONS_EXPORT = "persons.export"
"""Export all that is held of a person."""
PERSONS_ERASE = "persons.erase"
"""Erase persons, and see who was erased."""
PERSONS_MERGE = "persons.merge"
"""Merge persons, undo that, and see what was merged."""

PERMISSIONS = frozenset(
    {
        PEOPLE_READ,
        PEOPLE_WRITE,
        REGISTRATIONS_READ,
        REGISTRATIONS_AGGREGATE,
        DRAFTS_READ,
        ACTIVITIES_WRITE,
        PLACES_WRITE,
        ORGANIZATIONS_WRITE,
        PROGRAMMES_WRITE,
        AREAS_WRITE,
        ROLES_WRITE,
        MODULES_WRITE,
        OPERATIONS_WRITE,
        OPERATIONS_EXPLAIN,
        TOKENS_WRITE,
        ACCOUNTS_WRITE,
        PEOPLE_NAMES,
        PEOPLE_SENSITIVE,
        CONTACTS_READ,
        CONTACTS_WRITE,
        CONTACTS_REVEAL,
        AUDIT_READ,
        CONSENTS_READ,
        CONSENTS_WRITE,
        CONSENTS_PUBLISH,
        PERSONS_EXPORT,
        PERSONS_ERASE,
        PERSONS_MERGE,
    }
)
"""Every permission of the core. A plugin's permissions carry its own prefix."""


KEPT_BACK = frozenset({ROLES_WRITE, TOKENS_WRITE, ACCOUNTS_WRITE})
"""By which more rights are given: only tokens that were made on the command line have them."""


class ViewerKind(Choice):
    """Kind of a viewer."""

    ANONYMOUS = "ANONYMOUS", "匿名", "Somebody without a token"
    ADMIN = "ADMIN", "管理员令牌", "The holder of the administrator's token"
    PERSON = "PERSON", "登录人员", "Somebody who signed in with an account"
    PROGRAM = "PROGRAM", "程序", "A program, by a token of its own"


@dataclass(frozen=True)
class Cover:
    """Which areas the subtrees of a reach amount to: these and no others, or all ``but`` these.

    It is so at an epoch: areas that come, go or move advance it.
    """

    areas: tuple[uuid.UUID, ...]
    but: bool = False


@dataclass(frozen=True)
class Reach:
    """Where a permission holds if not everywhere: in the subtrees of areas, for organisations and for places."""

    areas: frozenset[uuid.UUID] = frozenset()
    organizations: frozenset[uuid.UUID] = frozenset()
    places: frozenset[uuid.UUID] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        """Which of the three there are any of: what a statement's text may depend on."""
        return frozenset(name for name in ("areas", "organizations", "places") if getattr(self, name))

    def meets(self, other: Reach) -> bool:
        """Whether the two have an area, an organisation or a place in common."""
        return any(getattr(self, name) & getattr(other, name) for name in self.kinds)

    def within(self, other: Reach) -> bool:
        """Whether whatever lies at these scopes surely lies at the other ones: each of them is one of those."""
        return all(getattr(self, name) <= getattr(other, name) for name in self.kinds)

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.areas | other.areas, self.organizations | other.organizations, self.places | other.places)


@dataclass(frozen=True)
class Viewer:
    """Somebody who sends a request, with exactly the permissions listed: none is implied by another.

    A permission holds everywhere, unless `reaches` says where it does. What depends on a row asks `may`, or where the
    row lies (`Row.where_may` in rules, `may_at` in use cases); what only opens a door asks `may_somewhere`.
    """

    kind: ViewerKind
    permissions: frozenset[str]
    reaches: Mapping[str, Reach] = field(default_factory=dict, hash=False)
    account_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None
    """The person to whom the account is linked."""
    token_id: uuid.UUID | None = None
    """The token of a program."""
    maker: str | None = None
    """Who made the program's token, as limits count them; None for one that was made on the command line."""
    epoch: int | None = field(default=None, compare=False)
    """At which `core.viewers.epoch_of` the database said so, for whoever must look whether it still does."""
    covers: Mapping[frozenset[uuid.UUID], Cover] = field(default_factory=dict, hash=False, compare=False)
    """What the areas of a reach amount to at that epoch, where that can be said in few."""

    @property
    def settled(self) -> Viewer:
        """The same viewer, for whoever has looked, and need not look again."""
        return self if self.epoch is None else replace(self, epoch=None, covers={})

    def may(self, permission: str) -> bool:
        """Whether the viewer has `permission` everywhere: for rows wherever they lie, and for what has no place."""
        return permission in self.permissions and permission not in self.reaches

    def may_somewhere(self, permission: str) -> bool:
        """Whether the viewer has `permission`, be it everywhere or only for some rows."""
        return permission in self.permissions

    def may_at(self, permission: str, around: Reach) -> bool:
        """Whether the viewer has `permission` for a whole scope: everywhere, or at one of the scopes ``around`` it, as
        `core.reach.around` gives them.
        """
        reach = self.reaches.get(permission)
        return permission in self.permissions and (reach is None or reach.meets(around))

    def reach(self, permission: str) -> Reach | None:
        """Where a permission that the viewer has holds; None for everywhere."""
        return self.reaches.get(permission)

    def cover(self, permission: str) -> Cover | None:
        """Which areas the permission's reach amounts to, if that is known, for statements that compare the epoch.

        None for whoever is settled: in a transaction that changes the areas themselves the epoch tells nothing.
        """
        reach = self.reaches.get(permission)
        return None if reach is None else self.covers.get(reach.areas)

    @cached_property
    def alike(self) -> Mapping[str, str]:
        """For each permission that does not hold everywhere, the first by name of those with the same reach."""
        first: dict[Reach, str] = {}
        return {name: first.setdefault(self.reaches[name], name) for name in sorted(self.reaches)}

    def implies(self, one: str, other: str) -> bool:
        """Whether the viewer surely has ``other`` for each row for which they have the permission ``one``."""
        return self.may_somewhere(other) and (self.may(other) or self._within(one, other))

    def _within(self, one: str, other: str) -> bool:
        reach = self.reaches.get(one)
        return reach is not None and (self.alike[one], self.alike[other]) in self._wider

    @cached_property
    def _wider(self) -> frozenset[tuple[str, str]]:
        """Pairs of the names in `alike`: the reach of the first lies within that of the second."""
        reaches = {name: self.reaches[name] for name in set(self.alike.values())}
        return frozenset(
            (one, other) for one, reach in reaches.items() for other, wide in reaches.items() if reach.within(wide)
        )

    @cached_property
    def pattern(self) -> Hashable:
        """What plans may depend on. Viewers of one pattern share them: ids and epochs are parameters."""
        reaches = []
        for name, reach in self.reaches.items():
            cover = self.cover(name)
            reaches.append((name, reach.kinds, self.alike[name], None if cover is None else cover.but))
        return self.permissions, frozenset(reaches), self._wider, self.person_id is not None, self.epoch is not None

    @cached_property
    def name(self) -> str:
        """Whom idempotency keys and the audit log tell apart: ``ADMIN``, ``ACCOUNT:<uuid>``, …"""
        if self.token_id is not None:
            return f"TOKEN:{self.token_id}"
        return self.kind.value if self.account_id is None else f"ACCOUNT:{self.account_id}"

    @cached_property
    def counted_as(self) -> str:
        """Whom limits tell apart: a person, by whichever account and with the tokens that they made; else as `name`."""
        if self.maker is not None:
            return self.maker
        return self.name if self.person_id is None else f"PERSON:{self.person_id}"


class StaleViewer(Exception):
    """What was known of the viewer is not so any more, and nothing was answered or changed: look again, and repeat."""


ANONYMOUS = Viewer(ViewerKind.ANONYMOUS, frozenset())
"""Somebody without a token: sees what is public, changes nothing."""

ADMIN = Viewer(ViewerKind.ADMIN, PERMISSIONS)
"""The holder of the administrator's token: everything of the core."""
