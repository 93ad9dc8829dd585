"""Scenario reports (治理场景报告): write, review, publish and withdraw them.

DRAFT → IN_REVIEW → PUBLISHED → WITHDRAWN; a report in review may go back to its author. Figures are frozen when the
report goes to review, so that what is approved is what is read. A published report does not change; a new edition
replaces it. Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed
nothing.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from linli.models import Area, Media, MediaCredit
from linli.services import (
    UNSET,
    Problems,
    References,
    Unset,
    changed,
    created,
    locked,
    now,
    refuse,
    today,
    writing,
)
from plugins.jinniu_stores import scenario_figures, tags
from plugins.jinniu_stores.choices import ScenarioFigureKind, ScenarioState
from plugins.jinniu_stores.models import Scenario, ScenarioFigure, ScenarioPicture, Store
from plugins.jinniu_stores.models.database_rules import RULES

S = ScenarioState
MOST_PICTURES = 50


@dataclass(frozen=True, kw_only=True)
class NewPicture:
    """A picture, and what is said below it."""

    media_id: uuid.UUID
    caption: str | None = None
    caption_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewScenario:
    """A report on a store, or on all stores of an area: one of the two is named, or the edition that it replaces."""

    title: str
    text: str
    starts_on: datetime.date
    ends_on: datetime.date
    store_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None
    replaces_id: uuid.UUID | None = None
    title_en: str | None = None
    text_en: str | None = None
    figures: Sequence[ScenarioFigureKind] = ()
    pictures: Sequence[NewPicture] = ()


@dataclass(frozen=True, kw_only=True)
class ScenarioChange:
    """What changes of a draft; what is not given stays. Lists are replaced in whole."""

    title: str | Unset = UNSET
    text: str | Unset = UNSET
    starts_on: datetime.date | Unset = UNSET
    ends_on: datetime.date | Unset = UNSET
    title_en: str | Unset | None = UNSET
    text_en: str | Unset | None = UNSET
    figures: Sequence[ScenarioFigureKind] | Unset = UNSET
    pictures: Sequence[NewPicture] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """Nothing more is needed than the report."""


async def create(new: NewScenario) -> Scenario:
    """Begin a report, as a draft. An edition is about what the one before it is about."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        references.add(Store, new.store_id, "store_id")
        references.add(Scenario, new.replaces_id, "replaces_id")
        await references.check(problems)
        named = [key for key in (new.area_id, new.store_id, new.replaces_id) if key is not None]
        if len(named) != 1:
            problems.add(
                "REQUIRED", "Name a store, an area, or the report that it replaces: one of the three.", "area_id"
            )
        problems.refuse()
        scenario = Scenario(starts_on=new.starts_on, ends_on=new.ends_on, **await _subject(new))
        _set(scenario, {name: getattr(new, name) for name in ("title", "text", "title_en", "text_en")}, problems)
        _check_period(scenario, problems)
        await _check_lists(scenario, new.figures, new.pictures, problems)
        problems.refuse()
        await created(scenario, "jinniu_stores.scenario_created", tag=tags.SCENARIO)
        await _write_figures(scenario, new.figures)
        await _write_pictures(scenario, new.pictures, problems)
    return scenario


async def change(scenario_id: uuid.UUID, new: ScenarioChange, *, expected_version: int | None = None) -> Scenario:
    """Change a draft. WRONG_STATE for any other."""
    async with writing(RULES):
        scenario = await _in_state(scenario_id, expected_version, S.DRAFT)
        problems = Problems()
        given = {item.name: value for item in fields(new) if (value := getattr(new, item.name)) is not UNSET}
        figures, pictures = given.pop("figures", None), given.pop("pictures", None)
        values = _set(scenario, given, problems)
        _check_period(scenario, problems)
        await _check_lists(scenario, figures or (), pictures or (), problems)
        problems.refuse()
        if figures is not None:
            await ScenarioFigure.filter(scenario_id=scenario.id).delete()
            await _write_figures(scenario, figures)
        if pictures is not None:
            await ScenarioPicture.filter(scenario_id=scenario.id).delete()
            await _write_pictures(scenario, pictures, problems)
        await changed(scenario, values, "jinniu_stores.scenario_changed", tag=tags.SCENARIO)
    return scenario


async def submit(scenario_id: uuid.UUID, *, expected_version: int | None = None) -> Scenario:
    """Send a draft to review. Its figures are frozen as of the end of the period, or today if that is still to come.

    IN_THE_FUTURE for a period that has not begun.
    """
    async with writing(RULES):
        scenario = await _in_state(scenario_id, expected_version, S.DRAFT)
        if scenario.starts_on > today():
            raise refuse("IN_THE_FUTURE", f"Its period begins on {scenario.starts_on}.", "id")
        await scenario_figures.freeze(scenario, min(scenario.ends_on, today()))
        await _move(scenario, S.IN_REVIEW, "submitted", state_reason=None)
    return scenario


async def send_back(scenario_id: uuid.UUID, why: Reason, *, expected_version: int | None = None) -> Scenario:
    """Send a report in review back to its author, with a reason."""
    async with writing(RULES):
        scenario = await _in_state(scenario_id, expected_version, S.IN_REVIEW)
        await scenario_figures.thaw(scenario)
        await _move(scenario, S.DRAFT, "sent_back", state_reason=_reason(why))
    return scenario


