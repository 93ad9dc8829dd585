"""One open consent for a person and a purpose, one standing merge of a person, one open request to link an account;
nothing of the core is newly tied to a person who was merged into another or erased.
"""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject
from core.models.choices import GONE_STATES

_GONE = ", ".join(f"'{state.value}'" for state in GONE_STATES)

_TIED_TO_PERSONS = (
    "account",
    "account_link_request",
    "consent",
    "person_audience",
    "person_contact",
    "registration",
    "role_assignment",
)


def _person_is_there(table: str) -> DatabaseObject:
    # Who ties a row to a person waits for a merge or an erasure that is under way, and then sees what became of them.
    postgres = f"""CREATE TRIGGER {table}_person_is_there BEFORE INSERT OR UPDATE OF person_id ON {table}
FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION person_refuse_gone()"""
    sqlite = tuple(
        f"""CREATE TRIGGER {table}_person_is_there_{name} BEFORE {event} ON {table}
WHEN EXISTS (SELECT 1 FROM person WHERE person.id = NEW.person_id AND person.status IN ({_GONE}))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: person_is_there');
END"""
        for name, event in (("insert", "INSERT"), ("update", "UPDATE OF person_id"))
    )
    return DatabaseObject(table, f"{table}_person_is_there", postgres=(postgres,), sqlite=sqlite)


OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "consent",
        "consent_one_open",
        both=(
            "CREATE UNIQUE INDEX consent_one_open ON consent (person_id, purpose) "
            "WHERE withdrawn_at IS NULL AND replaced_at IS NULL",
        ),
    ),
    DatabaseObject(
        "person_merge",
        "person_merge_one_standing",
        both=("CREATE UNIQUE INDEX person_merge_one_standing ON person_merge (merged_id) WHERE undone_at IS NULL",),
    ),
    DatabaseObject(
        "account_link_request",
        "account_link_request_one_open",
        both=(
            "CREATE UNIQUE INDEX account_link_request_one_open ON account_link_request (issuer, subject) "
            "WHERE state = 'PENDING'",
        ),
    ),
    DatabaseObject(
        "person",
        "person_refuse_gone",
        postgres=(
            f"""CREATE FUNCTION person_refuse_gone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person_status text;
BEGIN
    SELECT status INTO person_status FROM person WHERE id = NEW.person_id FOR KEY SHARE;
    IF person_status IN ({_GONE}) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'person_is_there', TABLE = TG_TABLE_NAME,
            MESSAGE = format('new row for relation "%s" violates check constraint "person_is_there"', TG_TABLE_NAME);
    END IF;
    RETURN NEW;
END $$""",
        ),
    ),
    *map(_person_is_there, _TIED_TO_PERSONS),
)
