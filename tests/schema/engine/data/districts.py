"""Three districts with addresses and different plugins, rows across their borders, and the plugins' own rows."""

from __future__ import annotations

import datetime
from typing import Any

from tortoise.models import Model

from core import models
from core.models import choices
from plugins.jinniu_stores import models as stores
from plugins.jinniu_stores.choices import (
    ElementCondition,
    EligibilityVerdict,
    PioneerStoreStatus,
    StoreInspectionKind,
    TenElement,
)
from tests.districts.duties.models import Duty, DutyShift
from tests.districts.lamps.models import Lamp, LampCheck, LampKind, LampState
from tests.schema.engine.data.values import NOW, day, key, maybe_text, pick, stamps, text

#: The districts by their names in addresses, with the numbers of their areas and what they have enabled.
DISTRICTS: dict[str, tuple[int, frozenset[str]]] = {
    "all": (1, frozenset({"lamps", "duties", "jinniu_stores"})),
    "lit": (8, frozenset({"lamps"})),
    "far": (9, frozenset({"jinniu_stores"})),
    "bare": (21, frozenset()),
}
TODAY = NOW.date()


async def load() -> None:
    """Write the rows, beside those of the core. Needs the models of the three plugins."""
    for made in (_areas(), _across(), _lamps(), _rules(), _stores(), _agreements()):
        for row in made:
            await row.save(force_create=True)
    # A store becomes active only once it was inspected.
    await stores.Store.filter(id__in=[key("store", number) for number in (0, 6)]).update(
        status=PioneerStoreStatus.ACTIVE
    )
    for slug, (number, enabled) in DISTRICTS.items():
        await models.Area.filter(id=key("area", number)).update(slug=slug)
        for plugin in sorted(enabled):
            await models.PluginEnablement.create(area_id=key("area", number), plugin=plugin, enabled=True)
    await models.PluginEnablement.create(area_id=key("area", 21), plugin="lamps", enabled=False)


def _areas() -> list[Model]:
    return [
        models.Area(id=key("area", 21), level=choices.AreaLevel.DISTRICT, name=text(2), parent_id=key("area", 0)),
        models.Area(id=key("area", 22), level=choices.AreaLevel.SUBDISTRICT, name=text(3), parent_id=key("area", 21)),
    ]


#: Areas of the four districts, and the city above three of them.
_SPREAD = (3, 11, 9, 22, 0, 8, 6)


