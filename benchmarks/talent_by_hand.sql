-- The questions of the reports as somebody would write them who knows the tables.
-- report: hours
SELECT programme, cohort, theory_sessions, round(theory_minutes / 60.0, 1) AS theory_hours,
    practicum_sessions, round(practicum_minutes / 60.0, 1) AS practicum_hours,
    round(practicum_minutes::numeric / nullif(theory_minutes + practicum_minutes, 0), 4) AS practicum_share
FROM (
    SELECT t.starts_on, c.number, c.id, p.name AS programme, c.name AS cohort,
        count(*) FILTER (WHERE s.kind = 'THEORY') AS theory_sessions,
        coalesce(sum(x.minutes) FILTER (WHERE s.kind = 'THEORY'), 0) AS theory_minutes,
        count(*) FILTER (WHERE s.kind = 'PRACTICUM') AS practicum_sessions,
        coalesce(sum(x.minutes) FILTER (WHERE s.kind = 'PRACTICUM'), 0) AS practicum_minutes
    FROM (SELECT session_id, sum(minutes) AS minutes FROM pidu_talent_attendance GROUP BY session_id) x
    JOIN pidu_talent_session s ON s.id = x.session_id
    JOIN activity a ON a.id = s.activity_id
    JOIN pidu_talent_cohort c ON c.id = s.cohort_id
    JOIN pidu_talent_programme t ON t.id = c.programme_id
    JOIN programme p ON p.id = t.programme_id
    WHERE a.starts_at >= :begins AND a.starts_at < :over
    GROUP BY t.starts_on, p.name, c.number, c.id
) found
ORDER BY starts_on, programme, number, id
-- report: attendance
SELECT programme, cohort, present, late, absent, excused, not_applicable,
    round((present + late)::numeric / nullif(present + late + absent, 0), 4) AS attendance_rate
FROM (
    SELECT t.starts_on, c.number, c.id, p.name AS programme, c.name AS cohort,
        sum(x.present) AS present, sum(x.late) AS late, sum(x.absent) AS absent, sum(x.excused) AS excused,
        sum(x.not_applicable) AS not_applicable
    FROM (
        SELECT session_id, count(*) FILTER (WHERE state = 'PRESENT') AS present,
            count(*) FILTER (WHERE state = 'LATE') AS late, count(*) FILTER (WHERE state = 'ABSENT') AS absent,
            count(*) FILTER (WHERE state = 'EXCUSED') AS excused,
            count(*) FILTER (WHERE state = 'NOT_APPLICABLE') AS not_applicable
        FROM pidu_talent_attendance GROUP BY session_id
    ) x
    JOIN pidu_talent_session s ON s.id = x.session_id
    JOIN activity a ON a.id = s.activity_id
    JOIN pidu_talent_cohort c ON c.id = s.cohort_id
    JOIN pidu_talent_programme t ON t.id = c.programme_id
    JOIN programme p ON p.id = t.programme_id
    WHERE a.starts_at >= :begins AND a.starts_at < :over
    GROUP BY t.starts_on, p.name, c.number, c.id
) found
ORDER BY starts_on, programme, number, id
-- report: mentoring
SELECT p.name AS programme, c.name AS cohort, count(*) AS mentorships,
    count(*) FILTER (WHERE m.ended_on IS NULL OR m.ended_on > :as_of) AS current,
    count(*) FILTER (WHERE m.ended_on <= :as_of AND m.state = 'COMPLETED') AS completed,
    coalesce(sum(x.logs), 0) AS logs, round(coalesce(sum(x.minutes), 0) / 60.0, 1) AS hours,
    count(*) FILTER (WHERE x.logs IS NULL) AS without_logs
