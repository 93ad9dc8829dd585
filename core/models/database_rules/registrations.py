"""One live registration for a person and an activity; seats counted as registrations change."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject
from core.models.choices import SEAT_HOLDING_STATES, RegistrationState

_SEATS = ", ".join(f"'{state.value}'" for state in SEAT_HOLDING_STATES)
_OVER = ", ".join(
    f"'{state.value}'" for state in (RegistrationState.REJECTED, RegistrationState.EXPIRED, RegistrationState.CANCELLED)
)


_SEATS_AWAY = "UPDATE activity SET seats_taken = seats_taken - OLD.party_size WHERE id = OLD.activity_id"
_SEATS_CAME = "UPDATE activity SET seats_taken = seats_taken + NEW.party_size WHERE id = NEW.activity_id"


OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "registration",
        "registration_one_live",
        both=(
            "CREATE UNIQUE INDEX registration_one_live ON registration (activity_id, person_id) "
            f"WHERE state NOT IN ({_OVER})",
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
)
