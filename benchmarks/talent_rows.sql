-- The rows for benchmarks.talent_reports: 40 cohorts of 50 members, and 200,000 attendances at their 4,000 sessions.
-- A key is made of a number in a table of its own, and grows with it.
CREATE FUNCTION pg_temp.k(tbl integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(tbl), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
ALTER TABLE pidu_talent_attendance DISABLE TRIGGER USER;
INSERT INTO area (id, level, name, version, created_at, updated_at)
VALUES (pg_temp.k(1, 1), 'CITY', '城市', 1, now(), now());
INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at)
VALUES (pg_temp.k(2, 1), 'DISTRICT', '区', pg_temp.k(1, 1), 1, now(), now());
INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at)
SELECT pg_temp.k(3, n), 'SUBDISTRICT', '街道' || n, pg_temp.k(2, 1), 1, now(), now()
FROM generate_series(1, 20) n;
INSERT INTO organization (id, kind, name, status, version, created_at, updated_at)
VALUES (pg_temp.k(4, 1), 'GOVERNMENT', '街道办', 'ACTIVE', 1, now(), now());
INSERT INTO programme (id, code, name, area_id, lead_organization_id, status, published_at, version, created_at, updated_at)
SELECT pg_temp.k(5, n), 'p' || n, '计划' || n, pg_temp.k(3, n), pg_temp.k(4, 1), 'PUBLISHED', now(), 1, now(), now()
FROM generate_series(1, 20) n;
INSERT INTO pidu_talent_programme (id, programme_id, brand, starts_on, ends_on, version, created_at, updated_at)
SELECT pg_temp.k(6, n), pg_temp.k(5, n), '品牌', '2025-08-01', '2026-07-31', 1, now(), now()
FROM generate_series(1, 20) n;
INSERT INTO pidu_talent_rule (id, programme_id, number, min_theory_minutes, min_practicum_minutes, min_attendance_percent, min_mentor_logs, needs_project, needs_assessments, version, created_at)
SELECT pg_temp.k(7, n), pg_temp.k(6, n), 1, 1200, 600, 60, 0, false, false, 1, now()
FROM generate_series(1, 20) n;
INSERT INTO pidu_talent_cohort (id, programme_id, area_id, rule_id, number, name, capacity, seats_taken, starts_on, ends_on, opened_at, version, created_at, updated_at)
SELECT pg_temp.k(8, n), pg_temp.k(6, 1 + n % 20), pg_temp.k(3, 1 + n % 20), pg_temp.k(7, 1 + n % 20), n, '第' || n || '期', 50, 50, '2025-08-01', '2026-07-31', now(), 1, now(), now()
FROM generate_series(1, 40) n;
INSERT INTO person (id, display_name, area_id, status, version, created_at, updated_at)
SELECT pg_temp.k(9, n), '演示学员' || n, pg_temp.k(3, 1 + n % 20), 'ACTIVE', 1, now(), now()
FROM generate_series(1, 2100) n;
INSERT INTO pidu_talent_member (id, person_id, area_id, name, joined_on, version, created_at, updated_at)
SELECT pg_temp.k(10, n), pg_temp.k(9, n), pg_temp.k(3, 1 + n % 20), '演示学员' || n, '2025-07-01', 1, now(), now()
FROM generate_series(1, 2000) n;
INSERT INTO pidu_talent_enrollment (id, cohort_id, member_id, state, applied_at, admitted_at, active_on, version, updated_at)
SELECT pg_temp.k(11, n), pg_temp.k(8, 1 + n % 40), pg_temp.k(10, n), 'ACTIVE', '2025-07-10', '2025-07-20', '2025-08-01', 1, now()
FROM generate_series(1, 2000) n;
INSERT INTO pidu_talent_trainer (id, area_id, name, mentor_capacity, mentees_count, version, created_at, updated_at)
SELECT pg_temp.k(12, n), pg_temp.k(3, 1 + n % 20), '示例导师' || n, 20, 20, 1, now(), now()
FROM generate_series(1, 100) n;
INSERT INTO activity (id, title, area_id, lead_organization_id, starts_at, ends_at, waitlist, seats_taken, join_policy, volunteering, decision, published_at, version, created_at, updated_at)
SELECT pg_temp.k(13, n), '课', pg_temp.k(3, 1 + n % 20), pg_temp.k(4, 1), '2025-08-02 01:00+00'::timestamptz + (n / 40) * interval '3 days', '2025-08-02 03:00+00'::timestamptz + (n / 40) * interval '3 days', false, 0, 'OPEN', false, 'PUBLISHED', now(), 1, now(), now()
FROM generate_series(0, 3999) n;
INSERT INTO pidu_talent_session (id, activity_id, cohort_id, kind, minutes, version, created_at, updated_at)
SELECT pg_temp.k(14, n), pg_temp.k(13, n), pg_temp.k(8, 1 + n % 40), CASE WHEN n / 40 % 3 = 0 THEN 'PRACTICUM' ELSE 'THEORY' END, 120, 1, now(), now()
FROM generate_series(0, 3999) n;
INSERT INTO pidu_talent_attendance (id, session_id, enrollment_id, state, minutes, version, created_at, updated_at)
SELECT pg_temp.k(15, s * 50 + m), pg_temp.k(14, s), pg_temp.k(11, CASE WHEN s % 40 = 0 AND m = 0 THEN 2000 ELSE s % 40 + m * 40 END),
    CASE (s + m) % 20 WHEN 0 THEN 'ABSENT' WHEN 1 THEN 'EXCUSED' WHEN 2 THEN 'LATE' ELSE 'PRESENT' END,
    CASE (s + m) % 20 WHEN 0 THEN 0 WHEN 1 THEN 0 WHEN 2 THEN 90 ELSE 120 END, 1, now(), now()
FROM generate_series(0, 3999) s, generate_series(0, 49) m;
INSERT INTO pidu_talent_mentorship (id, enrollment_id, mentor_id, state, proposed_at, accepted_at, started_on, version, updated_at)
SELECT pg_temp.k(16, n), pg_temp.k(11, n), pg_temp.k(12, 1 + n % 100), 'ACTIVE', '2025-08-02', '2025-08-03', '2025-08-04', 1, now()
FROM generate_series(1, 2000) n;
INSERT INTO pidu_talent_mentor_log (id, mentorship_id, day, minutes, text, version, created_at, updated_at)
SELECT pg_temp.k(17, n), pg_temp.k(16, 1 + n % 2000), '2025-08-05'::date + (n / 2000)::int * 30, 60, '走访', 1, now(), now()
FROM generate_series(0, 19999) n;
INSERT INTO pidu_talent_assessment (id, enrollment_id, phase, evaluator_id, score, assessed_on, version, created_at, updated_at)
SELECT pg_temp.k(18, n), pg_temp.k(11, 1 + n % 2000), CASE WHEN n < 6000 THEN 'BEFORE' ELSE 'AFTER' END, pg_temp.k(9, 2001 + n / 2000 % 3), 50 + n % 40, CASE WHEN n < 6000 THEN '2025-08-10'::date ELSE '2026-06-10'::date END, 1, now(), now()
FROM generate_series(0, 11999) n;
ALTER TABLE pidu_talent_attendance ENABLE TRIGGER USER;
ANALYZE;
