-- The questions of the reports as somebody would write them who knows the tables: from $1 to $2, as of the end of $2.
-- report: hours
SELECT p.name AS programme, c.name AS cohort,
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
WHERE a.starts_at >= $1::timestamptz AND a.starts_at < $2::timestamptz
GROUP BY t.starts_on, p.name, c.number, c.name
ORDER BY t.starts_on, p.name, c.number, c.name
-- report: attendance
SELECT p.name AS programme, c.name AS cohort,
    count(*) FILTER (WHERE b.state = 'PRESENT') AS present, count(*) FILTER (WHERE b.state = 'LATE') AS late,
    count(*) FILTER (WHERE b.state = 'ABSENT') AS absent, count(*) FILTER (WHERE b.state = 'EXCUSED') AS excused
FROM pidu_talent_attendance b
JOIN pidu_talent_session s ON s.id = b.session_id
JOIN activity a ON a.id = s.activity_id
JOIN pidu_talent_cohort c ON c.id = s.cohort_id
JOIN pidu_talent_programme t ON t.id = c.programme_id
JOIN programme p ON p.id = t.programme_id
WHERE a.starts_at >= $1::timestamptz AND a.starts_at < $2::timestamptz
GROUP BY t.starts_on, p.name, c.number, c.name
ORDER BY t.starts_on, p.name, c.number, c.name
-- report: mentoring
SELECT p.name AS programme, c.name AS cohort, count(*) AS mentorships, sum(x.logs) AS logs, sum(x.minutes) AS minutes
FROM pidu_talent_mentorship m
LEFT JOIN (
    SELECT mentorship_id, count(*) AS logs, sum(minutes) AS minutes FROM pidu_talent_mentor_log
    WHERE day >= $1::timestamptz AND day < $2::timestamptz GROUP BY mentorship_id
) x ON x.mentorship_id = m.id
JOIN pidu_talent_enrollment e ON e.id = m.enrollment_id
JOIN pidu_talent_cohort c ON c.id = e.cohort_id
JOIN pidu_talent_programme t ON t.id = c.programme_id
JOIN programme p ON p.id = t.programme_id
WHERE m.accepted_at < $2::timestamptz
GROUP BY t.starts_on, p.name, c.number, c.name
ORDER BY t.starts_on, p.name, c.number, c.name
-- report: change
SELECT p.name AS programme, c.name AS cohort, count(*) AS assessed, avg(x.before) AS before, avg(x.after) AS after
FROM (
    SELECT enrollment_id, avg(score) FILTER (WHERE phase = 'BEFORE') AS before, avg(score) FILTER (WHERE phase = 'AFTER') AS after
    FROM pidu_talent_assessment WHERE assessed_on < $2::timestamptz AND assessed_on >= $1::timestamptz - interval '10 years'
    GROUP BY enrollment_id
) x
JOIN pidu_talent_enrollment e ON e.id = x.enrollment_id
JOIN pidu_talent_cohort c ON c.id = e.cohort_id
JOIN pidu_talent_programme t ON t.id = c.programme_id
JOIN programme p ON p.id = t.programme_id
WHERE x.before IS NOT NULL AND x.after IS NOT NULL
GROUP BY t.starts_on, p.name, c.number, c.name
ORDER BY t.starts_on, p.name, c.number, c.name
-- report: completion
SELECT p.name AS programme, c.name AS cohort, count(*) AS applied,
    count(e.admitted_at) AS admitted, count(*) FILTER (WHERE e.state = 'COMPLETED') AS completed
FROM pidu_talent_enrollment e
JOIN pidu_talent_cohort c ON c.id = e.cohort_id
JOIN pidu_talent_programme t ON t.id = c.programme_id
JOIN programme p ON p.id = t.programme_id
WHERE e.applied_at < $2::timestamptz AND c.ends_on >= $1::timestamptz
GROUP BY t.starts_on, p.name, c.number, c.name
ORDER BY t.starts_on, p.name, c.number, c.name
