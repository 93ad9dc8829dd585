"""The demo's training, and what the reports tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import parse

from core.database.connect import Database
from core.models import Activity, PluginEnablement, SearchDocument
from core.plugins.loaded import PluginSet
from core.reports.periods import ReportQuestion
from core.reports.run import run_report
from core.work.handlers import open_with_handlers
from linli.testing import Client, Dialect, assert_statements, fixed, plugin_set
from linli.testing.databases import Databases
from linli.testing.plugins import handlers, in_force
from plugins.pidu_talent import enrollments, models, sample
from plugins.pidu_talent.examples import EXAMPLES
from plugins.pidu_talent.models import Course, Enrollment, Mentorship
from tests.plugins.pidu_talent.camp import at, date
from tests.support import demo as of_the_core

NOW = at(date(2026, 7, 1))

ROWS = {
    "Assessment": 110,
    "Attendance": 676,
    "Certificate": 27,
    "CertificateCourse": 541,
    "Cohort": 2,
    "CohortCategory": 4,
    "CohortTrainer": 16,
    "CompletionRule": 2,
    "Course": 24,
    "CourseVersion": 26,
    "Enrollment": 30,
    "Exchange": 6,
    "Extension": 0,
    "Member": 30,
    "MemberCategory": 30,
    "MentorLog": 36,
    "Mentorship": 15,
    "Objective": 4,
    "ObjectiveCourse": 12,
    "Partner": 2,
    "PressingNeed": 6,
    "ProgrammeSeries": 3,
    "Project": 5,
    "ProjectMember": 29,
    "ProjectNeed": 5,
    "Session": 26,
    "Studio": 4,
    "Survey": 1,
    "SurveyAnswer": 116,
    "SurveyTopic": 4,
    "TalentProgramme": 2,
    "Trainer": 8,
}

OF_THE_CORE = {"Programme": 1, "Activity": 3, "ActivityHost": 3}
"""What is to come stands on these."""


async def fill(url: str) -> None:
    """Load the plugin's demo into a database with the core's."""
    plugins = plugin_set("pidu_talent")
    with in_force(plugins), fixed(NOW):
        async with open_with_handlers(url, handlers(plugins)):
            assert await sample.load() == sum(ROWS.values()) + sum(OF_THE_CORE.values())


@pytest.fixture
async def migrated_database_url(
    dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a database into which both demos were loaded, once for all tests."""
    core_fill = of_the_core.load
    async with databases.migrated(dialect, plugins.apps, tmp_path, core_fill=core_fill, fill=fill) as url:
        yield url


async def test_everything_that_was_planned_is_there(db: Database) -> None:
    assert {name: await getattr(models, name).all().count() for name in models.__all__} == ROWS
    assert Counter(str(state) for state in await Enrollment.all().values_list("state", flat=True)) == {
        "COMPLETED": 26,
        "ACTIVE": 2,
        "FAILED": 1,
        "WITHDRAWN": 1,
    }
    assert Counter(str(state) for state in await Mentorship.all().values_list("state", flat=True)) == {
        "COMPLETED": 12,
        "ACTIVE": 2,
        "ENDED": 1,
    }
    held = {one.id: one.mentees_count for one in await models.Trainer.all()}
    going_on = Counter(await Mentorship.filter(state="ACTIVE").values_list("mentor_id", flat=True))
    assert held == {key: going_on[key] for key in held}
    assert await PluginEnablement.all().values_list("plugin", "area__code", "enabled") == [
        ("pidu_talent", "510117", True)
    ]
    assert str((await Course.get(code="DEMO-T01")).id) == "018fd14f-8280-760f-a880-686959bd030c"
    # Loading again adds nothing.
    assert await sample.load() == 0


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_somebody_applies_on_whichever_day_it_was_loaded(
    dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path
) -> None:
    day = NOW + timedelta(days=149)
    async with (
        databases.migrated(dialect, plugins.apps, tmp_path, core_fill=of_the_core.load) as url,
        open_with_handlers(url, handlers(plugins)),
    ):
        with fixed(day):
            assert await sample.load() > 0
            (cohort,) = await models.Cohort.filter(apply_until__gte=day.date(), opened_at__lte=day)
            member = await models.Member.all().order_by("name").first()
            assert member is not None
            await enrollments.apply(enrollments.Application(cohort_id=cohort.id, member_id=member.id))
        coming = await Activity.filter(pidu_talent_session__cohort_id=cohort.id)
        assert [one.starts_at > day for one in coming] == [True] * 3
        assert await SearchDocument.filter(subject_id__in=[one.id for one in coming]).count() == 3
        # What is told keeps its days.
        assert (await models.TalentProgramme.all().order_by("starts_on"))[0].starts_on == date(2024, 8, 1)


async def test_nothing_is_added_without_the_demo_of_the_core(
    dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path
) -> None:
    async with databases.migrated(dialect, plugins.apps, tmp_path) as url, open_with_handlers(url, handlers(plugins)):
        assert await sample.load() == 0


async def report(plugins: PluginSet, name: str, **period: Any) -> list[dict[str, Any]]:
    (found,) = [one for one in plugins.plugins[-1].reports if one.name == f"pidu_talent.{name}"]
    values = {"starts_on": date(2024, 8, 1), "ends_on": date(2025, 7, 31), "as_of": date(2025, 12, 31), **period}
    return (await run_report("pidu_talent", found, ReportQuestion(**values), None)).rows