FROM pidu_talent_mentorship m
LEFT JOIN (
    SELECT mentorship_id, count(*) AS logs, sum(minutes) AS minutes FROM pidu_talent_mentor_log
    WHERE day BETWEEN :starts_on AND least(:ends_on, :as_of) GROUP BY mentorship_id
) x ON x.mentorship_id = m.id
JOIN pidu_talent_enrollment e ON e.id = m.enrollment_id
JOIN pidu_talent_cohort c ON c.id = e.cohort_id
JOIN pidu_talent_programme t ON t.id = c.programme_id
JOIN programme p ON p.id = t.programme_id
WHERE m.accepted_at < :known
GROUP BY t.starts_on, p.name, c.number, c.id
ORDER BY t.starts_on, p.name, c.number, c.id
-- report: change
SELECT programme, cohort, nullif(assessed, 0) AS assessed, round(before, 2) AS before, round(after, 2) AS after,
    round(after - before, 2) AS change, round(improved::numeric / nullif(assessed, 0), 4) AS improved_share
FROM (
    SELECT t.starts_on, c.number, c.id, p.name AS programme, c.name AS cohort, count(*) FILTER (WHERE x.counted) AS assessed,
        avg(x.before) FILTER (WHERE x.counted) AS before, avg(x.after) FILTER (WHERE x.counted) AS after,
        count(*) FILTER (WHERE x.counted AND x.after > x.before) AS improved
    FROM (
        SELECT e.cohort_id, s.before, s.after, s.both_there
            AND row_number() OVER (PARTITION BY e.cohort_id, s.both_there ORDER BY s.last_on, e.id)
                <= count(*) OVER (PARTITION BY e.cohort_id, s.both_there) / 5 * 5 AS counted
        FROM (
            SELECT enrollment_id, max(assessed_on) AS last_on, avg(score) FILTER (WHERE phase = 'BEFORE') AS before,
                avg(score) FILTER (WHERE phase = 'AFTER') AS after, count(*) FILTER (WHERE phase = 'BEFORE') > 0
                    AND count(*) FILTER (WHERE phase = 'AFTER') > 0 AS both_there
            FROM pidu_talent_assessment WHERE assessed_on <= :as_of GROUP BY enrollment_id
        ) s
        JOIN pidu_talent_enrollment e ON e.id = s.enrollment_id
    ) x
    JOIN pidu_talent_cohort c ON c.id = x.cohort_id
    JOIN pidu_talent_programme t ON t.id = c.programme_id
    JOIN programme p ON p.id = t.programme_id
    WHERE c.starts_on <= :ends_on AND c.ends_on >= :starts_on
    GROUP BY t.starts_on, p.name, c.number, c.id
) found
ORDER BY starts_on, programme, number, id
-- report: completion
SELECT programme, cohort, applied, admitted, admitted - ended AS in_training, completed, failed, withdrawn,
    round(completed::numeric / nullif(admitted, 0), 4) AS completion_rate
FROM (
    SELECT t.starts_on, c.number, c.id, p.name AS programme, c.name AS cohort, count(*) AS applied,
        count(*) FILTER (WHERE e.admitted_at < :known) AS admitted,
        count(*) FILTER (WHERE e.admitted_at < :known AND e.ended_on <= :as_of) AS ended,
        count(*) FILTER (WHERE e.ended_on <= :as_of AND e.state = 'COMPLETED') AS completed,
        count(*) FILTER (WHERE e.ended_on <= :as_of AND e.state = 'FAILED') AS failed,
        count(*) FILTER (WHERE e.ended_on <= :as_of AND e.state = 'WITHDRAWN') AS withdrawn
    FROM pidu_talent_enrollment e
    JOIN pidu_talent_cohort c ON c.id = e.cohort_id
    JOIN pidu_talent_programme t ON t.id = c.programme_id
    JOIN programme p ON p.id = t.programme_id
    WHERE e.applied_at < :known AND c.starts_on <= :ends_on AND c.ends_on >= :starts_on
    GROUP BY t.starts_on, p.name, c.number, c.id
) found
ORDER BY starts_on, programme, number, id
