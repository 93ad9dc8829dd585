"""The transaction that wrote an event (PostgreSQL), by which readers of the outbox skip what is not settled."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject

OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "event",
        "event_transaction",
        postgres=(
            """CREATE FUNCTION event_note_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$""",
            """CREATE TRIGGER event_transaction BEFORE INSERT ON event
FOR EACH ROW EXECUTE FUNCTION event_note_transaction()""",
        ),
    ),
)
