"""Operations ready to run, and figures for a front page."""

from __future__ import annotations

from linli import ExampleOperation, Figure, FigurePoints

EXAMPLES = (
    ExampleOperation(
        "地图上的先锋门店",
        "Pioneer stores for a map",
        """query PioneerStoresOnTheMap {
  places(first: 20, where: {pioneerStore: {status: {eq: ACTIVE}}}) {
    totalCount
    nodes {
      name
      location(crs: GCJ02) { latitude longitude }
      pioneerStore { canEat canRest canUseServices neverCloses warmSpace compliant }
    }
  }
}""",
        group="jinniu_stores",
    ),
    ExampleOperation(
        "覆盖情况",
        "Coverage by subdistrict, today and on an earlier day",
        """query PioneerStoreCoverage($asOf: Date!) {
  areas(where: {level: {eq: SUBDISTRICT}}) {
    nodes {
      name
      now: pioneerStoreCoverage { active eligible total ratio }
      then: pioneerStoreCoverage(asOf: $asOf) { active eligible total ratio }
    }
  }
}""",
        {"asOf": "2024-07-10"},
        "jinniu_stores",
    ),
    ExampleOperation(
        "里程碑进展",
        "Progress towards the milestones",
        """query PioneerStoreMilestones {
  milestones(where: {programme: {code: {eq: "pioneer-stores"}}}) {
    nodes { name dueOn aspirational pioneerStoreProgress { active eligible ratio reached metInTime } }
  }
}""",
        group="jinniu_stores",
    ),
    ExampleOperation(
        "不达标的示范门店",
        "Active stores that are not compliant, or lack a valid sign",
        """query NonCompliantPioneerStores {
  pioneerStores(
    where: {status: {eq: ACTIVE}, or: [{compliant: {eq: false}}, {signageValid: {eq: false}}]}
    orderBy: [{nonCompliantSince: ASC}]
  ) {
    nodes { place { name } nonCompliantSince elementsOk signageValid signageCheckedAt }
  }
}""",
        group="jinniu_stores",
    ),
    ExampleOperation(
        "政务服务与心理咨询",
        "What codes lead to: government services and counselling",
        """query PioneerStoreServices {
  pioneerStoreServiceItems(where: {offered: {eq: true}}) { nodes { name modeLabel authority { name } area { name } } }
  pioneerStoreCounsellingServices(where: {offered: {eq: true}}) { nodes { name phone hours provider { name } } }
}""",
        group="jinniu_stores",
    ),
    ExampleOperation(
        "治理场景报告",
        "Scenario reports with their frozen figures",
        """query PioneerStoreScenarios {
  pioneerStoreScenarios(where: {latest: {eq: true}}) {
    nodes { title edition publishedAt figures { nodes { kindLabel value asOf } } pictures { nodes { caption } } }
  }
}""",
        group="jinniu_stores",
    ),
)

FIGURES = (
    Figure(
        "jinniu_stores.active",
        "示范门店",
        "Active pioneer stores",
        """{
  active: pioneerStores(where: {status: {eq: ACTIVE}}) { totalCount }
  eligible: pioneerStores(
    where: {status: {in: [ELIGIBLE, PLANNED, FITTING_OUT, AWAITING_INSPECTION, ACTIVE, SUSPENDED]}}
  ) { totalCount }
  milestones(where: {programme: {code: {eq: "pioneer-stores"}}}, orderBy: [{dueOn: ASC}]) {
    nodes { dueOn targetCount }
  }
}""",
        ("active", "totalCount"),
        of=("eligible", "totalCount"),
        marks=FigurePoints(("milestones", "nodes"), ("dueOn",), ("targetCount",)),
    ),
    Figure(
        "jinniu_stores.warm_spaces",
        "馨空间",
        "Warm spaces in stores",
        "{ pioneerStores(where: {warmSpace: {eq: true}}) { totalCount } }",
        ("pioneerStores", "totalCount"),
    ),
)
