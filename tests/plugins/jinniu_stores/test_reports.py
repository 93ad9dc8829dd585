"""The plugin's own reports, served: typed rows, the same rows as a file, and nothing where nothing is eligible."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson

from core import modules
from core.access import Viewer
from core.clock import fixed
from core.database.connect import Database
from core.models import Area
from core.plugins.loaded import PluginSet
from core.settings import Settings
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from schema.execution.districts import DistrictService
from schema.http.messages import GraphQLAnswer, GraphQLRequest, GraphQLService, RequestContext
from schema.http.reports import ReportFiles
from tests.plugins.jinniu_stores.office import NOW, a_district, a_store
from tests.schema.composed import city_of
from tests.schema.http.client import answered

COVERAGE = "area active eligible registered ratio ratioOfTotal"


async def asked(service: GraphQLService, viewer: Viewer, query: str) -> Any:
    context = RequestContext(request_id="test", accept_language=None, read_only=False)
    with fixed(NOW):
        answer = await service.execute(GraphQLRequest(query, None, {}, {}), viewer, context)
    assert isinstance(answer, GraphQLAnswer)
    return orjson.loads(answer.body)


async def test_reports_of_a_district(stores_db: Database, plugins: PluginSet) -> None:
    district = await a_district()
    await Area.filter(id=district.district.id).update(slug="jinniu")
    await modules.enable("jinniu_stores", district.district.id, {one.name: one.manifest for one in plugins.plugins})
    admin = plugins.administrator
    city = city_of(plugins, stores_db.reader, Settings())
    jinniu = DistrictService(city, "jinniu")

    async def the_admin(token: str | None) -> Viewer:
        return admin

    files = ReportFiles(city, plugins.reports, the_admin, url_bytes=1000)
    query = f"{{ jinniuStoresCoverage {{ rows {{ {COVERAGE} }} }} }}"

    async def coverage(service: GraphQLService) -> Any:
        return (await asked(service, admin, query))["data"]["jinniuStoresCoverage"]["rows"]

    # Coverage without eligible stores is null, and not everything (edge case 21).
    await a_store(district, 1, S.CANDIDATE)
    nothing = {"active": 0, "eligible": 0, "registered": 1, "ratio": None, "ratioOfTotal": 0.0}
    assert await coverage(jinniu) == [{"area": "西华街道", **nothing}, {"area": "合计", **nothing}]

    await a_store(district, 2, S.ACTIVE)
    await a_store(district, 3, S.ELIGIBLE)
    await a_store(district, 4, S.ELIGIBLE, district.other)
    rows = [
        ["沙河源街道", 0, 1, 1, 0.0, 0.0],
        ["西华街道", 1, 2, 3, 0.5, 0.3333],
        ["合计", 1, 3, 4, 0.3333, 0.25],
    ]
    for service in (city, jinniu):
        assert [list(row.values()) for row in await coverage(service)] == rows
    with fixed(NOW):
        file = await answered(
            files,
            method="GET",
            path="/jinniu/reports/jinniu_stores.coverage.csv",
            headers=[(b"authorization", b"Bearer x")],
        )
    assert list(csv.reader(io.StringIO(file.body.decode("utf-8-sig"), newline=""))) == [
        ["区域", "示范运行", "有条件", "登记总数", "覆盖率", "占比"],
        *([str(cell) for cell in row] for row in rows),
    ]

    only_other = f'{{ jinniuStoresCoverage(areaId: "ar_{district.other.id}") {{ areaName rows {{ area eligible }} }} }}'
    assert (await asked(jinniu, admin, only_other))["data"]["jinniuStoresCoverage"] == {
        "areaName": "沙河源街道",
        "rows": [{"area": "沙河源街道", "eligible": 1}, {"area": "合计", "eligible": 1}],
    }
    elements = "{ jinniuStoresTenElements { rows { element elementLabel inspected ok passRate } } }"
    first = (await asked(jinniu, admin, elements))["data"]["jinniuStoresTenElements"]["rows"][0]
    assert first == {"element": "INDOOR_SPACE", "elementLabel": "室内场所", "inspected": 1, "ok": 1, "passRate": 1.0}


async def test_the_other_reports_answer(stores_db: Database, plugins: PluginSet) -> None:
    district = await a_district()
    await modules.enable("jinniu_stores", district.district.id, {one.name: one.manifest for one in plugins.plugins})
    await a_store(district, 1, S.ACTIVE)
    city = city_of(plugins, stores_db.reader, Settings())
    query = """{
      jinniuStoresRollout(startsOn: "2024-06-01", endsOn: "2024-07-31") { rows { day active milestone reached } }
      jinniuStoresOverdueInspections(asOf: "2024-12-31") { rows { partnerCode place inspectedOn dueOn daysOverdue } }
      jinniuStoresObligations { rows { agreement state stateLabel } }
    }"""
    assert (await asked(city, plugins.administrator, query))["data"] == {
        "jinniuStoresRollout": {
            "rows": [{"day": "2024-06-30", "active": 0, "milestone": None, "reached": None}],
        },
        "jinniuStoresOverdueInspections": {
            "rows": [
                {
                    "partnerCode": "HQ-1",
                    "place": "红旗1店",
                    "inspectedOn": "2024-07-10",
                    "dueOn": "2024-10-08",
                    "daysOverdue": 84,
                }
            ]
        },
        "jinniuStoresObligations": {"rows": []},
    }
