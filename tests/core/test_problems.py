import pytest

from core.models import Activity, Place
from core.problems import InputRefused, Problem, Problems, field_path, refuse


def test_paths_are_spelt_as_in_the_api() -> None:
    assert field_path(("hosts", 2, "organization_id")) == ("hosts", "2", "organizationId")
    assert field_path(()) == ()


def test_nothing_is_refused_without_a_problem() -> None:
    Problems().refuse()


def test_an_error_carries_all_problems_and_reads_as_one_line() -> None:
    problems = Problems()
    problems.add("REQUIRED", "Must not be empty.", "title")
    problems.within(5, 1, 4, "quarter")
    problems.within(None, 1, 4, "quarter")

    with pytest.raises(InputRefused) as refused:
        problems.refuse()

    assert refused.value.code == "INPUT_REFUSED"
    assert refused.value.message == "title: Must not be empty.; quarter: Is 5, and must be from 1 to 4."
    assert refused.value.problems == (
        Problem("REQUIRED", "Must not be empty.", ("title",)),
        Problem("OUT_OF_RANGE", "Is 5, and must be from 1 to 4.", ("quarter",)),
    )
    assert refuse("X", "Y.", "place_id").problems == (Problem("X", "Y.", ("placeId",)),)


def test_texts_are_trimmed_and_checked() -> None:
    problems = Problems()

    assert problems.text(Place, "name", " 红旗😀 ", "name") == "红旗😀"
    assert problems.optional_text(Place, "address", " \n ") is None
    assert problems.optional_text(Place, "address", None) is None
    problems.refuse()
    problems.text(Place, "name", "\t", "name")
    problems.optional_text(Place, "name_en", "a\ud800", "name_en")
    problems.optional_text(Activity, "summary", "x" * 20_001)
    with pytest.raises(InputRefused) as refused:
        problems.refuse()

    assert refused.value.problems == (
        Problem("REQUIRED", "Must not be empty.", ("name",)),
        Problem(
            "INVALID_TEXT",
            "nameEn: holds a lone surrogate (U+D800) at position 1, which is half of a character. "
            "Send the whole character, or remove it.",
            ("nameEn",),
        ),
        Problem("TOO_LONG", "Has 20001 characters, and at most 20000 fit.", ("summary",)),
    )
