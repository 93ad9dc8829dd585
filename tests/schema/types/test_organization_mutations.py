"""What can be done to organisations, from the input to the answer, the rows, the events and the search."""

from typing import Any

from tests.schema.client import Client
from tests.schema.town import gid
from tests.schema.types.writes import events, found_by_search, mutate, nothing_written, problems

NEW: dict[str, Any] = {"kind": "VOLUNTEER_TEAM", "name": "金牛志愿队"}
WHOLE = """organization { kind name english: name(lang: EN) unifiedSocialCreditCode parent { name } area { name } status
version }"""
CODE = "91510106MA6CQXXXX1"


async def test_create_and_find(office: Client) -> None:
    value = {
        **NEW,
        "nameEn": "Jinniu Volunteers",
        "unifiedSocialCreditCode": CODE,
        "parentId": gid("or", 1),
        "areaId": gid("ar", 2),
    }
    payload = await mutate(office, "createOrganization", value, WHOLE.replace("{ kind", "{ id kind", 1))
    identifier = payload["organization"].pop("id")
    assert payload == {
        "organization": {
            "kind": "VOLUNTEER_TEAM",
            "name": "金牛志愿队",
            "english": "Jinniu Volunteers",
            "unifiedSocialCreditCode": CODE,
            "parent": {"name": "金牛区社会工作部"},
            "area": {"name": "金牛区"},
            "status": "ACTIVE",
            "version": 1,
        },
        "userErrors": [],
    }
    assert await events() == [("organization.created", identifier, {"version": 1})]
    assert await found_by_search(office, "zhiyuan", admin=False) == [identifier]
    assert await mutate(office, "createOrganization", NEW, WHOLE) == {
        "organization": {
            "kind": "VOLUNTEER_TEAM",
            "name": "金牛志愿队",
            "english": "金牛志愿队",
            "unifiedSocialCreditCode": None,
            "parent": None,
            "area": None,
            "status": "ACTIVE",
            "version": 1,
        },
        "userErrors": [],
    }


FORMAT = "Must be 18 digits and capital letters, without I, O, S, V and Z."


NOT_NEW: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({"name": ""}, [("REQUIRED", "name", "Must not be empty.")]),
    ({"nameEn": "x" * 201}, [("TOO_LONG", "nameEn", "Has 201 characters, and at most 200 fit.")]),
    ({"unifiedSocialCreditCode": "9151"}, [("INVALID_FORMAT", "unifiedSocialCreditCode", FORMAT)]),
    ({"unifiedSocialCreditCode": CODE.lower()}, [("INVALID_FORMAT", "unifiedSocialCreditCode", FORMAT)]),
    (
        {"unifiedSocialCreditCode": "x" * 19},
        [
            ("TOO_LONG", "unifiedSocialCreditCode", "Has 19 characters, and at most 18 fit."),
            ("INVALID_FORMAT", "unifiedSocialCreditCode", FORMAT),
        ],
    ),
    (
        {"unifiedSocialCreditCode": "91510100720396648R"},
        [("DUPLICATE", "unifiedSocialCreditCode", "Another organisation has this code.")],
    ),
    (
        {"parentId": gid("or", 99), "areaId": gid("ar", 99)},
        [
            ("NOT_FOUND", "areaId", "There is no such area."),
            ("NOT_FOUND", "parentId", "There is no such organization."),
        ],
    ),
]


async def test_what_a_new_organization_cannot_be(office: Client) -> None:
    for change, expected in NOT_NEW:
        assert await problems(office, "createOrganization", {**NEW, **change}) == expected


async def test_null_for_what_must_be_given_is_refused_by_the_schema(office: Client) -> None:
    query = "mutation ($v: CreateOrganizationInput!) { createOrganization(input: $v) { organization { id } } }"
    async with nothing_written():
        refusal = await office.refusal(query, {"v": {**NEW, "name": None}}, admin=True)
    said = "Variable '$v' has invalid value at .name: Expected value of non-null type 'String!' not to be None."
    assert refusal == (400, "BAD_USER_INPUT", said)


async def test_update_changes_what_is_given_and_nothing_else(office: Client) -> None:
    organization = gid("or", 2)
    value = {"id": organization, "expectedVersion": 1, "nameEn": None, "areaId": None, "status": "DISSOLVED"}
    payload = await mutate(office, "updateOrganization", value, WHOLE)
    assert payload == {
        "organization": {
            "kind": "COMPANY",
            "name": "红旗连锁",
            "english": "红旗连锁",
            "unifiedSocialCreditCode": "91510100720396648R",
            "parent": None,
            "area": None,
            "status": "DISSOLVED",
            "version": 2,
        },
        "userErrors": [],
    }
    assert await events() == [
        ("organization.updated", organization, {"version": 2, "changed": ["area_id", "name_en", "status"]})
    ]
    assert organization not in await found_by_search(office, "chain", admin=False)
    # What is there already is not another organisation's.
    for change in ({}, {"unifiedSocialCreditCode": "91510100720396648R", "status": "DISSOLVED"}):
        async with nothing_written(but_the_log=True):
            payload = await mutate(
                office, "updateOrganization", {"id": organization, **change}, "organization { version }"
            )
        assert payload == {"organization": {"version": 2}, "userErrors": []}


NOT_CHANGED: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    (
        {"id": gid("or", 1), "name": "x", "expectedVersion": 2},
        (
            "CONFLICT",
            "expectedVersion",
            "Somebody has changed the row: it has version 1, and version 2 was expected. Read it again, and repeat "
            "the change.",
        ),
    ),
    ({"id": gid("or", 99), "name": "x"}, ("NOT_FOUND", "id", "There is no such row.")),
    (
        {"id": gid("or", 1), "parentId": gid("or", 1)},
        ("CYCLE", "parentId", "The organisation would be above itself."),
    ),
    (
        {"id": gid("or", 1), "parentId": gid("or", 3)},
        ("CYCLE", "parentId", "The organisation would be above itself."),
    ),
    (
        {"id": gid("or", 1), "unifiedSocialCreditCode": "91510100720396648R"},
        ("DUPLICATE", "unifiedSocialCreditCode", "Another organisation has this code."),
    ),
    (
        {"id": gid("or", 1), "status": None},
        ("REQUIRED", "status", "Cannot be null; leave it out to keep what there is."),
    ),
]


async def test_what_an_update_cannot_be(office: Client) -> None:
    for value, expected in NOT_CHANGED:
        assert await problems(office, "updateOrganization", value) == [expected]
