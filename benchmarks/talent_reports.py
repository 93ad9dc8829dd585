"""What the reports on talent training take over 2,000 members with 200,000 attendances, beside statements by hand.

    python -m benchmarks.talent_reports

Ends with an error if a target is missed: the median, the share of the speed of the other.
"""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from benchmarks.reports import MeasuredReports, measure
from core.plugins.contributions import ReportPeriod
from plugins.pidu_talent.reports.achievement import change, completion
from plugins.pidu_talent.reports.learning import attendance, hours
from plugins.pidu_talent.reports.mentoring import mentoring

TODAY = datetime.date(2026, 7, 31)
PERIOD = ReportPeriod(None, datetime.date(2025, 8, 1), TODAY, TODAY)

REPORTS = MeasuredReports(
    "pidu_talent",
    "talent",
    TODAY,
    (
        ("hours", hours, PERIOD),
        ("attendance", attendance, PERIOD),
        ("mentoring", mentoring, PERIOD),
        ("change", change, PERIOD),
        ("completion", completion, PERIOD),
    ),
)


def main(rounds: Annotated[int, typer.Option(min=1, help="How often each has its turn.")] = 7) -> None:
    """Print the median of each report, and its share of the speed of a statement by hand; an error if it misses."""
    if not measure(REPORTS, rounds):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
