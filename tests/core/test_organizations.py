import asyncio

import pytest

from core import organizations
from core.models import Event, Organization, SearchDocument
from core.models.choices import OrganizationKind, OrganizationStatus
from core.organizations import NewOrganization, OrganizationChange
from tests.support.domain import NOWHERE, an_area, an_organization, problems_of

pytestmark = pytest.mark.usefixtures("db")

CODE = "91510100MA00000A1X"


def company(**fields: object) -> NewOrganization:
    return NewOrganization(**{"kind": OrganizationKind.COMPANY, "name": "示例连锁公司", **fields})  # type: ignore[arg-type]  # as the caller means it


async def test_a_new_organisation_is_stored_found_and_told() -> None:
    area, parent = await an_area(), await an_organization()

    created = await organizations.create(company(unified_social_credit_code=CODE, parent_id=parent.id, area_id=area.id))

    stored = await Organization.get(id=created.id)
    assert (stored.name, stored.unified_social_credit_code) == ("示例连锁公司", CODE)
    assert (stored.status, stored.version) == (OrganizationStatus.ACTIVE, 1)
    assert await Event.all().values_list("name", "subject_id") == [("organization.created", created.id)]
    assert (await SearchDocument.get(subject_id=created.id)).subject_type == "or"


async def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert await problems_of(
        organizations.create(company(name=" ", unified_social_credit_code="abc", parent_id=NOWHERE, area_id=NOWHERE))
    ) == [
        ("REQUIRED", "name"),
        ("INVALID_FORMAT", "unifiedSocialCreditCode"),
        ("NOT_FOUND", "areaId"),
        ("NOT_FOUND", "parentId"),
    ]


async def test_a_credit_code_belongs_to_one_organisation() -> None:
    first = await organizations.create(company(unified_social_credit_code=CODE))
    second = await organizations.create(company(name="另一公司"))

    assert await problems_of(organizations.create(company(unified_social_credit_code=CODE))) == [
        ("DUPLICATE", "unifiedSocialCreditCode")
    ]
    change = OrganizationChange(unified_social_credit_code=CODE)
    assert await problems_of(organizations.update(second.id, change)) == [("DUPLICATE", "unifiedSocialCreditCode")]
    assert (await organizations.update(first.id, change)).version == 1


async def test_of_many_with_one_credit_code_one_is_made() -> None:
    outcomes = await asyncio.gather(
        *(problems_of(organizations.create(company(unified_social_credit_code=CODE))) for _ in range(8))
    )

    assert outcomes.count([]) == 1
    assert outcomes.count([("DUPLICATE", "unifiedSocialCreditCode")]) == 7
    assert await Organization.all().count() == 1


async def test_a_change_changes_what_it_gives() -> None:
    created = await organizations.create(company(name_en="Chain", unified_social_credit_code=CODE))

    changed = await organizations.update(
        created.id,
        OrganizationChange(name="新名", name_en=None, status=OrganizationStatus.DISSOLVED),
        expected_version=1,
    )

    stored = await Organization.get(id=created.id)
    assert (stored.name, stored.name_en, stored.unified_social_credit_code) == ("新名", None, CODE)
    assert (stored.status, stored.version) == (OrganizationStatus.DISSOLVED, 2)
    assert changed.version == 2
    assert await problems_of(organizations.update(created.id, OrganizationChange(name="旧"), expected_version=1)) == [
        ("CONFLICT", "expectedVersion")
    ]


async def test_no_organisation_stands_above_itself() -> None:
    top = await organizations.create(company(name="甲"))
    middle = await organizations.create(company(name="乙", parent_id=top.id))
    low = await organizations.create(company(name="丙", parent_id=middle.id))

    for parent in (top, middle, low):
        assert await problems_of(organizations.update(top.id, OrganizationChange(parent_id=parent.id))) == [
            ("CYCLE", "parentId")
        ]
    assert (await organizations.update(low.id, OrganizationChange(parent_id=top.id))).version == 2


async def test_two_moves_at_once_make_no_cycle() -> None:
    first = await organizations.create(company(name="甲"))
    second = await organizations.create(company(name="乙"))

    outcomes = await asyncio.gather(
        problems_of(organizations.update(first.id, OrganizationChange(parent_id=second.id))),
        problems_of(organizations.update(second.id, OrganizationChange(parent_id=first.id))),
    )

    assert sorted(outcomes) == [[], [("CYCLE", "parentId")]]
