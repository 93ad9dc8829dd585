"""Keys and identifiers."""

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ids


def test_a_new_key_is_a_version_7_uuid_of_the_standard_library() -> None:
    before = time.time_ns() // 1_000_000
    key = ids.new_id()
    after = time.time_ns() // 1_000_000

    assert type(key) is uuid.UUID
    assert (key.version, key.variant) == (7, uuid.RFC_4122)
    assert before <= key.int >> 80 <= after


def test_keys_of_one_process_ascend() -> None:
    keys = [ids.new_id() for _ in range(10_000)]

    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_an_identifier_is_the_tag_and_the_key() -> None:
    key = uuid.UUID("0190a5f0-0000-7000-8000-00000000abcd")

    assert ids.encode("place", key) == "place_0190a5f0-0000-7000-8000-00000000abcd"
    assert ids.decode("place_0190a5f0-0000-7000-8000-00000000abcd") == ("place", key)


@given(st.from_regex("[a-z][a-z0-9_]{0,20}", fullmatch=True), st.uuids())
def test_decode_undoes_encode(tag: str, key: uuid.UUID) -> None:
    assert ids.decode(ids.encode(tag, key)) == ids.GlobalId(tag, key)


@pytest.mark.parametrize("tag", ["", "Place", "1place", "_place", "place-x", "地点", "place\n"])
def test_encode_refuses_a_tag_that_could_not_be_read_back(tag: str) -> None:
    with pytest.raises(ValueError, match="cannot be the tag of a type") as caught:
        ids.encode(tag, uuid.UUID(int=1))

    assert str(caught.value) == (
        f"{tag!r} cannot be the tag of a type. Use lowercase letters a to z, digits and underscores, "
        "and start with a letter."
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        "place",
        "place_",
        "_0190a5f0-0000-7000-8000-00000000abcd",
        "0190a5f0-0000-7000-8000-00000000abcd",
        "place_0190A5F0-0000-7000-8000-00000000ABCD",
        "place_0190a5f000007000800000000000abcd",
        "place_0190a5f0-0000-7000-8000-00000000abcd\n",
        "place_0190a5f0-0000-7000-8000-00000000abc",
        "place 0190a5f0-0000-7000-8000-00000000abcd",
        "place_٠190a5f0-0000-7000-8000-00000000abcd",
    ],
)
def test_decode_refuses_whatever_encode_cannot_give(value: str) -> None:
    with pytest.raises(ids.InvalidId) as caught:
        ids.decode(value)

    assert caught.value.code == "INVALID_ID"
    assert caught.value.message == (
        f"{value!r} is not an identifier. Send an `id` exactly as an earlier answer gave it: a tag, an "
        "underscore and a UUID in lowercase."
    )


def test_the_error_quotes_a_long_value_in_part() -> None:
    with pytest.raises(ids.InvalidId) as caught:
        ids.decode("x" * 5000)

    assert caught.value.message.startswith(f"'{'x' * 100}…' is not an identifier.")
