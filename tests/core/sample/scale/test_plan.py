import pytest

from core.sample.scale.plan import DISTRICT, Scale


def test_a_district_has_what_a_district_has() -> None:
    assert (DISTRICT.places, DISTRICT.people, DISTRICT.activities, DISTRICT.registrations) == (
        5_000,
        200_000,
        50_000,
        500_000,
    )
    assert (DISTRICT.districts, DISTRICT.subdistricts, DISTRICT.communities, DISTRICT.micro_grids) == (
        1,
        12,
        83,
        7_968,
    )


def test_more_places_make_more_areas_and_not_fuller_ones() -> None:
    small = Scale(5_000, 20_000, 50_000, 200_000)
    large = Scale(100_000, 400_000, 1_000_000, 4_000_000)

    assert (small.districts, small.communities) == (1, 83)
    assert (large.districts, large.communities) == (20, 1_667)


def test_one_activity_in_a_hundred_takes_three_registrations_in_ten() -> None:
    counts = [DISTRICT.registrations_of(number) for number in range(DISTRICT.activities)]

    assert sum(counts) == 500_000
    assert sum(sorted(counts)[-500:]) == 150_000
    assert max(counts) == 300
    assert counts.count(0) == 1_000
    assert [DISTRICT.registrations_before(number) for number in (0, 1, 50_000)] == [0, counts[0], 500_000]


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((0, 1, 1, 1), "Scale.places is 0, and must be at least 1."),
        ((1, 0, 1, 1), "Scale.people is 0, and must be at least 1."),
        ((1, 1, 0, 1), "Scale.activities is 0, and must be at least 1."),
        ((1, 1, 1, -1), "Scale.registrations is -1, and must not be negative."),
        ((600_000, 1, 1, 1), "Scale.places is 600000, and can be at most 498960."),
        (
            (100, 299, 50_000, 500_000),
            "Scale.people is 299, and 300 different people register for one activity: "
            "take more people or activities, or fewer registrations.",
        ),
    ],
)
def test_numbers_that_do_not_fit_are_refused(numbers: tuple[int, int, int, int], message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        Scale(*numbers)
    assert str(refused.value) == message
