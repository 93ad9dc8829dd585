import uuid

from core.sample.scale.load import TABLES
from core.sample.scale.rows import FIRST_DAY, Name, Table, instant, key
from core.search import document_tokens


def test_keys_are_uuids_that_grow_with_their_position() -> None:
    table = Table("place", 5, ("id",))
    keys = [key(table, position) for position in (0, 1, 2, 999_999)]

    assert keys == sorted(keys)
    assert keys[1] == "018e96f4-a801-7005-acb7-b3eab379143a"
    for text in keys:
        assert str(uuid.UUID(text)) == text
        assert (uuid.UUID(text).version, uuid.UUID(text).variant) == (7, uuid.RFC_4122)


def test_tables_have_numbers_of_their_own() -> None:
    assert len({table.number for table in TABLES}) == len(TABLES)


def test_instants_are_of_utc_and_may_lie_on_other_days() -> None:
    day = FIRST_DAY.toordinal()

    assert instant(day, 90) == "2024-07-10T01:30:00+00:00"
    assert instant(day, -1) == "2024-07-09T23:59:00+00:00"
    assert instant(day, 24 * 60) == "2024-07-11T00:00:00+00:00"


def test_a_name_knows_its_tokens() -> None:
    for name in (
        Name("社区义诊第{}场（演示）", "Free medical advice, no. {} (demo)"),
        Name("演示居民{}"),
        Name("演示市", "Demo City"),
        Name("演示{}区"),
    ):
        for number in (1, 20, 1_000_000):
            assert name.tokens(number) == document_tokens(*name.texts(number))
