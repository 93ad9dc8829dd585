"""The cache of plans stays within its bytes, documents that it keeps alive included."""

import gc

import orjson
from graphql import FieldNode

from core.access import ANONYMOUS
from core.database.connect import database
from core.settings import Settings
from core.settings_sections import Limits
from schema.documents import Document
from schema.execution.reads import Constant, QueryPlan
from schema.execution.service import PlanCache, build_service
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext
from schema.types.core_part import CORE
from tests.schema.composed import schema_of


def document(weight: int) -> Document:
    from graphql import parse

    return Document("{ __typename }", parse("{ __typename }"), weight)


def plan() -> QueryPlan:
    return QueryPlan([(b'{"data":{"__typename":', Constant(b'"Query"'), [])])


def test_the_least_used_plan_goes_first() -> None:
    one = plan().weight
    cache = PlanCache(2 * one + 20)
    cache.put("a", plan(), document(10))
    cache.put("b", plan(), document(10))
    assert cache.get("a") is not None
    cache.put("c", plan(), document(10))
    assert [key for key in "abc" if cache.get(key) is not None] == ["a", "c"]


def test_a_document_counts_once_and_goes_with_its_last_plan() -> None:
    one = plan().weight
    cache = PlanCache(3 * one + 1000)
    shared = document(1000)
    for key in "abc":
        cache.put(key, plan(), shared)
    assert all(cache.get(key) is not None for key in "abc")
    cache.put("d", plan(), document(500))
    assert [key for key in "abcd" if cache.get(key) is not None] == ["d"]


def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    cache = PlanCache(1000)
    cache.put("a", plan(), document(2000))
    assert cache.get("a") is None


async def test_a_server_without_any_cache_answers(migrated_database_url: str) -> None:
    settings = Settings(limits=Limits(document_cache_bytes=0, plan_cache_bytes=0))
    request = GraphQLRequest("{ areas { totalCount } }", None, {}, {})
    async with database(migrated_database_url) as opened:
        service = build_service([CORE], opened.reader, settings, composed=schema_of([CORE]))
        for _ in range(2):
            answer = await service.execute(request, ANONYMOUS, RequestContext("test", None, False))
            assert isinstance(answer, GraphQLAnswer)
            assert orjson.loads(answer.body) == {"data": {"areas": {"totalCount": 0}}}


async def test_what_leaves_the_caches_does_not_wait_for_the_collector_of_cycles(migrated_database_url: str) -> None:
    settings = Settings(limits=Limits(document_cache_bytes=50_000, plan_cache_bytes=50_000))
    context = RequestContext("test", None, False)
    alive = {}
    async with database(migrated_database_url) as opened:
        service = build_service([CORE], opened.reader, settings, composed=schema_of([CORE]))
        gc.collect()
        gc.disable()
        try:
            for number in range(60):
                query = f"{{ areas(first: 1) {{ a{number}: totalCount nodes {{ id name }} }} }}"
                await service.execute(GraphQLRequest(query, None, {}, {}), ANONYMOUS, context)
                # What was only needed to compile goes young.
                gc.collect(0)
                # Long after the caches are full, and far later.
                if number in (20, 59):
                    alive[number] = _alive()
        finally:
            gc.enable()
    assert alive[59] == alive[20]


def _alive() -> tuple[int, int]:
    """How many documents there are, and how many fields of documents."""
    kinds = [type(one) for one in gc.get_objects()]
    return kinds.count(Document), kinds.count(FieldNode)
