"""What the reports on health points take over 10,000 kits with 500,000 movements, beside statements written by hand.

    python -m benchmarks.health_reports

What is in the kits is asked as of today, and as of a day three months ago; and which lots expire, by pages. Ends with
an error if a target is missed: the median, the share of the speed of the other.
"""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from benchmarks.reports import MeasuredReports, measure
from core.plugins.contributions import ReportPeriod
from plugins.health_points.reports.contacts import contact_points
from plugins.health_points.reports.coverage import coverage
from plugins.health_points.reports.medicine import expiring, medicine

TODAY = datetime.date(2026, 7, 1)
PERIOD = ReportPeriod(None, datetime.date(2026, 4, 1), datetime.date(2026, 6, 30), TODAY)
EARLIER = ReportPeriod(None, datetime.date(2026, 1, 1), datetime.date(2026, 3, 31), datetime.date(2026, 3, 31))

PAGE = """{
  medicineLots(
    where: {expiresOn: {gte: "2026-07-01", lte: "2026-09-29"}, quantity: {gt: 0}}
    orderBy: [{expiresOn: ASC}]
    first: 50
  ) {
    totalCount
    nodes { number expiresOn quantity usable stock { item { name } kit { code place { name } } } }
  }
}"""

REPORTS = MeasuredReports(
    "health_points",
    "health",
    TODAY,
    (
        ("medicine", medicine, PERIOD),
        ("medicine", medicine, EARLIER),
        ("expiring", expiring, PERIOD),
        ("contact_points", contact_points, PERIOD),
        ("coverage", coverage, PERIOD),
    ),
    earlier=frozenset({EARLIER}),
    pages={"a page of the lots that expire within 90 days": PAGE},
)


def main(rounds: Annotated[int, typer.Option(min=1, help="How often each has its turn.")] = 7) -> None:
    """Print the median of each report, and its share of the speed of a statement by hand; an error if it misses."""
    if not measure(REPORTS, rounds):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
