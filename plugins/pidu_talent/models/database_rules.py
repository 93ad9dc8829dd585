"""Rules that the database holds and that ``Meta`` cannot express; and how breaches of all rules are told.

* An enrolment is COMPLETED only with the minutes of theory and those of practicum that its cohort's rule asks for.
* Somebody attends sessions of their own cohort, for no longer than the session credits.
* What a rule of completion asks, what a version of a course is, and that a window was extended never changes; nor does
  what a certificate certifies. From its opening on a cohort keeps its rule.
* A member has the name of the person, whatever becomes of either.
"""

from __future__ import annotations

from linli.migrations import DatabaseObject, required, unchanging
from linli.services import Rule, Rules


def _minutes(kind: str) -> str:
    return f"""coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = '{kind}'
        ), 0)"""


_BOTH = f"""EXISTS (
        SELECT 1 FROM pidu_talent_cohort AS cohort
        JOIN pidu_talent_rule AS asked ON asked.id = cohort.rule_id
        WHERE cohort.id = NEW.cohort_id
          AND {_minutes("THEORY")} >= asked.min_theory_minutes
          AND {_minutes("PRACTICUM")} >= asked.min_practicum_minutes
    )"""

_FITS = """EXISTS (
        SELECT 1 FROM pidu_talent_session AS held
        JOIN pidu_talent_enrollment AS who ON who.cohort_id = held.cohort_id
        WHERE held.id = NEW.session_id AND who.id = NEW.enrollment_id AND NEW.minutes <= held.minutes
    )"""


# Of a person who is not there, the foreign key tells; a name that is null would be told of instead.
_NAME = "coalesce((SELECT display_name FROM person WHERE person.id = NEW.person_id), NEW.name)"

_NAMED = (
    DatabaseObject(
        "pidu_talent_member",
        "pidu_talent_member_named",
        postgres=(
            f"""CREATE FUNCTION pidu_talent_member_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := {_NAME};
    RETURN NEW;
END $$""",
            """CREATE TRIGGER pidu_talent_member_named BEFORE INSERT OR UPDATE OF person_id, name ON pidu_talent_member
FOR EACH ROW EXECUTE FUNCTION pidu_talent_member_named()""",
        ),
        sqlite=tuple(
            f"""CREATE TRIGGER pidu_talent_member_named_{name} AFTER {event} ON pidu_talent_member
BEGIN
    UPDATE pidu_talent_member SET name = {_NAME} WHERE id = NEW.id;
END"""
            for name, event in (("insert", "INSERT"), ("update", "UPDATE OF person_id, name"))
        ),
    ),
    DatabaseObject(
        "person",
        "pidu_talent_person_renamed",
        postgres=(
            """CREATE FUNCTION pidu_talent_person_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pidu_talent_member SET name = NEW.display_name WHERE person_id = NEW.id;
    RETURN NULL;
END $$""",
            """CREATE TRIGGER pidu_talent_person_renamed AFTER UPDATE OF display_name ON person
FOR EACH ROW WHEN (NEW.display_name <> OLD.display_name) EXECUTE FUNCTION pidu_talent_person_renamed()""",
        ),
        sqlite=(
            """CREATE TRIGGER pidu_talent_person_renamed AFTER UPDATE OF display_name ON person
WHEN NEW.display_name <> OLD.display_name
BEGIN
    UPDATE pidu_talent_member SET name = NEW.display_name WHERE person_id = NEW.id;
END""",
        ),
    ),
)
"""A copy of a name, because members are filtered, ordered and searched by it."""

OBJECTS: tuple[DatabaseObject, ...] = (
    *_NAMED,
    required(
        "pidu_talent_enrollment",
        "pidu_talent_enrollment_both_minima",
        _BOTH,
        columns="state",
        when="NEW.state = 'COMPLETED'",
    ),
    required(
        "pidu_talent_attendance", "pidu_talent_attendance_fits", _FITS, columns="minutes, session_id, enrollment_id"
    ),
    unchanging("pidu_talent_extension", "programme_id, position, previous_ends_on, ends_on, reason"),
    unchanging(
        "pidu_talent_rule",
        "programme_id, number, min_theory_minutes, min_practicum_minutes, min_attendance_percent, min_mentor_logs, "
        "needs_project, needs_assessments",
    ),
    unchanging(
        "pidu_talent_cohort", "rule_id", when="OLD.opened_at IS NOT NULL", name="pidu_talent_cohort_rule_frozen"
    ),
    unchanging("pidu_talent_course_version", "course_id, number, title, title_en, summary, kind, minutes"),
    unchanging(
        "pidu_talent_certificate",
        "enrollment_id, code, salt, title, title_en, rule_number, theory_minutes, practicum_minutes, issued_at, "
        "replaces_id",
    ),
    unchanging("pidu_talent_certificate_course", "certificate_id, course_version_id, position"),
)


def _key(table: str, *columns: str) -> tuple[str, frozenset[str]]:
    return f"pidu_talent_{table}", frozenset(columns)


RULES = Rules(
    checks={
        "pidu_talent_enrollment_both_minima": Rule(
            "NOT_COMPLETE", "The minutes of theory and of practicum that the cohort asks for are not there."
        ),
        "pidu_talent_attendance_fits": Rule(
            "OUT_OF_RANGE", "Nobody attends a session of another cohort, or for longer than it credits.", ("entries",)
        ),
        "pidu_talent_cohort_within_capacity": Rule("NO_SEATS_LEFT", "All seats of the cohort are taken.", ("id",)),
        "pidu_talent_trainer_within_capacity": Rule("MENTOR_FULL", "The mentor has no place for another mentee."),
        "pidu_talent_cohort_rule_frozen": Rule(
            "WRONG_STATE", "The cohort has been opened, and keeps its rule of completion.", ("rule_id",)
        ),
        "pidu_talent_partner_period": Rule("ENDS_BEFORE_START", "Must not end before it starts.", ("on",)),
    },
    unique={
        _key("programme", "programme_id"): Rule(
            "DUPLICATE", "The programme is a talent programme already.", ("programme_id",)
        ),
        _key("series", "series_id"): Rule("DUPLICATE", "The series belongs to a talent programme.", ("series_id",)),
        _key("partner", "programme_id", "organization_id"): Rule(
            "DUPLICATE", "The organisation is a partner of the programme already.", ("organization_id",)
        ),
        _key("rule", "programme_id", "number"): Rule("CONFLICT", "Somebody has just set another rule; try again."),
        _key("cohort", "programme_id", "number"): Rule(
            "DUPLICATE", "Another cohort of the programme has this number.", ("number",)
        ),
        _key("cohort_trainer", "cohort_id", "trainer_id"): Rule(
            "DUPLICATE", "The trainer works with the cohort already.", ("trainer_id",)
        ),
        _key("course", "code"): Rule("DUPLICATE", "Another course has this code.", ("code",)),
        _key("trainer", "person_id"): Rule("DUPLICATE", "The person is a trainer already.", ("person_id",)),
        _key("member", "person_id"): Rule("DUPLICATE", "The person is in the member pool already.", ("person_id",)),
        _key("enrollment", "cohort_id", "member_id"): Rule(
            "DUPLICATE", "The member has applied to the cohort already.", ("member_id",)
        ),
        _key("session", "activity_id"): Rule("DUPLICATE", "The activity is a session already.", ("activity_id",)),
        _key("attendance", "session_id", "enrollment_id"): Rule(
            "CONFLICT", "Somebody has just recorded attendance of the session; look at it, and try again.", ("entries",)
        ),
        _key("mentorship", "enrollment_id"): Rule("WRONG_STATE", "The member has a mentor already.", ("id",)),
        _key("mentorship", "enrollment_id", "mentor_id"): Rule(
            "DUPLICATE", "The member has asked this mentor already.", ("mentor_id",)
        ),
        _key("survey_answer", "topic_id", "enrollment_id"): Rule(
            "DUPLICATE", "The member has answered this survey already.", ("answers",)
        ),
        _key("objective", "cohort_id", "position"): Rule("CONFLICT", "Somebody has just set another objective."),
        _key("assessment", "enrollment_id", "phase", "evaluator_id"): Rule(
            "DUPLICATE", "The evaluator has assessed the member in this phase already.", ("phase",)
        ),
        _key("certificate", "enrollment_id"): Rule("DUPLICATE", "The member has a valid certificate already.", ("id",)),
        _key("studio", "place_id"): Rule("DUPLICATE", "The place is a studio already.", ("place_id",)),
    },
)
"""How a breach of the plugin's rules is told, when it raced past the checks of a use case."""
