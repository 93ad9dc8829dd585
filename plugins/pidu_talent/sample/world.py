"""The rows of the core's demo on which the training stands."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.pidu_talent.choices import TalentSeriesKind

SERIES = (
    ("village-matters", TalentSeriesKind.CASE),
    ("secretary-talks", TalentSeriesKind.TALK),
    ("guided-visits", TalentSeriesKind.FIELD_VISIT),
)
"""The three series, by their codes: 村/社那些事, 书记说郫筒, 社区运营官带你游."""

BEGINS = datetime.date(2024, 8, 1)
ENDS = datetime.date(2025, 7, 31)
"""The year of the programme; its first day is made up."""

Named = tuple[uuid.UUID, str]
Meeting = tuple[uuid.UUID, datetime.datetime, datetime.datetime]


@dataclass(frozen=True)
class World:
    """Keys, and what rows need to say besides. Meetings are those of each series that took place, in order."""

    programme: uuid.UUID
    area: uuid.UUID
    district: uuid.UUID
    series: Mapping[str, uuid.UUID]
    meetings: Mapping[str, Sequence[Meeting]]
    federation: uuid.UUID
    centre: uuid.UUID
    talents: Sequence[uuid.UUID]
    secretaries: Sequence[Named]
    deputy: Named
    communities: Sequence[uuid.UUID]
    studios: Sequence[tuple[uuid.UUID, str, str | None]]
    names: Mapping[uuid.UUID, str]
