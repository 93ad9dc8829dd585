"""Texts from outside: what no database can hold is refused, everything else passes as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidText
from core.text import clean_text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_every_other_text_passes_unchanged(text: str) -> None:
    assert clean_text(text, "name") == text


@pytest.mark.parametrize("text", ["", "红旗连锁", "𠮷野家", "👨‍👩‍👧", "e\u0301", "\ufffe", "a\tb\nc\x7f"])
def test_unusual_texts_pass(text: str) -> None:
    assert clean_text(text, "name") == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\x00b", "place.name: holds a NUL character (U+0000) at position 1. Remove it."),
        (
            "红\ud83d",
            "place.name: holds a lone surrogate (U+D83D) at position 1, which is half of a character. "
            "Send the whole character, or remove it.",
        ),
        (
            "\udc00",
            "place.name: holds a lone surrogate (U+DC00) at position 0, which is half of a character. "
            "Send the whole character, or remove it.",
        ),
    ],
)
def test_what_no_database_holds_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidText) as caught:
        clean_text(text, "place.name")
    assert caught.value.message == message
    assert (caught.value.code, caught.value.field) == ("INVALID_TEXT", "place.name")
