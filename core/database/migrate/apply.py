"""Run the operations of one migration, forwards or back, and carry the state of the schema along."""

from __future__ import annotations

from collections.abc import Collection

from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import Operation, RenameField, RenameModel, SQLOperation

from core.database.migrate.editor import ExactEditor, column_of
from core.database.migrate.graph import Graph
from core.database.migrate.operations import AlterTable
from core.database.migrate.postgres import PostgresEditor
from core.database.migrate.session import Session, SqliteSession
from core.database.migrate.sqlite import SqliteEditor
from core.database.migrate.state import SchemaState
from core.errors import MigrationError


def project(graph: Graph, applied: Collection[MigrationKey]) -> SchemaState:
    """The state that the applied migrations of a graph amount to. Raises MigrationError."""
    state = SchemaState.empty(list(graph.apps))
    for key in graph.order:
        if key in applied:
            for number, operation in enumerate(graph.migrations[key].operations, 1):
                try:
                    operation.state_forward(key.app_label, state)
                except Exception as error:
                    raise _failed(graph.migrations[key], number, operation, error, None) from error
    return state


def editor_for(session: Session) -> ExactEditor:
    """A schema editor for the database of a session."""
    return SqliteEditor(session) if isinstance(session, SqliteSession) else PostgresEditor(session)


async def apply_operations(migration: Migration, state: SchemaState, session: Session) -> None:
    """Run the operations of a migration, within the open transaction, and carry ``state`` along.

    Raises MigrationError, which names the operation and the statement that failed.
    """
    editor = editor_for(session)
    for number, operation in enumerate(migration.operations, 1):
        session.statements.append(f"-- {migration.app_label}.{migration.name}: {operation.describe()}")
        before = state.clone()
        try:
            _refuse_unsupported(operation)
            operation.state_forward(migration.app_label, state)
            editor.source, editor.target = before, state
            await operation.database_forward(migration.app_label, before, state, editor)
            await _settle(operation, migration.app_label, editor)
        except Exception as error:
            raise _failed(migration, number, operation, error, session) from error
    state.validate_relations_initialized()


async def unapply_operations(migration: Migration, state: SchemaState, session: Session) -> None:
    """Undo the operations of a migration, last first, within the open transaction.

    ``state`` is the one without the migration, and stays as it is. Raises MigrationError for what fails, and for
    an operation that cannot be undone before any other is.
    """
    editor = editor_for(session)
    # Other apps' migrations may have run since; the states here are those of this migration in its place.
    steps: list[tuple[int, Operation, SchemaState, SchemaState]] = []
    after = state.clone()
    before = state.clone()
    for number, operation in enumerate(migration.operations, 1):
        try:
            _refuse_unsupported(operation)
            if not operation.reversible:
                raise MigrationError("it cannot be undone")
            operation.state_forward(migration.app_label, after)
        except Exception as error:
            raise _failed(migration, number, operation, error, None, undoing=True) from error
        afterwards = after.clone()
        steps.append((number, operation, before, afterwards))
        before = afterwards
    for number, operation, before, afterwards in reversed(steps):
        session.statements.append(f"-- undo {migration.app_label}.{migration.name}: {operation.describe()}")
        try:
            editor.source, editor.target = afterwards, before
            await operation.database_backward(migration.app_label, afterwards, before, editor)
            await _settle(operation, migration.app_label, editor, undoing=True)
        except Exception as error:
            raise _failed(migration, number, operation, error, session, undoing=True) from error


async def _settle(operation: Operation, app: str, editor: ExactEditor, *, undoing: bool = False) -> None:
    """Names that contain the name of a table or a column follow its rename."""
    if isinstance(operation, RenameField):
        old, new = operation.old_name, operation.new_name
        names = (operation.model_name, operation.model_name)
    elif isinstance(operation, RenameModel):
        old = new = ""
        names = (operation.old_name, operation.new_name)
    elif isinstance(operation, AlterTable):
        old = new = ""
        names = (operation.model_name, operation.model_name)
    else:
        return
    if undoing:
        old, new, names = new, old, names[::-1]
    source = editor.source.apps.get_model(app, names[0])
    target = editor.target.apps.get_model(app, names[1])
    renamed = {column_of(source, old): column_of(target, new)} if old else {}
    await editor.settle_names(source, target, renamed)


def _refuse_unsupported(operation: Operation) -> None:
    if isinstance(operation, SQLOperation):
        raise MigrationError("SQLOperation has no way back and no state; use RunStatements")


def _failed(
    migration: Migration,
    number: int,
    operation: Operation,
    error: Exception,
    session: Session | None,
    *,
    undoing: bool = False,
) -> MigrationError:
    statement = ""
    if session is not None and session.statements and not session.statements[-1].startswith("-- "):
        statement = f"\nStatement: {' '.join(session.statements[-1].split())[:1000]}"
    name = f"{migration.app_label}.{migration.name}"
    return MigrationError(
        f"Migration {name} failed {'going back ' if undoing else ''}at operation {number} of "
        f"{len(migration.operations)} ({type(operation).__name__}: {operation.describe()}): "
        f"{str(error) or type(error).__name__}{statement}\nThe database is as it was before {name}."
    )