COHORT = {"programme": "菁英赋能计划", "cohort": "筒创营第一期（演示）"}


async def test_reports(db: Database, plugins: PluginSet) -> None:
    assert await report(plugins, "hours") == [
        {
            **COHORT,
            "theory_sessions": 16,
            "theory_hours": 816.0,
            "practicum_sessions": 7,
            "practicum_hours": 412.0,
            "practicum_share": 0.3355,
        }
    ]
    assert await report(plugins, "attendance") == [
        {
            **COHORT,
            "present": 545,
            "late": 33,
            "absent": 49,
            "excused": 43,
            "not_applicable": 6,
            "attendance_rate": 0.9219,
        }
    ]
    assert await report(plugins, "mentoring") == [
        {
            **COHORT,
            "mentorships": 15,
            "current": 2,
            "completed": 12,
            "logs": 36,
            "hours": 34.8,
            "without_logs": 0,
        }
    ]
    assert await report(plugins, "change") == [
        {**COHORT, "assessed": 25, "before": 60.02, "after": 74.2, "change": 14.18, "improved_share": 1.0}
    ]
    assert await report(plugins, "completion") == [
        {
            **COHORT,
            "applied": 30,
            "admitted": 30,
            "in_training": 2,
            "completed": 26,
            "failed": 1,
            "withdrawn": 1,
            "completion_rate": 0.8667,
        }
    ]


async def test_reports_of_an_earlier_day(db: Database, plugins: PluginSet) -> None:
    autumn = date(2024, 10, 31)
    (hours,) = await report(plugins, "hours", as_of=autumn)
    assert (hours["theory_sessions"], hours["practicum_sessions"]) == (6, 3)
    (mentoring,) = await report(plugins, "mentoring", as_of=autumn)
    assert (mentoring["current"], mentoring["completed"]) == (15, 0)
    # Nobody has been assessed after it by then.
    assert await report(plugins, "change", as_of=autumn) == [
        {**COHORT, **dict.fromkeys(("assessed", "before", "after", "change", "improved_share"))}
    ]
    (completion,) = await report(plugins, "completion", as_of=autumn)
    assert (completion["in_training"], completion["completed"], completion["completion_rate"]) == (30, 0, 0.0)
    for name in ("hours", "attendance", "mentoring", "change", "completion"):
        early = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 12, 31), "as_of": date(2020, 12, 31)}
        assert await report(plugins, name, **early) == []


async def test_everybody_is_told_the_hours_of_each_month(db: Database, plugins: PluginSet) -> None:
    autumn = await report(plugins, "hours_by_month", as_of=date(2024, 10, 31))
    assert [(row["month"], row["theory_sessions"], row["practicum_sessions"]) for row in autumn] == [
        ("2024-08", 2, 1),
        ("2024-09", 2, 1),
        ("2024-10", 2, 1),
    ]
    # What is cancelled or was never published is not there for the public.
    shown = await Activity.filter(pidu_talent_session__kind="PRACTICUM").order_by("starts_at")
    await Activity.filter(id=shown[0].id).update(decision="CANCELLED")
    await Activity.filter(id=shown[1].id).update(published_at=None, decision="DRAFT")
    autumn = await report(plugins, "hours_by_month", as_of=date(2024, 10, 31))
    assert sum(row["practicum_sessions"] for row in autumn) == 1
    early = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 12, 31)}
    assert await report(plugins, "hours_by_month", **early) == []


async def test_examples_and_figures_answer(db: Database, client: Client) -> None:
    with fixed(NOW):
        for example in EXAMPLES:
            assert len(parse(example.query).definitions) == 1
            answer = await client.anonymous.ask(example.query, example.variables)
            assert "null" not in str(answer.keys())
        figures = (await client.anonymous.ask("{ figures { name plugin value of points { label value } } }"))["figures"]
        told = {one["name"]: (one["value"], one["of"]) for one in figures if one["plugin"] == "pidu_talent"}
        assert told == {
            "pidu_talent.theory_hours": (32.0, 49.5),
            "pidu_talent.practicum_hours": (17.5, 49.5),
            "pidu_talent.courses": (24, None),
            "pidu_talent.trainers": (8, None),
            "pidu_talent.needs_answered": (5, None),
        }
        points = [one["points"] for one in figures if one["name"] == "pidu_talent.practicum_hours"]
        assert (points[0][0]["label"], points[0][-1]["label"], len(points[0])) == ("2024-08", "2025-07", 12)
        verified = await client.anonymous.ask(EXAMPLES[-1].query, {"code": "DEMO-0005"})
        (programme,) = verified["talentProgrammes"]["nodes"]
        assert (programme["certificate"]["state"], programme["certificate"]["holder"]) == ("REVOKED", "演**")
        # Hours and presence of each report are asked of GraphQL as well, and take one statement each.
        for name in ("Hours", "Attendance", "Mentoring", "Change", "Completion"):
            period = 'startsOn: "2024-08-01", endsOn: "2025-07-31"'
            question = f"{{ pidu: piduTalent{name}({period}) {{ rows {{ cohort }} }} }}"
            assert await client.ask(question) == {"pidu": {"rows": [{"cohort": "筒创营第一期（演示）"}]}}
            await assert_statements(client, question, 1)
