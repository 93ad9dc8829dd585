-- The questions of the reports as somebody would write them who knows the tables.
-- report: medicine
WITH lots AS (
    SELECT o.kit_id, o.stock_id, o.expires_on, r.id IS NULL AS good
    FROM health_points_lot o
    LEFT JOIN (SELECT lot_id, sum(change) AS change FROM health_points_movement WHERE moved_on > :as_of GROUP BY lot_id) m
        ON m.lot_id = o.id
    LEFT JOIN health_points_recall r ON r.id = o.recall_id AND r.recalled_at < :known
        AND (r.lifted_at IS NULL OR r.lifted_at >= :known)
    WHERE o.quantity - coalesce(m.change, 0) > 0
)
SELECT CASE WHEN grouping(s.name) = 1 THEN '合计' ELSE coalesce(s.name, '（未分街道）') END AS area, count(*) AS kits,
    coalesce(sum(x.expiring_30), 0) AS expiring_30, coalesce(sum(x.expiring_60), 0) AS expiring_60,
    coalesce(sum(x.expiring_90), 0) AS expiring_90, coalesce(sum(x.expired), 0) AS expired,
    coalesce(sum(y.stock_outs), 0) AS stock_outs, count(c.kit_id) AS late_checks
FROM health_points_kit k
JOIN place p ON p.id = k.place_id
LEFT JOIN (SELECT l.area_id, a.name FROM area_ancestor l JOIN area a ON a.id = l.ancestor_id WHERE a.level = 'SUBDISTRICT') s
    ON s.area_id = p.area_id
LEFT JOIN (
    SELECT l.kit_id, count(*) FILTER (WHERE l.good AND l.expires_on BETWEEN :as_of AND :as_of + 30) AS expiring_30,
        count(*) FILTER (WHERE l.good AND l.expires_on BETWEEN :as_of AND :as_of + 60) AS expiring_60,
        count(*) FILTER (WHERE l.good AND l.expires_on >= :as_of) AS expiring_90,
        count(*) FILTER (WHERE l.expires_on < :as_of) AS expired
    FROM lots l
    WHERE l.expires_on <= :as_of + 90
    GROUP BY l.kit_id
) x ON x.kit_id = k.id
LEFT JOIN (
    SELECT t.kit_id, count(*) AS stock_outs FROM health_points_stock t
    WHERE t.par_level > 0 AND NOT EXISTS (SELECT 1 FROM lots l WHERE l.stock_id = t.id AND l.good AND l.expires_on >= :as_of)
    GROUP BY t.kit_id
) y ON y.kit_id = k.id
LEFT JOIN (SELECT DISTINCT kit_id FROM health_points_check WHERE checked_on <= :as_of
    AND (superseded_on IS NULL OR superseded_on > :as_of) AND next_due_on < :as_of) c ON c.kit_id = k.id
WHERE EXISTS (SELECT 1 FROM health_points_status_change c WHERE c.kit_id = k.id AND c.status = 'IN_SERVICE'
    AND c.effective_on <= :as_of AND (c.ended_on IS NULL OR c.ended_on > :as_of))
GROUP BY GROUPING SETS ((s.name), ()) ORDER BY grouping(s.name), s.name
-- report: expiring
SELECT p.name AS place, k.code AS kit, i.name AS item, l.number, l.expires_on,
    l.quantity - coalesce(m.change, 0) AS quantity, l.expires_on - :as_of AS days_left
FROM health_points_lot l
JOIN health_points_stock t ON t.id = l.stock_id
JOIN health_points_kit k ON k.id = l.kit_id
JOIN place p ON p.id = k.place_id
JOIN health_points_medicine_item i ON i.id = t.item_id
LEFT JOIN (SELECT lot_id, sum(change) AS change FROM health_points_movement WHERE moved_on > :as_of GROUP BY lot_id) m
    ON m.lot_id = l.id
