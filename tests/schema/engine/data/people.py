"""People, their accounts and roles."""

from __future__ import annotations

import datetime

from tortoise.models import Model

from core import models
from core.models import choices
from tests.schema.engine.data.values import MOMENTS, NOW, day, key, pick, stamps, text

PEOPLE = 8


def people() -> list[Model]:
    """People, of equal names too."""
    return [
        models.Person(
            id=key("person", number),
            display_name=text(number // 2),
            area_id=None if number % 3 == 1 else key("area", number % 5),
            status=pick(list(choices.PersonStatus), number),
            **stamps(number),
        )
        for number in range(PEOPLE)
    ]


def things_of_people() -> list[Model]:
    """Audiences, accounts and roles."""
    rows: list[Model] = []
    audiences = list(choices.Audience)
    for number in range(10):
        rows.append(
            models.PersonAudience(
                id=key("person-audience", number),
                person_id=key("person", number % 4),
                audience=pick(audiences, number, 4),
            )
        )
    for number in range(7):
        rows.append(
            models.Account(
                id=key("account", number),
                issuer=pick(("https://id.example.org", "wechat"), number),
                subject=f"s{number}",
                person_id=None if number % 3 == 0 else key("person", number % 5),
                disabled_at=None if number % 2 else NOW,
                created_at=pick(MOMENTS, number),
            )
        )
        scope = ("area", "organization", "place")[number % 3]
        rows.append(
            models.RoleAssignment(
                id=key("role", number),
                person_id=key("person", number % 3),
                role=pick(("grid-worker", "secretary"), number),
                **{f"{scope}_id": key(scope, number % 2)},
                valid_from=day(number),
                valid_to=None if number % 2 else datetime.date(2024, 12, 31),
                version=1,
                created_at=NOW,
            )
        )
    return rows
