"""Orders that an index serves, so that a page of a large table is read and not sorted."""

import pytest

from core.database.connect import transaction
from core.database.url import Dialect
from tests.schema.client import Client
from tests.schema.town import gid, key

IN_ORDER = {
    "area_in_order": "{ areas(first: 2) { nodes { name } } }",
    "place_in_order": "{ places(first: 2) { nodes { name } } }",
    "place_in_order_of_area_id": "{ places(first: 2, where: {area: {id: {eq: AREA}}}) { nodes { name } } }",
    "organization_in_order": "{ organizations(first: 2, orderBy: [{name: DESC}]) { nodes { name } } }",
    "programme_in_order": "{ programmes(first: 2, orderBy: [{name: ASC}]) { nodes { name } } }",
}


@pytest.mark.parametrize("index", IN_ORDER)
async def test_an_index_serves_the_order(office: Client, index: str) -> None:
    await office.ask(IN_ORDER[index].replace("AREA", f'"{gid("ar", 3)}"'))
    (statement,) = office.reader.statements[-1:]
    for parameter in ("$1::uuid", "?1"):
        statement = statement.replace(parameter, f"'{key('ar', 3)}'")
    async with transaction() as connection:
        if office.dialect is Dialect.POSTGRES:
            # A town is small enough to be sorted.
            await connection.execute_script("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            rows = await connection.execute_query_dict(f"EXPLAIN {statement}")
        else:
            rows = await connection.execute_query_dict(f"EXPLAIN QUERY PLAN {statement}")
    plan = "\n".join(str(list(dict(row).values())[-1]) for row in rows)
    assert index in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in plan, plan
