"""A small neighbourhood as it stood in a database of the first migration: a row in every table of then.

In SQL, with the columns of then, because the models are those of now. Not to be changed with them: what is installed
somewhere cannot be changed either.
"""

from __future__ import annotations

import re

from tests.core.one_of_each import key


def inserts() -> list[str]:
    """The statements, for both databases, in an order in which every reference leads somewhere."""
    return [re.sub(r"#(\d+)", lambda found: f"'{key(int(found[1]))}'", text) for text in _ROWS.strip().split(";\n")]


#: `#8` is the eighth key. The triggers keep the closure of areas, the seats taken and the index of the search.
_ROWS = """
INSERT INTO area (id, level, name, version, created_at, updated_at)
VALUES (#1, 'CITY', '成都市', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00');
INSERT INTO area (id, code, level, name, version, created_at, updated_at, parent_id)
VALUES (#2, '510106', 'DISTRICT', '金牛区', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00', #1);
INSERT INTO area (id, level, name, valid_to, version, created_at, updated_at, parent_id)
VALUES (#3, 'SUBDISTRICT', '旧街道', '2024-07-10', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00',
    #2);
INSERT INTO area (id, level, name, valid_from, version, created_at, updated_at, parent_id)
VALUES (#4, 'SUBDISTRICT', '西华街道', '2024-07-10', 1, '2024-07-01T00:00:00+00:00',
    '2024-07-01T00:00:00+00:00', #2);
INSERT INTO area_succession (id, takes_effect_on, created_at, predecessor_id, successor_id)
VALUES (#5, '2024-07-10', '2024-07-01T00:00:00+00:00', #3, #4);
INSERT INTO organization (id, kind, name, status, version, created_at, updated_at, area_id)
VALUES (#6, 'GOVERNMENT', '街道办', 'ACTIVE', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00', #4);
INSERT INTO organization (id, kind, name, status, version, created_at, updated_at, parent_id)
VALUES (#7, 'COMPANY', '红旗连锁', 'ACTIVE', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00', #6);
INSERT INTO person (id, display_name, status, version, created_at, updated_at, area_id)
VALUES (#20, '演示居民000', 'ACTIVE', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00', #4),
    (#21, '演示居民001', 'ACTIVE', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00', #4),
    (#22, '演示居民002', 'ACTIVE', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00', #4);
INSERT INTO person_audience (id, audience, person_id)
VALUES (#30, 'RESIDENT', #20);
INSERT INTO person_contact (id, kind, value_encrypted, value_hash, created_at, person_id)
VALUES (#31, 'PHONE', 'x', 'y', '2024-07-01T00:00:00+00:00', #20);
INSERT INTO account (id, issuer, subject, created_at, person_id)
VALUES (#32, 'https://id.example.org', '1', '2024-07-01T00:00:00+00:00', #20);
INSERT INTO role_assignment (id, role, valid_from, version, created_at, area_id, person_id)
VALUES (#33, 'grid-worker', '2024-07-10', 1, '2024-07-01T00:00:00+00:00', #4, #20);
INSERT INTO place (id, name, kind, latitude, longitude, status, always_open, version, created_at, updated_at,
    area_id, operator_id)
VALUES (#8, '小剧场', 'OTHER', 30.7, 104.1, 'ACTIVE', false, 1, '2024-07-01T00:00:00+00:00',
    '2024-07-01T00:00:00+00:00', #4, #7);
INSERT INTO place_amenity (id, code, name, place_id)
VALUES (#9, 'seats', '座椅', #8);
INSERT INTO place_designation (id, code, name, valid_from, place_id)
VALUES (#10, 'warm-space', '馨空间', '2024-07-10', #8);
INSERT INTO service_hours (id, purpose, day, opens_minute, closes_minute, place_id)
VALUES (#11, 'SERVICE', 1, 540, 1500, #8);
INSERT INTO service_exception (id, date, place_id)
VALUES (#12, '2024-07-10', #8);
INSERT INTO calendar_day (id, date, kind, name)
VALUES (#13, '2024-07-10', 'PUBLIC_HOLIDAY', '假日');
INSERT INTO programme (id, code, name, status, version, created_at, updated_at, area_id, lead_organization_id)
VALUES (#40, 'neighbours', '睦邻亲', 'DRAFT', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00', #2,
    #6);
INSERT INTO milestone (id, position, name, due_on, target_percent, aspirational, version, programme_id)
VALUES (#41, 1, '首批', '2024-07-10', '12.50', false, 1, #40);
INSERT INTO series (id, code, name, cadence, version, created_at, updated_at, area_id, programme_id)
VALUES (#42, 'festival', '邻里节', 'IRREGULAR', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00',
    #4, #40);
INSERT INTO activity (id, title, year, quarter, starts_at, ends_at, capacity, waitlist, seats_taken,
    join_policy, volunteering, decision, published_at, version, created_at, updated_at, area_id,
    lead_organization_id, place_id, series_id)
VALUES (#50, '邻里节', 2024, 3, '2024-07-10T09:00:00+00:00', '2024-07-10T11:00:00+00:00', 5, false, 0, 'OPEN', false,
    'PUBLISHED', '2024-07-10T09:00:00+00:00', 1, '2024-07-01T00:00:00+00:00', '2024-07-01T00:00:00+00:00',
    #4, #6, #8, #42);
INSERT INTO activity_host (id, role, position, activity_id, organization_id)
VALUES (#51, 'HOST', 1, #50, #7);
INSERT INTO activity_programme (id, activity_id, programme_id)
VALUES (#52, #50, #40);
INSERT INTO activity_audience (id, audience, activity_id)
VALUES (#53, 'RESIDENT', #50);
INSERT INTO registration (id, party_size, answers, state, registered_at, version, updated_at, activity_id,
    person_id)
VALUES (#60, 2, '{"需要": "座位"}', 'CONFIRMED', '2024-07-01T00:00:00+00:00', 1, '2024-07-01T00:00:00+00:00',
    #50, #20),
    (#61, 2, '{"需要": "座位"}', 'WAITLISTED', '2024-07-01T00:00:00+00:00', 1, '2024-07-01T00:00:00+00:00', #50,
    #21),
    (#62, 2, '{"需要": "座位"}', 'CANCELLED', '2024-07-01T00:00:00+00:00', 1, '2024-07-01T00:00:00+00:00', #50,
    #22);
INSERT INTO media (id, kind, title, url, consent_recorded, version, created_at, place_id)
VALUES (#70, 'IMAGE', '图', 'https://example.org/1.jpg', false, 1, '2024-07-01T00:00:00+00:00', #8);
INSERT INTO media_credit (id, position, role, name, media_id)
VALUES (#71, 1, 'PICTURE_PROVIDER', '示例', #70);
INSERT INTO event ("transaction", name, subject_type, subject_id, payload, occurred_at)
VALUES (0, 'activity.published', 'activity', #50, '{"a": [1, null]}', '2024-07-01T00:00:00+00:00');
INSERT INTO event_cursor (consumer, "transaction", position, updated_at)
VALUES ('webhooks.send', 0, 0, '2024-07-01T00:00:00+00:00');
INSERT INTO search_document (subject_type, subject_id, tokens)
VALUES ('place', #8, '小剧 剧场 xiaojuchang');
"""
