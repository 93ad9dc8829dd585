-- The rows for benchmarks.health_reports: 10,000 kits of a dozen items, in service for two years: 240,000 lots and some
-- 500,000 movements, one a fortnight in each kit; and 500 contact points.
-- A key is made of a number in a table of its own, and grows with it.
CREATE FUNCTION pg_temp.k(tbl integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(tbl), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
-- One of so many days, as if by chance, and the same every time.
CREATE FUNCTION pg_temp.r(s integer, salt integer, days integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT (hashint4(s * 8 + salt) & 2147483647) % days
$$;
ALTER TABLE health_points_movement DISABLE TRIGGER health_points_movement_moves;
INSERT INTO area (id, level, name, code, version, created_at, updated_at)
VALUES (pg_temp.k(1, 1), 'CITY', '城市', NULL, 1, now(), now());
INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at)
VALUES (pg_temp.k(2, 1), 'DISTRICT', '区', pg_temp.k(1, 1), 1, now(), now());
INSERT INTO plugin_enablement (id, area_id, plugin, enabled, changed_at, version)
VALUES (pg_temp.k(2, 1), pg_temp.k(2, 1), 'health_points', true, now(), 1);
INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at)
SELECT pg_temp.k(3, n), 'SUBDISTRICT', '街道' || n, pg_temp.k(2, 1), 1, now(), now()
FROM generate_series(1, 48) n;
INSERT INTO area (id, level, name, parent_id, version, created_at, updated_at)
SELECT pg_temp.k(4, n), 'COMMUNITY', '社区' || n, pg_temp.k(3, 1 + n % 48), 1, now(), now()
FROM generate_series(1, 480) n;
INSERT INTO place (id, name, kind, area_id, status, always_open, version, created_at, updated_at)
SELECT pg_temp.k(5, n), '场所' || n, 'STORE', pg_temp.k(4, 1 + n % 480), 'ACTIVE', true, 1, now(), now()
FROM generate_series(1, 5000) n;
INSERT INTO health_points_medicine_item (id, code, name, category, unit, valid_from, version, created_at, updated_at)
SELECT pg_temp.k(6, n), 'i' || n, '物品' || n, 'DRESSING', '片', '2024-01-01', 1, now(), now()
FROM generate_series(1, 12) n;
INSERT INTO health_points_kit_template (id, code, number, name, check_every_days, valid_from, version, created_at, updated_at)
VALUES (pg_temp.k(7, 1), 's', 1, '标准', 30, '2024-01-01', 1, now(), now());
INSERT INTO health_points_kit (id, place_id, template_id, code, name, precise_location, access, status, version, created_at, updated_at)
SELECT pg_temp.k(8, n), pg_temp.k(5, 1 + n % 5000), pg_temp.k(7, 1), 'K' || n, '箱', '门口', 'WITH_PLACE', 'IN_SERVICE', 1, now(), now()
FROM generate_series(1, 10000) n;
INSERT INTO health_points_status_change (id, kit_id, position, status, effective_on, created_at)
SELECT pg_temp.k(12, n), pg_temp.k(8, n), 1, 'IN_SERVICE', '2024-07-10', now()
FROM generate_series(1, 10000) n;
INSERT INTO health_points_check (id, kit_id, checked_at, checked_on, superseded_on, next_due_on, seal_intact, created_at)
SELECT pg_temp.k(12, k * 100 + n), pg_temp.k(8, k), '2026-01-05'::date + 30 * n, '2026-01-05'::date + 30 * n, CASE WHEN n < 5 THEN '2026-01-05'::date + 30 * (n + 1) END, '2026-01-05'::date + 30 * n + 20 + k % 20, true, now()
FROM generate_series(1, 10000) k, generate_series(0, 5) n;
INSERT INTO health_points_stock (id, kit_id, item_id, position, par_level, essential)
SELECT pg_temp.k(9, k * 12 + n - 1), pg_temp.k(8, k), pg_temp.k(6, n), n, 10, n < 3
FROM generate_series(1, 10000) k, generate_series(1, 12) n;
-- Of each item a lot from when the kit was put up, and one that came in the last year: good for one to three years.
INSERT INTO health_points_lot (id, kit_id, stock_id, number, expires_on, quantity, recalled, created_at)
SELECT pg_temp.k(10, s * 2), pg_temp.k(8, s / 12), pg_temp.k(9, s), 'L1', '2024-07-10'::date + s % 60 + 365 + pg_temp.r(s, 1, 730), 0, false, now()
FROM generate_series(12, 10000 * 12 + 11) s
UNION ALL
SELECT pg_temp.k(10, s * 2 + 1), pg_temp.k(8, s / 12), pg_temp.k(9, s), 'L2', '2025-07-01'::date + pg_temp.r(s, 2, 365) + 365 + pg_temp.r(s, 3, 730), 0, false, now()
FROM generate_series(12, 10000 * 12 + 11) s;
-- The first lot is used when the kit is, and thrown away at the monthly check once it has expired; the second is used in most. Of one item in a
-- hundred nothing is left.
CREATE TEMPORARY TABLE made AS
SELECT stock.s, lot.kit_id, lot.id AS lot_id, lot.number, lot.expires_on,
    CASE lot.number WHEN 'L1' THEN '2024-07-10'::date + s % 60 ELSE '2025-07-01'::date + pg_temp.r(s, 2, 365) END AS received
