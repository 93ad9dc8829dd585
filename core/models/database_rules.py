"""Rules that the database itself holds and that a model's ``Meta`` cannot express.

Migrations bring them into the database (see `core.database.migrate`). They belong to the models beside them:

* levels of areas in order (so the tree has no cycles), and the closure of the tree;
* one live registration for a person and an activity; seats counted as registrations change;
* the transaction that wrote an event (PostgreSQL), by which readers of the outbox skip what is not settled;
* the order of areas, as an index;
* the full-text index of the search documents;
* one operation of a name for an app at the address of the whole city, which has no area;
* the epoch of access, advanced by whatever changes what somebody may do, in the same transaction.
* the audit log grows and never changes, and its head only goes forward.
* one open consent for a person and a purpose, one standing merge of a person;
* nothing of the core is newly tied to a person who was merged into another or erased;
* one operation of a name for an app at the address of the whole city, which has no area.

A broken rule surfaces as an integrity error that names it, on both databases.
"""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject
from core.database.positions import position_in
from core.models.choices import (
    AREA_LEVEL_RANKS,
    GONE_STATES,
    SEAT_HOLDING_STATES,
    AreaLevel,
    RegistrationState,
)

_SEATS = ", ".join(f"'{state.value}'" for state in SEAT_HOLDING_STATES)
_OVER = ", ".join(
    f"'{state.value}'" for state in (RegistrationState.REJECTED, RegistrationState.EXPIRED, RegistrationState.CANCELLED)
)


def _rank(column: str) -> str:
    cases = " ".join(f"WHEN '{level.value}' THEN {rank}" for level, rank in AREA_LEVEL_RANKS.items())
    return f"(CASE {column} {cases} END)"


_CLOSURE_INSERT = """
    INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT NEW.id, NEW.id, 0
    UNION ALL
    SELECT NEW.id, ancestor_id, distance + 1 FROM area_ancestor WHERE area_id = NEW.parent_id;
"""

_CLOSURE_MOVE = """
    DELETE FROM area_ancestor
    WHERE area_id IN (SELECT area_id FROM area_ancestor WHERE ancestor_id = NEW.id)
      AND ancestor_id IN (SELECT ancestor_id FROM area_ancestor WHERE area_id = OLD.parent_id);
    INSERT INTO area_ancestor (area_id, ancestor_id, distance)
    SELECT below.area_id, above.ancestor_id, below.distance + above.distance + 1
    FROM area_ancestor AS below CROSS JOIN area_ancestor AS above
    WHERE below.ancestor_id = NEW.id AND above.area_id = NEW.parent_id;
"""

_LEVELS_FAILED = "SELECT RAISE(ABORT, 'CHECK constraint failed: area_levels_in_order');"


def _sqlite_levels(event: str, name: str) -> str:
    return f"""CREATE TRIGGER {name} BEFORE {event} ON area
WHEN EXISTS (SELECT 1 FROM area AS parent
             WHERE parent.id = NEW.parent_id AND {_rank("parent.level")} >= {_rank("NEW.level")})
  OR EXISTS (SELECT 1 FROM area AS child
             WHERE child.parent_id = NEW.id AND {_rank("child.level")} <= {_rank("NEW.level")})
BEGIN
    {_LEVELS_FAILED}
END"""


_SEATS_AWAY = "UPDATE activity SET seats_taken = seats_taken - OLD.party_size WHERE id = OLD.activity_id"
_SEATS_CAME = "UPDATE activity SET seats_taken = seats_taken + NEW.party_size WHERE id = NEW.activity_id"


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


_GONE = ", ".join(f"'{state.value}'" for state in GONE_STATES)

_TIED_TO_PERSONS = ("account", "consent", "person_audience", "person_contact", "registration", "role_assignment")


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


_LEVEL_POSITION = position_in(AreaLevel, "level")


def _in_order(table: str, *columns: str) -> DatabaseObject:
    # Texts come in the order of their code points on both databases, whatever collation a PostgreSQL was made with.
    # Its planner takes an index for that only if the index says so too, and then takes it for nothing else: what is
    # looked up by its text has an index of its own. The last of `columns` is the text.
    *before, text = columns
    name = "_".join([table, "in_order", *(("of", *before) if before else ())])

    def create(text: str) -> tuple[str]:
        return (f"CREATE INDEX {name} ON {table} ({', '.join([*before, text, 'id'])})",)

    return DatabaseObject(table, name, postgres=create(f'{text} COLLATE "C"'), sqlite=create(text))


