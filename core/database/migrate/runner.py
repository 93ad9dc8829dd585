"""Apply and undo migrations, each in a transaction of its own, and look at what is pending."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from tortoise.exceptions import OperationalError
from tortoise.migrations.graph import MigrationKey

from core.database.migrate.apply import apply_operations, editor_for, project, unapply_operations
from core.database.migrate.apps import CORE, AppModels
from core.database.migrate.graph import Graph, names_on_disk
from core.database.migrate.history import History
from core.database.migrate.session import LOCK_WAIT_MS, Session, open_session
from core.database.migrate.state import SchemaState
from core.database.migrate.verify import verify
from core.database.url import DatabaseUrl, Dialect, parse_database_url
from core.errors import MigrationError

#: Called with the migration that starts ("core.0001_initial"), the number of those done, and of all; at the
#: end once more with an empty name.
Progress = Callable[[str, int, int], None]


#: Called in the transaction that undoes migrations, before it does, with the number of rows in each table that would
#: be dropped. Nobody else writes to these tables until it ends. What it raises is raised, and nothing is undone.
Guard = Callable[[Session, Mapping[str, int]], Awaitable[None]]


@dataclass(frozen=True)
class Applied:
    """A migration that was applied, or undone when ``backward``."""

    app: str
    name: str
    backward: bool = False


@dataclass(frozen=True)
class PlannedMigration:
    """A migration that a run would apply: what its operations do, and, if asked for, the statements."""

    app: str
    name: str
    operations: tuple[str, ...]
    statements: tuple[str, ...] = ()


async def upgrade(
    url: DatabaseUrl | str,
    *,
    apps: Sequence[AppModels] = CORE,
    target: tuple[str, str] | None = None,
    progress: Progress | None = None,
    lock_wait_ms: int = LOCK_WAIT_MS,
) -> list[Applied]:
    """Apply what is pending, in order; with ``target`` (app, name or its start) only that and what it
    stands on.

    Several processes may do so at once: each migration runs in one of them. Gives back what this call
    applied. Raises MigrationError, DatabaseUnavailable; the migration that fails leaves nothing behind,
    earlier ones stay.
    """
    graph = Graph(apps)
    wanted = None if target is None else graph.find(*target)
    run = _Run(graph, lambda applied: graph.forward(applied, wanted), backward=False, progress=progress)
    async with open_session(_parsed(url), lock_wait_ms=lock_wait_ms) as session:
        return await run.all(session)


async def downgrade(
    url: DatabaseUrl | str,
    *,
    apps: Sequence[AppModels] = CORE,
    app: str,
    target: str,
    guard: Guard | None = None,
    progress: Progress | None = None,
    lock_wait_ms: int = LOCK_WAIT_MS,
) -> list[Applied]:
    """Undo the migrations of ``app`` after ``target`` (a name or its start; ``"zero"`` undoes all), last
    first.

    Migrations of other apps that stand on them are undone before. All is one transaction: whatever it raises, nothing
    is undone. Gives back what this call undid. Raises MigrationError, also for a migration that cannot be undone; and
    what ``guard`` raises.
    """
    graph = Graph(apps)
    if app not in graph.apps:
        raise MigrationError(f"There is no app {app}; there are {', '.join(graph.apps)}")
    wanted = None if target == "zero" else graph.find(app, target)
    run = _Run(graph, lambda applied: graph.backward(applied, app, wanted), backward=True, progress=progress)
    async with open_session(_parsed(url), lock_wait_ms=lock_wait_ms) as session:
        return await run.together(session, guard)


async def pending(url: DatabaseUrl | str, *, apps: Sequence[AppModels] = CORE) -> list[PlannedMigration]:
    """What `upgrade` would apply, in order. Changes nothing, and makes no SQLite file."""
    parsed = _parsed(url)
    applied: list[MigrationKey] = []
    if parsed.path is None or parsed.path.exists():
        async with open_session(parsed) as session:
            applied = await History(session).applied_migrations()
    if _are_all(apps, applied):
        return []
    graph = Graph(apps)
    graph.check_applied(applied)
    return [_planned(graph, key) for key in graph.forward(applied)]


async def plan(
    url: DatabaseUrl | str, *, apps: Sequence[AppModels] = CORE, target: tuple[str, str] | None = None
) -> list[PlannedMigration]:
    """Like `pending`, with the statements: the migrations run in one transaction, which is then rolled back.

    So it needs the same lock as `upgrade`, and takes as long. Raises what `upgrade` would raise.
    """
    graph = Graph(apps)
    wanted = None if target is None else graph.find(*target)
    parsed = _parsed(url)
    planned: list[PlannedMigration] = []
    async with AsyncExitStack() as stack:
        if parsed.path is not None and not parsed.path.exists():
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="linli-plan-"))
            parsed = replace(parsed, path=Path(directory, "plan.db"))
        session = await stack.enter_async_context(open_session(parsed))
        run = _Run(graph, lambda applied: graph.forward(applied, wanted), backward=False)
        try:
            async with session.transaction():
                while (key := await run.next(session)) is not None:
                    session.statements.clear()
                    await run.step(session, key)
                    planned.append(replace(_planned(graph, key), statements=tuple(session.statements)))
                raise _RollBack
        except _RollBack:
            pass
    return planned


async def verify_schema(url: DatabaseUrl | str, *, apps: Sequence[AppModels] = CORE) -> None:
    """Check that the database still has what its migrations made, and on SQLite that no foreign key dangles.

    Changes nothing, but waits for the lock as `upgrade` does. MigrationError names what is missing.
    """
    graph = Graph(apps)
    try:
        async with open_session(_parsed(url)) as session, session.transaction():
            applied = await History(session).applied_migrations()
            graph.check_applied(applied)
            await verify(session, project(graph, applied))
            raise _RollBack
    except _RollBack:
        pass


class _RollBack(Exception):
    """Leaves a transaction without committing it."""


class _Run:
    """One run over a database: again and again the next migration, as the history then stands."""

    def __init__(
        self,
        graph: Graph,
        choose: Callable[[Collection[MigrationKey]], list[MigrationKey]],
        *,
        backward: bool,
        progress: Progress | None = None,
    ) -> None:
        self._graph = graph
        self._choose = choose
        self._backward = backward
        self._progress = progress
        self._applied: list[MigrationKey] = []
        self._known: tuple[frozenset[MigrationKey], SchemaState | None] = (frozenset(), None)

    async def all(self, session: Session) -> list[Applied]:
        """Run until nothing is left to do."""
        done: list[Applied] = []
        total = 0
        while True:
            # The next one is chosen under the lock, for another process may have run some in the meantime.
            async with session.transaction():
                key = await self.next(session)
                if key is not None:
                    total = max(total, len(done) + len(self._choose(self._applied)))
                    if self._progress is not None:
                        self._progress(str(key), len(done), total)
                    await self.step(session, key)
            if key is None:
                break
            done.append(Applied(key.app_label, key.name, self._backward))
        if self._progress is not None:
            self._progress("", len(done), len(done))
        return done

    async def together(self, session: Session, guard: Guard | None) -> list[Applied]:
        """Run until nothing is left to do, in one transaction."""
        done: list[Applied] = []
        async with session.transaction():
            key = await self.next(session)
            total = len(self._choose(self._applied))
            if key is not None and guard is not None:
                await guard(session, await self._dropped(session))
            while key is not None:
                if self._progress is not None:
                    self._progress(str(key), len(done), total)
                await self.step(session, key)
                done.append(Applied(key.app_label, key.name, self._backward))
                key = await self.next(session)
        if self._progress is not None:
            self._progress("", len(done), len(done))
        return done

    async def _dropped(self, session: Session) -> dict[str, int]:
        """The tables that would go, which nobody else writes to from here on, with their numbers of rows."""
        undone = self._choose(self._applied)
        after = _tables(project(self._graph, [key for key in self._applied if key not in undone]))
        tables = sorted(_tables(project(self._graph, self._applied)) - after)
        try:
            if tables and session.dialect is Dialect.POSTGRES:
                names = ", ".join(f'"{table}"' for table in tables)
                await session.execute_query(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            counts = {table: await session.rows(f'SELECT count(*) FROM "{table}"') for table in tables}
        except OperationalError as error:
            raise MigrationError(f"The tables {', '.join(tables)} cannot be locked and counted: {error}") from error
        return {table: int(found[0][0]) for table, found in counts.items()}

    async def next(self, session: Session) -> MigrationKey | None:
        """The migration that comes next, or None."""
        self._applied = await History(session).applied_migrations()
        self._graph.check_applied(self._applied)
        keys = self._choose(self._applied)
        return keys[0] if keys else None

    async def step(self, session: Session, key: MigrationKey) -> None:
        """Run one migration and note it in the history, within the open transaction."""
        history = History(session)
        migration = self._graph.migrations[key]
        if self._backward:
            state = project(self._graph, [other for other in self._applied if other != key])
            await unapply_operations(migration, state, session)
            await _checked(session, state, key)
            await history.record_unapplied(key.app_label, key.name)
        else:
            state = self._state_before()
            await history.ensure_schema(editor_for(session))
            await apply_operations(migration, state, session)
            await _checked(session, state, key)
            await history.record_applied(key.app_label, key.name)
            self._known = (frozenset([*self._applied, key]), state)

    def _state_before(self) -> SchemaState:
        # After this run's own migration the state is at hand; putting it together takes longer with each one.
        applied, state = self._known
        self._known = (frozenset(), None)
        return project(self._graph, self._applied) if state is None or applied != {*self._applied} else state


def _tables(state: SchemaState) -> set[str]:
    return {str(model.table) for model in state.models.values()}


async def _checked(session: Session, state: SchemaState, key: MigrationKey) -> None:
    try:
        await verify(session, state)
    except MigrationError as error:
        raise MigrationError(
            f"Migration {key} is not committed. {error.message}\nThe database is as it was before {key}."
        ) from error


def _are_all(apps: Sequence[AppModels], applied: Collection[MigrationKey]) -> bool:
    """Whether these are all migrations of the apps, by their names alone: a server that finds nothing to apply need
    not carry all of them in memory from then on.
    """
    labels = {app.label for app in apps}
    on_disk = {MigrationKey(app.label, name) for app in apps for name in names_on_disk(app)}
    return {key for key in applied if key.app_label in labels} == on_disk


def _planned(graph: Graph, key: MigrationKey) -> PlannedMigration:
    operations = tuple(operation.describe() for operation in graph.migrations[key].operations)
    return PlannedMigration(key.app_label, key.name, operations)


def _parsed(url: DatabaseUrl | str) -> DatabaseUrl:
    return parse_database_url(url) if isinstance(url, str) else url