FROM (SELECT s, pg_temp.k(9, s) AS id FROM generate_series(12, 10000 * 12 + 11) s) stock
JOIN health_points_lot lot ON lot.stock_id = stock.id;
INSERT INTO health_points_movement (id, kit_id, lot_id, kind, change, moved_at, moved_on, created_at)
SELECT pg_temp.k(11, row_number() OVER (ORDER BY day, lot_id, kind)), kit_id, lot_id, kind, change, day, day, now()
FROM (
    SELECT kit_id, lot_id, 'RECEIVED' AS kind, 10 AS change, received AS day FROM made
    UNION ALL
    SELECT kit_id, lot_id, 'USED', CASE WHEN s % 97 = 0 THEN -10 ELSE -(1 + s % 8) END, received + pg_temp.r(s, 4, least(expires_on, '2026-07-01') - received)
    FROM made WHERE number = 'L1' OR s % 12 < 11 OR s % 97 = 0
    UNION ALL
    SELECT kit_id, lot_id, 'DISCARDED', s % 8 - 9, expires_on + 1 + pg_temp.r(s, 5, 30)
    FROM made WHERE number = 'L1' AND s % 97 > 0 AND expires_on + 1 + pg_temp.r(s, 5, 30) < '2026-07-01'
) moved;
INSERT INTO organization (id, kind, name, status, version, created_at, updated_at)
VALUES (pg_temp.k(12, 1), 'GOVERNMENT', '中心', 'ACTIVE', 1, now(), now());
INSERT INTO health_points_team (id, organization_id, area_id, name, version, created_at, updated_at)
VALUES (pg_temp.k(12, 1), pg_temp.k(12, 1), pg_temp.k(2, 1), '团队', 1, now(), now());
INSERT INTO health_points_contact_point (id, team_id, place_id, needs_confirmation, opened_on, version, created_at, updated_at)
SELECT pg_temp.k(12, n), pg_temp.k(12, 1), pg_temp.k(5, n), false, '2024-07-10', 1, now(), now()
FROM generate_series(1, 500) n;
INSERT INTO health_points_contact_session (id, contact_point_id, day, starts_at, ends_at, held_at, walk_ins, version, created_at, updated_at)
SELECT pg_temp.k(12, p * 100 + n), pg_temp.k(12, p), '2026-01-01'::date + 7 * n, '2026-01-01'::date + 7 * n, '2026-01-01'::date + 7 * n + 1, '2026-01-01'::date + 7 * n + 1, n % 9, 1, now(), now()
FROM generate_series(1, 500) p, generate_series(0, 25) n;
INSERT INTO health_points_slot (id, session_id, starts_at, ends_at, blocked, version)
SELECT pg_temp.k(12, (p * 100 + n) * 10 + s), pg_temp.k(12, p * 100 + n), '2026-01-01'::timestamptz + interval '7 days' * n + interval '15 minutes' * s, '2026-01-01'::timestamptz + interval '7 days' * n + interval '15 minutes' * (s + 1), false, 1
FROM generate_series(1, 500) p, generate_series(0, 25) n, generate_series(0, 7) s;
INSERT INTO health_points_appointment (id, slot_id, status, booked_at, ended_at, by_team, version, created_at, updated_at)
SELECT slot.id, slot.id, CASE WHEN random() < 0.1 THEN 'NOSHOW' ELSE 'FULFILLED' END, slot.starts_at - interval '3 days', slot.ends_at, false, 1, now(), now()
FROM health_points_slot slot WHERE random() < 0.7;
INSERT INTO health_points_callback (id, contact_point_id, preferred, state, attempts, requested_at, requested_on, ended_at, minutes_to_call, version, created_at, updated_at)
SELECT pg_temp.k(12, p * 100 + n), pg_temp.k(12, p), 'ANY', 'CALLED', 1, '2026-01-01'::date + n * 3, '2026-01-01'::date + n * 3, '2026-01-01'::date + n * 3 + 1, 30 + n, 1, now(), now()
FROM generate_series(1, 500) p, generate_series(0, 50) n;
UPDATE health_points_lot lot SET quantity = (SELECT sum(change)
FROM health_points_movement m WHERE m.lot_id = lot.id);
ALTER TABLE health_points_movement ENABLE TRIGGER health_points_movement_moves;
ANALYZE;
