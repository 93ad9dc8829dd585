"""Declared triggers that refuse a change, as a CHECK constraint would: the database tells their name as a constraint's.

So `core.integrity.Rules` tells a breach of one like any other, by that name.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.database.migrate.declare import DatabaseObject


def check_violation(name: str, table: str) -> str:
    """What refuses within a function in PL/pgSQL: the statement that raises a breach of the constraint ``name``."""
    return (
        f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', TABLE = '{table}',\n"
        f"""        MESSAGE = 'new row for relation "{table}" violates check constraint "{name}"';"""
    )


def refusing(
    table: str, name: str, events: Sequence[str], *, body: str = "", postgres_when: str = "", sqlite_when: str = ""
) -> DatabaseObject:
    """Triggers before the ``events`` on a table, such as ``INSERT`` and ``UPDATE OF starts_at``, that refuse them.

    ``postgres_when`` and ``sqlite_when`` are conditions on NEW and OLD: only what meets them is refused. SQLite's may
    ask tables, PostgreSQL's may not: what it has to ask is in ``body``, statements in PL/pgSQL that come before the
    refusal and return the row that may pass.
    """
    only = f" WHEN ({postgres_when})" if postgres_when else ""
    refused = f" WHEN ({sqlite_when})" if sqlite_when else ""
    before = "".join(f"\n    {line}" for line in body.splitlines())
    return DatabaseObject(
        table,
        name,
        postgres=(
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{before}
    {check_violation(name, table)}
END $$""",
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(events)} ON {table}\n"
            f"FOR EACH ROW{only} EXECUTE FUNCTION {name}()",
        ),
        sqlite=tuple(
            f"""CREATE TRIGGER {trigger} BEFORE {event} ON {table}{refused}
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {name}');
END"""
            for trigger, event in zip(_names(name, events), events, strict=True)
        ),
    )


def _names(name: str, events: Sequence[str]) -> Sequence[str]:
    """What triggers are called that each take one event."""
    return [name] if len(events) == 1 else [f"{name}_{event.split()[0].lower()}" for event in events]


def unchanging(table: str, columns: str, *, when: str = "", name: str = "") -> DatabaseObject:
    """Columns that never change, separated by commas; or, with a condition on OLD, not once it holds.

    It is called ``<table>_unchanging``, if not otherwise.
    """
    return refusing(
        table, name or f"{table}_unchanging", (f"UPDATE OF {columns}",), postgres_when=when, sqlite_when=when
    )


def append_only(table: str, *, name: str = "") -> DatabaseObject:
    """Rows that are never changed or removed. It is called ``<table>_append_only``, if not otherwise."""
    return refusing(table, name or f"{table}_append_only", ("UPDATE", "DELETE"))


def required(
    table: str, name: str, condition: str, *, columns: str, when: str = "", first: Sequence[str] = ()
) -> DatabaseObject:
    """A condition on NEW that may ask other tables, which a row meets when it comes, and when one of ``columns`` is
    set; with ``when``, another condition on NEW, only where that holds.

    ``first`` are statements in PL/pgSQL that come before: to lock what others must not change meanwhile. SQLite has one
    writer, and needs none.
    """
    return refusing(
        table,
        name,
        ("INSERT", f"UPDATE OF {columns}"),
        body="\n".join([*first, f"IF {condition} THEN", "    RETURN NEW;", "END IF;"]),
        postgres_when=when,
        sqlite_when=f"({when}) AND NOT ({condition})" if when else f"NOT ({condition})",
    )
