"""The migrations on disk, how they depend on each other, and what a run has to do in which order."""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from importlib import import_module

from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration

from core.database.migrate.apps import AppModels
from core.errors import MigrationError


class Graph:
    """All migrations of some apps, by key, in an order in which they can run."""

    def __init__(self, apps: Sequence[AppModels]) -> None:
        """Import the migrations.

        Raises MigrationError for one without a ``Migration``, for a dependency that does not exist, for a
        circle, for two migrations of an app that both claim to be the last, and for an app that stands on
        another whose first migration does not say so.
        """
        self.apps = {app.label: app for app in apps}
        self.migrations: dict[MigrationKey, Migration] = {}
        for app in apps:
            for name in names_on_disk(app):
                module = import_module(f"{app.migrations_module}.{name}")
                found = getattr(module, "Migration", None)
                if found is None:
                    raise MigrationError(f"{module.__name__} has no class Migration")
                self.migrations[MigrationKey(app.label, name)] = found(name, app.label)
        self.parents: dict[MigrationKey, set[MigrationKey]] = {key: set() for key in self.migrations}
        for key, migration in self.migrations.items():
            self._connect(key, migration)
        self.order = self._sorted()
        for app in apps:
            self._check_app(app)

    def _connect(self, key: MigrationKey, migration: Migration) -> None:
        if migration.replaces:
            raise MigrationError(f"{key}: `replaces` is not supported; keep the migrations that it would replace")
        for app_label, name in migration.dependencies:
            self.parents[key].add(self._named(key, app_label, name))
        for app_label, name in migration.run_before:
            self.parents[self._named(key, app_label, name)].add(key)

    def _named(self, by: MigrationKey, app_label: str, name: str) -> MigrationKey:
        if name == "__first__":
            candidates = sorted(key for key in self.migrations if key.app_label == app_label)
            if candidates:
                return candidates[0]
        wanted = MigrationKey(app_label, name)
        if wanted not in self.migrations:
            raise MigrationError(f"{by} names {wanted}, which does not exist among the migrations of {app_label}")
        return wanted

    def _sorted(self) -> list[MigrationKey]:
        sorter = TopologicalSorter(self.parents)
        order: list[MigrationKey] = []
        try:
            sorter.prepare()
        except CycleError as error:
            circle = " → ".join(str(key) for key in error.args[1])
            raise MigrationError(f"Migrations depend on each other in a circle: {circle}") from error
        position = {label: number for number, label in enumerate(self.apps)}
        ready: list[MigrationKey] = []
        while sorter.is_active():
            ready.extend(sorter.get_ready())
            # One at a time, so that the order is the same everywhere: earlier apps first, then by name.
            ready.sort(key=lambda key: (position[key.app_label], key.name), reverse=True)
            key = ready.pop()
            order.append(key)
            sorter.done(key)
        return order

    def _check_app(self, app: AppModels) -> None:
        leaves = self.leaves(app.label)
        if len(leaves) > 1:
            names = ", ".join(key.name for key in leaves)
            raise MigrationError(
                f"The app {app.label} has {len(leaves)} last migrations: {names}. "
                "Write a migration that depends on all of them, or make one depend on the other."
            )
        first = next((key for key in self.order if key.app_label == app.label), None)
        if first is None:
            return
        below = {key.app_label for key in self.ancestors([first])}
        for label in app.depends_on:
            if label not in self.apps:
                raise MigrationError(f"The app {app.label} depends on {label}, which is not among the apps given")
            if label not in below:
                raise MigrationError(
                    f"The app {app.label} depends on {label}, but {first} names no migration of {label} "
                    "among its dependencies. Add the one that creates the tables it points to."
                )

    def leaves(self, app_label: str) -> list[MigrationKey]:
        """The migrations of an app that no other of it depends on: one, or none without migrations."""
        own = [key for key in self.order if key.app_label == app_label]
        inner = {parent for key in own for parent in self.parents[key]}
        return [key for key in own if key not in inner]

    def ancestors(self, keys: Iterable[MigrationKey]) -> set[MigrationKey]:
        """The given migrations and all that they stand on."""
        found: set[MigrationKey] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self.parents[key])
        return found

    def find(self, app_label: str, name: str) -> MigrationKey:
        """The migration of that name, or the one whose name starts so. Raises MigrationError otherwise."""
        if app_label not in self.apps:
            raise MigrationError(f"There is no app {app_label}; there are {', '.join(self.apps)}")
        exact = MigrationKey(app_label, name)
        if exact in self.migrations:
            return exact
        matches = [key for key in self.order if key.app_label == app_label and key.name.startswith(name)]
        if len(matches) == 1:
            return matches[0]
        known = ", ".join(key.name for key in (matches or self.order) if key.app_label == app_label)
        problem = "fits several migrations" if matches else "fits no migration"
        raise MigrationError(f"{name!r} {problem} of {app_label}: {known or 'there are none'}")

    def check_applied(self, applied: Collection[MigrationKey]) -> None:
        """Refuse a history that these migrations cannot explain.

        Raises MigrationError when the database has a migration of a known app that is not on disk, or one
        without those it stands on. Apps that are not given (of plugins not installed, say) are left alone.
        """
        known = [key for key in applied if key.app_label in self.apps]
        for key in known:
            if key not in self.migrations:
                raise MigrationError(
                    f"The database has the migration {key}, which is not installed: a newer version of "
                    f"{key.app_label} wrote it. Install that version, or go back with it first."
                )
        for key in known:
            for parent in sorted(self.parents[key]):
                if parent not in applied:
                    raise MigrationError(f"The database has {key}, but not {parent}, on which it stands")

    def forward(self, applied: Collection[MigrationKey], target: MigrationKey | None = None) -> list[MigrationKey]:
        """What has yet to run, in order: everything, or ``target`` and what it stands on."""
        wanted = set(self.order) if target is None else self.ancestors([target])
        return [key for key in self.order if key in wanted and key not in applied]

    def backward(
        self, applied: Collection[MigrationKey], app_label: str, target: MigrationKey | None
    ) -> list[MigrationKey]:
        """What has to be undone, in order, so that ``target`` is the last of its app; None stands for
        nothing.

        Migrations of other apps that stand on one of them go with them.
        """
        keep = set() if target is None else self.ancestors([target])
        gone = {key for key in self.order if key.app_label == app_label and key not in keep}
        for key in self.order:
            if self.parents[key] & gone:
                gone.add(key)
        return [key for key in reversed(self.order) if key in gone and key in applied]


def names_on_disk(app: AppModels) -> list[str]:
    """The names of an app's migrations, in their order; none where the package does not exist."""
    try:
        package = import_module(app.migrations_module)
    except ModuleNotFoundError as error:
        # Only its own absence: an import that fails inside of it is another matter.
        if error.name is None or not f"{app.migrations_module}.".startswith(f"{error.name}."):
            raise
        return []
    return sorted(
        info.name for info in pkgutil.iter_modules(package.__path__) if not info.ispkg and info.name[0] not in "_~"
    )
