"""One line for each request: its level, its text, its attributes."""

import logging
import re

import pytest

from schema.http import GraphQLEndpoint
from tests.schema.http.client import POST_JSON, answered, call, posted
from tests.schema.http.fake import FakeService, viewer_of


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "linli.access"]


@pytest.fixture(autouse=True)
def _everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "linli.access")


async def test_a_good_answer(endpoint: GraphQLEndpoint, caplog: pytest.LogCaptureFixture) -> None:
    headers = [*POST_JSON, (b"x-request-id", b"id-1")]
    await answered(endpoint, posted("query Q { hello }", operationName="Q"), headers=headers)
    [record] = lines(caplog)
    assert record.levelno == logging.DEBUG
    assert re.fullmatch(r"POST /graphql 200 \d+\.\d ms 32 bytes operation=Q", record.getMessage())
    told = vars(record)
    assert told.pop("duration_ms") >= 0
    assert {name: told[name] for name in ("method", "path", "status", "bytes", "operation", "request_id")} == {
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "bytes": 32,
        "operation": "Q",
        "request_id": "id-1",
    }


@pytest.mark.parametrize(
    ("body", "level"),
    [
        (b"null", logging.INFO),
        (posted("{"), logging.INFO),
        (posted("query ($a: String!) { hello(name: $a) }"), logging.INFO),
        (posted('{ fail(how: "user") }'), logging.DEBUG),
        (posted("query defect { hello }", operationName="defect"), logging.ERROR),
        (posted("query database { hello }", operationName="database"), logging.ERROR),
        (posted("query timeout { hello }", operationName="timeout"), logging.INFO),
    ],
)
async def test_levels(endpoint: GraphQLEndpoint, caplog: pytest.LogCaptureFixture, body: bytes, level: int) -> None:
    await answered(endpoint, body)
    assert [record.levelno for record in lines(caplog)] == [level]


async def test_a_slow_answer_is_a_warning(service: FakeService, caplog: pytest.LogCaptureFixture) -> None:
    await answered(GraphQLEndpoint(service, viewer_of, slow_seconds=0), posted("{ hello }"))
    assert [record.levelno for record in lines(caplog)] == [logging.WARNING]


async def test_what_is_not_wanted_is_not_made(endpoint: GraphQLEndpoint, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "linli.access")
    await answered(endpoint, posted("{ hello }"))
    assert lines(caplog) == []


async def test_a_client_cannot_write_lines_of_its_own(
    endpoint: GraphQLEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    await answered(
        endpoint,
        posted("{ hello }", operationName="Q\nPOST /graphql 200 红"),
        path="/graphql\r\nX" + "y" * 5000,
    )
    [record] = lines(caplog)
    assert re.fullmatch(
        r"POST /graphql\\r\\nXy{189} 200 \d+\.\d ms \d+ bytes operation=Q\\nPOST /graphql 200 \\u7ea2",
        record.getMessage(),
    )


async def test_a_client_that_goes_away_leaves_no_line(
    endpoint: GraphQLEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    assert await call(endpoint, [b"{"], aborted=True) is None
    assert lines(caplog) == []
