"""The audit log grows and never changes, and its head only goes forward."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject

_REFUSE = """CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % refused', TG_OP;
END $$"""


def _append_only(table: str, *before: str) -> DatabaseObject:
    """What lets rows be added to a table of the log, and nothing else; ``before`` is what PostgreSQL needs first."""
    return DatabaseObject(
        table,
        f"{table}_append_only",
        postgres=(
            *before,
            f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()""",
            f"""CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()""",
        ),
        sqlite=tuple(
            f"""CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: {event} refused');
END"""
            for event in ("UPDATE", "DELETE")
        ),
    )


OBJECTS: tuple[DatabaseObject, ...] = (
    _append_only("audit_entry", _REFUSE),
    _append_only("audit_entry_person"),
    DatabaseObject(
        "audit_head",
        "audit_head_forward",
        postgres=(
            """CREATE FUNCTION audit_head_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the head of the audit log only goes forward: % refused', TG_OP;
END $$""",
            """CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_head_refuse()""",
            """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
FOR EACH ROW WHEN (NEW.number <= OLD.number) EXECUTE FUNCTION audit_head_refuse()""",
        ),
        sqlite=(
            """CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN
    SELECT RAISE(ABORT, 'the head of the audit log only goes forward: DELETE refused');
END""",
            """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NEW.number <= OLD.number
BEGIN
    SELECT RAISE(ABORT, 'the head of the audit log only goes forward: UPDATE refused');
END""",
        ),
    ),
)
