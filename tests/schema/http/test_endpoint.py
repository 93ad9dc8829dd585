"""Methods, statuses, headers and bodies, as the specification and `docs/frontend/http.md` tell them."""

from urllib.parse import urlencode

import pytest

from schema.http import GraphQLEndpoint
from tests.schema.http.client import GRAPHQL_JSON, POST_JSON, answered, call, posted
from tests.schema.http.fake import TOKEN, FakeService, viewer_of

JSON = "application/json; charset=utf-8"
GRAPHQL = "application/graphql-response+json; charset=utf-8"


def query_string(**parameters: str) -> bytes:
    return urlencode(parameters).encode()


async def test_a_post_is_executed(endpoint: GraphQLEndpoint) -> None:
    reply = await answered(
        endpoint,
        posted("query Q($n: String!) { hello(name: $n) }", variables={"n": "红旗"}, operationName="Q"),
    )
    request_id = reply.headers.pop("x-request-id")
    assert request_id
    assert (reply.status, reply.headers, reply.json) == (
        200,
        {
            "cache-control": "no-store",
            "vary": "accept",
            "x-content-type-options": "nosniff",
            "x-fake": "yes",
            "content-type": JSON,
            "content-length": "33",
        },
        {"data": {"hello": "Hello 红旗"}},
    )


async def test_a_body_in_parts_is_put_together(endpoint: GraphQLEndpoint) -> None:
    body = posted("{ hello }")
    reply = await answered(endpoint, [body[:3], b"", body[3:7], body[7:], b""])
    assert (reply.status, reply.json) == (200, {"data": {"hello": "Hello world"}})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_query_by_url_is_executed(endpoint: GraphQLEndpoint, method: str) -> None:
    reply = await answered(
        endpoint,
        method=method,
        headers=[GRAPHQL_JSON],
        query_string=query_string(
            query="query Q($n: String!) { hello(name: $n) } query R { hello }",
            variables='{"n": "a b&c"}',
            operationName="Q",
            extensions='{"x": 1}',
        ),
    )
    assert (reply.status, reply.headers["content-type"]) == (200, GRAPHQL)
    body = b'{"data":{"hello":"Hello a b&c"}}'
    assert reply.headers["content-length"] == str(len(body))
    assert reply.body == (body if method == "GET" else b"")


async def test_empty_parameters_in_a_url_are_absent_ones(endpoint: GraphQLEndpoint, service: FakeService) -> None:
    string = query_string(query="{ hello }", variables="", operationName="", extensions="", other="1")
    assert (await answered(endpoint, method="GET", headers=(), query_string=string)).status == 200
    assert (service.requests[0].operation_name, service.requests[0].variables) == (None, {})


