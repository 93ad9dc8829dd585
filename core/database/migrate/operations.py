"""Operations for migration files beside Tortoise's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tortoise.migrations.exceptions import IncompatibleStateError
from tortoise.migrations.operations import TortoiseOperation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from core.database.migrate.declare import DatabaseObject
from core.database.migrate.state import SchemaState
from core.database.url import Dialect


class AddObjects(TortoiseOperation):
    """Create declared objects, in order. Undone by dropping them, last first."""

    def __init__(self, objects: Sequence[DatabaseObject]) -> None:
        self.objects = tuple(objects)

    def describe(self) -> str:
        """One line for plans and errors."""
        return f"Add {', '.join(item.name for item in self.objects)}"

    def state_forward(self, app_label: str, state: State) -> None:
        """Note the objects in the state. Raises IncompatibleStateError for a name that is taken."""
        known = _objects(state)
        for item in self.objects:
            if (app_label, item.name) in known:
                raise IncompatibleStateError(f"The object {item.name} is already in the app {app_label}")
            known[app_label, item.name] = item

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Run the statements that create them."""
        if state_editor is not None:
            await _run_all(state_editor, (item.create(_dialect(state_editor)) for item in self.objects))

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Run the statements that drop them."""
        if state_editor is not None:
            await _run_all(state_editor, (item.drop(_dialect(state_editor)) for item in reversed(self.objects)))


class DropObjects(TortoiseOperation):
    """Drop objects that an earlier migration of the app added, by name, in order. Undone by creating them."""

    def __init__(self, names: Sequence[str]) -> None:
        if isinstance(names, str):
            raise ValueError(f"DropObjects takes a list of names, not the one string {names!r}")
        self.names = tuple(names)

    def describe(self) -> str:
        """One line for plans and errors."""
        return f"Drop {', '.join(self.names)}"

    def state_forward(self, app_label: str, state: State) -> None:
        """Forget the objects. Raises IncompatibleStateError for a name that no migration added."""
        known = _objects(state)
        for name in self.names:
            if known.pop((app_label, name), None) is None:
                raise IncompatibleStateError(f"The app {app_label} has no object {name} to drop")

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Run the statements that drop them."""
        if state_editor is not None:
            known = _objects(old_state)
            await _run_all(state_editor, (known[app_label, name].drop(_dialect(state_editor)) for name in self.names))

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Run the statements that create them."""
        if state_editor is not None:
            known = _objects(new_state)
            await _run_all(
                state_editor,
                (known[app_label, name].create(_dialect(state_editor)) for name in reversed(self.names)),
            )


class AlterTable(TortoiseOperation):
    """Give the table of a model another name."""

    def __init__(self, model_name: str, table: str) -> None:
        self.model_name = model_name
        self.table = table

    def describe(self) -> str:
        """One line for plans and errors."""
        return f"Rename the table of {self.model_name} to {self.table}"

    def state_forward(self, app_label: str, state: State) -> None:
        """Change the model's table."""
        model = self.get_model_state(state, app_label, self.model_name)
        model.table = self.table
        model.options = {**model.options, "table": self.table}
        state.reload_model(app_label, self.model_name)

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Rename the table."""
        if state_editor is not None:
            old = old_state.apps.get_model(app_label, self.model_name)
            new = new_state.apps.get_model(app_label, self.model_name)
            await state_editor.rename_table(new, old._meta.db_table, new._meta.db_table)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Rename the table back."""
        await self.database_forward(app_label, old_state, new_state, state_editor)


class RunStatements(TortoiseOperation):
    """Run statements as they stand, for each database its own: to change data, say.

    Each item is ONE statement and is never split, so ``$$`` and ``BEGIN … END`` bodies are safe. The reverse
    statements undo it; without them for both databases the migration cannot go back, and an empty list says
    that nothing needs to be done. What later migrations should know of belongs into `AddObjects`.
    """

    def __init__(
        self,
        *,
        postgres: Sequence[str],
        sqlite: Sequence[str],
        reverse_postgres: Sequence[str] | None = None,
        reverse_sqlite: Sequence[str] | None = None,
    ) -> None:
        for value in (postgres, sqlite, reverse_postgres, reverse_sqlite):
            if isinstance(value, str):
                raise ValueError(f"RunStatements takes lists of statements, not one string: {value[:80]!r}")
        self.postgres = tuple(postgres)
        self.sqlite = tuple(sqlite)
        self.reverse_postgres = None if reverse_postgres is None else tuple(reverse_postgres)
        self.reverse_sqlite = None if reverse_sqlite is None else tuple(reverse_sqlite)
        # The whole migration has to be reversible on both databases, or on neither.
        self.reversible = reverse_postgres is not None and reverse_sqlite is not None

    def describe(self) -> str:
        """One line for plans and errors."""
        return f"Run {len(self.postgres)} statements on PostgreSQL, {len(self.sqlite)} on SQLite"

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Run the statements of the database's dialect."""
        if state_editor is not None:
            sqlite = _dialect(state_editor) is Dialect.SQLITE
            await _run_all(state_editor, [self.sqlite if sqlite else self.postgres])

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Run the reverse statements of the database's dialect."""
        if state_editor is not None:
            sqlite = _dialect(state_editor) is Dialect.SQLITE
            await _run_all(state_editor, [(self.reverse_sqlite if sqlite else self.reverse_postgres) or ()])


def _objects(state: State) -> dict[tuple[str, str], DatabaseObject]:
    if not isinstance(state, SchemaState):
        raise TypeError("Declared objects need Linli's own runner: use `linli migrate`, not Tortoise's command line")
    return state.objects


def _dialect(editor: BaseSchemaEditor) -> Dialect:
    return Dialect(editor.DIALECT)


async def _run_all(editor: BaseSchemaEditor, groups: Iterable[Iterable[str]]) -> None:
    # SQLite's execute_script would commit first and split; a PostgreSQL body may hold several commands only
    # there.
    sqlite = _dialect(editor) is Dialect.SQLITE
    for statements in groups:
        for statement in statements:
            if sqlite:
                await editor.client.execute_query(statement)
            else:
                await editor.client.execute_script(statement)
