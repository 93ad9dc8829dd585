"""People, accounts, roles and registrations: who lacks the permission is refused before any statement runs."""

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

PEOPLE, REGISTRATIONS = "people.read", "registrations.read"

#: A question that names what needs a permission, the type that it is refused for, and the permission.
REFUSED = [
    # At the root.
    ("people { totalCount }", "Person", PEOPLE),
    ("people { __typename }", "Person", PEOPLE),
    ("people(first: 0) { nodes { id } }", "Person", PEOPLE),
    ("accounts { totalCount }", "Account", PEOPLE),
    ("roleAssignments { totalCount }", "RoleAssignment", PEOPLE),
    ("registrations { totalCount }", "Registration", REGISTRATIONS),
    (f'person(id: "{gid("pe", 1)}") {{ id }}', "Person", PEOPLE),
    (f'account(id: "{gid("ac", 1)}") {{ id }}', "Account", PEOPLE),
    (f'roleAssignment(id: "{gid("ra", 1)}") {{ id }}', "RoleAssignment", PEOPLE),
    (f'registration(id: "{gid("rg", 1)}") {{ id }}', "Registration", REGISTRATIONS),
    # Nested, in edges, in fragments, under an alias.
    ("areas { nodes { people { totalCount } } }", "Person", PEOPLE),
    ("areas { edges { node { residents: people { nodes { id } } } } }", "Person", PEOPLE),
    ("activities { nodes { registrations { totalCount } } }", "Registration", REGISTRATIONS),
    ("activities { nodes { ... on Activity { ... on Node { id } registrations { __typename } } } }", "Registration",
     REGISTRATIONS),
    (f'activity(id: "{gid("at", 1)}") {{ registrations {{ nodes {{ person {{ displayName }} }} }} }}', "Registration",
     REGISTRATIONS),
    ("activities { groups(by: [AREA]) { area { people { totalCount } } } }", "Person", PEOPLE),
    # In conditions, also in those that ask nothing.
    ("areas(where: {people: {some: {}}}) { totalCount }", "Person", PEOPLE),
    ("areas(where: {people: {}}) { totalCount }", "Person", PEOPLE),
    ("areas(where: {not: {or: [{and: [{people: {none: {status: {eq: ACTIVE}}}}]}]}}) { totalCount }", "Person", PEOPLE),
    ("activities(where: {registrations: {every: {state: {eq: CONFIRMED}}}}) { totalCount }", "Registration",
     REGISTRATIONS),
    ("places(where: {activities: {some: {registrations: {some: {}}}}}) { totalCount }", "Registration", REGISTRATIONS),
    ("places(where: {area: {people: {some: {}}}}) { totalCount }", "Person", PEOPLE),
    ("places { nodes { activities(where: {area: {people: {some: {}}}}) { totalCount } } }", "Person", PEOPLE),
    # In orders.
    ("areas(orderBy: [{people: {count: DESC}}]) { totalCount }", "Person", PEOPLE),
    ("activities(orderBy: [{registrations: {count: ASC}}]) { nodes { id } }", "Registration", REGISTRATIONS),
    ("places(orderBy: [{area: {people: {count: ASC}}}]) { nodes { id } }", "Person", PEOPLE),
    ("areas { nodes { places(orderBy: [{area: {people: {count: ASC}}}]) { totalCount } } }", "Person", PEOPLE),
    # In groups.
    ("people { groups(by: [STATUS]) { count } }", "Person", PEOPLE),
    ("registrations { groups(by: [STATE, PERSON]) { count person { displayName } } }", "Registration", REGISTRATIONS),
]  # fmt: skip


@pytest.mark.parametrize(("question", "name", "permission"), REFUSED, ids=[case[0][:60] for case in REFUSED])
async def test_refused_before_any_statement(town: Client, question: str, name: str, permission: str) -> None:
    before = len(town.reader.statements)
    refusal = await town.refusal(f"{{ {question} }}")
    assert refusal == (403, "FORBIDDEN", f"asking for {name} needs the permission '{permission}'")
    assert len(town.reader.statements) == before
    await town.ask(f"{{ {question} }}", admin=True)


async def test_the_whole_question_is_refused_and_says_where(town: Client) -> None:
    before = len(town.reader.statements)
    reply = await town.send("{ areas { totalCount } secrets: people { totalCount } }")
    assert reply.status == 403
    assert reply.json == {
        "errors": [
            {
                "message": "asking for Person needs the permission 'people.read'",
                "locations": [{"line": 1, "column": 24}],
                "path": ["secrets"],
                "extensions": {"code": "FORBIDDEN"},
            }
        ]
    }
    assert len(town.reader.statements) == before