WHERE l.expires_on <= :as_of + 90 AND l.quantity - coalesce(m.change, 0) > 0
ORDER BY l.expires_on, k.code COLLATE "C", l.number COLLATE "C", l.id
-- report: contact_points
SELECT p.name AS place, t.name AS team, coalesce(s.held, 0) AS sessions_held, coalesce(x.slots, 0) AS slots,
    nullif(x.booked / 5 * 5, 0) AS booked, round(nullif(x.booked / 5 * 5, 0)::numeric / x.slots, 4) AS fill_rate,
    nullif(x.no_shows / 5 * 5, 0) AS no_shows, nullif(s.walk_ins / 5 * 5, 0) AS walk_ins,
    nullif(c.callbacks / 5 * 5, 0) AS callbacks,
    CASE WHEN c.called >= 5 THEN round(c.minutes / 60, 2) END AS hours_to_call
FROM health_points_contact_point q
JOIN place p ON p.id = q.place_id
JOIN health_points_team t ON t.id = q.team_id
LEFT JOIN (SELECT contact_point_id, count(*) AS held, sum(walk_ins) AS walk_ins FROM health_points_contact_session
    WHERE day BETWEEN :starts_on AND least(:ends_on, :as_of) AND held_at < :known GROUP BY 1) s ON s.contact_point_id = q.id
LEFT JOIN (SELECT e.contact_point_id, count(*) AS slots, count(a.id) AS booked,
        count(*) FILTER (WHERE a.status = 'NOSHOW' AND a.ended_at < :known) AS no_shows
    FROM health_points_slot o JOIN health_points_contact_session e ON e.id = o.session_id
    LEFT JOIN health_points_appointment a ON a.slot_id = o.id AND a.booked_at < :known
        AND (a.status <> 'CANCELLED' OR a.ended_at >= :known)
    WHERE e.day BETWEEN :starts_on AND least(:ends_on, :as_of) AND NOT o.blocked
        AND (e.cancelled_at IS NULL OR e.cancelled_at >= :known)
    GROUP BY 1) x ON x.contact_point_id = q.id
LEFT JOIN (SELECT contact_point_id, count(*) AS callbacks, count(*) FILTER (WHERE minutes_to_call IS NOT NULL AND ended_at < :known)
        AS called, avg(minutes_to_call) FILTER (WHERE ended_at < :known) AS minutes
    FROM health_points_callback WHERE requested_on BETWEEN :starts_on AND least(:ends_on, :as_of) GROUP BY 1) c
    ON c.contact_point_id = q.id
WHERE q.opened_on <= least(:ends_on, :as_of) AND (q.closed_on IS NULL OR q.closed_on >= :starts_on)
ORDER BY p.name, t.name, q.id
-- report: coverage
SELECT s.name AS subdistrict, a.name AS community, coalesce(k.n, 0) AS kits, coalesce(q.n, 0) AS contact_points,
    k.n IS NOT NULL AND q.n IS NOT NULL AS covered, coalesce(u.uses, 0) AS uses, coalesce(u.units, 0) AS units_used,
    coalesce(e.n, 0) AS sessions_held
FROM area a
LEFT JOIN area s ON s.id = a.parent_id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_kit k JOIN place p ON p.id = k.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE EXISTS (SELECT 1 FROM health_points_status_change c WHERE c.kit_id = k.id AND c.status = 'IN_SERVICE'
        AND c.effective_on <= :as_of AND (c.ended_on IS NULL OR c.ended_on > :as_of)) GROUP BY 1) k ON k.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_contact_point q JOIN place p ON p.id = q.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE q.opened_on <= :as_of AND (q.closed_on IS NULL OR q.closed_on >= :as_of) GROUP BY 1) q ON q.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, sum(m.uses) AS uses, sum(m.units) AS units FROM (
        SELECT kit_id, count(*) AS uses, -sum(change) AS units FROM health_points_movement
        WHERE kind = 'USED' AND moved_on BETWEEN :starts_on AND least(:ends_on, :as_of) GROUP BY kit_id) m
    JOIN health_points_kit k ON k.id = m.kit_id JOIN place p ON p.id = k.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id GROUP BY 1) u ON u.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_contact_session e
    JOIN health_points_contact_point q ON q.id = e.contact_point_id JOIN place p ON p.id = q.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE e.held_at < :known AND e.day BETWEEN :starts_on AND least(:ends_on, :as_of) GROUP BY 1) e
    ON e.ancestor_id = a.id
WHERE a.level IN ('COMMUNITY', 'VILLAGE') AND (a.valid_from IS NULL OR a.valid_from <= :as_of)
    AND (a.valid_to IS NULL OR a.valid_to > :as_of)
ORDER BY s.name, a.name, a.id
