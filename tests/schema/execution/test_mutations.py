"""Operations that write: permission, several mutations one after the other, what is refused and what is kept."""

import asyncio
from typing import Any

import orjson
import pytest

from core import places
from core.access import Viewer, ViewerKind
from core.database.connect import Database
from core.database.url import Dialect
from core.errors import DatabaseUnavailable
from core.models import Activity, Event, Organization, Place
from schema.engine.compiler import Compiler
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext
from tests.schema.client import Client
from tests.schema.town import NOW, gid, key
from tests.schema.types.writes import USER_ERRORS, events, nothing_written

NEW_PLACE = f'{{name: "新店", areaId: "{gid("ar", 3)}"}}'

#: Every mutation, with an input that would be written.
ALL = {
    "createActivity": (
        f'{{title: "x", areaId: "{gid("ar", 4)}", leadOrganizationId: "{gid("or", 1)}", '
        'startsAt: "2024-08-01T00:00:00Z", endsAt: "2024-08-01T01:00:00Z"}',
        "activity",
        "activities.write",
    ),
    "updateActivity": (f'{{id: "{gid("at", 1)}", title: "x"}}', "activity", "activities.write"),
    "submitActivity": (f'{{id: "{gid("at", 2)}"}}', "activity", "activities.write"),
    "publishActivity": (f'{{id: "{gid("at", 2)}"}}', "activity", "activities.write"),
    "postponeActivity": (f'{{id: "{gid("at", 4)}"}}', "activity", "activities.write"),
    "cancelActivity": (f'{{id: "{gid("at", 4)}", reason: "x"}}', "activity", "activities.write"),
    "archiveActivity": (f'{{id: "{gid("at", 5)}"}}', "activity", "activities.write"),
    "createPlace": (NEW_PLACE, "place", "places.write"),
    "updatePlace": (f'{{id: "{gid("pl", 1)}", name: "x"}}', "place", "places.write"),
    "createOrganization": ('{name: "x", kind: COMPANY}', "organization", "organizations.write"),
    "createProgramme": (
        f'{{code: "x", name: "x", areaId: "{gid("ar", 4)}", leadOrganizationId: "{gid("or", 1)}"}}',
        "programme",
        "programmes.write",
    ),
    "createArea": (f'{{level: MICRO_GRID, name: "x", parentId: "{gid("ar", 4)}"}}', "area", "areas.write"),
    "updateProgramme": (f'{{id: "{gid("pg", 1)}", name: "x"}}', "programme", "programmes.write"),
    "publishProgramme": (f'{{id: "{gid("pg", 1)}"}}', "programme", "programmes.write"),
    "closeProgramme": (f'{{id: "{gid("pg", 1)}"}}', "programme", "programmes.write"),
    "createSeries": (f'{{code: "x", name: "x", areaId: "{gid("ar", 4)}"}}', "series", "programmes.write"),
    "updateSeries": (f'{{id: "{gid("se", 1)}", name: "x"}}', "series", "programmes.write"),
    "updateOrganization": (f'{{id: "{gid("or", 1)}", name: "x"}}', "organization", "organizations.write"),
}


#: What concerns people, and is asked in `test_contacts`, `test_people_mutations`, `test_persons` and
#: `test_role_mutations`.
OF_PEOPLE = {
    *("createPerson", "updatePerson"),
    *("assignRole", "endRoleAssignment"),
    *("requestAccountLink", "confirmAccountLink", "declineAccountLink"),
    *("unlinkAccount", "disableAccount", "enableAccount"),
    *("setContact", "removeContact", "revealContact", "findPeopleByContact"),
    *("publishConsentText", "recordConsent", "withdrawConsent", "erasePerson", "mergePersons", "undoMerge"),
}


async def test_the_schema_has_these_mutations_and_no_others(office: Client) -> None:
    data = await office.ask('{ __type(name: "Mutation") { fields { name } } }')
    assert {field["name"] for field in data["__type"]["fields"]} == set(ALL) | OF_PEOPLE


async def test_every_mutation_needs_its_permission(office: Client) -> None:
    async with nothing_written():
        for name, (value, result, permission) in ALL.items():
            query = f"mutation {{ {name}(input: {value}) {{ {result} {{ id }} }} }}"
            reply = await office.send(query)
            assert reply.status == 403
            assert reply.json == {
                "errors": [
                    {
                        "message": f"{name} needs the permission '{permission}'; send a token that has it",
                        "locations": [{"line": 1, "column": 12}],
                        "path": [name],
                        "extensions": {"code": "FORBIDDEN"},
                    }
                ]
            }
    assert office.reader.statements == []


