-- The questions of the reports as somebody would write them who knows the tables: as of $1, from $2 to $3.
-- report: medicine
WITH left_over AS (
    SELECT o.stock_id, o.expires_on, o.recall_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM health_points_recall r WHERE r.id = o.recall_id AND r.recalled_at < $1 + 1
            AND (r.lifted_at IS NULL OR r.lifted_at >= $1 + 1)) AS good
    FROM health_points_lot o
    LEFT JOIN (SELECT lot_id, sum(change) AS change FROM health_points_movement WHERE moved_on > $1 GROUP BY lot_id) m
        ON m.lot_id = o.id
    WHERE o.quantity - coalesce(m.change, 0) > 0
)
SELECT s.name AS area, count(*) AS kits,
    coalesce(sum(x.e30), 0) AS expiring_30, coalesce(sum(x.e60), 0) AS expiring_60, coalesce(sum(x.e90), 0) AS expiring_90,
    coalesce(sum(x.expired), 0) AS expired, coalesce(sum(y.out), 0) AS stock_outs,
    count(*) FILTER (WHERE EXISTS (SELECT 1 FROM health_points_check c WHERE c.kit_id = k.id AND c.checked_on <= $1
        AND (c.superseded_on IS NULL OR c.superseded_on > $1) AND c.next_due_on < $1)) AS late_checks
FROM health_points_kit k
JOIN place p ON p.id = k.place_id
LEFT JOIN (SELECT l.area_id, a.name FROM area_ancestor l JOIN area a ON a.id = l.ancestor_id WHERE a.level = 'SUBDISTRICT') s
    ON s.area_id = p.area_id
LEFT JOIN (
    SELECT t.kit_id,
        count(*) FILTER (WHERE l.good AND l.expires_on BETWEEN $1 AND $1 + 30) AS e30,
        count(*) FILTER (WHERE l.good AND l.expires_on BETWEEN $1 AND $1 + 60) AS e60,
        count(*) FILTER (WHERE l.good AND l.expires_on >= $1) AS e90,
        count(*) FILTER (WHERE l.expires_on < $1) AS expired
    FROM left_over l JOIN health_points_stock t ON t.id = l.stock_id
    WHERE l.expires_on <= $1 + 90
    GROUP BY t.kit_id
) x ON x.kit_id = k.id
LEFT JOIN (
    SELECT t.kit_id, count(*) AS out FROM health_points_stock t
    WHERE t.par_level > 0
        AND NOT EXISTS (SELECT 1 FROM left_over l WHERE l.stock_id = t.id AND l.good AND l.expires_on >= $1)
    GROUP BY t.kit_id
) y ON y.kit_id = k.id
WHERE EXISTS (SELECT 1 FROM health_points_status_change c WHERE c.kit_id = k.id AND c.status = 'IN_SERVICE'
    AND c.effective_on <= $1 AND (c.ended_on IS NULL OR c.ended_on > $1))
GROUP BY s.name ORDER BY s.name
-- report: expiring
SELECT p.name AS place, k.code AS kit, i.name AS item, l.number, l.expires_on, l.quantity - coalesce(m.change, 0) AS quantity
FROM health_points_lot l
JOIN health_points_stock t ON t.id = l.stock_id
JOIN health_points_kit k ON k.id = t.kit_id
JOIN place p ON p.id = k.place_id
JOIN health_points_medicine_item i ON i.id = t.item_id
LEFT JOIN (SELECT lot_id, sum(change) AS change FROM health_points_movement WHERE moved_on > $1 GROUP BY lot_id) m
    ON m.lot_id = l.id
WHERE l.expires_on <= $1 + 90 AND l.quantity - coalesce(m.change, 0) > 0
ORDER BY l.expires_on, k.code, l.number
-- report: contact_points
SELECT p.name AS place, t.name AS team, coalesce(s.held, 0) AS sessions_held, coalesce(s.walk_ins, 0) AS walk_ins,
    coalesce(x.slots, 0) AS slots, coalesce(x.booked, 0) AS booked, coalesce(x.no_shows, 0) AS no_shows,
    coalesce(c.callbacks, 0) AS callbacks, coalesce(c.called, 0) AS called, c.minutes AS minutes_to_call
