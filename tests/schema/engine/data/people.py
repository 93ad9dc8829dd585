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
            status=pick((choices.PersonStatus.ACTIVE, choices.PersonStatus.RETIRED), number),
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


def consents() -> list[Model]:
    """Texts of two purposes, and who agreed to them; open, withdrawn and replaced."""
    rows: list[Model] = []
    for number in range(5):
        rows.append(
            models.ConsentText(
                id=key("consent-text", number),
                purpose=("contact", "publicity")[number % 2],
                number=1 + number // 2,
                text=text(number) or "同意",
                text_en=None if number % 3 else text(number + 1),
                valid_from=datetime.date(2024, 6, 26) + datetime.timedelta(days=7 * number),
                created_at=pick(MOMENTS, number),
            )
        )
    for number in range(9):
        chosen = number % 5
        given_at = NOW - datetime.timedelta(days=number % 3)
        rows.append(
            models.Consent(
                id=key("consent", number),
                person_id=key("person", number % 4),
                text_id=key("consent-text", chosen),
                purpose=("contact", "publicity")[chosen % 2],
                channel=pick(list(choices.ConsentChannel), number, 3),
                given_at=given_at,
                recorded_by="ADMIN",
                # The last of them stay open, of different persons or purposes.
                withdrawn_at=NOW if number < 5 and number % 2 else None,
                withdrawn_by="ADMIN" if number < 5 and number % 2 else None,
                replaced_at=NOW if number < 5 and not number % 2 else None,
                **stamps(number),
            )
        )
    return rows


async def erased_and_merged() -> list[Model]:
    """Persons whom nobody is shown any more, with what refers to them, and what is noted of that."""
    status = choices.PersonStatus
    await models.Person.filter(id=key("person", 1)).update(status=status.PSEUDONYMOUS)
    await models.Person.filter(id=key("person", 3)).update(status=status.MERGED, merged_into_id=key("person", 2))
    rows: list[Model] = [
        models.PersonErasure(
            id=key("erasure", 0),
            person_id=key("person", 1),
            purpose=text(3),
            requested_by="ADMIN",
            requested_at=NOW,
            updated_at=NOW,
        ),
        *(
            models.PersonErasureStep(id=key("step", number), erasure_id=key("erasure", 0), name=name, done_at=NOW)
            for number, name in enumerate(("contacts", "accounts"))
        ),
    ]
    for number, undone in enumerate((None, NOW)):
        rows.append(
            models.PersonMerge(
                id=key("merge", number),
                kept_id=key("person", 2 - 2 * number),
                merged_id=key("person", 3),
                purpose=text(number),
                status_before=status.ACTIVE,
                merged_by="ADMIN",
                merged_at=NOW,
                undone_at=undone,
                undone_by=None if undone is None else "ADMIN",
                updated_at=NOW,
            )
        )
    for number in range(3):
        rows.append(
            models.PersonMergeRow(
                id=key("merge-row", number),
                merge_id=key("merge", number % 2),
                position=number + 1,
                table_name="account",
                row_key=str(key("account", number)),
                column="person_id",
                fate=pick(list(choices.MergedRowFate), number),
            )
        )
    return rows
