"""Which statements are worth preparing. What they do to connections is in `test_postgres`."""

from core.database.postgres_session import REMEMBERED, Repeated


def test_statements_are_known_from_the_second_time_on() -> None:
    repeated = Repeated()
    assert [repeated(sql) for sql in ("SELECT 1", "SELECT 2", "SELECT 1", "SELECT 1")] == [False, False, True, True]


def test_what_was_asked_long_ago_is_forgotten() -> None:
    repeated = Repeated()
    assert not any([repeated(f"SELECT {number}") for number in range(2 * REMEMBERED + 1)])
    assert [repeated(f"SELECT {number}") for number in (0, REMEMBERED, 2 * REMEMBERED)] == [False, True, True]


def test_what_is_asked_all_day_stays_known() -> None:
    repeated = Repeated()
    repeated("SELECT 1")
    for number in range(5 * REMEMBERED):
        repeated(f"SELECT '{number}'")
        assert repeated("SELECT 1")