async def publish(scenario_id: uuid.UUID, *, expected_version: int | None = None) -> Scenario:
    """Publish a report in review.

    NO_CONSENT and NO_CREDIT for pictures that may not be shown: without recorded consent, or with nobody to credit.
    """
    async with writing(RULES):
        scenario = await _in_state(scenario_id, expected_version, S.IN_REVIEW)
        problems = Problems()
        shown = await ScenarioPicture.filter(scenario_id=scenario.id).order_by("position").select_related("media")
        credited = set(
            await MediaCredit.filter(media_id__in=[row.media.id for row in shown]).values_list("media_id", flat=True)
        )
        for row in shown:
            if not row.media.consent_recorded:
                problems.add("NO_CONSENT", f"Picture {row.position} is without recorded consent.", "id")
            if row.media.id not in credited:
                problems.add("NO_CREDIT", f"Nobody is credited for picture {row.position}.", "id")
        problems.refuse()
        await _move(scenario, S.PUBLISHED, "published", published_at=now())
    return scenario


async def withdraw(scenario_id: uuid.UUID, why: Reason, *, expected_version: int | None = None) -> Scenario:
    """Take a published report from the public, with a reason."""
    async with writing(RULES):
        scenario = await _in_state(scenario_id, expected_version, S.PUBLISHED)
        await _move(scenario, S.WITHDRAWN, "withdrawn", state_reason=_reason(why))
    return scenario


async def _subject(new: NewScenario) -> dict[str, Any]:
    if new.replaces_id is not None:
        before = await locked(Scenario, new.replaces_id, None)
        if before.state not in (S.PUBLISHED, S.WITHDRAWN):
            raise refuse(
                "WRONG_STATE", "Only a report that was published is replaced; change the draft.", "replaces_id"
            )
        return {
            "area_id": before.area_id,
            "store_id": before.store_id,
            "replaces_id": before.id,
            "edition": before.edition + 1,
        }
    if new.store_id is not None:
        store = await Store.get(id=new.store_id).select_related("place")
        return {"area_id": store.place.area_id, "store_id": store.id}
    return {"area_id": new.area_id}


def _set(scenario: Scenario, given: dict[str, Any], problems: Problems) -> dict[str, Any]:
    """Set checked values of columns, and give them."""
    for name, value in given.items():
        if name in ("title", "text"):
            given[name] = problems.text(Scenario, name, value, name)
        elif name in ("title_en", "text_en"):
            given[name] = problems.optional_text(Scenario, name, value, name)
        setattr(scenario, name, given[name])
    return given


def _check_period(scenario: Scenario, problems: Problems) -> None:
    if scenario.ends_on < scenario.starts_on:
        problems.add("ENDS_BEFORE_START", "Must not end before it starts.", "ends_on")


async def _check_lists(
    scenario: Scenario,
    figures: Sequence[ScenarioFigureKind],
    pictures: Sequence[NewPicture],
    problems: Problems,
) -> None:
    for index, kind in enumerate(figures):
        if kind in figures[:index]:
            problems.add("DUPLICATE", "The figure is named twice.", "figures", index)
        if scenario.store_id is not None and kind in scenario_figures.OF_AREAS:
            problems.add("NOT_ALLOWED", "Only a report on an area has this figure.", "figures", index)
    references = References()
    if len(pictures) > MOST_PICTURES:
        problems.add("TOO_MANY", f"At most {MOST_PICTURES} pictures.", "pictures")
    keys = [picture.media_id for picture in pictures]
    for index, key in enumerate(keys):
        references.add(Media, key, "pictures", index, "media_id")
        if key in keys[:index]:
            problems.add("DUPLICATE", "The picture is named twice.", "pictures", index, "media_id")
    await references.check(problems)


async def _write_figures(scenario: Scenario, figures: Sequence[ScenarioFigureKind]) -> None:
    await ScenarioFigure.bulk_create(
        ScenarioFigure(scenario_id=scenario.id, position=position, kind=kind)
        for position, kind in enumerate(figures, start=1)
    )


async def _write_pictures(scenario: Scenario, pictures: Sequence[NewPicture], problems: Problems) -> None:
    rows = []
    for index, picture in enumerate(pictures):
        texts = {
            name: problems.optional_text(ScenarioPicture, name, getattr(picture, name), "pictures", index, name)
            for name in ("caption", "caption_en")
        }
        rows.append(ScenarioPicture(scenario_id=scenario.id, position=index + 1, media_id=picture.media_id, **texts))
    problems.refuse()
    await ScenarioPicture.bulk_create(rows)


async def _in_state(scenario_id: uuid.UUID, expected_version: int | None, state: ScenarioState) -> Scenario:
    scenario = await locked(Scenario, scenario_id, expected_version)
    if scenario.state is not state:
        raise refuse("WRONG_STATE", f"The report is {scenario.state.value}, and must be {state.value}.", "id")
    return scenario


async def _move(scenario: Scenario, state: ScenarioState, verb: str, **values: Any) -> None:
    await changed(scenario, {"state": state, **values}, f"jinniu_stores.scenario_{verb}", tag=tags.SCENARIO)


def _reason(why: Reason) -> str:
    problems = Problems()
    reason = problems.text(Scenario, "state_reason", why.reason, "reason")
    problems.refuse()
    return reason