@pytest.mark.parametrize("media", [b"application/json", b"application/graphql-response+json"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_mutation_by_url_is_refused(endpoint: GraphQLEndpoint, media: bytes, method: str) -> None:
    string = query_string(query="query Q { hello } mutation M { touch }", operationName="M")
    reply = await answered(endpoint, method=method, headers=[(b"accept", media)], query_string=string)
    assert (reply.status, reply.headers["allow"]) == (405, "POST")
    if method == "GET":
        assert reply.json == {
            "errors": [
                {
                    "message": "A mutation cannot be sent by GET. Send it by POST.",
                    "extensions": {"code": "MUTATION_OVER_GET"},
                }
            ]
        }


async def test_a_query_beside_a_mutation_is_executed_by_url(endpoint: GraphQLEndpoint) -> None:
    string = query_string(query="query Q { hello } mutation M { touch }", operationName="Q")
    reply = await answered(endpoint, method="GET", headers=(), query_string=string)
    assert (reply.status, reply.json) == (200, {"data": {"hello": "Hello world"}})


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get"])
async def test_other_methods_are_refused(endpoint: GraphQLEndpoint, method: str) -> None:
    reply = await answered(endpoint, posted("{ hello }"), method=method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert reply.json["errors"] == [
        {
            "message": f"The method {method} is not supported. Use POST, or GET for queries.",
            "extensions": {"code": "METHOD_NOT_ALLOWED"},
        }
    ]


async def test_options_tell_the_methods_and_permit_no_other_origin(endpoint: GraphQLEndpoint) -> None:
    headers = [(b"origin", b"https://elsewhere.example"), (b"access-control-request-method", b"POST")]
    reply = await answered(endpoint, method="OPTIONS", headers=headers)
    del reply.headers["x-request-id"]
    assert (reply.status, reply.headers, reply.body) == (
        204,
        {
            "cache-control": "no-store",
            "vary": "accept",
            "x-content-type-options": "nosniff",
            "allow": "GET, HEAD, POST, OPTIONS",
        },
        b"",
    )


# What is no well-formed GraphQL-over-HTTP request: the same status for both media types.
MALFORMED = {
    "no body": (
        b"",
        400,
        "INVALID_JSON",
        "The request has no body; it must be a JSON object with a 'query'.",
    ),
    "blanks": (
        b" \n",
        400,
        "INVALID_JSON",
        "The request has no body; it must be a JSON object with a 'query'.",
    ),
    "cut off": (b'{"query":', 400, "INVALID_JSON", None),
    "nonsense": (b"NONSENSE", 400, "INVALID_JSON", None),
    "two values": (b'{"query":"{hello}"}{}', 400, "INVALID_JSON", None),
    "NaN": (b'{"query":"{hello}","variables":{"a":NaN}}', 400, "INVALID_JSON", None),
    "infinite": (b'{"query":"{hello}","variables":{"a":1e999}}', 400, "INVALID_JSON", None),
    "huge integer": (b'{"query":"{hello}","variables":{"a":' + b"9" * 400 + b"}}", 400, "INVALID_JSON", None),
    "single quotes": (b"{'query':'{hello}'}", 400, "INVALID_JSON", None),
    "not UTF-8": (b'{"query":"{hello} # \xff"}', 400, "INVALID_JSON", None),
    "UTF-16": ('{"query":"{hello}"}'.encode("utf-16"), 400, "INVALID_JSON", None),
    "byte order mark": (b'\xef\xbb\xbf{"query":"{hello}"}', 400, "INVALID_JSON", None),
    "lone surrogate": (b'{"query":"{hello} # \\ud800"}', 400, "INVALID_JSON", None),
    "encoded surrogate": (b'{"query":"{hello} # \xed\xa0\x80"}', 400, "INVALID_JSON", None),
    "too deep for JSON": (b"[" * 5000 + b"]" * 5000, 400, "INVALID_JSON", None),
    "null": (b"null", 400, "INVALID_REQUEST", "The request body must be a JSON object, not null."),
    "number": (b"7", 400, "INVALID_REQUEST", "The request body must be a JSON object, not a number."),
    "float": (b"7.5", 400, "INVALID_REQUEST", "The request body must be a JSON object, not a number."),
    "string": (b'"{hello}"', 400, "INVALID_REQUEST", "The request body must be a JSON object, not a string."),
    "true": (b"true", 400, "INVALID_REQUEST", "The request body must be a JSON object, not a boolean."),
    "batch": (
        b'[{"query":"{hello}"}]',
        400,
        "BATCHING_NOT_SUPPORTED",
        "The request body is a list. Batches are not supported: send each operation by itself.",
    ),
    "empty object": (b"{}", 400, "INVALID_REQUEST", "The parameter 'query' is missing."),
    "typo": (b'{"qeury":"{hello}"}', 400, "INVALID_REQUEST", "The parameter 'query' is missing."),
    "null query": (b'{"query":null}', 400, "INVALID_REQUEST", "The parameter 'query' is missing."),
    "query list": (
        b'{"query":[]}',
        400,
        "INVALID_REQUEST",
        "The parameter 'query' must be a string, not a list.",
    ),
    "operationName": (
        b'{"query":"{hello}","operationName":1}',
        400,
        "INVALID_REQUEST",
        "The parameter 'operationName' must be a string, not a number.",
    ),
    "variables": (
        b'{"query":"{hello}","variables":"{}"}',
        400,
        "INVALID_REQUEST",
        "The parameter 'variables' must be an object, not a string.",
    ),
    "extensions": (
        b'{"query":"{hello}","extensions":false}',
        400,
        "INVALID_REQUEST",
        "The parameter 'extensions' must be an object, not a boolean.",
    ),
    "deep variables": (
        b'{"query":"{hello}","variables":{"a":' + b"[" * 64 + b"]" * 64 + b"}}",
        400,
        "VALUE_TOO_DEEP",
        "The parameter 'variables' is nested more than 64 levels deep.",
    ),
    "deep extensions": (
        b'{"query":"{hello}","extensions":' + b'{"a":' * 64 + b"1" + b"}" * 64 + b"}",
        200,
        None,
        None,
    ),
    "too deep extensions": (
        b'{"query":"{hello}","extensions":' + b'{"a":' * 65 + b"1" + b"}" * 65 + b"}",
        400,
        "VALUE_TOO_DEEP",
        "The parameter 'extensions' is nested more than 64 levels deep.",
    ),
    "the last of two keys counts": (b'{"query":1,"query":"{hello}"}', 200, None, None),
    "unknown keys are ignored": (b'{"query":"{hello}","id":7}', 200, None, None),
    "empty name": (b'{"query":"{hello}","operationName":""}', 200, None, None),
    "nulls": (
        b'{"query":"{hello}","operationName":null,"variables":null,"extensions":null}',
        200,
        None,
        None,
    ),
}


@pytest.mark.parametrize("media", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("case", MALFORMED)
async def test_bodies(endpoint: GraphQLEndpoint, case: str, media: str) -> None:
    body, status, code, message = MALFORMED[case]
    reply = await answered(endpoint, body, headers=[*POST_JSON, (b"accept", media.encode())])
    assert (reply.status, reply.headers["content-type"]) == (status, f"{media}; charset=utf-8")
    if code is None:
        assert reply.json == {"data": {"hello": "Hello world"}}
    else:
        assert list(reply.json) == ["errors"]
        assert reply.codes == [code]
        if message:
            assert reply.json["errors"][0]["message"] == message


# Well-formed requests whose GraphQL is refused: 200 or 400 by the media type.
REFUSED = {
    "empty query": (posted(""), "GRAPHQL_PARSE_FAILED"),
    "syntax": (posted("{"), "GRAPHQL_PARSE_FAILED"),
    "NUL": (posted("{ hello } \0"), "GRAPHQL_PARSE_FAILED"),
    "unknown field": (posted("{ nothing }"), "GRAPHQL_VALIDATION_FAILED"),
    "no operation": (posted("fragment F on Query { hello }"), "GRAPHQL_VALIDATION_FAILED"),
    "subscription": (posted("subscription { hello }"), "GRAPHQL_VALIDATION_FAILED"),
    "type definition": (posted("type T { a: Int }"), "GRAPHQL_VALIDATION_FAILED"),
    "too deep": (posted("{ self " * 25 + "{ hello }" + "}" * 25), "QUERY_TOO_DEEP"),
    "several operations": (posted("query A { hello } query B { hello }"), "OPERATION_NAME_REQUIRED"),
    "another operation": (posted("query A { hello }", operationName="B"), "OPERATION_NOT_FOUND"),
    "no variable": (posted("query ($n: String!) { hello(name: $n) }"), "BAD_USER_INPUT"),
    "bad variable": (posted("query ($n: String!) { hello(name: $n) }", variables={"n": 1}), "BAD_USER_INPUT"),
    "failed with a timeout": (posted("query timeout { hello }", operationName="timeout"), "TIMEOUT"),
    "forbidden": (posted("query forbidden { hello }", operationName="forbidden"), "FORBIDDEN"),
}
STATUSES = {"TIMEOUT": 504, "FORBIDDEN": 403}


@pytest.mark.parametrize("case", REFUSED)
async def test_refused_requests(endpoint: GraphQLEndpoint, case: str) -> None:
    body, code = REFUSED[case]
    for accept, status in (
        (b"application/json", 200),
        (b"application/graphql-response+json", STATUSES.get(code, 400)),
    ):
        reply = await answered(endpoint, body, headers=[*POST_JSON, (b"accept", accept)])
        assert reply.status == status
        assert list(reply.json) == ["errors"]
        assert reply.codes == [code]


@pytest.mark.parametrize("accept", [b"application/json", b"application/graphql-response+json"])
@pytest.mark.parametrize(
    ("name", "status", "code", "message"),
    [
        ("defect", 500, "INTERNAL", "Internal error"),
        ("settings", 500, "INTERNAL", "Internal error"),
        (
            "database",
            503,
            "DATABASE_UNAVAILABLE",
            "The database cannot be reached at the moment. Try again later.",
        ),
    ],
)
async def test_a_failing_service(
    endpoint: GraphQLEndpoint, accept: bytes, name: str, status: int, code: str, message: str
) -> None:
    reply = await answered(
        endpoint,
        posted(f"query {name} {{ hello }}", operationName=name),
        headers=[*POST_JSON, (b"accept", accept)],
    )
    assert reply.status == status
    error = reply.json["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == (message, code)
    if code == "INTERNAL":
        assert error["extensions"]["requestId"] == reply.headers["x-request-id"]
    assert b"secret" not in reply.body


async def test_errors_of_fields_leave_the_status_alone(endpoint: GraphQLEndpoint) -> None:
    query = '{ hello a: fail(how: "user") b: fail(how: "defect") c: fail(how: "timeout") }'
    reply = await answered(endpoint, posted(query), headers=[*POST_JSON, GRAPHQL_JSON])
    assert reply.status == 200
    assert reply.json == {
        "data": {"hello": "Hello world", "a": None, "b": None, "c": None},
        "errors": [
            {
                "message": "No.",
                "locations": [{"line": 1, "column": 9}],
                "path": ["a"],
                "extensions": {"code": "CHOSEN"},
            },
            {
                "message": "Internal error",
                "locations": [{"line": 1, "column": 30}],
                "path": ["b"],
                "extensions": {"code": "INTERNAL", "requestId": reply.headers["x-request-id"]},
            },
            {
                "message": "The answer takes longer than the server permits. Ask for less, or filter more.",
                "locations": [{"line": 1, "column": 53}],
                "path": ["c"],
                "extensions": {"code": "TIMEOUT"},
            },
        ],
    }


async def test_debug_shows_defects(service: FakeService) -> None:
    endpoint = GraphQLEndpoint(service, viewer_of, debug=True)
    reply = await answered(endpoint, posted("query defect { hello }", operationName="defect"))
    assert reply.json["errors"][0]["message"] == "ZeroDivisionError: secret of the house"


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (b"application/json", 200),
        (b"Application/JSON", 200),
        (b"application/json;charset=UTF-8", 200),
        (b'application/json ; charset="utf8"', 200),
        (b"application/json; charset=utf-8; version=1", 200),
        (b"application/json;", 200),
        (b"application/json; charset=utf-16", 415),
        (b"application/json; charset=", 415),
        (b"application/json5", 415),
        (b"application/graphql-response+json", 415),
        (b"application/graphql", 415),
        (b"text/plain", 415),
        (b"application/x-www-form-urlencoded", 415),
        (b"multipart/form-data; boundary=x", 415),
        (b"text/plain; application/json", 415),
        (b"application/json, text/plain", 415),
        (b"", 415),
        (b"\xff", 415),
        (b";" * 5000, 415),
        (None, 415),
    ],
)
async def test_content_types(endpoint: GraphQLEndpoint, content_type: bytes | None, status: int) -> None:
    headers = [] if content_type is None else [(b"content-type", content_type)]
    reply = await answered(endpoint, posted("{ hello }"), headers=headers)
    assert reply.status == status
    if status == 415:
        assert reply.headers["accept"] == "application/json"
        assert reply.json["errors"] == [
            {
                "message": "The request body must be sent as Content-Type: application/json, in UTF-8.",
                "extensions": {"code": "UNSUPPORTED_MEDIA_TYPE"},
            }
        ]


@pytest.mark.parametrize(
    ("encoding", "status"), [(b"identity", 200), (b" Identity", 200), (b"gzip", 415), (b"br, identity", 415)]
)
async def test_content_encodings(endpoint: GraphQLEndpoint, encoding: bytes, status: int) -> None:
    headers = [*POST_JSON, (b"content-encoding", encoding)]
    reply = await answered(endpoint, posted("{ hello }"), headers=headers)
    assert reply.status == status
    if status == 415:
        assert reply.headers["accept-encoding"] == "identity"
        assert reply.codes == ["UNSUPPORTED_CONTENT_ENCODING"]


async def test_a_body_announced_as_too_large_is_not_read(endpoint: GraphQLEndpoint) -> None:
    for length in (b"10001", b"9" * 5000):
        # The client would be gone at the first read, and there would be no reply.
        reply = await answered(endpoint, [], headers=[*POST_JSON, (b"content-length", length)])
        assert (reply.status, reply.json) == (
            413,
            {
                "errors": [
                    {
                        "message": "The request body is larger than 10,000 bytes, which is the most allowed.",
                        "extensions": {"code": "BODY_TOO_LARGE"},
                    }
                ]
            },
        )


@pytest.mark.parametrize(
    "parts",
    [
        [b" " * 10_001],
        [b" " * 10_000, b" ", b"never read"],
        [b" " * 6_000, b" " * 6_000, b" " * 100_000_000],
    ],
)
@pytest.mark.parametrize("length", [None, b"10", b"10000"])
async def test_a_body_is_counted_while_it_comes(
    endpoint: GraphQLEndpoint, parts: list[bytes], length: bytes | None
) -> None:
    headers = POST_JSON if length is None else [*POST_JSON, (b"content-length", length)]
    reply = await answered(endpoint, parts, headers=headers)
    assert (reply.status, reply.codes) == (413, ["BODY_TOO_LARGE"])


async def test_the_largest_body_is_read(endpoint: GraphQLEndpoint) -> None:
    body = posted("{ hello }").ljust(10_000)
    assert (await answered(endpoint, body)).status == 200
    assert (await answered(endpoint, [body[:5000], body[5000:]])).status == 200


@pytest.mark.parametrize("length", [b"-1", b"1x", b"", b"1e3"])
async def test_a_length_that_is_no_number(endpoint: GraphQLEndpoint, length: bytes) -> None:
    reply = await answered(endpoint, posted("{ hello }"), headers=[*POST_JSON, (b"content-length", length)])
    assert (reply.status, reply.codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("parts", [[], [b'{"query"'], [b'{"query"', b":"]])
async def test_a_client_that_goes_away_gets_no_reply(
    endpoint: GraphQLEndpoint, service: FakeService, parts: list[bytes]
) -> None:
    assert await call(endpoint, parts, aborted=True) is None
    assert service.requests == []


@pytest.mark.parametrize(
    ("string", "status", "code", "message"),
    [
        (b"", 400, "INVALID_REQUEST", "The parameter 'query' is missing."),
        (b"foo=1", 400, "INVALID_REQUEST", "The parameter 'query' is missing."),
        (b"query=", 200, "GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected <EOF>."),
        (b"query=%7Bhello%7D&query=x", 400, "BAD_REQUEST", "The parameter 'query' is given twice."),
        (b"query=%FF", 400, "BAD_REQUEST", "The URL's query is not URL-encoded UTF-8."),
        (b"query=\xff", 400, "BAD_REQUEST", "The URL's query is not URL-encoded UTF-8."),
        (b"query=%ED%A0%80", 400, "BAD_REQUEST", "The URL's query is not URL-encoded UTF-8."),
        (b"a&" * 17, 400, "BAD_REQUEST", "The URL's query has more than 16 parameters."),
        (b"query=%7Bhello%7D&variables=x", 400, "INVALID_JSON", None),
        (
            b"query=%7Bhello%7D&variables=[1]",
            400,
            "INVALID_REQUEST",
            "The parameter 'variables' must be an object, not a list.",
        ),
        (
            b"query=%7Bhello%7D&extensions=1",
            400,
            "INVALID_REQUEST",
            "The parameter 'extensions' must be an object, not a number.",
        ),
        (
            b'query=%7Bhello%7D&variables={"a":' + b"[" * 64 + b"]" * 64 + b"}",
            400,
            "VALUE_TOO_DEEP",
            "The parameter 'variables' is nested more than 64 levels deep.",
        ),
        (b"query=" + b"a" * 10_000, 414, "URL_TOO_LONG", "The URL's query is longer than 10,000 bytes."),
    ],
)
async def test_urls(endpoint: GraphQLEndpoint, string: bytes, status: int, code: str, message: str | None) -> None:
    reply = await answered(endpoint, method="GET", headers=(), query_string=string)
    assert (reply.status, reply.codes) == (status, [code])
    if message:
        assert reply.json["errors"][0]["message"] == message


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_nothing_acceptable(endpoint: GraphQLEndpoint, service: FakeService, method: str) -> None:
    headers = [*POST_JSON, (b"accept", b"text/csv, application/json;q=0")]
    reply = await answered(
        endpoint, posted("{ hello }"), method=method, headers=headers, query_string=b"query=%7Bhello%7D"
    )
    assert (reply.status, reply.headers["content-type"]) == (406, JSON)
    assert reply.codes == ["NOT_ACCEPTABLE"]
    assert service.requests == []


@pytest.mark.parametrize(
    ("header", "viewer"),
    [
        (None, "ANONYMOUS"),
        (b"Bearer " + TOKEN.encode(), "ADMIN"),
        (b"bearer   " + TOKEN.encode(), "ADMIN"),
        (b"Bearer wrong", None),
        (b"Bearer", None),
        (b"Bearer ", None),
        (b"Bearer two words", None),
        (b"Basic " + TOKEN.encode(), None),
        (TOKEN.encode(), None),
        (b"", None),
        (b"Bearer \xff", None),
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_tokens(
    endpoint: GraphQLEndpoint, service: FakeService, header: bytes | None, viewer: str | None, method: str
) -> None:
    headers = POST_JSON if header is None else [*POST_JSON, (b"authorization", header)]
    reply = await answered(
        endpoint, posted("{ viewer }"), method=method, headers=headers, query_string=b"query=%7Bviewer%7D"
    )
    if viewer:
        assert (reply.status, reply.json) == (200, {"data": {"viewer": viewer}})
    else:
        assert (reply.status, reply.codes) == (401, ["UNAUTHENTICATED"])
        assert reply.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert service.requests == []


@pytest.mark.parametrize(
    "name",
    [b"authorization", b"content-type", b"content-length", b"content-encoding", b"x-request-id"],
)
async def test_a_header_that_must_come_once(endpoint: GraphQLEndpoint, name: bytes) -> None:
    headers = [*POST_JSON, (name, b"1"), (name, b"2")]
    reply = await answered(endpoint, posted("{ hello }"), headers=headers)
    assert (reply.status, reply.codes) == (400, ["BAD_REQUEST"])
    assert reply.json["errors"][0]["message"] == f"The header {name.decode()} is given twice."


async def test_other_headers_that_come_twice_are_lists(endpoint: GraphQLEndpoint) -> None:
    headers = [
        *POST_JSON,
        (b"accept", b"text/html"),
        (b"accept", b"application/graphql-response+json"),
        (b"accept-language", b"en"),
        (b"accept-language", b"zh;q=0.5"),
    ]
    reply = await answered(endpoint, posted("{ language }"), headers=headers)
    assert (reply.headers["content-type"], reply.json) == (GRAPHQL, {"data": {"language": "en, zh;q=0.5"}})


async def test_websockets_are_closed(endpoint: GraphQLEndpoint) -> None:
    sent = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        sent.append(message)

    await endpoint({"type": "websocket", "path": "/graphql", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1000}]
