"""Programmes, activities and what belongs to them, and media."""

from __future__ import annotations

import datetime
from decimal import Decimal

from tortoise.models import Model

from core import models
from core.models import choices
from tests.schema.engine.data.people import PEOPLE
from tests.schema.engine.data.places import ORGANIZATIONS
from tests.schema.engine.data.values import DAYS, MOMENTS, NOW, day, key, maybe_text, pick, stamps, text

PROGRAMMES = 7
SERIES = 9


def programmes() -> list[Model]:
    """Programmes, series and milestones; drafts among them."""
    status = choices.ProgrammeStatus
    rows: list[Model] = []
    for number in range(PROGRAMMES):
        state = pick((status.PUBLISHED, status.DRAFT, status.CLOSED, status.DRAFT), number)
        rows.append(
            models.Programme(
                id=key("programme", number),
                code=f"p{number}",
                name=text(number // 2),
                name_en=maybe_text(number),
                description=maybe_text(number + 2),
                area_id=key("area", number % 3),
                lead_organization_id=key("organization", number % 4),
                starts_on=pick(DAYS[:4], number),
                ends_on=None if number % 2 else datetime.date(2025, 7, 10),
                status=state,
                published_at=None if state is status.DRAFT and number != 3 else pick(MOMENTS, number),
                **stamps(number),
            )
        )
    for number in range(SERIES):
        rows.append(
            models.Series(
                id=key("series", number),
                code=f"s{number}",
                name=text(number // 2 + 1),
                name_en=maybe_text(number + 1),
                description=maybe_text(number),
                cadence=pick(list(choices.SeriesCadence), number, 3),
                area_id=key("area", number % 2),
                programme_id=None if number % 3 == 2 else key("programme", number % 4),
                **stamps(number),
            )
        )
    percents = ("12.50", "100.00", "0.10", "9999.99", "-1.50", "12.5", "0")
    for number in range(12):
        counted = number % 3 == 0
        rows.append(
            models.Milestone(
                id=key("milestone", number),
                programme_id=key("programme", number % 5),
                position=1 + number // 5,
                name=text(number // 3),
                name_en=maybe_text(number),
                due_on=day(number // 2),
                target_count=pick((0, 10, 50, 10), number // 3) if counted else None,
                target_percent=None if counted else Decimal(pick(percents, number)),
                aspirational=number % 4 == 1,
                reached_on=pick(DAYS, number),
                version=1,
            )
        )
    return rows


ACTIVITIES = 24


def activities() -> list[Model]:
    """Activities in every state, some at the very moment."""
    decision = choices.ActivityDecision
    hour = datetime.timedelta(hours=1)
    times = (
        (NOW, NOW + hour),
        (NOW - hour, NOW),
        (NOW + hour, NOW + 2 * hour),
        (NOW - hour, NOW + hour),
        (NOW, NOW),
        (NOW - 9000 * hour, NOW - 8999 * hour),
        (NOW + hour, NOW + hour),
    )
    rows: list[Model] = []
    for number in range(ACTIVITIES):
        state = (
            decision.PUBLISHED
            if number % 2
            else pick(
                (decision.DRAFT, decision.CANCELLED, decision.IN_REVIEW, decision.POSTPONED, decision.ARCHIVED),
                number // 2,
            )
        )
        unpublished = state in (decision.DRAFT, decision.IN_REVIEW) or (state is decision.CANCELLED and number % 3 == 2)
        starts_at, ends_at = pick(times, number)
        edition = number % 3 == 0
        rows.append(
            models.Activity(
                id=key("activity", number),
                title=text(number // 2),
                title_en=maybe_text(number),
                summary=maybe_text(number + 1),
                series_id=None if number % 4 == 1 else key("series", number % 3),
                year=2023 + number % 2 if edition else None,
                quarter=1 + number % 4 if edition else None,
                place_id=None if number % 5 == 4 else key("place", number % 6),
                area_id=key("area", number % 7),
                lead_organization_id=key("organization", number % 5),
                starts_at=starts_at,
                ends_at=ends_at,
                capacity=pick((None, 100, None, 50), number),
                waitlist=number % 3 == 1,
                join_policy=pick(list(choices.JoinPolicy), number),
                volunteering=number % 4 == 2,
                decision=state,
                decision_reason=maybe_text(number + 2),
                published_at=None if unpublished else pick(MOMENTS, number),
                **stamps(number),
            )
        )
    return rows


def things_of_activities() -> list[Model]:
    """Hosts, programmes, audiences and registrations."""
    rows: list[Model] = []
    audiences = list(choices.Audience)
    for number in range(30):
        activity = key("activity", number % 9)
        turn = number // 9
        rows.append(
            models.ActivityHost(
                id=key("host", number),
                activity_id=activity,
                organization_id=key("organization", (number % 9 + turn * 3) % ORGANIZATIONS),
                role=pick(list(choices.HostRole), number),
                position=4 - turn,
            )
        )
        if turn < 3:
            rows.append(
                models.ActivityProgramme(
                    id=key("link", number),
                    activity_id=activity,
                    programme_id=key("programme", (number % 9 + turn * 2) % PROGRAMMES),
                )
            )
            rows.append(
                models.ActivityAudience(
                    id=key("activity-audience", number),
                    activity_id=activity,
                    audience=pick(audiences, number % 9 + turn * 2),
                )
            )
    states = [state for state in choices.RegistrationState]
    for number in range(26):
        rows.append(
            models.Registration(
                id=key("registration", number),
                activity_id=key("activity", number // PEOPLE * 3 % 7),
                person_id=key("person", number % PEOPLE),
                party_size=1 + number % 4,
                answers={"需要": number} if number % 3 else None,
                state=pick(states, number, 2),
                registered_at=pick(MOMENTS, number),
                version=1,
                updated_at=pick(MOMENTS, number, 2),
            )
        )
    return rows


def media() -> list[Model]:
    """Media, with and without consent, and credits."""
    rows: list[Model] = []
    for number in range(14):
        rows.append(
            models.Media(
                id=key("media", number),
                kind=pick(list(choices.MediaKind), number, 3),
                title=text(number // 2),
                alternative_text=maybe_text(number),
                url=f"https://example.org/{number}.jpg?a=1&b='\"",
                byte_size=pick((None, 0, 2**53 + 1, 2**63 - 1, 12), number),
                taken_at=None if number % 3 == 0 else pick(MOMENTS, number),
                consent_recorded=number % 3 != 1,
                activity_id=None if number % 4 == 3 else key("activity", number % 8),
                place_id=None if number % 2 else key("place", number % 5),
                version=1,
                created_at=pick(MOMENTS, number),
            )
        )
    for number in range(18):
        rows.append(
            models.MediaCredit(
                id=key("credit", number),
                media_id=key("media", number % 8),
                position=1 + number // 8,
                role=pick(list(choices.CreditRole), number),
                name=text(number // 3),
            )
        )
    return rows
