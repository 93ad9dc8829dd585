"""Operations ready to run, and figures for a front page."""

from __future__ import annotations

from linli import ExampleOperation, Figure, FigurePoints

EXAMPLES = (
    ExampleOperation(
        "附近现在可取用的医药箱",
        "First-aid kits nearby that can be reached now, the nearest first",
        """query FirstAidKitsNearby($here: NearInput!, $now: DateTime!) {
  firstAidKits(near: $here, accessibleAt: $now, orderBy: [{distance: ASC}], first: 5) {
    totalCount
    nodes { code preciseLocation ready place { name location(crs: GCJ02) { latitude longitude } } }
  }
}""",
        {
            "here": {"latitude": 30.7359, "longitude": 104.0339, "radius": 3000},
            "now": "2026-07-01T12:00:00+08:00",
        },
        "health_points",
    ),
    ExampleOperation(
        "哪里有某种物品",
        "Where there is some of an item",
        """query WhereIsSome($code: String!) {
  firstAidKitStocks(where: {item: {code: {eq: $code}}, available: {eq: true}}) {
    nodes { item { name unit } kit { code accessible place { name address } } }
  }
}""",
        {"code": "demo-plaster"},
        "health_points",
    ),
    ExampleOperation(
        "缺货的医药箱",
        "Kits that lack something",
        """query StockOuts {
  firstAidKits(where: {stockOuts: {gt: 0}}, orderBy: [{stockOuts: DESC}]) {
    nodes { code place { name } stockOuts stock(where: {stockOut: {eq: true}}) { nodes { item { name } parLevel } } }
  }
}""",
        group="health_points",
    ),
    ExampleOperation(
        "有空闲号源的联络时段",
        "Sessions with free slots",
        """query SessionsWithFreeSlots {
  doctorContactSessions(where: {freeSlots: {gt: 0}}, first: 10) {
    nodes {
      startsAt
      topic
      freeSlots
      contactPoint { place { name } team { name } }
      slots(where: {status: {eq: FREE}}) { nodes { startsAt fhirStatus } }
    }
  }
}""",
        group="health_points",
    ),
    ExampleOperation(
        "同意后预约",
        "Agree to be contacted, and book a slot, as a person who has signed in",
        """mutation AgreeAndBook($text: ID!, $slot: ID!) {
  recordConsent(input: {textIds: [$text], channel: MINI_PROGRAM}) {
    consents { purpose givenAt }
    userErrors { code message }
  }
  bookMyDoctorAppointment(input: {slotId: $slot}) {
    doctorAppointment { statusLabel slot { startsAt session { contactPoint { place { name } } } } }
    userErrors { code message }
  }
}""",
        {
            "text": "ct_018fd14f-8280-7680-b3af-6350d4059111",
            "slot": "hsl_018fd14f-8280-76c6-ae82-213ed0c5f3f1",
        },
        "health_points",
    ),
    ExampleOperation(
        "召回公告",
        "Recalls of lots",
        """query Recalls {
  medicineRecalls(where: {open: {eq: true}}) { nodes { item { name } number reason recalledAt area { name } } }
}""",
        group="health_points",
    ),
)

FIGURES = (
    Figure(
        "health_points.kits",
        "应急医药箱",
        "First-aid kits in service",
        "{ firstAidKits(where: {status: {eq: IN_SERVICE}}) { totalCount } }",
        ("firstAidKits", "totalCount"),
    ),
    Figure(
        "health_points.contact_points",
        "家庭医生联络点",
        "Family doctor contact points",
        "{ doctorContactPoints(where: {open: {eq: true}}) { totalCount } }",
        ("doctorContactPoints", "totalCount"),
    ),
    Figure(
        "health_points.expiring",
        "30天内过期药品批次（90天内过期的批次中）",
        "Lots of medicine that expire within 30 days, of those within 90",
        "{ healthPointsExpiringByDistrict { rows { area kits expiring30 expiring60 expiring90 } } }",
        ("healthPointsExpiringByDistrict", "rows", "expiring30"),
        of=("healthPointsExpiringByDistrict", "rows", "expiring90"),
        points=FigurePoints(("healthPointsExpiringByDistrict", "rows"), ("area",), ("expiring90",)),
    ),
)
