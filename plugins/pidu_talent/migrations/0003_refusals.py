from tortoise import migrations

from linli.migrations import AddObjects, DatabaseObject, DropObjects


class Migration(migrations.Migration):
    dependencies = [("pidu_talent", "0002_named")]

    operations = [
        DropObjects(["pidu_talent_attendance_fits", "pidu_talent_enrollment_both_minima"]),
        AddObjects(
            [
                DatabaseObject(
                    "pidu_talent_enrollment",
                    "pidu_talent_enrollment_both_minima",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_enrollment_both_minima() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
            SELECT 1 FROM pidu_talent_cohort AS cohort
            JOIN pidu_talent_rule AS asked ON asked.id = cohort.rule_id
            WHERE cohort.id = NEW.cohort_id
              AND coalesce((
                SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
                JOIN pidu_talent_session AS held ON held.id = been.session_id
                WHERE been.enrollment_id = NEW.id AND held.kind = 'THEORY'
            ), 0) >= asked.min_theory_minutes
              AND coalesce((
                SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
                JOIN pidu_talent_session AS held ON held.id = been.session_id
                WHERE been.enrollment_id = NEW.id AND held.kind = 'PRACTICUM'
            ), 0) >= asked.min_practicum_minutes
        ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_enrollment_both_minima', TABLE = 'pidu_talent_enrollment',
        MESSAGE = 'new row for relation "pidu_talent_enrollment" violates check constraint "pidu_talent_enrollment_both_minima"';
END $$""",
                        """CREATE TRIGGER pidu_talent_enrollment_both_minima BEFORE INSERT OR UPDATE OF state ON pidu_talent_enrollment
FOR EACH ROW WHEN (NEW.state = 'COMPLETED') EXECUTE FUNCTION pidu_talent_enrollment_both_minima()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_enrollment_both_minima_insert BEFORE INSERT ON pidu_talent_enrollment WHEN ((NEW.state = 'COMPLETED') AND NOT (EXISTS (
        SELECT 1 FROM pidu_talent_cohort AS cohort
        JOIN pidu_talent_rule AS asked ON asked.id = cohort.rule_id
        WHERE cohort.id = NEW.cohort_id
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'THEORY'
        ), 0) >= asked.min_theory_minutes
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'PRACTICUM'
        ), 0) >= asked.min_practicum_minutes
    )))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_enrollment_both_minima');
END""",
                        """CREATE TRIGGER pidu_talent_enrollment_both_minima_update BEFORE UPDATE OF state ON pidu_talent_enrollment WHEN ((NEW.state = 'COMPLETED') AND NOT (EXISTS (
        SELECT 1 FROM pidu_talent_cohort AS cohort
        JOIN pidu_talent_rule AS asked ON asked.id = cohort.rule_id
        WHERE cohort.id = NEW.cohort_id
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'THEORY'
        ), 0) >= asked.min_theory_minutes
          AND coalesce((
            SELECT sum(been.minutes) FROM pidu_talent_attendance AS been
            JOIN pidu_talent_session AS held ON held.id = been.session_id
            WHERE been.enrollment_id = NEW.id AND held.kind = 'PRACTICUM'
        ), 0) >= asked.min_practicum_minutes
    )))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_enrollment_both_minima');
END""",
                    ],
                ),
                DatabaseObject(
                    "pidu_talent_attendance",
                    "pidu_talent_attendance_fits",
                    postgres=[
                        """CREATE FUNCTION pidu_talent_attendance_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
            SELECT 1 FROM pidu_talent_session AS held
            JOIN pidu_talent_enrollment AS who ON who.cohort_id = held.cohort_id
            WHERE held.id = NEW.session_id AND who.id = NEW.enrollment_id AND NEW.minutes <= held.minutes
        ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'pidu_talent_attendance_fits', TABLE = 'pidu_talent_attendance',
        MESSAGE = 'new row for relation "pidu_talent_attendance" violates check constraint "pidu_talent_attendance_fits"';
END $$""",
                        """CREATE TRIGGER pidu_talent_attendance_fits BEFORE INSERT OR UPDATE OF minutes, session_id, enrollment_id ON pidu_talent_attendance
FOR EACH ROW EXECUTE FUNCTION pidu_talent_attendance_fits()""",
                    ],
                    sqlite=[
                        """CREATE TRIGGER pidu_talent_attendance_fits_insert BEFORE INSERT ON pidu_talent_attendance WHEN (NOT (EXISTS (
        SELECT 1 FROM pidu_talent_session AS held
        JOIN pidu_talent_enrollment AS who ON who.cohort_id = held.cohort_id
        WHERE held.id = NEW.session_id AND who.id = NEW.enrollment_id AND NEW.minutes <= held.minutes
    )))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_attendance_fits');
END""",
                        """CREATE TRIGGER pidu_talent_attendance_fits_update BEFORE UPDATE OF minutes, session_id, enrollment_id ON pidu_talent_attendance WHEN (NOT (EXISTS (
        SELECT 1 FROM pidu_talent_session AS held
        JOIN pidu_talent_enrollment AS who ON who.cohort_id = held.cohort_id
        WHERE held.id = NEW.session_id AND who.id = NEW.enrollment_id AND NEW.minutes <= held.minutes
    )))
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: pidu_talent_attendance_fits');
END""",
                    ],
                ),
            ]
        ),
    ]
