"""Operations ready to run, and a figure for a front page."""

from __future__ import annotations

from linli import ExampleOperation, Figure

from linli_night_pharmacy.names import NAME

EXAMPLES = (
    ExampleOperation(
        "夜间值班的药房",
        "Pharmacies on duty at night",
        """query NightPharmacies($at: DateTime!) {
  places(where: {onNightDutyAt: $at}) {
    totalCount
    nodes {
      name
      address
      location(crs: GCJ02) { latitude longitude }
      nightDuties(where: {startsAt: {lte: $at}, endsAt: {gt: $at}}) {
        nodes { endsAt pharmacist phone services { nodes { serviceLabel } } }
      }
    }
  }
}""",
        {"at": "2026-07-01T23:00:00+08:00"},
        NAME,
    ),
    ExampleOperation(
        "接下来的值班",
        "Duties to come, with delivery to the door",
        """query ComingNightDuties {
  nightDuties(first: 20, where: {status: {eq: COMING}, services: {some: {service: {eq: DELIVERY}}}}) {
    nodes { startsAt endsAt statusLabel place { name } }
  }
}""",
        group=NAME,
    ),
)

FIGURES = (
    Figure(
        "night_pharmacy.on_duty",
        "夜间值班药房",
        "Pharmacies on night duty",
        "{ nightDuties(where: {status: {eq: ON_DUTY}}) { totalCount } }",
        ("nightDuties", "totalCount"),
    ),
)