def _across() -> list[Model]:
    """Rows of the core in all districts, which refer to each other over the borders."""
    rows: list[Model] = []
    for number in range(20, 27):
        area = key("area", pick(_SPREAD, number))
        rows.append(
            models.Organization(
                id=key("organization", number),
                kind=pick(list(choices.OrganizationKind), number),
                name=text(number),
                area_id=area,
                parent_id=key("organization", number - 1) if number > 20 else None,
                status=pick(list(choices.OrganizationStatus), number),
                **stamps(number),
            )
        )
        rows.append(
            models.Place(
                id=key("place", number),
                name=text(number),
                kind=pick(list(choices.PlaceKind), number),
                area_id=key("area", pick(_SPREAD, number, 3)),
                operator_id=key("organization", number),
                status=pick(list(choices.PlaceStatus), number),
                always_open=number % 2 == 0,
                **stamps(number),
            )
        )
        rows.append(
            models.PlaceDesignation(
                id=key("designation", number),
                place_id=key("place", number if number % 2 else number - 20),
                code="WARM_SPACE",
                name=text(number),
                valid_from=day(number),
                valid_to=TODAY if number % 2 else None,
            )
        )
        rows.append(models.Person(id=key("person", number), display_name=text(number), area_id=area, **stamps(number)))
        rows.append(
            models.RoleAssignment(
                id=key("role", number),
                person_id=key("person", number),
                role="grid-worker",
                **{("organization_id", "place_id")[number % 2]: key(("organization", "place")[number % 2], number)},
                valid_from=day(number),
                version=1,
                created_at=NOW,
            )
        )
        rows.append(
            models.Programme(
                id=key("programme", number),
                code=f"x{number}",
                name=text(number),
                area_id=area,
                lead_organization_id=key("organization", number - 20),
                status=pick((choices.ProgrammeStatus.PUBLISHED, choices.ProgrammeStatus.DRAFT), number, 2),
                published_at=NOW,
                **stamps(number),
            )
        )
        rows.append(
            models.Activity(
                id=key("activity", number + 20),
                title=text(number),
                place_id=key("place", number),
                area_id=key("area", pick(_SPREAD, number, 2)),
                lead_organization_id=key("organization", number),
                starts_at=NOW,
                ends_at=NOW + datetime.timedelta(hours=1),
                decision=choices.ActivityDecision.PUBLISHED,
                published_at=NOW,
                **stamps(number),
            )
        )
        rows.append(
            models.ActivityProgramme(
                id=key("link", number + 20),
                activity_id=key("activity", number + 20),
                programme_id=key("programme", number),
            )
        )
        rows.append(
            models.Registration(
                id=key("registration", number + 20),
                activity_id=key("activity", number + 20),
                person_id=key("person", 4 + number % 4),
                party_size=1,
                registered_at=NOW,
                version=1,
                updated_at=NOW,
            )
        )
    for number in range(40, 54):
        # Of an activity in one district, at a place in another.
        rows.append(
            models.Media(
                id=key("media", number),
                kind=pick(list(choices.MediaKind), number),
                title=text(number),
                url="https://example.org/",
                consent_recorded=True,
                activity_id=key("activity", number // 2 + 20) if number % 2 else None,
                place_id=key("place", 20 + (number // 2 + 3) % 7),
                version=1,
                created_at=NOW,
            )
        )
    return rows


#: Places of lamps, duties and stores: of the core's data, and of those across.
_AT = (0, 1, 2, 3, 4, 5, 20, 21, 22, 23, 24, 25, 26)


def _lamps() -> list[Model]:
    rows: list[Model] = [LampKind(id=key("kind", number), name=text(number)) for number in range(3)]
    for number in range(24):
        rows.append(
            Lamp(
                id=key("lamp", number),
                place_id=key("place", pick(_AT, number // 2 * 3)),
                kind_id=None if number % 4 == 0 else key("kind", number % 3),
                code=text(number // 2),
                state=pick(list(LampState), number // 3),
                version=1,
            )
        )
        rows.append(LampCheck(id=key("check", number), lamp_id=key("lamp", number // 2), note=text(number)))
    for number, at in enumerate(_AT):
        if number % 3:
            rows.append(
                Duty(
                    id=key("duty", number),
                    place_id=key("place", at),
                    lamp_id=key("lamp", number) if number % 2 else None,
                    shift=pick(list(DutyShift), number // 2),
                )
            )
    return rows


def _rules() -> list[Model]:
    """Standards, criteria and waves: what is the same in all districts."""
    rows: list[Model] = []
    changes = (datetime.date(2024, 1, 1), TODAY, None)
    for number in range(2):
        period: dict[str, Any] = {"valid_from": changes[number], "valid_to": changes[number + 1]}
        rows.append(
            stores.Standard(
                id=key("standard", number), number=number + 1, name=text(number), name_en=maybe_text(number), **period
            )
        )
        rows.append(
            stores.Criteria(
                id=key("criteria", number), number=number + 1, name=text(number), description=text(5), **period
            )
        )
        rows.append(
            stores.InspectionRule(
                id=key("rule", number), inspect_every_days=30, rectify_within_days=number * 7, **period
            )
        )
        for position, element in enumerate(list(TenElement)[: 10 if number == 1 else 4]):
            rows.append(
                stores.Item(
                    id=key(f"item{number}", position),
                    standard_id=key("standard", number),
                    element=element,
                    position=position + 1,
                    requirement=maybe_text(position),
                    for_eating=position in (1, 2),
                    for_resting=position % 3 == 0,
                    for_services=number == 1 and position == 9,
                )
            )
    for number in range(6):
        rows.append(
            stores.Wave(
                id=key("wave", number),
                programme_id=key("programme", pick((0, 20, 2, 21), number)),
                number=number + 1,
                name=text(number),
                name_en=maybe_text(number),
                target_count=1 + number % 3,
                starts_on=None if number % 2 else day(number),
                due_on=datetime.date(2024, 12, 31),
            )
        )
    return rows


def _stores() -> list[Model]:
    """Stores with their history. Two of them are complete under the present standard."""
    rows: list[Model] = []
    status = [state for state in PioneerStoreStatus if state is not PioneerStoreStatus.ACTIVE]
    for number, at in enumerate(_AT):
        store = key("store", number)
        complete = number % 6 == 0
        rows.append(
            stores.Store(
                id=store,
                place_id=key("place", at),
                partner_code=f"hq-{number}",
                wave_id=None if number % 4 == 3 else key("wave", number % 4),
                status=pick(status, number),
                **stamps(number),
            )
        )
        history = [
            pick(status, number),
            pick(status, number, 3),
            PioneerStoreStatus.ACTIVE if complete else pick(status, number),
        ]
        dates = (day(number), datetime.date(2024, 7, 9 + number % 2), datetime.date(2024, 7, 10), None)
        for position, state in enumerate(history):
            rows.append(
                stores.StatusChange(
                    id=key(f"change{position}", number),
                    store_id=store,
                    wave_id=None if (number + position) % 4 == 3 else key("wave", number % 4),
                    position=position + 1,
                    status=state,
                    reason=maybe_text(number + position),
                    effective_on=dates[position],
                    ended_on=dates[position + 1],
                )
            )
        verdict = pick(list(EligibilityVerdict), number)
        rows.append(
            stores.Assessment(
                id=key("assessment", number),
                store_id=store,
                criteria_id=key("criteria", number % 2),
                position=1,
                verdict=verdict,
                reasons=text(5) if verdict is EligibilityVerdict.INELIGIBLE else maybe_text(number),
                assessed_on=day(number),
            )
        )
        if number % 5 != 4:
            rows += _inspections(number, complete)
    return rows


def _inspections(number: int, complete: bool) -> list[Model]:
    rows: list[Model] = []
    conditions = list(ElementCondition)
    for turn in range(2):
        inspection = key(f"inspection{turn}", number)
        standard = 1 if complete or number % 2 else 0
        rows.append(
            stores.Inspection(
                id=inspection,
                store_id=key("store", number),
                standard_id=key("standard", standard),
                kind=StoreInspectionKind.OFFICIAL if turn else StoreInspectionKind.SELF_CHECK,
                inspected_at=NOW - datetime.timedelta(days=number // 3),
                inspector_id=None if number % 2 else key("person", pick((0, 1, 20, 21), number // 2)),
                note=maybe_text(number),
                next_due_on=None if number % 4 == 1 else TODAY + datetime.timedelta(days=number % 5 - 2),
                is_latest=bool(turn),
            )
        )
        for position in range(10 if standard else 4):
            finding = key(f"finding{turn}{number}", position)
            condition = ElementCondition.OK if complete else pick(conditions, number * position // 3)
            rows.append(
                stores.Finding(
                    id=finding,
                    inspection_id=inspection,
                    item_id=key(f"item{standard}", position),
                    result=pick(conditions, position),
                    condition=condition,
                    condition_since=NOW,
                    note=maybe_text(position),
                    photo_id=key("media", position) if position % 3 == 1 else None,
                )
            )
            if condition is not ElementCondition.OK and position % 2:
                rows.append(
                    stores.Rectification(
                        id=key(f"rectification{turn}{number}", position),
                        finding_id=finding,
                        due_on=None if position == 3 else TODAY + datetime.timedelta(days=position - 5),
                        done_on=TODAY if position == 7 else None,
                        withdrawn_on=TODAY if position == 5 else None,
                        note=maybe_text(position),
                    )
                )
    return rows


def _agreements() -> list[Model]:
    rows: list[Model] = []
    future, past = datetime.date(2025, 1, 1), datetime.date(2024, 1, 2)
    for number in range(7):
        signed = None if number == 0 else past
        effective = None if number < 2 else (past, past, future)[number % 3]
        terminated = (None, TODAY, future)[number % 3] if number > 3 else None
        rows.append(
            stores.Agreement(
                id=key("agreement", number),
                area_id=key("area", pick(_SPREAD, number)),
                code=f"a{number}",
                title=text(number),
                title_en=maybe_text(number),
                signing_activity_id=key("activity", pick((1, 40, 2, 41), number)),
                signed_on=signed,
                effective_on=effective,
                expires_on=None if effective is None or number % 2 else (past if effective == past else future),
                terminated_on=terminated,
                termination_reason=None if terminated is None else text(number),
            )
        )
        for position in range(3):
            rows.append(
                stores.Signatory(
                    id=key(f"signatory{number}", position),
                    agreement_id=key("agreement", number),
                    organization_id=key("organization", pick((0, 20, 1, 21, 22), number + position)),
                    position=position + 1,
                )
            )
            met = TODAY if position == 1 else None
            rows.append(
                stores.Obligation(
                    id=key(f"obligation{number}", position),
                    agreement_id=key("agreement", number),
                    position=position + 1,
                    owner_id=key("organization", pick((20, 0, 2), number + position)),
                    title=text(number),
                    title_en=maybe_text(number),
                    target_count=None if position else 10,
                    due_on=pick((None, past, TODAY, future), number + position),
                    met_on=met,
                    evidence=text(1) if met else None,
                    evidence_media_id=key("media", number * 2 + 40) if position == 2 else None,
                )
            )
    return rows