async def test_without_permission_for_one_none_of_them_runs(office: Client) -> None:
    query = f"mutation {{ __typename a: createPlace(input: {NEW_PLACE}) {{ place {{ id }} }} }}"
    async with nothing_written():
        status, code, _ = await office.refusal(query)
    assert (status, code) == (403, "FORBIDDEN")


async def test_several_mutations_run_in_their_order(office: Client) -> None:
    data = await office.ask(
        f"""mutation {{
          first: updatePlace(input: {{id: "{gid("pl", 1)}", name: "一"}}) {{ place {{ name version }} {USER_ERRORS} }}
          second: updatePlace(input: {{id: "{gid("pl", 1)}", name: "二", expectedVersion: 2}}) {{
            place {{ name version }} {USER_ERRORS} }}
          third: updatePlace(input: {{id: "{gid("pl", 1)}", name: "三", expectedVersion: 2}}) {{
            place {{ name version }} userErrors {{ code }} }}
          kind: __typename
          fourth: createPlace(input: {{name: "四", areaId: "{gid("ar", 3)}"}}) {{ place {{ name }} }} }}""",
        admin=True,
    )
    assert list(data) == ["first", "second", "third", "kind", "fourth"]
    assert data == {
        "first": {"place": {"name": "一", "version": 2}, "userErrors": []},
        "second": {"place": {"name": "二", "version": 3}, "userErrors": []},
        # Refused, and what the others did stays.
        "third": {"place": None, "userErrors": [{"code": "CONFLICT"}]},
        "kind": "Mutation",
        "fourth": {"place": {"name": "四"}},
    }
    assert [name for name, _, _ in await events()] == ["place.updated", "place.updated", "place.created"]
    place = await Place.get(id=key("pl", 1))
    assert (place.name, place.version) == ("二", 3)


async def test_an_error_is_told_beside_what_was_done_before_and_after_it(office: Client) -> None:
    query = f"""mutation {{
      first: updatePlace(input: {{id: "{gid("pl", 1)}", name: "一"}}) {{ place {{ name }} }}
      second: updatePlace(input: {{id: "{gid("or", 1)}", name: "二"}}) {{ place {{ name }} }}
      third: updatePlace(input: {{id: "{gid("pl", 2)}", name: "三"}}) {{ place {{ name }} }} }}"""
    reply = await office.send(query, admin=True)
    assert reply.status == 200
    assert reply.json == {
        "data": {"first": {"place": {"name": "一"}}, "second": None, "third": {"place": {"name": "三"}}},
        "errors": [
            {
                "message": f"'{gid('or', 1)}' is the id of another type; here an id that starts with 'pl_' is expected",
                "locations": [{"line": 3, "column": 7}],
                "path": ["second"],
                "extensions": {"code": "INVALID_ID"},
            }
        ],
    }
    assert [(await Place.get(id=key("pl", number))).name for number in (1, 2)] == ["一", "三"]