OBJECTS: tuple[DatabaseObject, ...] = (
    _in_order("organization", "name"),
    _in_order("organization", "kind", "name"),
    _in_order("organization", "area_id", "name"),
    _in_order("person", "display_name"),
    _in_order("person", "area_id", "display_name"),
    _in_order("place", "name"),
    _in_order("place", "area_id", "name"),
    _in_order("place", "operator_id", "name"),
    _in_order("programme", "name"),
    _in_order("programme", "area_id", "name"),
    # The order in which areas come when none is asked for. The columns must be those of the query, to the letter.
    DatabaseObject(
        "area",
        "area_in_order",
        postgres=(f'CREATE INDEX area_in_order ON area ({_LEVEL_POSITION}, (name COLLATE "C"), id)',),
        sqlite=(f"CREATE INDEX area_in_order ON area ({_LEVEL_POSITION}, name, id)",),
    ),
    DatabaseObject(
        "area",
        "area_levels_in_order",
        postgres=(
            f"""CREATE FUNCTION area_check_levels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent_level text;
BEGIN
    IF NEW.parent_id IS NOT NULL THEN
        SELECT level INTO parent_level FROM area WHERE id = NEW.parent_id FOR SHARE;
        IF {_rank("parent_level")} >= {_rank("NEW.level")} THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'area_levels_in_order',
                TABLE = 'area',
                MESSAGE = 'new row for relation "area" violates check constraint "area_levels_in_order"';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT 1 FROM area AS child
        WHERE child.parent_id = NEW.id AND {_rank("child.level")} <= {_rank("NEW.level")}
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'area_levels_in_order',
            TABLE = 'area',
            MESSAGE = 'new row for relation "area" violates check constraint "area_levels_in_order"';
    END IF;
    RETURN NEW;
END $$""",
            """CREATE TRIGGER area_levels_in_order BEFORE INSERT OR UPDATE OF level, parent_id ON area
FOR EACH ROW EXECUTE FUNCTION area_check_levels()""",
        ),
        sqlite=(
            _sqlite_levels("INSERT", "area_levels_in_order_insert"),
            _sqlite_levels("UPDATE OF level, parent_id", "area_levels_in_order_update"),
        ),
    ),
    DatabaseObject(
        "area",
        "area_closure",
        postgres=(
            f"""CREATE FUNCTION area_keep_closure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM pg_advisory_xact_lock_shared(hashtext('linli.area_ancestor'));
        {_CLOSURE_INSERT.strip()}
    ELSE
        PERFORM pg_advisory_xact_lock(hashtext('linli.area_ancestor'));
        {_CLOSURE_MOVE.strip()}
    END IF;
    RETURN NULL;
END $$""",
            """CREATE TRIGGER area_closure_insert AFTER INSERT ON area
FOR EACH ROW EXECUTE FUNCTION area_keep_closure()""",
            """CREATE TRIGGER area_closure_move AFTER UPDATE OF parent_id ON area
FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION area_keep_closure()""",
        ),
        sqlite=(
            f"CREATE TRIGGER area_closure_insert AFTER INSERT ON area\nBEGIN{_CLOSURE_INSERT}END",
            "CREATE TRIGGER area_closure_move AFTER UPDATE OF parent_id ON area\n"
            f"WHEN OLD.parent_id IS NOT NEW.parent_id\nBEGIN{_CLOSURE_MOVE}END",
        ),
    ),
    DatabaseObject(
        "registration",
        "registration_one_live",
        both=(
            "CREATE UNIQUE INDEX registration_one_live ON registration (activity_id, person_id) "
            f"WHERE state NOT IN ({_OVER})",
        ),
    ),
    DatabaseObject(
        "service_exception",
        "service_exception_one_closure",
        both=(
            "CREATE UNIQUE INDEX service_exception_one_closure ON service_exception (place_id, date) "
            "WHERE opens_minute IS NULL",
        ),
    ),
    DatabaseObject(
        "registration",
        "registration_seats",
        postgres=(
            f"""CREATE FUNCTION registration_count_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE activity SET seats_taken = seats_taken - gone.seats
        FROM (SELECT activity_id, sum(party_size)::int AS seats FROM removed WHERE state IN ({_SEATS})
              GROUP BY activity_id) AS gone
        WHERE activity.id = gone.activity_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE activity SET seats_taken = seats_taken + came.seats
        FROM (SELECT activity_id, sum(party_size)::int AS seats FROM added WHERE state IN ({_SEATS})
              GROUP BY activity_id) AS came
        WHERE activity.id = came.activity_id;
    END IF;
    RETURN NULL;
END $$""",
            """CREATE TRIGGER registration_seats_insert AFTER INSERT ON registration
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION registration_count_seats()""",
            """CREATE TRIGGER registration_seats_delete AFTER DELETE ON registration
REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION registration_count_seats()""",
            """CREATE TRIGGER registration_seats_update AFTER UPDATE ON registration
REFERENCING OLD TABLE AS removed NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION registration_count_seats()""",
        ),
        sqlite=(
            f"""CREATE TRIGGER registration_seats_insert AFTER INSERT ON registration
WHEN NEW.state IN ({_SEATS})
BEGIN
    {_SEATS_CAME};
END""",
            f"""CREATE TRIGGER registration_seats_delete AFTER DELETE ON registration
WHEN OLD.state IN ({_SEATS})
BEGIN
    {_SEATS_AWAY};
END""",
            f"""CREATE TRIGGER registration_seats_update
AFTER UPDATE OF state, party_size, activity_id ON registration
BEGIN
    {_SEATS_AWAY} AND OLD.state IN ({_SEATS});
    {_SEATS_CAME} AND NEW.state IN ({_SEATS});
END""",
        ),
    ),
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
    DatabaseObject(
        "search_document",
        "search_index",
        postgres=(
            # No parser of PostgreSQL sees the tokens: in a database of locale C it drops Chinese. A token's
            # position is its place in the text, at most 16383, which is the largest that a tsvector holds.
            """CREATE FUNCTION search_vector(tokens text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT coalesce(string_agg(
    '''' || replace(replace(token, '\\', '\\\\'), '''', '''''') || ''':' || least(place, 16383), ' '
)::tsvector, ''::tsvector)
FROM unnest(string_to_array(tokens, ' ')) WITH ORDINALITY AS listed(token, place)
WHERE token <> ''
$$""",
            """ALTER TABLE search_document
ADD COLUMN tokens_vector tsvector GENERATED ALWAYS AS (search_vector(tokens)) STORED""",
            "CREATE INDEX search_document_tokens ON search_document USING gin (tokens_vector)",
        ),
        sqlite=(
            # The tokenizer "ascii" splits at ASCII separators only and keeps every other character, so that
            # no token is split or dropped; "unicode61" knows no Chinese character that is younger than
            # Unicode 6.1.
            """CREATE VIRTUAL TABLE search_index
USING fts5 (tokens, content = 'search_document', content_rowid = 'id', tokenize = 'ascii')""",
            """CREATE TRIGGER search_index_insert AFTER INSERT ON search_document
BEGIN
    INSERT INTO search_index (rowid, tokens) VALUES (NEW.id, NEW.tokens);
END""",
            """CREATE TRIGGER search_index_delete AFTER DELETE ON search_document
BEGIN
    INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
END""",
            """CREATE TRIGGER search_index_update AFTER UPDATE ON search_document
BEGIN
    INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);
    INSERT INTO search_index (rowid, tokens) VALUES (NEW.id, NEW.tokens);
END""",
        ),
        drop_postgres=(
            "DROP INDEX search_document_tokens",
            "ALTER TABLE search_document DROP COLUMN tokens_vector",
            "DROP FUNCTION search_vector",
        ),
    ),
    DatabaseObject(
        "registered_operation",
        "registered_operation_of_the_city",
        both=(
            "CREATE UNIQUE INDEX registered_operation_of_the_city ON registered_operation (team, app, name) "
            "WHERE area_id IS NULL",
        ),
    ),
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
