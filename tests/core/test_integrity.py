import datetime
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from core import models
from core.integrity import CHECKS, UNIQUE, problem_of
from core.models.choices import AreaLevel, OrganizationKind, RegistrationState
from core.problems import Problem
from core.writing import writing
from tests.support.domain import ENDS, NOWHERE, STARTS, an_area, an_organization, problems_of

pytestmark = pytest.mark.usefixtures("db")


async def an_activity(**fields: Any) -> models.Activity:
    values: dict[str, Any] = {"title": "义诊", "starts_at": STARTS, "ends_at": ENDS, **fields}
    return await models.Activity.create(area=await an_area(), lead_organization=await an_organization(), **values)


async def ends_before_start() -> None:
    await an_activity(ends_at=STARTS - datetime.timedelta(hours=1))


async def over_capacity() -> None:
    activity = await an_activity(capacity=1)
    person = await models.Person.create(display_name="演示居民001")
    await models.Registration.create(activity=activity, person=person, party_size=2, state=RegistrationState.CONFIRMED)


async def registered_twice() -> None:
    activity = await an_activity()
    person = await models.Person.create(display_name="演示居民001")
    for _ in range(2):
        await models.Registration.create(activity=activity, person=person)


async def wrong_level() -> None:
    city = await an_area()
    low = await models.Area.create(level=AreaLevel.COMMUNITY, name="社区", parent=city)
    await models.Area.create(level=AreaLevel.DISTRICT, name="区", parent=low)


async def same_credit_code() -> None:
    for name in ("甲", "乙"):
        await models.Organization.create(kind=OrganizationKind.COMPANY, name=name, unified_social_credit_code="9" * 18)


async def same_host() -> None:
    activity, organization = await an_activity(), await an_organization()
    for position in (1, 2):
        await models.ActivityHost.create(activity=activity, organization=organization, position=position)


async def closed_twice() -> None:
    place = await models.Place.create(name="店", area=await an_area())
    for _ in range(2):
        await models.ServiceException.create(place=place, date=STARTS.date())


async def half_a_location() -> None:
    await models.Place.create(name="店", area=await an_area(), latitude=30.0)


@pytest.mark.parametrize(
    ("verb", "problem"),
    [
        (ends_before_start, ("ENDS_BEFORE_START", "endsAt")),
        (over_capacity, ("NO_SEATS_LEFT", "capacity")),
        (registered_twice, ("DUPLICATE", "personId")),
        (wrong_level, ("WRONG_LEVEL", "parentId")),
        (same_credit_code, ("DUPLICATE", "unifiedSocialCreditCode")),
        (same_host, ("DUPLICATE", "hosts")),
        (closed_twice, ("DUPLICATE", "serviceExceptions")),
        (half_a_location, ("INCOMPLETE", "location")),
    ],
)
async def test_a_rule_of_the_database_is_told_as_a_problem(
    verb: Callable[[], Awaitable[None]], problem: tuple[str, str]
) -> None:
    async def write() -> None:
        async with writing():
            await verb()

    assert await problems_of(write()) == [problem]
    assert await models.Organization.all().count() == await models.Area.all().count() == 0


async def test_a_lost_reference_is_told_as_a_problem() -> None:
    with pytest.raises(IntegrityError) as broken:
        await models.Place.create(name="店", area_id=NOWHERE)

    problem = problem_of(broken.value)
    assert problem is not None
    assert (problem.code, problem.message) == (
        "NOT_FOUND",
        "Refers to a row that does not exist any more.",
    )
    assert problem.field in {("areaId",), ()}


async def test_what_is_no_rule_of_the_domain_stays_a_defect() -> None:
    organization = await an_organization()

    with pytest.raises(IntegrityError):
        async with writing():
            await models.Organization.create(id=organization.id, kind=OrganizationKind.COMPANY, name="同键")


def test_every_rule_names_a_constraint_that_exists() -> None:
    checks, unique = {"area_levels_in_order", "person_is_there"}, set[tuple[str, frozenset[str]]]()
    for model in (getattr(models, name) for name in models.__all__):
        table = model._meta.db_table
        checks |= {constraint.name for constraint in getattr(model.Meta, "constraints", ())}

        def column(name: str, model: type = model) -> str:
            field = model._meta.fields_map[name]  # type: ignore[attr-defined]  # of a model
            return str(field.source_field or field.model_field_name)

        unique |= {(table, frozenset(map(column, columns))) for columns in model._meta.unique_together} | {
            (table, frozenset({name})) for name, field in model._meta.fields_map.items() if field.unique
        }
    unique.add(("account_link_request", frozenset({"issuer", "subject"})))
    unique.add(("consent", frozenset({"person_id", "purpose"})))
    unique.add(("registration", frozenset({"activity_id", "person_id"})))
    unique.add(("registered_operation", frozenset({"team", "app", "name"})))
    unique.add(("service_exception", frozenset({"place_id", "date"})))

    assert set(CHECKS) <= checks
    assert set(UNIQUE) <= unique


def test_an_error_of_another_kind_is_not_told() -> None:
    assert problem_of(IntegrityError("something else")) is None
    assert Problem("CODE", "Message.", ("field",)) == Problem("CODE", "Message.", ("field",))