FROM health_points_contact_point q
JOIN place p ON p.id = q.place_id JOIN health_points_team t ON t.id = q.team_id
LEFT JOIN (SELECT contact_point_id, count(*) AS held, sum(walk_ins) AS walk_ins FROM health_points_contact_session
    WHERE day BETWEEN $2 AND $3 AND held_at < $1 + 1 GROUP BY 1) s ON s.contact_point_id = q.id
LEFT JOIN (SELECT e.contact_point_id, count(DISTINCT o.id) AS slots, count(DISTINCT o.id) FILTER (WHERE a.id IS NOT NULL) AS booked,
        count(*) FILTER (WHERE a.status = 'NOSHOW' AND a.ended_at < $1 + 1) AS no_shows
    FROM health_points_slot o JOIN health_points_contact_session e ON e.id = o.session_id
    LEFT JOIN health_points_appointment a ON a.slot_id = o.id AND a.booked_at < $1 + 1
        AND (a.status <> 'CANCELLED' OR a.ended_at >= $1 + 1)
    WHERE e.day BETWEEN $2 AND $3 AND NOT o.blocked AND (e.cancelled_at IS NULL OR e.cancelled_at >= $1 + 1)
    GROUP BY 1) x ON x.contact_point_id = q.id
LEFT JOIN (SELECT contact_point_id, count(*) AS callbacks, count(*) FILTER (WHERE minutes_to_call IS NOT NULL AND ended_at < $1 + 1)
        AS called, avg(minutes_to_call) FILTER (WHERE ended_at < $1 + 1) AS minutes
    FROM health_points_callback WHERE requested_on BETWEEN $2 AND $3 GROUP BY 1) c ON c.contact_point_id = q.id
WHERE q.opened_on <= $3 AND (q.closed_on IS NULL OR q.closed_on >= $2)
ORDER BY p.name, t.name
-- report: coverage
SELECT s.name AS subdistrict, a.name AS community, coalesce(k.n, 0) AS kits, coalesce(q.n, 0) AS contact_points,
    coalesce(u.uses, 0) AS uses, coalesce(u.units, 0) AS units_used, coalesce(e.n, 0) AS sessions_held
FROM area a
LEFT JOIN area s ON s.id = a.parent_id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_kit k JOIN place p ON p.id = k.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE EXISTS (SELECT 1 FROM health_points_status_change c WHERE c.kit_id = k.id AND c.status = 'IN_SERVICE'
        AND c.effective_on <= $1 AND (c.ended_on IS NULL OR c.ended_on > $1)) GROUP BY 1) k ON k.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_contact_point q JOIN place p ON p.id = q.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE q.opened_on <= $1 AND (q.closed_on IS NULL OR q.closed_on >= $1) GROUP BY 1) q ON q.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, sum(m.uses) AS uses, sum(m.units) AS units FROM (
        SELECT t.kit_id, count(*) AS uses, -sum(m.change) AS units FROM health_points_movement m
        JOIN health_points_lot o ON o.id = m.lot_id JOIN health_points_stock t ON t.id = o.stock_id
        WHERE m.kind = 'USED' AND m.moved_on BETWEEN $2 AND $3 GROUP BY t.kit_id) m
    JOIN health_points_kit k ON k.id = m.kit_id JOIN place p ON p.id = k.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id GROUP BY 1) u ON u.ancestor_id = a.id
LEFT JOIN (SELECT l.ancestor_id, count(*) AS n FROM health_points_contact_session e
    JOIN health_points_contact_point q ON q.id = e.contact_point_id JOIN place p ON p.id = q.place_id
    JOIN area_ancestor l ON l.area_id = p.area_id
    WHERE e.held_at < $1 + 1 AND e.day BETWEEN $2 AND $3 GROUP BY 1) e ON e.ancestor_id = a.id
WHERE a.level IN ('COMMUNITY', 'VILLAGE')
ORDER BY s.name, a.name, a.id
