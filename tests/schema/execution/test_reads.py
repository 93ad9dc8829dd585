import orjson
import pytest

from core.access import ANONYMOUS
from core.database.connect import Database
from core.settings import Settings
from schema.execution.service import build_service
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext
from schema.types.core_part import CORE
from tests.schema.composed import schema_of


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ('{ first: places(after: "zz") { totalCount nodes { id } } }', 3),
        ('{ places { totalCount } first: places(after: "zz") { nodes { id } } }', 25),
    ],
)
async def test_a_value_that_is_no_good_is_told_with_its_root_field(db: Database, query: str, column: int) -> None:
    service = build_service([CORE], db.reader, Settings(), composed=schema_of([CORE]))

    answer = await service.execute(GraphQLRequest(query, None, {}, {}), ANONYMOUS, RequestContext("1", None, False))

    assert isinstance(answer, GraphQLAnswer)
    assert orjson.loads(answer.body) == {
        "errors": [
            {
                "message": "the cursor 'zz' does not belong to this connection in this order; "
                "take cursors from pageInfo or edges of the same question",
                "locations": [{"line": 1, "column": column}],
                "path": ["first"],
                "extensions": {"code": "INVALID_CURSOR"},
            }
        ]
    }
    assert (answer.executed, answer.refusal_status) == (False, 400)