async def test_a_failure_of_the_server_is_told_beside_what_was_done_before_it(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret")

    query = f"""mutation {{
      first: updatePlace(input: {{id: "{gid("pl", 1)}", name: "一"}}) {{ place {{ name }} }}
      second: createPlace(input: {NEW_PLACE}) {{ place {{ name }} }}
      third: updatePlace(input: {{id: "{gid("pl", 1)}", name: "三"}}) {{ place {{ name }} }} }}"""
    monkeypatch.setattr(places, "create", fails)
    reply = await office.send(query, admin=True)
    assert (reply.status, reply.json["data"]) == (
        200,
        {"first": {"place": {"name": "一"}}, "second": None, "third": {"place": {"name": "三"}}},
    )
    assert reply.json["errors"] == [
        {
            "message": "Internal error",
            "locations": [{"line": 3, "column": 7}],
            "path": ["second"],
            "extensions": {"code": "INTERNAL", "requestId": "test"},
        }
    ]


async def test_a_failure_of_the_server_before_anything_was_done_fails_the_request(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any, **__: Any) -> None:
        raise DatabaseUnavailable("the host of the database")

    monkeypatch.setattr(places, "create", fails)
    query = f"""mutation {{
      createPlace(input: {NEW_PLACE}) {{ place {{ name }} }}
      updatePlace(input: {{id: "{gid("pl", 1)}", name: "三"}}) {{ place {{ name }} }} }}"""
    async with nothing_written():
        reply = await office.send(query, admin=True)
    assert (reply.status, list(reply.json), reply.codes) == (503, ["errors"], ["DATABASE_UNAVAILABLE"])


NO_ANSWERS: list[tuple[str, str]] = [
    ("place { activities(first: 5000) { totalCount } }", "PAGE_SIZE"),
    ("place { activities(first: 1, after: \"x\") { nodes { id } } }", "INVALID_CURSOR"),
    ("place { area { children(first: 1000) { nodes { children(first: 1000) { nodes { id } } } } } }", "TOO_COSTLY"),
    ("place { area { children(where: {within: \"x\"}) { totalCount } } }", "INVALID_ID"),
]  # fmt: skip


async def test_nothing_is_written_if_the_answer_cannot_be_given(office: Client) -> None:
    for selection, code in NO_ANSWERS:
        query = f"""mutation {{
          first: createPlace(input: {NEW_PLACE}) {{ place {{ name }} }}
          second: createPlace(input: {NEW_PLACE}) {{ {selection} }} }}"""
        async with nothing_written():
            reply = await office.send(query, admin=True)
        assert (reply.status, list(reply.json), reply.codes) == (400, ["errors"], [code])
        assert reply.json["errors"][0]["path"] == ["second"]
    assert office.reader.statements == []


async def test_nothing_is_written_if_the_answer_is_not_for_the_viewer(office: Client) -> None:
    writer = Viewer(ViewerKind.ADMIN, frozenset({"organizations.write", "places.write"}))
    query = f"""mutation {{
      createPlace(input: {NEW_PLACE}) {{ place {{ name }} }}
      updateOrganization(input: {{id: "{gid("or", 1)}", name: "x"}}) {{
        organization {{ ledActivities {{ nodes {{ registrations {{ totalCount }} }} }} }} }} }}"""
    request, context = GraphQLRequest(query, None, {}, {}), RequestContext("test", None, False)
    async with nothing_written():
        answer = await office.service.execute(request, writer, context)
    assert isinstance(answer, GraphQLAnswer)
    (error,) = orjson.loads(answer.body)["errors"]
    assert (answer.refusal_status, error["extensions"], error["path"]) == (
        403,
        {"code": "FORBIDDEN"},
        ["updateOrganization"],
    )


async def test_the_answers_of_one_operation_share_its_cost(office: Client) -> None:
    selection = "place { area { children(first: 500) { nodes { children(first: 300) { nodes { id } } } } } }"
    one = f"createPlace(input: {NEW_PLACE}) {{ {selection} }}"
    assert (await office.ask(f"mutation {{ {one} }}", admin=True))["createPlace"]["place"] is not None
    async with nothing_written():
        status, code, _ = await office.refusal(f"mutation {{ {one} again: {one} }}", admin=True)
    assert (status, code) == (400, "TOO_COSTLY")


async def test_a_mutation_is_compiled_once_for_all_values(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_row = Compiler.compile_row

    def counting(compiler: Compiler, nodes: Any, question: Any, target: Any) -> Any:
        compiled.append(target.name)
        return compile_row(compiler, nodes, question, target)

    monkeypatch.setattr(Compiler, "compile_row", counting)
    query = """mutation ($id: ID!, $name: String!) { updatePlace(input: {id: $id, name: $name}) {
      once: place { id name } } }"""
    for number, name in ((1, "一"), (2, "二"), (1, "三")):
        data = await office.ask(query, {"id": gid("pl", number), "name": name}, admin=True)
        assert data == {"updatePlace": {"once": {"id": gid("pl", number), "name": name}}}
    assert compiled == ["Place"]


OTHER_SHAPES: list[tuple[str, str]] = [
    ('{name: "x"}', "Expected value of type 'CreatePlaceInput' to include required field 'areaId', found: "
     '{ name: "x" }.'),
    ('{name: "x", areaId: "y", unknown: 1}', "Expected value of type 'CreatePlaceInput' not to include unknown "
     'field \'unknown\', found: { name: "x", areaId: "y", unknown: 1 }.'),
    ('{name: 5, areaId: "y"}', "String cannot represent a non string value: 5"),
    ('{name: null, areaId: "y"}', "Expected value of non-null type 'String!' not to be None."),
]  # fmt: skip


async def test_inputs_of_another_shape(office: Client) -> None:
    for value, message in OTHER_SHAPES:
        query = f"mutation {{ createPlace(input: {value}) {{ place {{ id }} }} }}"
        async with nothing_written():
            assert await office.refusal(query, admin=True) == (400, "GRAPHQL_VALIDATION_FAILED", message)


async def test_null_for_a_whole_input(office: Client) -> None:
    # Validation lets a variable with a default stand there.
    query = f"mutation ($v: CreatePlaceInput = {NEW_PLACE}) {{ createPlace(input: $v) {{ place {{ name }} }} }}"
    async with nothing_written():
        assert await office.refusal(query, {"v": None}, admin=True) == (
            400,
            "BAD_USER_INPUT",
            "`input` of `createPlace` must not be null",
        )
    assert await office.ask(query, admin=True) == {"createPlace": {"place": {"name": "新店"}}}


async def test_inputs_put_together_of_variables(office: Client) -> None:
    query = """mutation ($name: String!, $area: ID!, $kind: PlaceKind, $address: String, $day: Int!,
        $more: PlaceAmenityInput!) {
      createPlace(input: {name: $name, areaId: $area, kind: $kind, address: $address,
        serviceHours: [{day: $day, opensMinute: 0, closesMinute: 60}], amenities: [$more]}) {
        place { name kind address serviceHours { nodes { day } } amenities { nodes { code } } }
        userErrors { code field } } }"""
    variables: dict[str, Any] = {
        "name": "变量店",
        "area": gid("ar", 3),
        "address": None,
        "day": 7,
        "more": {"code": "c", "name": "n"},
    }
    place = {
        "name": "变量店",
        "kind": "OTHER",
        "address": None,
        "serviceHours": {"nodes": [{"day": 7}]},
        "amenities": {"nodes": [{"code": "c"}]},
    }
    assert await office.ask(query, variables, admin=True) == {"createPlace": {"place": place, "userErrors": []}}
    # Absent is another thing than null.
    data = await office.ask(query, {**variables, "kind": None}, admin=True)
    assert data == {"createPlace": {"place": None, "userErrors": [{"code": "REQUIRED", "field": ["kind"]}]}}


async def test_payloads_take_fragments_aliases_and_directives(office: Client) -> None:
    query = f"""mutation ($no: Boolean!) {{
      skipped: createPlace(input: {NEW_PLACE}) @skip(if: true) {{ place {{ id }} }}
      made: createPlace(input: {{name: "", areaId: "{gid("ar", 3)}"}}) {{ ...P problems: userErrors {{
        __typename what: code path: field message @include(if: $no) }} }}
      also: createPlace(input: {NEW_PLACE}) {{ ...P userErrors {{ code }} one: place {{ name }} two: place {{
        area {{ name }} openingHours }} }} }}
    fragment P on CreatePlacePayload {{ __typename place {{ kind }} }}"""
    assert await office.ask(query, {"no": False}, admin=True) == {
        "made": {
            "__typename": "CreatePlacePayload",
            "place": None,
            "problems": [{"__typename": "UserError", "what": "REQUIRED", "path": ["name"]}],
        },
        "also": {
            "__typename": "CreatePlacePayload",
            "place": {"kind": "OTHER"},
            "userErrors": [],
            "one": {"name": "新店"},
            "two": {"area": {"name": "西华街道"}, "openingHours": None},
        },
    }
    assert await Place.filter(name="新店").count() == 1


async def test_a_payload_sees_what_was_written_and_all_else_of_its_moment(office: Client) -> None:
    data = await office.ask(
        f"""mutation {{ createPlace(input: {NEW_PLACE}) {{ place {{ name area {{ places {{ totalCount
          nodes {{ name }} groups(by: [KIND]) {{ count kind }} }} }} }} }} }}""",
        admin=True,
    )
    assert data["createPlace"]["place"] == {
        "name": "新店",
        "area": {
            "places": {
                "totalCount": 3,
                "nodes": [{"name": "新店"}, {"name": "红旗连锁一店"}, {"name": "红旗连锁二店"}],
                "groups": [{"count": 2, "kind": "STORE"}, {"count": 1, "kind": "OTHER"}],
            }
        },
    }


async def test_only_one_of_many_who_saw_the_same_version_wins(office: Client) -> None:
    query = f"""mutation ($name: String!) {{
      updateOrganization(input: {{id: "{gid("or", 1)}", name: $name, expectedVersion: 1}}) {{
        organization {{ name version }} userErrors {{ code field }} }} }}"""
    answers = await asyncio.gather(*(office.ask(query, {"name": f"名称{number}"}, admin=True) for number in range(10)))
    payloads = [answer["updateOrganization"] for answer in answers]
    (won,) = [payload for payload in payloads if payload["organization"] is not None]
    lost = {"organization": None, "userErrors": [{"code": "CONFLICT", "field": ["expectedVersion"]}]}
    assert won["userErrors"] == []
    assert [payload for payload in payloads if payload is not won] == [lost] * 9
    row = await Organization.get(id=key("or", 1))
    assert {"name": row.name, "version": row.version} == won["organization"] == {**won["organization"], "version": 2}
    assert await Event.all().count() == 1


async def test_all_of_many_who_expect_no_version_are_written(office: Client) -> None:
    query = f"""mutation ($name: String!) {{
      updateOrganization(input: {{id: "{gid("or", 1)}", name: $name}}) {{ organization {{ name version }} }} }}"""
    answers = await asyncio.gather(*(office.ask(query, {"name": f"名称{number}"}, admin=True) for number in range(10)))
    versions = [answer["updateOrganization"]["organization"]["version"] for answer in answers]
    assert sorted(versions) == list(range(2, 12))
    last = max(answers, key=lambda answer: answer["updateOrganization"]["organization"]["version"])
    row = await Organization.get(id=key("or", 1))
    assert {"name": row.name, "version": row.version} == last["updateOrganization"]["organization"]
    assert sorted(event[2]["version"] for event in await events()) == sorted(versions)


async def test_publish_and_cancel_at_once_leave_one_of_two_histories(office: Client) -> None:
    draft = gid("at", 2)
    publish = (
        f'mutation {{ publishActivity(input: {{id: "{draft}"}}) {{ activity {{ decision }} userErrors {{ code }} }} }}'
    )
    cancel = (
        f'mutation {{ cancelActivity(input: {{id: "{draft}", reason: "x"}}) '
        "{ activity { decision } userErrors { code } } }"
    )
    published, cancelled = await asyncio.gather(office.ask(publish, admin=True), office.ask(cancel, admin=True))
    # A published activity may be cancelled, a cancelled one not published.
    assert cancelled["cancelActivity"] == {"activity": {"decision": "CANCELLED"}, "userErrors": []}
    names = [name for name, _, _ in await events()]
    (row,) = await Activity.filter(id=key("at", 2)).values("decision", "version", "published_at")
    if published["publishActivity"]["activity"] is None:
        assert published["publishActivity"]["userErrors"] == [{"code": "WRONG_STATE"}]
        assert names == ["activity.cancelled"]
        assert (row["version"], row["published_at"]) == (2, None)
    else:
        assert published["publishActivity"] == {"activity": {"decision": "PUBLISHED"}, "userErrors": []}
        assert names == ["activity.published", "activity.cancelled"]
        assert (row["version"], row["published_at"]) == (3, NOW)
    assert row["decision"] == "CANCELLED"


async def test_the_same_step_at_once_is_taken_once(office: Client) -> None:
    query = f'mutation {{ publishActivity(input: {{id: "{gid("at", 2)}"}}) {{ userErrors {{ code }} }} }}'
    answers = await asyncio.gather(*(office.ask(query, admin=True) for _ in range(8)))
    errors = [answer["publishActivity"]["userErrors"] for answer in answers]
    assert sorted(errors, key=len) == [[], *[[{"code": "WRONG_STATE"}]] * 7]
    assert [name for name, _, _ in await events()] == ["activity.published"]


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_readers_see_either_the_old_or_the_new_row(office: Client, town_db: Database) -> None:
    rename = f"""mutation ($name: String!, $en: String!) {{ updatePlace(input: {{id: "{gid("pl", 1)}", name: $name,
      nameEn: $en}}) {{ place {{ version }} }} }}"""
    read = f'{{ place(id: "{gid("pl", 1)}") {{ name english: name(lang: EN) }} }}'
    seen: list[dict[str, str]] = []

    async def look() -> None:
        for _ in range(20):
            seen.append((await office.ask(read))["place"])

    async def write() -> None:
        for number in range(10):
            await office.ask(rename, {"name": f"{number}", "en": f"{number}"}, admin=True)

    await asyncio.gather(look(), write(), look())
    pairs = {(row["name"], row["english"]) for row in seen}
    assert pairs <= {("跃进社区小剧场", "Yuejin Little Theatre"), *((f"{n}", f"{n}") for n in range(10))}
