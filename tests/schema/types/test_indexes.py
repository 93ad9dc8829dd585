"""Orders that an index serves, so that a page of a large table is read and not sorted."""

from core.database.connect import transaction
from core.database.url import Dialect
from tests.schema.client import Client


async def test_an_index_serves_the_order_of_areas(office: Client) -> None:
    await office.ask("{ areas(first: 2) { nodes { name } } }")
    (statement,) = office.reader.statements[-1:]
    async with transaction() as connection:
        if office.dialect is Dialect.POSTGRES:
            # A town is small enough to be sorted.
            await connection.execute_script("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            rows = await connection.execute_query_dict(f"EXPLAIN {statement}")
        else:
            rows = await connection.execute_query_dict(f"EXPLAIN QUERY PLAN {statement}")
    plan = "\n".join(str(list(dict(row).values())[-1]) for row in rows)
    assert "area_in_order" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan
