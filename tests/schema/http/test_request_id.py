import pytest

from core.log import request_id as logged_request_id
from schema.http import GraphQLAnswer, GraphQLEndpoint, GraphQLRequest, RequestContext
from schema.http.request_id import request_id_of
from tests.schema.http.client import POST_JSON, answered, posted
from tests.schema.http.fake import viewer_of


@pytest.mark.parametrize("given", [b"a", b"7f3c-22:01._A", b"x" * 64])
def test_a_sane_id_is_taken(given: bytes) -> None:
    assert request_id_of(given) == given.decode()


@pytest.mark.parametrize("given", [None, b"", b"x" * 65, b"a b", b"a\n", b"a\r\nx: y", b"\xe9", b"<b>", b'"', b"a\x00"])
def test_any_other_is_replaced(given: bytes | None) -> None:
    first, second = request_id_of(given), request_id_of(given)
    assert first != second
    assert request_id_of(first.encode()) == first


async def test_it_is_in_the_answer_and_known_to_the_service(endpoint: GraphQLEndpoint) -> None:
    headers = [*POST_JSON, (b"x-request-id", b"mine-1")]
    reply = await answered(endpoint, posted("{ requestId }"), headers=headers)
    assert (reply.headers["x-request-id"], reply.json) == ("mine-1", {"data": {"requestId": "mine-1"}})
    reply = await answered(endpoint, posted("{ requestId }"))
    assert reply.headers["x-request-id"] == reply.json["data"]["requestId"]


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "DELETE"])
async def test_refusals_have_one_too(endpoint: GraphQLEndpoint, method: str) -> None:
    reply = await answered(endpoint, b"", method=method, headers=[(b"x-request-id", b"mine-2")])
    assert reply.headers["x-request-id"] == "mine-2"


async def test_lines_logged_below_the_endpoint_know_it() -> None:
    seen = []

    class Service:
        async def execute(self, request: GraphQLRequest, viewer: object, context: RequestContext) -> GraphQLAnswer:
            seen.append(logged_request_id.get())
            return GraphQLAnswer(b'{"data":{}}', executed=True)

    headers = [*POST_JSON, (b"x-request-id", b"mine-3")]
    await answered(GraphQLEndpoint(Service(), viewer_of), posted("{ hello }"), headers=headers)
    assert seen == ["mine-3"]
    assert logged_request_id.get() is None
