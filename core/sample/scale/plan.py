"""How much there is at a scale, and how it is divided: more areas for more places, and not fuller ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

PLACES_PER_COMMUNITY = 60
COMMUNITIES_PER_SUBDISTRICT = 7
SUBDISTRICTS_PER_DISTRICT = 12
COMMUNITIES_PER_DISTRICT = COMMUNITIES_PER_SUBDISTRICT * SUBDISTRICTS_PER_DISTRICT
GENERAL_GRIDS = 2
"""In each community."""
ORDINARY_GRIDS = 4
"""In each general grid."""
MICRO_GRIDS = 12
"""In each ordinary grid."""
MICRO_GRIDS_PER_COMMUNITY = GENERAL_GRIDS * ORDINARY_GRIDS * MICRO_GRIDS
MOST_DISTRICTS = 99
"""Their codes have two digits for them."""

CYCLE = 100
"""Activities come in cycles of so many."""
CROWDED = 37
"""The place in a cycle of the one activity that takes `CROWDED_SHARE` of the cycle's registrations."""
CROWDED_SHARE = 0.3
UNPUBLISHED = (11, 61)
"""The places in a cycle of activities that are not published, and so have no registrations."""


def _weights() -> tuple[float, ...]:
    ordinary = [0.2 + 0.4 * (place % 5) for place in range(CYCLE)]
    for place in (CROWDED, *UNPUBLISHED):
        ordinary[place] = 0.0
    share = sum(ordinary) / (1 - CROWDED_SHARE)
    ordinary[CROWDED] = share * CROWDED_SHARE
    return tuple(weight / share for weight in ordinary)


_UP_TO = (0.0, *accumulate(_weights()))


@dataclass(frozen=True)
class Scale:
    """How many rows of the four large tables there are; the others follow.

    ValueError says which number does not fit the others.
    """

    places: int
    people: int
    activities: int
    registrations: int

    def __post_init__(self) -> None:
        for name in ("places", "people", "activities"):
            if getattr(self, name) < 1:
                raise ValueError(f"Scale.{name} is {getattr(self, name)}, and must be at least 1.")
        if self.registrations < 0:
            raise ValueError(f"Scale.registrations is {self.registrations}, and must not be negative.")
        if self.districts > MOST_DISTRICTS:
            most = MOST_DISTRICTS * COMMUNITIES_PER_DISTRICT * PLACES_PER_COMMUNITY
            raise ValueError(f"Scale.places is {self.places}, and can be at most {most}.")
        most_popular = max(map(self.registrations_of, range(min(self.activities, CYCLE))))
        if most_popular > self.people:
            raise ValueError(
                f"Scale.people is {self.people}, and {most_popular} different people register for one "
                "activity: take more people or activities, or fewer registrations."
            )

    @property
    def communities(self) -> int:
        """One for each 60 places."""
        return max(1, round(self.places / PLACES_PER_COMMUNITY))

    @property
    def subdistricts(self) -> int:
        """The last one may have fewer communities."""
        return -(-self.communities // COMMUNITIES_PER_SUBDISTRICT)

    @property
    def districts(self) -> int:
        """The last one may have fewer subdistricts."""
        return -(-self.communities // COMMUNITIES_PER_DISTRICT)

    @property
    def micro_grids(self) -> int:
        """Of all communities."""
        return self.communities * MICRO_GRIDS_PER_COMMUNITY

    @cached_property
    def _weight(self) -> float:
        return self._weight_before(self.activities)

    def _weight_before(self, activity: int) -> float:
        cycles, rest = divmod(activity, CYCLE)
        return cycles * _UP_TO[CYCLE] + _UP_TO[rest]

    def registrations_before(self, activity: int) -> int:
        """How many registrations there are for activities of smaller numbers."""
        return round(self.registrations * self._weight_before(activity) / self._weight) if self._weight else 0

    def registrations_of(self, activity: int) -> int:
        """How many registrations the activity of this number (from 0 on) has; in all, all there are."""
        return self.registrations_before(activity + 1) - self.registrations_before(activity)


DISTRICT = Scale(places=5_000, people=200_000, activities=50_000, registrations=500_000)
"""A district: its places make 83 communities, and those some 8,000 micro-grids."""
