"""The audit log grows and never changes, and its head only goes forward."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject

OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "audit_entry",
        "audit_entry_append_only",
        postgres=(
            """CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % refused', TG_OP;
END $$""",
            """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()""",
            """CREATE TRIGGER audit_entry_never_emptied BEFORE TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()""",
        ),
        sqlite=(
            """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: UPDATE refused');
END""",
            """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: DELETE refused');
END""",
        ),
    ),
    DatabaseObject(
        "audit_entry_person",
        "audit_entry_person_append_only",
        postgres=(
            """CREATE TRIGGER audit_entry_person_append_only BEFORE UPDATE OR DELETE ON audit_entry_person
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()""",
            """CREATE TRIGGER audit_entry_person_never_emptied BEFORE TRUNCATE ON audit_entry_person
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()""",
        ),
        sqlite=(
            """CREATE TRIGGER audit_entry_person_no_update BEFORE UPDATE ON audit_entry_person
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: UPDATE refused');
END""",
            """CREATE TRIGGER audit_entry_person_no_delete BEFORE DELETE ON audit_entry_person
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only: DELETE refused');
END""",
        ),
    ),
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