@pytest.mark.parametrize(
    ("query", "variables", "name"),
    [
        (
            "query ($w: AreaWhere) { areas(where: $w) { totalCount } }",
            {"w": {"people": {"some": {"displayName": {"eq": "x"}}}}},
            "Person",
        ),
        (
            "query ($o: [ActivityOrder!]) { activities(orderBy: $o) { totalCount } }",
            {"o": [{"startsAt": "ASC"}, {"registrations": {"count": "DESC"}}]},
            "Registration",
        ),
        (
            "query ($all: Boolean!) { areas { totalCount nodes { people @include(if: $all) { totalCount } } } }",
            {"all": True},
            "Person",
        ),
    ],
)
async def test_refused_for_what_the_variables_ask(
    town: Client, query: str, variables: dict[str, object], name: str
) -> None:
    harmless: dict[str, object] = {key: False if value is True else None for key, value in variables.items()}
    await town.ask(query, harmless)
    before = len(town.reader.statements)
    status, code, message = await town.refusal(query, variables)
    assert (status, code, message.split(" needs")[0]) == (403, "FORBIDDEN", f"asking for {name}")
    assert len(town.reader.statements) == before
    await town.ask(query, harmless)


async def test_rows_are_null_where_nothing_says_their_type(town: Client) -> None:
    ids = [gid("pe", 1), gid("ac", 1), gid("ra", 1), gid("rg", 1), gid("ar", 1)]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Person { displayName } } }"
    area = {"__typename": "Area", "id": gid("ar", 1)}
    assert await town.ask(query, {"ids": ids}) == {"nodes": [None, None, None, None, area]}
    for identifier in ids[:4]:
        data = await town.ask(f'{{ node(id: "{identifier}") {{ id ... on Person {{ displayName }} }} }}')
        assert data == {"node": None}
    data = await town.ask(query, {"ids": ids}, admin=True)
    assert data["nodes"] == [
        {"__typename": "Person", "id": gid("pe", 1), "displayName": "演示居民001"},
        {"__typename": "Account", "id": gid("ac", 1)},
        {"__typename": "RoleAssignment", "id": gid("ra", 1)},
        {"__typename": "Registration", "id": gid("rg", 1)},
        area,
    ]


async def test_what_the_administrator_sees_of_people(town: Client) -> None:
    data = await town.ask(
        f"""{{
          people {{ totalCount nodes {{ displayName audiences accounts {{ nodes {{ issuer }} }}
            roleAssignments {{ nodes {{ role area {{ name }} }} }}
            registrations {{ totalCount nodes {{ state activity {{ title decision }} }} }} }}
            groups(by: [STATUS, AREA]) {{ count status area {{ name }} }} }}
          area(id: "{gid("ar", 4)}") {{ people {{ nodes {{ displayName }} }} }}
          registrations(where: {{person: {{audiences: {{some: {{eq: VOLUNTEER}}}}}}}}) {{ totalCount
            groups(by: [PERSON, STATE]) {{ count state person {{ displayName }} }} }}
        }}""",
        admin=True,
    )
    assert data == {
        "people": {
            "totalCount": 2,
            "nodes": [
                {
                    "displayName": "演示居民001",
                    "audiences": ["RESIDENT", "VOLUNTEER"],
                    "accounts": {"nodes": [{"issuer": "https://id.example.org"}]},
                    "roleAssignments": {"nodes": [{"role": "grid-worker", "area": {"name": "跃进社区"}}]},
                    "registrations": {
                        "totalCount": 2,
                        "nodes": [
                            {
                                "state": "CONFIRMED",
                                "activity": {"title": "2024年第三季度邻里节", "decision": "PUBLISHED"},
                            },
                            {"state": "CONFIRMED", "activity": {"title": "草稿邻里节", "decision": "DRAFT"}},
                        ],
                    },
                },
                {
                    "displayName": "演示居民002",
                    "audiences": [],
                    "accounts": {"nodes": []},
                    "roleAssignments": {"nodes": []},
                    "registrations": {
                        "totalCount": 1,
                        "nodes": [
                            {
                                "state": "WAITLISTED",
                                "activity": {"title": "2024年第三季度邻里节", "decision": "PUBLISHED"},
                            }
                        ],
                    },
                },
            ],
            "groups": [
                {"count": 1, "status": "ACTIVE", "area": {"name": "跃进社区"}},
                {"count": 1, "status": "RETIRED", "area": None},
            ],
        },
        "area": {"people": {"nodes": [{"displayName": "演示居民001"}]}},
        "registrations": {
            "totalCount": 2,
            "groups": [{"count": 2, "state": "CONFIRMED", "person": {"displayName": "演示居民001"}}],
        },
    }


async def test_stored_contact_details_are_nowhere_in_the_schema(town: Client) -> None:
    data = await town.ask("{ __schema { types { name fields { name } inputFields { name } } } }")
    names = {
        entry["name"].lower()
        for found in data["__schema"]["types"]
        for entry in [found, *(found["fields"] or []), *(found["inputFields"] or [])]
    }
    assert len(names) > 100
    assert [
        name for name in names if any(part in name for part in ("phone", "email", "openid", "encrypted", "valuehash"))
    ] == []
