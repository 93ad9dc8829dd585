"""The epoch of access, advanced by whatever changes what somebody may do, in the same transaction."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject


def _advances_epoch(table: str, columns: tuple[str, ...], *events: str) -> DatabaseObject:
    """Triggers of a table that advance the epoch after these events; after an UPDATE only if it names these columns.

    On PostgreSQL they wait for the commit, so that nobody keeps the one row for longer, nor waits for another row while
    having it.
    """
    postgres, sqlite = [], []
    for event in events:
        name = f"{table}_access_epoch_{event.lower()}"
        after = f"{event}{' OF ' + ', '.join(columns) if event == 'UPDATE' else ''} ON {table}"
        postgres.append(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {after}\n"
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_epoch_advance()"
        )
        sqlite.append(
            f"CREATE TRIGGER {name} AFTER {after}\nBEGIN\n    UPDATE access_epoch SET epoch = epoch + 1;\nEND"
        )
    return DatabaseObject(table, f"{table}_access_epoch", postgres=postgres, sqlite=sqlite)


OBJECTS: tuple[DatabaseObject, ...] = (
    # The one row; and on PostgreSQL what advances it, once in a transaction however many rows changed.
    DatabaseObject(
        "access_epoch",
        "access_epoch_advance",
        both=("INSERT INTO access_epoch (id, epoch) VALUES (1, 1)",),
        postgres=(
            """CREATE FUNCTION access_epoch_advance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('linli.access_epoch_of', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        UPDATE access_epoch SET epoch = epoch + 1;
        PERFORM set_config('linli.access_epoch_of', pg_current_xact_id()::text, true);
    END IF;
    RETURN NULL;
END $$""",
        ),
    ),
    # Nobody knows anything yet of an account or a token that is new.
    _advances_epoch("account", ("person_id", "disabled_at", "issuer", "subject"), "UPDATE", "DELETE"),
    _advances_epoch(
        "role_assignment",
        ("person_id", "role", "area_id", "organization_id", "place_id", "valid_from", "valid_to"),
        "INSERT",
        "UPDATE",
        "DELETE",
    ),
    _advances_epoch("api_token", ("digest", "expires_at", "revoked_at"), "UPDATE", "DELETE"),
    _advances_epoch(
        "api_token_grant",
        ("token_id", "permission", "area_id", "organization_id", "place_id"),
        "INSERT",
        "UPDATE",
        "DELETE",
    ),
    # A token holds at a place as long as whoever made it holds there: by the place's area or operator, or its own.
    _advances_epoch("place", ("area_id", "operator_id"), "UPDATE"),
    # What is held at an area is held below it; and at the one area above all others, everywhere.
    _advances_epoch("area", ("parent_id",), "INSERT", "UPDATE", "DELETE"),
)
